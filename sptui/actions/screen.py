"""Actions on the screen itself: copy, freeze, colours, signs. All harmless."""

from __future__ import annotations

from sptui.actions.action import (
    Action,
    Call,
    Param,
    Params,
    Plan,
    State,
    Targets,
    always,
)
from sptui.model.msg import Msg, msg

THEMES = ("auto", "dark", "light", "16", "mono")
GLYPHS = ("auto", "braille", "block", "tty", "ascii")


def _one(name: str, **args: str) -> Plan:
    return Plan((Call(name, tuple(args.items())),))


def _nothing_selected(state: State, targets: Targets) -> Msg | None:
    return None if targets else msg("not_now.nothing_selected")


def _copy(state: State, targets: Targets, params: Params) -> Plan:
    return _one("clipboard.copy", text="\n".join(target.text for target in targets))


def _freeze(state: State, targets: Targets, params: Params) -> Plan:
    return _one("screen.freeze", on="no" if state.frozen else "yes")


def _theme(state: State, targets: Targets, params: Params) -> Plan:
    return _one("look.choose", theme=params["theme"])


def _glyphs(state: State, targets: Targets, params: Params) -> Plan:
    return _one("look.choose", glyphs=params["glyphs"])


ACTIONS = (
    Action(
        id="screen.copy",
        key="c",
        title=msg("action.copy"),
        tooltip=msg("action.copy.tip"),
        risk="safe",
        changes=False,
        claims=False,
        plan=_copy,
        disabled_reason=_nothing_selected,
        label=msg("action.copy.bar"),
    ),
    Action(
        id="screen.freeze",
        key="p",
        title=msg("action.freeze"),
        tooltip=msg("action.freeze.tip"),
        risk="safe",
        changes=False,
        claims=False,
        plan=_freeze,
        disabled_reason=always,
        label=msg("action.freeze.bar"),
    ),
    Action(
        id="screen.theme",
        key="",
        title=msg("action.theme"),
        tooltip=msg("action.theme.tip"),
        risk="safe",
        changes=False,
        claims=False,
        plan=_theme,
        disabled_reason=always,
        params=(Param("theme", msg("param.theme"), THEMES),),
    ),
    Action(
        id="screen.glyphs",
        key="",
        title=msg("action.glyphs"),
        tooltip=msg("action.glyphs.tip"),
        risk="safe",
        changes=False,
        claims=False,
        plan=_glyphs,
        disabled_reason=always,
        params=(Param("glyphs", msg("param.glyphs"), GLYPHS),),
    ),
)
