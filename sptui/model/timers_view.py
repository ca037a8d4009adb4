"""The list of timers: what came of each one's last run, whether it missed one, and in which order
they stand. Values in, values out."""

from typing import Literal, NamedTuple

from sptui.model.calendar import parse_calendar
from sptui.model.calendar_next import next_elapse
from sptui.model.fuzzy import finder
from sptui.model.unit import TimerFacts, Unit, UnitFacts, Units, state_word
from sptui.model.units_view import How, Listed, sort_of

# What is said of a timer, worst first. `missed`: it had a run to make, and did not; `stopped`: it
# waits for nothing; `never`: it waits for its first run; `unknown`: it was not asked yet.
Outcome = Literal["failed", "missed", "unknown", "running", "ran", "never", "stopped"]

_RANKS: dict[Outcome, int] = {"failed": 0, "missed": 1}
_WELL = 2
_WAYS = ("failed", "missed", "running", "ran", "never", "stopped")
# So much later than its run was due a timer may say that it ran (a clock that was set back), and so
# late it may start it.
_SLACK_S = 60.0
_GOOD = ("", "success")
_LETTERS = 4  # so much of an outcome's word is enough for it


def missed_run(timer: TimerFacts, now: float) -> float | None:
    """When (seconds since 1970) it had a run to make that it did not make, None for never.

    Only what has a calendar, ran before and has a next run can tell. That one may be delayed at
    random: as long as it stands for the run that is due, nothing is missed."""
    if timer.last is None or timer.next is None:
        return None
    due = _elapse(timer, timer.last + _SLACK_S)
    if due is None or due + _SLACK_S >= now:
        return None
    following = _elapse(timer, due)
    return due if following is not None and following <= timer.next else None


def outcome_of(timer: TimerFacts, units: Units, now: float) -> Outcome:
    """What came of its last run; that it missed one counts more than that one ended well before."""
    own, started = units.rows.get(timer.unit), units.rows.get(timer.activates)
    if timer.result not in _GOOD or _failed(own, None):
        return "failed"
    if _failed(started, units.facts.get(timer.activates)):
        return "failed"
    if own is not None and own.active == "inactive":
        return "stopped"
    if missed_run(timer, now) is not None:
        return "missed"
    if started is not None and started.active != "inactive":
        return "ran" if state_word(started) == "ran" else "running"
    return "never" if timer.last is None else "ran"


def listed_timers(units: Units, how: How, now: float) -> Listed:
    """The timers that systemd has loaded and `how` asks for; worst first and then by name, unless
    it says otherwise. `failed` counts those that failed or missed a run; `bad` are their places."""
    rows = [_row(name, units, now) for name, unit in units.rows.items() if _is_timer(unit)]
    total, failed = len(rows), sum([row.rank < _WELL for row in rows])
    for word in how.filter.lower().split():
        rows = _left(rows, word)
    rows.sort(key=lambda row: (row.rank, row.name))
    sort = sort_of(how)
    if sort == "name":
        rows.sort(key=lambda row: row.name)
    elif sort == "next":
        rows.sort(key=lambda row: row.next)
    bad = tuple([place for place, row in enumerate(rows) if row.rank < _WELL])
    return Listed(tuple([row.name for row in rows]), total, failed, total, bad)


# ---------------------------------------------------------------- parts


class _Row(NamedTuple):
    """What puts a timer in its place, and what a filter looks at."""

    rank: int
    name: str
    next: float
    outcome: Outcome
    text: str


def _row(name: str, units: Units, now: float) -> _Row:
    unit, timer = units.rows[name], units.timers.get(name)
    if timer is None:
        failed = _failed(unit, None)
        outcome: Outcome = "failed" if failed else "unknown"
        timer = TimerFacts(name, "", None, None)
    else:
        outcome = outcome_of(timer, units, now)
    next_at = float("inf") if timer.next is None else timer.next
    text = "\n".join([name, timer.activates, unit.description, *timer.calendar]).lower()
    return _Row(_RANKS.get(outcome, _WELL), name, next_at, outcome, text)


def _left(rows: list[_Row], word: str) -> list[_Row]:
    """Those in which a word of the filter is found: `unit:` and `state:` exactly; what came of the
    last run, also half of its word; else its letters in order in a name, or in what it does."""
    term, colon, value = word.partition(":")
    if colon and term == "unit":
        names = (value, f"{value}.timer")
        return [row for row in rows if row.name.lower() in names]
    if colon and term == "state":
        return [row for row in rows if row.outcome.startswith(value)]
    found = finder(word)
    ways = [way for way in _WAYS if len(word) >= min(_LETTERS, len(way)) and way.startswith(word)]
    if ways:
        return [row for row in rows if row.outcome in ways or word in row.text]
    return [row for row in rows if found(row.text)]


def _is_timer(unit: Unit) -> bool:
    # Of some only the name is known, since other units mention it.
    return unit.name.endswith(".timer") and (unit.load != "not-found" or unit.active != "inactive")


def _failed(unit: Unit | None, facts: UnitFacts | None) -> bool:
    if unit is not None and state_word(unit) in ("failed", "restarting"):
        return True
    return facts is not None and facts.result not in _GOOD


def _elapse(timer: TimerFacts, after: float) -> float | None:
    """When one of its calendars elapses next."""
    found: float | None = None
    for text in timer.calendar:
        calendar = parse_calendar(text)
        at = None if calendar is None else next_elapse(calendar, after)
        if at is not None:
            found = at if found is None else min(found, at)
    return found
