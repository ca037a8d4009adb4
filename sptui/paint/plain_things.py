"""Plain mode's facts: of one unit, of several, of a process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sptui.model.msg import msg
from sptui.model.needed import needed_for
from sptui.model.text import clean
from sptui.model.unit import state_word
from sptui.paint import numbers
from sptui.paint.line import fit
from sptui.paint.outside import shown
from sptui.paint.plain import LABEL_W, said, told
from sptui.paint.unit_facts import facts, state_lines
from sptui.paint.unit_lists import sections
from sptui.paint.words import say, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sptui.glyphs import Glyphs
    from sptui.model.errors import SptuiError
    from sptui.model.process import ProcessRow, ServiceRow
    from sptui.model.unit import Units
    from sptui.model.unit_details import UnitDetails
    from sptui.model.unit_why import Why
    from sptui.paint.line import Span
    from sptui.paint.table import Cell

# Sentences are whole, however long.
_ALL = 1000


def unit(
    name: str,
    details: UnitDetails | None,
    units: Units,
    use: ServiceRow | None,
    now: float,
    width: int,
    g: Glyphs,
    *,
    cores: int = 1,
    error: SptuiError | None = None,
    why: Why | None = None,
) -> list[str]:
    """One unit as the screen has it, without signs. `details`: None where they can't be had, and
    `error` why. `why`: what was found out about a failure."""
    row = units.rows.get(name)
    what = details.unit.description if details else row.description if row else ""
    lines = said(shown(name if what in ("", name) else f"{name}: {what}", g), width, g)
    if need := needed_for(name):
        lines += told("", word(f"unit.needed.{need}"), width, g)
    if units.why is not None:
        old = msg("unit.stale", why=units.why, age=max(0.0, now - units.at))
        lines += told("", say(old), width, g)
    if error is not None:
        lines += said(say(msg("plain.not_asked", why=error.what, next=error.next)), width, g)
    if details is None:
        return lines + _laid(state_lines(name, units, now, width + 2, g), width, g)
    known = facts(details, units, use, now, width + 2, g, cores, _ALL, why)
    return lines + _laid(known, width, g) + (_why(why, width, g) if why else [])


def _why(why: Why, width: int, g: Glyphs) -> list[str]:
    """What to do next, and the last that it said."""
    lines: list[str] = []
    if why.next is not None:
        lines += told("why.next.label", say(why.next.text), width, g)
    if why.lines:
        lines += said(f"{word('why.lines')} ({word('why.lines.note')}):", width, g)
    for each in why.lines:
        lines += said(shown(each, g), width, g, "  ", 4)
    return lines


def _laid(lines: Sequence[Sequence[Span]], width: int, g: Glyphs) -> list[str]:
    """Labels and values; what is longer than a line goes on below its value."""
    out: list[str] = []
    for line in lines:
        (label, _), *value = line
        text = "".join([piece for piece, _ in value]).strip()
        out += said(text, width, g, fit(label, LABEL_W), LABEL_W)
    return out


def everything(details: UnitDetails, units: Units, now: float, width: int, g: Glyphs) -> list[str]:
    """All that belongs to a unit: what it needs, sockets, processes, files, and so on."""
    lines: list[str] = []
    for part in sections(details, units, now, width, g):
        lines += said(f"{part.title}: {part.note}", width, g)
        for n in range(len(part.names)):
            cells = [_text(cell) for cell in part.row(n).cells]
            lines += said(", ".join([cell for cell in cells if cell]), width, g, "  ", 4)
    return lines or said(word("plain.nothing_more"), width, g)


def _text(cell: Cell) -> str:
    """What stands in a cell of a table."""
    if len(cell) == 2 and isinstance(cell[0], str):
        return clean(cell[0]).strip()
    return clean("".join([span[0] for span in cell])).strip()


def several(names: Sequence[str], units: Units, width: int, g: Glyphs) -> list[str]:
    """The units that something is to be done to, and how each is."""
    lines = said(say(msg("plain.several", n=len(names))), width, g)
    for name in names:
        row = units.rows.get(name)
        lines += said(
            f"{shown(name, g)}: {state_word(row) if row else 'stopped'}", width, g, "  ", 4
        )
    return lines


def process(row: ProcessRow, width: int, g: Glyphs) -> list[str]:
    """One process: what it is, whose, and what it uses."""
    one = row.process
    lines = said(say(msg("plain.process", name=one.name, pid=str(one.pid))), width, g)
    command = " ".join(one.argv) or f"[{one.name}]"
    lines += told("plain.command", shown(command, g), width, g)
    lines += told("plain.user", shown(one.user, g), width, g)
    if one.unit:
        lines += told("plain.unit", shown(one.unit, g), width, g)
    used = msg(
        "plain.process_used",
        cpu=row.cpu_pct,
        memory=one.rss_bytes,
        threads=one.threads,
        nice=str(one.nice),
    )
    lines += told("unit.used", say(used), width, g)
    return lines + told("plain.runs", numbers.age(row.age_s), width, g)
