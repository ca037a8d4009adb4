"""The rows of services, processes and sockets. Only those on the screen are put into words."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from sptui.model.msg import msg
from sptui.model.processes_view import moved_bps
from sptui.paint import numbers
from sptui.paint.line import width_of
from sptui.paint.meter import bar
from sptui.paint.resources_facts import pressure_look
from sptui.paint.spark import spark
from sptui.paint.table import Column, Row, layout
from sptui.paint.words import say, word

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sptui.glyphs import Glyphs
    from sptui.model.process import Process, ProcessRow, ServiceRow, Socket
    from sptui.model.resources import Resources
    from sptui.model.series import Series
    from sptui.paint.line import Look, Span
    from sptui.paint.table import Cell

# A unit's own CPU series, where it is recorded: "cpu.unit.nginx.service".
UNIT_CPU = "cpu.unit."
_EMPTY: Span = ("", "text")
_LAST = 7  # the services' column of graphs or bars


def machine_pct(pct: float | None, cores: int) -> float | None:
    """Percent of the whole machine, as the graph above the list has it, from percent of a core."""
    return None if pct is None else pct / max(1, cores)


# ---------------------------------------------------------------- services


def service_columns(span: str, *, graphs: bool) -> tuple[Column, ...]:
    """With the graph of each unit's CPU where that is recorded, else a bar of its memory."""
    last = say(msg("column.cpu_over", span=span)) if graphs else word("column.share")
    return (
        Column(word("column.service"), 14, grow=True),
        Column(word("column.cpu"), numbers.PCT_W, right=True),
        Column(word("column.memory"), numbers.SIZE_W, right=True),
        Column(word("column.io"), numbers.RATE_W, right=True),
        Column(word("column.tasks"), 5, right=True, rank=1),
        Column(word("column.pressure"), 8, right=True, rank=3),
        Column(word("column.since"), numbers.AGE_W, right=True, rank=2),
        Column(last, max(13, width_of(last)), rank=4, grow=True),
    )


SERVICE_SORTS = {"name": 0, "cpu": 1, "memory": 2, "io": 3, "tasks": 4, "pressure": 5, "age": 6}


def service_rows(
    view: Resources,
    rows: Sequence[ServiceRow],
    columns: Sequence[Column],
    width: int,
    samples: int,
    g: Glyphs,
) -> list[Row]:
    """A row each."""
    sample = view.overview.sample
    cores = len(sample.cores) if sample else 1
    memory = sample.reading.memory if sample else None
    total = memory.total_bytes if memory else 0
    cells = dict(layout(columns, width)).get(_LAST, 0)
    out: list[Row] = []
    for row in rows:
        first = row.cpu_pct is None and row.io_bps is None
        figure = _figures(first, g.about if row.about else "", g)
        last: Cell = _EMPTY
        series = unit_cpu(view, row.unit)
        if cells and series is not None:
            last = spark(series, cells, samples, 100.0 * max(1, cores), g)
        elif cells and total and row.memory_bytes is not None:
            last = tuple(bar(100.0 * row.memory_bytes / total, cells, g))
        out.append(
            Row(
                (
                    (service_name(row.unit), "text"),
                    figure(numbers.pct, machine_pct(row.cpu_pct, cores), 5),
                    figure(numbers.mem, row.memory_bytes, 8, known=True),
                    figure(numbers.rate, row.io_bps, 9),
                    figure(numbers.count, row.tasks, 5, known=True),
                    (numbers.pct(row.pressure_pct), pressure_look(row.pressure_pct)),
                    (numbers.age(row.age_s), "text"),
                    last,
                )
            )
        )
    return out


def unit_cpu(view: Resources, unit: str) -> Series | None:
    """What was recorded of a unit's CPU. History answers for every name it is asked for; only what
    was recorded has values."""
    series = view.series.get(UNIT_CPU + unit)
    known = series is not None and any(value is not None for value in series.values)
    return series if known else None


def service_name(unit: str) -> str:
    """A unit as people call it."""
    return unit.removesuffix(".service") or unit


def _figures(first: bool, about: str, g: Glyphs) -> Callable[..., Span]:
    """Puts figures into words: `first` means that rates need a second look, `about` stands before
    what is only about right, where there is room for it."""

    def figure(
        words: Callable[[float | None], str],
        value: float | None,
        width: int,
        *,
        known: bool = False,
    ) -> Span:
        if value is None:
            return (g.pending, "dim") if first and not known else (numbers.UNREAD, "text")
        text = words(value)
        return (about + text if about and len(text) < width else text), "text"

    return figure


# ---------------------------------------------------------------- processes


def process_columns(width: int) -> tuple[Column, ...]:
    """Command lines get what is left, and before all less important columns."""
    command = 44 if width >= 110 else 28 if width >= 80 else 24
    return (
        Column(word("column.pid"), 7, right=True),
        Column(word("column.user"), 9, rank=3),
        Column(word("column.cpu"), numbers.PCT_W, right=True),
        Column(word("column.memory"), numbers.SIZE_W, right=True),
        Column(word("column.io"), numbers.RATE_W, right=True, rank=2),
        Column(word("column.age"), numbers.AGE_W, right=True, rank=4),
        Column(word("column.tasks"), 5, right=True, rank=7),
        Column(word("column.nice"), 4, right=True, rank=6),
        Column(word("column.state"), 7, rank=5),
        Column(word("column.command"), command, grow=True),
    )


PROCESS_SORTS = {
    "pid": 0,
    "user": 1,
    "cpu": 2,
    "memory": 3,
    "io": 4,
    "age": 5,
    "tasks": 6,
    "name": 9,
}


def process_rows(
    rows: Sequence[ProcessRow],
    depths: Sequence[int],
    ends: Sequence[bool],
    cores: int,
    width: int,
    g: Glyphs,
) -> list[Row]:
    """A row each; `depths` and `ends` are empty unless it is a tree."""
    out: list[Row] = []
    most = width // 8  # levels that the signs of a tree may take: the rest stand side by side
    for n, row in enumerate(rows):
        p = row.process
        look: Look = "dim" if p.kernel else "text"
        cpu = machine_pct(row.cpu_pct, cores)
        moved = moved_bps(row)
        rates_wait = row.cpu_pct is None
        signs = _tree_signs(depths[n], ends[n], most, g) if depths else ""
        out.append(
            Row(
                (
                    (str(p.pid), look),
                    (p.user, look),
                    _rate(numbers.pct, cpu, rates_wait, look, g),
                    (numbers.mem(p.rss_bytes), look),
                    _rate(numbers.rate, moved, rates_wait, look, g),
                    (numbers.age(row.age_s), look),
                    (numbers.count(p.threads), look),
                    (str(p.nice) if p.nice else "", look),
                    _state(p, look),
                    _command(p, signs),
                )
            )
        )
    return out


def _rate(
    words: Callable[[float | None], str], value: float | None, waits: bool, look: Look, g: Glyphs
) -> Span:
    if value is None and waits:
        return g.pending, "dim"
    return words(value), look


_SAID_STATES = frozenset("RDTtZX")


def _state(p: Process, look: Look) -> Span:
    if p.state not in _SAID_STATES:
        return _EMPTY
    return word(f"process_state.{p.state}"), "warning" if p.state == "Z" else look


def _tree_signs(depth: int, last: bool, most: int, g: Glyphs) -> str:
    if depth <= 0:
        return ""
    return "  " * (min(depth, most) - 1) + (g.tree_end if last else g.tree_mid) + " "


def _command(p: Process, signs: str) -> Cell:
    """What was started, without the folders that it lies in, and its arguments; of kernel threads
    and zombies there is only a name."""
    start: tuple[Span, ...] = ((signs, "dim"),) if signs else ()
    if not p.argv:
        name = f"[{p.name}]" if p.kernel else p.name
        return (*start, (name, "dim" if p.kernel or p.state == "Z" else "text"))
    program, space, rest = p.argv[0].partition(" ")
    if program.startswith("/"):
        program = program.rpartition("/")[2] or program
    arguments = " ".join((space + rest, *p.argv[1:])) if rest or len(p.argv) > 1 else ""
    return (*start, (program, "text"), (arguments[:512], "dim"))


# ---------------------------------------------------------------- sockets


def socket_columns() -> tuple[Column, ...]:
    """Whose it is grows; the address has room for what is usual."""
    return (
        Column(word("column.protocol"), 8),
        Column(word("column.address"), 15, grow=True),
        Column(word("column.port"), 5, right=True),
        Column(word("column.process"), 15, grow=True),
        Column(word("column.pid"), 7, right=True, rank=1),
        Column(word("column.user"), 9, rank=2),
        Column(word("column.unit"), 16, rank=3, grow=True),
    )


SOCKET_SORTS = {"port": 2, "name": 3, "pid": 4, "user": 5}


def socket_rows(rows: Sequence[Socket], processes: Mapping[int, Process]) -> list[Row]:
    """A row each; `processes` are those that are known, by PID."""
    out: list[Row] = []
    for s in rows:
        p = processes.get(s.pid) if s.pid is not None else None
        look: Look = "dim" if is_local(s.address) else "text"
        out.append(
            Row(
                (
                    (s.protocol, "text"),
                    (s.address, look),
                    (str(s.port), "text"),
                    (s.process or numbers.UNREAD, "text"),
                    (numbers.UNREAD if s.pid is None else str(s.pid), "text"),
                    (p.user if p else "", "text"),
                    (p.unit if p else "", "text"),
                )
            )
        )
    return out


def is_local(address: str) -> bool:
    """Whether only this machine itself can reach it."""
    return address.startswith("127.") or address in ("::1", "::ffff:127.0.0.1", "localhost")


def used_over(rows: Sequence[ServiceRow], cores: int, pct: float) -> int:
    """How many use more of the machine's CPU than `pct` percent."""
    least = pct * max(1, cores)
    return sum(
        [
            1
            for row in rows
            if row.cpu_pct is not None and isfinite(row.cpu_pct) and row.cpu_pct > least
        ]
    )
