"""The Services page as a person uses it, on the demo's server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from sptui.model.unit_event import Changed, Event
from sptui.system.demo_units import DemoManager
from tests.ui.driver import Driver, console


async def opened(d: Driver, *keys: str) -> None:
    """On the page, with everything asked for."""
    await d.press("4")
    await settled(d)
    await d.press(*keys)
    await settled(d)


async def settled(d: Driver) -> None:
    """Whatever is asked in the background has its answer, and is drawn."""
    for _ in range(100):
        await asyncio.sleep(0.02)
        await d.pilot.pause()
        if not any("·" in line for line in d.lines[2:6]):
            return


async def test_four_opens_it_with_the_worst_first():
    async with console((120, 40)) as d:
        await opened(d)
        assert d.lines[0].startswith(" kiwi  SelfPrivacy  NixOS 26.05  Services")
        assert d.lines[2].startswith(" All units  Timers ──")
        assert d.lines[2].endswith("1 failed  of 214")
        assert d.lines[4].startswith("▌✗ hyperkitty.service")
        assert d.status.startswith("hyperkitty.service failed 40 min ago: exit code 1")
        assert d.keys.startswith("Enter details  R restart  S start  L log  Space mark")


async def test_the_filter_finds_by_letters_names_and_states():
    async with console((120, 40)) as d:
        await opened(d, "/")
        await d.type("unit:postgresql")
        assert d.lines[4].startswith("▌✓ postgresql.service")
        assert "1 of 2" in d.status
        await d.press("escape", "/")
        await d.type("state:waiting")
        assert all("waiting" in line for line in d.lines[4:9])
        await d.press("enter", "escape")
        assert d.lines[4].startswith("▌✗ hyperkitty.service") or "hyperkitty" in d.lines[4]


async def test_enter_opens_a_unit_and_what_it_needs_and_escape_goes_back():
    async with console((80, 24)) as d:
        await opened(d, "enter")
        assert d.lines[1].startswith(" ✗ hyperkitty.service  Archive of the mailing lists")
        assert any(
            line.startswith(" Because    exit code 1; restarted 5 times") for line in d.lines
        )
        assert "Esc back" in d.keys
        assert "sort" not in d.keys
        await d.press("enter")
        await settled(d)
        assert d.lines[1].startswith(" ✓ mailman-web-setup.service")
        await d.press("escape")
        assert d.lines[1].startswith(" ✗ hyperkitty.service")
        await d.press("escape")
        assert d.lines[1].startswith(" All units  Timers")


async def test_u_shows_the_unit_file_and_what_changes_it():
    async with console((120, 40)) as d:
        await opened(d, "u")
        text = "\n".join(d.lines)
        assert "/etc/systemd/system/hyperkitty.service ─" in text
        assert "ExecStart=/nix/store" in text
        assert "hyperkitty.service.d/overrides.conf ─" in text
        await d.press("escape")
        assert d.lines[2].startswith(" ✗ hyperkitty.service")


async def test_tab_shows_timers():
    async with console((120, 40)) as d:
        await opened(d, "tab")
        assert any(line.lstrip("▌ ").startswith("✓ logrotate  ") for line in d.lines)
        await d.press("tab")
        assert d.lines[4].startswith("▌✗ hyperkitty.service")


async def test_space_marks_and_escape_lets_go():
    async with console((80, 24)) as d:
        await opened(d, "space", "space")
        assert d.lines[3].startswith("◆✗ hyperkitty.service")
        assert d.status == "◆ 2 marked" or "2 marked" in d.status
        assert [target.id for target in d.page.targets()] == [
            "hyperkitty.service",
            "acme-kiwi.example.service",
        ]
        await d.press("escape")
        assert len(d.page.targets()) == 1


async def test_a_failed_unit_on_the_overview_leads_to_itself():
    async with console((120, 40)) as d:
        await opened(d)
        await d.press("1")
        assert "Archive of the mailing lists failed" in "\n".join(d.lines)
        await d.press("enter")
        await settled(d)
        assert d.lines[2].startswith(" ✗ hyperkitty.service")


async def test_a_service_on_resources_leads_to_its_unit():
    async with console((120, 40)) as d:
        await d.press("2")
        d.app.refresh_now()
        await d.pilot.pause()
        await d.press("enter")
        await settled(d)
        assert "Services" in d.lines[0]
        assert d.lines[2].startswith(" ✓ phpfpm-nextcloud.service")


async def test_what_nobody_looks_at_is_not_asked_for():
    async with console((80, 24)) as d:
        await opened(d)
        watcher = d.app.services.units
        seen = watcher.seen.value
        assert "hyperkitty.service" in seen.facts
        assert "systemd-udevd.service" not in seen.facts, "its row was never on the screen"
        assert "acme-renew-kiwi.example.timer" in seen.timers
        assert "systemd-tmpfiles-clean.timer" not in seen.timers
        await d.press("1")
        await settled(d)
        told = []
        watcher.seen.subscribe(told.append)
        await d.pilot.pause()
        assert told == [watcher.seen.value], "nothing is asked for a page that nobody sees"


@pytest.fixture
def tell(monkeypatch) -> list[Callable[[Event], object]]:
    """What the demo's systemd would announce by, once it is watched."""
    heard: list[Callable[[Event], object]] = []

    async def open_(self: DemoManager, tell: Callable[[Event], object]) -> None:
        heard.append(tell)

    monkeypatch.setattr(DemoManager, "open", open_)
    return heard


async def test_a_change_is_drawn_without_a_tick(tell):
    async with console((80, 24)) as d:
        await opened(d)
        tell[0](Changed("dovecot2.service", active="failed", sub="failed"))
        await asyncio.sleep(0.4)
        await d.pilot.pause()
        assert any("dovecot2.service" in line and "failed" in line for line in d.lines[2:6])
        assert "2 bad" in d.lines[0]


async def test_frozen_is_frozen(tell):
    async with console((80, 24)) as d:
        await opened(d, "p")
        tell[0](Changed("dovecot2.service", active="failed", sub="failed"))
        await asyncio.sleep(0.4)
        await d.pilot.pause()
        assert not any("dovecot2" in line and "failed" in line for line in d.lines)
