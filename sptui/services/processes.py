"""Who uses what: looks at processes, services and sockets at the sampler's ticks, while somebody
looks."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from sptui.model.overview import Overview
from sptui.model.process import Processes, Want
from sptui.services.feed import Feed
from sptui.services.sampler import Loop, Sampler


class ProcessSource(Protocol):
    """One look at them. OSError: it could not be made."""

    def read(self, want: Want) -> Processes: ...


class ProcessWatcher:
    """Owns the newest look at the processes. It has no clock of its own: whoever subscribes gets a
    look right after each of the sampler's."""

    def __init__(self, source: ProcessSource, sampler: Sampler) -> None:
        self._source = source
        self._sampler = sampler
        self.want = Want()
        self.looks: Feed[Processes] = Feed()

    def look(self) -> Processes | None:
        """One look at what is wanted; the newest one when it can't be made."""
        with suppress(OSError):  # /proc itself is gone: the sampler says so, with its reason
            self.looks.put(self._source.read(self.want))
        return self.looks.value

    def subscribe(self, loop: Loop, tell: Callable[[Overview], object]) -> Callable[[], None]:
        """As `Sampler.subscribe`; by the time that `tell` is called the processes are as new as the
        overview. One that only tells more of the same reading (a unit failed) is no reason to
        look again."""
        seen: list[Overview] = []

        def both(view: Overview) -> None:
            if not seen or view.sample is None or view.sample is not seen[-1].sample:
                self.look()
            seen[:] = [view]
            tell(view)

        return self._sampler.subscribe(loop, both)
