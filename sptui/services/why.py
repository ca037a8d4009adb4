"""Why a unit is not well, with all that can be found out about it on this machine."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from sptui.model.unit_because import because
from sptui.model.unit_details import UnitDetails
from sptui.model.unit_needs import needed_by
from sptui.model.unit_runs import Said, last_good
from sptui.model.unit_why import Change, Evidence, Why, why

if TYPE_CHECKING:
    from sptui.services.units import UnitWatcher

# All together are waited for so long; what did not come by then is not told.
_PATIENCE_S = 5.0


class Explainer:
    """`units` gives the watcher; `last_lines` are what an invocation of a unit said last, `runs`
    what systemd said of its runs, the newest first, and `changes` what changed since a moment."""

    def __init__(
        self,
        units: Callable[[], UnitWatcher],
        last_lines: Callable[[str, str], Awaitable[tuple[str, ...]]],
        runs: Callable[[str], Awaitable[Sequence[Said]]],
        changes: Callable[[UnitDetails, float], Awaitable[tuple[Change, ...]]],
    ) -> None:
        self._units, self._last_lines = units, last_lines
        self._runs, self._changes = runs, changes

    async def explain(self, name: str, details: UnitDetails | None = None) -> Why | None:
        """Why this unit is not well; None: there is nothing to say. `details` are its own, where
        they were asked for just now. Raises BusError."""
        details = details or await self._units().details(name)
        seen = self._units().seen.value
        others = seen.rows if seen is not None else {}
        if because(details.unit, details.facts, details, others) is None:
            return None
        found = Evidence(details, others)
        found = found._replace(dependents=tuple([n.unit for n in needed_by(details, others)]))
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE_S):
                found = found._replace(lines=await self._lines(details))
                run = last_good(await self._runs(name), details.invocation)
                if run is not None:
                    found = found._replace(worked=run.until)
                    found = found._replace(changes=await self._changes(details, run.began))
        return why(details.unit, details.facts, found)

    async def _lines(self, details: UnitDetails) -> tuple[str, ...]:
        if not details.invocation:
            return ()
        return await self._last_lines(details.unit.name, details.invocation)
