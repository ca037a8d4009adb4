"""A recorded past: one body for the file on a disk, the demo's, two as one, and the tests' own."""

import itertools
import math
from pathlib import Path

import pytest

from sptui.services.past import Both, Past
from sptui.system.demo import now
from sptui.system.demo_past import DemoPast
from sptui.system.store import Store
from tests.fakes.past import FakePast

LENGTH_S = {"minute": 60, "hour": 3600}
NOW = now()
MINUTE = int(NOW // 60)


def stored(path: str, begin: int, end: int) -> Store:
    store = Store(path)
    rows = [(m, {"cpu": m % 97.0, "memory": 50.0}) for m in range(begin, end)]
    store.add(rows, NOW)
    store.close()
    return Store(path)


@pytest.fixture(params=["demo", "fake", "file", "two files"])
def past(request: pytest.FixtureRequest, tmp_path: Path) -> Past:
    if request.param == "demo":
        return DemoPast()
    if request.param == "fake":
        return FakePast(NOW)
    one = stored(str(tmp_path / "one.db"), MINUTE - 300, MINUTE)
    if request.param == "file":
        return one
    return Both(stored(str(tmp_path / "two.db"), MINUTE - 200, MINUTE - 100), one)


@pytest.mark.parametrize("tier", ["minute", "hour"])
def test_rows_are_whole_in_order_and_do_not_overlap(past: Past, tier: str) -> None:
    found = past.read(tier, NOW - 4 * 3600, NOW, ["cpu", "memory"])
    assert found.keys() == {"cpu", "memory"}
    for pieces in found.values():
        assert len(pieces) >= 3
        for start, stop, value in pieces:
            assert stop - start == LENGTH_S[tier]
            assert start % LENGTH_S[tier] == 0
            assert math.isfinite(value)
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(pieces))


def test_what_is_between_two_moments_is_all_of_it_and_nothing_else(past: Past) -> None:
    whole = past.read("minute", NOW - 3600, NOW, ["cpu"])["cpu"]
    for begin, end in ((NOW - 1800, NOW - 600), (NOW - 1795.5, NOW - 601), (NOW - 61, NOW)):
        part = past.read("minute", begin, end, ["cpu"])["cpu"]
        inside = [piece for piece in whole if piece[1] > begin and piece[0] <= end]
        assert [piece for piece in part if piece[1] > begin] == inside


def test_names_are_those_that_can_be_read(past: Past) -> None:
    assert past.names() == past.read("minute", NOW - 3600, NOW).keys()
    assert not past.read("minute", NOW - 3600, NOW, ["nope"]).get("nope")


def test_the_newest_row_is_the_one_that_ends_last(past: Past) -> None:
    newest = past.newest()
    assert newest == past.read("minute", NOW - 3600, NOW, ["cpu"])["cpu"][-1][1]
    assert newest <= NOW


def test_outside_of_it_there_is_nothing(past: Past) -> None:
    for begin, end in ((0, 1e6), (NOW + 1e6, NOW + 2e6), (NOW - 600, NOW - 1200)):
        assert not any(past.read("minute", begin, end, ["cpu"]).values())
