"""The console: its pages, the keys that hold everywhere, and how it leaves."""

from __future__ import annotations

import asyncio
import base64
import signal
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, ClassVar

from sptui.actions.action import Call, Outcome
from sptui.driver import TerminalApp, TerminalDriver, die_in
from sptui.model.look import Wish
from sptui.model.msg import msg
from sptui.screens import acting
from sptui.screens.doings import Done
from sptui.screens.front import ScreenFront
from sptui.screens.page import Page
from sptui.screens.pages import all_pages
from sptui.widgets.lines import Lines
from sptui.widgets.looks import Looks

if TYPE_CHECKING:
    from rich.style import Style
    from textual.driver import Driver
    from textual.timer import Timer

    from sptui.services.doing import Doing, Front
    from sptui.services.handle import Services

# Leaving takes no longer than this, whatever hangs: then the process ends where it stands.
_LEAVE_S = 2.0


class SptuiApp(TerminalApp, inherit_bindings=False, inherit_css=False):
    """Joins pages and services. Rules, text and parsing are elsewhere."""

    ENABLE_COMMAND_PALETTE = False
    MODES: ClassVar = {page.id: page.make for page in all_pages()}
    DEFAULT_MODE = "overview"

    def __init__(
        self,
        services: Services,
        wish: Wish,
        driver_class: type[Driver] | None = None,
        clipboard: bool = True,
    ) -> None:
        super().__init__(driver_class)
        self.services = services
        self.wish = wish
        self.looks = Looks(*wish.look)
        self._has_clipboard = clipboard
        self._calls: dict[str, Callable[[Call, Page], Outcome]] = {
            "clipboard.copy": self._copy,
            "screen.freeze": self._freeze,
            "look.choose": self._choose_look,
            "log.show": self._show_log,
        }
        self._tasks: set[asyncio.Task[None]] = set()
        self._left = False
        self.last: Done | None = None
        self.lent = False
        self._unfollow: Callable[[], None] | None = None
        self._seconds: Timer | None = None
        self._relock: Timer | None = None

    # ------------------------------------------------------------ coming and leaving

    def on_mount(self) -> None:
        """Signals end it in order; the first page's picture replaces the plain first frame."""
        loop = asyncio.get_running_loop()
        self._heed_signals()
        if isinstance(self._driver, TerminalDriver):
            self._driver.release_first_frame()
        # later, so that what these need is not loaded before the first key is answered
        self.set_timer(0.3, self.services.watch)
        self.set_timer(0.6, lambda: self.spawn(self.services.learn_rights()))
        self.set_timer(1.0, lambda: self.services.record(loop))

    def _heed_signals(self) -> None:
        """Those that end it, and those of the shell's job control."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.leave, 128 + number)
        if isinstance(self._driver, TerminalDriver):
            loop.add_signal_handler(signal.SIGTSTP, self.suspend_now)
            loop.add_signal_handler(signal.SIGCONT, self.redraw)

    async def on_unmount(self) -> None:
        """Nothing is listened to any more, and nothing waited for."""
        self._left = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.services.unwatch()

    def leave(self, code: int) -> None:
        """End with this exit status; a second later than it should, by force."""
        die_in(_LEAVE_S, code, self._driver)
        self.exit(return_code=code)

    def suspend_now(self) -> None:
        """Back to the shell until it brings sptui to the front again."""
        if isinstance(self._driver, TerminalDriver):
            self._driver.suspend()

    def redraw(self) -> None:
        """Draw everything again, whatever stands there now."""
        if isinstance(self._driver, TerminalDriver):
            self._driver.redraw()
        self.refresh(layout=True)

    def sgr_of(self, style: Style) -> str:
        """The very parameters that the look was made from."""
        known = self.looks.sgr_of(style)
        return super().sgr_of(style) if known is None else known

    def when_seen(self, call: Callable[[], object]) -> None:
        """Call back when the terminal has read what was drawn until now."""
        if isinstance(self._driver, TerminalDriver):
            self.call_after_refresh(self._driver.when_seen, call)
        else:
            self.call_after_refresh(call)

    # ------------------------------------------------------------ pages

    def page_keys(self) -> list[str]:
        """The digits that open a page."""
        return [page.key for page in all_pages()]

    def go(self, key: str) -> None:
        """Open the page of a digit."""
        self.switch_mode(next(page.id for page in all_pages() if page.key == key))

    def show(self, page: str, thing: str) -> None:
        """Open a page, by the name of its folder, at one thing: the id of a target."""
        self.switch_mode(page)
        if isinstance(self.screen, Page):
            self.screen.show(thing)
            self.screen.paint()

    def refresh_now(self) -> None:
        """Read everything again."""
        try:
            self.services.sampler.look()
        except (OSError, ValueError):
            return  # the next tick says so, with its reason

    # ------------------------------------------------------------ doing

    def front(self, page: Page) -> Front:
        """Who asks for an action on a page, to whoever does it."""
        return ScreenFront(self, page)

    async def edit(self, path: str) -> int | None:
        """Give the terminal to an editor of this file: its exit status; None: there is none, or no
        terminal. However it ends, and whatever it did there, the terminal is ours again."""
        driver = self._driver
        if not isinstance(driver, TerminalDriver):
            return None
        # what is typed there may interrupt and stop all of us in this terminal: it is the editor
        # that is meant, but for a stop, which is for all
        loop = asyncio.get_running_loop()
        self.lent = True
        driver.stop_application_mode()
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGCONT):
            loop.add_signal_handler(number, _nothing)
        loop.remove_signal_handler(signal.SIGTSTP)
        try:
            return await self.services.edit(path)
        finally:
            self.lent = False
            loop.remove_signal_handler(signal.SIGQUIT)
            self._heed_signals()
            if self._left:  # nobody would give it back after us
                driver.tty.restore()
            else:
                driver.take_back()

    def own(self, call: Call, page: Page) -> Outcome | None:
        """Do a step that only the screen can; None: it is none of those."""
        does = self._calls.get(call.name)
        return does(call, page) if does is not None else None

    def follow_doing(self) -> None:
        """From now on the screen says what is being done."""
        if self._unfollow is None:
            self._unfollow = self.services.doer.now.subscribe(self._doing)

    def _doing(self, doing: tuple[Doing, ...]) -> None:
        """While something changes the machine, its time runs on the screen."""
        if any(each.action.changes for each in doing):
            if self._seconds is None:
                self._seconds = self.set_interval(1.0, self._paint)
            self.call_later(self._paint)
        elif self._seconds is not None:
            self._seconds.stop()
            self._seconds = None

    def _paint(self) -> None:
        if isinstance(self.screen, Page):
            self.screen.paint()

    def ended(self, done: Done, page: Page) -> None:
        """Something was done that `page` asked for: say how it ended where somebody looks."""
        if done.action.changes:
            self.last = done
        self._follow_lock()
        if isinstance(self.screen, Page):
            acting.show_outcome(self.screen, done, asked_here=self.screen is page)

    def _follow_lock(self) -> None:
        """The header says for how long it stays unlocked, by the minute, and when it no longer
        is."""
        if self._relock is not None:
            self._relock.stop()
        left = self.services.guard.left_s
        if left is not None:
            self._relock = self.set_timer(left % 60.0 + 0.05, self._follow_lock)
        self._paint()

    def spawn(self, work: Coroutine[object, object, None]) -> None:
        """Have it done beside the loop, until it is done or sptui is left."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._spawned)

    def _spawned(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and isinstance(error := task.exception(), Exception):
            self._handle_exception(error)

    def _copy(self, call: Call, page: Page) -> Outcome:
        return self.copy(call.arg("text"))

    def copy(self, text: str) -> Outcome:
        """Put a text where it can be pasted from: the terminal's clipboard, and a file."""
        path = self.services.save_copy(text)
        if self._has_clipboard and self._driver is not None:
            encoded = base64.b64encode(text.encode("utf-8", "replace")).decode()
            self._driver.write(f"\x1b]52;c;{encoded}\x07")
            done = msg("outcome.copied_both", path=path) if path else msg("outcome.copied")
            return Outcome(True, done)
        if path is None:
            return Outcome(False, msg("outcome.not_copied"))
        return Outcome(True, msg("outcome.copied_file", path=path))

    def _freeze(self, call: Call, page: Page) -> Outcome:
        on = call.arg("on") == "yes"
        page.freeze(on=on)
        return Outcome(True, msg("outcome.frozen") if on else msg("outcome.live"))

    def _show_log(self, call: Call, page: Page) -> Outcome:
        units = call.arg("units")
        self.show("logs", units)
        return Outcome(True, msg("outcome.unit_log", unit=units))

    def _choose_look(self, call: Call, page: Page) -> Outcome:
        self.change_looks(self.wish._replace(**dict(call.args)))
        problem = self.services.save_look(dict(call.args))
        return Outcome(problem is None, problem or msg("outcome.look", **dict(call.args)))

    def background_known(self, colour: tuple[float, float, float]) -> None:
        """The terminal told its background (red, green, blue; 0..1): a light one gets the light
        theme."""
        red, green, blue = colour
        light = 0.299 * red + 0.587 * green + 0.114 * blue > 0.5
        self.change_looks(self.wish._replace(background="light" if light else "dark"))

    def change_looks(self, wish: Wish) -> None:
        """Draw everything in the looks that are asked for now."""
        changed = wish.look != self.wish.look
        self.wish = wish
        if not changed:
            return
        self.looks = looks = Looks(*wish.look)
        for screen in self.screen_stack:
            for lines in screen.query(Lines):
                lines.change_looks(looks)
            if isinstance(screen, Page):
                screen.paint()


def _nothing() -> None:
    """A signal that is for somebody else."""
