"""Entries that say the same but for numbers, names and times are one kind."""

import re
from typing import NamedTuple

from sptui.model.journal import Entry
from sptui.model.log_query import Text

# What stands for what differs, in a shape.
HOLE = "\0"
_MOST_LONG, _PATTERN_LONG = 200, 60
_ERR, _INFO = 3, 6
# The longest first: an address is more than its numbers.
_DIFFERS = re.compile(
    r"""
      "[^"]{0,200}" | (?<!\w)'[^']{0,200}'
    | \b[\w.+-]+@[\w.-]+\w
    | \b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b
    | \b(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?\b
    | \[?(?<![\w:])(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4}(?![\w:])\]?
    | (?<![\w.])/[\w.+@%-]+(?:/[\w.+@%:-]*)+
    | \w*\d\w*(?:[.,:]\w*\d\w*)*
    """,
    re.VERBOSE,
)
_HOLES = re.compile(rf"{HOLE}(?:[\s,;:]*{HOLE})*")


class Kind(NamedTuple):
    """One kind of message: what was said the last time, who says it, how grave at worst, how often,
    and when first and last (microseconds since 1970)."""

    shape: str
    source: str
    unit: str
    message: str
    priority: int
    times: int
    first: int
    last: int


def shape(message: str) -> str:
    """The message's first line that says anything, without what differs from one time to the next
    (HOLE stands for it): numbers, ids, addresses, paths, what stands in quotes."""
    line = next((line for line in message.splitlines() if line.strip()), "")
    line = line[:_MOST_LONG].strip().replace(HOLE, " ")
    return _HOLES.sub(HOLE, _DIFFERS.sub(HOLE, line))


class Kinds:
    """Counts kinds; of more than twice so many, the rarest and oldest are forgotten."""

    def __init__(self, most: int = 500) -> None:
        self._most = most
        self._kinds: dict[tuple[str, str], Kind] = {}

    def add(self, entry: Entry) -> None:
        """Count one more (None as priority counts as 6)."""
        of = shape(entry.message)
        key = (entry.source or entry.unit, of)
        grave = _INFO if entry.priority is None else entry.priority
        known = self._kinds.get(key)
        if known is None:
            known = Kind(
                of, entry.source, entry.unit, entry.message[:1024], grave, 0, entry.at, entry.at
            )
            if len(self._kinds) >= 2 * self._most:
                self._forget()
        newest = entry.at >= known.last
        self._kinds[key] = Kind(
            of,
            known.source,
            entry.unit if newest else known.unit,
            entry.message[:1024] if newest else known.message,
            min(grave, known.priority),
            known.times + 1,
            min(entry.at, known.first),
            max(entry.at, known.last),
        )

    def worst(self) -> tuple[Kind, ...]:
        """All, the gravest first (err and worse, then warnings), of those what comes most often,
        then the newest."""
        found = sorted(
            self._kinds.values(),
            key=lambda kind: (_rank(kind), -kind.times, -kind.last, kind.shape),
        )
        return tuple(found[: self._most])

    def _forget(self) -> None:
        kept = sorted(
            self._kinds.items(), key=lambda item: (item[1].times, item[1].last), reverse=True
        )
        self._kinds = dict(kept[: self._most])


def _rank(kind: Kind) -> int:
    return 0 if kind.priority <= _ERR else kind.priority


def text_of(kind: Kind) -> Text | None:
    """The text that messages of this kind have: a regular expression of what stays the same in
    them. None: nothing does."""
    pieces, room = list[str](), _PATTERN_LONG
    for piece in kind.shape.split(HOLE):
        pieces.append(_escaped(piece[:room]))
        room -= len(piece)
        if room <= 0:
            break
    pattern = ".*".join(pieces).strip()
    return Text("regex", pattern) if any(sign.isalnum() for sign in kind.shape) else None


def _escaped(text: str) -> str:
    return "".join(["\\" + sign if sign in r"\.^$*+?{}[]|()#" else sign for sign in text])
