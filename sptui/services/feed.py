"""The newest value of one kind, and who wants to hear of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Feed(Generic[T]):
    """Keeps the newest value and tells subscribers when it differs. Not for threads: one loop puts
    and tells."""

    def __init__(self) -> None:
        self._value: T | None = None
        self._tellers: dict[object, Callable[[T], object]] = {}

    @property
    def value(self) -> T | None:
        """The newest value; None before the first."""
        return self._value

    def __len__(self) -> int:
        return len(self._tellers)

    def put(self, value: T) -> None:
        """Keep `value`, and tell it to all who are subscribed now, unless it equals the one
        before."""
        if self._value is not None and (value is self._value or value == self._value):
            return
        self._value = value
        for tell in tuple(self._tellers.values()):
            tell(value)

    def subscribe(self, tell: Callable[[T], object]) -> Callable[[], None]:
        """Tell `tell` each new value, and at once the newest if there is one. Returns the undo,
        which may be called twice."""
        key = object()
        self._tellers[key] = tell
        if self._value is not None:
            tell(self._value)

        def undo() -> None:
            self._tellers.pop(key, None)

        return undo
