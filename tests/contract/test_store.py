"""The history on a real disk: what is kept, how large it gets, and who may write."""

import os
import sqlite3
import time
from pathlib import Path

import pytest

from sptui.model.errors import HistoryError
from sptui.model.resources import Span
from sptui.services.history import History
from sptui.services.ring import Ring
from sptui.system import store as store_module
from sptui.system.store import MOST_SERIES, Store

NOW = 1_790_000_040.0
MINUTE = int(NOW // 60)
HOUR = MINUTE // 60


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "state" / "history.db")


def row(value: float, **more: float) -> dict[str, float]:
    return {"cpu": value, "memory": 50.0, **more}


def filled(path: str, minutes: range, **more: float) -> Store:
    store = Store(path)
    store.add([(minute, row(float(minute - MINUTE), **more)) for minute in minutes], NOW)
    return store


def count(path: str, tier: str) -> int:
    with sqlite3.connect(path) as connection:
        (number,) = connection.execute(f"SELECT count(*) FROM {tier}").fetchone()
    connection.close()
    return number


def test_what_was_kept_is_read_by_anyone(path: str) -> None:
    store = filled(path, range(MINUTE, MINUTE + 3), **{"space./\udcff": 50e9})
    for reader in (store, Store(path)):
        found = reader.read("minute", NOW, NOW + 600)
        assert found["cpu"] == [(NOW + 60 * n, NOW + 60 * n + 60, float(n)) for n in range(3)]
        assert found["space./\udcff"][0][2] == pytest.approx(50e9)
        assert reader.names() == {"cpu", "memory", "space./\udcff"}
        assert reader.newest() == NOW + 180
        assert set(reader.read("minute", NOW, NOW + 600, ["cpu", "nope"])) == {"cpu"}
        assert [p[0] for p in reader.read("minute", NOW + 60, NOW + 119)["cpu"]] == [NOW + 60]


def test_where_nothing_was_kept_nothing_is_read_and_nothing_made(path: str) -> None:
    reader = Store(path)
    assert reader.read("minute", 0, NOW) == {}
    assert reader.names() == frozenset()
    assert reader.newest() is None
    assert not os.path.exists(os.path.dirname(path))


def test_who_may_read_it(path: str) -> None:
    before = os.umask(0o077)
    try:
        filled(path, range(MINUTE, MINUTE + 1))
        filled(path + "2", range(MINUTE, MINUTE + 1))
        Store(path + "3", 0o600).take(NOW)
    finally:
        os.umask(before)
    assert os.stat(path).st_mode & 0o777 == 0o644
    assert os.stat(path + ".lock").st_mode & 0o777 == 0o600, "else anyone could hold up the writer"
    assert os.stat(path + "3").st_mode & 0o777 == 0o600


# ---------------------------------------------------------------- hours, and what goes


def test_an_hour_is_the_mean_of_its_minutes(path: str) -> None:
    store = Store(path)
    start = HOUR * 60
    for minute in range(start, start + 150):
        store.add([(minute, row(float(minute - start)))], minute * 60.0)
    hours = store.read("hour", 0, 4e9)["cpu"]
    assert hours == [
        (start * 60.0, start * 60.0 + 3600, pytest.approx(29.5)),
        (start * 60.0 + 3600, start * 60.0 + 7200, pytest.approx(89.5)),
    ]


def test_an_hour_that_its_writer_did_not_see_the_end_of_is_made_later(path: str) -> None:
    start = HOUR * 60
    filled(path, range(start, start + 10)).close()
    assert count(path, "hour") == 0
    store = Store(path)
    store.add([(start + 500, row(1.0))], NOW)
    assert [piece[0] for piece in store.read("hour", 0, 4e9)["cpu"]] == [start * 60.0]


def test_old_rows_go_by_their_number(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "MINUTES_KEPT", 120)
    monkeypatch.setattr(store_module, "HOURS_KEPT", 5)
    store = Store(path)
    start = HOUR * 60
    store.add([(start - 60 * n, {"gone": 1.0}) for n in range(20, 10, -1)], NOW)
    store.add([(start + n, row(float(n))) for n in range(60 * 10)], NOW)
    store.add([(start + 601, row(0.0))], NOW)
    assert count(path, "minute") == 120
    assert count(path, "hour") == 5
    assert store.names() == {"cpu", "memory"}, "a name that no row has any more goes too"


def test_a_clock_that_is_once_wrong_deletes_nothing(path: str) -> None:
    store = filled(path, range(MINUTE - 90, MINUTE))
    future = MINUTE + 12 * 365 * 24 * 60
    store.add([(future, row(99.0))], NOW)
    store.add([(MINUTE, row(5.0))], NOW)
    assert len(store.read("minute", 0, NOW + 600)["cpu"]) == 91
    assert store.read("hour", 0, NOW)["cpu"]


def test_a_minute_that_is_there_stays_as_it_is(path: str) -> None:
    store = filled(path, range(MINUTE, MINUTE + 3))
    store.add([(MINUTE + 1, row(77.0)), (MINUTE + 3, row(3.0))], NOW)
    assert [piece[2] for piece in store.read("minute", 0, 4e9)["cpu"]] == [0.0, 1.0, 2.0, 3.0]
    assert store.kept_first == 1


def test_a_clock_set_back_by_months_writes_over_no_hour(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "MINUTES_KEPT", 60)
    start = HOUR * 60
    store = Store(path)
    store.add([(start + n, row(10.0)) for n in range(240)], NOW)
    store.add([(start + 300, row(10.0))], NOW)
    assert count(path, "minute") == 60, "the minutes of the first hours are gone"
    store.add([(start + 30, row(99.0))], NOW)
    store.add([(start + 360, row(10.0))], NOW)
    assert {piece[2] for piece in store.read("hour", 0, 4e9)["cpu"]} == {10.0}


def test_of_too_many_series_the_most_wanted_are_kept(path: str) -> None:
    store = Store(path)
    many = {f"net.veth{n}.rx": float(n) for n in range(400)}
    store.add([(MINUTE, row(1.0, **many))], NOW)
    found = store.read("minute", 0, 4e9)
    assert len(found) == MOST_SERIES
    assert {"cpu", "memory", "net.veth399.rx"} <= found.keys()


def test_figures_that_fit_no_row_are_left_out(path: str) -> None:
    store = Store(path)
    store.add([(MINUTE, row(1.0, large=1e300, negative=-1e300))], NOW)
    assert store.read("minute", 0, 4e9).keys() == {"cpu", "memory"}


def test_a_year_is_small_and_a_month_of_it_is_read_at_once(path: str) -> None:
    """Minutes are kept for 31 days, so only the last of them are written as such; of the days
    before one row an hour leaves what 60 would."""
    store = Store(path)
    names = [f"net.device{n}.rx" for n in range(54)]
    names += ["cpu", "memory", "load", "swap", "disk.read", "disk.write"]
    first, last = MINUTE - 365 * 1440, MINUTE

    def values(minute: int) -> dict[str, float]:
        return {
            name: (minute * 7919 + nth * 104_729) % 1_000_003 / 7 for nth, name in enumerate(names)
        }

    recent = last - 32 * 1440
    minutes = [*range(first, recent, 60), *range(recent, last)]
    for begin in range(0, len(minutes), 120):
        store.add([(m, values(m)) for m in minutes[begin : begin + 120]], NOW)
    store.add([(last, values(last))], NOW)
    assert 31 * 1440 <= count(path, "minute") <= 31 * 1440 + 60
    assert 365 * 24 - 2 <= count(path, "hour") <= 365 * 24 + 2
    size = os.path.getsize(path)
    print(f"a year of {len(names)} series: {size / 1e6:.1f} MB")
    assert size < 25e6
    took = []
    for _ in range(3):
        history = History(Ring(2.0), Store(path))
        begun = time.perf_counter()
        made = history.series(names[:12], Span(30 * 86_400, None), NOW, 114)
        took.append(time.perf_counter() - begun)
        assert history._worker.ask(lambda: None).wait(60)
        made = history.series(names[:12], Span(30 * 86_400, None), NOW, 114)
        assert all(None not in series.values[1:] for series in made.values())
    print(f"30 days of 12 series: {min(took) * 1000:.0f} ms")
    assert min(took) < 1.0


# ---------------------------------------------------------------- one writer


def test_one_writes_and_the_other_reads_till_its_turn_comes(path: str) -> None:
    first, second = filled(path, range(MINUTE, MINUTE + 1)), Store(path)
    with pytest.raises(HistoryError) as caught:
        second.add([(MINUTE + 1, row(1.0))], NOW)
    assert caught.value.kind == "taken"
    assert not second.taken
    assert len(second.read("minute", 0, 4e9)["cpu"]) == 1
    first.close()
    second.add([(MINUTE + 1, row(1.0))], NOW)
    assert second.taken
    with pytest.raises(HistoryError):
        first.take(NOW)
    assert len(first.read("minute", 0, 4e9)["cpu"]) == 2


@pytest.mark.parametrize("replaced", [False, True])
def test_a_file_that_is_taken_away_is_made_again(path: str, replaced: bool) -> None:
    store, reader = filled(path, range(MINUTE, MINUTE + 2)), Store(path)
    assert reader.names()
    os.rename(path, path + ".away")
    if replaced:
        filled(path + ".new", range(MINUTE - 9, MINUTE - 8)).close()
        os.rename(path + ".new", path)
    store.add([(MINUTE + 2, row(2.0))], NOW)
    found = [piece[0] for piece in reader.read("minute", 0, 4e9)["cpu"]]
    assert found == [*([NOW - 540] if replaced else []), NOW + 120]
