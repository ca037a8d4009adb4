"""The list of timers: when each runs next, ran last, whether it missed a run, and what came of the
last one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sptui.model.msg import Msg, msg
from sptui.model.timers_view import missed_run, outcome_of
from sptui.model.unit import UnitFacts, state_word
from sptui.model.unit_because import exit_word
from sptui.model.units_view import sort_of
from sptui.paint import numbers, table
from sptui.paint.line import width_of
from sptui.paint.outside import narrowed
from sptui.paint.resources_lists import service_name
from sptui.paint.services import Body, heading, more, nothing, stale
from sptui.paint.span import blank, filled, inset
from sptui.paint.table import Column, Row, Sort
from sptui.paint.words import say, word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sptui.glyphs import Glyphs
    from sptui.model.process import ServiceRow
    from sptui.model.unit import TimerFacts, Units
    from sptui.model.units_view import How, Listed
    from sptui.paint.line import Look, Span

_WIDE = 100  # from here on there is an empty line on top
_SOON_S = 60.0  # what runs so soon stands out
_OUTCOME_W = 16
_EMPTY: Span = ("", "text")
_SORTS = {"state": Sort(4), "name": Sort(0, down=False), "next": Sort(2, down=False)}


def body(
    units: Units,
    use: Mapping[str, ServiceRow],
    how: How,
    listed: Listed,
    now: float,
    width: int,
    height: int,
    g: Glyphs,
    first: int = 0,
    cores: int = 1,
) -> Body:
    """Exactly `height` lines of `width` cells. `listed` are the timers that `how` asks for; `first`
    is the row that was on top before, which stays there if it can. `rows` are the timers on the
    screen, and what they start: both have to be looked at."""
    head = [blank(width)] if width >= _WIDE else []
    head.append(heading("timers", _note(units, how, listed, now, width, g), width, g))
    if not listed.keys:
        why = nothing(units, how, listed, "timers.none", g)
        return Body(filled([*head, inset(why, width, g)], width, height), (), 0)
    columns = _columns()
    head.append(table.titles(columns, width, g, _SORTS.get(sort_of(how))))
    room = height - len(head)
    first, shown = table.window(len(listed.keys), room, how.cursor, first)
    names = listed.keys[first : first + shown]
    entries = [_row(name, units, now, name in how.marked, g) for name in names]
    lines = [*head, *table.rows(columns, entries, width, g, how.cursor - first)]
    if shown < len(listed.keys):
        lines.append(inset(more(listed, first, shown, _more, g), width, g))
    starts = [units.timers[name].activates for name in names if name in units.timers]
    return Body(filled(lines, width, height), (*names, *[s for s in starts if s]), first)


# ---------------------------------------------------------------- one timer


def _columns() -> tuple[Column, ...]:
    """What goes first when room is short: its calendar, what it starts, the moment of the next
    run."""
    return (
        Column(word("timers.timer"), 22, grow=True),
        Column(word("timers.next"), 12, rank=2),
        Column(word("timers.in"), numbers.AGE_W, right=True),
        Column(word("timers.last"), numbers.AGE_W, right=True),
        Column(word("timers.outcome"), _OUTCOME_W, rank=1),
        Column(word("timers.starts"), 20, rank=3),
        Column(word("timers.calendar"), 18, rank=4),
    )


def _row(name: str, units: Units, now: float, marked: bool, g: Glyphs) -> Row:
    timer = units.timers.get(name)
    mark, outcome = _outcome(name, timer, units, now, g)
    cells: tuple[table.Cell, ...] = ((mark, (f" {name.removesuffix('.timer')}", "text")),)
    if timer is None:
        waits: Span = (g.pending, "dim")
        cells += (waits, waits, waits, waits, _EMPTY, _EMPTY)
    else:
        cells += (
            *_next(timer, now),
            ("" if timer.last is None else numbers.age(max(0.0, now - timer.last)), "text"),
            outcome,
            (service_name(timer.activates), "dim"),
            ("; ".join(timer.calendar), "dim"),
        )
    return Row(tuple([_dimmed(cell) for cell in cells]) if units.why else cells, marked)


def _next(timer: TimerFacts, now: float) -> tuple[Span, Span]:
    """The moment of the next run, and how long it is until then."""
    if timer.next is None:
        return (word("timers.not_planned"), "dim"), _EMPTY
    left = timer.next - now
    look: Look = "accent" if left < _SOON_S else "text"
    return (numbers.moment(timer.next, now), "text"), (numbers.age(max(0.0, left)), look)


def _outcome(
    name: str, timer: TimerFacts | None, units: Units, now: float, g: Glyphs
) -> tuple[Span, Span]:
    """The sign of a timer, and the words for what came of its last run."""
    if timer is None:
        unit = units.rows.get(name)
        failed = unit is not None and state_word(unit) == "failed"
        return ((g.bad, "bad") if failed else (g.pending, "dim")), (g.pending, "dim")
    outcome = outcome_of(timer, units, now)
    if outcome == "failed":
        return (g.bad, "bad"), (_failed(timer, units), "bad")
    if outcome == "missed":
        due = missed_run(timer, now)
        said = say(msg("timers.missed_at", at=numbers.moment(due, now)))
        missed = said if width_of(said) <= _OUTCOME_W else word("timers.outcome.missed")
        return (g.warning, "warning"), (missed, "warning")
    said = word(f"timers.outcome.{outcome}")
    if outcome == "running":
        return (g.running, "accent"), (said, "text")
    if outcome == "stopped":
        return (g.off, "text"), (said, "text")
    return (g.ok, "ok"), (said, "text")


def _failed(timer: TimerFacts, units: Units) -> str:
    """That it failed, and with what, as far as that is known and short."""
    how = exit_word(units.facts.get(timer.activates, UnitFacts()))
    said = say(msg("timers.failed_how", how=how)) if how is not None else ""
    return said if 0 < width_of(said) <= _OUTCOME_W else word("timers.outcome.failed")


def _dimmed(cell: table.Cell) -> table.Cell:
    if len(cell) == 2 and isinstance(cell[0], str):
        return cell[0], "dim"
    return tuple([(text, "dim") for text, _ in cell])


# ---------------------------------------------------------------- around the rows


def _note(units: Units, how: How, found: Listed, now: float, width: int, g: Glyphs) -> list[Span]:
    """How many are not as they should be, of how many; how old that is, where it is not live."""
    if not found.total:
        return []
    spans: list[Span] = []
    if units.why is not None:
        spans = [(narrowed(say(stale(units, now)), g), "warning"), ("  ", "text")]
    said = say(msg("timers.bad", n=found.failed))
    spans += [(said, "bad" if found.failed else "dim"), ("  ", "text")]
    if how.filter.strip():
        return [*spans, (say(msg("units.match", n=len(found.keys), of=found.total)), "dim")]
    return [*spans, (say(msg("units.of", n=found.total)), "dim")]


def _more(n: int, bad: int) -> Msg:
    return msg("timers.more", n=n, bad=bad)
