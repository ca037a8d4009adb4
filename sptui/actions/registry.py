"""All actions there are: those that the files of this room list in ACTIONS. A new file is found by
itself."""

from __future__ import annotations

import importlib
import os
from collections.abc import Mapping
from functools import lru_cache

from sptui.actions.action import Action, Param, Params, State, Targets
from sptui.model.errors import RefusedError, UsageError
from sptui.model.msg import Msg, msg

# What is offered together on a row of each kind, by what actions are about: a timer is a unit too.
ROWS: Mapping[str, frozenset[str]] = {
    "": frozenset({""}),
    "process": frozenset({"", "process"}),
    "unit": frozenset({"", "unit", "systemd"}),
    "timer": frozenset({"", "unit", "timer", "systemd"}),
    "journal": frozenset({"", "journal"}),
}


@lru_cache(1)
def all_actions() -> tuple[Action, ...]:
    """Every action, in the order of files and lists.

    Raises ValueError: two have the same id, or the same key, one is offered nowhere, or is not safe
    and has no question."""
    found: list[Action] = []
    # (pkgutil would say the same, and takes 10 ms to import, which the first frame would feel)
    for name in sorted(os.listdir(os.path.dirname(__file__))):
        if name.endswith(".py") and name not in ("__init__.py", "registry.py"):
            module = importlib.import_module(f"sptui.actions.{name.removesuffix('.py')}")
            found += getattr(module, "ACTIONS", ())
    check(found)
    return tuple(found)


def check(actions: list[Action]) -> None:
    """Raise ValueError where two actions clash, or one could be done without being asked."""
    ids = [action.id for action in actions]
    _refuse_twice("id", ids)
    for about in ROWS.values():  # a key means one thing for each kind of row
        _refuse_twice("key", [each.key for each in actions if each.key and each.about in about])
    nowhere = [each.id for each in actions if not any(each.about in row for row in ROWS.values())]
    if nowhere:
        raise ValueError(f"offered on no row: {', '.join(nowhere)}")
    unasked = [action.id for action in actions if action.risk != "safe" and action.confirm is None]
    if unasked:
        raise ValueError(f"not safe, and asks nothing: {', '.join(unasked)}")
    lost = [each.id for each in actions if each.opposite and each.opposite not in ids]
    if lost:
        raise ValueError(f"what takes it back is no action: {', '.join(lost)}")


def _refuse_twice(what: str, names: list[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"two actions have the same {what}: {', '.join(twice)}")


def for_row(kind: str) -> tuple[Action, ...]:
    """The actions that are offered on a row of this kind."""
    return tuple([each for each in all_actions() if each.about in ROWS[kind]])


def by_id(id: str) -> Action | None:
    """The action of that id; None: there is none."""
    return next((action for action in all_actions() if action.id == id), None)


def refusal(action: Action, state: State, targets: Targets) -> Msg | None:
    """Why `action` can't be used now; None: it can. Everything that starts an action asks here:
    what is forbidden to all is forbidden in this place."""
    if action.changes and state.read_only:
        return msg("not_now.read_only")
    if action.changes and state.locked:
        return msg("not_now.locked" if state.screen else "not_now.locked_lines")
    if not action.many and sum([each.kind == action.about for each in targets]) > 1:
        return msg("not_now.one_only")
    if action.right and action.right in state.denied:
        return msg("not_now.denied", right=action.right)
    return action.disabled_reason(state, targets)


def choose(action: Action, state: State, targets: Targets, given: Params) -> Params:
    """The parameters of `action`, whole: what was `given`, and defaults.

    Raises UsageError: one is not known, lacks its value, or never has that value; RefusedError: it
    can't have that value now."""
    known = {param.name: param for param in action.params}
    for name in given:
        if name not in known:
            takes = ", ".join(known)
            next_ = msg("next.allowed", allowed=takes) if takes else msg("next.takes_none")
            raise UsageError(msg("error.no_param", action=action.id, name=name), next_)
    chosen: dict[str, str] = {}
    for name, param in known.items():
        value = given.get(name) if name in given else default_of(param, state, targets)
        if value is None:
            raise UsageError(msg("error.lacks_param", action=action.id, name=name), msg("next.set"))
        if param.choices and value not in param.choices:
            raise UsageError(
                msg("error.wrong_value", option=name, value=value),
                msg("next.allowed", allowed=", ".join(param.choices)),
            )
        reason = param.refused(state, targets, value)
        if reason is not None:
            raise RefusedError(
                msg("error.refused_value", option=name, value=value, why=reason),
                msg("next.help_of"),
            )
        chosen[name] = value
    return chosen


def given_back(undo: str, params: Params) -> Params:
    """What the action of that id, which takes one with these parameters back, has to be given."""
    action = by_id(undo)
    kept = [each for each in (action.params if action else ()) if each.kept and each.name in params]
    return {each.name: params[each.name] for each in kept if params[each.name] != each.value}


def default_of(param: Param, state: State, targets: Targets) -> str | None:
    """What is taken when nobody says: the first choice that can be had now. None: it has to be
    said."""
    can = [each for each in param.choices if param.refused(state, targets, each) is None]
    return param.value if param.default is not None or not can else can[0]
