"""What a graph of any span shows: the ring's ticks, and before them what was recorded."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from sptui.model.errors import HistoryError
from sptui.model.msg import Msg, msg
from sptui.model.recorded import buckets, last_bucket, values
from sptui.model.series import Series
from sptui.services.past import Past, Row
from sptui.services.recorder import MOST_WAITING, Keeper, Minutes, State
from sptui.services.ring import Ring
from sptui.services.worker import Answer, Worker

if TYPE_CHECKING:
    from sptui.model.overview import Overview
    from sptui.model.recorded import Piece
    from sptui.model.resources import Span
    from sptui.services.sampler import Loop, Sampler

MINUTE_S, HOUR_S = 60.0, 3600.0
# A page waits so long for what was recorded; what comes later is there at the next look.
PATIENCE_S = 0.08
# From this width on a bucket is filled from rows of an hour: a month would be 43,200 of minutes.
_COARSE_S = 1800.0
# Until then the store is opened only if somebody looks at a long span.
_SETTLE_S = 5.0
# Spans that are kept worked out: what one comes back to with + and -.
_GRAPHS_KEPT = 4


class Recorded(NamedTuple):
    """What was read for a graph: pieces by name, and until when anything was recorded."""

    pieces: Mapping[str, list[Piece]]
    until: float


class _Graph:
    """The buckets of one span, as far as they are worked out. `final` is the first that may still
    change."""

    def __init__(self) -> None:
        self.names: frozenset[str] = frozenset()
        self.recorded: dict[str, list[Piece]] = {}
        self.until = 0.0
        self.asked_for: frozenset[str] = frozenset()
        self.asked_at = self.loaded_at = 0.0
        self.anew = self.failed = False
        self.answer: Answer[Recorded] | None = None
        self.values: dict[str, tuple[float | None, ...]] = {}
        self.first = self.last = self.final = 0
        self.drawn_at = 0.0


class History:
    """The recorded past of this machine, and who records it while the console runs.

    `series` never waits for a disk for longer than `PATIENCE_S`. `start` records from then on what
    the sampler sees; `problem` says why it is not kept, where it is not."""

    def __init__(
        self,
        ring: Ring,
        past: Past | None,
        keeper: Keeper | None = None,
        worker: Worker | None = None,
    ) -> None:
        self._ring = ring
        self._past = past
        self._keeper = keeper
        self._worker = worker or Worker()
        self._minutes = Minutes()
        self._kept: Answer[State] | None = None
        self._rows: list[Row] = []
        self._first = True
        self._begun: float | None = None
        self._newest: Overview | None = None
        self._sampler: Sampler | None = None
        self._undo: Callable[[], None] | None = None
        self._graphs: dict[tuple[int, int, float | None], _Graph] = {}
        self._known: Answer[frozenset[str]] | None = None
        self.problem: Msg | None = None

    # ------------------------------------------------------------ recording

    def start(self, sampler: Sampler, loop: Loop) -> None:
        """Record what the sampler sees, until `close`: it looks as long as this runs."""
        self._sampler = sampler
        self._undo = sampler.subscribe(loop, self.put, watches=False)

    def put(self, view: Overview) -> None:
        """Take in what `view` shows; once a minute a row is handed to the worker."""
        found = values(view)
        self._ring.put(view, found)
        row = self._minutes.add(view, found)
        self._newest = view
        self._hear()
        keeper = self._keeper
        if keeper is None:
            return
        if row is not None:
            self._rows = [*self._rows, row][-MOST_WAITING:]
        if not self._rows and not (self._first and self._settled(view)):
            return
        if self._kept is not None:
            return  # a disk that hangs: what is asked for now would only wait behind it
        rows, self._rows, self._first = self._rows, [], False
        self._kept = self._worker.ask(lambda: keeper.keep(rows, view))

    def _settled(self, view: Overview) -> bool:
        """Whether the console has been up for a while: opening the store takes 30 ms of the one
        interpreter, which the first key that is pressed would feel."""
        mono = view.sample.reading.mono if view.sample else 0.0
        if self._begun is None and view.sample is not None:
            self._begun = mono
        return self._begun is not None and mono - self._begun >= _SETTLE_S

    def close(self, wait_s: float = 1.0) -> None:
        """Stop recording; what is known of this minute is kept, if that takes no longer than
        `wait_s`."""
        if self._undo is not None:
            self._undo()
            self._undo = None
        keeper, view, row = self._keeper, self._newest, self._minutes.close()
        if keeper is None or view is None:
            return
        rows = [*self._rows, row] if row is not None else self._rows

        def last() -> None:
            keeper.keep(rows, view)
            keeper.close()

        self._worker.ask(last).wait(wait_s)

    def _hear(self) -> None:
        """What the keeper had to say, on the sampler's thread."""
        answer = self._kept
        if answer is None or not answer.ready:
            return
        self._kept = None
        if answer.value is None:
            self.problem = _said(answer.error)
            return
        self.problem = answer.value.problem
        if self._sampler is not None:
            self._sampler.tell(answer.value.growth, answer.value.findings)

    # ------------------------------------------------------------ what is there

    def names(self) -> frozenset[str]:
        """The names of all series that there are, as far as that is known yet."""
        past = self._past
        if past is not None and self._known is None:
            self._known = self._worker.ask(past.names)
            self._known.wait(PATIENCE_S)
        known = self._known.value if self._known is not None and self._known.ready else None
        return self._ring.names() | (known or frozenset())

    def series(
        self, names: Iterable[str], span: Span, now: float, columns: int
    ) -> Mapping[str, Series]:
        """The span as `columns` values of each name, gaps as None; `now` (seconds since 1970) is
        its end where it has none of its own."""
        wanted = frozenset(names)
        graph = self._graph(span, columns)
        end = now if span.end is None else min(span.end, now)
        width = span.seconds / columns
        last = last_bucket(end, span.seconds, columns)
        heard = self._recorded(graph, wanted, last, columns, width, end)
        if not heard and self._stands(graph, wanted, last, width, end):
            return {name: Series(graph.values[name], last) for name in wanted}
        self._draw(graph, wanted, last, columns, width)
        # Of what is over nothing changes any more, unless it is still to be recorded.
        sure = min(end, self._ring.end() if width < MINUTE_S else graph.until)
        graph.final, graph.drawn_at = int(sure // width), end
        return {name: Series(graph.values[name], last) for name in wanted}

    def _graph(self, span: Span, columns: int) -> _Graph:
        key = (span.seconds, columns, span.end)
        graph = self._graphs.pop(key, None) or _Graph()
        self._graphs[key] = graph  # the one used last is the last
        while len(self._graphs) > _GRAPHS_KEPT:
            del self._graphs[next(iter(self._graphs))]
        return graph

    @staticmethod
    def _stands(graph: _Graph, wanted: frozenset[str], last: int, width: float, end: float) -> bool:
        """Whether what was drawn still holds: a graph of weeks changes once a minute."""
        if not wanted <= graph.values.keys() or graph.last != last:
            return False
        same = end == graph.drawn_at
        return same or (width >= MINUTE_S and 0 <= end - graph.drawn_at < MINUTE_S)

    def _draw(
        self, graph: _Graph, wanted: frozenset[str], last: int, columns: int, width: float
    ) -> None:
        first = last - columns
        back = last < graph.last  # the clock was set back: nothing of it can be used again
        values: dict[str, tuple[float | None, ...]] = {}
        for name in wanted:
            old = () if back else graph.values.get(name, ())
            dirty = max(first, min(graph.final, graph.last)) if old else first
            kept = old[max(0, first - graph.first) : max(0, dirty - graph.first)]
            dirty = first + len(kept)
            pieces = self._pieces(graph, name, dirty * width, width)
            values[name] = (*kept, *buckets(pieces, width, dirty, last))
        graph.values, graph.first, graph.last = values, first, last

    def _pieces(self, graph: _Graph, name: str, since: float, width: float) -> list[Piece]:
        """What is known of a series from `since` on. A graph of minutes is drawn from ticks as far
        back as there are any, a longer one from rows as far as there are any."""
        begin = self._ring.begin()
        recorded = graph.recorded.get(name, [])
        first = bisect_right(recorded, since, key=_stop)
        if begin is None:
            return recorded[first:]
        join = begin if width < MINUTE_S else max(begin, graph.until)
        upto = bisect_right(recorded, join, key=_stop)
        return recorded[first:upto] + self._ring.pieces(name, max(since, join))

    # ------------------------------------------------------------ what was recorded

    def _recorded(
        self,
        graph: _Graph,
        wanted: frozenset[str],
        last: int,
        columns: int,
        width: float,
        end: float,
    ) -> bool:
        """Ask the store for what is lacking; whether anything has come that was not drawn yet."""
        past = self._past
        if past is None:
            return False
        begin = (last - columns) * width
        ring = self._ring.begin()
        if graph.answer is None and (ring is None or ring > begin or width >= MINUTE_S):
            new = not wanted <= graph.asked_for
            later = not 0 <= end - graph.asked_at < MINUTE_S
            if new or (later and (width >= MINUTE_S or graph.failed)):
                answer = self._ask(past, graph, wanted, begin, end, width)
                if new:
                    answer.wait(PATIENCE_S)
        return self._heard(graph)

    def _ask(
        self,
        past: Past,
        graph: _Graph,
        wanted: frozenset[str],
        begin: float,
        end: float,
        width: float,
    ) -> Answer[Recorded]:
        # Once an hour all of it, so that rows of an hour take the place of those of its minutes.
        graph.anew = (
            not wanted <= graph.asked_for
            or not graph.until
            or not 0 <= end - graph.loaded_at < HOUR_S
        )
        if graph.anew:
            graph.asked_for = wanted | graph.asked_for
            graph.loaded_at = end
        graph.asked_at = end
        since = begin if graph.anew else graph.until
        names, bucket = sorted(graph.asked_for), width if graph.anew else MINUTE_S
        graph.answer = self._worker.ask(lambda: load(past, names, since, end, bucket))
        return graph.answer

    def _heard(self, graph: _Graph) -> bool:
        answer = graph.answer
        if answer is None or not answer.ready:
            return False
        graph.answer = None
        found = answer.value
        graph.failed = found is None
        if found is None:
            self.problem = _said(answer.error)
            return False
        if graph.anew:
            graph.recorded, graph.until, graph.final = dict(found.pieces), found.until, 0
            return True
        for name, pieces in found.pieces.items():
            have = graph.recorded.setdefault(name, [])
            have += [piece for piece in pieces if not have or piece[0] >= have[-1][1]]
        graph.until = max(graph.until, found.until)
        return True


def load(past: Past, names: Sequence[str], begin: float, end: float, width: float) -> Recorded:
    """What was recorded between two moments: rows of minutes, or of hours where a bucket is that
    wide, and where the minutes of then are no longer kept. Raises HistoryError."""
    if width >= _COARSE_S:
        coarse = past.read("hour", begin, end, names)
        fine = past.read("minute", _until(coarse, begin), end, names)
    else:
        fine = past.read("minute", begin, end, names)
        first = min([pieces[0][0] for pieces in fine.values() if pieces], default=end + HOUR_S)
        coarse = past.read("hour", begin, first, names) if first > begin + HOUR_S else {}
        coarse = {
            name: [piece for piece in pieces if piece[1] <= first]
            for name, pieces in coarse.items()
        }
    pieces = {name: coarse.get(name, []) + fine.get(name, []) for name in {*coarse, *fine}}
    return Recorded(pieces, _until(pieces, begin))


def _until(pieces: Mapping[str, list[Piece]], otherwise: float) -> float:
    return max([found[-1][1] for found in pieces.values() if found], default=otherwise)


def _said(error: BaseException | None) -> Msg:
    """What went wrong in the worker; an error that nobody foresaw is not kept quiet."""
    if isinstance(error, HistoryError):
        return error.what
    return msg("history.broken", why=f"{type(error).__name__}: {error}")


def _stop(piece: Piece) -> float:
    return piece[1]
