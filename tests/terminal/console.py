"""What sptui's console shows when it is of use, and when it answers: for tests, pictures and
benchmarks."""

from __future__ import annotations

from tests.terminal.harness import Terminal

# Once this is shown, the screen is of use.
USEFUL = r"load +[\d.]+"
# Only the live screen opens the help: so it answers keys. The plain first frame does not.
HELP = r"Everywhere"

# The lists of Resources in the order of Tab, by what their first line of columns begins with.
TABS = {
    "services": r"^ Service +CPU",
    "processes": r"^ +PID +User",
    "sockets": r"^ Protocol +Address",
    "devices": r"^ Device",
}


class NotLiveError(AssertionError):
    """It did not do what a live console does; the message has what it showed."""


def live(terminal: Terminal, limit_s: float = 30.0) -> Terminal:
    """Wait until it answers keys: help opens, and closes again. Raises NotLiveError."""
    expect(terminal, terminal.pump(limit_s, USEFUL), "shows nothing useful")
    terminal.press("?")
    expect(terminal, terminal.pump(limit_s, HELP), "does not open its help")
    terminal.press("ESC")
    left = (HELP, "Signs", "Esc ")
    gone = terminal.pump(limit_s, lambda: not any(map(terminal.shows, left)))
    expect(terminal, gone, "does not close its help")
    return terminal


def resources(terminal: Terminal, tab: str = "services", limit_s: float = 30.0) -> Terminal:
    """Go to Resources, and on to one of its lists. Raises NotLiveError."""
    live(terminal, limit_s)
    terminal.press("2")
    expect(terminal, terminal.pump(limit_s, TABS["services"]), "does not go to Resources")
    for name in list(TABS)[1 : list(TABS).index(tab) + 1]:
        terminal.press("TAB")
        expect(terminal, terminal.pump(limit_s, TABS[name]), f"does not list {name}")
    return terminal


def expect(terminal: Terminal, true: bool, trouble: str) -> None:
    """Raise NotLiveError with the screen, unless `true`."""
    if not true:
        ended = "" if terminal.alive() else f" and ended with {terminal.status}"
        raise NotLiveError(f"it {trouble}{ended}; its screen:\n{terminal.text()}")
