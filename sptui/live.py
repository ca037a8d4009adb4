"""The console from the first picture to the last: a plain frame at once, then Textual over it
without a blank, and the terminal given back whatever happens."""

from __future__ import annotations

import gc
import os
import signal
import sys
from typing import TYPE_CHECKING, NamedTuple

from sptui import themes
from sptui.paint.cells import cells_of
from sptui.system.terminal import HangUp, Terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sptui.model.look import Wish
    from sptui.paint.line import Line
    from sptui.services.handle import Services


class Start(NamedTuple):
    """How the console starts: in which looks, in which terminal (TERM), with which plain first
    frame for a size. `textual_driver` leaves Textual's own way to the terminal in place."""

    services: Services
    wish: Wish
    term: str
    frame: Callable[[int, int], Sequence[Line]]
    textual_driver: bool = False


def run(start: Start) -> int:
    """Show the console until it is left; returns the exit status.

    Raises ImportError and what else keeps Textual from starting, with the terminal given back."""
    if start.textual_driver:
        gc.enable()
        return _console(start, None)
    terminal = Terminal(shifts=not start.term.startswith(("vt", "ansi")))
    with _Signals(terminal):
        try:
            terminal.enter()
            draw(terminal, start)
            return _console(start, terminal)
        finally:
            terminal.leave()


def draw(terminal: Terminal, start: Start) -> None:
    """The plain first frame, all of it at once."""
    theme, depth, _ = start.wish.look
    for y, line in enumerate(start.frame(terminal.width, terminal.height)):
        row = [
            cell for text, look in line for cell in cells_of(text, themes.sgr(theme, depth, look))
        ]
        terminal.put(y, 0, row)
    terminal.push(limit=False)


def _console(start: Start, terminal: Terminal | None) -> int:
    from sptui.app import SptuiApp
    from sptui.driver import driver_for

    clipboard = not start.term.startswith("linux")
    driver = driver_for(terminal, HangUp) if terminal else None
    app = SptuiApp(start.services, start.wish, driver, clipboard)
    if terminal is not None and start.wish.theme == "auto" and not start.term.startswith("linux"):
        terminal.on_background = app.background_known
        terminal.ask_background()
    app.run(mouse=False)
    start.services.close()
    if app.error is not None:
        raise app.error
    return app.return_code or 0


class _Signals:
    """Until Textual's loop listens, a signal must not leave the terminal raw."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._before: dict[int, object] = {}

    def __enter__(self) -> None:
        for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
            if signal.getsignal(number) is not signal.SIG_IGN or number == signal.SIGHUP:
                self._before[number] = signal.signal(number, self._leave)

    def __exit__(self, *why: object) -> None:
        for number in self._before:
            signal.signal(number, signal.SIG_DFL)

    def _leave(self, number: int, frame: object) -> None:
        self._terminal.leave()
        sys.stderr.flush()
        os._exit(128 + number)
