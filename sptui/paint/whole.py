"""The whole plan of an action, over the body: every step, what else it touches, what is left out,
what takes it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sptui.model.msg import msg
from sptui.model.text import clean
from sptui.paint.line import width_of
from sptui.paint.menu import more, over, wrapped
from sptui.paint.outside import narrowed, told
from sptui.paint.span import padded, spread
from sptui.paint.table import window
from sptui.paint.words import say, spans, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sptui.glyphs import Glyphs
    from sptui.model.msg import Msg
    from sptui.paint.line import Line, Span

_LABEL = 13


class Whole(NamedTuple):
    """A plan as people read it. `steps` are commands in their order, `over_bus`: systemd is asked
    directly, and these commands would do the same; `also` are things besides the targets,
    `left_out` those of the targets to which it can't be done, with why; `undo` is what takes it
    back."""

    title: Msg
    names: tuple[str, ...]
    steps: tuple[str, ...]
    over_bus: bool = False
    also: tuple[str, ...] = ()
    left_out: tuple[tuple[str, Msg], ...] = ()
    undo: Msg | None = None


class Scrolled(NamedTuple):
    """Lines over the body; `first` is how many are above them, after it was held in bounds; `more`:
    not all are seen."""

    lines: list[Line]
    first: int
    more: bool


def whole_plan(plan: Whole, first: int, width: int, height: int, g: Glyphs) -> Scrolled:
    """Its lines, at most `height`, the first `first` of them scrolled away."""
    count = say(msg("whole.steps", n=len(plan.steps)))
    title: list[Span] = [(word("whole.title"), "heading")]
    what = ", ".join([_text(name, g) for name in plan.names])
    about = f"{narrowed(say(plan.title), g)}: {what}" if what else narrowed(say(plan.title), g)
    head = over(spread([*title, (f"  {about}", "text")], [(count, "dim")], width - 2, g), width, g)
    lines = [line for rows in _parts(plan, width - 2, g) for line in _over(rows, width, g)]
    return scrolled([head, over([], width, g)], lines, first, width, height, g)


def _parts(plan: Whole, width: int, g: Glyphs) -> list[list[list[Span]]]:
    """What it has, one part after the other, each as rows of spans."""
    edge = len(str(len(plan.steps)))
    steps: list[list[Span]] = []
    for nth, step in enumerate(plan.steps, 1):
        for at, row in enumerate(broken(_text(step, g), width - edge - 2)):
            steps.append([(f"{nth if at == 0 else '':>{edge}}  ", "dim"), (row, "text")])
    if not steps:
        steps.append([(word("whole.nothing"), "text")])
    if plan.over_bus:
        steps.append([(" " * (edge + 2), "text"), (word("whole.over_bus"), "dim")])
    rest: list[list[Span]] = []
    if plan.also:
        also = ", ".join([_text(name, g) for name in plan.also])
        rest += _labelled("whole.also", [(also, "text")], width, g)
    for nth, (name, reason) in enumerate(plan.left_out):
        why = f"{_text(name, g)}: {narrowed(say(reason), g)}"
        rest += _labelled("whole.left_out" if nth == 0 else "", [(why, "text")], width, g)
    if plan.undo is not None:
        rest += _labelled("whole.undo", told(spans(plan.undo), g), width, g)
    return [steps, [[]], rest] if rest else [steps]


def _labelled(label: str, text: Sequence[Span], width: int, g: Glyphs) -> list[list[Span]]:
    return [
        [*padded([(word(label) if label and at == 0 else "", "dim")], _LABEL, g), *row]
        for at, row in enumerate(wrapped(text, width - _LABEL))
    ]


def broken(text: str, width: int) -> list[str]:
    """`text` in pieces of at most `width` cells, after a space where there is one: every character
    of it stays."""
    rows: list[str] = []
    while width_of(text) > width:
        end, used = 0, 0
        while used + (cells := width_of(text[end])) <= width:
            end, used = end + 1, used + cells
        space = text.rfind(" ", 0, end) + 1
        end = space or max(1, end)
        rows.append(text[:end])
        text = text[end:]
    return [*rows, text]


def _over(rows: Sequence[Sequence[Span]], width: int, g: Glyphs) -> list[Line]:
    return [over(row, width, g) for row in rows]


def _text(text: str, g: Glyphs) -> str:
    """All of a text from outside: here nothing is cut."""
    return narrowed(clean(text), g)


def scrolled(
    head: Sequence[Line], lines: Sequence[Line], first: int, width: int, height: int, g: Glyphs
) -> Scrolled:
    """`head`, what there is room for of `lines` from `first` on, how much more there is, and an
    empty line."""
    room = height - len(head) - 1
    first, shown = window(len(lines), room, -1, max(0, first))
    kept = list(lines[first : first + shown])
    if shown < len(lines):
        kept.append(more(first, len(lines) - first - shown, width, g))
    every = [*head, *kept, over([], width, g)]
    return Scrolled(every[:height], first, shown < len(lines))
