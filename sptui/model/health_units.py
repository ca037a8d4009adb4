"""What units say of the machine's health: each one that failed, newest first."""

from sptui.model.health import Finding
from sptui.model.health_view import finding
from sptui.model.unit import FailedUnit, Unit, UnitTally
from sptui.model.unit_because import because

RULE = "unit.failed"
# So many have a finding each; the others share one.
_EACH = 8


def unit_findings(tally: UnitTally | None) -> tuple[Finding, ...]:
    """Nothing where nobody has asked, or nobody answers: that there is no systemd is no fault."""
    if tally is None or not tally.failed:
        return ()
    each, rest = tally.failed[:_EACH], tally.failed[_EACH:]
    found = [_finding(unit) for unit in each]
    if rest:
        found.append(finding(RULE, "", "bad", "units_failed", n=len(rest), first=rest[0].name))
    return tuple(found)


def _finding(unit: FailedUnit) -> Finding:
    row = Unit(unit.name, unit.description, "loaded", "failed", "failed")
    why = because(row, unit.facts)
    what = unit.description or unit.name
    fields = {"unit": unit.name, "what": what}
    made = finding(RULE, unit.name, "bad", "unit_failed", **fields)
    if why is not None:
        made = made._replace(detail=why)
    return made._replace(since=unit.since)
