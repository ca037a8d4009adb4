"""A recorded past that is worked out, for services to read and to write."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

LENGTH_S = {"minute": 60, "hour": 3600}


class FakePast:
    """Rows up to `now`, `late_s` of which are not written yet; `days` of them, and of minutes only
    `minutes` days. `error` is raised by every reading."""

    def __init__(
        self, now: float, days: float = 31, minutes: float = 31, late_s: float = 0.0
    ) -> None:
        self.now = now
        self.error: Exception | None = None
        self.reads = 0
        self._late_s = late_s
        # In minutes from here to there nothing was recorded.
        self.hole = (0.0, 0.0)
        self._days = {"hour": days, "minute": min(days, minutes)}
        self.makers: dict[str, Callable[[float], float]] = {
            "cpu": lambda at: at // 60 % 97,
            "memory": lambda at: 50.0,
        }

    def read(self, tier: str, first: float, last: float, names: Sequence[str] | None = None):
        self.reads += 1
        if self.error is not None:
            raise self.error
        length = LENGTH_S[tier]
        upto = int((self.now - self._late_s) // length)
        start = max(first, self.now - self._days[tier] * 86_400)
        found: dict[str, list[tuple[float, float, float]]] = {}
        for name, make in self.makers.items():
            if names is not None and name not in names:
                continue
            found[name] = []
            for at in range(int(start // length), min(upto, int(last // length) + 1)):
                inside = self._minutes(make, at * length, (at + 1) * length)
                if inside:
                    mean = sum(inside) / len(inside)
                    found[name].append((float(at * length), float((at + 1) * length), mean))
        return found

    def _minutes(self, make: Callable[[float], float], start: int, stop: int) -> list[float]:
        return [
            make(minute + 30.0)
            for minute in range(start, stop, 60)
            if not self.hole[0] <= minute < self.hole[1]
        ]

    def names(self) -> frozenset[str]:
        if self.error is not None:
            raise self.error
        return frozenset(self.makers)

    def newest(self) -> float | None:
        if self.error is not None:
            raise self.error
        return (self.now - self._late_s) // 60 * 60


class FakeStore(FakePast):
    """One that can be written. `refuse` is raised by `take`, `fail` by `add`."""

    path = "/state/history.db"

    def __init__(self, now: float) -> None:
        super().__init__(now)
        self.moved: str | None = None
        self.refuse: Exception | None = None
        self.fail: Exception | None = None
        self.rows: list[tuple[int, Mapping[str, float]]] = []
        self.calls = 0
        self.closed = False
        self._taken = False

    @property
    def taken(self) -> bool:
        return self._taken

    def take(self, now: float) -> None:
        if self.refuse is not None:
            raise self.refuse
        self._taken = True

    def add(self, rows: Sequence[tuple[int, Mapping[str, float]]], now: float) -> None:
        self.calls += 1
        if self.fail is not None:
            raise self.fail
        self.rows += rows

    def close(self) -> None:
        self.closed = True
        self._taken = False
