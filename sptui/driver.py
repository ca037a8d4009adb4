"""What goes around Textual's way to the terminal, all of it: the one file that touches its private
parts.

Textual still lays out and composes; its updates are put into the cells of
`system.terminal.Terminal`, which sends only what differs from what is shown and never more than the
line takes. Input comes from the event loop instead of a thread that wakes ten times a second.
`--textual-driver` turns all of it off: Textual then draws as it always does. Measured in
`docs/adr/0009-terminal-writer.md`. Written against textual 8.2."""

from __future__ import annotations

import asyncio
import gc
import os
import re
import signal
import threading
import time
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

# Textual repaints at most this often; the flow control of the line is stricter, so that this only
# makes an answer to a key 12 ms faster. Read by textual.constants when it is imported.
os.environ.setdefault("TEXTUAL_FPS", "240")

from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.driver import Driver
from textual.events import Key, Paste, Resize
from textual.geometry import Size
from textual.message import Message
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from sptui.paint.cells import Cell, cells_of

# A lone Escape is a key when nothing follows for this long.
_ESCAPE_S = 0.05
# Lines that the terminal had no room for are tried again after this.
_AGAIN_S = 1.0
# A window that is being dragged changes size many times a second: the last one counts.
_RESIZE_S = 0.05
# On a slow line Escape and the key after it arrive together, which looks like Alt, and Alt is not
# used here: only what begins a sequence (CSI, SS3, OSC, DCS) belongs to the Escape before it.
_ALONE = re.compile(rb"\x1b(?=[^\[O\]P])")
_POINTER = "\x1b]22;"


class Tty(Protocol):
    """What the driver needs of a terminal (`system.terminal.Terminal`)."""

    fd: int
    width: int
    height: int

    def enter(self) -> None: ...
    def leave(self) -> None: ...
    def reclaim(self) -> bool: ...
    def restore(self) -> None: ...
    def resize(self) -> tuple[int, int]: ...
    def redraw(self) -> None: ...
    def put(self, y: int, x: int, cells: Sequence[Cell]) -> None: ...
    def push(self) -> None: ...
    def write(self, text: str) -> None: ...
    def when_seen(self, call: Callable[[], object]) -> None: ...
    def read(self) -> bytes: ...
    def release(self) -> bytes: ...
    def flush(self) -> None: ...
    @property
    def unsent(self) -> bool: ...
    @property
    def behind(self) -> bool: ...
    @property
    def holding(self) -> bool: ...


class TerminalDriver(Driver):
    """Textual's driver over a `Tty`. Everything runs on the event loop."""

    tty: Tty
    gone: type[Exception]

    def __init__(
        self,
        app: App[object],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._parser = XTermParser(debug)
        self._decode = getincrementaldecoder("utf-8")("replace").decode
        self._sgr: dict[Style | None, str] = {None: ""}
        self._escape: asyncio.TimerHandle | None = None
        self._resizing: asyncio.TimerHandle | None = None
        self._again: asyncio.TimerHandle | None = None
        self._pushing = self._writing = self._reading = False
        self._held = True

    # ------------------------------------------------------------ Textual's driver interface

    @property
    def can_suspend(self) -> bool:
        """Whether another program can have the terminal for a while."""
        return True

    def send_message(self, message: Message) -> None:
        """Everything runs on the loop: no detour through another thread's queue."""
        self._app.post_message(message)

    def write(self, data: str) -> None:
        """Sequences that draw nothing; Textual's own drawing never comes here."""
        if data.startswith(_POINTER):
            return  # there is no mouse here whose pointer could change its shape
        self.tty.write(data)
        self._watch_writing()

    def start_application_mode(self) -> None:
        """Take the terminal (it may be ours already, with the first frame on it) and listen."""
        self.tty.enter()
        self._loop.add_reader(self.tty.fd, self._readable)
        self._reading = True
        self._loop.add_signal_handler(signal.SIGWINCH, self._size_changed)
        size = Size(*self.tty.resize())
        self._app.post_message(Resize(size, size))

    def disable_input(self) -> None:
        """Stop listening."""
        if self._reading:
            self._loop.remove_reader(self.tty.fd)
            self._loop.remove_signal_handler(signal.SIGWINCH)
            self._reading = False
        for timer in (self._escape, self._resizing, self._again):
            if timer is not None:
                timer.cancel()
        self._escape = self._resizing = self._again = None

    def stop_application_mode(self) -> None:
        """Give the terminal back as it was found."""
        self.disable_input()
        if self._writing:
            self._loop.remove_writer(self.tty.fd)
            self._writing = False
        self.tty.leave()

    def suspend(self) -> None:
        """Stop as the shell's job control wants it; goes on, drawn anew, when it is brought to the
        front."""
        self.stop_application_mode()
        self._loop.remove_signal_handler(signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        # the kernel ignores it where no shell could bring us back
        os.kill(os.getpid(), signal.SIGTSTP)
        self._loop.add_signal_handler(signal.SIGTSTP, self.suspend)
        self.start_application_mode()
        self.redraw()

    def take_back(self) -> None:
        """Have the terminal again from another program, however that has left it."""
        if not self.tty.reclaim():
            os.kill(os.getpid(), signal.SIGHUP)
            return
        self.start_application_mode()
        self.redraw()

    # ------------------------------------------------------------ drawing

    def release_first_frame(self) -> None:
        """Until this is called nothing is drawn over the plain first frame: Textual starts with a
        blank screen. From then on only what is new is looked through for garbage."""
        self._held = False
        self.push_soon()
        gc.freeze()
        gc.enable()

    def put(self, y: int, x: int, strip: Strip, width: int) -> None:
        """Line `y`, columns `x` to `x + width`, shall show `strip`."""
        cells: list[Cell] = []
        known = self._sgr
        for segment in strip:
            sgr = known.get(segment.style)
            if sgr is None:
                sgr = known[segment.style] = self._sgr_of(segment.style or Style.null())
            cells.extend(cells_of(segment.text, sgr))
        self.tty.put(y, x, cells[:width])

    def _sgr_of(self, style: Style) -> str:
        app = self._app
        return app.sgr_of(style) if isinstance(app, TerminalApp) else ""

    def show(self, update: LayoutUpdate | ChopsUpdate) -> None:
        """Take over one of the compositor's updates."""
        if isinstance(update, LayoutUpdate):
            region = update.region
            for y, line in enumerate(update.strips, region.y):
                self.put(y, region.x, Strip.join(line), region.width)
        else:
            for y, left, right in update.spans:
                for end, (x, strip) in zip(
                    update.chop_ends[y], update.chops[y].items(), strict=False
                ):
                    if strip is not None and x <= right and end > left:
                        self.put(y, x, strip, min(end, right) - x)
        self.push_soon()

    def redraw(self) -> None:
        """Draw all of it again."""
        self.tty.redraw()
        self.push_soon()

    def when_seen(self, call: Callable[[], object]) -> None:
        """Call back when what was drawn until now was read by the terminal."""
        self._loop.call_soon(self._ask_seen, call)

    def _ask_seen(self, call: Callable[[], object]) -> None:
        self.tty.push()
        self.tty.when_seen(call)
        self._watch_writing()

    def push_soon(self) -> None:
        """Send what changed, once all of this turn of the loop is known."""
        if not self._pushing and not self._held:
            self._pushing = True
            self._loop.call_soon(self._push)

    def _push(self) -> None:
        self._pushing = False
        self.tty.push()
        self._watch_writing()
        if self.tty.behind and self._again is None:
            self._again = self._loop.call_later(_AGAIN_S, self._push_again)

    def _push_again(self) -> None:
        """What is not all drawn yet goes on by itself: a terminal that never confirms gives no
        sign, and perhaps nothing else changes."""
        self._again = None
        if self._reading:
            self.push_soon()

    def _watch_writing(self) -> None:
        if self.tty.unsent and not self._writing and self._reading:
            self._loop.add_writer(self.tty.fd, self._writable)
            self._writing = True

    def _writable(self) -> None:
        self.tty.flush()
        if not self.tty.unsent:
            self._loop.remove_writer(self.tty.fd)
            self._writing = False

    # ------------------------------------------------------------ input

    def _readable(self) -> None:
        try:
            keys = self.tty.read()
        except self.gone:
            self.disable_input()
            os.kill(os.getpid(), signal.SIGHUP)
            return
        self._watch_writing()
        self._feed(keys)

    def _feed(self, keys: bytes) -> None:
        if self._escape is not None:
            self._escape.cancel()
            self._escape = None
        at = 0
        for alone in _ALONE.finditer(keys):
            self._tell(self._parser.feed(self._decode(keys[at : alone.end()])))
            self._end_escape()
            at = alone.end()
        if keys[at:]:
            self._tell(self._parser.feed(self._decode(keys[at:])))
        if self.tty.holding or self._parser._timeout_time is not None:
            self._escape = self._loop.call_later(_ESCAPE_S, self._nothing_follows)

    def _nothing_follows(self) -> None:
        self._escape = None
        held = self.tty.release()
        if held:
            self._tell(self._parser.feed(self._decode(held)))
        self._end_escape()

    def _end_escape(self) -> None:
        """What the parser holds as the begin of a sequence was a key."""
        if self._parser._timeout_time is not None:
            self._parser._timeout_time = 0.0
            self._tell(self._parser.tick())

    def _tell(self, messages: object) -> None:
        for message in messages:  # type: ignore[attr-defined]
            if isinstance(message, (Key, Paste)):
                self.process_message(message)

    def _size_changed(self) -> None:
        if self._resizing is None:
            self._resizing = self._loop.call_later(_RESIZE_S, self._take_size)

    def _take_size(self) -> None:
        self._resizing = None
        size = Size(*self.tty.resize())
        self._app.post_message(Resize(size, size))


class TerminalApp(App[None]):
    """An App whose pictures go to a `TerminalDriver`, when it has one. An error that nobody foresaw
    ends it without a word on the screen: `error` has it, and who started it says so in a line."""

    def __init__(self, driver_class: type[Driver] | None = None) -> None:
        super().__init__(driver_class=driver_class, ansi_color=True)
        self.animation_level = "none"
        self._disable_tooltips = self._disable_notifications = True

    def get_css_variables(self) -> dict[str, str]:
        """None: colours come from `themes`, and reading 160 variables is felt at the start."""
        return {}

    @property
    def error(self) -> Exception | None:
        """What ended it, if it was an error."""
        return self._exception

    def sgr_of(self, style: Style) -> str:
        """SGR parameters of a style (to override: an app knows what its styles were made from)."""
        drawn = style.render("x")
        return drawn[2 : drawn.index("m")] if drawn.startswith("\x1b[") else ""

    def draw(self, widget: Widget, lines: Iterable[tuple[int, Sequence[Cell]]]) -> bool:
        """Draw these lines of `widget` at once, past the compositor: the widget would give it the
        very same when asked. False where that can't be: it has no place yet, or is not shown."""
        driver = self._driver
        screen = widget.screen
        if not isinstance(driver, TerminalDriver) or self._batch_count or not screen.is_current:
            return False
        if screen._layout_required or not widget.region:
            return False
        left, top = widget.region.offset
        for y, cells in lines:
            driver.tty.put(top + y, left, cells)
        driver.push_soon()
        return True

    def _fatal_error(self) -> None:
        self._close_messages_no_wait()

    def _display(self, screen: Screen[object], renderable: object) -> None:
        driver = self._driver
        if isinstance(driver, TerminalDriver) and isinstance(
            renderable, (LayoutUpdate, ChopsUpdate)
        ):
            if self._running and not self._closed and not self._batch_count:
                driver.show(renderable)
        else:
            super()._display(screen, renderable)  # type: ignore[arg-type]


def driver_for(tty: Tty, gone: type[Exception]) -> type[TerminalDriver]:
    """The driver class for one terminal; `gone` is what its `read` raises when it is gone."""
    return type("BoundDriver", (TerminalDriver,), {"tty": tty, "gone": gone})


def die_in(seconds: float, code: int, driver: Driver | None) -> None:
    """End the process after `seconds` with `code`, whatever still hangs, and give the terminal back
    before."""

    def die() -> None:
        time.sleep(seconds)
        if isinstance(driver, TerminalDriver):
            driver.tty.leave()
        os._exit(code)

    threading.Thread(target=die, name="last-resort", daemon=True).start()
