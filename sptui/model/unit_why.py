"""Why a unit failed, whole: what happened, what it said, what changed since it last worked, what
depends on it, and what to do next. One function, for the screen, outcomes, `status` and jobs."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from sptui.model.known_causes import Cause, known_cause
from sptui.model.msg import Msg, msg
from sptui.model.unit import Unit, UnitFacts
from sptui.model.unit_because import because
from sptui.model.unit_details import UnitDetails

ChangeKind = Literal[
    "unit-file", "drop-in", "configuration", "program", "packages", "generation", "boot"
]


class Change(NamedTuple):
    """Something that changed since the last run that was well began (what runs already need not
    have seen it): when, in seconds since 1970, of what kind, and which: a path, packages, a
    generation's number; "" for a boot."""

    at: float
    kind: ChangeKind
    what: str


class Next(NamedTuple):
    """What to do next, in words; `action` is the id of the action that does it, on `unit`; "":
    none does."""

    text: Msg
    action: str = ""
    unit: str = ""


class Evidence(NamedTuple):
    """What is known; each may lack. `lines` are the last that its invocation said, `worked` until
    when it last worked (seconds since 1970), `dependents` what needs it."""

    details: UnitDetails | None = None
    others: Mapping[str, Unit] | None = None
    lines: tuple[str, ...] = ()
    worked: float | None = None
    changes: tuple[Change, ...] = ()
    dependents: tuple[str, ...] = ()


class Why(NamedTuple):
    """`reason` is a clause; `hint` what its own last lines say about it, where they are
    understood; all else as in the evidence."""

    reason: Msg
    hint: Msg | None = None
    lines: tuple[str, ...] = ()
    worked: float | None = None
    changes: tuple[Change, ...] = ()
    dependents: tuple[str, ...] = ()
    next: Next | None = None


NOTHING = Evidence()
# By the exit code with which systemd says what it could not set up: systemd.exec(5).
_EXITS = {
    200: msg("why.next.directory"),
    203: msg("why.next.program"),
    217: msg("why.next.user"),
    216: msg("why.next.group"),
}
_BOUND = frozenset({"requires", "requisite", "binds_to"})


def why(unit: Unit, facts: UnitFacts, evidence: Evidence = NOTHING) -> Why | None:
    """Why it failed, restarts again and again, was not started, or can't be; None: there is nothing
    to say. With nothing but the unit and its facts it costs nothing (`status` asks for that)."""
    reason = because(unit, facts, evidence.details, evidence.others)
    if reason is None:
        return None
    cause = None if _says_all(facts) else known_cause(evidence.lines)
    return Why(
        reason,
        cause.means if cause else None,
        evidence.lines,
        evidence.worked,
        evidence.changes,
        evidence.dependents,
        _next(unit, facts, evidence, cause),
    )


def _next(unit: Unit, facts: UnitFacts, evidence: Evidence, cause: Cause | None) -> Next:
    """What helps first: systemd's own complaint, then what its lines say, then how it ended."""
    name, details = unit.name, evidence.details
    found = _unusable(unit, details)
    if found is not None:
        return found
    if needed := _failed_need(evidence):
        return Next(msg("why.next.needs", unit=needed), "unit.start", needed)
    if (of_exit := _EXITS.get(_exit_code(facts))) is not None:
        return Next(of_exit, "unit.edit", name)
    if cause is not None:
        return Next(cause.next, "unit.restart", name)
    if (changed := _suspect(evidence)) is not None:
        return Next(msg("why.next.changed", what=changed.what), _takes_back(changed), name)
    return _by_result(unit, facts, details)


def _unusable(unit: Unit, details: UnitDetails | None) -> Next | None:
    if unit.load == "masked":
        return Next(msg("why.next.masked"), "unit.unmask", unit.name)
    if unit.load == "not-found":
        return Next(msg("why.next.no_unit"))
    if details is not None and details.stale_file:
        return Next(msg("why.next.stale"), "unit.daemon-reload", unit.name)
    if unit.load in ("error", "bad-setting"):
        return Next(msg("why.next.bad_file"), "unit.edit", unit.name)
    return None


def _failed_need(evidence: Evidence) -> str:
    details, others = evidence.details, evidence.others or {}
    for one in details.dependencies if details else ():
        other = others.get(one.unit)
        if one.kind in _BOUND and other is not None and other.active == "failed":
            return one.unit
    return ""


def _says_all(facts: UnitFacts) -> bool:
    """Whether how it ended leaves nothing for its lines to add."""
    return facts.result == "oom-kill" or _exit_code(facts) in _EXITS


def _exit_code(facts: UnitFacts) -> int:
    return facts.exit_status or 0 if facts.exit_code == 1 else 0


def _suspect(evidence: Evidence) -> Change | None:
    """The last change of what it is made of: no run that was well began with that."""
    mine = ("unit-file", "drop-in", "configuration", "program")
    return next((each for each in evidence.changes if each.kind in mine), None)


def _takes_back(change: Change) -> str:
    return {"drop-in": "unit.revert", "configuration": "unit.restart"}.get(change.kind, "unit.edit")


def _by_result(unit: Unit, facts: UnitFacts, details: UnitDetails | None) -> Next:
    name, result = unit.name, facts.result
    limit = details.memory_max_bytes if details else None
    if result == "oom-kill":
        text = msg("why.next.memory_limit") if limit else msg("why.next.memory")
        return Next(text, "unit.edit" if limit else "unit.restart", name)
    if result == "timeout":
        return Next(msg("why.next.timeout"), "unit.edit", name)
    if result == "watchdog":
        return Next(msg("why.next.watchdog"), "unit.restart", name)
    if result.endswith("start-limit-hit"):
        return Next(msg("why.next.limit"), "unit.reset-failed", name)
    if result in ("signal", "core-dump"):
        return Next(msg("why.next.signal"), "unit.restart", name)
    if unit.active != "failed" and (condition := _condition(details)) is not None:
        return Next(condition, "unit.start", name)
    return Next(msg("why.next.lines", unit=name), "unit.restart", name)


def _condition(details: UnitDetails | None) -> Msg | None:
    for one in (details.conditions if details else None) or ():
        if one.held is False:
            return msg("why.next.condition", condition=one.name)
    return None
