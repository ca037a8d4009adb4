"""What stands on the screen around an action, as it was when somebody last looked at it."""

from __future__ import annotations

import asyncio

import pytest

from sptui.actions.action import Action, Argv, Plan, always
from sptui.model.msg import msg
from sptui.system.demo_units import DemoManager
from tests.ui import golden
from tests.ui.driver import Driver, console
from tests.ui.obedient import obey
from tests.ui.test_menus_page import on

SIZES = pytest.mark.parametrize("size", ["80x24", "120x40"])
SETS = pytest.mark.parametrize("glyphs", ["braille", "tty", "ascii"])


def check(name: str, size: str, glyphs: str, d: Driver) -> None:
    end = "" if glyphs == "braille" else f".{glyphs}"
    golden.check(f"{name}-{size}{end}", "\n".join(d.lines))


def shape(size: str) -> tuple[int, int]:
    width, height = size.split("x")
    return int(width), int(height)


@pytest.fixture(autouse=True)
def needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What needs PostgreSQL on the demo's server."""
    real = DemoManager.related

    async def related(self, unit, properties):
        found = await real(self, unit, properties)
        return {**found, "RequiredBy": ("forgejo.service", "mailman.service", "nextcloud.service")}

    monkeypatch.setattr(DemoManager, "related", related)


async def quiet(d: Driver) -> None:
    """What is known of the rows has come, and then, with one look more, their figures."""
    watcher = d.app.services.units
    await d.until(lambda: d.page._rows <= watcher.seen.value.facts.keys())
    d.app.refresh_now()
    await d.pilot.pause()


@SETS
@SIZES
async def test_the_menu_of_actions(size: str, glyphs: str) -> None:
    async with console(shape(size), glyphs=glyphs) as d:
        await on(d, "postgresql.service")
        await d.press("a", "down", "down")
        check("actions", size, glyphs, d)


@SIZES
async def test_the_menu_of_several(size: str) -> None:
    async with console(shape(size)) as d:
        await on(d, "postgresql.service", "fstrim.service")
        await d.press("a", "/")
        await d.type("st")
        check("actions-marked", size, "braille", d)


@SETS
@SIZES
async def test_a_disturbing_question(size: str, glyphs: str) -> None:
    async with console(shape(size), glyphs=glyphs) as d:
        await on(d, "postgresql.service")
        await quiet(d)
        await d.press("R")
        await d.until(lambda: d.page.asking is not None)
        check("question", size, glyphs, d)


@SETS
@SIZES
async def test_the_whole_plan(size: str, glyphs: str) -> None:
    async with console(shape(size), glyphs=glyphs) as d:
        await on(d, "postgresql.service")
        await quiet(d)
        await d.press("R")
        await d.answer("v")
        check("plan", size, glyphs, d)


@SETS
@SIZES
async def test_a_destructive_question(size: str, glyphs: str) -> None:
    """There is no such action yet: this one is made up."""
    action = Action(
        id="user.remove",
        key="",
        title=msg("status.row", text="Delete"),
        tooltip=msg("status.row", text=""),
        risk="destructive",
        plan=lambda state, targets, params: Plan((Argv(("userdel", "--remove", targets[0].id)),)),
        disabled_reason=always,
        confirm=lambda state, targets, params: msg(
            "status.row", text=f"Delete {targets[0].id} and 3.2 GB?  For good."
        ),
        about="unit",
    )
    async with console(shape(size), glyphs=glyphs) as d:
        await on(d, "fstrim.timer")
        await quiet(d)
        d.page.start_action(action, {})
        await d.answer(*"fst")
        check("question-destructive", size, glyphs, d)


@SETS
@SIZES
async def test_a_form(size: str, glyphs: str) -> None:
    async with console(shape(size), glyphs=glyphs) as d:
        await on(d, "postgresql.service")
        await d.press("a", "/")
        await d.type("signal")
        await d.press("enter", "enter", "l")
        await quiet(d)
        check("form", size, glyphs, d)


@SETS
@SIZES
async def test_being_done_and_failed(
    size: str, glyphs: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    systemd = obey(monkeypatch)
    systemd.waits, systemd.fails = asyncio.Event(), True
    real = DemoManager.details

    async def details(self, unit):
        return (await real(self, unit))._replace(invocation="ab" * 16)

    async def said(unit: str, invocation: str) -> tuple[str, ...]:
        return (
            "FATAL:  could not create shared memory segment: No space left on device",
            "DETAIL:  Failed system call was shmget(key=5432001, size=56, 03600).",
            "\x1b[31mdatabase system is shut down\x1b[0m",
        )

    monkeypatch.setattr(DemoManager, "details", details)
    async with console(shape(size), glyphs=glyphs) as d:
        d.app.services.doer._after._last_lines = said
        d.app.services.doer._clock = lambda: 1_700_000_000.0  # seconds stand still in a picture
        await on(d, "postgresql.service")
        await quiet(d)
        await d.press("R")
        await d.answer("y")
        await d.until(lambda: "restarting postgresql.service, 0 s" in d.status)
        await d.until(lambda: "cancels it" in d.status)
        check("doing", size, glyphs, d)
        systemd.waits.set()
        await d.until(lambda: d.page.overlay is not None)
        await d.until(lambda: "2 bad" in d.lines[0])  # the list and the count have heard of it too
        check("failed", size, glyphs, d)
