"""The drawn server's units as one value, and one of them in full."""

import asyncio
from functools import cache

from sptui.model.process import ServiceRow
from sptui.model.unit import TimerFacts, UnitFacts, Units
from sptui.model.unit_details import UnitDetails
from sptui.system import demo_unit_details as demo
from sptui.system.demo import now
from sptui.system.demo_units import DemoManager, DemoUnitFiles

AT = now()


@cache
def _all() -> Units:
    async def asked() -> Units:
        manager = DemoManager()
        rows = {unit.name: unit for unit in await manager.units()}
        facts: dict[str, UnitFacts] = {name: await manager.facts(name) for name in rows}
        timers: dict[str, TimerFacts] = {one.unit: one for one in demo.timers(AT)}
        return Units(rows, facts, DemoUnitFiles().scan(), timers, "demo", AT)

    return asyncio.run(asked())


def units(**changes: object) -> Units:
    """All of them, at the drawn moment."""
    return _all()._replace(**changes)  # type: ignore[arg-type]


@cache
def details(name: str = "hyperkitty.service") -> UnitDetails:
    """One of them in full."""
    return asyncio.run(DemoManager().details(name))


def use(name: str) -> ServiceRow:
    """What a unit's control group uses."""
    return ServiceRow(name, 5.2, 36 << 20, 84_000.0, 5, 0.4, None, about=False)
