"""The menu of actions, forms, dry runs: as a person uses them, on the demo's server."""

from __future__ import annotations

import pytest

from sptui.actions.action import Action, Argv, Param, Plan, always
from sptui.actions.registry import all_actions
from sptui.model.msg import msg
from sptui.paint.line import width_of
from sptui.paint.words import say
from sptui.services.handle import Services
from tests.ui.driver import Driver, console


async def on(d: Driver, *units: str) -> None:
    """On the Services page, with the cursor on the last of these units, and all of them marked
    where there are several."""
    await d.press("4")
    await d.until(lambda: d.app.services.units.seen.value is not None)
    for unit in units:
        d.page.show(unit)
        d.page._back()
        await d.until(lambda unit=unit: has_cursor(d, unit))
        if len(units) > 1:
            await d.press("space")


def has_cursor(d: Driver, unit: str) -> bool:
    g = d.app.looks.g
    return any(unit in line and line.startswith((g.cursor, g.mark)) for line in d.lines[2:-2])


def entry(d: Driver, title: str) -> str:
    return next(line for line in d.lines if line[4:].startswith(f"{title} "))


async def test_the_menu_has_the_rows_actions_first_and_says_why_not():
    async with console() as d:
        await on(d, "dovecot2.service")
        await d.press("a")
        assert d.lines[1].startswith(" dovecot2.service  2")
        assert d.lines[1].endswith("/ filter")
        assert d.lines[3].startswith("▌R  Restart ")
        assert entry(d, "Start").strip() == "S  Start                  ○ not now: it runs already"
        assert d.status == "$ systemctl restart dovecot2.service"
        assert d.keys.startswith("Enter do it  d dry run  c copy as command  / filter")
        await d.press("down", "down")
        assert d.status == "$ systemctl stop dovecot2.service"
        assert any("Taken back by: Start." in line for line in d.lines)
        await d.press("up")
        assert d.status == "Starts it, and what it needs.", "what can't be done has no command"
        assert any("Not now: it runs already." in line for line in d.lines[:-2])
        await d.press("enter")
        await d.until(lambda: d.status == "Not now: it runs already.")
        assert d.page.overlay is not None


async def test_c_copies_a_command_that_a_shell_takes():
    async with console() as d:
        await on(d, "dovecot2.service")
        await d.press("a", "c")
        assert d.copied == ["systemctl restart dovecot2.service"]
        assert "Copied" in d.status
        await d.press("/")
        await d.type("drop-in")
        await d.press("enter", "home", "c")
        assert d.copied[-1] == "sptui do unit.edit dovecot2.service"


async def test_d_shows_the_whole_plan_and_nothing_is_done():
    async with console() as d:
        await on(d, "dovecot2.service")
        await d.press("a", "d")
        await d.until(lambda: d.lines[1].startswith(" Whole plan  Restart: dovecot2.service"))
        assert d.status == "A dry run: nothing is done."
        await d.press("y", "enter")
        assert d.lines[3].startswith("▌R  Restart "), "and back to the menu"
        assert d.page.asking is None


async def test_the_menu_is_filtered_by_letters_of_title_or_id():
    async with console() as d:
        await on(d, "dovecot2.service")
        await d.press("a", "/")
        await d.type("atboot")
        assert "2 of 2" in d.lines[1]
        assert "/ atboot▏" in d.lines[1]
        await d.press("enter", "down")
        assert d.status.startswith("$ systemctl disable --no-reload dovecot2.service")
        await d.press("escape")
        assert d.page.overlay is not None
        assert entry(d, "Restart")
        await d.press("/")
        await d.type("unit.mask")
        assert entry(d, "Mask")
        await d.type("qqq")
        assert any("No action has these letters" in line for line in d.lines)
        await d.press("enter", "enter", "c", "d", "escape", "escape")
        assert d.page.overlay is None


async def test_several_marked_units_are_spoken_of():
    async with console((120, 40)) as d:
        await on(d, "dovecot2.service", "backup-vaultwarden.service")
        assert d.status == "◆ 2 marked"
        await d.press("a")
        assert d.lines[1].startswith(" 2 marked  2")
        assert "of 2 only 1; d shows which" in entry(d, "Stop")
        assert "it takes one at a time" in entry(d, "Edit a drop-in")
        assert "○" not in entry(d, "Read unit files again")
        assert "○" not in entry(d, "Freeze the picture")
        await d.press("T")
        await d.until(lambda: d.page.asking is not None)
        assert d.status.startswith("! Stop dovecot2.service?")
        await d.answer("v")
        text = "\n".join(d.lines)
        assert "Left out     backup-vaultwarden.service: it does not run" in text
        await d.press("escape", "escape", "c")
        assert sorted(d.copied[0].split("\n")) == [
            "backup-vaultwarden.service",
            "dovecot2.service",
        ]


async def test_a_form_asks_for_several_things_and_goes_on_to_the_question():
    async with console() as d:
        await on(d, "dovecot2.service")
        await d.press("a", "/")
        await d.type("signal")
        await d.press("enter", "enter")
        assert d.lines[1].startswith(" Send a signal  dovecot2.service")
        assert d.lines[3].startswith("▌Signal                  < TERM >  ask it to end")
        assert d.status.startswith("$ systemctl kill --kill-whom=all --signal=SIGTERM dovecot2")
        await d.press("right", "l", "space", "left")
        assert "< INT >" in d.lines[3]
        await d.press("h", "h", "h")
        assert "< CONT >" in d.lines[3], "and round"
        await d.press("down", "l")
        assert d.lines[4].startswith("▌Which of its processes  < main >  the main process")
        await d.press("enter")
        await d.until(lambda: d.page.asking is not None)
        assert d.status.startswith("! Send CONT to dovecot2.service (main)?")
        assert "$ systemctl kill --kill-whom=mai" in d.keys


async def test_choices_that_cant_be_had_are_shown_and_skipped(monkeypatch):
    why = msg("status.row", text="the store can't be written")
    monkeypatch.setattr(Services, "unit_files", why)
    async with console() as d:
        await on(d, "prepare-kexec.service")
        await d.press("a", "/")
        await d.type("on at boot")
        await d.press("enter", "enter")
        assert d.lines[3].startswith("▌Until the next boot only  < yes >")
        assert any("○ no  not now: the store can't be written" in line for line in d.lines)
        await d.press("l", "h")
        assert "< yes >" in d.lines[3]
        assert "--runtime" in d.status


def made(*params: Param) -> Action:
    return Action(
        id="test.write",
        key="",
        title=msg("action.copy"),
        tooltip=msg("action.copy.tip"),
        risk="disturbing",
        plan=lambda state, targets, given: Plan((Argv(("write", given["text"], given["how"])),)),
        disabled_reason=always,
        confirm=lambda state, targets, given: msg("status.row", text=f"Write {given['text']}?"),
        params=params,
    )


async def test_text_is_typed_in_a_form_and_wanted():
    how = Param("how", msg("param.now"), ("no", "yes"))
    action = made(
        Param("text", msg("param.from")), how, Param("x", msg("param.now"), asked=False, default="")
    )
    async with console() as d:
        await d.pilot.pause()
        d.page.start_action(action, {})
        d.page.paint()
        await d.press("enter")
        assert "is wanted" in d.status
        await d.type("hello jkl d")
        await d.press("backspace")
        assert "hello jkl ▏" in d.lines[3]
        await d.press("enter")
        await d.until(lambda: d.page.asking is not None)
        assert "$ write hello jkl  no" in d.keys


async def test_escape_leaves_the_form_and_nothing_is_asked():
    async with console() as d:
        await on(d, "dovecot2.service")
        await d.press("a", "/")
        await d.type("signal")
        await d.press("enter", "enter", "escape")
        assert d.page.overlay is None
        assert d.page.asking is None


def test_what_an_action_does_fits_beside_its_title_at_80_columns() -> None:
    for kind in {action.about for action in all_actions()}:
        here = [each for each in all_actions() if each.about in ("", kind, "systemd")]
        titles = max(width_of(say(each.title)) for each in here)
        for each in here:
            assert 1 + 1 + 2 + titles + 2 + width_of(say(each.tooltip)) + 1 <= 80, each.id


@pytest.mark.parametrize("unit", ["fstrim.timer", "dovecot2.service"])
async def test_the_palette_has_the_actions_of_the_row_with_their_ids(unit):
    async with console((120, 40)) as d:
        await on(d, unit)
        await d.press(":")
        await d.type("run it now")
        assert ("timer.run" in "\n".join(d.lines[:-2])) is (unit == "fstrim.timer")
        await d.press("ctrl+u")
        await d.type("daemon")
        assert any("unit.daemon-reload" in line for line in d.lines)
