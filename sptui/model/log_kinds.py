"""Entries that say the same but for numbers, names and times are one kind."""

from typing import NamedTuple

from sptui.model.journal import Entry


class Kind(NamedTuple):
    """One kind of message: what was said the last time, who says it, how grave at worst, how often,
    and when first and last (microseconds since 1970)."""

    shape: str
    source: str
    unit: str
    message: str
    priority: int
    count: int
    first: int
    last: int


def shape(message: str) -> str:
    """The message without what differs from one time to the next: numbers, ids, addresses, paths,
    what stands in quotes."""
    raise NotImplementedError


class Kinds:
    """Counts kinds; of more than so many, the rarest and oldest are forgotten."""

    def __init__(self, most: int = 500) -> None:
        raise NotImplementedError

    def add(self, entry: Entry) -> None:
        """Count one more (None as priority counts as 6)."""

    def worst(self) -> tuple[Kind, ...]:
        """All, the gravest first (err and worse, then warnings), then the newest."""
        raise NotImplementedError


def pattern(kind: Kind) -> str:
    """A regular expression that finds the messages of this kind."""
    raise NotImplementedError
