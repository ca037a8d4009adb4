"""The record of a thing that can be done: menus, keys, palette, help and questions are all made
from it."""

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

from sptui.model.msg import Msg

Risk = Literal["safe", "disturbing", "destructive"]
Params = Mapping[str, str]


class Param(NamedTuple):
    """One thing to choose: its name, what it is, and the values it takes (the first is the
    default)."""

    name: str
    title: Msg
    choices: tuple[str, ...]


class Target(NamedTuple):
    """What an action is about: a kind ("finding", "disk"), its id, its text for the clipboard, and
    what else is known of it (of a process: name, user, uid)."""

    kind: str
    id: str
    text: str
    known: tuple[tuple[str, str], ...] = ()


class State(NamedTuple):
    """What an action may look at to say whether it can be used now: the newest facts and how they
    are shown; `uid` is who we are (0: may do all), `pid` our own process."""

    frozen: bool
    theme: str
    depth: str
    glyphs: str
    uid: int = 0
    pid: int = 0


class Argv(NamedTuple):
    """A step that runs a program, by its exact arguments."""

    argv: tuple[str, ...]


class Call(NamedTuple):
    """A step that sptui does itself: a named internal call and its arguments."""

    name: str
    args: tuple[tuple[str, str], ...]

    def arg(self, name: str) -> str:
        """The argument `name`. Raises KeyError: there is none."""
        return dict(self.args)[name]


Step = Argv | Call


class Plan(NamedTuple):
    """What will be done, in order. Nothing has run yet."""

    steps: tuple[Step, ...]


class Question(NamedTuple):
    """What is asked before: the words, the answer's name, the exact command, and for a destructive
    one the name that has to be typed."""

    text: Msg
    yes: Msg
    command: str
    type_name: str | None


class Outcome(NamedTuple):
    """How it ended."""

    ok: bool
    text: Msg


Targets = tuple[Target, ...]


class Action(NamedTuple):
    """One thing an operator can do. `key` is "" where it has none; `label` is its short word for
    the key line, None keeps it out of there; `about` is the kind of target that it is for, "" where
    any or none will do; `disabled_reason` is cheap, since the key bar asks at every repaint; `plan`
    runs nothing; `invalidates` names what has to be read again afterwards."""

    id: str
    key: str
    title: Msg
    tooltip: Msg
    risk: Risk
    plan: Callable[[State, Targets, Params], Plan]
    disabled_reason: Callable[[State, Targets], Msg | None]
    confirm: Callable[[State, Targets, Params], Msg] | None = None
    label: Msg | None = None
    params: tuple[Param, ...] = ()
    invalidates: frozenset[str] = frozenset()
    about: str = ""


def always(state: State, targets: Targets) -> Msg | None:
    """For actions that can be used at any time."""
    return None


def question(action: Action, state: State, targets: Targets, params: Params) -> Question | None:
    """What has to be asked before `action`: nothing where it is safe."""
    if action.risk == "safe" or action.confirm is None:
        return None
    name = targets[0].id if action.risk == "destructive" and targets else None
    command = command_of(action.plan(state, targets, params))
    return Question(action.confirm(state, targets, params), action.title, command, name)


def command_of(plan: Plan) -> str:
    """The plan's steps as one line to read (not to paste): what the question shows."""
    return "; ".join(
        " ".join(step.argv)
        if isinstance(step, Argv)
        else f"{step.name}({', '.join(f'{name}={value}' for name, value in step.args)})"
        for step in plan.steps
    )
