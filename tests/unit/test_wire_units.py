"""Units are joined: who looks once asks the sockets that are there, and nobody of a folder."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from sptui.config import load
from sptui.paint.words import say
from sptui.system import ways
from sptui.wire import sampler, units
from tests.unit.test_units_once import Peer, row, served

RECORDED = Path(__file__).resolve().parents[1] / "fixtures" / "proc-vm"


@pytest.fixture
def sockets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Where the bus and systemd's own socket are looked for; for root."""
    made = {"bus": str(tmp_path / "no-bus"), "private": str(tmp_path / "nothing")}
    monkeypatch.setattr(ways, "_SOCKETS", made)
    monkeypatch.setattr("os.geteuid", lambda: 0)
    return made


def look(bus: str = "auto"):
    view = sampler(load(None), one_look=True, bus=bus).look()
    assert view.units is not None
    return view


def test_where_no_socket_is_there_is_no_systemd(sockets: dict[str, str]) -> None:
    view = look()
    assert view.units.way == ""
    assert view.units.why is not None
    assert view.units.why.id == "units.nobody"
    assert not any(f.rule.startswith("unit") for f in view.findings)


def test_the_socket_that_is_there_is_asked(sockets: dict[str, str], tmp_path: Path) -> None:
    peer = Peer(row("a.service"), row("b.service", "failed", "failed"))
    with served(tmp_path, peer) as path:
        sockets["private"] = path
        view = look()
    assert (view.units.way, view.units.total) == ("private", 2)
    assert [f.subject for f in view.findings if f.rule == "unit.failed"] == ["b.service"]


def test_only_the_way_that_was_asked_for_is_gone(sockets: dict[str, str], tmp_path: Path) -> None:
    with served(tmp_path, Peer()) as path:
        sockets["private"] = path
        view = look("bus")
    assert view.units.way == ""
    assert sockets["bus"] in say(view.units.why)
    assert [f.level for f in view.findings if f.rule == "unit.not_asked"] == ["unknown"]


def test_one_that_does_not_let_us_in_is_unknown(sockets: dict[str, str], tmp_path: Path) -> None:
    with served(tmp_path, Peer(), b"REJECTED\r\n") as path:
        sockets["bus"] = path
        view = look()
    assert [f.level for f in view.findings if f.rule == "unit.not_asked"] == ["unknown"]


def test_systemd_s_own_socket_is_for_root(
    sockets: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sockets["private"] = str(tmp_path)
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert ways.sockets() == []
    assert ways.sockets("private") == [("private", str(tmp_path))]
    assert ways.sockets("systemctl") is None


def test_of_a_recorded_folder_nobody_is_asked() -> None:
    view = sampler(load(None), root=str(RECORDED), one_look=True).look()
    assert view.units is None


async def test_the_demo_is_watched_and_says_the_same_as_its_one_look() -> None:
    source = sampler(load(None), demo=True)
    first = source.look().units
    watcher = units(source, demo=True)
    watcher.start()
    try:
        async with asyncio.timeout(20):
            while watcher.seen.value is None:  # noqa: ASYNC110 - nothing tells
                await asyncio.sleep(0.01)
        watcher.want(frozenset(("nginx.service",)), timers=False)
        assert watcher.seen.value.way == "demo"
        assert source.overviews.value is not None
        assert source.overviews.value.units == first
    finally:
        await watcher.close()
