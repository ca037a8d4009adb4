"""What is known of why a unit is not well: what its lines mean, when it was last well and what
changed since, and the lines themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sptui.model.msg import Msg, msg
from sptui.paint import numbers
from sptui.paint.frame import heading
from sptui.paint.outside import shown
from sptui.paint.span import crop
from sptui.paint.words import word

if TYPE_CHECKING:
    from sptui.glyphs import Glyphs
    from sptui.model.unit_why import Change, ChangeKind, Why
    from sptui.paint.line import Span

_MOST_CHANGES = 3
_CHANGED: dict[ChangeKind, str] = {
    "unit-file": "why.changed.unit-file",
    "drop-in": "why.changed.drop-in",
    "configuration": "why.changed.configuration",
    "program": "why.changed.program",
    "packages": "why.changed.packages",
    "generation": "why.changed.generation",
    "boot": "why.changed.boot",
}


def told(why: Why, now: float) -> list[tuple[str, Msg]]:
    """Labels and sentences, below the reason."""
    lines: list[tuple[str, Msg]] = []
    if why.hint is not None:
        lines.append(("why.says.label", why.hint))
    if why.worked is not None:
        at, age = numbers.moment(why.worked, now), max(0.0, now - why.worked)
        lines.append(("why.worked.label", msg("why.worked", at=at, age=age)))
        changes = [_change(each, now) for each in why.changes[:_MOST_CHANGES]]
        for n, change in enumerate(changes or [msg("why.nothing_changed")]):
            lines.append(("" if n else "why.changed.label", change))
    return lines


def _change(change: Change, now: float) -> Msg:
    what = Msg(_CHANGED[change.kind], (("what", change.what),))
    return msg("why.changed.at", at=numbers.moment(change.at, now), what=what)


def last_lines(why: Why, unit: str, width: int, g: Glyphs, most: int) -> list[list[Span]]:
    """The last that it said, below a heading: so many lines in all, or none. What systemd said of
    it gives way first: that is the reason already."""
    lines, room = why.lines, most - 2
    if len(lines) > room:
        lines = tuple([each for each in lines if not _of_systemd(each, unit)]) or lines
    if room <= 0 or not lines:
        return []
    head = heading(word("why.lines"), word("why.lines.note"), width - 2, g)
    said = [crop([(shown(each, g), "text")], width - 2, g) for each in lines[-room:]]
    return [[], list(head), *said]


def _of_systemd(line: str, unit: str) -> bool:
    return line.startswith((f"{unit}: ", "Failed to start ", "Starting ", "Started "))
