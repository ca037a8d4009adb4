"""Drives the console the way a person does, over Textual's Pilot: keys in, lines out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from sptui.app import SptuiApp
from sptui.config import load
from sptui.model.look import Wish
from sptui.model.msg import Msg
from sptui.screens.page import Page
from sptui.services.handle import Services
from sptui.wire import calls, history, processes, sampler, unit_text, units

NAMES = {"/": "slash", ":": "colon", "?": "question_mark", " ": "space"}


class Driver:
    """One running console. `kept` is what was saved of the person's looks, `copied` what went to
    the file."""

    def __init__(self, app: SptuiApp, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot
        self.kept: list[Mapping[str, str]] = []
        self.copied: list[str] = []

    @property
    def page(self) -> Page:
        screen = self.app.screen
        assert isinstance(screen, Page)
        return screen

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(NAMES.get(key, key))
        await self.pilot.pause()

    async def type(self, text: str) -> None:
        await self.press(*text)

    @property
    def lines(self) -> list[str]:
        """What stands on the screen. The one place that touches the compositor."""
        rows = self.app.screen._compositor.render_strips(self.app.size)
        return [row.text.rstrip() for row in rows]

    @property
    def status(self) -> str:
        return self.lines[-2].strip()

    @property
    def keys(self) -> str:
        return self.lines[-1].strip()


@asynccontextmanager
async def console(
    size: tuple[int, int] = (80, 24),
    theme: str = "dark",
    depth: str = "truecolor",
    glyphs: str = "braille",
    first_start: bool = False,
) -> AsyncIterator[Driver]:
    """The demo server's console. The sampler does not tick by itself: what is seen is what was
    looked at."""
    source = sampler(load("", None), demo=True)
    source.look()
    source.subscribe = lambda loop, tell, **watches: source.overviews.subscribe(tell)  # type: ignore[method-assign]
    kept: list[Mapping[str, str]] = []
    copied: list[str] = []

    def save_look(choices: Mapping[str, str]) -> Msg | None:
        kept.append(choices)
        return None

    def save_copy(text: str) -> str | None:
        copied.append(text)
        return "/tmp/copied.txt"

    services = Services(
        source,
        lambda: history(source, demo=True),
        lambda: processes(source, demo=True),
        lambda: units(source, demo=True),
        unit_text=unit_text(demo=True),
        save_look=save_look,
        save_copy=save_copy,
        first_start=lambda: first_start,
        calls=calls(demo=True),
    )
    app = SptuiApp(services, Wish(theme, depth, glyphs, "truecolor", "braille"))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        driver = Driver(app, pilot)
        driver.kept, driver.copied = kept, copied
        yield driver
