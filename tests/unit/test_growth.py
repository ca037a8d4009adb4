"""How fast a disk fills: growth is found, one big copy is none, and little is called a guess."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sptui.model.growth import growth
from sptui.model.health import Growth, growth_of

GB = 1e9
NOW = 1.7e9


def hours(days: float, level: object, *, noise: float = 0.0) -> list[tuple[float, float]]:
    """A row an hour; `level` gives bytes by the day since the first."""
    chance = random.Random(days)
    count = int(days * 24) + 1
    begin = NOW - (count - 1) * 3600
    return [(begin + h * 3600, level(h / 24) + chance.gauss(0, noise)) for h in range(count)]


CASES = {
    "steady": (30, lambda d: 100 * GB + 1.6 * GB * d, 1.6, "sure"),
    "a big copy": (30, lambda d: 0.1 * GB * d + (300 * GB if d > 15.3 else 0), 0.1, "sure"),
    "a copy just now": (30, lambda d: 0.1 * GB * d + (300 * GB if d > 29.6 else 0), 0.1, "sure"),
    "a copy on the first day": (
        30,
        lambda d: 0.1 * GB * d + (300 * GB if d > 0.6 else 0),
        0.1,
        "sure",
    ),
    "a copy over a night": (
        30,
        lambda d: 0.1 * GB * d + 300 * GB * min(1, max(0, (d - 15) / 0.4)),
        0.1,
        "sure",
    ),
    "two copies": (
        30,
        lambda d: 0.1 * GB * d + 300 * GB * ((d > 8.2) + (d > 20.2)),
        0.1,
        "sure",
    ),
    "copied and deleted": (
        30,
        lambda d: 0.1 * GB * d + (300 * GB if 8 < d < 12 else 0),
        0.1,
        "sure",
    ),
    "every night for an hour": (
        30,
        lambda d: 1 * GB * d + (50 * GB if d % 1 < 0.06 else 0),
        1.0,
        "sure",
    ),
    "once a week": (30, lambda d: 11.2 * GB * int(d / 7), 1.6, "sure"),
    "began five days ago": (30, lambda d: max(0, d - 25) * 10 * GB, 10.0, "rough"),
    "empties": (30, lambda d: 100 * GB - 1 * GB * d, -1.0, "sure"),
    "nothing": (30, lambda d: 100 * GB, 0.0, "sure"),
    "a week": (7, lambda d: 100 * GB + 1.6 * GB * d, 1.6, "rough"),
    "a week with a copy": (7, lambda d: 1.6 * GB * d + (300 * GB if d > 3 else 0), 1.6, "rough"),
    "two days": (2, lambda d: 100 * GB + 1.6 * GB * d, 1.6, "guess"),
    "two days with a copy": (2, lambda d: 1.6 * GB * d + (300 * GB if d > 1 else 0), 1.6, "guess"),
}


@pytest.mark.parametrize("case", CASES)
def test_growth_is_found(case: str) -> None:
    days, level, per_day, sureness = CASES[case]
    found = growth("/", hours(days, level, noise=0.002 * GB))
    assert found is not None
    assert found.bytes_per_day / GB == pytest.approx(per_day, abs=0.02)
    assert found.sureness == sureness or per_day == 0, "of nothing no one is ever sure"
    assert found.days == pytest.approx(days, abs=0.5)


def test_noise_makes_it_less_sure() -> None:
    calm = growth("/", hours(30, lambda d: 1.6 * GB * d, noise=0.3 * GB))
    wild = growth("/", hours(30, lambda d: 0.02 * GB * d, noise=3 * GB))
    assert calm is not None
    assert wild is not None
    assert calm.bytes_per_day / GB == pytest.approx(1.6, abs=0.05)
    assert (calm.sureness, wild.sureness) == ("sure", "guess")


@pytest.mark.parametrize("days", [0.0, 0.5, 1.9])
def test_less_than_two_days_say_nothing(days: float) -> None:
    assert growth("/", hours(days, lambda d: GB * d)) is None
    assert growth("/", []) is None


def test_two_looks_a_month_apart_say_nothing() -> None:
    assert growth("/", [(NOW - 29 * 86400, 1 * GB), (NOW, 90 * GB)]) is None


def test_what_is_older_than_a_month_does_not_count() -> None:
    old = [(at - 31 * 86_400, used) for at, used in hours(60, lambda d: 50 * GB * d)]
    new = hours(30, lambda d: 4000 * GB + 1 * GB * d)
    found = growth("/", [*old, *new])
    assert found is not None
    assert found.bytes_per_day / GB == pytest.approx(1.0, abs=0.02)


@settings(max_examples=40, deadline=None)
@given(
    st.floats(0.05, 50),
    st.floats(2.5, 28.5),
    st.floats(-900, 900).filter(lambda size: abs(size) > 1),
)
def test_one_copy_anywhere_changes_nothing(per_day: float, when: float, size: float) -> None:
    def level(day: float) -> float:
        return 2000 * GB + per_day * GB * day + (size * GB if day > when else 0)

    found = growth("/", hours(31, level, noise=0.002 * GB))
    assert found is not None
    assert found.bytes_per_day / GB == pytest.approx(per_day, rel=0.25, abs=0.02)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(0, 3e6), st.floats(0, 1e15)), max_size=80, unique_by=lambda p: p[0]
    )
)
def test_any_points_are_taken(points: list[tuple[float, float]]) -> None:
    found = growth("/", sorted(points))
    assert found is None or found.days >= 1.9


def test_when_it_is_full() -> None:
    grows = Growth("/", 2e9, 30.0, "sure")
    assert grows.days_to_full(18e9) == 9.0
    assert grows.days_to_full(0) == 0.0
    assert grows.days_to_full(-1) == 0.0
    assert grows.days_to_full(2e9 * 4000) is None
    assert grows._replace(bytes_per_day=0.0).days_to_full(1) is None
    assert grows._replace(bytes_per_day=-1.0).days_to_full(1) is None
    assert growth_of((grows,), "/") is grows
    assert growth_of((grows,), "/x") is None
