"""The log of units: another page of the screen."""

from __future__ import annotations

from sptui.actions.action import Action, Call, Params, Plan, State, Targets
from sptui.actions.unit_target import KIND, units_of
from sptui.model.msg import Msg, msg

LOG = "unit.log"


def _plan(state: State, targets: Targets, params: Params) -> Plan:
    names = " ".join([each.id for each in units_of(targets)])
    return Plan((Call("log.show", (("units", names),)),))


def _refused(state: State, targets: Targets) -> Msg | None:
    if not state.screen:
        return msg("not_now.no_screen")
    return None if units_of(targets) else msg("not_now.nothing_selected")


ACTIONS = (
    Action(
        id=LOG,
        key="L",
        title=msg("action.unit_log"),
        tooltip=msg("action.unit_log.tip"),
        risk="safe",
        plan=_plan,
        disabled_reason=_refused,
        label=msg("action.unit_log.bar"),
        about=KIND,
        changes=False,
        many=True,
        claims=False,
    ),
)
