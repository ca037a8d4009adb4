"""A widget that shows painted lines: graphs, meters, tables, headers, all through one line
interface.

What is shown is drawn by `paint/`; here is only what Textual needs: which lines changed, and their
strips. Of 40 lines and four graphs only the changed rows reach the compositor, and it takes them as
they are: the styles cache, which would draw borders and paddings that we do not have, is not asked.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from sptui.driver import TerminalApp
from sptui.paint.line import Line
from sptui.widgets.looks import Looks


class Lines(Widget, inherit_css=False):
    """Shows lines of (text, look) over its whole width. It keeps nothing but what it shows."""

    DEFAULT_CSS = "Lines { width: 1fr; height: 1; &#body { height: 1fr; } }"

    def __init__(self, looks: Looks, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._looks = looks
        self._lines: tuple[Line, ...] = ()
        self._strips: dict[Line, Strip] = {}

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is shown."""
        return self._lines

    def show(self, lines: Sequence[Line]) -> int:
        """Show these lines from the top; returns how many differ from what was shown."""
        old, self._lines = self._lines, tuple(lines)
        if not self.is_attached:
            return len(self._lines)
        if len(old) != len(self._lines):
            self.refresh()
            return len(self._lines)
        changed = [y for y, line in enumerate(self._lines) if line != old[y]]
        if changed and not self._draw(changed):
            width = self.size.width
            self.refresh(*[Region(0, y, width, 1) for y in changed])
        return len(changed)

    def _draw(self, changed: Sequence[int]) -> bool:
        """Past the compositor, where the app can (see `driver`); nothing ever lies over lines."""
        app = self.app
        if not isinstance(app, TerminalApp):
            return False
        return app.draw(self, ((y, self._looks.cells(self._lines[y])) for y in changed))

    def change_looks(self, looks: Looks) -> None:
        """Other colours for the same lines."""
        self._looks = looks
        self._strips = {}
        self.refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The strips of a part of the widget. Source: Widget.render_lines, less the styles
        cache."""
        width = self.size.width
        strips = [self.render_line(y) for y in range(crop.y, crop.bottom)]
        if crop.x == 0 and crop.width == width:
            return strips
        return [strip.crop(crop.x, crop.right) for strip in strips]

    def render_line(self, y: int) -> Strip:
        """One line as Textual wants it."""
        width = self.size.width
        line = self._lines[y] if y < len(self._lines) else ()
        strip = self._strips.get(line)
        if strip is None or strip.cell_length != width:
            if len(self._strips) > 4 * len(self._lines) + 64:
                self._strips = {}
            strip = self._strips[line] = self._looks.strip(line, width)
        return strip
