"""systemd comes to a bus, leaves it and comes back, and others are on it too."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sptui.model.unit_event import FilesChanged, Lost, Reloading
from sptui.system import bus_fast
from tests.contract.bus_client import SHORT_S, UNIT, Client, error_of, until
from tests.fakes.dbus_peer import BUS, BUS_PATH, SYSTEMD, Peer


@pytest.fixture
async def bus(tmp_path: Path) -> AsyncIterator[Peer]:
    made = Peer(tmp_path / "bus", bus=True)
    made.load(UNIT)
    await made.listen()
    yield made
    await made.close()


async def test_only_systemds_signals_count(bus: Peer):
    """Anybody can send us what looks like one."""
    client = Client(bus)
    manager = await client.open()
    bus.signal("UnitFilesChanged", sender=":1.66")
    bus.signal(
        "NameOwnerChanged", "sss", SYSTEMD, bus.owner, ":1.66",
        path=BUS_PATH, interface=BUS, sender=":1.66",
    )  # fmt: skip
    bus.signal("UnitFilesChanged")
    await manager.units()
    assert client.told == [FilesChanged()]
    await manager.close()


async def test_a_bus_without_systemd_is_absent(bus: Peer, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bus_fast, "booted", lambda: False)
    bus.owner = ""
    assert (await error_of(Client(bus).open())).kind == "absent"


async def test_systemd_that_comes_a_little_later_is_waited_for(
    bus: Peer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(bus_fast, "booted", lambda: True)
    bus.owner = ""
    client = Client(bus)
    opening = asyncio.create_task(client.open())
    await until(lambda: "GetNameOwner" in [member for member, _ in bus.asked])
    bus.own(":1.9")
    manager = await opening
    bus.signal("UnitFilesChanged")
    await manager.units()
    assert client.told == [FilesChanged()]
    await manager.close()


async def test_systemd_that_executes_itself_anew_is_asked_to_tell_again(bus: Peer):
    client = Client(bus)
    manager = await client.open()
    bus.own("")
    bus.own(":1.9")
    await until(lambda: Reloading(begins=False) in client.told)
    assert client.told == [Reloading(begins=True), Reloading(begins=False)]
    assert [member for member, _ in bus.asked].count("Subscribe") == 2
    bus.signal("UnitFilesChanged")
    await manager.units()
    assert client.told[-1] == FilesChanged()
    await manager.close()


async def test_systemd_that_leaves_for_good_is_lost(bus: Peer, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bus_fast, "COMES_BACK_S", SHORT_S)
    client = Client(bus)
    manager = await client.open()
    bus.own("")
    await until(lambda: bool(client.told) and isinstance(client.told[-1], Lost))
    assert (await error_of(manager.units())).kind == "lost"
    await manager.close()
