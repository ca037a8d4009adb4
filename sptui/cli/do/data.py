"""What `sptui do` says as data: docs/do.schema.json. Names, arguments and lines are raw; what is
for people is in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sptui.actions.action import Argv, Call
from sptui.actions.registry import default_of
from sptui.cli.do.deed import why_not
from sptui.paint.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sptui.actions.action import Action, Outcome, Param, State, Step, Targets
    from sptui.cli.do.deed import Deed
    from sptui.model.msg import Msg

SCHEMA = 1
_MANAGER = {
    "service": "org.freedesktop.systemd1",
    "path": "/org/freedesktop/systemd1",
    "interface": "org.freedesktop.systemd1.Manager",
}

Json = object


def dumped(data: Json) -> str:
    """As text: ASCII only, and no figure that is no number."""
    from json import dumps

    return dumps(data, indent=1, allow_nan=False) + "\n"


def deed_data(deed: Deed) -> dict[str, Json]:
    """What would be done, and why not."""
    asked = deed.question
    confirm: Json = None
    if asked is not None:
        option = "--yes" if asked.type_name is None else "--confirm"
        confirm = {"question": say(asked.text), "option": option, "name": asked.type_name}
    return {
        "schema": SCHEMA,
        "action": deed.action.id,
        "target": deed.names[0] if deed.names else None,
        "targets": list(deed.names),
        "risk": deed.action.risk,
        "params": dict(deed.params),
        "disabled": _said(deed.disabled),
        "confirm": confirm,
        "affects": list(deed.affects),
        "left_out": [{"target": each.target, "why": say(each.why)} for each in deed.left_out],
        "steps": [step_data(step) for step in deed.plan.steps],
    }


def done_data(
    deed: Deed, outcome: Outcome | None, code: int, undo: Sequence[str] | None = None
) -> dict[str, Json]:
    """The same, and what came of it: nothing where it was not begun, or where it goes on."""
    came: Json = None
    if outcome is not None:
        came = {
            "ok": outcome.ok,
            "text": say(outcome.text),
            "lines": list(outcome.lines),
            "undo": list(undo) if undo is not None else None,
        }
    return {**deed_data(deed), "outcome": came, "exit": code}


def step_data(step: Step) -> dict[str, Json]:
    """One step, as exactly as it is done."""
    if isinstance(step, Argv):
        return {"argv": list(step.argv)}
    if isinstance(step, Call):
        return {"call": {"name": step.name, "args": dict(step.args)}}
    body = [list(each) if isinstance(each, tuple) else each for each in step.body]
    call = {**_MANAGER, "member": step.member, "signature": step.signature, "body": body}
    return {"bus": {**call, "argv": list(step.argv)}}


def list_data(actions: Iterable[Action], state: State, targets: Targets | None) -> dict[str, Json]:
    """All actions; where targets were named, whether each can be done to them now."""
    return {
        "schema": SCHEMA,
        "targets": None if targets is None else [each.id for each in targets],
        "actions": [_action(action, state, targets) for action in actions],
    }


def _action(action: Action, state: State, targets: Targets | None) -> dict[str, Json]:
    data: dict[str, Json] = {
        "id": action.id,
        "title": say(action.title),
        "does": say(action.tooltip),
        "risk": action.risk,
        "about": action.about,
        "key": action.key or None,
        "many": action.many,
        "changes": action.changes,
        "right": action.right or None,
        "opposite": action.opposite or None,
        "params": [_param(each, state, targets or ()) for each in action.params],
    }
    if targets is not None:
        data["disabled"] = _said(why_not(action, state, targets))
    return data


def _param(param: Param, state: State, targets: Targets) -> dict[str, Json]:
    refused: Mapping[str, str] = {
        value: say(why)
        for value in param.choices
        if (why := param.refused(state, targets, value)) is not None
    }
    return {
        "name": param.name,
        "title": say(param.title),
        "choices": list(param.choices) or None,
        "default": default_of(param, state, targets),
        "refused": refused,
    }


def _said(reason: Msg | None) -> str | None:
    return None if reason is None else say(reason)
