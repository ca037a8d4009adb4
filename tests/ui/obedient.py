"""The demo's systemd, made to obey: what it is told changes its units at once, or when it may."""

from __future__ import annotations

import asyncio

import pytest

from sptui.model.bus_step import Bus
from sptui.model.errors import BusError
from sptui.model.msg import msg
from sptui.model.unit_event import Changed, Event
from sptui.system.demo_units import DemoManager

_BECOMES = {
    "StartUnit": ("active", "running"),
    "RestartUnit": ("active", "running"),
    "StopUnit": ("inactive", "dead"),
}


class Obedient:
    """`told` are the steps that it was given. While `waits` is set, they are not done; what is in
    `jobs` has that job queued; `fails`: what is started falls over; `denies`: it does nothing."""

    def __init__(self) -> None:
        self.told: list[Bus] = []
        self.is_told = asyncio.Event()
        self.waits: asyncio.Event | None = None
        self.cancelled: list[str] = []
        self.fails = self.denies = False
        self.announce: list[object] = []


def obey(monkeypatch: pytest.MonkeyPatch) -> Obedient:
    """Every DemoManager obeys from now on."""
    made = Obedient()

    async def open_(self: DemoManager, tell: object) -> None:
        made.announce.append(tell)

    def queue(unit: str, job: int) -> None:
        for tell in made.announce:
            event: Event = Changed(unit, job=job)
            tell(event)  # type: ignore[operator]

    async def change(self: DemoManager, step: Bus) -> int | None:
        made.told.append(step)
        made.is_told.set()
        if made.denies:
            raise BusError("denied", msg("status.row", text="polkit says no"), msg("key.quit"))
        of = self._all.get(step.unit)
        if made.waits is not None and of is not None:
            self._all[step.unit] = of._replace(unit=of.unit._replace(job="stop"))
            queue(step.unit, 77)
            await made.waits.wait()
        if of is not None and step.member in _BECOMES:
            active, sub = _BECOMES[step.member]
            if made.fails and active == "active":
                active = sub = "failed"
            unit = of.unit._replace(active=active, sub=sub, job="")
            self._all[step.unit] = of._replace(unit=unit, age_s=0.0)
            for tell in made.announce:
                tell(Changed(step.unit, active=active, sub=sub, job=0))  # type: ignore[operator]
        return None

    async def cancel(self: DemoManager, unit: str) -> None:
        made.cancelled.append(unit)
        if made.waits is not None:
            made.waits.set()

    monkeypatch.setattr(DemoManager, "open", open_)
    monkeypatch.setattr(DemoManager, "change", change)
    monkeypatch.setattr(DemoManager, "cancel", cancel)
    return made
