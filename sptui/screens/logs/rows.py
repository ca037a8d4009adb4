"""What the rows of Logs are to actions, to the clipboard, and to the query. Pure."""

from __future__ import annotations

from sptui.actions.action import Target
from sptui.actions.unit_target import KIND as UNIT
from sptui.model.journal import Entry
from sptui.model.log_kinds import Kind, text_of
from sptui.model.log_query import Query, typed
from sptui.paint.logs_entry import plain_line

ENTRY, GROUP = "entry", "kind"


def target(entry: Entry) -> Target:
    """What actions get of an entry; its text is what `c` copies."""
    return Target(ENTRY, entry.cursor, plain_line(entry), (("unit", entry.unit),))


def kind_target(kind: Kind) -> Target:
    """The same of a kind."""
    return Target(GROUP, kind.shape, kind.message, (("unit", kind.unit),))


def unit_target(unit: str) -> Target:
    """The unit that a row belongs to."""
    return Target(UNIT, unit, unit)


def identity(kind: Kind) -> tuple[str, str]:
    """What makes it the same kind a moment later."""
    return (kind.source or kind.unit, kind.shape)


def query_of(kind: Kind) -> str:
    """The line that asks for what is of this kind, as far as a line can say it."""
    text = text_of(kind)
    query = Query(
        units=() if kind.source else (kind.unit,),
        sources=(kind.source,) if kind.source else (),
        boot="0",
        texts=(text,) if text else (),
    )
    return typed(query)
