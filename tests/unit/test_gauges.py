"""What has a history of its own; and what there is least of."""

from sptui.model.gauges import gauges
from sptui.model.machine import Memory, Pressure, Sample, Stall
from sptui.model.msg import Msg, msg
from sptui.model.recorded import values
from sptui.model.resources import Resources, Span
from sptui.model.scarce import scarcest
from sptui.model.series import Series
from sptui.paint.words import say
from tests.ui import kiwi
from tests.ui.kiwi_resources import SAMPLE, overview, resources


def view(sample: Sample | None, **series: tuple[float | None, ...]) -> Resources:
    seen = overview(80)._replace(sample=sample)
    named = {name.replace("_", "."): Series(v, len(v)) for name, v in series.items()}
    return Resources(seen, Span(600, None), named, None)


def test_every_gauge_is_recorded_under_its_names() -> None:
    """The recorder and the screen speak of the same series."""
    found = gauges(resources())
    recorded = values(overview(80))
    asked = [name for one in found for name in one.series]
    # dm-0 has a rate, and so a record; what the demo's sample has no rate of is not recorded.
    assert set(asked) <= set(recorded)
    singles = {name for name in recorded if name.startswith(("disk.s", "net.e", "temp.", "cpu.0"))}
    assert singles <= set(asked)


def test_keys_are_of_one_thing_each() -> None:
    keys = [one.key for one in gauges(resources())]
    assert len(set(keys)) == len(keys)


def test_figures_wait_for_a_second_look() -> None:
    first = gauges(view(kiwi.FIRST))
    waiting = {one.kind for one in first if one.now is None and not one.asked}
    assert waiting == {"core", "disk", "link"}
    unread = view(
        SAMPLE._replace(reading=SAMPLE.reading._replace(pressure=Pressure(None, None, None)))
    )
    stalls = [one for one in gauges(unread) if one.kind == "pressure"]
    assert [one.now for one in stalls] == [None] * 3 and all(one.asked for one in stalls)


def test_nothing_is_known_before_the_first_look() -> None:
    nothing = view(None)
    nothing = nothing._replace(overview=nothing.overview._replace(facts=None))
    assert gauges(nothing) == ()


# ---------------------------------------------------------------- scarcest


def machine(
    busy: float, used: float, io: float, waits: tuple[float, float, float] = (0, 0, 0)
) -> Sample:
    reading = SAMPLE.reading
    memory = Memory(1000, round(1000 - 10 * used), 0, 0, 0, 0)
    stalls = Pressure(*[Stall(some, some, some, 0, 0, 0, 0) for some in waits])
    disks = tuple(disk._replace(busy_pct=io) for disk in SAMPLE.disks or ())
    return SAMPLE._replace(
        reading=reading._replace(memory=memory, pressure=stalls),
        cpu=SAMPLE.cpu._replace(busy_pct=busy) if SAMPLE.cpu else None,
        disks=disks,
    )


def test_what_is_used_most_is_scarcest() -> None:
    assert scarcest(view(machine(90, 60, 20))).id == "scarce.cpu"
    assert scarcest(view(machine(60, 90, 20))).id == "scarce.memory"
    assert scarcest(view(machine(20, 60, 90))).id == "scarce.io"


def test_who_is_waited_for_is_scarcer_than_what_is_full() -> None:
    assert scarcest(view(machine(20, 95, 60, (0, 0, 30)))).id == "scarce.io"
    assert scarcest(view(machine(95, 95, 95, (0, 12, 11)))).id == "scarce.memory"
    assert scarcest(view(machine(20, 95, 60, (0, 0, 9)))).id == "scarce.memory"


def test_enough_of_everything() -> None:
    found = scarcest(view(machine(20, 30, 40)))
    assert found == msg("scarce.nothing", cpu=20, memory=30.0, io=40)
    assert say(found) == "Nothing is scarce: CPU 20 %, memory 30 %, disks 40 % busy."


def waited(found: Msg) -> str:
    part = dict(found.fields)["waited"]
    assert isinstance(part, Msg)
    return say(part)


def test_pressure_is_that_of_the_span() -> None:
    sample = machine(20, 90, 10)
    assert waited(scarcest(view(sample))) == "no pressure in 5 min"
    calm = (0.0,) * 100
    assert waited(scarcest(view(sample, pressure_memory=calm))) == "no pressure in 10 min"
    peak = (*calm, 31.0, 0.0)
    assert waited(scarcest(view(sample, pressure_memory=peak))) == "pressure up to 31 % in 10 min"
    now = machine(20, 90, 10, (0, 14, 0))
    assert waited(scarcest(view(now, pressure_memory=calm))) == "tasks wait 14 % of the time"
    unknown = sample._replace(reading=sample.reading._replace(pressure=Pressure(None, None, None)))
    assert waited(scarcest(view(unknown))) == "pressure is not known"


def test_what_was_not_seen_is_not_spoken_of() -> None:
    """A machine that has run for a part of the span can't say anything of the rest."""
    sample = machine(20, 90, 10)
    half = (None,) * 50 + (0.0,) * 50
    little = (None,) * 95 + (0.0,) * 5
    assert waited(scarcest(view(sample, pressure_memory=half))) == "no pressure in 5 min"
    assert waited(scarcest(view(sample, pressure_memory=little))) == "no pressure in 5 min"
    long = view(sample, pressure_memory=half)._replace(span=Span(30 * 86_400, None))
    assert waited(scarcest(long)) == "no pressure in 15 d"


def test_nothing_read() -> None:
    assert scarcest(view(None)) == msg("scarce.not_read")
    blind = SAMPLE._replace(
        cpu=None, disks=None, reading=SAMPLE.reading._replace(memory=None, disks=None)
    )
    assert scarcest(view(blind)) == msg("scarce.not_read")
