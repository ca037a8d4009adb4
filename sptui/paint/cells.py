"""What a terminal shows, cell by cell, and the least text that makes it show something else.

A cell is (character, SGR parameters); a wide character is followed by an empty cell. A screen that
knows what it shows never needs to be cleared: the newest frame is compared with what was sent,
frames in between are never drawn, and a graph that moved left by one cell costs two control
sequences (DCH, ICH: ECMA-48 8.3.26, 8.3.64)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from operator import itemgetter

from sptui.paint.line import is_single, width_of

Cell = tuple[str, str]
Row = list[Cell]

# Fewer moved cells than this are cheaper written than shifted; a gap up to this long is cheaper
# rewritten than jumped over.
_SHIFT_WORTH = 8
_CHARACTER = itemgetter(0)
_GAP = 4
_MANY = 2048


class _Cells(dict[str, Cell]):
    """The cells of one look: each is made once, so that a tick makes no thousand new objects for
    the garbage collector to look at."""

    def __init__(self, sgr: str) -> None:
        self._sgr = sgr

    def __missing__(self, char: str) -> Cell:
        if len(self) > _MANY:  # texts in many scripts went by
            self.clear()
        cell = self[char] = (char, self._sgr)
        return cell


_KNOWN: dict[str, _Cells] = {}


@lru_cache(512)
def cells_of(text: str, sgr: str) -> tuple[Cell, ...]:
    """The cells that `text` fills. A character of no width (a combining mark) joins the cell before
    it."""
    if is_single(text):
        known = _KNOWN.get(sgr)
        if known is None:
            known = _KNOWN[sgr] = _Cells(sgr)
        return tuple(map(known.__getitem__, text))
    cells: list[Cell] = []
    for char in text:
        width = width_of(char)
        if width == 0:
            if cells:
                owner = -2 if cells[-1][0] == "" and len(cells) > 1 else -1
                cells[owner] = (cells[owner][0] + char, sgr)
            continue
        cells.append((char, sgr))
        if width == 2:
            cells.append(("", sgr))
    return tuple(cells)


@lru_cache(512)
def _parts(sgr: str) -> tuple[frozenset[str], str, str]:
    """Flags (bold, reverse and the like), foreground and background of an SGR parameter string."""
    flags: set[str] = set()
    fore = back = ""
    codes = iter(sgr.split(";"))
    for code in codes:
        if code in ("38", "48"):
            kind = next(codes, "")
            rest = [next(codes, "") for _ in range(3 if kind == "2" else 1)]
            colour = ";".join([code, kind, *rest])
            fore, back = (colour, back) if code == "38" else (fore, colour)
        elif len(code) == 2 and code[0] in "39":
            fore = code
        elif (len(code) == 2 and code[0] == "4") or len(code) == 3:
            back = code
        elif code not in ("", "0"):
            flags.add(code)
    return frozenset(flags), fore, back


_OFF = {"1": "22", "4": "24", "7": "27"}


@lru_cache(2048)
def pen(old: str | None, new: str) -> str:
    """The control sequence that turns the pen from `old` (None: unknown) to `new`. Colours are
    taken back one by one, since naming both anew costs 36 bytes; without any, all is."""
    if old == new:
        return ""
    flags, fore, back = _parts(new)
    if old is not None and (fore or back):
        old_flags, old_fore, old_back = _parts(old)
        if old_flags - flags <= _OFF.keys():
            codes = [_OFF[flag] for flag in sorted(old_flags - flags)] + sorted(flags - old_flags)
            codes += [fore or "39"] if fore != old_fore else []
            codes += [back or "49"] if back != old_back else []
            return f"\x1b[{';'.join(codes)}m"
    return f"\x1b[0;{new}m" if new else "\x1b[0m"


@lru_cache(2048)
def _ground(sgr: str) -> tuple[str, ...]:
    """All of a look that a blank shows."""
    flags, fore, back = _parts(sgr)
    return (fore, back, "7") if "7" in flags else (back, *sorted(flags - {"1"}))


class Cells:
    """The rows that a terminal of `width` x `height` shows, as far as is known (None: unknown)."""

    def __init__(self, width: int, height: int, *, shifts: bool = True) -> None:
        self.width, self.height = width, height
        self._shifts = shifts
        self._rows: list[Row | None] = [None] * height
        self._pen: str | None = None
        self._before: tuple[int, Row | None, str | None] | None = None

    def forget(self) -> None:
        """Nothing of what the terminal shows is known any more (someone else wrote to it)."""
        self._rows = [None] * self.height
        self._pen = None

    def row(self, y: int) -> Row | None:
        """What line `y` shows, or None."""
        return self._rows[y]

    def change(self, y: int, new: Sequence[Cell]) -> str:
        """The text that makes line `y` show `new` (exactly `width` cells); it is taken as sent."""
        old = self._rows[y]
        self._before = (y, old, self._pen)
        if old == new:
            return ""
        wanted = list(new)
        self._rows[y] = wanted
        if old is None:
            return f"\x1b[{y + 1}H" + self._write(wanted, 0, self.width)
        out: list[str] = []
        old = list(old)
        # a wide character must not be parted by a shift: such lines are written
        shifts = self._shifts and all(map(_CHARACTER, wanted)) and all(map(_CHARACTER, old))
        first = _first_difference(old, wanted, 0)
        while first < self.width:
            run = _shiftable(old, wanted, first) if shifts else 0
            if run:
                out.append(self._shift(y, first, run))
                old[first : first + run] = old[first + 1 : first + run + 1]
                old[first + run] = ("", "?")
                first = _first_difference(old, wanted, first)
                continue
            end = _end_of_span(old, wanted, first, shifts)
            first = _start_of_character(wanted, first)
            out.append(f"\x1b[{y + 1};{first + 1}H" if first else f"\x1b[{y + 1}H")
            out.append(self._write(wanted, first, end))
            first = _first_difference(old, wanted, end)
        return "".join(out)

    def take_back(self) -> None:
        """The last change was not sent after all."""
        if self._before is not None:
            y, row, self._pen = self._before
            self._rows[y] = row
            self._before = None

    def _write(self, cells: Row, start: int, end: int) -> str:
        out: list[str] = []
        at = self._pen
        for char, sgr in cells[start:end]:
            if sgr != at and (char != " " or at is None or _ground(at) != _ground(sgr)):
                out.append(pen(at, sgr))
                at = sgr
            out.append(char)
        self._pen = at
        return "".join(out)

    def _shift(self, y: int, first: int, run: int) -> str:
        return f"\x1b[{y + 1};{first + 1}H\x1b[P\x1b[{y + 1};{first + run + 1}H\x1b[@"


def _shiftable(old: Row, new: Row, first: int) -> int:
    """How many cells from `first` on are the old ones moved left by one, if shifting them is worth
    it."""
    limit = len(new) - 1
    at = first
    changed = 0
    while at < limit and new[at] == old[at + 1]:
        changed += new[at] != old[at]
        at += 1
    return at - first if changed >= _SHIFT_WORTH else 0


def _end_of_span(old: Row, new: Row, first: int, shifts: bool) -> int:
    """Where the changed cells that begin at `first` end; short unchanged gaps are written over."""
    width = len(new)
    end = first + 1
    while True:
        following = _first_difference(old, new, end)
        if following >= width or following - end > _GAP:
            break
        if shifts and following > end and _shiftable(old, new, following):
            break
        end = following + 1
    while end < width and not new[end][0]:
        end += 1
    return end


def _first_difference(old: Row, new: Row, start: int) -> int:
    for at in range(start, len(new)):
        if old[at] != new[at]:
            return at
    return len(new)


def _start_of_character(cells: Row, at: int) -> int:
    while at and not cells[at][0]:
        at -= 1
    return at
