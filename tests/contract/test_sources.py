"""What a sampler may expect of its sources: the demo's, a recorded folder's and this machine's."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from sptui.model.rates import sample
from sptui.services.sampler import CounterSource, FactSource
from sptui.system.counters import Counters
from sptui.system.demo import DemoCounters, DemoFacts
from sptui.system.facts import FactReader

RECORDED = Path(__file__).resolve().parent.parent / "fixtures" / "proc-vm"
PATIENCE_S = 5.0


class Sources(NamedTuple):
    counters: CounterSource
    facts: FactSource


@pytest.fixture(params=["demo", "folder", "real"])
def sources(request: pytest.FixtureRequest) -> Iterator[Sources]:
    if request.param == "demo":
        yield Sources(DemoCounters(), DemoFacts())
        return
    root = str(RECORDED) if request.param == "folder" else "/"
    counters, facts = Counters(root), FactReader(root, one_look=True)
    yield Sources(counters, facts)
    counters.close()
    facts.close()


def test_time_goes_on_from_reading_to_reading(sources: Sources) -> None:
    one, two = sources.counters.read(), sources.counters.read()
    assert one.mono < two.mono
    assert one.boot < two.boot
    assert 1.5e9 < one.at <= two.at


def test_a_figure_is_there_or_has_its_reason(sources: Sources) -> None:
    reading = sources.counters.read()
    lacking = {missing.what for missing in reading.missing}
    for name in ("cpu", "load", "memory", "disks", "links", "oom_kills"):
        assert (getattr(reading, name) is None) == (name in lacking), name
    for name in reading.pressure._fields:
        assert (getattr(reading.pressure, name) is None) == (f"pressure.{name}" in lacking)


def test_two_readings_give_rates_that_can_be(sources: Sources) -> None:
    old = sources.counters.read()
    new = sources.counters.read()
    found = sample(old, new)
    for share in (found.cpu, *found.cores):
        assert share is None or all(0 <= value <= 100 for value in share)
    rates = (found.rx_bps, found.tx_bps, found.read_bps, found.write_bps)
    assert all(rate is None or rate >= 0 for rate in rates)
    assert len(found.cores) == len(new.cores)


def test_facts_are_known_after_waiting(sources: Sources) -> None:
    mono = sources.counters.read().mono
    first = sources.facts.poll(mono)
    sources.facts.wait(PATIENCE_S)
    facts = sources.facts.poll(mono)
    assert facts.host == first.host
    assert facts.host.name
    assert facts.host.kind in ("selfprivacy", "nixos", "linux")
    assert [volume.mount.point for volume in facts.volumes] == [
        volume.mount.point for volume in first.volumes
    ]
    assert facts.volumes
    for volume in facts.volumes:
        assert (volume.space is None) == (volume.why is not None)
        if volume.space is not None:
            assert 0 <= volume.space.free_bytes <= volume.space.total_bytes
            assert volume.space.used_bytes + volume.space.free_bytes <= volume.space.total_bytes
    lacking = {missing.what for missing in facts.missing}
    assert (facts.clock.synchronised is None) == ("clock" in lacking)
    if facts.ways_in.passwords is None:
        assert lacking & {"ways_in", "ways_in.passwords"}


def test_name_servers_are_waited_for_only_by_who_says_so() -> None:
    asked = threading.Event()

    def slow(resolvers: object) -> bool:
        asked.wait(PATIENCE_S)
        return False

    facts = FactReader(str(RECORDED), one_look=True, resolve=slow)
    facts.poll(1000.0)
    facts.wait(PATIENCE_S)
    assert facts.poll(1000.0).network.resolver_answers is None
    asked.set()
    facts.wait(PATIENCE_S, far=True)
    assert facts.poll(1000.0).network.resolver_answers is False
    facts.close()
