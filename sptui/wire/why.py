"""Where whoever explains a failure meets what is known of it: on this machine, or the demo's."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sptui.model.unit_details import UnitDetails
    from sptui.model.unit_why import Change
    from sptui.services.units import UnitWatcher
    from sptui.services.why import Explainer


def explainer(units: Callable[[], UnitWatcher], *, demo: bool = False) -> Explainer:
    """Who explains why a unit is not well. A recorded folder has no units to ask of."""
    from sptui.services.why import Explainer

    if demo:
        from sptui.system.demo_why import changes, last_lines, runs

        return Explainer(units, last_lines, runs, changes)
    from sptui.system.last_lines import last_lines as real_lines
    from sptui.system.unit_runs import said_of

    return Explainer(units, real_lines, said_of, _changes)


async def _changes(details: UnitDetails, since: float) -> tuple[Change, ...]:
    import asyncio

    from sptui.system.unit_changes import changes

    return await asyncio.to_thread(changes, details, since)
