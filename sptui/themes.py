"""The colours: roles and grounds by theme and depth. One table; no other file names a colour."""

from __future__ import annotations

from functools import lru_cache

NAMES = ("dark", "light")
DEPTHS = ("truecolor", "256", "16", "mono")
ROLES = (
    "text",
    "heading",
    "dim",
    "rule",
    "accent",
    "key",
    "ok",
    "warning",
    "bad",
    "graph_top",
    "graph_mid",
    "graph_low",
    "graph2",
)
GROUNDS = ("bg", "surface", "select", "ask")
BOLD = frozenset(("heading", "key", "bad"))

# role or ground: truecolor dark, truecolor light, 256 dark, 256 light
_RGB: dict[str, tuple[str, str, str, str]] = {
    "text": ("cdd3d9", "2a3036", "252", "236"),
    "heading": ("f4f6f8", "0f1418", "255", "16"),
    "dim": ("8b959f", "626b74", "245", "242"),
    "rule": ("3d454e", "c3c9ce", "238", "251"),
    "accent": ("6fb7dc", "1b6a97", "74", "24"),
    "key": ("6fb7dc", "1b6a97", "74", "24"),
    "ok": ("83bd89", "287336", "108", "22"),
    "warning": ("e3b75c", "8a5a00", "179", "94"),
    "bad": ("f07171", "b5231c", "203", "124"),
    "graph_top": ("6fb7dc", "1b6a97", "74", "24"),
    "graph_mid": ("4e8aab", "4f92b8", "67", "67"),
    "graph_low": ("3a6883", "85b5d0", "24", "110"),
    "graph2": ("9a8fc7", "7a6bb0", "104", "61"),
    "bg": ("14171b", "fcfcfa", "233", "231"),
    "surface": ("1f242a", "edeeea", "235", "254"),
    "select": ("1b2c38", "e1eef6", "236", "253"),
    "ask": ("30271a", "f6ecd6", "237", "230"),
}
# The cube and its greys are coarse: on these grounds a role needs another step to stay at 4.5:1.
_STEP: dict[str, tuple[str, str]] = {
    "dim@surface": ("246", "241"),
    "dim@select": ("247", "240"),
    "dim@ask": ("248", "242"),
    "bad@select": ("210", "124"),
    "bad@ask": ("210", "124"),
    "warning@select": ("179", "58"),
}
# SGR parameters of the sixteen colours. Grounds take no part, but `select`: a row of its own look.
_SIXTEEN: dict[str, tuple[str, str]] = {
    "text": ("", ""),
    "heading": ("1;97", "1"),
    "dim": ("", ""),
    "rule": ("90", "37"),
    "accent": ("36", "34"),
    "key": ("1;97", "1;34"),
    "ok": ("32", "32"),
    "warning": ("93", "30;43"),
    "bad": ("1;91", "1;31"),
    "graph_top": ("36", "34"),
    "graph_mid": ("36", "34"),
    "graph_low": ("36", "34"),
    "graph2": ("35", "35"),
}
_MONO = {"heading": "1", "key": "1", "warning": "1", "bad": "7"}


def split(look: str) -> tuple[str, str]:
    """Role and ground of a look; the ground is `bg` where it names none."""
    role, _, ground = look.partition("@")
    return role, ground or "bg"


@lru_cache(1024)
def sgr(theme: str, depth: str, look: str) -> str:
    """The whole SGR of a look, without `ESC [` and `m`. Empty: the terminal's own colours.

    Raises KeyError: no such role or ground.
    """
    role, ground = split(look)
    light = NAMES.index(theme)
    if depth == "truecolor":
        fore, back = _triple(_RGB[role][light]), _triple(_RGB[ground][light])
        return f"38;2;{fore};48;2;{back}" + (";1" if role in BOLD else "")
    if depth == "256":
        fore = _STEP.get(f"{role}@{ground}", _RGB[role][2:])[light]
        return f"38;5;{fore};48;5;{_RGB[ground][2 + light]}" + (";1" if role in BOLD else "")
    if ground == "select":
        return _row(role, "97;44" if depth == "16" and not light else "7")
    if depth == "16":
        return _SIXTEEN[role][light]
    return _MONO.get(role, "")


def _row(role: str, row: str) -> str:
    """Where colours are few the row under the cursor drops them; what was strong stays bold."""
    return f"1;{row}" if role in BOLD or role == "warning" else row


def _triple(rgb: str) -> str:
    return ";".join([str(int(rgb[i : i + 2], 16)) for i in (0, 2, 4)])


_FULL_TERMS = ("direct", "truecolor", "kitty", "alacritty", "foot", "ghostty", "wezterm")
_NO_COLOUR_TERMS = ("dumb", "unknown", "vt1", "vt2", "vt3", "vt4", "vt5", "cons25-m")


def choose_depth(term: str, colorterm: str, no_color: bool) -> str:
    """How many colours a terminal has. `no_color`: NO_COLOR is set and not empty."""
    if no_color or not term or term.startswith(_NO_COLOUR_TERMS) or term.endswith(("-m", "-mono")):
        return "mono"
    if term.startswith("linux"):  # it takes 38;2, and makes one of its 16 of it
        return "16"
    if term.startswith("screen"):  # GNU screen hands COLORTERM on, and misreads 38;2
        return "256" if "256color" in term else "16"
    if colorterm in ("truecolor", "24bit") or any(full in term for full in _FULL_TERMS):
        return "truecolor"
    return "256" if "256color" in term else "16"
