"""What becomes of an Overview: the mean of a minute, a row in the store, the facts beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from sptui.model.errors import HistoryError
from sptui.model.health import Finding, Growth
from sptui.model.health_view import finding
from sptui.model.msg import Msg, msg
from sptui.model.recorded import values
from sptui.services.past import growths

if TYPE_CHECKING:
    from sptui.model.overview import Overview
    from sptui.services.past import Past, Row, Writable

MINUTE_S = 60.0
# A store that can't be written keeps the writer waiting with a day of rows: 1 MB.
MOST_WAITING = 24 * 60
# One whose newest row is older is written by nobody.
FRESH_S = 180.0
_GROWTH_EVERY_S = 3600.0
# Then whoever looks at findings has seen that a history was damaged.
_TELL_S = 86_400.0
# Nobody can do anything about these, and they pass.
_PASSES = frozenset(("taken", "busy"))


class Minutes:
    """Gathers values into the mean of each minute.

    A value belongs to the minute in which most of its time lies: a rate is of the time before the
    moment at which it is known."""

    def __init__(self) -> None:
        self._minute: int | None = None
        self._sums: dict[str, list[float]] = {}
        self._boot: float | None = None

    def add(self, view: Overview, found: Mapping[str, float] | None = None) -> Row | None:
        """Take in what `view` shows (`found`, where somebody worked that out already). Returns the
        row of the minute before, when that is over."""
        if view.sample is None:
            return None
        reading = view.sample.reading
        if self._boot is not None and reading.boot <= self._boot:
            return None  # the same once more
        covered = min(reading.boot - self._boot, MINUTE_S) if self._boot is not None else 0.0
        self._boot = reading.boot
        minute = int((reading.at - covered / 2) // MINUTE_S)
        done = self.close() if minute != self._minute else None
        self._minute = minute
        for name, value in (values(view) if found is None else found).items():
            entry = self._sums.setdefault(name, [0.0, 0.0])
            entry[0] += value
            entry[1] += 1.0
        return done

    def close(self) -> Row | None:
        """The row of what was gathered since the last one, None if that is nothing."""
        minute, sums = self._minute, self._sums
        self._minute, self._sums = None, {}
        if minute is None or not sums:
            return None
        return minute, {name: total / count for name, (total, count) in sums.items()}


class State(NamedTuple):
    """How the record stands: `growth` of each file system, `findings` about the history itself, and
    `problem`, why it is not written here (also where that is as it should be)."""

    growth: tuple[Growth, ...] = ()
    findings: tuple[Finding, ...] = ()
    problem: Msg | None = None


class Keeper:
    """Does with a row what has to be done: waits for its turn to write, and says what is wrong.

    For one thread, which may wait for the disk. `publish` is given the Overview of each row that is
    written, for facts.json. `past` is all that can be read; `shared` is a history that others may
    read, which this one leaves alone: while that is written, ours need not be. `error` is what kept
    it from writing the last time."""

    def __init__(
        self,
        store: Writable | None,
        past: Past,
        shared: Past | None = None,
        publish: Callable[[Overview], None] = lambda view: None,
    ) -> None:
        self._store = store
        self.past = past
        self._shared = shared
        self._publish = publish
        self._waiting: list[Row] = []
        self._grown: tuple[Growth, ...] = ()
        self._grown_at: float | None = None
        self._moved_at: float | None = None
        self.error: HistoryError | None = None
        self.state = State()

    def keep(self, rows: Sequence[Row], view: Overview) -> State:
        """Keep rows, leave the facts of `view`, and say how it stands."""
        self.error = None
        self._waiting = [*self._waiting, *rows][-MOST_WAITING:]
        try:
            self._write(view)
        except HistoryError as error:
            self.error = error
        findings = (*self._moved(view.now), *self._said())
        problem = None if self.error is None else self.error.what
        self.state = State(self.growth(view.now), findings, problem)
        return self.state

    def close(self) -> None:
        """Let others write."""
        if self._store is not None:
            self._store.close()

    def _write(self, view: Overview) -> None:
        store = self._store
        if store is None or self._written_by_others(view.now):
            self._waiting.clear()
            return
        try:
            store.take(view.now)
            if self._waiting:
                store.add(self._waiting, view.now)
                self._waiting.clear()
        except HistoryError as error:
            if error.kind == "taken":
                self._waiting.clear()  # the other one keeps its own
                raise
            if store.taken:
                self._leave(view)
            raise
        self._leave(view)

    def _leave(self, view: Overview) -> None:
        """Leave the facts for who logs in."""
        try:
            self._publish(view)
        except (OSError, ValueError) as error:
            why = (error.strerror if isinstance(error, OSError) else None) or str(error)
            raise HistoryError(
                "failed", msg("history.facts", why=why), msg("next.history_facts")
            ) from error

    def _written_by_others(self, now: float) -> bool:
        if self._shared is None:
            return False
        try:
            newest = self._shared.newest()
        except HistoryError:
            return False
        return newest is not None and abs(now - newest) < FRESH_S

    def _moved(self, now: float) -> tuple[Finding, ...]:
        store = self._store
        if store is None or store.moved is None:
            return ()
        self._moved_at = now if self._moved_at is None else self._moved_at
        if abs(now - self._moved_at) > _TELL_S:
            return ()
        return (
            finding(
                "history.damaged",
                store.path,
                "warning",
                "history_damaged",
                file=store.moved.rpartition("/")[2],
                path=store.moved,
            ),
        )

    def _said(self) -> tuple[Finding, ...]:
        error = self.error
        if error is None or self._store is None or error.kind in _PASSES:
            return ()
        return (
            finding(
                "history.unkept",
                self._store.path,
                "warning",
                "history_unkept",
                why=error.what,
                help=error.next,
            ),
        )

    def growth(self, now: float) -> tuple[Growth, ...]:
        """What file systems grow by, worked out once an hour: 30 days are read for it."""
        if self._grown_at is not None and 0 <= now - self._grown_at < _GROWTH_EVERY_S:
            return self._grown
        try:
            self._grown = growths(self.past, now)
            self._grown_at = now
        except HistoryError:
            return self._grown
        return self._grown
