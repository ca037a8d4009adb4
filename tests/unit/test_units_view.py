"""Which units are listed, in which order, and what a filter leaves of them."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sptui.model.fuzzy import finder
from sptui.model.needed import needed_for
from sptui.model.unit import Unit, UnitFile, Units, state_word
from sptui.model.units_view import SORTS, How, counted, listed, next_sort, sort_of
from tests.ui.kiwi import NOW
from tests.ui.kiwi_units import DAY, thousands
from tests.ui.kiwi_units import units as kiwi_units


def unit(name: str, active: str = "active", sub: str = "running", **more: str) -> Unit:
    return Unit(
        name, more.pop("description", name), more.pop("load", "loaded"), active, sub, **more
    )


def file(name: str, state: str) -> UnitFile:
    return UnitFile(name, f"/etc/systemd/system/{name}", state)


def units(*rows: Unit, files: tuple[UnitFile, ...] = ()) -> Units:
    return Units(
        {row.name: row for row in rows}, {}, {each.name: each for each in files}, {}, "bus", 0.0
    )


SEEN = units(
    unit("zebra.service"),
    unit("api-worker.service"),
    unit("api.service", description="Answers questions"),
    unit("bad.service", "failed", "failed"),
    unit("again.service", "activating", "auto-restart"),
    unit("odd.service", "dreaming", "deeply"),
    unit("broken.service", "inactive", "dead", load="bad-setting"),
    unit("job.service", "inactive", "dead"),
    unit("shut.service", "inactive", "dead", load="masked"),
    unit("clock.timer", "active", "waiting"),
    unit("a.mount", "active", "mounted"),
    unit("worse.mount", "failed", "failed"),
    unit("nowhere.service", "inactive", "dead", load="not-found"),
    unit("left.service", "failed", "failed", load="not-found"),
    unit("second.service", following="api.service"),
    files=(
        file("api.service", "enabled"),
        file("spare.service", "disabled"),
        file("hidden.service", "masked"),
        file("shell@.service", "static"),
        file("other.service", "alias"),
    ),
)


def names(filter: str = "", sort: str = "state", seen: Units = SEEN) -> list[str]:
    return [key.removesuffix(".service") for key in listed(seen, How("units", filter, sort)).keys]


def test_worst_first_then_services_and_timers_then_by_name() -> None:
    assert names() == [
        *("bad", "left", "worse.mount", "again", "broken", "odd"),
        *("api", "api-worker", "clock.timer", "hidden", "job", "shut", "spare", "zebra", "a.mount"),
    ]


def test_other_names_templates_and_units_without_a_file_are_there_when_filtered_for() -> None:
    for name in ("second", "nowhere", "shell@", "other"):
        assert name not in names()
        assert names(f"unit:{name}") == [name]
    assert names("second") == ["second"]
    assert "nowhere" not in names("stopped")


def test_what_is_counted() -> None:
    found = listed(SEEN, How())
    assert (found.total, found.loaded, found.failed) == (15, 13, 3)
    assert found.bad == (0, 1, 2)
    some = listed(SEEN, How(filter="api"))
    assert (len(some.keys), some.total, some.failed, some.bad) == (2, 15, 3, ())
    assert not counted(SEEN.rows["second.service"]) and counted(SEEN.rows["left.service"])
    more = listed(SEEN, How(filter="shell"))
    assert (len(more.keys), more.total) == (1, 16), "what only a filter shows counts when it does"


@pytest.mark.parametrize(
    ("filter", "left"),
    [
        ("zbr", ["zebra"]),
        ("ZEB", ["zebra"]),
        ("questions", ["api"]),
        ("mount", ["a.mount", "worse.mount"]),
        ("timer", ["clock.timer"]),
        ("srvc", []),  # nearly all have the letters of "service"
        ("bad.service", ["bad"]),
        ("qstns", []),  # in what a unit does letters stand together, else all would have them
        ("worker api", ["api-worker"]),
        ("unit:api", ["api"]),
        ("unit:api.service", ["api"]),
        ("unit:ap", []),
        ("state:failed", ["bad", "left", "worse.mount"]),
        ("state:fail", ["bad", "left", "worse.mount"]),
        ("failed", ["bad", "left", "worse.mount"]),
        ("fail mount", ["worse.mount"]),
        ("waiting", ["clock.timer"]),
        ("masked", ["hidden", "shut"]),
        ("enabled", ["api"]),
        ("state:disabled", ["spare"]),
        ("state:", names()),
        ("unit:", names()),
        ("  ", names()),
        ("nothing at all", []),
        ("^$", []),
        ("[", []),
        (".*", []),
    ],
)
def test_filter(filter: str, left: list[str]) -> None:
    found = names(filter)
    assert sorted(found) == sorted(left)


def test_what_has_the_word_as_typed_stands_before_what_has_its_letters() -> None:
    seen = units(unit("asleep-phi.service"), unit("php.service"), unit("xphp.service", "failed"))
    assert names("php", seen=seen) == ["xphp", "php"]
    seen = units(unit("s-s-h.service"), unit("ssh.service"))
    assert names(seen=seen) == ["s-s-h", "ssh"]
    assert names("ssh", seen=seen) == ["ssh", "s-s-h"]


def test_what_hangs_on_a_unit_can_be_filtered_for() -> None:
    seen = units(unit("sshd.service"), unit("nginx.service"), unit("systemd-networkd.service"))
    assert names("login", seen=seen) == ["sshd"]
    assert names("network", seen=seen) == ["systemd-networkd"]


def test_sorts() -> None:
    by_name = names(sort="name")
    assert by_name.index("a.mount") == 0 and by_name == sorted(
        by_name, key=lambda name: name.partition(".")[0]
    )
    by_boot = names(sort="boot")
    assert by_boot[:3] == ["api", "spare", "hidden"]
    assert by_boot[3:5] == ["bad", "left"], "without a file they keep their order"
    assert [next_sort("units", sort) for sort in SORTS["units"]] == ["name", "boot", "state"]
    assert next_sort("units", "never") == "name" and sort_of(How(sort="never")) == "state"


@pytest.mark.parametrize(
    ("name", "need"),
    [
        ("sshd.service", "login"),
        ("sshd@3-10.0.0.1:22.service", "login"),
        ("getty@tty1.service", "login"),
        ("systemd-logind.service", "login"),
        ("user@1000.service", "login"),
        ("-.mount", "boot"),
        ("systemd-udevd-kernel.socket", "boot"),
        ("systemd-cryptsetup@root.service", "boot"),
        ("NetworkManager.service", "network"),
        ("NetworkManager-wait-online.service", "network"),
        ("wg-quick@wg0.service", "network"),
        ("nginx.service", ""),
        ("mysshd.service", ""),
        ("", ""),
    ],
)
def test_what_hangs_on_a_unit(name: str, need: str) -> None:
    assert needed_for(name) == need


def test_timers_are_a_list_of_their_own() -> None:
    seen = kiwi_units()
    found = listed(seen, How("timers"), NOW)
    assert "acme-renew-kiwi.example.timer" in found.keys
    assert all(key.endswith(".timer") for key in found.keys) and found.total == len(found.keys)
    assert listed(seen, How("timers"), NOW + 1) is found, "it is asked for at every key"
    assert listed(seen, How("timers", "zzz"), NOW).keys == ()
    missed = seen.timers["acme-renew-kiwi.example.timer"]._replace(
        next=NOW + 9 * DAY, last=NOW - 3 * DAY, calendar=("daily",)
    )
    worse = seen._replace(timers={missed.unit: missed})
    assert listed(worse, How("timers"), NOW).failed == 1
    assert listed(worse, How("timers"), NOW - 3 * DAY + 60).failed == 0, "its time had not come"


# ---------------------------------------------------------------- what holds of any


TEXT = st.text(max_size=8) | st.sampled_from(("a.service", "a@.service", "\udcff.mount", "\x1b[1m"))
WORDS = st.sampled_from(
    ("active", "inactive", "failed", "activating", "loaded", "not-found", "masked", "bad-setting")
)
UNIT = st.builds(Unit, TEXT, TEXT, WORDS | TEXT, WORDS | TEXT, TEXT, TEXT, st.just("") | TEXT)
FILE = st.builds(UnitFile, TEXT, TEXT, st.sampled_from(("enabled", "alias", "masked", "new")))
SNAPSHOT = st.builds(
    lambda rows, files: Units(
        {row.name: row for row in rows}, {}, {each.name: each for each in files}, {}, "bus", 0.0
    ),
    st.lists(UNIT, max_size=8),
    st.lists(FILE, max_size=5),
)
FILTER = TEXT | st.sampled_from(("a", "failed", "unit:a", "state:fail", "boot", "a b"))


@given(SNAPSHOT, FILTER, st.sampled_from(SORTS["units"]))
def test_each_unit_is_there_at_most_once_and_failed_ones_first(
    seen: Units, filter: str, sort: str
) -> None:
    found = listed(seen, How("units", filter, sort))
    known = seen.rows.keys() | seen.files.keys()
    assert len(set(found.keys)) == len(found.keys) <= found.total <= len(known)
    assert set(found.keys) <= known
    failed = [
        key in seen.rows and counted(seen.rows[key]) and state_word(seen.rows[key]) == "failed"
        for key in found.keys
    ]
    assert [n for n, bad in enumerate(failed) if bad] == list(found.bad)
    if sort == "state":
        assert all(a >= b for a, b in pairwise(failed))


@given(st.lists(SNAPSHOT, max_size=4))
def test_what_came_before_changes_nothing(many: list[Units]) -> None:
    """Rows are taken over from one snapshot to the next: never wrongly."""
    alone = []
    for seen in many:
        listed(Units({}, {}, {}, {}, "bus", 0.0), How())
        alone.append(listed(seen, How()))
    assert [listed(seen, How()) for seen in many] == alone
    mixed = [listed(seen._replace(at=1.0), How(filter="a")) for seen in many]
    assert mixed == [listed(seen, How(filter="a")) for seen in many]


@given(st.text("ab.-@ ", max_size=12), st.text("ab.-@", min_size=1, max_size=4))
def test_letters_are_found_as_everywhere(name: str, word: str) -> None:
    seen = units(unit(name, description=""))
    stem = name.rpartition(".")[0]
    found = finder(word)(stem) or word in name
    assert bool(listed(seen, How(filter=word)).keys) == found


def test_thousands_are_listed_and_filtered_while_a_key_is_pressed() -> None:
    """Generous: the benchmark has the figures. A name made to be slow is no slower."""
    evil = "a" * 240
    seen = thousands(5000)
    rows = {**seen.rows, **{f"{evil}{n}.service": unit(f"{evil}{n}.service") for n in range(250)}}
    seen = seen._replace(rows=rows)
    begin = time.perf_counter()
    assert listed(seen, How()).total == 5500
    for filter in ("t", "te", "tenant", "a" * 30 + "b", "worker 17 tenant", "zz"):
        listed(seen, How(filter=filter))
    assert time.perf_counter() - begin < 2.0
