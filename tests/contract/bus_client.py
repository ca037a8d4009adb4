"""A connection to a scripted systemd, for tests of what goes wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from sptui.model.errors import BusError
from sptui.model.unit_event import Event
from sptui.system.bus_fast import FastLink
from sptui.system.bus_manager import BusManager
from sptui.system.bus_private import PrivateLink
from tests.fakes.dbus_peer import Peer
from tests.folders import PATIENCE_S

SHORT_S = 0.05
UNIT = "a-b@1.service"


class Client:
    """A connection, and what it was told."""

    def __init__(self, peer: Peer, deadline_s: float = 10.0) -> None:
        link = FastLink(peer.address) if peer.bus else PrivateLink(peer.address)
        self.manager = BusManager(link, deadline_s)
        self.told: list[Event] = []

    async def open(self) -> BusManager:
        await self.manager.open(self.told.append)
        return self.manager


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not true():  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.001)


async def error_of(asked: Awaitable[object]) -> BusError:
    with pytest.raises(BusError) as caught:
        await asked
    return caught.value
