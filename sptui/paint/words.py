"""The one door for every text that people read: `say` gives a `Msg` its words.

A template's places are `{field}` or `{field:spec}`; specs: size (decimal bytes), mem (binary),
rate, pct, age (seconds), date, clock, day, load, count, and `one|many` for a word after its number.
What stands between backquotes is a key to press: `say` drops the marks, `spans` gives it its look.
Texts from outside are cleaned here. None is said as `-`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from sptui.model.msg import Msg
from sptui.model.text import clean
from sptui.paint import numbers
from sptui.paint.words_actions import ACTIONS
from sptui.paint.words_asking import ASKING
from sptui.paint.words_bus import BUS
from sptui.paint.words_cli import CLI
from sptui.paint.words_do import DO
from sptui.paint.words_doing import DOING
from sptui.paint.words_drop_in import DROP_IN
from sptui.paint.words_health import HEALTH
from sptui.paint.words_history import HISTORY
from sptui.paint.words_journal import JOURNAL
from sptui.paint.words_logs import LOGS
from sptui.paint.words_machine import MACHINE
from sptui.paint.words_plain import PLAIN
from sptui.paint.words_processes import PROCESSES
from sptui.paint.words_query import QUERY
from sptui.paint.words_resources import RESOURCES
from sptui.paint.words_screen import SCREEN
from sptui.paint.words_sessions import SESSIONS
from sptui.paint.words_unit import UNIT
from sptui.paint.words_units import UNITS
from sptui.paint.words_why import WHY

if TYPE_CHECKING:
    from collections.abc import Callable

    from sptui.model.msg import Field
    from sptui.paint.line import Look, Span

WORDS: dict[str, str] = {
    **ACTIONS,
    **ASKING,
    **DOING,
    **DROP_IN,
    **DO,
    **SCREEN,
    **HEALTH,
    **HISTORY,
    **CLI,
    **JOURNAL,
    **LOGS,
    **QUERY,
    **WHY,
    **MACHINE,
    **RESOURCES,
    **PROCESSES,
    **PLAIN,
    **UNIT,
    **UNITS,
    **BUS,
    **SESSIONS,
}

_SPECS: dict[str, Callable[[float | None], str]] = {
    "size": numbers.size,
    "mem": numbers.mem,
    "rate": numbers.rate,
    "pct": numbers.pct,
    "age": numbers.age,
    "date": numbers.date,
    "clock": numbers.clock,
    "day": numbers.day,
    "load": numbers.load,
    "count": numbers.count,
    "none_or_count": lambda n: numbers.count(n) if n else "none",
}


def say(m: Msg) -> str:
    """The words of `m`. An id without wording is said as itself, so that nothing is ever lost."""
    return "".join([text for text, _ in _pieces(m)])


def spans(m: Msg, look: Look = "text") -> list[Span]:
    """The words of `m` with its keys in their look. Adjacent pieces of one look are one span."""
    out: list[Span] = []
    for text, is_key in _pieces(m):
        this = "key" if is_key else look
        if out and out[-1][1] == this:
            out[-1] = (out[-1][0] + text, this)
        elif text:
            out.append((text, this))
    return out


@lru_cache(512)
def word(id: str) -> str:
    """The words of an id without fields."""
    return say(Msg(id))


def _pieces(m: Msg) -> list[tuple[str, bool]]:
    template = WORDS.get(m.id)
    if template is None:
        shown = ", ".join([f"{k} {_value(v, '')}" for k, v in m.fields])
        return [(clean(f"{m.id}: {shown}" if shown else m.id), False)]
    parts = _parts(template)
    if not m.fields:
        return [(text if name is None else numbers.UNREAD, key) for text, name, _, key in parts]
    fields = dict(m.fields)
    return [
        (text if name is None else _value(fields.get(name), spec), key)
        for text, name, spec, key in parts
    ]


@lru_cache(1024)
def _parts(template: str) -> tuple[tuple[str, str | None, str, bool], ...]:
    """(literal text, or field and spec, whether it is a key) in order."""
    out: list[tuple[str, str | None, str, bool]] = []
    for nth, stretch in enumerate(template.split("`")):
        is_key = nth % 2 == 1
        head, *places = stretch.split("{")
        if head:
            out.append((head, None, "", is_key))
        for place in places:
            inner, _, tail = place.partition("}")
            name, _, spec = inner.partition(":")
            out.append(("", name, spec, is_key))
            if tail:
                out.append((tail, None, "", is_key))
    return tuple(out)


def _value(value: Field, spec: str) -> str:
    if isinstance(value, Msg):
        return say(value)
    if isinstance(value, str):
        return clean(value)
    if value is None:
        return numbers.UNREAD
    if "|" in spec:
        one, _, many = spec.partition("|")
        return one if value == 1 else many
    if spec:
        return _SPECS[spec](value)
    return numbers.count(value) if float(value).is_integer() else numbers.load(value)
