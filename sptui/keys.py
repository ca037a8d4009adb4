"""The keys that mean the same on every screen. No action and no screen gives them another meaning
(tested).

A key is written as it is typed ("?", "/"), or by name where it has no character of its own
("enter", "ctrl+p")."""

from typing import NamedTuple

from sptui.model.msg import Msg, msg


class FixedKey(NamedTuple):
    """`does` names what happens; `keys` are all that do it, the first is the one shown as
    `label`."""

    does: str
    keys: tuple[str, ...]
    label: str
    title: Msg


FIXED: tuple[FixedKey, ...] = (
    FixedKey("palette", (":", "ctrl+p"), ": ^P", msg("key.palette")),
    FixedKey("filter", ("/",), "/", msg("key.filter")),
    FixedKey(
        "move",
        ("up", "down", "k", "j", "pageup", "pagedown", "home", "end"),
        "j k",
        msg("key.move"),
    ),
    FixedKey("back", ("escape",), "Esc", msg("key.back")),
    FixedKey("open", ("enter",), "Enter", msg("key.open")),
    FixedKey("actions", ("a",), "a", msg("key.actions")),
    FixedKey("undo", ("U",), "U", msg("key.undo")),
    FixedKey("outcome", ("ctrl+o",), "^O", msg("key.outcome")),
    FixedKey("refresh", ("r",), "r", msg("key.refresh")),
    FixedKey("redraw", ("ctrl+l",), "^L", msg("key.redraw")),
    FixedKey("suspend", ("ctrl+z",), "^Z", msg("key.suspend")),
    FixedKey("help", ("?",), "?", msg("key.help")),
    FixedKey("quit", ("q",), "q", msg("key.quit")),
)

# Kept for later screens: nothing else may use them meanwhile.
RESERVED = frozenset("1234567890ghjklostu+- ") | {
    "left", "right", "tab", "shift+tab", "space", "ctrl+c",
}  # fmt: skip

# How far the keys with a name of their own move a cursor; an end is as far as it goes.
STEPS = {"up": -1, "down": 1, "pageup": -10, "pagedown": 10, "home": -9999, "end": 9999}
# The same where no text is typed: letters move too.
LETTER_STEPS = {**STEPS, "k": -1, "j": 1}

BY_KEY: dict[str, str] = {key: fixed.does for fixed in FIXED for key in fixed.keys}


class OwnKey(NamedTuple):
    """A key that one page has for itself, out of those reserved for pages. `bar` is its word in the
    key line, None where it is not there; `title` is what help says; the highest `rank` leaves the
    key line first when room is short."""

    keys: tuple[str, ...]
    label: str
    bar: Msg | None
    title: Msg
    rank: int = 3


# By page. The same key never means two things: what it is for on one page it is for on all.
OWN: dict[str, tuple[OwnKey, ...]] = {
    "resources": (
        OwnKey(("+", "-"), "+ -", msg("key.range.bar"), msg("key.range")),
        OwnKey(("tab", "shift+tab"), "Tab", msg("key.tab.bar"), msg("key.tab")),
        OwnKey(("s",), "s", msg("key.sort.bar"), msg("key.sort"), 4),
        OwnKey(("t",), "t", None, msg("key.tree")),
        OwnKey(("h", "l", "left", "right"), "h l", None, msg("key.time")),
    ),
    "services": (
        OwnKey(("tab", "shift+tab"), "Tab", msg("key.tab.bar"), msg("key.tab")),
        OwnKey(("s",), "s", msg("key.sort.bar"), msg("key.sort"), 4),
        OwnKey(("space",), "Space", msg("key.mark.bar"), msg("key.mark"), 1),
        OwnKey(("u",), "u", None, msg("key.unit_file")),
    ),
    "logs": (
        OwnKey(("o",), "o", msg("key.open_unit.bar"), msg("key.open_unit"), 1),
        OwnKey(("tab", "shift+tab"), "Tab", msg("key.tab.bar"), msg("key.tab"), 1),
        OwnKey(("g",), "g", msg("key.group.bar"), msg("key.group"), 2),
        OwnKey(("+", "-"), "+ -", msg("key.since.bar"), msg("key.since"), 1),
        OwnKey(("h", "l", "left", "right"), "h l", msg("key.boot.bar"), msg("key.boot"), 4),
    ),
}
