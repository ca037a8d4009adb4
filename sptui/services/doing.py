"""Doing what an action plans: screens, `sptui do` and `sptui plain` all come here. What came of it
is read from the machine again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from typing import TYPE_CHECKING, NamedTuple, Protocol

from sptui.actions.action import (
    OF_FILES,
    Action,
    Argv,
    Bus,
    Call,
    Goal,
    Outcome,
    Plan,
    State,
    Step,
    Target,
    Targets,
    command_of,
    nothing_else,
    units_in,
)
from sptui.actions.registry import refusal
from sptui.actions.unit_target import KIND, target_of, units_of
from sptui.model.errors import BusError, SptuiError, TakenError
from sptui.model.msg import msg
from sptui.model.unit import Units
from sptui.services.affected import affected
from sptui.services.feed import Feed
from sptui.services.targets import as_they_are
from sptui.services.unit_after import Afterwards

if TYPE_CHECKING:
    from sptui.services.units import UnitWatcher

# What else is touched is asked for so long before the question is put without it.
_AFFECTED_S = 1.0


class Front(Protocol):
    """Who asked: `edit` gives the terminal to an editor of this file and returns its exit status
    (None: there is none, or no terminal); `own` does a step that only the screen can, None: it is
    none of those."""

    async def edit(self, path: str) -> int | None: ...
    def own(self, call: Call) -> Outcome | None: ...


CallDoer = Callable[[Call, Front], Awaitable[Outcome]]
CommandDoer = Callable[[Argv], Awaitable[Outcome]]
# Holds these things for one action; who comes second gets a ClaimError that says who has them.
Claim = Callable[[Sequence[str], str], AbstractContextManager[None]]


class Doing(NamedTuple):
    """What is being done now: since when, in seconds since 1970."""

    action: Action
    targets: Targets
    since: float


class Doer:
    """`units` gives the watcher of units, `calls` are the steps that sptui does itself, by name;
    `claim` keeps two sessions apart; `last_lines` are what a unit's invocation said last; `run`
    does steps that are commands."""

    def __init__(
        self,
        units: Callable[[], UnitWatcher],
        calls: Mapping[str, CallDoer],
        claim: Claim,
        last_lines: Callable[[str, str], Awaitable[tuple[str, ...]]],
        clock: Callable[[], float] = time.time,
        run: CommandDoer | None = None,
    ) -> None:
        self._units, self._calls, self._claim, self._run = units, calls, claim, run
        self._after = Afterwards(units, last_lines, clock)
        self._clock = clock
        self.now: Feed[tuple[Doing, ...]] = Feed()

    def age_s(self, doing: Doing) -> float:
        """For how long it is being done."""
        return max(0.0, self._clock() - doing.since)

    async def prepare(self, action: Action, targets: Targets) -> Targets:
        """The targets, with what else the action touches as far as that is told within a second."""
        if action.affects is nothing_else or not units_of(targets):
            return targets
        found = list(targets)
        with suppress(BusError, TimeoutError):
            async with asyncio.timeout(_AFFECTED_S):
                manager, seen = self._units().manager(), self._units().seen.value
                rows = seen.rows if seen is not None else {}
                starts = action.id == "unit.start"
                for nth, each in enumerate(found):
                    if each.kind == KIND:
                        more = await affected(manager, rows, each.id, starts=starts)
                        told = (("also", " ".join(more.also)), ("ends", " ".join(more.ends)))
                        found[nth] = each._replace(known=(*each.known, *told))
        return tuple(found)

    def taken(self, action: Action, targets: Targets) -> TakenError | None:
        """Who does something to these now, so that it can't be done by us too; None: nobody."""
        try:
            with self._claim(_things(action, targets, Plan(())), action.id):
                return None
        except TakenError as error:
            return error

    async def perform(
        self,
        action: Action,
        targets: Targets,
        plan: Plan,
        state: Callable[[], State],
        front: Front,
    ) -> Outcome:
        """Do the steps of `plan`, the one that was shown, until one fails. Looks once more whether
        it may be done, and has other sessions wait outside."""
        if not plan.steps:
            return Outcome(True, msg("outcome.nothing"))
        doing = Doing(action, targets, self._clock())
        self.now.put((*(self.now.value or ()), doing))
        try:
            with self._claim(_things(action, targets, plan), action.id):
                return await self._perform(action, targets, plan, state, front)
        except SptuiError as error:
            said = msg("outcome.error", what=error.what)
            return Outcome(False, said, refused=_refused(error), next=error.next)
        finally:
            left = [each for each in self.now.value or () if each is not doing]
            self.now.put(tuple(left))

    async def _perform(
        self,
        action: Action,
        targets: Targets,
        plan: Plan,
        state: Callable[[], State],
        front: Front,
    ) -> Outcome:
        # what changes nothing does not hang on how units are
        about = targets if action.changes else ()
        now = await self._fresh(about, plan, file_states=action.goal in OF_FILES)
        again = tuple([_again(each, now) for each in targets]) if action.changes else targets
        reason = refusal(action, state(), again)
        if reason is not None:
            return Outcome(False, msg("status.not_now", reason=reason), refused=True)
        done = Outcome(True, msg("outcome.done"))
        endings: dict[str, str] = {}
        for steps in _together(plan.steps):
            if isinstance(steps[0], Bus):
                endings |= await self._ask([step for step in steps if isinstance(step, Bus)])
            else:
                done = await self._one(steps[0], front)
                if not done.ok or done.last:
                    return done
        return await self._judged(action, plan, now, endings) if action.goal else done

    async def _judged(
        self, action: Action, plan: Plan, before: Units, endings: Mapping[str, str]
    ) -> Outcome:
        """How it ended, by how the units that it was done to are now. Where it was about files, and
        they were started or stopped too, by both."""
        was = {name: (before.rows[name], before.facts[name]) for name in units_in(plan)}
        names, opposite = tuple(was), action.opposite
        outcome = await self._after.outcome(action.goal, opposite, names, was, endings)
        jobs = [step for step in plan.steps if isinstance(step, Bus) and step.job]
        if action.goal not in OF_FILES or not jobs or not outcome.ok:
            return outcome
        goal: Goal = "down" if jobs[0].member == "StopUnit" else "up"
        also = await self._after.outcome(goal, opposite, names, was, endings)
        text = msg("outcome.both", first=outcome.text, second=also.text)
        return also._replace(text=text, undo=outcome.undo or also.undo)

    async def _fresh(self, targets: Targets, plan: Plan, *, file_states: bool) -> Units:
        """What is known of units, with those that this is about as they are at this moment."""
        names = dict.fromkeys([*[each.id for each in units_of(targets)], *units_in(plan)])
        if not names:
            return Units({}, {}, {}, {}, "", 0.0)
        return await as_they_are(self._units(), tuple(names), file_states=file_states)

    async def _ask(self, steps: Sequence[Bus]) -> dict[str, str]:
        """Have systemd do these, at once where they are jobs: how the job of each unit ended."""
        watcher = self._units()
        manager, connection = watcher.manager(), watcher.jobs.connection
        jobs = [(step.unit, await manager.change(step)) for step in steps]
        waited = [(unit, job) for unit, job in jobs if job is not None]
        ended = await asyncio.gather(*[watcher.jobs.ended(job, connection) for _, job in waited])
        return dict(zip([unit for unit, _ in waited], ended, strict=True))

    async def _one(self, step: Step, front: Front) -> Outcome:
        if isinstance(step, Call):
            own = front.own(step)
            if own is not None:
                return own
            call = self._calls.get(step.name)
            if call is not None:
                return await call(step, front)
        if isinstance(step, Argv) and self._run is not None:
            return await self._run(step)
        return Outcome(False, msg("outcome.no_way", what=command_of(Plan((step,)))))


def _things(action: Action, targets: Targets, plan: Plan) -> list[str]:
    """What nobody else may do anything to meanwhile: the targets, and what is done to others."""
    if not action.claims:
        return []
    things = [f"{each.kind} {each.id}" for each in targets]
    if action.named:
        things = [f"{action.about} {action.named}"]
    return list(dict.fromkeys([*things, *[f"{KIND} {name}" for name in units_in(plan)]]))


def _refused(error: SptuiError) -> bool:
    """Whether somebody forbade it: another session, or who asks for our rights."""
    denied = isinstance(error, BusError) and error.kind == "denied"
    return denied or isinstance(error, TakenError)


def _again(target: Target, now: Units) -> Target:
    return target_of(now, target.id) if target.kind == KIND else target


def _together(steps: Sequence[Step]) -> Iterator[Sequence[Step]]:
    """Jobs that follow each other are asked for together, all else one by one."""
    jobs: list[Step] = []
    for step in steps:
        if isinstance(step, Bus) and step.job:
            jobs.append(step)
            continue
        if jobs:
            yield jobs
            jobs = []
        yield [step]
    if jobs:
        yield jobs
