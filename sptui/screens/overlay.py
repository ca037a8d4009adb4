"""What lies over a page for a while: help, palette, menus. It has lines, keys and a cursor, and is
no screen of its own: opening it costs its lines and nothing else."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, Union

from sptui.actions.action import Action, Params, Targets
from sptui.glyphs import Glyphs
from sptui.keys import STEPS
from sptui.model.msg import Msg
from sptui.paint.frame import Key
from sptui.paint.line import Line

if TYPE_CHECKING:
    from sptui.screens.page import Page


class Do(NamedTuple):
    """An entry was chosen: do this action, with what is known of its parameters, to these targets
    (None: to what the page has selected)."""

    action: Action
    params: Params
    targets: Targets | None = None


class Press(NamedTuple):
    """An entry was chosen: it does what this key does on the page."""

    key: str


class Close(NamedTuple):
    """Close it; nothing was chosen."""


class Say(NamedTuple):
    """It stays, with a word in the status line."""

    text: Msg


class Open(NamedTuple):
    """Another overlay takes its place."""

    overlay: "Overlay"


Chosen = Union[Do, Press, Close, Say, Open, None]


class Overlay:
    """A list with a cursor. Subclasses say what is in it."""

    word = ""
    """The word in the header's place of the screen's name, or "" to keep that."""

    def __init__(self) -> None:
        self.cursor = 0

    def count(self) -> int:
        """How many entries there are."""
        raise AssertionError("an overlay says how many entries it has")

    def lines(self, width: int, height: int, g: Glyphs) -> Sequence[Line]:
        """Its lines, at most `height`, over the top of the body."""
        raise AssertionError("an overlay draws itself")

    def status(self) -> Line | Msg | None:
        """What the status line says while it is open."""
        return None

    def keys(self, g: Glyphs) -> tuple[Sequence[Key], Sequence[Key]]:
        """The key line: its own keys, and those at the right."""
        return (), ()

    def choose(self) -> Chosen:
        """Enter on the entry under the cursor."""
        return None

    def typed(self, key: str) -> Chosen:
        """A key that moves nothing: text for a query, or one of its own keys."""
        return None

    def press(self, key: str) -> Chosen:
        """Any key while it is open."""
        if key == "escape":
            return Close()
        if key == "enter":
            return self.choose()
        step = STEPS.get(key)
        if step is None:
            return self.typed(key)
        self.cursor = max(0, min(self.count() - 1, self.cursor + step))
        return None


def press(page: "Page", overlay: Overlay, key: str) -> None:
    """Do what a key means in the overlay that is open on a page."""
    page.notice = None
    chosen = overlay.press(key)
    if isinstance(chosen, Say):
        page.tell(chosen.text)
        return
    if chosen is None or page.overlay is not overlay:
        return
    page.overlay = None
    if isinstance(chosen, Do):
        page.start_action(chosen.action, chosen.params, chosen.targets)
    elif isinstance(chosen, Press):
        page.press_page(chosen.key)
    elif isinstance(chosen, Open):
        page.overlay = chosen.overlay
