"""How units are after an action, read from systemd again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from sptui.actions.action import OF_FILES, Goal, Outcome
from sptui.model.errors import BusError
from sptui.model.msg import Msg, msg
from sptui.model.unit import Unit, UnitFacts, kind_of, state_word
from sptui.model.unit_name import is_template
from sptui.model.unit_outcome import After, Judged, judge
from sptui.model.unit_why import Evidence, why

if TYPE_CHECKING:
    from sptui.model.unit_details import UnitDetails
    from sptui.services.unit_sources import Manager
    from sptui.services.units import UnitWatcher

# A program that starts and falls over at once counts as one that did not start.
_SETTLE_S, _STEP_S = 1.0, 0.1
# What a failed unit said last is waited for so long.
_LINES_S = 3.0
# The connection may come back, and a job whose end was not heard end, within this.
_BACK_S, _ASK_S = 10.0, 0.25

Seen = Mapping[str, tuple[Unit, UnitFacts]]


class Afterwards:
    """`units` gives the watcher; `last_lines` are what an invocation of a unit said last; `clock`
    is seconds since 1970."""

    def __init__(
        self,
        units: Callable[[], UnitWatcher],
        last_lines: Callable[[str, str], Awaitable[tuple[str, ...]]],
        clock: Callable[[], float],
    ) -> None:
        self._units, self._last_lines, self._clock = units, last_lines, clock

    async def look(self, names: Sequence[str], *, files: bool = False) -> Seen:
        """How these units are now, and with `files` their unit files. Raises BusError."""
        return await look(self._units().manager(), names, files=files) if names else {}

    async def outcome(
        self,
        goal: Goal,
        opposite: str,
        names: Sequence[str],
        before: Seen,
        endings: Mapping[str, str],
    ) -> Outcome:
        """The outcome of an action with this goal, by how its units are now; `opposite` takes it
        back. Raises BusError."""
        seen = await self._settled(goal, names, endings)
        judged: list[tuple[str, Judged, After]] = []
        for name in names:
            after = await self._after(goal, name, seen[name], before, endings)
            judged.append((name, judge(goal, after, self._clock()), after))
        undo = opposite if any(_changed(goal, before, seen, name) for name in names) else ""
        bad = [each for each in judged if not each[1].ok]
        if not bad:
            return Outcome(True, _all_well(judged), undo=undo)
        name, found, after = bad[0]
        lines = await self._lines(name, after)
        text = found.text
        if len(names) > 1:
            text = msg("outcome.some", n=len(bad), of=len(names), first=text)
        return Outcome(False, text, lines=lines, undo=undo, next=_next(after, lines))

    async def _settled(self, goal: Goal, names: Sequence[str], endings: Mapping[str, str]) -> Seen:
        """How they are when nothing more is on its way: jobs whose end was not heard have ended,
        and what was started has run for a moment."""
        loop = asyncio.get_running_loop()
        heard = all(endings.get(name, "done") for name in names)
        files = goal in OF_FILES
        seen = await self._looked_again(names, files=files)
        end = loop.time() + (_SETTLE_S if goal == "up" else 0.0)
        while not heard and any(unit.job for unit, _ in seen.values()):
            await asyncio.sleep(_ASK_S)
            seen = await self._looked_again(names, files=files)
        while loop.time() < end and any(_may_fall(name, seen[name][0]) for name in names):
            await asyncio.sleep(_STEP_S)
            seen = await self._looked_again(names, files=files)
        return seen

    async def _looked_again(self, names: Sequence[str], *, files: bool) -> Seen:
        """As `look`, for as long as the connection may need to come back. Raises BusError."""
        loop = asyncio.get_running_loop()
        end = loop.time() + _BACK_S
        while True:
            try:
                return await self.look(names, files=files)
            except BusError:
                if loop.time() > end:
                    raise
            await asyncio.sleep(_ASK_S)

    async def _after(
        self,
        goal: Goal,
        name: str,
        now: tuple[Unit, UnitFacts],
        before: Seen,
        endings: Mapping[str, str],
    ) -> After:
        unit, facts = now
        since = before[name][1].since if name in before else None
        after = After(unit, facts, endings.get(name, ""), since)
        if goal == "up" and state_word(unit) in ("failed", "restarting", "stopped"):
            return after._replace(details=await self._details(name))
        return after

    async def _details(self, name: str) -> UnitDetails | None:
        with suppress(BusError):
            return await self._units().details(name)
        return None

    async def _lines(self, name: str, after: After) -> tuple[str, ...]:
        if after.details is None or not after.details.invocation:
            return ()
        with suppress(TimeoutError):
            async with asyncio.timeout(_LINES_S):
                return await self._last_lines(name, after.details.invocation)
        return ()


def _next(after: After, lines: tuple[str, ...]) -> Msg | None:
    found = why(after.unit, after.facts, Evidence(after.details, lines=lines))
    return found.next.text if found is not None and found.next is not None else None


async def look(manager: Manager, names: Sequence[str], *, files: bool = False) -> Seen:
    """How these units are now, and with `files` what systemd says of their files. A template is in
    no state. Raises BusError."""
    asked = [name for name in names if not is_template(name)]
    found = dict(zip(asked, await manager.units(asked, load=True), strict=True)) if asked else {}
    units = [found.get(name) or Unit(name, "", "", "", "") for name in names]
    facts = await asyncio.gather(*[_facts(manager, name) for name in names])
    if files:
        states = [await _file_state(manager, name) for name in names]
        facts = [each._replace(file_state=state) for each, state in zip(facts, states, strict=True)]
    return dict(zip(names, zip(units, facts, strict=True), strict=True))


async def _file_state(manager: Manager, name: str) -> str:
    try:
        return await manager.file_state(name)
    except BusError as error:
        if error.kind != "refused":
            raise
        return ""


async def _facts(manager: Manager, name: str) -> UnitFacts:
    """What is known of one; a refusal means nothing is. Raises BusError: the connection ended."""
    try:
        return await manager.facts(name)
    except BusError as error:
        if error.kind != "refused":
            raise
        return UnitFacts()


def _may_fall(name: str, unit: Unit) -> bool:
    """Whether it is a service that has just come up."""
    return kind_of(name) == "service" and state_word(unit) == "running"


def _changed(goal: Goal, before: Seen, now: Seen, name: str) -> bool:
    """Whether there is something to take back: what did not come up can't be stopped again."""
    if name not in before:
        return False
    (unit, facts), (unit_now, facts_now) = before[name], now[name]
    if facts.file_state != facts_now.file_state:
        return True
    word = state_word(unit_now)
    return word != state_word(unit) and not (goal == "up" and word in ("failed", "stopped"))


def _all_well(judged: Sequence[tuple[str, Judged, After]]) -> Msg:
    first = judged[0][1].text
    return first if len(judged) == 1 else msg("outcome.all", n=len(judged), first=first)
