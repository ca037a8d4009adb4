"""Connections, many of them: one that is answered by chance is answered late now and then."""

from __future__ import annotations

import asyncio
import time

import pytest

from sptui.system.units_once import look
from tests.rig.machine import truth
from tests.rig.ways import open_manager

SOCKETS = {"bus": "/run/dbus/system_bus_socket", "private": "/run/systemd/private"}
TIMES = 100
LATE_S = 2.0  # a lost answer comes never


@pytest.mark.parametrize("way", ["bus", "private"])
def test_a_look_over_a_socket_is_always_answered(way: str):
    true = len(truth())
    for _ in range(TIMES):
        assert len(look(way, SOCKETS[way], 0, LATE_S).rows) == true  # type: ignore[arg-type]


@pytest.mark.parametrize("way", ["bus", "private", "pydbus"])
async def test_a_connection_is_always_answered(way: str):
    began = time.monotonic()
    for _ in range(TIMES // 2):
        async with asyncio.timeout(LATE_S), open_manager(way) as manager:
            assert await manager.units(["dbus.service"])
    assert time.monotonic() - began < TIMES
