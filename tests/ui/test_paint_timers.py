"""The list of timers as lines: when each runs, and what came of it; at every size."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sptui.glyphs import SETS
from sptui.model.msg import msg
from sptui.model.unit import TimerFacts, Unit, UnitFacts, Units
from sptui.model.units_view import How, listed
from sptui.paint import frame, services, timers
from sptui.paint.ansi import paint
from sptui.paint.frame import Key
from sptui.paint.line import Line, line_width
from sptui.paint.words import word
from tests.ui import golden
from tests.ui import kiwi_unit as kiwi
from tests.ui.kiwi_resources import resources
from tests.ui.views import NASTY

LEFT = (Key("Enter", "details"), Key("Tab", "next list"), Key("s", "sort"))
RIGHT = (Key("?", "help"), Key("q", "quit"))
BRAILLE = SETS["braille"]
HOUR, DAY = 3600.0, 86_400.0


def body(
    units: Units, width: int = 80, height: int = 21, glyphs: str = "braille", **how: object
) -> services.Body:
    asked = How("timers")._replace(**how)  # type: ignore[arg-type]
    found = listed(units, asked, kiwi.AT)
    return services.body(units, {}, asked, found, kiwi.AT, width, height, SETS[glyphs])


def screen(units: Units, width: int, height: int, glyphs: str, **how: object) -> str:
    g = SETS[glyphs]
    head = frame.header_of(resources(80).overview, "screen.services")
    lines = [
        frame.header(head, width, g),
        *body(units, width, height - 3, glyphs, **how).lines,
        frame.status(None, width, g),
        frame.keys(LEFT, RIGHT, width, g),
    ]
    return text(lines)


def text(lines: list[Line]) -> str:
    return paint(lines, "dark", None)


def worse() -> Units:
    """The same on a bad day: each way in which a timer can be."""
    units = kiwi.units()
    rows, facts, known = dict(units.rows), dict(units.facts), dict(units.timers)
    rows["logrotate.service"] = rows["logrotate.service"]._replace(active="failed", sub="failed")
    facts["logrotate.service"] = UnitFacts(kiwi.AT - HOUR, 0, "exit-code", 1, 1)
    acme = "acme-renew-kiwi.example"
    rows[f"{acme}.service"] = rows[f"{acme}.service"]._replace(active="activating", sub="start")
    known["nixos-upgrade.timer"] = known["nixos-upgrade.timer"]._replace(last=kiwi.AT - 13 * DAY)
    rows["fstrim.timer"] = rows["fstrim.timer"]._replace(active="inactive", sub="dead")
    known["fstrim.timer"] = known["fstrim.timer"]._replace(next=None)
    known["hyperkitty-hourly.timer"] = known["hyperkitty-hourly.timer"]._replace(last=None)
    for name in ("new.timer", "odd.timer"):
        rows[name] = Unit(name, "", "loaded", "active", "waiting")
    known["odd.timer"] = TimerFacts(
        "odd.timer", "odd.service", kiwi.AT + 30, None, result="resources"
    )
    return units._replace(rows=rows, facts=facts, timers=known)


@pytest.mark.parametrize("glyphs", ["braille", "tty", "ascii"])
@pytest.mark.parametrize("size", ["80x24", "120x40"])
def test_as_they_are(size: str, glyphs: str) -> None:
    width, height = (int(part) for part in size.split("x"))
    name = f"timers-{size}" + ("" if glyphs == "braille" else f".{glyphs}")
    golden.check(name, screen(kiwi.units(), width, height, glyphs, cursor=1))


@pytest.mark.parametrize("size", ["60x20", "80x24", "120x40"])
def test_on_a_bad_day(size: str) -> None:
    width, height = (int(part) for part in size.split("x"))
    golden.check(f"timers-{size}.worse", screen(worse(), width, height, "braille"))


def test_the_worst_first_in_words_and_looks() -> None:
    lines = body(worse(), cursor=-1).lines
    looks = [{span.strip(): look for span, look in line} for line in lines[2:7]]
    assert looks[0]["failed: exit 1"] == "bad" and looks[0][BRAILLE.bad] == "bad"
    assert looks[1]["failed"] == "bad", "systemd could not start it"
    assert looks[2]["missed a run"] == "warning" and looks[2][BRAILLE.warning] == "warning"
    said = text(lines)
    for part in ("running", "never ran", "stopped", "not planned", "ran"):
        assert part in said
    assert "3 failed or missed  of 8" in said


def test_what_is_on_its_way_and_what_is_soon() -> None:
    (new,) = [line for line in body(worse()).lines if " new " in text([line])]
    assert text([new]).count(BRAILLE.pending) == 5
    (odd,) = [line for line in body(worse(), cursor=-1).lines if " odd " in text([line])]
    assert {span.strip(): look for span, look in odd}["30 s"] == "accent"


def test_what_has_to_be_looked_at_for_it() -> None:
    rows = body(kiwi.units()).rows
    assert {"fstrim.timer", "fstrim.service"} <= set(rows)


@pytest.mark.parametrize("sort", ["state", "name", "next"])
def test_what_it_is_sorted_by_has_the_arrow(sort: str) -> None:
    said = text(body(kiwi.units(), sort=sort).lines)
    title = {"state": "Outcome\N{DOWNWARDS ARROW}", "name": "Timer\N{UPWARDS ARROW}"}
    assert title.get(sort, "In\N{UPWARDS ARROW}") in said
    first = {"state": "acme", "name": "acme", "next": "hyperkitty-hourly"}[sort]
    assert text(body(kiwi.units(), sort=sort).lines[2:3]).startswith(
        f"{BRAILLE.cursor}{BRAILLE.ok} {first}"
    )


def test_filters_and_empty_lists() -> None:
    said = text(body(kiwi.units(), filter="acme").lines)
    assert "1 of 6" in said and "fstrim" not in said
    assert word("needs.no_match") in text(body(kiwi.units(), filter="zzzz").lines)
    none = kiwi.units(rows={}, timers={})
    assert "There is no timer." in text(body(none).lines)
    gone = none._replace(why=msg("needs.well"))
    assert "- All is well." in text(body(gone).lines)


def test_what_is_old_is_dim_and_says_so() -> None:
    old = kiwi.units(why=msg("needs.well"), at=kiwi.AT - 300)
    lines = body(old, cursor=-1).lines
    assert "5 min old" in text(lines[:1])
    looks = {look for line in lines[2:8] for said, look in line if said.strip()}
    assert looks == {"dim"}


def test_what_is_hidden_is_counted_and_never_silently_bad() -> None:
    units = worse()
    names = [f"{n:03}.timer" for n in range(50)]
    rows = {name: Unit(name, "", "loaded", "failed", "failed") for name in names}
    many = units._replace(rows=rows, timers={})
    said = text(body(many).lines)
    assert "32 more, 32 failed or missed" in said
    low = body(many, cursor=49)
    assert low.first == 32 and "049" in text(low.lines)
    assert f"{BRAILLE.up} 32 more" in text(low.lines)


# ---------------------------------------------------------------- what must hold at any size


SIZES = st.tuples(st.integers(60, 300), st.integers(10, 80))
NAME = st.sampled_from(("a.timer", "b.timer")) | NASTY.map(lambda name: f"{name}.timer")
WHEN = st.none() | st.floats(allow_nan=True, allow_infinity=True) | st.floats(0, 3e9)
TIMER = st.builds(
    TimerFacts,
    NAME,
    NASTY,
    WHEN,
    WHEN,
    st.lists(NASTY | st.sampled_from(("hourly", "Tue *-*-* 04:40:00")), max_size=3).map(tuple),
    st.booleans(),
    NASTY | st.just("success"),
)
ROW = st.builds(
    Unit, NAME, NASTY, st.just("loaded"), st.sampled_from(("active", "failed", "inactive")), NASTY
)


@settings(max_examples=80, suppress_health_check=list(HealthCheck), deadline=None)
@given(
    st.dictionaries(NAME, ROW, max_size=6),
    st.dictionaries(NAME, TIMER, max_size=6),
    SIZES,
    st.sampled_from(sorted(SETS)),
    st.integers(-1, 6),
)
def test_every_line_is_whole(
    rows: dict[str, Unit],
    known: dict[str, TimerFacts],
    size: tuple[int, int],
    glyphs: str,
    cursor: int,
) -> None:
    width, height = size
    units = Units(rows, {}, {}, known, "bus", kiwi.AT)
    how = How("timers", cursor=cursor)
    found = listed(units, how, kiwi.AT)
    drawn = timers.body(units, {}, how, found, kiwi.AT, width, height, SETS[glyphs])
    assert len(drawn.lines) == height
    assert {line_width(line) for line in drawn.lines} == {width}
    assert all(span.isprintable() for line in drawn.lines for span, _ in line)
    if glyphs == "ascii":
        assert text(drawn.lines).isascii()
