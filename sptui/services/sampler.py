"""The one clock: reads the machine once a tick while somebody looks, and publishes an `Overview`
each time."""

import time
from collections.abc import Callable
from typing import NamedTuple, Protocol

from sptui.model.health import Finding, Growth
from sptui.model.health_rules import findings, worst_first
from sptui.model.health_units import RULES, unit_findings
from sptui.model.health_view import DEFAULTS, ONE_LOOK, Thresholds, finding
from sptui.model.machine import Facts, Host, Reading, Sample
from sptui.model.overview import Overview
from sptui.model.rates import sample
from sptui.model.series import NO_HISTORY, History, Series
from sptui.model.unit import UnitTally
from sptui.services.feed import Feed
from sptui.services.health import HealthTracker

# Two samples a cell in a graph of 400 cells, which no terminal exceeds here.
KEEP = 800

# Two readings closer than this say little: a jiffy is 10 ms.
_APART_S = 0.2


# While it is only recorded, it is looked once in so many ticks.
UNWATCHED = 2

# How old what is known of units may be where nobody is told of changes.
UNITS_EVERY_S = 60.0
# systemd answers within milliseconds, but while it reads its configuration.
_UNITS_WAIT_S = 0.5


class CounterSource(Protocol):
    """One pass over the counters. OSError, ValueError: this pass failed, the next may not."""

    def read(self) -> Reading: ...


class FactSource(Protocol):
    """What changes slowly. `poll` asks what is due and never waits; `wait` blocks up to `seconds`
    for what was asked (for what is far away, name servers, only when `far`), and the next `poll`
    has the answers."""

    def poll(self, mono: float) -> Facts: ...
    def wait(self, seconds: float, *, far: bool = False) -> None: ...


class Timer(Protocol):
    def cancel(self) -> None: ...


class Loop(Protocol):
    """What is needed of an asyncio loop; taken as a parameter, so that nothing here imports asyncio
    (41 ms)."""

    def time(self) -> float: ...
    def call_at(self, when: float, callback: Callable[[], object], /) -> Timer: ...


class Setup(NamedTuple):
    """What a sampler is made of. `problems` are findings that are there from the start (a wrong
    configuration); `log` is told of an error that ends the sampler; `growth` is what is known of it
    from before; `ask_units` is one look at all units, for who has no watcher that tells of
    them: it blocks for as many seconds as it is given, and is asked at each look but no more than
    once in `UNITS_EVERY_S`."""

    counters: CounterSource
    facts: FactSource
    host: Host
    tick_s: float = 2.0
    limits: Thresholds = DEFAULTS
    history: History = NO_HISTORY
    before: Reading | None = None
    problems: tuple[Finding, ...] = ()
    demo: bool = False
    one_look: bool = False
    log: Callable[[BaseException], object] = lambda error: None
    growth: tuple[Growth, ...] = ()
    ask_units: Callable[[float], UnitTally] | None = None


def append(series: Series, value: float | None, gaps: int = 0) -> Series:
    """`series` with `gaps` times None, then `value`, cut to the newest `KEEP`."""
    new = (None,) * min(gaps, KEEP) + (value,)
    return Series((*series.values, *new)[-KEEP:], series.end + gaps + 1)


def grown(history: History, new: Sample | None, gaps: int = 0) -> History:
    """The history with one more tick. Without a sample, or a rate in it, there is a gap: never a
    0."""
    memory = new.reading.memory if new else None
    used = 100.0 * memory.used_bytes / memory.total_bytes if memory and memory.total_bytes else None
    return History(
        history.tick_s,
        append(history.cpu_pct, new.cpu.busy_pct if new and new.cpu else None, gaps),
        append(history.memory_pct, used, gaps),
        append(history.network_bps, _both(new.rx_bps, new.tx_bps) if new else None, gaps),
        append(history.disk_bps, _both(new.read_bps, new.write_bps) if new else None, gaps),
    )


def _said(tally: UnitTally) -> tuple[object, ...]:
    """What people would notice of it."""
    return tally.total, tally.failed, tally.why


def _both(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one + other


class Sampler:
    """Owns the last reading, the histories and the health of this machine.

    `look()` reads at once (the first frame needs it before any loop runs). `subscribe` starts the
    ticks, the undo of the last subscriber stops them: what nobody sees costs nothing. While it is
    only recorded, every other tick will do. Ticks are
    aligned to multiples of the tick in the loop's monotonic time, one wake each, so a wall clock
    that jumps does not move them.
    """

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._tracker = HealthTracker(setup.limits)
        self._history = setup.history._replace(tick_s=setup.tick_s)
        self._last: Reading | None = setup.before
        self._drawn_boot: float | None = setup.before.boot if setup.before else None
        self._loop: Loop | None = None
        self._timer: Timer | None = None
        self._watching = 0
        self._stopped: Finding | None = None
        self._growth = setup.growth
        self._told: tuple[Finding, ...] = ()
        self._judged: tuple[Finding, ...] = ()
        self._units: UnitTally | None = None
        self._units_due = 0.0
        self.overviews: Feed[Overview] = Feed()

    @property
    def tick_s(self) -> float:
        """Seconds between two looks."""
        return self._setup.tick_s

    @property
    def log(self) -> Callable[[BaseException], object]:
        """Who is told of an error that nobody foresaw."""
        return self._setup.log

    @property
    def running(self) -> bool:
        """Whether a tick is due."""
        return self._timer is not None

    @property
    def stopped(self) -> bool:
        """Whether an error that nobody foresaw has ended it for good."""
        return self._stopped is not None

    def look(self, wait_s: float = 0.0, *, far: bool = False) -> Overview:
        """One pass over everything, now; kept, and put into `overviews`. Slow sources are given
        `wait_s` seconds to answer (name servers only if `far`), which blocks: for the first look
        and for plain output only.

        OSError, ValueError: the counters could not be read in this pass."""
        reading = self._setup.counters.read()
        shown = self.overviews.value
        if shown and self._last and 0.0 <= reading.mono - self._last.mono < _APART_S:
            return shown  # asked again by key in the same moment
        facts = self._setup.facts.poll(reading.mono)
        if wait_s > 0:
            self._setup.facts.wait(wait_s, far=far)
            facts = self._setup.facts.poll(reading.mono)
        new = sample(self._last, reading)
        self._draw(new, reading.boot)
        self._last = reading
        self._ask_units(reading.mono, max(wait_s, _UNITS_WAIT_S))
        self._judged = (*self._judge(reading, facts), *self._setup.problems, *self._told)
        return self._put(reading.at, new, facts, self._judged)

    def _ask_units(self, mono: float, seconds: float) -> None:
        if self._setup.ask_units is not None and mono >= self._units_due:
            self._units_due = mono + UNITS_EVERY_S
            self._units = self._setup.ask_units(seconds)

    def tell_units(self, tally: UnitTally) -> None:
        """How units are. That one failed, or is well again, is published at once: it does not wait
        for a tick."""
        before, self._units = self._units, tally
        shown = self.overviews.value
        if shown is not None and (before is None or _said(before) != _said(tally)):
            self._put(shown.now, shown.sample, shown.facts, self._judged)

    def _judge(self, reading: Reading, facts: Facts) -> tuple[Finding, ...]:
        if self._setup.one_look:
            trend = ONE_LOOK._replace(growth=self._growth)
            return findings(reading, facts, trend, self._setup.limits)
        return self._tracker.judge(reading, facts, self._growth)

    def tell(self, growth: tuple[Growth, ...], found: tuple[Finding, ...]) -> None:
        """What the history says, from the next look on: how file systems grow, and what is wrong
        with the history itself."""
        self._growth, self._told = growth, found

    def subscribe(
        self, loop: Loop, tell: Callable[[Overview], object], *, watches: bool = True
    ) -> Callable[[], None]:
        """Tell `tell` the newest Overview, and each one after it, until the returned undo, which
        may be called twice, is called. Who `watches` wants each tick."""
        undo = self.overviews.subscribe(tell)
        self._watching += watches
        if watches and self._watching == 1:
            self._rest()  # the next tick of a record may be far
        if self._timer is None and self._stopped is None:
            self._loop = loop
            self._timer = loop.call_at(self._soon(loop.time()), self._tick)
        there = [watches]

        def leave() -> None:
            undo()
            self._watching -= there.pop() if there else 0
            if not len(self.overviews):
                self._rest()

        return leave

    def _draw(self, new: Sample | None, boot: float) -> None:
        """Add one value to the graphs, after gaps for the ticks that passed without a look (hidden,
        stopped, suspended). A look between two ticks adds none: a graph's cells are equally long.
        One that was left out is no gap: rates are those of both."""
        tick = self._setup.tick_s
        passed = (boot - self._drawn_boot) / tick if self._drawn_boot is not None else 1.0
        if passed >= 0.5:
            missed = max(0, round(passed) - 1)
            if missed == UNWATCHED - 1:
                self._history, missed = grown(self._history, new), 0
            self._history = grown(self._history, new, missed)
            self._drawn_boot = boot

    def _soon(self, now: float) -> float:
        """When to look first: at once, so that rates come and a page that was hidden catches up."""
        last = self._last.mono if self._last else now - _APART_S
        return last + _APART_S if 0.0 <= now - last < _APART_S else now

    def _arm(self, loop: Loop) -> None:
        """The next multiple of the tick that is at least half a tick away: a timer that fires a
        little early must not fire twice, and two looks not stand close together."""
        tick = self._setup.tick_s
        apart = tick if self._watching else tick * UNWATCHED
        self._timer = loop.call_at((loop.time() / tick + 0.5) // 1 * tick + apart, self._tick)

    def _rest(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _tick(self) -> None:
        self._timer = None
        try:
            self.look()
        except (OSError, ValueError) as error:
            self._failed("sampler.failed", error)
        except Exception as error:  # noqa: BLE001 - the loop ends with it, and says so
            self._setup.log(error)
            self._stopped = self._failed("sampler.stopped", error)
            return
        if self._loop is not None and len(self.overviews):
            self._arm(self._loop)

    def _failed(self, rule: str, error: BaseException) -> Finding:
        """Publish that nothing could be read: no figure stays on the screen as if it were new."""
        why = f"{type(error).__name__}: {error}"
        wrong = finding(rule, "sampler", "unknown", rule.replace(".", "_"), why=why)
        self._history = grown(self._history, None)
        last = self.overviews.value
        kept = tuple(f for f in last.findings if f.subject != "sampler") if last else ()
        # Facts bear their own times; for the header's clock the last reading's time would be old.
        self._judged = (*[f for f in kept if f.rule not in RULES], wrong)
        self._put(time.time(), None, last.facts if last else None, self._judged)
        return wrong

    def _put(
        self, at: float, new: Sample | None, facts: Facts | None, found: tuple[Finding, ...]
    ) -> Overview:
        setup = self._setup
        host = facts.host if facts else setup.host
        found = worst_first((*found, *unit_findings(self._units, at)))
        overview = Overview(
            at, host, new, facts, found, self._history, setup.demo, self._growth, self._units
        )
        self.overviews.put(overview)
        return overview
