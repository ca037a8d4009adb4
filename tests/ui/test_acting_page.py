"""From a key to the outcome, on the demo's server made to obey: the plan, what is being done, how
it ended, and the way back."""

from __future__ import annotations

import asyncio

import pytest

from sptui.actions.action import Outcome, Target
from sptui.model.msg import msg
from sptui.model.unit_event import Changed
from sptui.system.demo_units import DemoManager
from tests.ui.driver import Driver, console
from tests.ui.obedient import Obedient, obey


@pytest.fixture
def systemd(monkeypatch: pytest.MonkeyPatch) -> Obedient:
    return obey(monkeypatch)


async def on(d: Driver, unit: str) -> None:
    """On the Services page, with the cursor on this unit and nothing else in the way."""
    await d.press("4")
    await d.until(lambda: d.app.services.units.seen.value is not None)
    d.page.show(unit)
    d.page._back()
    await d.until(lambda: any(unit in line and line.startswith("▌") for line in d.lines))


async def test_what_is_done_is_said_with_its_sign_and_how_it_is_taken_back(systemd):
    async with console() as d:
        await on(d, "dovecot2.service")
        await d.press("T")
        await d.answer("y")
        await d.until(lambda: "U takes it back" in d.status)
        assert d.status.startswith("✓ dovecot2.service: stopped since 0 s.  U takes it back")
        assert [(step.member, step.unit) for step in systemd.told] == [
            ("StopUnit", "dovecot2.service")
        ]
        await d.press("1")
        assert "takes it back" not in d.status
        await d.press("U")
        await d.until(lambda: d.page.asking is not None)
        assert d.status == "! Start dovecot2.service?"
        systemd.waits = asyncio.Event()
        await d.answer("y")
        await d.until(lambda: d.status.startswith("▸ starting dovecot2.service"))
        systemd.waits.set()
        await d.until(lambda: "running since" in d.status)
        assert systemd.told[-1].member == "StartUnit"


async def test_what_is_being_done_is_said_on_every_page_and_can_be_cancelled(systemd):
    systemd.waits = asyncio.Event()

    async def cancel(call, front):
        await DemoManager().cancel(call.arg("unit"))
        return Outcome(True, msg("outcome.cancelled", unit=call.arg("unit")))

    async with console(calls={"unit.cancel": cancel}) as d:
        await on(d, "dovecot2.service")
        await d.press("T")
        await d.answer("y")
        await d.until(lambda: "stopping dovecot2.service, 0 s" in d.status)
        await d.until(lambda: "C cancels it" in d.status)
        assert d.app._seconds is not None
        await d.press("1")
        assert d.status.startswith("▸ stopping dovecot2.service, ")
        await d.press("C")
        await d.until(lambda: d.page.asking is not None)
        assert d.status == "! Cancel systemd's job for dovecot2.service?"
        await d.answer("y")
        await d.until(lambda: bool(systemd.cancelled))
        assert systemd.cancelled == ["dovecot2.service"]
        await d.until(lambda: d.app._seconds is None)


async def test_time_runs_only_while_something_is_being_done(systemd):
    async with console() as d:
        await on(d, "dovecot2.service")
        assert d.app._seconds is None
        await d.press("c")
        assert d.app._seconds is None, "copying changes nothing"


async def test_what_failed_opens_with_the_reason(systemd, monkeypatch):
    systemd.fails = True

    async def said(unit: str, invocation: str) -> tuple[str, ...]:
        return ("Starting\x1b[2J", "[red]database is locked")

    real = DemoManager.details

    async def details(self, unit):
        return (await real(self, unit))._replace(invocation="ab" * 16)

    monkeypatch.setattr(DemoManager, "details", details)
    async with console() as d:
        d.app.services.doer._after._last_lines = said
        await on(d, "dovecot2.service")
        await d.press("R")
        await d.answer("y")
        await d.until(lambda: d.page.overlay is not None)
        text = "\n".join(d.lines)
        assert " ✗ Restart  dovecot2.service" in text
        assert "dovecot2.service: failed" in text
        assert " Starting�[2J\n [red]database is locked" in text
        assert d.status == ""
        await d.press("escape")
        assert d.page.overlay is None
        await d.press("ctrl+o")
        assert "[red]database is locked" in "\n".join(d.lines)
        await d.press("U")
        await d.until(lambda: d.page.overlay is None)
        assert "can't be taken back" in d.status


async def test_it_does_not_open_over_what_somebody_does_meanwhile(systemd):
    systemd.fails = True
    systemd.waits = asyncio.Event()
    async with console() as d:
        await on(d, "dovecot2.service")
        await d.press("R")
        await d.answer("y")
        await d.until(lambda: "restarting" in d.status)
        await d.press("/")
        systemd.waits.set()
        await d.until(lambda: d.app.last is not None)
        assert d.page.overlay is None
        assert d.page.typing
        await d.press("escape")
        assert d.status.startswith("✗ dovecot2.service: failed")
        await d.press("ctrl+o")
        assert d.lines[1].startswith(" ✗ Restart  dovecot2.service")


async def test_what_is_refused_is_said_and_nothing_opens(systemd):
    systemd.denies = True
    async with console() as d:
        await on(d, "dovecot2.service")
        await d.press("T")
        await d.answer("y")
        await d.until(lambda: "polkit says no" in d.status)
        assert d.status.startswith("! ")
        assert d.page.overlay is None


async def test_q_says_what_goes_on_and_a_second_q_leaves(systemd):
    systemd.waits = asyncio.Event()
    async with console() as d:
        await on(d, "dovecot2.service")
        await d.press("T")
        await d.answer("y")
        await d.until(lambda: "stopping" in d.status)
        await d.press("q")
        assert d.status == "Goes on without you: stopping dovecot2.service. q again leaves."
        assert d.app.is_running
        await d.press("j", "q")
        assert d.app.is_running, "another key between: it is said again"
        await d.press("q")
        assert d.app.return_code == 0


async def test_v_shows_the_whole_plan_and_the_question_stays(systemd, monkeypatch):
    real = DemoManager.related

    async def related(self, unit, properties):
        found = await real(self, unit, properties)
        return {**found, "RequiredBy": ("mailman.service", "forgejo.service")}

    monkeypatch.setattr(DemoManager, "related", related)
    async with console() as d:
        await on(d, "postgresql.service")
        await d.press("R")
        await d.until(lambda: d.page.asking is not None)
        await d.answer("v")
        assert d.lines[1].startswith(" Whole plan  Restart: postgresql.service")
        assert d.lines[3] == " 1  systemctl restart postgresql.service"
        assert any(
            line.startswith(" Touches too  mailman.service, forgejo.service") for line in d.lines
        )
        assert d.status.startswith("! Restart postgresql.service?")
        assert d.keys.startswith("y restart  Esc close the plan")
        await d.press("q", "R", "enter")
        assert d.page.asking is not None
        await d.press("v")
        assert d.page.overlay is None
        await d.press("v", "escape")
        assert d.page.overlay is None
        assert d.page.asking is not None, "Escape leaves the plan first"
        await d.press("escape")
        assert d.page.asking is None
        assert not systemd.told


async def test_yes_may_be_said_while_the_plan_is_seen(systemd):
    async with console() as d:
        await on(d, "dovecot2.service")
        await d.press("T")
        await d.answer("v", "y")
        await d.until(lambda: bool(systemd.told))
        assert d.page.overlay is None


async def test_a_question_is_not_put_to_who_went_elsewhere(systemd, monkeypatch):
    slow = asyncio.Event()
    real = DemoManager.related

    async def related(self, unit, properties):
        await slow.wait()
        return await real(self, unit, properties)

    monkeypatch.setattr(DemoManager, "related", related)
    async with console() as d:
        await on(d, "dovecot2.service")
        page = d.page
        await d.press("T", "1")
        slow.set()
        await d.pilot.pause()
        await asyncio.sleep(0.05)
        assert page.asking is None
        assert d.page.asking is None
        await d.press("4", "y")
        assert not systemd.told


async def test_the_page_may_be_left_while_it_is_done(systemd):
    systemd.waits = asyncio.Event()
    async with console() as d:
        await on(d, "dovecot2.service")
        await d.press("T")
        await d.answer("y")
        await d.until(lambda: "stopping" in d.status)
        await d.press("2")
        systemd.waits.set()
        await d.until(lambda: "dovecot2.service: stopped" in d.status)
        assert "Resources" in d.lines[0]


async def test_sptui_may_be_left_while_it_is_done(systemd):
    systemd.waits = asyncio.Event()
    async with console() as d:
        await on(d, "dovecot2.service")
        await d.press("T")
        await d.answer("y")
        await d.until(lambda: "stopping" in d.status)
        await d.press("q", "q")
    assert d.app.return_code == 0
    assert d.app.error is None


async def test_nothing_to_take_back_is_said():
    async with console() as d:
        await d.press("U")
        assert d.status == "There is nothing to take back."
        await d.press("ctrl+o")
        assert d.status == "Nothing was done yet."


async def test_a_failed_unit_is_restarted_from_the_overview(systemd):
    async with console() as d:
        assert d.keys.startswith("Enter show why  R restart  a actions  / filter")
        await d.until(lambda: d.app.services.units.seen.value is not None)
        await d.press("R")
        await d.until(lambda: d.page.asking is not None)
        assert d.status == "! Restart hyperkitty.service?"
        await d.answer("y")
        await d.until(lambda: "hyperkitty.service: running" in d.status)
        await d.press("j", "R")
        assert "R does nothing here" in d.status, "the clock is no unit"


async def test_a_menu_is_about_what_was_selected_and_true_while_it_is_open(systemd):
    async with console() as d:
        await d.press("4")
        await d.until(lambda: "hyperkitty.service" in d.status)
        await d.press("a")
        assert d.lines[1].startswith(" hyperkitty.service  ")
        tell = systemd.announce[-1]
        tell(Changed("aaa-first.service", active="failed", sub="failed"))
        tell(Changed("hyperkitty.service", active="active", sub="running"))
        await d.until(
            lambda: any("S  Start" in line and "it runs already" in line for line in d.lines)
        )
        assert d.status == "$ systemctl restart hyperkitty.service"
        await d.press("enter")
        await d.until(lambda: d.page.asking is not None)
        assert d.status == "! Restart hyperkitty.service?"


async def test_what_was_not_known_yet_is_asked_before_it_is_refused(systemd, monkeypatch):
    """The facts of a row come a little later than the row."""
    async with console() as d:
        await on(d, "fstrim.timer")
        monkeypatch.setattr(
            d.page, "targets_of", lambda action: (Target("unit", "fstrim.timer", "fstrim.timer"),)
        )
        await d.press("N")
        await d.until(lambda: d.page.asking is not None)
        assert d.status == "! Run what fstrim.timer starts, now?"
        await d.answer("escape")
        await d.press("S")
        await d.until(lambda: d.status == "Not now: it runs already.")


async def test_only_what_it_was_done_to_is_taken_back(systemd):
    async with console() as d:
        for unit in ("dovecot2.service", "emergency.service"):
            await on(d, unit)
            await d.press("space")
        await d.press("T")
        await d.answer("y")
        await d.until(lambda: "U takes it back" in d.status)
        assert [step.unit for step in systemd.told] == ["dovecot2.service"]
        await d.press("U")
        await d.until(lambda: d.page.asking is not None)
        assert d.status == "! Start dovecot2.service?"
