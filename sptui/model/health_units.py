"""What units say of the machine's health: each one that failed, newest first."""

from sptui.model.health import Finding
from sptui.model.health_view import finding
from sptui.model.msg import Msg, msg
from sptui.model.unit import FailedUnit, Unit, UnitTally
from sptui.model.unit_why import why

# Each unit that failed; all that are not named, sorted after those; that nobody can tell.
RULE, MORE, NOT_ASKED = "unit.failed", "unit.failed.more", "unit.not_asked"
RULES = frozenset((RULE, MORE, NOT_ASKED))
# So many have a finding each; the others share one.
_EACH = 8
# The reason that is none: no systemd is there.
NOBODY = "units.nobody"
# A connection comes back by itself; one that has not by then is missed.
_OLD_S = 30.0


def unit_findings(tally: UnitTally | None, now: float) -> tuple[Finding, ...]:
    """At `now`, in seconds since 1970. Nothing where nobody has asked, or there is no systemd: that
    is no fault. That it is there and can't be asked is unknown, never ok."""
    if tally is None:
        return ()
    each, rest = tally.failed[:_EACH], tally.failed[_EACH:]
    found = [_finding(unit) for unit in each]
    if (
        tally.why is not None
        and tally.why.id != NOBODY
        and (not tally.way or now - tally.at > _OLD_S)
    ):
        found.append(_not_asked(tally.why))
    if rest:
        found.append(finding(MORE, "", "bad", "units_failed", n=len(rest), first=rest[0].name))
    return tuple(found)


def _not_asked(why: Msg) -> Finding:
    what = msg("probe.units")
    return Finding(
        NOT_ASKED,
        "units",
        "unknown",
        msg("finding.not_asked", what=what),
        why,
        msg("reason.not_asked", what=what, why=why),
        msg("next.not_asked"),
    )


def _finding(unit: FailedUnit) -> Finding:
    row = Unit(unit.name, unit.description, "loaded", "failed", "failed")
    found = why(row, unit.facts)
    what = unit.description or unit.name
    fields = {"unit": unit.name, "what": what}
    made = finding(RULE, unit.name, "bad", "unit_failed", **fields)
    if found is not None:
        made = made._replace(detail=found.reason)
        if found.next is not None and found.next.action:
            action, name = found.next.action, unit.name
            step = msg("why.do", text=found.next.text, action=action, unit=name)
            made = made._replace(next=step)
    return made._replace(since=unit.since)
