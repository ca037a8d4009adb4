"""Takes the figures: start-up in interleaved rounds, running programs all at once, commands against
bare Python."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.programs import COLS, ROWS, Program
from tests.terminal.harness import Terminal, environment, pump_all
from tests.terminal.vt import Tokens, Vt

_LIMIT_S = 15.0
_QUIET_S = 1.2


class Start(NamedTuple):
    """Seconds from the start of the process until something, everything useful, and the answer to a
    key was seen; None: not within 15 s (of a key: it was lost)."""

    first_s: float | None
    useful_s: float | None
    answered_s: float | None


class Running(NamedTuple):
    """Over one stretch of time: percent of one core, times switched per second, bytes per second to
    the terminal; `rss_bytes` is the most memory since the start."""

    cpu_pct: float
    switches_ps: float
    bytes_ps: float
    rss_bytes: int


class Command(NamedTuple):
    """One run of a command: seconds in all, seconds on a CPU, exit status."""

    wall_s: float
    cpu_s: float
    status: int


def start(program: Program, home: Path) -> Start:
    """Start once. The key is pressed when the first character is seen, and not again."""
    with _open(program, home) as terminal:
        tokens, seen, pressed = Tokens(), 0, False
        last = began = time.monotonic()
        while (now := time.monotonic()) - began < _LIMIT_S:
            terminal.read_some(0.02)
            if len(terminal.chunks) > seen:
                fresh = b"".join(chunk.data for chunk in terminal.chunks[seen:])
                seen, last = len(terminal.chunks), now
                if not pressed and any(
                    kind == "text" and text.strip() for kind, text in tokens.cut(fresh)
                ):
                    terminal.press(program.key)
                    pressed = True
            elif pressed and now - last > _QUIET_S:
                break
        return _replay(terminal, program)


def running(
    programs: Sequence[Program], home: Path, *, settle_s: float, seconds: float, rounds: int
) -> dict[str, list[Running]]:
    """Run all at once, each on a terminal of its own; the first `settle_s` don't count."""
    return rounds_of(
        {program.name: _open(program, home) for program in programs},
        settle_s=settle_s,
        seconds=seconds,
        rounds=rounds,
    )


def rounds_of(
    terminals: Mapping[str, Terminal],
    *,
    settle_s: float,
    seconds: float,
    rounds: int,
    watch: Callable[[], object] = lambda: None,
) -> dict[str, list[Running]]:
    """Figures of terminals in which something runs, all at once; closes them at the end. The first
    `settle_s` don't count. `watch` is called before and after each round. Raises RuntimeError: one
    has ended."""
    out: dict[str, list[Running]] = {name: [] for name in terminals}
    try:
        pump_all(list(terminals.values()), settle_s)
        for _ in range(rounds):
            watch()
            before = {
                name: (t.usage(), t.total_bytes, time.monotonic()) for name, t in terminals.items()
            }
            pump_all(list(terminals.values()), seconds)
            for name, terminal in terminals.items():
                if not terminal.alive():
                    raise RuntimeError(f"{name} ended with {terminal.status}:\n{terminal.text()}")
                old, old_bytes, then = before[name]
                new, passed = terminal.usage(), time.monotonic() - then
                out[name].append(
                    Running(
                        100 * (new.cpu_s - old.cpu_s) / passed,
                        (new.switches - old.switches) / passed,
                        (terminal.total_bytes - old_bytes) / passed,
                        new.peak_rss_bytes,
                    )
                )
            watch()
    finally:
        for terminal in terminals.values():
            terminal.close()
    return out


def command(argv: Sequence[str], env: Mapping[str, str] | None = None) -> Command:
    """Run a command with its output thrown away; `env` is laid over ours."""
    null = [(os.POSIX_SPAWN_OPEN, fd, "/dev/null", os.O_RDWR, 0) for fd in (0, 1, 2)]
    began = time.perf_counter()
    pid = os.posix_spawn(argv[0], list(argv), environment() | dict(env or {}), file_actions=null)
    _, raw, used = os.wait4(pid, 0)
    wall = time.perf_counter() - began
    return Command(wall, used.ru_utime + used.ru_stime, os.waitstatus_to_exitcode(raw))


def bare_python() -> list[str]:
    """What `status` is measured against."""
    return [sys.executable, "-I", "-c", "pass"]


def _open(program: Program, home: Path) -> Terminal:
    for name, text in program.files:
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text, encoding="utf-8")
    return Terminal(
        program.argv, cols=COLS, rows=ROWS, env={"HOME": str(home)}, background="#14171b"
    )


def _replay(terminal: Terminal, program: Program) -> Start:
    """Draw what came, piece by piece, and see when what was waited for was on the screen."""
    vt = Vt(COLS, ROWS)
    first = useful = answered = None
    for at, data in terminal.chunks:
        vt.feed(data)
        text, now = vt.text(), at - terminal.started
        if first is None and text.strip():
            first = now
        if useful is None and all(_shown(figure, text) for figure in program.useful):
            useful = now
        if answered is None and _shown(program.answered, text):
            answered = now
    return Start(first, useful, answered)


def _shown(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.MULTILINE) is not None
