"""A text for people, before it has words: an id and its fields. Only `paint/words.py` has
wording."""

from typing import NamedTuple, Union

Field = Union[str, int, float, bool, None, "Msg"]


class Msg(NamedTuple):
    """One sentence or label: `id` names it in `paint/words.py`, `fields` fill its places.

    Fields are raw values (bytes, seconds, texts from outside); wording, units and cleaning happen
    where it is said.
    """

    id: str
    fields: tuple[tuple[str, Field], ...] = ()


def msg(id: str, /, **fields: Field) -> Msg:
    """A `Msg` from keywords: `msg("disk.nearly_full", mount="/", free_bytes=123)`."""
    return Msg(id, tuple(fields.items()))
