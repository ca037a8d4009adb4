"""What docs/actions.md says of each action: its record, and what it plans for an example."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sptui.actions.action import Action, Bus, Param, State, Step, Target, Targets, step_text
from sptui.actions.process import KIND as PROCESS
from sptui.actions.registry import all_actions, choose, default_of, refusal
from sptui.actions.unit_file import drop_in_path
from sptui.actions.unit_target import KIND
from sptui.paint.words import say

PAGE = """\
# Actions
<!-- Made by `just docs` from the records in sptui/actions. -->

Everything that sptui does is one of these, whoever asks for it: a key, the menu (`a`), the palette
(`:`), `sptui do ID` or `sptui plain`. The id is kept stable. *safe* changes nothing on the machine;
*disturbing* is asked for a yes before, *destructive* for the name. `sptui do --list TARGET` says
which can be done now, and why not. Defaults are bold. Where systemd is asked, the steps name the
command that does the same, and the method of its manager.

{actions}
"""
# Where a row of each kind is.
WHERE = {
    "": "every screen",
    "process": "processes of Resources",
    "unit": "Services; on the Overview, a unit that failed",
    "timer": "timers of Services",
    "systemd": "Services",
    "journal": "Logs",
}
TARGETS = {"process": "a process", "unit": "a unit", "timer": "a timer"}
_STATE = State(theme="dark", depth="truecolor", glyphs="braille")
_LOCKED = _STATE._replace(locked=True)


def _unit(name: str = "nginx.service", **known: str) -> Targets:
    facts = {"state": "running", "load": "loaded", "file_state": "enabled", **known}
    return (Target(KIND, name, name, tuple(facts.items())),)


_PROCESS = {"name": "nginx", "user": "www", "uid": "33", "kernel": "no", "state": "S", "nice": "0"}
# The first of these that an action can be used on is its example.
EXAMPLES: tuple[Targets, ...] = (
    (),
    _unit(),
    _unit(state="stopped", file_state="disabled"),
    _unit(state="failed"),
    _unit(load="masked", state="masked", file_state="masked"),
    _unit(job="stop"),
    _unit(drop_ins=drop_in_path("nginx.service", runtime=False)),
    _unit("logrotate.timer", activates="logrotate.service"),
    (Target(PROCESS, "4711 123456", "4711 nginx", tuple(_PROCESS.items())),),
)


def page() -> str:
    """The whole document."""
    return PAGE.format(actions="\n\n".join(["\n".join(_told(each)) for each in all_actions()]))


def key(action: Action) -> str:
    """Its key, and where it is one."""
    return f"`{action.key}` on {WHERE[action.about]}" if action.key else "none; menu and palette"


def _told(action: Action) -> Iterator[str]:
    yield f"## `{action.id}`"
    yield f"{say(action.title)}. {say(action.tooltip)}"
    yield ""
    yield f"- {action.risk}; key: {key(action)}"
    many = ", or several" if action.many else ""
    yield f"- target: {TARGETS[action.about]}{many}" if action.about in TARGETS else "- no target"
    for param in action.params:
        yield f"- `{param.name}`: {say(param.title)}: {_values(param)}"
    if action.opposite:
        yield f"- taken back by `{action.opposite}`"
    if action.right:
        yield f"- polkit: `{action.right}`"
    state, targets = _example(action)
    name = f" for {targets[0].text}" if action.about in TARGETS else ""
    plan = action.plan(state, targets, choose(action, state, targets, {}))
    yield f"- plans{name}: " + ", then ".join(map(_step, plan.steps))


def _example(action: Action) -> tuple[State, Targets]:
    """Raises StopIteration: an example lacks above."""
    wanted = action.about in TARGETS
    return next(
        (state, targets)
        for state in (_STATE, _LOCKED)
        for targets in EXAMPLES
        if bool(targets) >= wanted and refusal(action, state, targets) is None
    )


def _values(param: Param) -> str:
    default = default_of(param, _STATE, ())
    if not param.choices:
        return "text" + ("" if default is None else ", empty unless given" * (default == ""))
    return ", ".join(f"**{each}**" if each == default else each for each in param.choices)


def _step(step: Step) -> str:
    text = f"`{step_text(step)}`"
    if not isinstance(step, Bus):
        return text
    body = ", ".join(json.dumps(each) for each in step.body)
    return f"{text} (`{step.member}({body})`)"
