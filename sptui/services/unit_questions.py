"""What is asked for besides the states of units: facts of those that are looked at, timers, unit
files. In the background: an answer may be late, and holds up nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

from sptui.model.errors import BusError
from sptui.model.unit import TimerFacts, UnitFacts
from sptui.services.unit_tally import MOST_FAILED

if TYPE_CHECKING:
    from sptui.services.unit_book import Heard, UnitBook
    from sptui.services.unit_sources import Manager

T = TypeVar("T")

# A row has to stay on the screen for so long before it is asked for, and before systemd is asked
# about its unit file, which is dearer.
_SETTLE_S, _SETTLE_FILE_S = 0.1, 0.3
# What was not answered in time is asked for again after so long.
_LATE_S = 5.0
# So many units are asked about at once.
_AT_ONCE = 16
# systemd is left alone for so long between two unit files.
_BREATH_S = 0.02


class UnitQuestions:
    """Knows what is looked at, and asks for what is not known of it. `wake` is called when there
    may be something to ask, or when something was answered."""

    def __init__(self, book: UnitBook, wake: Callable[[], object]) -> None:
        self._book, self._wake = book, wake
        self._wanted: dict[str, float] = {}
        self._timers = False
        self._late: set[tuple[str, str]] = set()

    @property
    def wanted(self) -> Iterable[str]:
        """The rows that are on the screen."""
        return self._wanted.keys()

    def want(
        self, rows: frozenset[str], *, timers: bool, loop: asyncio.AbstractEventLoop | None
    ) -> None:
        """What is on the screen from now on. What is there already stays settled."""
        if timers == self._timers and rows == self._wanted.keys():
            return
        now = loop.time() if loop else 0.0
        self._wanted = {name: self._wanted.get(name, now) for name in rows}
        self._timers = timers
        self._wake()
        if loop is not None and rows:
            for seconds in (_SETTLE_S, _SETTLE_FILE_S):
                loop.call_later(seconds + 0.01, self._wake)

    def due(self) -> bool:
        """Whether there is anything to ask."""
        return bool(self._facts_due() or self._timers_due() or self._states_due())

    async def ask(self, manager: Manager) -> None:
        """Ask for all that is due, each once. Raises BusError: the connection has ended."""
        asked: set[tuple[str, str]] = set()
        try:
            while await self._ask_some(manager, asked):
                self._wake()
        finally:
            self._wake()

    def _settled(self, seconds: float) -> list[str]:
        now = asyncio.get_running_loop().time()
        return [name for name, since in self._wanted.items() if now - since >= seconds]

    def _facts_due(self) -> list[str]:
        """Of the rows that are looked at, and of some failed ones: why they failed is a finding."""
        names = dict.fromkeys((*self._settled(_SETTLE_S), *self._book.failed()[:MOST_FAILED]))
        return self._ready("facts", self._book.facts_wanted(names))

    def _timers_due(self) -> list[str]:
        """All of them where they are listed, else those among other units that are looked at."""
        names = None if self._timers else self._settled(_SETTLE_S)
        return self._ready("timer", self._book.timers_wanted(names))

    def _states_due(self) -> list[str]:
        return self._ready("state", self._book.states_wanted(self._settled(_SETTLE_FILE_S)))

    def _ready(self, what: str, names: list[str]) -> list[str]:
        """Without those that were not answered in time just now."""
        return [name for name in names if (what, name) not in self._late]

    async def _ask_some(self, manager: Manager, asked: set[tuple[str, str]]) -> bool:
        """Some of what is due and was not `asked` yet; False: there is nothing."""
        book = self._book
        if names := _fresh("facts", self._facts_due(), asked, _AT_ONCE):
            await self._each("facts", names, manager.facts, book.take_facts, _no_facts)
        elif names := _fresh("timer", self._timers_due(), asked, _AT_ONCE):
            await self._each("timer", names, manager.timer, book.take_timer, _no_timer)
        elif names := _fresh("state", self._states_due(), asked, 1):
            await self._each("state", names, manager.file_state, book.take_state, _no_state)
            await asyncio.sleep(_BREATH_S)
        return bool(names)

    async def _each(
        self,
        what: str,
        names: Sequence[str],
        ask: Callable[[str], Awaitable[T]],
        take: Callable[[str, T, Heard], object],
        nothing: Callable[[str], T],
    ) -> None:
        """Ask for all of them at once. A refusal is an answer: there is nothing of the kind. What
        is late is asked for again later. Raises BusError: the connection has ended."""
        with self._book.asking() as heard:
            given = await asyncio.gather(*map(ask, names), return_exceptions=True)
            for name, answer in zip(names, given, strict=True):
                if not isinstance(answer, BaseException):
                    take(name, answer, heard)
                elif not isinstance(answer, BusError) or answer.kind in ("lost", "absent"):
                    raise answer
                elif answer.kind == "late":
                    self._put_off((what, name))
                else:
                    take(name, nothing(name), heard)

    def _put_off(self, question: tuple[str, str]) -> None:
        self._late.add(question)

        def again() -> None:
            self._late.discard(question)
            self._wake()

        asyncio.get_running_loop().call_later(_LATE_S, again)


def _fresh(what: str, names: list[str], asked: set[tuple[str, str]], most: int) -> list[str]:
    """The first of `names` that were not asked for in this pass; from now on they are."""
    fresh = [name for name in names if (what, name) not in asked][:most]
    asked.update([(what, name) for name in fresh])
    return fresh


def _no_facts(name: str) -> UnitFacts:
    return UnitFacts()


def _no_timer(name: str) -> TimerFacts:
    return TimerFacts(name, "", None, None)


def _no_state(name: str) -> str:
    return ""
