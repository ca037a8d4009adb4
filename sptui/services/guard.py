"""Whether anything may be changed at all: read-only, or locked until somebody unlocks it."""

from __future__ import annotations

import time
from collections.abc import Callable

from sptui.model.msg import Msg, msg


class Guard:
    """`read_only` holds for good. A lock is taken off for a time, or for good, and may be put on
    again; `clock` is in seconds and never goes back."""

    def __init__(
        self,
        *,
        read_only: bool = False,
        locked: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.read_only = read_only
        self._locked, self._until = locked, 0.0
        self._clock = clock

    @property
    def locked(self) -> bool:
        """Whether it is locked now."""
        return self._locked and self._clock() >= self._until

    @property
    def left_s(self) -> float | None:
        """How long it stays unlocked; None: it is locked, or has no end."""
        if not self._locked or self._until == float("inf"):
            return None
        left = self._until - self._clock()
        return left if left > 0 else None

    @property
    def badge(self) -> Msg | None:
        """What everyone should know of it all the time; None: nothing is forbidden."""
        if self.read_only:
            return msg("badge.read_only")
        if self.locked:
            return msg("badge.locked")
        left = self.left_s
        return msg("badge.unlocked", n=int(-(-left // 60))) if left is not None else None

    def unlock(self, seconds: float | None) -> None:
        """For so long; None: for good."""
        if seconds is None:
            self._locked = False
        self._until = self._clock() + (seconds or 0.0)

    def lock(self) -> None:
        """From now on."""
        self._locked, self._until = True, 0.0
