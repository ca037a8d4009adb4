"""A form over the body: what has to be chosen before an action, a row for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sptui.model.msg import msg
from sptui.paint.line import on, width_of
from sptui.paint.menu import over, wrapped
from sptui.paint.outside import narrowed, shown
from sptui.paint.span import spread
from sptui.paint.table import Column, Row, rows
from sptui.paint.words import say, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sptui.glyphs import Glyphs
    from sptui.paint.line import Line, Span

_LEAST_VALUE = 8


class Field(NamedTuple):
    """One row: `value` as it is now and what it means. `choices` are all of its values, each with
    why it can't be had now ("": it can); without any, it is text that is typed."""

    title: str
    value: str
    means: str = ""
    choices: tuple[tuple[str, str], ...] = ()


def form(
    title: str,
    what: str,
    fields: Sequence[Field],
    cursor: int,
    width: int,
    height: int,
    g: Glyphs,
) -> list[Line]:
    """At most `height` lines: `title` and `what` it is about, the fields, and all values of the one
    under the cursor."""
    count = say(msg("form.count", n=len(fields)))
    head: list[Span] = [(narrowed(title, g), "heading"), (f"  {shown(what, g)}", "text")]
    lines = [over(spread(head, [(count, "dim")], width - 2, g), width, g), over([], width, g)]
    titles = max([width_of(field.title) for field in fields], default=0)
    values = max([width_of(field.value) + 4 for field in fields], default=0)
    columns = (
        Column("", min(titles, width // 3)),
        Column("", max(_LEAST_VALUE, min(values, width // 3))),
        Column("", 12, grow=True),
    )
    entries = [_row(field, nth == cursor, g) for nth, field in enumerate(fields)]
    lines += [on(line, "surface") for line in rows(columns, entries, width, g, cursor)]
    lines.append(over([], width, g))
    if fields and fields[cursor].choices:
        lines += _choices(fields[cursor], width, g)
        lines.append(over([], width, g))
    return lines[:height]


def _row(field: Field, focused: bool, g: Glyphs) -> Row:
    if not field.choices:
        value: tuple[Span, ...] = ((field.value, "heading"), (g.caret if focused else "", "accent"))
    elif focused:
        value = (("< ", "key"), (field.value, "heading"), (" >", "key"))
    else:
        value = ((f"  {field.value}", "text"),)
    return Row(((field.title, "text"), value, (field.means, "dim")))


def _choices(field: Field, width: int, g: Glyphs) -> list[Line]:
    """All of them in a row, and why some can't be had."""
    spans: list[Span] = [(f"{word('form.choices')} ", "dim")]
    for value, reason in field.choices:
        look = "dim" if reason else "heading" if value == field.value else "text"
        spans.append((f" {shown(f'({value})' if reason else value, g)} ", look))
    lines = [over(row, width, g) for row in wrapped(spans, width - 2)]
    for value, reason in field.choices:
        if reason:
            why = narrowed(say(msg("menu.not_now", reason=reason)), g)
            lines.append(over([(f"{g.off} {shown(value, g)}  {why}", "dim")], width, g))
    return lines
