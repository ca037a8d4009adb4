"""Which colours and signs: what was asked for, else what the terminal has."""

from typing import NamedTuple


class Look(NamedTuple):
    """The names of a theme (dark or light), a colour depth and a glyph set."""

    theme: str
    depth: str
    glyphs: str


class Wish(NamedTuple):
    """`theme`, `colors` and `glyphs` as they were asked for; "auto" goes by the terminal, which has
    `found_depth` and `found_glyphs`. `background` is the terminal's: dark until it says otherwise.
    """

    theme: str
    colors: str
    glyphs: str
    found_depth: str
    found_glyphs: str
    background: str = "dark"

    @property
    def look(self) -> Look:
        """What to draw with. "16" and "mono", asked for as a theme, are depths."""
        theme = self.background if self.theme == "auto" else self.theme
        depth = self.found_depth if self.colors == "auto" else self.colors
        if theme in ("16", "mono"):
            theme, depth = self.background, theme
        return Look(theme, depth, self.found_glyphs if self.glyphs == "auto" else self.glyphs)
