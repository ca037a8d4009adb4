"""The screen of a terminal, fed with bytes: what a person would see, and what the terminal would
answer.

pyte does the cells. What it lacks is done here: the alternate screen, repeat and scroll sequences,
modes that stay on, and sequences that real terminals know and that draw nothing.
"""

from __future__ import annotations

import re
from copy import copy
from typing import Literal, NamedTuple

import pyte
import pyte.screens

# One escape sequence: CSI, OSC, the other strings (DCS, SOS, PM, APC), or a short one.
_SEQUENCE = re.compile(
    rb"\x1b(?:\[[0-?]*[ -/]*[@-~]"
    rb"|\][^\x07\x1b]*(?:\x07|\x1b\\)"
    rb"|[PX^_][^\x1b]*\x1b\\"
    rb"|[ -/]+[0-~]"
    rb"|[0-OQ-WYZ\\`-~])"
)
# The beginning of one, with nothing wrong in it yet.
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|\][^\x07\x1b]*\x1b?|[PX^_][^\x1b]*\x1b?|[ -/]*)")
_ALTERNATE = {47, 1047, 1049}
# CSI with a final byte that pyte carries out right.
_KNOWN_FINALS = b"@ABCDEFGHJKLMPXadefghmr`"
# Private modes that pyte carries out: origin, wrap, cursor shown.
_PYTE_MODES = {6, 7, 25}

Kind = Literal["text", "sequence"]


class Cell(NamedTuple):
    """One cell as it is seen. Colours are pyte's names, or six hexadecimal digits."""

    char: str
    fg: str
    bg: str
    bold: bool
    underlined: bool
    reverse: bool


class Tokens:
    """Cuts a stream of bytes into text and whole escape sequences, wherever the reads happened to
    end."""

    def __init__(self) -> None:
        self._rest = b""

    def cut(self, data: bytes) -> list[tuple[Kind, bytes]]:
        """The pieces of what came before and `data`. An unfinished sequence is kept for the next
        call."""
        data = self._rest + data
        self._rest = b""
        out: list[tuple[Kind, bytes]] = []
        at = 0
        while at < len(data):
            esc = data.find(b"\x1b", at)
            if esc < 0:
                out.append(("text", data[at:]))
                break
            if esc > at:
                out.append(("text", data[at:esc]))
            found = _SEQUENCE.match(data, esc)
            if found:
                out.append(("sequence", found.group()))
                at = found.end()
            elif _UNFINISHED.fullmatch(data, esc) and len(data) - esc < 4096:
                self._rest = data[esc:]
                break
            else:
                out.append(("sequence", b"\x1b"))  # no sequence: what follows is text
                at = esc + 1
        return out


class _Screen(pyte.Screen):
    """pyte's screen, less its off-by-one: a character that ICH pushes over the edge came back with
    the next DCH."""

    def insert_characters(self, count: int | None = None) -> None:
        self.dirty.add(self.cursor.y)
        line, at, count = self.buffer[self.cursor.y], self.cursor.x, count or 1
        for x in range(self.columns - 1, at - 1, -1):
            line[x] = line[x - count] if x - count >= at else self.cursor.attrs

    def delete_characters(self, count: int | None = None) -> None:
        self.dirty.add(self.cursor.y)
        line, at, count = self.buffer[self.cursor.y], self.cursor.x, count or 1
        for x in range(at, self.columns):
            line[x] = line[x + count] if x + count < self.columns else self.cursor.attrs


class Vt:
    """A screen of `cols` x `rows`. `unknown` collects sequences that might draw and that nobody
    here knows."""

    def __init__(self, cols: int, rows: int) -> None:
        self.cols, self.rows = cols, rows
        self.modes: set[int] = {7, 25}
        self.keyboard_pushes = 0
        self.titles: list[str] = []
        self.unknown: list[bytes] = []
        self._screen = _Screen(cols, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._tokens = Tokens()
        self._last = ""
        self._main: tuple[dict[int, dict[int, pyte.screens.Char]], pyte.screens.Cursor] | None = (
            None
        )

    def feed(self, data: bytes) -> None:
        """Draw `data`."""
        batch = bytearray()
        for kind, token in self._tokens.cut(data):
            if kind == "text" or (token[1:2] == b"[" and not self._special(token)):
                batch += token
            elif token[1:2] == b"[":
                self._draw(batch)
                self._carry_out(token)
            elif token[1:2] == b"]":
                self._title(token)
            elif token[1:2] in (b"7", b"8", b"D", b"E", b"M", b"H", b"c"):
                batch += token
        self._draw(batch)

    def resize(self, cols: int, rows: int) -> None:
        """Another size: what does not fit is cut off below and at the right."""
        if rows < self.rows:
            for y in range(rows, self.rows):
                self._screen.buffer.pop(y, None)
            self._screen.cursor.y = min(self._screen.cursor.y, rows - 1)
            self._screen.lines = rows  # pyte itself would drop lines at the top
        self._screen.cursor.x = min(self._screen.cursor.x, cols - 1)
        self._screen.resize(rows, cols)
        self.cols, self.rows = cols, rows

    def lines(self) -> list[str]:
        """Every line in its full width; the second cell of a wide character is not in it."""
        return list(self._screen.display)

    def text(self) -> str:
        """The lines without the blanks at their ends."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def cell(self, x: int, y: int) -> Cell:
        """What is at column `x` of line `y`, both from 0."""
        c = self._screen.buffer[y][x]
        return Cell(c.data, c.fg, c.bg, c.bold, c.underscore, c.reverse)

    def cells(self) -> list[list[Cell]]:
        """The whole screen, to compare: two blanks that look alike are alike."""
        return [[_as_seen(self.cell(x, y)) for x in range(self.cols)] for y in range(self.rows)]

    @property
    def cursor(self) -> tuple[int, int]:
        """Column and line of the cursor, from 0."""
        return min(self._screen.cursor.x, self.cols - 1), self._screen.cursor.y

    @property
    def alternate(self) -> bool:
        """Whether the alternate screen is shown."""
        return self._main is not None

    def left_on(self) -> list[str]:
        """What a shell would be troubled by, in words; nothing when the terminal is as it was at
        the start."""
        out = ["the alternate screen is shown"] if self.alternate else []
        if 25 not in self.modes:
            out.append("the cursor is hidden")
        if 7 not in self.modes:
            out.append("lines do not wrap")
        if others := sorted(self.modes - {7, 25} - _ALTERNATE):
            out.append(f"modes {others} are on")
        if self.keyboard_pushes:
            out.append(f"{self.keyboard_pushes} keyboard modes were not taken back")
        attrs = self._screen.cursor.attrs
        if (attrs.fg, attrs.bg, attrs.bold, attrs.reverse) != ("default", "default", False, False):
            out.append("colours are left on")
        return out

    def _draw(self, batch: bytearray) -> None:
        if not batch:
            return
        self._stream.feed(bytes(batch))
        plain = _SEQUENCE.sub(b"", bytes(batch)).decode("utf-8", "ignore").rstrip("\r\n")
        self._last = plain[-1:] or self._last
        batch.clear()

    def _special(self, token: bytes) -> bool:
        return (
            token[-1:] not in _KNOWN_FINALS
            or token[2:3] in (b"?", b"<", b"=", b">")
            or any(c in b" !\"#$%&'()*+,-./:" for c in token[2:-1])
        )

    def _carry_out(self, token: bytes) -> None:
        """A CSI that pyte does not know, or does wrong."""
        final, body = token[-1:], token[2:-1]
        if body[:1] == b"?" and final in b"hl":
            for mode in _numbers(body[1:]):
                self._mode(mode, on=final == b"h")
        elif body[:1] == b"?" and final in b"JK":
            self._stream.feed(b"\x1b[" + body[1:] + final)
        elif final == b"u" and body[:1] == b">":
            self.keyboard_pushes += 1
        elif final == b"u" and body[:1] == b"<":
            self.keyboard_pushes = max(0, self.keyboard_pushes - (_numbers(body[1:]) or [1])[0])
        elif final == b"m" and b":" in body:
            pass  # underline styles and the like: no cell changes its place
        elif final == b"b" and body.isdigit() and self._last:
            self._stream.feed((self._last * int(body)).encode())
        elif final in b"ST" and (not body or body.isdigit()):
            self._scroll(int(body or b"1"), up=final == b"S")
        elif final == b"s" and not body:
            self._screen.save_cursor()
        elif final == b"u" and not body:
            self._screen.restore_cursor()
        elif not (body[:1] in (b"?", b"<", b"=", b">") or final in b"cnhlpqtxyz"):
            self.unknown.append(token)

    def _mode(self, mode: int, *, on: bool) -> None:
        if mode in _ALTERNATE:
            self._alternate(on=on)
        elif mode in _PYTE_MODES:
            (self._screen.set_mode if on else self._screen.reset_mode)(mode, private=True)
        (self.modes.add if on else self.modes.discard)(mode)

    def _alternate(self, *, on: bool) -> None:
        screen = self._screen
        if on and self._main is None:
            lines = {y: dict(line) for y, line in screen.buffer.items()}
            self._main = lines, copy(screen.cursor)
            screen.buffer.clear()
        elif not on and self._main is not None:
            lines, cursor = self._main
            self._main = None
            screen.buffer.clear()
            for y, line in lines.items():
                screen.buffer[y].update(line)
            hidden, screen.cursor = screen.cursor.hidden, cursor
            screen.cursor.hidden = hidden

    def _scroll(self, count: int, *, up: bool) -> None:
        screen = self._screen
        was = screen.cursor.x, screen.cursor.y
        screen.cursor.y = screen.margins.top if screen.margins else 0
        (screen.delete_lines if up else screen.insert_lines)(count)
        screen.cursor.x, screen.cursor.y = was

    def _title(self, token: bytes) -> None:
        number, _, words = token[2:].rstrip(b"\x07\\").rstrip(b"\x1b").partition(b";")
        if number in (b"0", b"1", b"2"):
            self.titles.append(words.decode("utf-8", "replace"))


def _numbers(body: bytes) -> list[int]:
    return [int(part) for part in body.split(b";") if part.isdigit()]


def _as_seen(cell: Cell) -> Cell:
    """A blank shows nothing of its foreground; its weight is not seen either."""
    if cell.char == " " and not cell.underlined and not cell.reverse:
        return Cell(" ", "default", cell.bg, False, False, False)
    return cell
