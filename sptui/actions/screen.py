"""Actions on the screen itself: copy, freeze, colours, signs, the lock. All harmless."""

from __future__ import annotations

from functools import partial

from sptui.actions.action import (
    Action,
    Call,
    Param,
    Params,
    Plan,
    State,
    Targets,
)
from sptui.model.msg import Msg, msg

THEMES = ("auto", "dark", "light", "16", "mono")
GLYPHS = ("auto", "braille", "block", "tty", "ascii")
# How long it stays unlocked, in minutes; 0: until somebody locks it.
_MINUTES = {"5min": "5", "15min": "15", "60min": "60", "for-good": "0"}


def _one(name: str, **args: str) -> Plan:
    return Plan((Call(name, tuple(args.items())),))


def _no_screen(state: State, targets: Targets) -> Msg | None:
    return None if state.screen else msg("not_now.no_screen")


def _nothing_selected(state: State, targets: Targets) -> Msg | None:
    nothing = None if targets else msg("not_now.nothing_selected")
    return _no_screen(state, targets) or nothing


def _not_locked(state: State, targets: Targets) -> Msg | None:
    if state.read_only:
        return msg("not_now.stays_read_only")
    return None if state.locked else msg("not_now.not_locked")


def _locked(state: State, targets: Targets) -> Msg | None:
    if state.read_only:
        return msg("not_now.stays_read_only")
    return msg("not_now.locked_already") if state.locked else None


def _copy(state: State, targets: Targets, params: Params) -> Plan:
    return _one("clipboard.copy", text="\n".join(target.text for target in targets))


def _freeze(state: State, targets: Targets, params: Params) -> Plan:
    return _one("screen.freeze", on="no" if state.frozen else "yes")


def _theme(state: State, targets: Targets, params: Params) -> Plan:
    return _one("look.choose", theme=params["theme"])


def _glyphs(state: State, targets: Targets, params: Params) -> Plan:
    return _one("look.choose", glyphs=params["glyphs"])


def _unlock(state: State, targets: Targets, params: Params) -> Plan:
    return _one("session.unlock", minutes=_MINUTES[params["time"]])


def _lock(state: State, targets: Targets, params: Params) -> Plan:
    return _one("session.lock")


# What all of these have in common.
_action = partial(
    Action,
    key="",
    risk="safe",
    changes=False,
    claims=False,
)

ACTIONS = (
    _action(
        id="screen.copy",
        key="c",
        title=msg("action.copy"),
        tooltip=msg("action.copy.tip"),
        plan=_copy,
        disabled_reason=_nothing_selected,
        label=msg("action.copy.bar"),
    ),
    _action(
        id="screen.freeze",
        key="p",
        title=msg("action.freeze"),
        tooltip=msg("action.freeze.tip"),
        plan=_freeze,
        disabled_reason=_no_screen,
        label=msg("action.freeze.bar"),
    ),
    _action(
        id="screen.theme",
        title=msg("action.theme"),
        tooltip=msg("action.theme.tip"),
        plan=_theme,
        disabled_reason=_no_screen,
        params=(Param("theme", msg("param.theme"), THEMES),),
    ),
    _action(
        id="screen.glyphs",
        title=msg("action.glyphs"),
        tooltip=msg("action.glyphs.tip"),
        plan=_glyphs,
        disabled_reason=_no_screen,
        params=(Param("glyphs", msg("param.glyphs"), GLYPHS),),
    ),
    _action(
        id="screen.unlock",
        title=msg("action.unlock"),
        tooltip=msg("action.unlock.tip"),
        plan=_unlock,
        disabled_reason=_not_locked,
        params=(Param("time", msg("param.unlock"), tuple(_MINUTES)),),
        opposite="screen.lock",
    ),
    _action(
        id="screen.lock",
        title=msg("action.lock"),
        tooltip=msg("action.lock.tip"),
        plan=_lock,
        disabled_reason=_locked,
        opposite="screen.unlock",
    ),
)
