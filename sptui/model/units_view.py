"""The list of the Services screen: which units, in which order. Values in, values out."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from sptui.model.needed import needed_for
from sptui.model.unit import Unit, UnitFile, Units, kind_of, state_word

# The columns that `s` goes through. What is only known of units that somebody looked at (since,
# restarts, CPU, memory) can't put all of them in order; Resources has those that use something.
SORTS: Mapping[str, tuple[str, ...]] = {
    "units": ("state", "name", "boot"),
    "timers": ("state", "name", "next"),
}

# Worst first. All that is well is equal, and so is what is stopped: the name decides.
_RANKS: Mapping[str, int] = {"failed": 0, "restarting": 1, "unknown": 3}
_BROKEN, _WELL = 2, 4
_BROKEN_LOADS = frozenset({"error", "bad-setting"})
# What people run comes before what systemd makes of it and around it.
_FIRST_KINDS = frozenset({"service", "timer"})
_HIDDEN = 2

_STATES = (
    *("failed", "restarting", "starting", "stopping", "reloading", "running", "active", "waiting"),
    *("ran", "stopped", "masked", "unknown"),
)
# systemd's words for unit files, in the order in which `s` sorts by them.
_BOOT = (
    *("bad", "enabled", "enabled-runtime", "linked", "linked-runtime", "generated", "transient"),
    *("static", "indirect", "alias", "disabled", "masked", "masked-runtime"),
)
_NEEDS = frozenset({"boot", "login", "network"})
_TIMERS_FOR_S = 10.0  # so long it may take until a timer is said to have missed its run
_UNFINISHED = frozenset({"unit:", "state:"})
_LETTERS = 4  # so much of a state's word is enough for it


class How(NamedTuple):
    """How the list is looked at: `what` is units or timers, `sort` the name of a column of it.
    `cursor` is a place in the rows that `filter` leaves; below 0 there is none. `marked` are the
    names of units."""

    what: str = "units"
    filter: str = ""
    sort: str = "state"
    cursor: int = 0
    marked: frozenset[str] = frozenset()


class Listed(NamedTuple):
    """`keys` are the names of the rows, in order. `total` counts those there are without the
    filter, `loaded` the ones of them that systemd has loaded, `failed` those that failed; `bad` are
    the places in `keys` of rows that failed."""

    keys: tuple[str, ...]
    total: int
    failed: int
    loaded: int = 0
    bad: tuple[int, ...] = ()


class _Row(NamedTuple):
    """What puts a unit in its place, and what a filter looks at. `place` is its name in an order
    that people expect: "api" before "api-worker". `state` is "" for what is only listed when
    filtered for. Names are unique: what follows is never compared."""

    rank: int
    later: int
    place: str
    name: str
    folded: str
    state: str
    boot: str
    what: str
    unit: Unit | None
    file: UnitFile | None


class _Base(NamedTuple):
    """All rows of one snapshot, worst first, and those that are hidden."""

    rows: Mapping[str, Unit]
    files: Mapping[str, UnitFile]
    by_name: Mapping[str, _Row]
    shown: tuple[_Row, ...]
    hidden: tuple[_Row, ...]
    loaded: int
    failed: int


def next_sort(what: str, sort: str) -> str:
    """The column that `s` goes to, from `sort`."""
    sorts = SORTS.get(what, (sort,))
    at = sorts.index(sort) if sort in sorts else 0
    return sorts[(at + 1) % len(sorts)]


def sort_of(how: How) -> str:
    """The column that the list is sorted by: the one asked for, else its first."""
    sorts = SORTS.get(how.what, (how.sort,))
    return how.sort if how.sort in sorts else sorts[0]


def counted(unit: Unit) -> bool:
    """Whether it counts as one: another name of a unit does not, nor one of which only the name is
    known, since others mention it."""
    return not unit.following and (unit.load != "not-found" or unit.active != "inactive")


def listed(units: Units, how: How, now: float | None = None) -> Listed:
    """The rows that `how` asks for at `now` (seconds since 1970; None: when `units` was true): the
    loaded units, and those that have a unit file only; or the timers. Templates, other names of
    units, and units without a file are there when the filter finds them. A snapshot's mappings must
    not change."""
    global _last, _last_timers  # noqa: PLW0603 - the same question comes at every key and tick
    if how.what == "timers":
        from sptui.model.timers_view import listed_timers

        now = units.at if now is None else now
        asked = (units.rows, units.timers, units.facts)
        same = (how.filter, how.sort, now // _TIMERS_FOR_S)
        if _last_timers is None or _last_timers[1] != same or not _are(_last_timers[0], asked):
            _last_timers = asked, same, listed_timers(units, how, now)
        return _last_timers[2]
    base = _base_of(units)
    question = (how.filter.lower(), sort_of(how))
    if _last is None or _last[0] is not base or _last[1] != question:
        _last = base, question, _listed(base, *question)
    return _last[2]


def _are(these: tuple[object, ...], those: tuple[object, ...]) -> bool:
    return all(a is b for a, b in zip(these, those, strict=True))


_last_timers: tuple[tuple[object, ...], tuple[str, str, float], Listed] | None = None
_last: tuple[_Base, tuple[str, str], Listed] | None = None
_newest = _Base({}, {}, {}, (), (), 0, 0)


def _listed(base: _Base, filter: str, sort: str) -> Listed:
    words = [word for word in filter.split() if word not in _UNFINISHED]
    rows: list[_Row] = list(base.shown)
    total = len(rows)
    if words:
        others = _left(base.hidden, words)
        rows = [*_left(rows, words), *others]
        total += len(others)
    if sort == "name":
        rows.sort(key=_by_name)
    elif sort == "boot":
        rows.sort(key=_by_boot)
    elif words:  # what has the words as they were typed stands before what only has their letters
        rows.sort(key=lambda row: (row.rank, not all(word in row.folded for word in words)))
    keys = tuple([row.name for row in rows])
    bad = tuple([n for n, row in enumerate(rows) if row.rank == 0])
    return Listed(keys, total, base.failed, base.loaded, bad)


def _by_name(row: _Row) -> tuple[str, str]:
    return row.place, row.name


def _by_boot(row: _Row) -> int:
    return _BOOT.index(row.boot) if row.boot in _BOOT else len(_BOOT)


# ---------------------------------------------------------------- all rows


def _base_of(units: Units) -> _Base:
    """The rows of a snapshot. Most of them are as they were in the one before."""
    global _newest  # noqa: PLW0603 - one snapshot is looked at, and asked for again and again
    before = _newest
    if before.rows is units.rows and before.files is units.files:
        return before
    if before.rows == units.rows and before.files == units.files:
        _newest = before._replace(rows=units.rows, files=units.files)
        return _newest
    _newest = _made(units, before.by_name)
    return _newest


def _made(units: Units, before: Mapping[str, _Row]) -> _Base:
    files = units.files
    every: dict[str, _Row] = {}
    for name, unit in units.rows.items():
        file = files.get(name)
        old = before.get(name)
        if old is None or old.unit is not unit or old.file is not file:
            old = _row(name, unit, file)
        every[name] = old
    for name, file in files.items():
        if name not in every:
            old = before.get(name)
            if old is None or old.unit is not None or old.file is not file:
                old = _row(name, None, file)
            every[name] = old
    rows = sorted(every.values())
    shown = tuple([row for row in rows if row.later != _HIDDEN])
    hidden = tuple([row for row in rows if row.later == _HIDDEN])
    loaded = sum([row.unit is not None for row in shown])
    failed = sum([row.rank == 0 for row in shown])
    return _Base(units.rows, files, every, shown, hidden, loaded, failed)


def _row(name: str, unit: Unit | None, file: UnitFile | None) -> _Row:
    boot = file.state if file is not None else ""
    later = 0 if kind_of(name) in _FIRST_KINDS else 1
    rank, state, what = _WELL, "stopped", ""
    if unit is None:
        if boot.startswith("masked"):
            state = "masked"
        if "@." in name or boot == "alias":
            later = _HIDDEN
    else:
        state, what = state_word(unit), unit.description.lower()
        rank = _RANKS.get(state, _WELL)
        if rank == _WELL and unit.load in _BROKEN_LOADS:
            rank = _BROKEN
        if not counted(unit):
            later = _HIDDEN
    if later == _HIDDEN:
        rank, state = _WELL, ""
    folded = name.lower()
    stem, _, kind = folded.rpartition(".")
    return _Row(rank, later, f"{stem}\0{kind}", name, folded, state, boot, what, unit, file)


# ---------------------------------------------------------------- filter


def _left(rows: list[_Row] | tuple[_Row, ...], words: list[str]) -> list[_Row]:
    """The rows in which each word is found."""
    left = list(rows)
    for word in words:
        found = _finder(word)
        left = [row for row in left if found(row)]
    return left


def _finder(word: str) -> Callable[[_Row], bool]:
    """What a word of the filter asks for: `unit:` and `state:` exactly; a state, also half of its
    word, or what hangs on a unit; else letters in order in the name (its kind not: nearly all have
    those of "service"), or the word as it is typed in name, kind or what the unit does."""
    term, colon, value = word.partition(":")
    if colon and term == "unit":
        names = (value,) if "." in value else (value, f"{value}.service")
        return lambda row: row.folded in names
    if colon and term == "state":
        return lambda row: row.state.startswith(value) or row.boot.startswith(value)
    states = _states(word)
    if states:
        return lambda row: row.state in states or row.boot in states or word in row.folded
    if word in _NEEDS:
        return lambda row: needed_for(row.name) == word or word in row.folded or word in row.what
    letters = _letters(word)
    return lambda row: letters(row.place) is not None or word in row.folded or word in row.what


def _states(word: str) -> frozenset[str]:
    """The states of which `word` is the beginning, or all."""
    every = (*_STATES, *_BOOT)
    if len(word) < _LETTERS:
        return frozenset([state for state in every if state == word])
    return frozenset([state for state in every if state.startswith(word)])


def _letters(word: str) -> Callable[[str], object]:
    """Finds the letters of `word` in order, before the name's kind. Each is the next there is, and
    what was passed is never looked at again: no name makes this take long."""
    import re

    steps = [f"[^\0{re.escape(letter)}]*+{re.escape(letter)}" for letter in word]
    return re.compile("".join(steps)).match
