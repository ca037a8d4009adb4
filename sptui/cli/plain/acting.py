"""From an action to its outcome, in lines: why not, what to choose, what will be done, the
question, the doing, how it is then."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from sptui.actions.action import (
    Action,
    Outcome,
    Param,
    Params,
    Question,
    Targets,
    step_text,
)
from sptui.actions.registry import by_id, choose, default_of, given_back, refusal
from sptui.actions.unit_target import units_of
from sptui.cli.do.deed import Deed, deed_of
from sptui.cli.plain.follow import telling
from sptui.cli.plain.front import LinesFront
from sptui.cli.plain.talk import BreakError
from sptui.model.errors import UsageError
from sptui.model.msg import Msg, msg
from sptui.paint import plain, plain_doing
from sptui.paint.words import say

if TYPE_CHECKING:
    import asyncio

    from sptui.cli.plain.session import Session
    from sptui.cli.plain.talk import Talk

# While something takes long it is said, so often, that it goes on.
_STILL_S = 30.0
_YES = ("y", "yes")


class Back(NamedTuple):
    """What takes back what was done: to which targets, by their ids, and what has to be given."""

    action: Action
    names: tuple[str, ...]
    given: Params


class Came(NamedTuple):
    """What came of it, and what takes it back, if anything."""

    outcome: Outcome
    back: Back | None


_NOTHING: Params = {}


async def act(
    session: Session, action: Action, targets: Targets, given: Params = _NOTHING
) -> Came | None:
    """Have it done, if it may be and somebody says yes; what is `given` is not asked for. None:
    nothing was done. Raises as `Talk.pick` does; what was begun goes on then."""
    talk = session.talk
    reason = refusal(action, session.state(), targets)
    if reason is not None:
        talk.say(msg("status.not_now", reason=reason))
        return None
    more = await _params(session, action, targets, given)
    if more is None:
        return None
    try:
        chosen = choose(action, session.state(), targets, {**given, **more})
    except UsageError as error:
        talk.say(msg("plain.not_asked", why=error.what, next=error.next))
        return None
    deed = await deed_of(action, targets, chosen, session.services)
    if action.changes or action.about:
        talk.tell(_planned(deed, talk))
    if deed.question is not None:
        yes = False
        try:
            yes = await _yes(session, deed.question)
        finally:
            if not yes:
                talk.say(msg("plain.left"))
        if not yes:
            return None
    outcome = await _perform(session, deed)
    return Came(outcome, _back(deed, outcome))


def _back(deed: Deed, outcome: Outcome) -> Back | None:
    action = by_id(outcome.undo) if outcome.undo else None
    if action is None:
        return None
    left_out = {each.target for each in deed.left_out}
    names = tuple([name for name in deed.names if name not in left_out])
    return Back(action, names, given_back(outcome.undo, deed.params))


def _planned(deed: Deed, talk: Talk) -> list[str]:
    """What will be done, and to what; people know a process not by when it began."""
    by_text = deed.action.about == "process"
    names = [each.text if by_text else each.id for each in deed.targets]
    steps = [step_text(step) for step in deed.plan.steps]
    left_out = [(each.target, each.why) for each in deed.left_out]
    opposite = by_id(deed.action.opposite)
    back = opposite.title if opposite is not None else None
    return plain_doing.plan(
        deed.action.title, names, steps, deed.affects, left_out, back, talk.width, talk.g
    )


# ------------------------------------------------------------ what to choose


async def _params(
    session: Session, action: Action, targets: Targets, known: Params
) -> Params | None:
    """The parameters that are asked for, but for those that are known; None: somebody went back."""
    given: dict[str, str] = {}
    for param in action.params:
        # an editor opens only where there is a terminal: else a file has to be named
        optional = not param.asked and (param.choices or session.talk.is_terminal)
        if optional or param.name in known:
            continue
        value = await (_choice if param.choices else _text)(session, param, targets)
        if value is None:
            return None
        given[param.name] = value
    return given


async def _choice(session: Session, param: Param, targets: Targets) -> str | None:
    talk, state = session.talk, session.state()
    default = default_of(param, state, targets)
    reasons = [param.refused(state, targets, value) for value in param.choices]
    said = [(v, say(r) if r else "") for v, r in zip(param.choices, reasons, strict=True)]
    while True:
        talk.tell(plain_doing.choices(param.title, said, default, talk.width, talk.g))
        reply = await talk.pick(["number", "b"], numbers=len(said))
        if reply == "b":
            return None
        at = param.choices.index(default) if reply == "" and default else int(reply or 0) - 1
        if at >= 0 and not said[at][1]:
            return said[at][0]
        if at >= 0:
            talk.say(msg("menu.not_now", reason=said[at][1]))


async def _text(session: Session, param: Param, targets: Targets) -> str | None:
    """What is typed; of nothing the default, where a screen takes that too. None: they go back."""
    talk, default = session.talk, param.default if param.asked else param.default or None
    prompt = msg("plain.text" if default is None else "plain.text_or", title=param.title)
    text = await talk.ask(_asking(session, prompt))
    return text if text.strip() else default


# ------------------------------------------------------------ the question


async def _yes(session: Session, asked: Question) -> bool:
    """Whether somebody who could read the question says yes."""
    talk, type_name = session.talk, asked.type_name
    talk.say(asked.text)
    if type_name is None:
        return (await talk.answer(_asking(session, msg("plain.ask")))).strip().lower() in _YES
    return await talk.answer(_asking(session, msg("question.type", name=type_name))) == type_name


def _asking(session: Session, what: Msg) -> Sequence[str]:
    *lines, last = plain.said(say(what), session.talk.width - 1, session.talk.g)
    return [*lines, f"{last} "]


# ------------------------------------------------------------ the doing


async def _perform(session: Session, deed: Deed) -> Outcome:
    talk, action = session.talk, deed.action
    names = [*[each.id for each in units_of(deed.targets)], *deed.affects]
    front = LinesFront(session)
    doer = session.services.doer
    task = session.begin(doer.perform(action, deed.targets, deed.plan, session.state, front))
    try:
        with telling(session, lambda units: names):
            while not await talk.meanwhile(task, _STILL_S):
                _event(session, msg("plain.still", title=action.title))
    except BreakError:
        talk.say(msg("plain.goes_on", title=action.title))
        task.add_done_callback(lambda task: _cut_in(session, task))
        raise
    outcome = await task
    _tell(session, outcome)
    return outcome


def _event(session: Session, text: Msg) -> None:
    talk = session.talk
    talk.cut_in(plain_doing.event(session.event_at(), text, talk.width, talk.g))


def _cut_in(session: Session, task: asyncio.Task[Outcome]) -> None:
    """How something ended that nobody waited for."""
    if not task.cancelled() and task.exception() is None:
        _tell(session, task.result())


def _tell(session: Session, outcome: Outcome) -> None:
    talk = session.talk
    kind = "done" if outcome.ok else "refused" if outcome.refused else "failed"
    at = session.event_at()
    talk.cut_in(
        plain_doing.outcome(outcome.text, kind, outcome.next, outcome.lines, at, talk.width, talk.g)
    )
