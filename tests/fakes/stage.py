"""A doer of actions over a systemd of ours."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager

from sptui.actions.action import Call, Outcome, State, Targets
from sptui.actions.registry import by_id, choose
from sptui.actions.unit_target import target_of
from sptui.model.errors import TakenError
from sptui.model.msg import Msg, msg
from sptui.services.doing import Doer, Doing
from tests.fakes.watched import Watched, clock, watching

LINES = ("it could not bind", "giving up")


class Front:
    """Somebody who asks, and has no editor."""

    async def edit(self, path: str) -> int | None:
        return None

    def own(self, call: Call) -> Outcome | None:
        return Outcome(True, msg("outcome.copied")) if call.name == "own" else None


class Claims:
    """Who has what: each thing once."""

    def __init__(self) -> None:
        self.held: list[str] = []

    @contextmanager
    def hold(self, things: Sequence[str], what: str) -> Iterator[None]:
        if set(things) & set(self.held):
            raise TakenError(msg("outcome.done"), Msg(""))
        self.held += things
        try:
            yield
        finally:
            for each in things:
                self.held.remove(each)


class Stage:
    """A doer over a systemd of ours."""

    def __init__(self, it: Watched) -> None:
        self.it, self.claims = it, Claims()
        self.done: list[Call] = []
        self.seen: list[tuple[Doing, ...]] = []

        async def call(step: Call, front: object) -> Outcome:
            self.done.append(step)
            return Outcome(True, msg("outcome.done"), last=step.arg("last") == "yes")

        async def lines(unit: str, invocation: str) -> tuple[str, ...]:
            return LINES

        self.doer = Doer(lambda: it.watcher, {"known": call}, self.claims.hold, lines, clock)
        self.doer.now.subscribe(self.seen.append)

    def targets(self, *names: str) -> Targets:
        return tuple([target_of(self.it.now, name) for name in names])

    async def do(self, id: str, *names: str, **params: str) -> Outcome:
        state = State()
        action = by_id(id)
        assert action is not None
        targets = await self.doer.prepare(action, self.targets(*names))
        plan = action.plan(state, targets, choose(action, state, targets, params))
        return await self.doer.perform(action, targets, plan, lambda: state, Front())


@asynccontextmanager
async def stage(*ways: object) -> AsyncIterator[Stage]:
    async with watching(*ways) as it:  # type: ignore[arg-type]
        it.watcher.want(frozenset(it.now.rows), timers=False)
        await asyncio.sleep(2)
        yield Stage(it)


def said(outcome: Outcome) -> str:
    return outcome.text.id
