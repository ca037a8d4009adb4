"""What is known of the failures of the made-up server."""

from __future__ import annotations

from collections.abc import Sequence

from sptui.model.unit_details import UnitDetails
from sptui.model.unit_runs import STARTED, STOPPED, Said
from sptui.model.unit_why import Change
from sptui.system.demo import now
from sptui.system.demo_journal_lines import said

_LINES = 10
_DAY_S = 86_400.0


async def last_lines(unit: str, invocation: str) -> tuple[str, ...]:
    """The end of what its journal has of it."""
    told = [each.message for each in said() if each.unit == unit]
    lines = [line for message in told for line in message.splitlines()]
    return tuple([line for line in lines if line.strip()][-_LINES:])


async def runs(unit: str) -> Sequence[Said]:
    """It ran for eight days, until it was started anew and failed."""
    until = now() - 2_462
    return (
        Said(int(until * 1e6), STOPPED, "0" * 32),
        Said(int((now() - 8 * _DAY_S) * 1e6), STARTED, "0" * 32),
    )


async def changes(details: UnitDetails, since: float) -> tuple[Change, ...]:
    """A switch in between."""
    found = (Change(now() - 5 * _DAY_S, "generation", "42"),)
    return tuple([each for each in found if each.at > since])
