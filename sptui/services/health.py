"""How long what is wrong has been so: the memory that the pure rules of `model.health_rules` do not
have."""

from __future__ import annotations

from sptui.model.health import Finding, Growth
from sptui.model.health_rules import findings
from sptui.model.health_view import DEFAULTS, Thresholds, Trend, low_memory
from sptui.model.machine import Facts, Reading

# A finding's "since" is told again only when the wall clock moved more than this: else it would
# flicker by rounding.
_STEADY_S = 2.0

# Slow sources answer some seconds after the first look: what is found until then may be old, so it
# has no "since".
_SETTLE_S = 30.0


class HealthTracker:
    """Judges reading after reading. Times are told by CLOCK_BOOTTIME, so a wall clock that jumps
    moves nothing."""

    def __init__(self, limits: Thresholds = DEFAULTS) -> None:
        self._limits = limits
        self._low_since: float | None = None
        self._unsynchronised_since: float | None = None
        self._clock_was_good = False
        self._kills: list[tuple[float, int]] = []
        self._last_kills: int | None = None
        self._writable: set[str] = set()
        self._turned: set[str] = set()
        # (rule, subject) -> (boot second of its start, or None; what was told as its start)
        self._seen: dict[tuple[str, str], tuple[float | None, float]] = {}
        self._begun: float | None = None

    def judge(
        self, reading: Reading, facts: Facts | None, growth: tuple[Growth, ...] = ()
    ) -> tuple[Finding, ...]:
        """The findings of this reading and of what was seen before it, each with its `since` where
        that is known."""
        trend = self._follow(reading, facts)._replace(growth=growth)
        found = findings(reading, facts, trend, self._limits)
        if self._begun is None:
            self._begun = reading.boot
        began = reading.boot if reading.boot - self._begun > _SETTLE_S else None
        keys = [(finding.rule, finding.subject) for finding in found]
        self._seen = {key: self._seen.get(key, (began, 0.0)) for key in keys}
        return tuple(self._dated(finding, reading) for finding in found)

    def _follow(self, reading: Reading, facts: Facts | None) -> Trend:
        now = reading.boot
        self._follow_memory(reading, now)
        self._follow_kills(reading, now)
        if facts is not None:
            self._follow_clock(facts, now)
            self._follow_mounts(facts)
        unsynchronised: float | None = None
        if self._unsynchronised_since is not None and self._clock_was_good:
            unsynchronised = now - self._unsynchronised_since
        return Trend(
            memory_low_s=now - self._low_since if self._low_since is not None else 0.0,
            unsynchronised_s=unsynchronised,
            oom_kills=sum(count for _, count in self._kills),
            turned_read_only=tuple(sorted(self._turned)),
        )

    def _follow_memory(self, reading: Reading, now: float) -> None:
        if low_memory(reading, self._limits) == "ok":
            self._low_since = None
        elif self._low_since is None:
            self._low_since = now

    def _follow_kills(self, reading: Reading, now: float) -> None:
        count = reading.oom_kills
        if count is None:
            return
        last = self._last_kills
        if last is None and count and now < self._limits.oom_for_s:
            self._kills.append((now, count))  # since boot, which is less than the window ago
        elif last is not None and count > last:
            self._kills.append((now, count - last))
        self._last_kills = count
        self._kills = [(at, n) for at, n in self._kills if now - at < self._limits.oom_for_s]

    def _follow_clock(self, facts: Facts, now: float) -> None:
        synchronised = facts.clock.synchronised
        if synchronised:
            self._clock_was_good, self._unsynchronised_since = True, None
        elif synchronised is False and self._unsynchronised_since is None:
            self._unsynchronised_since = now

    def _follow_mounts(self, facts: Facts) -> None:
        here = {volume.mount.point for volume in facts.volumes}
        for volume in facts.volumes:
            point = volume.mount.point
            if not volume.mount.read_only:
                self._writable.add(point)
                self._turned.discard(point)
            elif point in self._writable:
                self._turned.add(point)
        self._writable &= here
        self._turned &= here

    def _dated(self, finding: Finding, reading: Reading) -> Finding:
        """With `since` in seconds since 1970; None for what was there at the first look: since when
        is not known."""
        began, told = self._seen.get((finding.rule, finding.subject), (None, 0.0))
        if began is None:
            return finding
        since = reading.at - (reading.boot - began)
        told = told if abs(since - told) < _STEADY_S else since
        self._seen[finding.rule, finding.subject] = (began, told)
        return finding._replace(since=told)
