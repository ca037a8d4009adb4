"""The rows of the Overview: findings, and what is said of the focused one. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from sptui.actions.action import Action, Target, Targets
from sptui.actions.registry import for_row
from sptui.actions.unit_target import KIND
from sptui.actions.unit_target import target_of as unit_target
from sptui.model.health import Finding
from sptui.model.health_units import RULE as UNIT_FAILED
from sptui.model.msg import Msg, msg
from sptui.model.unit import Units
from sptui.paint.words import say


def identity(finding: Finding) -> str:
    """What makes it the same finding a moment later."""
    return f"{finding.rule} {finding.subject}"


def target(finding: Finding) -> Target:
    """What actions get of a finding; its text is what `c` copies."""
    text = f"{say(finding.title)}: {say(finding.why)} {say(finding.next)}"
    return Target("finding", identity(finding), text)


def unit_of(finding: Finding) -> str:
    """The unit that it is about, "" for none."""
    return finding.subject if finding.rule == UNIT_FAILED else ""


def targets_of(action: Action, finding: Finding | None, units: Units | None = None) -> Targets:
    """What an action gets of a finding: of one about a unit those for units get that unit, as it is
    among `units`; until more is known of it, it failed."""
    if finding is None:
        return ()
    unit = unit_of(finding)
    if action.about != KIND or not unit:
        return (target(finding),)
    if units is not None and unit in units.rows:
        return (unit_target(units, unit),)
    return (Target(KIND, unit, unit, (("state", "failed"), ("load", "loaded"))),)


def next_of(finding: Finding | None) -> Msg | None:
    """What to do next about a finding, with the keys that do it here."""
    if finding is None or not unit_of(finding):
        return finding.next if finding is not None else None
    return msg("next.unit_here")


def actions_of(finding: Finding | None) -> tuple[Action, ...]:
    """Those that make sense for a finding: for any row, and for the unit that it is about."""
    return for_row(KIND if finding is not None and unit_of(finding) else "")


def key_actions(actions: Iterable[Action]) -> list[Action]:
    """Those of them that the key line names: of those for units the one that helps."""
    return [action for action in actions if not action.about or action.id == "unit.restart"]
