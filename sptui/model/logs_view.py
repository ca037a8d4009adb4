"""How the Logs screen is looked at, and what of an entry stands in a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from sptui.model.log_query import PRIORITIES
from sptui.model.text import uncoloured

if TYPE_CHECKING:
    from sptui.model.journal import Entry

# So grave, and worse, is bad; this is a warning.
ERR, WARNING = 3, 4
_TRACEBACK = "Traceback (most recent call last):"


class How(NamedTuple):
    """`on` is the list that has the focus; `grouped`: kinds are shown at all. `kind` is the cursor
    among kinds, and `kinds_top` the first that is shown.

    `at` is the number of the row under the cursor, None while the newest is followed; `top` the
    number of the row that was on top before."""

    on: Literal["stream", "kinds"] = "stream"
    grouped: bool = True
    kind: int = 0
    kinds_top: int = 0
    at: int | None = None
    top: int = 0


class Headline(NamedTuple):
    """What of a message stands in a line, and how many more lines there are."""

    text: str
    more: int


def headline(message: str) -> Headline:
    """The first line that says something, without colours; of a Python traceback, whose first line
    says nothing, the last one."""
    lines = [line for line in uncoloured(message).split("\n") if line.strip()]
    if not lines:
        return Headline("", 0)
    at = -1 if lines[0].strip() == _TRACEBACK else 0
    return Headline(lines[at].strip("\r"), len(lines) - 1)


def level(priority: int | None) -> str:
    """How grave that is: "bad", "warning", or "" for all that is neither."""
    if priority is None or priority > WARNING:
        return ""
    return "bad" if priority <= ERR else "warning"


def priority_word(priority: int | None) -> str:
    """As syslog(3) calls it; "" where nobody said."""
    return "" if priority is None else PRIORITIES[priority]


def speaker(entry: Entry) -> str:
    """What who says it is called."""
    return entry.source or entry.unit.removesuffix(".service")
