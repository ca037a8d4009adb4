"""The contract of `status --json`: what others rely on."""

import json
import time
from pathlib import Path

import pytest

from sptui.model.machine import (
    Clock,
    DiskCounters,
    LinkCounters,
    Missing,
    Mount,
    Network,
    Pressure,
    Route,
    Temperature,
    Volume,
    WaysIn,
)
from sptui.model.msg import msg
from sptui.model.overview import Overview
from sptui.model.rates import sample
from sptui.model.series import NO_HISTORY
from sptui.paint.status_json import LATER, rfc3339, status_data
from sptui.services.sampler import Sampler, Setup
from sptui.system.demo import GROWTH, DemoCounters, DemoFacts
from sptui.system.demo import HOST as KIWI
from tests.fakes.machine import HOST, facts, reading
from tests.fakes.schema import errors

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/status.schema.json").read_text("utf-8"))


def demo() -> Overview:
    counters = DemoCounters()
    setup = Setup(
        counters,
        DemoFacts(),
        KIWI,
        history=counters.history(),
        before=counters.read(),
        growth=GROWTH,
    )
    return Sampler(setup).look()


def nothing() -> Overview:
    return Overview(1e9, HOST, None, None, (), NO_HISTORY)


def unread() -> Overview:
    lacks = tuple(Missing(what, msg("missing.denied", path="/x")) for what in ("cpu", "memory"))
    looked = reading(
        cpu=None,
        cores=(),
        load=None,
        memory=None,
        pressure=Pressure(None, None, None),
        disks=None,
        links=None,
        oom_kills=None,
        missing=lacks,
    )
    told = facts(
        Volume(
            Mount("/mnt", "nas:/", "nfs", "0:1", False), None, msg("missing.absent", path="x"), None
        ),
        clock=Clock(None, None),
        network=Network((), (), (), None),
        ways_in=WaysIn(None, None),
    )
    return Overview(looked.at, HOST, sample(None, looked), told, (), NO_HISTORY)


def raw() -> Overview:
    """Names that hold what a terminal must not see."""
    evil = "\x1b]0;x\x07\u202e\udcff[red]"
    looked = reading(
        disks=(DiskCounters(evil, True, 1, 2, 3),), links=(LinkCounters(evil, True, None, 1, 2),)
    )
    told = facts(
        Volume(Mount(f"/{evil}", evil, evil, "8:1", False), None, None, None),
        network=Network(((evil, "192.0.2.1"),), (Route(evil, evil, None),), (evil,), None),
        temperatures=(Temperature(evil, -4.5, None),),
    )
    before = reading(looked.boot - 2.0, disks=looked.disks, links=looked.links)
    return Overview(
        looked.at, HOST._replace(name=evil), sample(before, looked), told, (), NO_HISTORY
    )


@pytest.mark.parametrize("view", [demo, nothing, unread, raw])
def test_it_is_as_the_schema_says(view: object) -> None:
    text = json.dumps(status_data(view()), allow_nan=False)
    assert text.isascii()
    assert list(errors(json.loads(text), SCHEMA, SCHEMA)) == []


def test_the_schema_can_refuse() -> None:
    good = status_data(demo())
    for spoil in (
        {"schema": 2},
        {"kind": "bsd"},
        {"at": "yesterday"},
        {"extra": 1},
        {"disks": [{}]},
        {"cpu": {**good["cpu"], "busy_pct": 101}},
        {"memory": {**good["memory"], "total_bytes": True}},
        {"pressure": {**good["pressure"], "io": {}}},
    ):
        assert list(errors({**good, **spoil}, SCHEMA, SCHEMA)), spoil
    without = {key: value for key, value in good.items() if key != "units"}
    assert list(errors(without, SCHEMA, SCHEMA)) == ["$: lacks units"]


def test_unknown_is_null_and_never_zero() -> None:
    data = status_data(unread())
    assert data["memory"] is None
    assert data["network"] is None
    assert data["cpu"]["cores"] is None
    assert data["cpu"]["busy_pct"] is None
    assert data["cpu"]["load"] is None
    assert data["io"] == {"read_bytes_per_s": None, "write_bytes_per_s": None, "devices": None}
    assert data["pressure"] == {"cpu": None, "memory": None, "io": None}
    assert data["disks"][0]["free_bytes"] is None
    assert data["disks"][0]["why"]
    assert data["system"]["clock_synchronised"] is None
    assert [item["what"] for item in data["unavailable"]] == ["cpu", "memory", "units", *LATER]


def test_with_one_sample_rates_are_null() -> None:
    looked = reading(disks=(DiskCounters("sda", True, 1, 2, 3),))
    view = Overview(looked.at, HOST, sample(None, looked), facts(), (), NO_HISTORY)
    device = status_data(view)["io"]["devices"][0]
    assert device["read_bytes"] == 1
    assert device["read_bytes_per_s"] is None


def test_texts_from_outside_are_raw_and_words_are_clean() -> None:
    data = status_data(raw())
    assert data["host"].startswith("\x1b]0;")
    assert data["disks"][0]["mount"].endswith("\udcff[red]")
    assert "\\udcff" in json.dumps(data)


def test_the_demo_tells_what_it_shows() -> None:
    data = status_data(demo())
    assert (data["host"], data["kind"]) == ("kiwi", "selfprivacy")
    assert data["at"].startswith("2026-11-22T19:46:00")
    assert data["health"]["level"] == "warning"
    assert [f["rule"] for f in data["health"]["findings"]] == [
        "clock.unsynchronised",
        "disk.growth",
    ]
    assert data["health"]["findings"][1]["text"] == (
        "Disk sdb will be full in 9 d: 14.6 GB free, grows 1.6 GB a day"
    )
    assert data["health"]["findings"][1]["title"] == "Disk sdb will be full in 9 d"
    assert data["disks"][2]["growth"] == {
        "bytes_per_day": 1_600_000_000,
        "full_in_s": 788_400,
        "days_seen": 30.0,
        "sureness": "sure",
    }
    assert data["disks"][1]["growth"]["full_in_s"] is None, "what does not grow is never full"
    link, disk = data["network"][0], data["io"]["devices"][1]
    assert (link["rx_bytes_per_s"], link["tx_bytes_per_s"]) == (1_200_000, 240_000)
    assert (disk["read_bytes_per_s"], disk["write_bytes_per_s"]) == (21_000, 1_575_000)
    assert data["cpu"]["busy_pct"] == 23
    assert data["cpu"]["core_busy_pct"] == [30, 20.5, 23, 18.5]
    assert data["network"][0]["gateways"] == [{"address": "198.51.100.1", "reachable": True}]


def test_rates_have_two_decimals() -> None:
    looked = reading(links=(LinkCounters("eth0", True, True, 1000, 10),))
    later = reading(looked.mono + 3.0, links=(LinkCounters("eth0", True, True, 1001, 20),))
    view = Overview(later.at, HOST, sample(looked, later), facts(), (), NO_HISTORY)
    link = status_data(view)["network"][0]
    assert (link["rx_bytes_per_s"], link["tx_bytes_per_s"]) == (0.33, 3.33)


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("UTC", "2001-09-09T01:46:40+00:00"),
        ("IST-5:30", "2001-09-09T07:16:40+05:30"),
        ("<-03>3:30", "2001-09-08T22:16:40-03:30"),
    ],
)
def test_times_bear_their_zone(monkeypatch: pytest.MonkeyPatch, zone: str, text: str) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert rfc3339(1e9) == text
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize("at", [1e300, float("nan"), float("inf")])
def test_no_calendar_holds_it(at: float) -> None:
    assert rfc3339(at) is None
