"""What `sptui do` is about to do, found out before anything is done or asked."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from sptui.actions.action import (
    Action,
    Params,
    Plan,
    Question,
    State,
    Targets,
    question,
)
from sptui.actions.registry import choose, refusal
from sptui.model.errors import RefusedError
from sptui.model.msg import Msg, msg
from sptui.services.targets import targets_of

if TYPE_CHECKING:
    from sptui.services.handle import Services


# Reasons that others don't have.
_RIGHTS = frozenset({"not_now.denied", "not_now.root_only"})


class LeftOut(NamedTuple):
    """A target that nothing is done to, and why."""

    target: str
    why: Msg


class Deed(NamedTuple):
    """An action, and all that will be done. `disabled` says why it can't be, and `next` what to do
    about that: then nothing is planned, and `names` may be words that nothing was found for."""

    action: Action
    names: tuple[str, ...]
    params: Params
    targets: Targets = ()
    plan: Plan = Plan(())
    question: Question | None = None
    affects: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    disabled: Msg | None = None
    next: Msg | None = None


async def find_out(action: Action, words: Sequence[str], given: Params, services: Services) -> Deed:
    """What would be done to the targets that are named. Raises UsageError."""
    await services.learn_rights()
    targets: Targets = ()
    try:
        targets = await targets_of(action, words, services)
        reason = why_not(action, services.state(), targets)
        if reason is not None:
            # who is at it says more than what is in the way
            taken = services.doer.taken(action, targets) if targets else None
            if taken is not None:
                raise RefusedError(taken.what, taken.next)
            raise RefusedError(reason, _next(reason, targets))
        params = choose(action, services.state(), targets, given)
    except RefusedError as error:
        names = tuple([each.id for each in targets]) or tuple(words)
        return Deed(action, names, given, targets, disabled=error.what, next=error.next)
    return await deed_of(action, targets, params, services)


async def deed_of(action: Action, targets: Targets, params: Params, services: Services) -> Deed:
    """What would be done to these targets with these parameters, which are whole."""
    targets = await services.doer.prepare(action, targets)
    state = services.state()
    left_out = [
        LeftOut(each.id, why)
        for each in (targets if len(targets) > 1 else ())
        if (why := why_not(action, state, (each,))) is not None
    ]
    return Deed(
        action,
        tuple([each.id for each in targets]),
        params,
        targets,
        action.plan(state, targets, params),
        question(action, state, targets, params),
        action.affects(state, targets, params),
        tuple(left_out),
    )


def why_not(action: Action, state: State, targets: Targets) -> Msg | None:
    """Why it can't be done from here now."""
    on_a_screen = not (action.changes or action.about)
    return msg("not_now.no_screen") if on_a_screen else refusal(action, state, targets)


def _next(reason: Msg, targets: Targets) -> Msg:
    """What helps."""
    if reason.id in _RIGHTS:
        return msg("bus.denied.next")
    if not targets:
        return msg("next.actions")
    return msg("next.list", command=shlex.join(("sptui", "do", "--list", "--", targets[0].id)))
