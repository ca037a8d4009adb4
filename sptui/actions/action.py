"""The record of a thing that can be done: menus, keys, palette, help and questions are all made
from it."""

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

# Those who plan find all kinds of steps here.
from sptui.model.bus_step import Bus as Bus  # noqa: PLC0414
from sptui.model.bus_step import BusValue as BusValue  # noqa: PLC0414
from sptui.model.msg import Msg

Risk = Literal["safe", "disturbing", "destructive"]
Params = Mapping[str, str]


class Target(NamedTuple):
    """What an action is about: a kind ("finding", "disk"), its id, its text for the clipboard, and
    what else is known of it (of a process: name, user, uid)."""

    kind: str
    id: str
    text: str
    known: tuple[tuple[str, str], ...] = ()

    def get(self, name: str) -> str:
        """What is known of it by that name, "" for nothing."""
        return dict(self.known).get(name, "")


Targets = tuple[Target, ...]


class State(NamedTuple):
    """What an action may look at to say whether it can be used now: the newest facts and how they
    are shown; `uid` is who we are (0: may do all), `pid` our own process.

    `screen`: somebody looks at a screen. `read_only` and `locked` forbid all that changes anything.
    `systemd` says why systemd can't be told to do anything now, `unit_files` why unit files can't
    be written for good; None: they can. `denied` are the polkit actions that are refused to us, as
    far as that is known."""

    frozen: bool = False
    theme: str = ""
    depth: str = ""
    glyphs: str = ""
    uid: int = 0
    pid: int = 0
    screen: bool = True
    read_only: bool = False
    locked: bool = False
    systemd: Msg | None = None
    unit_files: Msg | None = None
    denied: frozenset[str] = frozenset()


def _takes_all(state: State, targets: Targets, value: str) -> Msg | None:
    return None


class Param(NamedTuple):
    """One thing to choose: its name, what it is, and the values it takes (the first is the
    default). Without `choices` it is text, which has to be given unless there is a `default`.
    `refused` says why a value can't be taken now; `asked`: a screen asks for it, else the default
    is taken there. `kept`: what takes the action back is given the same."""

    name: str
    title: Msg
    choices: tuple[str, ...] = ()
    default: str | None = None
    refused: Callable[[State, Targets, str], Msg | None] = _takes_all
    asked: bool = True
    kept: bool = False

    @property
    def value(self) -> str | None:
        """What is taken when nobody says; None: it has to be said."""
        return self.choices[0] if self.default is None and self.choices else self.default


class Argv(NamedTuple):
    """A step that runs a program, by its exact arguments; after `deadline_s` seconds it is
    killed."""

    argv: tuple[str, ...]
    deadline_s: float = 60.0


class Call(NamedTuple):
    """A step that sptui does itself: a named internal call and its arguments."""

    name: str
    args: tuple[tuple[str, str], ...]

    def arg(self, name: str) -> str:
        """The argument `name`. Raises KeyError: there is none."""
        return dict(self.args)[name]


Step = Argv | Call | Bus


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
    """How it ended. `refused`: nothing was begun; `last`: the steps that follow are not wanted.
    `lines` are what the thing itself said last, as it came. `undo` is the id of the action that
    takes it back, "" where nothing was changed, or there is none. `next` is what to do about a
    failure, where that is known."""

    ok: bool
    text: Msg
    refused: bool = False
    last: bool = False
    lines: tuple[str, ...] = ()
    undo: str = ""
    next: Msg | None = None


# What a unit is to be like when an action is done, by which its outcome is judged.
Goal = Literal[
    "", "up", "down", "reloaded", "forgotten", "signalled", "enabled", "disabled", "masked",
    "unmasked",
]  # fmt: skip
# For these it is what systemd says of the unit's file that counts.
OF_FILES = frozenset({"enabled", "disabled", "masked", "unmasked"})


def always(state: State, targets: Targets) -> Msg | None:
    """For actions that can be used at any time."""
    return None


def nothing_else(state: State, targets: Targets, params: Params) -> tuple[str, ...]:
    """For actions that touch nothing but their targets."""
    return ()


class Action(NamedTuple):
    """One thing an operator can do. `key` is "" where it has none; `label` is its short word for
    the key line, None keeps it out of there; `about` is the kind of target that it is for, "" where
    any or none will do; `disabled_reason` is cheap, since the key bar asks at every repaint; `plan`
    runs nothing; `affects` names what else it touches; `invalidates` names what has to be read
    again afterwards; `opposite` is the action that takes it back.

    `changes`: it does something to the machine, and not only to the screen. `many`: it takes
    several targets. `claims`: no other session may do anything to its targets meanwhile. `right` is
    the polkit action that systemd asks for. `goal` is what its targets are to be like afterwards.
    `named` is what it is about where that is always the same one, and no target."""

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
    affects: Callable[[State, Targets, Params], tuple[str, ...]] = nothing_else
    opposite: str = ""
    changes: bool = True
    many: bool = False
    claims: bool = True
    right: str = ""
    goal: Goal = ""
    named: str = ""


def question(action: Action, state: State, targets: Targets, params: Params) -> Question | None:
    """What has to be asked before `action`: nothing where it is safe."""
    if action.risk == "safe" or action.confirm is None:
        return None
    about = action.named or (targets[0].id if targets else None)
    name = about if action.risk == "destructive" else None
    command = command_of(action.plan(state, targets, params))
    return Question(action.confirm(state, targets, params), action.title, command, name)


def units_in(plan: Plan) -> list[str]:
    """The units that a plan does something to, each once."""
    steps = [step for step in plan.steps if isinstance(step, Bus)]
    return list(dict.fromkeys([name for step in steps for name in step.units]))


def command_of(plan: Plan) -> str:
    """The plan's steps as one line to read (not to paste): what the question shows."""
    return "; ".join(map(step_text, plan.steps))


def step_text(step: Step) -> str:
    """One step as people read it."""
    if isinstance(step, Call):
        return f"{step.name}({', '.join(f'{name}={value}' for name, value in step.args)})"
    return " ".join(step.argv)
