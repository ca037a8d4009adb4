"""The list of the Resources screen: which rows, in which order. Values in, values out."""

from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeVar

from sptui.model.gauges import Gauge, gauges
from sptui.model.process import Processes, ProcessRow, ServiceRow, Socket
from sptui.model.resources import How, Resources
from sptui.model.tree import tree

# What makes a row the same thing a moment later: (pid, start) of a process, the name of a unit or
# of a gauge, (protocol, address, port) of a socket.
Identity = tuple[int, int] | str | tuple[str, str, int]

# The lists that Tab goes through, and the columns that `s` goes through in each.
TABS = ("services", "processes", "sockets", "devices")
SORTS: dict[str, tuple[str, ...]] = {
    "services": ("cpu", "memory", "io", "tasks", "pressure", "age", "name"),
    "processes": ("cpu", "memory", "io", "age", "tasks", "name", "pid", "user"),
    "sockets": ("port", "name", "pid", "user"),
    "devices": (),
}
_MOST_FIRST = frozenset(("cpu", "memory", "io", "tasks", "pressure", "age"))
_LAST = float("-inf")

Row = TypeVar("Row")


class Listed(NamedTuple):
    """One list: `keys` has the identity of each row, in order; only the rows of `what` are there.

    `depths` and `ends` are of processes as a tree: how deep each stands, and whether it is its
    parent's last child; empty without a tree. `total` counts all that there are, before the filter.
    `known` is False while nobody has looked."""

    what: str
    keys: tuple[Identity, ...]
    total: int
    known: bool = True
    services: tuple[ServiceRow, ...] = ()
    processes: tuple[ProcessRow, ...] = ()
    depths: tuple[int, ...] = ()
    ends: tuple[bool, ...] = ()
    sockets: tuple[Socket, ...] = ()
    devices: tuple[Gauge, ...] = ()


def next_tab(what: str, step: int = 1) -> str:
    """The list after `what`, or before it (-1)."""
    at = TABS.index(what) if what in TABS else -1
    return TABS[(at + step) % len(TABS)]


def next_sort(what: str, sort: str) -> str:
    """The column that `s` goes to, from `sort`. A list without columns to sort by keeps `sort`."""
    sorts = SORTS.get(what, ())
    if not sorts:
        return sort
    at = sorts.index(sort) if sort in sorts else 0
    return sorts[(at + 1) % len(sorts)]


def sort_of(how: How) -> str:
    """The column that the list is sorted by: the one asked for, else its first; "" for none."""
    sorts = SORTS.get(how.what, ())
    return how.sort if how.sort in sorts else (sorts[0] if sorts else "")


def most_first(sort: str) -> bool:
    """Whether the largest stands on top; else texts and numbers rise."""
    return sort in _MOST_FIRST


def listed(view: Resources, how: How) -> Listed:
    """The rows that `how` asks for. A list of no known name is that of the services."""
    if how.what == "devices":
        return _devices(view, how)
    seen, sort = view.processes, sort_of(how)
    if seen is None:
        return Listed(how.what, (), 0, known=False)
    if how.what == "processes":
        return _processes(seen, how, sort)
    if how.what == "sockets":
        return _sockets(seen, how, sort)
    return _services(seen, how, sort)


def _services(seen: Processes, how: How, sort: str) -> Listed:
    rows = _left(seen.services, how.filter, _service_fields)
    rows.sort(key=lambda row: row.unit.lower())
    if sort != "name":
        _fall(rows, _SERVICE[sort])
    keys = tuple([row.unit for row in rows])
    return Listed("services", keys, len(seen.services), services=tuple(rows))


def _processes(seen: Processes, how: How, sort: str) -> Listed:
    rows = _left(seen.rows, how.filter, _process_fields)
    rows.sort(key=lambda row: row.process.pid)
    if sort != "pid":
        rows.sort(key=lambda row: row.process.name.lower())
    if sort == "user":
        rows.sort(key=lambda row: row.process.user.lower())
    elif sort not in ("pid", "name"):
        _fall(rows, _PROCESS[sort])
    depths: tuple[int, ...] = ()
    ends: tuple[bool, ...] = ()
    if how.tree:
        rows, depths, ends = tree(rows, seen.rows, most_first(sort))
    keys = tuple([(row.process.pid, row.process.start) for row in rows])
    total = max(seen.total, len(seen.rows))
    return Listed("processes", keys, total, processes=tuple(rows), depths=depths, ends=ends)


def _sockets(seen: Processes, how: How, sort: str) -> Listed:
    """One row an address and port, whoever of several processes that share it comes first."""
    every = {(s.protocol, s.address, s.port): s for s in reversed(seen.sockets)}
    users = users_of(seen.rows) if sort == "user" or "user:" in how.filter else {}

    def fields(socket: Socket) -> Fields:
        pid = "" if socket.pid is None else str(socket.pid)
        exact = {
            "port": str(socket.port),
            "pid": pid,
            "user": users.get(socket.pid or 0, ""),
        }
        told = (socket.protocol, socket.address, str(socket.port), pid, socket.process)
        return Fields(told, (), exact)

    rows = _left(every.values(), how.filter, fields)
    rows.sort(key=lambda s: (s.port, s.protocol, s.address))
    if sort == "name":
        rows.sort(key=lambda s: (not s.process, s.process.lower()))
    elif sort == "pid":
        rows.sort(key=lambda s: (s.pid is None, s.pid or 0))
    elif sort == "user":
        rows.sort(key=lambda s: (not users.get(s.pid or 0), users.get(s.pid or 0, "")))
    keys = tuple([(s.protocol, s.address, s.port) for s in rows])
    return Listed("sockets", keys, len(every), sockets=tuple(rows))


def _devices(view: Resources, how: How) -> Listed:
    """They keep the order in which they are told."""
    every = gauges(view)
    rows = _left(every, how.filter, lambda one: Fields((one.kind, one.name), (), {}))
    keys = tuple([one.key for one in rows])
    known = view.overview.sample is not None
    return Listed("devices", keys, len(every), known, devices=tuple(rows))


def users_of(rows: Iterable[ProcessRow]) -> dict[int, str]:
    """Whose each process is, by PID."""
    return {row.process.pid: row.process.user for row in rows}


# ---------------------------------------------------------------- sorting


def moved_bps(row: ProcessRow) -> float | None:
    """Bytes a second read and written together; None when neither is known."""
    read, written = row.read_bps, row.write_bps
    if read is None or written is None:
        return written if read is None else read
    return read + written


_SERVICE: dict[str, Callable[[ServiceRow], float | None]] = {
    "cpu": lambda row: row.cpu_pct,
    "memory": lambda row: row.memory_bytes,
    "io": lambda row: row.io_bps,
    "tasks": lambda row: row.tasks,
    "pressure": lambda row: row.pressure_pct,
    "age": lambda row: row.age_s,
}
_PROCESS: dict[str, Callable[[ProcessRow], float | None]] = {
    "cpu": lambda row: row.cpu_pct,
    "memory": lambda row: row.process.rss_bytes,
    "io": moved_bps,
    "tasks": lambda row: row.process.threads,
    "age": lambda row: row.age_s,
}


def _fall(rows: list[Row], amount: Callable[[Row], float | None]) -> None:
    """Most first, unknown last; what is equal keeps its order."""

    def known(row: Row) -> float:
        value = amount(row)
        return value if value is not None and value == value else _LAST  # noqa: PLR0124 - no NaN

    rows.sort(key=known, reverse=True)


# ---------------------------------------------------------------- filter


class Fields(NamedTuple):
    """What a filter looks at: `told` fuzzily, `argv` for a word as it is typed, and `exact` for
    terms like `user:root`."""

    told: tuple[str, ...]
    argv: tuple[str, ...]
    exact: dict[str, str]


def _service_fields(row: ServiceRow) -> Fields:
    return Fields((row.unit,), (), {"unit": row.unit})


def _process_fields(row: ProcessRow) -> Fields:
    p = row.process
    pid = str(p.pid)
    exact = {"unit": p.unit, "user": p.user, "pid": pid}
    return Fields((p.name, pid, p.user, p.unit), p.argv, exact)


def _left(rows: Iterable[Row], filter: str, fields: Callable[[Row], Fields]) -> list[Row]:
    """The rows in which each word of the filter is found. Letters in order are enough in names; in
    command lines, which are long, nearly every row would have them: there they stand together."""
    words = filter.lower().split()
    if not words:
        return list(rows)
    from sptui.model.fuzzy import finder

    terms = [(word.partition(":"), word, finder(word)) for word in words]
    out: list[Row] = []
    for row in rows:
        told, argv, exact = fields(row)
        text = "\n".join(told)
        command = ""
        for (name, _, value), word, found in terms:
            if name in exact:
                if value and exact[name].lower() not in (value, f"{value}.service"):
                    break
            elif not found(text):
                command = command or " ".join(argv).lower()
                if word not in command:
                    break
        else:
            out.append(row)
    return out
