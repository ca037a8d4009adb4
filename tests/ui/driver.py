"""Drives the console the way a person does, over Textual's Pilot: keys in, lines out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from sptui.app import SptuiApp
from sptui.config import load
from sptui.model.look import Wish
from sptui.model.msg import Msg
from sptui.screens.page import Page
from sptui.services.doing import CallDoer, Doer
from sptui.services.guard import Guard
from sptui.services.handle import Services
from sptui.services.units import UnitWatcher
from sptui.wire import history, processes, sampler, unit_text, units
from sptui.wire.doing import doer
from sptui.wire.logs import logs
from sptui.wire.why import explainer

NAMES = {"/": "slash", ":": "colon", "?": "question_mark", " ": "space", "-": "minus"}


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

    async def answer(self, *keys: str) -> None:
        """Press keys at a question that the person has had the time to read."""
        await self.until(lambda: self.page.asking is not None)
        assert self.page.asking is not None
        self.page.asking._free_at = 0.0
        await self.press(*keys)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for something that happens beside the keys."""
        for _ in range(500):
            await self.pilot.pause()
            if holds():
                return
            await asyncio.sleep(0.02)
        raise AssertionError("it never came; the screen:\n" + "\n".join(self.lines))

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
    guard: Guard | None = None,
    calls: Mapping[str, CallDoer] | None = None,
) -> AsyncIterator[Driver]:
    """The demo server's console. The sampler does not tick by itself: what is seen is what was
    looked at. `calls` are steps that it does all the same, by name."""
    source = sampler(load("", None), demo=True)
    source.look()
    source.subscribe = lambda loop, tell, **watches: source.overviews.subscribe(tell)  # type: ignore[method-assign]
    kept: list[Mapping[str, str]] = []
    copied: list[str] = []
    guard = guard or Guard()

    def save_look(choices: Mapping[str, str]) -> Msg | None:
        kept.append(choices)
        return None

    def save_copy(text: str) -> str | None:
        copied.append(text)
        return "/tmp/copied.txt"

    def acts(watcher: Callable[[], UnitWatcher]) -> Doer:
        made = doer(watcher, {}, guard, demo=True)
        made._calls = {**made._calls, **(calls or {})}
        return made

    services = Services(
        source,
        lambda: history(source, demo=True),
        lambda: processes(source, demo=True),
        lambda: units(source, demo=True),
        acts,
        guard=guard,
        make_logs=lambda: logs(source, demo=True),
        make_explainer=lambda units: explainer(units, demo=True),
        unit_text=unit_text(demo=True),
        save_look=save_look,
        save_copy=save_copy,
        first_start=lambda: first_start,
    )
    app = SptuiApp(services, Wish(theme, depth, glyphs, "truecolor", "braille"))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        driver = Driver(app, pilot)
        driver.kept, driver.copied = kept, copied
        yield driver
