"""Why a finding is there, and what to do: Enter on its row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sptui.glyphs import Glyphs
from sptui.model.health import Finding
from sptui.model.msg import msg
from sptui.paint import menu
from sptui.paint.frame import Key
from sptui.paint.line import Line
from sptui.paint.words import say, word
from sptui.screens.overlay import Chosen, Close, Overlay, Press

if TYPE_CHECKING:
    from sptui.screens.page import Page


class Why(Overlay):
    """One finding, whole."""

    def __init__(self, page: Page, finding: Finding) -> None:
        super().__init__()
        self._finding = finding
        now = page.shown.now if page.shown else None
        self._since = ""
        if finding.since is not None and now is not None:
            self._since = say(msg("why.since", age=max(0.0, now - finding.since), at=finding.since))

    def count(self) -> int:
        """Nothing to choose from."""
        return 1

    def lines(self, width: int, height: int, g: Glyphs) -> Sequence[Line]:
        """Its sentences, over the top of the body."""
        return menu.why(self._finding, self._since, width, height, g)

    def keys(self, g: Glyphs) -> tuple[list[Key], list[Key]]:
        """Back, or copy it."""
        return [Key("c", word("action.copy.bar"))], [Key("Esc", word("key.back.bar"))]

    def choose(self) -> Chosen:
        """Enter closes it, as it opened it."""
        return Close()

    def typed(self, key: str) -> Chosen:
        """Copy goes on working."""
        return Press("c") if key == "c" else None
