"""Plain mode's lines around an action: what is to be chosen, what will be done, what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sptui.model.msg import Msg, msg
from sptui.model.unit import state_word
from sptui.model.unit_because import because
from sptui.paint import numbers
from sptui.paint.outside import shown
from sptui.paint.plain import Entry, entries, said, told
from sptui.paint.words import WORDS, say, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sptui.glyphs import Glyphs
    from sptui.model.unit import Unit, UnitFacts

# A list of names takes no more than so many.
_MOST_NAMED = 40


def choices(
    title: Msg, values: Sequence[tuple[str, str]], default: str | None, width: int, g: Glyphs
) -> list[str]:
    """The values of one parameter, each with the reason why it can't be had now ("": it can)."""
    every: list[Entry] = []
    for number, (value, reason) in enumerate(values, 1):
        id = f"choice.{value}"
        about = word(id) if id in WORDS else ""
        if value == default:
            about = f"{about}; {word('plain.default')}" if about else word("plain.default")
        every.append(Entry(number, value, about, reason))
    return [*said(f"{say(title)}:", width, g), *entries(every, width, g)]


def plan(
    title: Msg,
    names: Sequence[str],
    steps: Sequence[str],
    also: Sequence[str],
    left_out: Sequence[tuple[str, Msg]],
    back: Msg | None,
    width: int,
    g: Glyphs,
) -> list[str]:
    """What will be done to which things, by which commands, what else that touches, which of the
    things are left out, with why, and by what it can be taken `back`."""
    what = ", ".join([shown(name, g) for name in names[:_MOST_NAMED]])
    lines = said(f"{say(title)}: {what}" if what else say(title), width, g)
    for n, step in enumerate(steps):
        lines += told("plain.steps" if n == 0 else "", shown(step, g), width, g)
    if also:
        more = len(also) - _MOST_NAMED
        text = ", ".join([shown(name, g) for name in also[:_MOST_NAMED]])
        text += say(msg("unit.and_more", n=more)) if more > 0 else ""
        lines += told("plain.also", text, width, g)
    for n, (name, why) in enumerate(left_out):
        text = f"{shown(name, g)}: {say(why)}"
        lines += told("plain.left_out" if n == 0 else "", text, width, g)
    return lines + (told("plain.back", say(back), width, g) if back is not None else [])


def outcome(
    text: Msg,
    kind: str,
    next: Msg | None,
    last_lines: Sequence[str],
    at: float,
    width: int,
    g: Glyphs,
) -> list[str]:
    """How it ended, by the clock, and what to do then; `kind` is done, failed or refused.
    `last_lines` are what the thing itself said last."""
    lines = event(at, Msg(f"plain.outcome.{kind}", (("text", text),)), width, g)
    if next is not None:
        lines += told("why.next", say(next), width, g)
    if last_lines:
        lines += said(word("plain.last_lines"), width, g)
        for line in last_lines:
            lines += said(shown(line, g), width, g, "  | ", 4)
    return lines


def event(at: float, text: Msg, width: int, g: Glyphs) -> list[str]:
    """Something that happened, with its time."""
    return said(say(text), width, g, f"{numbers.moment(at, at)} ")


def changed(name: str, unit: Unit | None, facts: UnitFacts | None) -> Msg:
    """How a unit is now; None: systemd let go of it."""
    if unit is None:
        return msg("plain.gone", unit=name)
    state = state_word(unit)
    why = because(unit, facts) if facts is not None and state in ("failed", "restarting") else None
    if why is not None:
        return msg("plain.changed_why", unit=name, state=state, why=why)
    return msg("plain.changed", unit=name, state=state)
