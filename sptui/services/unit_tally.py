"""How many units there are and which failed: what health and the reports need of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from sptui.model.errors import BusError
from sptui.model.health_units import NOBODY
from sptui.model.msg import msg
from sptui.model.unit import FailedUnit, UnitFacts, Units, UnitTally
from sptui.model.units_view import counted

if TYPE_CHECKING:
    from sptui.services.unit_sources import Manager

# Failed units that are asked about, of any number.
MOST_FAILED = 50


def nobody() -> BusError:
    """Neither the name on the bus nor the private socket answers."""
    return BusError("absent", msg(NOBODY), msg("units.nobody.next"))


def unforeseen(error: BaseException) -> BusError:
    """A fault of ours."""
    why = f"{type(error).__name__}: {error}"
    return BusError("lies", msg("units.unforeseen", why=why), msg("units.nobody.next"))


def why_none(errors: Sequence[BusError], *, named: bool) -> BusError:
    """Why no way leads to systemd: where it is just not there, that it is not; else the first that
    hinders. Of a way that was asked for by its name, why that one does not."""
    if named and errors:
        return errors[0]
    return next((error for error in errors if error.kind != "absent"), nobody())


def tally(units: Units) -> UnitTally:
    """What health and reports need of all units: the failed ones, newest first."""
    failed = [
        FailedUnit(row.name, row.description, facts.since, facts)
        for row in units.rows.values()
        if row.active == "failed"
        for facts in (units.facts.get(row.name, UnitFacts())._replace(file_state=""),)
    ]
    failed.sort(key=lambda unit: (-(unit.since or 0.0), unit.name))
    total = sum([counted(row) for row in units.rows.values()])
    return UnitTally(total, tuple(failed), units.way, units.at, units.why)


def none_known(errors: Sequence[BusError], at: float, *, named: bool) -> UnitTally:
    """Nobody could be asked at that time, in seconds since 1970."""
    return UnitTally(0, (), "", at, why_none(errors, named=named).what)


async def look_once(
    ways: Sequence[Callable[[], Manager]],
    seconds: float,
    clock: Callable[[], float] = time.time,
) -> UnitTally:
    """One look at all units, for who does not look again; a way has so many seconds. Never raises
    for a way that fails."""
    errors: list[BusError] = []
    for make in ways:
        manager = make()
        try:
            return await _in_time(_looked(manager, clock), seconds)
        except BusError as error:
            errors.append(error)
        finally:
            with suppress(BusError):
                await manager.close()
    return none_known(errors, clock(), named=len(ways) == 1)


async def _looked(manager: Manager, clock: Callable[[], float]) -> UnitTally:
    await manager.open(lambda event: None)
    rows = {unit.name: unit for unit in await manager.units()}
    failed = [name for name, unit in rows.items() if unit.active == "failed"]
    facts = {name: await manager.facts(name) for name in failed[:MOST_FAILED]}
    return tally(Units(rows, facts, {}, {}, manager.way, clock()))


async def _in_time(looked: Coroutine[object, object, UnitTally], seconds: float) -> UnitTally:
    import asyncio  # there is a loop already, or nothing would come to here

    try:
        return await asyncio.wait_for(looked, seconds)
    except TimeoutError:
        raise BusError("late", msg("units.late"), msg("units.nobody.next")) from None
