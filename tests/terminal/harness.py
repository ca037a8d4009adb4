"""A child on a pseudo-terminal of its own, and everything a terminal does to it: shows, answers,
types, is slow, stops reading, changes its size, goes away. Only its own child is ever
signalled."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import select
import shutil
import signal
import struct
import termios
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from tests.terminal.account import Account, Usage, session, state
from tests.terminal.keys import sent
from tests.terminal.vt import Tokens, Vt

Until = Callable[[], bool] | str

# What a child must not inherit from the terminal that the tests run in.
_NOT_OURS = {"COLUMNS", "LINES", "NO_COLOR", "COLORTERM", "TMUX", "STY", "TERM_PROGRAM"}
_NOT_OURS |= {"LC_ALL", "LC_CTYPE"}
# A person has compiled modules; where these are set, every start would compile them anew.
_NOT_OURS |= {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "PYTHONOPTIMIZE", "PYTHONPATH"}
_CLEAR = re.compile(rb"\x1b\[[23]?J|\x1bc|\x1b\[\?(?:47|1047|1049)[hl]")


class Chunk(NamedTuple):
    """Bytes that were read at `at` (monotonic seconds)."""

    at: float
    data: bytes


class Terminal:
    """Runs `argv` and plays its terminal.

    `env` is laid over a clean copy of ours. `answers` says whether CSI 5n, 6n and c are answered;
    `background` ("#rrggbb") whether OSC 11 is. `bytes_per_s` makes the line that slow, answers
    included, since they are given only when the question has come over it. `ignore` are signals
    that the child finds ignored. Nothing is drawn before somebody looks, so that a measurement
    does not take CPU from the child.
    """

    def __init__(
        self,
        argv: Sequence[str],
        *,
        cols: int = 80,
        rows: int = 24,
        term: str = "xterm-256color",
        env: Mapping[str, str] | None = None,
        cwd: str | None = None,
        answers: bool = True,
        background: str | None = None,
        bytes_per_s: int | None = None,
        ignore: Iterable[signal.Signals] = (),
    ) -> None:
        self.vt = Vt(cols, rows)
        self.answers, self.background, self.bytes_per_s = answers, background, bytes_per_s
        self.chunks: list[Chunk] = []
        self.total_bytes = 0
        self.status: int | None = None
        self._questions = Tokens()
        self._undrawn = 0
        self._reading = True
        self._free_at = 0.0
        self._to_type = b""
        self._master, self._slave = os.openpty()
        os.set_blocking(self._master, False)
        self._set_size(cols, rows)
        self.tty_before = termios.tcgetattr(self._slave)
        clean = environment() | {"TERM": term, "LANG": "C.UTF-8"}
        if "256" in term:
            clean["COLORTERM"] = "truecolor"
        clean |= env or {}
        command = [shutil.which(argv[0], path=clean.get("PATH")) or argv[0], *argv[1:]]
        if cwd:
            command = [shutil.which("env") or "env", "-C", cwd, *command]
        self.started = time.monotonic()
        self.pid = self._spawn(command, clean, list(ignore))
        self.account = Account(self.pid)

    def _spawn(self, command: list[str], env: dict[str, str], ignore: list[signal.Signals]) -> int:
        """A session leader that opens the terminal as its first: so it becomes its controlling
        terminal."""
        name = os.ttyname(self._slave)
        was = [(sig, signal.signal(sig, signal.SIG_IGN)) for sig in ignore]
        try:
            return os.posix_spawn(
                command[0],
                command,
                env,
                file_actions=[
                    (os.POSIX_SPAWN_OPEN, 0, name, os.O_RDWR, 0),
                    (os.POSIX_SPAWN_DUP2, 0, 1),
                    (os.POSIX_SPAWN_DUP2, 0, 2),
                ],
                setsid=True,
                setsigmask=[],
                setsigdef=[signal.SIGPIPE, signal.SIGXFSZ],  # Python ignores them
            )
        finally:
            for sig, handler in was:
                signal.signal(sig, handler)

    # What a person does

    def type(self, text: str) -> None:
        """Type `text` as it is."""
        self._to_type += text.encode()
        self._flush_typed()

    def press(self, *names: str) -> None:
        """Press keys by name: DOWN, ENTER, ^L, or a character."""
        for name in names:
            self._to_type += sent(name)
        self._flush_typed()

    def resize(self, cols: int, rows: int) -> None:
        """Pull the window to another size; the kernel tells the child."""
        self.draw()
        self.vt.resize(cols, rows)
        self._set_size(cols, rows)

    def hangup(self) -> None:
        """The line is gone: nothing is read or written any more, and the kernel sends SIGHUP."""
        self.draw()
        for fd in (self._slave, self._master):
            with contextlib.suppress(OSError):
                os.close(fd)
        self._master = self._slave = -1

    def stop_reading(self, *, blocks: bool = True) -> None:
        """Nothing is read any more. With `blocks` not one more byte is taken, as after Ctrl+S: the
        child's next write would block. Without, the kernel still takes 64 kB, as on a line that has
        died unnoticed."""
        self._reading = False
        if blocks:
            termios.tcflow(self._slave, termios.TCOOFF)

    def go_on_reading(self) -> None:
        """The end of `stop_reading`."""
        termios.tcflow(self._slave, termios.TCOON)
        self._reading = True

    def kill(self, sig: signal.Signals) -> None:
        """Send a signal to the child, if it is still there."""
        if self.alive():
            os.kill(self.pid, sig)

    # What happens meanwhile

    def pump(self, seconds: float, until: Until | None = None) -> bool:
        """Play the terminal for `seconds`, or until `until` holds: a regular expression that the
        screen shows, or a function. True if it held, or if there was none. Ends early when the
        child has gone."""
        end = time.monotonic() + seconds
        while not self._holds(until):
            left = end - time.monotonic()
            if left <= 0:
                return until is None
            if not self.alive():
                while self.read_some(0):
                    pass
                return until is None or self._holds(until)
            self.read_some(min(left, 0.05))
        return True

    def read_some(self, wait_s: float) -> bool:
        """Wait up to `wait_s` for output and take what there is. False if there was none."""
        self._flush_typed()
        slow = max(0.0, self._free_at - time.monotonic()) if self.bytes_per_s else 0.0
        if self._master < 0 or not self._reading or slow >= wait_s > 0:
            time.sleep(wait_s)
            return False
        time.sleep(slow)
        if not select.select([self._master], [], [], max(0.0, wait_s - slow))[0]:
            return False
        size = 65536 if not self.bytes_per_s else max(1, self.bytes_per_s // 50)
        try:
            data = os.read(self._master, size)
        except OSError:
            return False
        self._take(data)
        return bool(data)

    def fileno(self) -> int:
        """The master's descriptor, to wait for several terminals at once."""
        return self._master

    def alive(self) -> bool:
        """Whether the child is still there; `status` has its exit status afterwards (negative: a
        signal)."""
        if self.status is None:
            pid, raw = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(raw)
        return self.status is None

    def wait(self, seconds: float) -> int | None:
        """Wait for the child to end, playing the terminal; its exit status, or None if it lives
        on."""
        self.pump(seconds, lambda: not self.alive())
        while self._master >= 0 and self._reading and self.read_some(0):
            pass
        return self.status

    # What can be seen

    def draw(self) -> None:
        """Bring the screen up to date with what was read."""
        for chunk in self.chunks[self._undrawn :]:
            self.vt.feed(chunk.data)
        self._undrawn = len(self.chunks)

    def forget(self) -> None:
        """Let go of the bytes that were drawn: for who runs for hours."""
        del self.chunks[: self._undrawn]
        self._undrawn = 0

    def text(self) -> str:
        """What is on the screen."""
        self.draw()
        return self.vt.text()

    def shows(self, pattern: str) -> bool:
        """Whether the screen shows `pattern`; `^` and `$` are the ends of a line."""
        return re.search(pattern, self.text(), re.MULTILINE) is not None

    def raw(self) -> bytes:
        """Every byte that came, in order."""
        return b"".join(chunk.data for chunk in self.chunks)

    def clears(self) -> list[bytes]:
        """The sequences that blank the whole screen, in the order in which they came."""
        return _CLEAR.findall(self.raw())

    def usage(self) -> Usage:
        """What the child and its children have used so far."""
        return self.account.usage()

    def stopped(self) -> bool:
        """Whether the child is stopped, as by SIGTSTP."""
        return state(self.pid) == "T"

    def left_behind(self) -> list[int]:
        """Processes of the child's session that are still there."""
        return session(self.pid)

    def troubles(self) -> list[str]:
        """What is not as it was before the child came: modes, cursor, line settings. Empty when it
        left well."""
        self.draw()
        out = self.vt.left_on()
        if self._slave >= 0 and (now := termios.tcgetattr(self._slave)) != self.tty_before:
            lost = ((termios.ICANON, "lines"), (termios.ECHO, "echo"), (termios.ISIG, "Ctrl+C"))
            words = [word for flag, word in lost if not now[3] & flag]
            out.append(f"line settings differ: without {', '.join(words) or 'others'}")
        if self._slave >= 0 and not self.alive() and (left := self._typed_into_shell()):
            out.append(f"the shell gets {left!r} as if it was typed")
        return out

    def _typed_into_shell(self) -> bytes:
        """What the child, now gone, left to be read from the terminal: answers that it did not wait
        for."""
        raw = termios.tcgetattr(self._slave)
        raw[3] &= ~(termios.ICANON | termios.ECHO)
        termios.tcsetattr(self._slave, termios.TCSANOW, raw)
        os.set_blocking(self._slave, False)
        with contextlib.suppress(BlockingIOError):
            return os.read(self._slave, 4096)
        return b""

    def close(self) -> None:
        """End the child, and nothing else."""
        if self.alive():
            os.kill(self.pid, signal.SIGKILL)
            _, raw = os.waitpid(self.pid, 0)
            self.status = os.waitstatus_to_exitcode(raw)
        self.hangup()

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _holds(self, until: Until | None) -> bool:
        if until is None:
            return False
        return self.shows(until) if isinstance(until, str) else until()

    def _take(self, data: bytes) -> None:
        now = time.monotonic()
        self.chunks.append(Chunk(now, data))
        self.total_bytes += len(data)
        if self.bytes_per_s:
            self._free_at = max(now, self._free_at) + len(data) / self.bytes_per_s
        for kind, token in self._questions.cut(data):
            if kind == "sequence":
                self._to_type += self._answer(token)
        self._flush_typed()

    def _answer(self, token: bytes) -> bytes:
        if self.answers and token == b"\x1b[5n":
            return b"\x1b[0n"
        if self.answers and token == b"\x1b[6n":
            self.draw()
            x, y = self.vt.cursor
            return b"\x1b[%d;%dR" % (y + 1, x + 1)
        if self.answers and token in (b"\x1b[c", b"\x1b[0c"):
            return b"\x1b[?62;c"
        if self.background and token.rstrip(b"\x07\\\x1b") == b"\x1b]11;?":
            pairs = re.findall("..", self.background.lstrip("#"))
            return ("\x1b]11;rgb:" + "/".join(pair * 2 for pair in pairs) + "\x1b\\").encode()
        return b""

    def _flush_typed(self) -> None:
        """Give what was typed and answered to the child; what it has no room for waits."""
        if not self._to_type or self._master < 0:
            return
        with contextlib.suppress(BlockingIOError, OSError):
            self._to_type = self._to_type[os.write(self._master, self._to_type) :]

    def _set_size(self, cols: int, rows: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))


def environment() -> dict[str, str]:
    """Ours, less what belongs to the terminal or the test run."""
    return {name: value for name, value in os.environ.items() if name not in _NOT_OURS}


def pump_all(terminals: Sequence[Terminal], seconds: float) -> None:
    """Play several terminals at once for `seconds`."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        ready = select.select([t for t in terminals if t.fileno() >= 0], [], [], min(left, 0.25))[0]
        for terminal in ready:
            if not terminal.read_some(0):
                terminal.alive()
                time.sleep(0.01)
