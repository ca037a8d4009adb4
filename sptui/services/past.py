"""What was recorded, as services see it: one history, or the machine's and a person's own as
one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

from sptui.model.errors import HistoryError
from sptui.model.growth import SPAN_S, growth

if TYPE_CHECKING:
    from sptui.model.health import Growth
    from sptui.model.recorded import Piece

T = TypeVar("T")
# (minute since 1970, the mean of each series in it)
Row = tuple[int, Mapping[str, float]]


class Past(Protocol):
    """What was recorded: the tier `minute` or `hour`, between two moments in seconds since 1970.
    Raises HistoryError."""

    def read(
        self, tier: str, first: float, last: float, names: Sequence[str] | None = None
    ) -> dict[str, list[Piece]]: ...
    def names(self) -> frozenset[str]: ...
    def newest(self) -> float | None: ...


class Writable(Past, Protocol):
    """A history that this process may write once it has `take`n it. Raises HistoryError."""

    path: str
    moved: str | None

    @property
    def taken(self) -> bool: ...
    def take(self, now: float) -> None: ...
    def add(self, rows: Sequence[Row], now: float) -> None: ...
    def close(self) -> None: ...


class Both:
    """Two histories as one: what the first does not know is taken from the second."""

    def __init__(self, first: Past, second: Past) -> None:
        self._both = (first, second)

    def read(
        self, tier: str, first: float, last: float, names: Sequence[str] | None = None
    ) -> dict[str, list[Piece]]:
        """Raises HistoryError: neither can be read."""
        nothing: dict[str, list[Piece]] = {}
        one, other = self._asked(lambda past: past.read(tier, first, last, names), nothing)
        if not one or not other:
            return one or other
        return {name: _merged(one.get(name, []), other.get(name, [])) for name in {*one, *other}}

    def names(self) -> frozenset[str]:
        """Raises HistoryError: neither can be read."""
        nothing: frozenset[str] = frozenset()
        one, other = self._asked(lambda past: past.names(), nothing)
        return one | other

    def newest(self) -> float | None:
        """Raises HistoryError: neither can be read."""
        nothing: float | None = None
        found = self._asked(lambda past: past.newest(), nothing)
        return max([at for at in found if at is not None], default=None)

    def _asked(self, question: Callable[[Past], T], nothing: T) -> tuple[T, T]:
        answers: list[T] = []
        errors: list[HistoryError] = []
        for past in self._both:
            try:
                answers.append(question(past))
            except HistoryError as error:
                answers.append(nothing)
                errors.append(error)
        if len(errors) == len(answers):
            raise errors[0]
        return answers[0], answers[1]


def _merged(one: list[Piece], other: list[Piece]) -> list[Piece]:
    have = {piece[0] for piece in one}
    return sorted([*one, *[piece for piece in other if piece[0] not in have]])


def growths(past: Past, now: float) -> tuple[Growth, ...]:
    """The growth of all file systems of which there is enough. Raises HistoryError."""
    names = sorted([name for name in past.names() if name.startswith("space.")])
    if not names:
        return ()
    found = past.read("hour", now - SPAN_S, now, names)
    grown = [
        growth(name.removeprefix("space."), [((a + b) / 2, used) for a, b, used in pieces])
        for name, pieces in sorted(found.items())
    ]
    return tuple([each for each in grown if each is not None])
