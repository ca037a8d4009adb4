"""Health: each rule says what it should, keeps quiet otherwise, and its words are all there."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sptui.model.health import Growth
from sptui.model.health_rules import RULES, findings, overall
from sptui.model.health_view import Thresholds, Trend
from sptui.model.machine import (
    Clock,
    Facts,
    Memory,
    Missing,
    Mount,
    Network,
    Pressure,
    Reading,
    Route,
    Volume,
    WaysIn,
)
from sptui.model.msg import msg
from sptui.paint.words import WORDS, say
from tests.fakes.machine import GIB, HOST, facts, low, reading, stall, volume

NO_NET = Network((), (), (), None)
LOST = Network(
    (("eth0", "192.0.2.7"),), (Route("eth0", "192.0.2.1", False),), ("192.0.2.53",), None
)
MUTE = facts().network._replace(resolver_answers=False)
SILENT = Volume(
    Mount("/mnt", "nas:/x", "nfs", "0:9", False), None, msg("missing.absent", path="x"), None
)

# What the file system "/grows" of `FILLING` does: 10 GB free, one more a day.
GROWS = Trend(growth=(Growth("/grows", 1e9, 20.0, "sure"),))
FILLING = facts(volume("/grows", free=10, used=90))

# (reading, facts) -> (rule, subject, level) of the one finding
CASES = {
    "nearly full": (reading(), facts(volume(free=4, used=96)), "disk.space / warning"),
    "below one percent": (reading(), facts(volume("/v", free=9, used=991)), "disk.space /v bad"),
    "full": (reading(), facts(volume(free=0, used=100)), "disk.full / bad"),
    "fills": (reading(), FILLING, "disk.growth /grows warning"),
    "inodes": (reading(), facts(volume(inodes_free=49)), "disk.inodes / warning"),
    "no inodes": (reading(), facts(volume(inodes_free=0)), "disk.inodes / bad"),
    "root can't be written": (reading(), facts(volume(read_only=True)), "disk.readonly / bad"),
    "dead server": (reading(), facts(SILENT), "disk.silent /mnt unknown"),
    "memory": (low(1e5, 8 * GIB // 11), facts(), "memory.low memory warning"),
    "no memory": (low(1e5, GIB // 4), facts(), "memory.low memory bad"),
    "stalls": (
        reading(pressure=Pressure(None, stall(11), stall(0))),
        facts(),
        "pressure.memory memory warning",
    ),
    "disks stall": (
        reading(pressure=Pressure(None, None, stall(41))),
        facts(),
        "pressure.io io bad",
    ),
    "killed": (reading(3600.0, oom_kills=2), facts(), "memory.oom memory warning"),
    "clock": (
        reading(601.0),
        facts(clock=Clock(False, 16.0)),
        "clock.unsynchronised clock warning",
    ),
    "no address": (reading(), facts(network=NO_NET), "network.no_route network bad"),
    "no route": (
        reading(),
        facts(network=NO_NET._replace(addresses=(("eth0", "192.0.2.7"),))),
        "network.no_route network warning",
    ),
    "gateway": (reading(), facts(network=LOST), "network.no_route network bad"),
    "names": (reading(), facts(network=MUTE), "network.resolver network warning"),
    "no names": (
        reading(),
        facts(network=MUTE._replace(resolvers=())),
        "network.resolver network warning",
    ),
    "locked out": (reading(), facts(ways_in=WaysIn((), ())), "access.no_way_in access bad"),
    "probe": (
        reading(
            memory=None, missing=(Missing("memory", msg("missing.error", path="x", error="y")),)
        ),
        facts(),
        "memory.low memory unknown",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_one_thing_wrong_is_one_finding(case: str) -> None:
    looked, told, expected = CASES[case]
    found = findings(looked, told, GROWS)
    assert [f"{f.rule} {f.subject} {f.level}" for f in found] == [expected]
    for text in (found[0].title, found[0].detail, found[0].why, found[0].next):
        assert text.id in WORDS
        given_fields = {name for name, _ in text.fields}
        assert set(re.findall(r"\{(\w+)", WORDS[text.id])) <= given_fields
        assert say(text)


def test_every_rule_has_a_case() -> None:
    judged = {expected.split()[0] for *_, expected in CASES.values()} - {"disk.full"}
    assert {rule.id for rule in RULES} == judged


def test_a_machine_that_is_well_has_no_finding() -> None:
    assert findings(reading(), facts()) == ()


def test_before_anything_is_read_there_is_no_finding_and_no_ok() -> None:
    assert findings(None, None) == ()
    assert overall((), have_data=False) == "unknown"


@pytest.mark.parametrize(
    ("looked", "told"),
    [
        (reading(), facts(volume("/cd", free=0, used=700, fstype="iso9660"))),
        (reading(), facts(volume("/snap", free=0, used=9, fstype="squashfs", inodes_free=0))),
        (reading(), facts(volume("/mnt", free=0, used=9, read_only=True))),
        (reading(), facts(volume(inodes=0, inodes_free=0))),
        (reading(599.0), facts(clock=Clock(False, 16.0))),
        (reading(oom_kills=9), facts()),  # up for longer than a day: since when is not known
        (reading(), facts(ways_in=WaysIn((), None))),
        (reading(), facts(ways_in=WaysIn((), ()), host=HOST._replace(container="docker"))),
        (reading(memory=Memory(0, 0, 0, 0, 0, 0)), facts()),
    ],
)
def test_what_is_no_fault_is_no_finding(looked: Reading, told: Facts) -> None:
    assert findings(looked, told) == ()


def test_a_rented_container_needs_a_way_in() -> None:
    told = facts(ways_in=WaysIn((), ()), host=HOST._replace(container="lxc"))
    assert [f.rule for f in findings(reading(), told)] == ["access.no_way_in"]


def test_only_root_may_read_it_is_no_finding_for_others() -> None:
    denied = Missing("ways_in.passwords", msg("missing.denied", path="/etc/shadow"))
    told = facts(ways_in=WaysIn(None, ()), missing=(denied,))
    assert findings(reading(), told) == ()


def test_a_container_that_may_not_ask_for_the_clock_is_well() -> None:
    denied = (Missing("clock", msg("missing.denied")),)
    told = facts(clock=Clock(None, None), missing=denied)
    assert [f.level for f in findings(reading(), told)] == ["unknown"]
    inside = told._replace(host=HOST._replace(container="systemd-nspawn"))
    assert findings(reading(), inside) == ()


def test_a_kernel_without_pressure_is_no_finding_but_a_broken_one_is() -> None:
    def lacks(why: str) -> Reading:
        return reading(
            pressure=Pressure(None, None, None),
            missing=(Missing("pressure.io", msg(why, path="p")),),
        )

    assert findings(lacks("missing.absent"), facts()) == ()
    assert [f.level for f in findings(lacks("missing.rubbish"), facts())] == ["unknown"]


def test_the_first_look_does_not_call_a_machine_alone_before_it_was_asked() -> None:
    told = facts(network=NO_NET, clock=Clock(None, None))
    assert [f.level for f in findings(reading(), told)] == ["warning"]


@pytest.mark.parametrize(
    ("trend", "expected"),
    [
        (Trend(memory_low_s=59.9), []),
        (Trend(memory_low_s=60.0), ["memory.low"]),
        (Trend(memory_low_s=None), ["memory.low"]),
    ],
)
def test_memory_is_low_only_after_a_minute(trend: Trend, expected: list[str]) -> None:
    assert [f.rule for f in findings(low(1e5), facts(), trend)] == expected


def test_what_turned_read_only_while_we_looked_is_a_warning() -> None:
    told = facts(volume("/srv", read_only=True))
    found = findings(reading(), told, Trend(turned_read_only=("/srv",)))
    assert [(f.rule, f.level) for f in found] == [("disk.readonly", "warning")]


def test_an_admin_moves_the_thresholds() -> None:
    told = facts(volume(free=10, used=90))
    assert findings(reading(), told, limits=Thresholds(disk_warning_pct=15.0))
    assert findings(reading(), told, limits=Thresholds(disk_warning_pct=15.0, disk_bad_pct=12.0))[
        0
    ].level == ("bad")


@pytest.mark.parametrize(
    ("free", "level"), [(500, "ok"), (499, "warning"), (100, "warning"), (99, "bad")]
)
def test_a_threshold_is_below_it_not_at_it(free: int, level: str) -> None:
    found = findings(reading(), facts(volume(free=free, used=10_000 - free)))
    assert overall(found, have_data=True) == level


def test_one_gateway_in_reach_is_a_way_out() -> None:
    routes = (Route("eth0", "192.0.2.1", False), Route("eth1", "198.51.100.1", True))
    assert findings(reading(), facts(network=LOST._replace(routes=routes))) == ()


def test_worst_first_then_by_rule_and_subject() -> None:
    told = facts(
        volume("/b", free=4, used=96),
        volume("/a", free=4, used=96),
        SILENT,
        clock=Clock(False, 1.0),
        ways_in=WaysIn((), ()),
    )
    found = findings(reading(), told)
    assert [(f.rule, f.subject) for f in found] == [
        ("access.no_way_in", "access"),
        ("clock.unsynchronised", "clock"),
        ("disk.space", "/a"),
        ("disk.space", "/b"),
        ("disk.silent", "/mnt"),
    ]
    assert overall(found, have_data=True) == "bad"
    assert overall(found[-1:], have_data=True) == "unknown"
    assert overall((), have_data=True) == "ok"


sizes = st.integers(0, 10**16)
volumes = st.builds(
    lambda point, free, used, inodes, left, ro: volume(
        point, free=free, used=used, inodes=inodes, inodes_free=min(left, inodes), read_only=ro
    ),
    st.sampled_from(["/", "/a", "/\x1b[31m", "/" + "x" * 500]),
    sizes,
    sizes,
    sizes,
    sizes,
    st.booleans(),
)
rank = {"ok": 0, "warning": 1, "bad": 2}


@given(st.lists(volumes, max_size=6), st.floats(0, 100), st.floats(0, 1e8), st.integers(0, 9))
def test_any_machine_can_be_judged(
    mounted: list[Volume], pct: float, up: float, kills: int
) -> None:
    looked = reading(up, oom_kills=kills, pressure=Pressure(None, stall(pct), stall(pct)))
    found = findings(looked, facts(*mounted))
    keys = [(f.rule, f.subject) for f in found]
    assert len(keys) == len(set(keys))
    levels = [{"bad": 0, "warning": 1, "unknown": 2}[f.level] for f in found]
    assert levels == sorted(levels)
    assert all(say(f.title).isprintable() and say(f.next).isprintable() for f in found)


@given(st.integers(1, 10**15), st.integers(0, 10**15), st.integers(0, 10**15))
def test_less_free_is_never_better(used: int, one: int, other: int) -> None:
    def level(free: int) -> int:
        return rank[
            overall(findings(reading(), facts(volume(free=free, used=used))), have_data=True)
        ]

    less, more = sorted((one, other))
    assert level(less) >= level(more)


@pytest.mark.parametrize(
    ("per_day", "sureness", "free", "expected"),
    [
        (1e9, "sure", 15, []),
        (1e9, "sure", 13, ["warning Disk sda1 will be full in 13 d"]),
        (1e9, "rough", 13, ["warning Disk sda1 will be full in about 13 d"]),
        (1e9, "guess", 13, ["warning Disk sda1 may be full in 13 d"]),
        (10e9, "sure", 15, ["bad Disk sda1 will be full in 36 h"]),
        (10e9, "rough", 15, ["bad Disk sda1 will be full in about 36 h"]),
        (10e9, "guess", 15, ["warning Disk sda1 may be full in 36 h"]),
        (0.0, "sure", 13, []),
        (-1e9, "sure", 13, []),
    ],
)
def test_a_disk_that_fills(per_day: float, sureness: str, free: int, expected: list[str]) -> None:
    grown = Trend(growth=(Growth("/data", per_day, 20.0, sureness),))
    found = findings(reading(), facts(volume("/data", free=free, used=90)), grown)
    assert [f"{f.level} {say(f.title)}" for f in found] == expected


def test_growth_of_what_is_not_mounted_or_full_already_is_no_finding() -> None:
    grown = Trend(growth=(Growth("/gone", 1e9, 20.0, "sure"), Growth("/", 1e9, 20.0, "sure")))
    found = findings(reading(), facts(volume(free=0, used=90)), grown)
    assert [f.rule for f in found] == ["disk.full"]
    read_only = facts(volume("/media", free=1, used=9, read_only=True))
    media = Trend(growth=(Growth("/media", 1e9, 20.0, "sure"),))
    assert findings(reading(), read_only, media) == ()


def test_what_is_no_device_is_named_by_where_it_is() -> None:
    one = volume("/mnt/nas", free=5, used=90)
    nas = one._replace(mount=one.mount._replace(source="nas:/export"))
    grown = Trend(growth=(Growth("/mnt/nas", 1e9, 20.0, "sure"),))
    assert say(findings(reading(), facts(nas), grown)[0].title) == "/mnt/nas will be full in 5 d"
