"""Plain mode's lines: what they say, and, whatever they are made from, that they are lines."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sptui.glyphs import ASCII_WORDS, WORDS, Glyphs
from sptui.model.errors import BusError
from sptui.model.health import Finding
from sptui.model.msg import msg
from sptui.model.overview import Overview
from sptui.model.process import ProcessRow
from sptui.model.unit import Units
from sptui.model.unit_details import UnitDetails
from sptui.model.units_view import How, listed
from sptui.paint import plain, plain_doing, plain_lists, plain_things
from sptui.paint.line import width_of
from sptui.paint.plain import Entry
from tests.ui import kiwi_unit as kiwi
from tests.ui.kiwi import kiwi as overview
from tests.ui.views import NASTY, SAID, VIEWS

SETS = st.sampled_from([WORDS, ASCII_WORDS])
WIDTHS = st.integers(plain.NARROWEST, plain.WIDEST)
MANY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, *HealthCheck]
)


def are_lines(lines: list[str], width: int, g: Glyphs) -> None:
    for line in lines:
        assert line.isprintable()
        assert width_of(line) <= width, line
        assert g.name != "ascii" or line.isascii()


def unit(name: str, width: int = 80, g: Glyphs = WORDS) -> list[str]:
    return plain_things.unit(name, kiwi.details(name), kiwi.units(), None, kiwi.AT, width, g)


# ---------------------------------------------------------------- what they say


def test_signs_are_words() -> None:
    text = "\n".join(unit("hyperkitty.service"))
    assert "State      failed since 19:05:12" in text
    assert "Wants      ok mailman-web-setup  ok network-online  ok postgresql" in text


def test_what_is_longer_than_a_line_goes_on_below_its_value() -> None:
    lines = unit("hyperkitty.service", 40)
    at = next(n for n, line in enumerate(lines) if line.startswith("Because"))
    assert lines[at : at + 3] == [
        "Because    exit code 1; restarted 5",
        "           times, then systemd gave up",
        "Runs       mailman-web qcluster, as",
    ]


def test_what_is_old_says_so() -> None:
    units = kiwi.units(why=msg("units.bus_gone"), at=kiwi.AT - 120)
    error = BusError("lost", msg("bus.lost"), msg("next.try_again"))
    lines = plain_things.unit("nginx.service", None, units, None, kiwi.AT, 80, WORDS, error=error)
    text = "\n".join(lines)
    assert "           bus gone, 2 min old" in text
    assert "Next: " in text
    assert "State      running" in text


def test_what_hangs_on_it_is_said() -> None:
    assert "           signing in hangs on it" in unit("sshd.service")


def test_entries_beside_their_reasons_or_below_where_it_is_narrow() -> None:
    every = [Entry(1, "Restart", "unit.restart"), Entry(2, "Stop", reason="it does not run")]
    assert plain.entries(every, 80, WORDS) == [
        "  1 Restart  unit.restart",
        "  2 Stop     not now: it does not run",
    ]
    assert plain.entries(every, 30, WORDS) == [
        "  1 Restart, unit.restart",
        "  2 Stop. not now: it does not",
        "    run",
    ]


def test_names_are_never_cut_and_what_they_do_is() -> None:
    every = [("a-very-long-name-of-a-unit.service", "running", "12 d", "What it does " * 5)]
    assert plain.rows(7, every, 64, WORDS) == [
        "  7 a-very-long-name-of-a-unit.service  running  12 d  What it ~"
    ]
    assert plain.rows(1234, every, 40, WORDS) == [
        "1234 a-very-long-name-of-a-unit.service",
        "     running 12 d",
    ]
    assert plain.rows(1, [], 80, WORDS) == []


def test_a_prompt_is_never_parted_within_a_key() -> None:
    keys = ["some", "m", "/", "f", "r", "b", "?", "q"]
    assert plain.prompt(keys, 80, WORDS) == [
        "Number or numbers, m more, / filter, f follow, r anew, b back, ? help, q leave: "
    ]
    assert plain.prompt(keys, 40, WORDS) == [
        "Number or numbers, m more, / filter,",
        "f follow, r anew, b back, ? help,",
        "q leave: ",
    ]


def test_a_plan_says_all_that_it_touches() -> None:
    lines = plain_doing.plan(
        msg("action.unit.stop"), ["a.service", "b.service"], ["systemctl stop a.service"],
        [f"x{n}.service" for n in range(50)], [("b.service", msg("not_now.not_running"))],
        msg("action.unit.start"), 80, WORDS,
    )  # fmt: skip
    assert lines[:2] == ["Stop: a.service, b.service", "Does       systemctl stop a.service"]
    text = " ".join("\n".join(lines).split())
    assert "Touches x0.service, x1.service" in text
    assert "x39.service and 10 more" in text
    assert "Left out b.service: it does not run" in text
    assert lines[-1] == "Back by    Start"


def test_an_outcome_has_its_time_and_what_was_said_last() -> None:
    text = msg("outcome.not_reached", unit="a.service", state="failed", why=msg("because.oom"))
    lines = plain_doing.outcome(
        text, "failed", msg("next.try_again"), ("one", "\x1b[31mtwo"), kiwi.AT, 80, WORDS
    )
    assert lines[0].startswith("19:46:00 Failed. a.service: failed")
    assert lines[-3:] == ["What it said last:", "  | one", "  | \ufffd[31mtwo"]


def test_choices_name_the_default_and_why_not() -> None:
    values = [("no", "its folder is read-only"), ("yes", "")]
    assert plain_doing.choices(msg("param.runtime"), values, "yes", 80, WORDS) == [
        "Until the next boot only:",
        "  1 no   not now: its folder is read-only",
        "  2 yes  yes; Enter takes this",
    ]


# ---------------------------------------------------------------- whatever they are made from


@pytest.mark.parametrize("name", sorted(kiwi.units().rows)[::9])
@pytest.mark.parametrize("width", [24, 40, 80])
def test_every_unit_at_every_width(name: str, width: int) -> None:
    are_lines(unit(name, width, ASCII_WORDS), width, ASCII_WORDS)
    details = kiwi.details(name)
    everything = plain_things.everything(details, kiwi.units(), kiwi.AT, width, WORDS)
    are_lines(everything, width, WORDS)


@pytest.mark.parametrize("what", ["units", "timers"])
@pytest.mark.parametrize("width", [24, 40, 80])
def test_every_row_at_every_width(what: str, width: int) -> None:
    units = kiwi.units()
    found = listed(units, How(what, "e"), kiwi.AT)
    draw = plain_lists.unit_rows if what == "units" else plain_lists.timer_rows
    lines = draw(units, found.keys, 1, kiwi.AT, width, WORDS)
    assert len(lines) >= len(found.keys)
    are_lines(lines, width, WORDS)
    are_lines(plain_lists.head(what, units, found, "e", kiwi.AT, width, WORDS), width, WORDS)


@MANY
@given(VIEWS, st.none() | SAID, WIDTHS, SETS)
def test_any_overview(view: Overview, guarded: object, width: int, g: Glyphs) -> None:
    are_lines(plain.head(view, guarded, width, g), width, g)  # type: ignore[arg-type]
    are_lines(plain.findings(view.findings, 11, width, g), width, g)
    for each in view.findings[:3]:
        are_lines(plain.finding(each, view.now, width, g), width, g)


@MANY
@given(st.from_type(UnitDetails), st.from_type(Units), WIDTHS, SETS)
def test_any_unit(details: UnitDetails, units: Units, width: int, g: Glyphs) -> None:
    name = details.unit.name
    are_lines(plain_things.unit(name, details, units, None, 1e9, width, g), width, g)
    are_lines(plain_things.everything(details, units, 1e9, width, g), width, g)
    are_lines(plain_things.several([name, *units.rows], units, width, g), width, g)
    rows = plain_lists.unit_rows(units, [name, *units.rows], 1, 1e9, width, g)
    are_lines(rows, width, g)


@MANY
@given(st.lists(st.from_type(ProcessRow), max_size=5), WIDTHS, SETS)
def test_any_process(rows: list[ProcessRow], width: int, g: Glyphs) -> None:
    are_lines(plain_lists.process_rows(rows, 1, width, g), width, g)
    for row in rows:
        are_lines(plain_things.process(row, width, g), width, g)


@MANY
@given(st.lists(NASTY, max_size=5), SAID, WIDTHS, SETS, st.integers(1, 99_999))
def test_any_action(texts: list[str], said: object, width: int, g: Glyphs, number: int) -> None:
    text = said
    lines = plain_doing.plan(text, texts, texts, texts, [(t, text) for t in texts], text, width, g)  # type: ignore[arg-type]
    lines += plain_doing.outcome(text, "done", text, texts, 1e9, width, g)  # type: ignore[arg-type]
    lines += plain_doing.event(1e9, text, width, g)  # type: ignore[arg-type]
    lines += plain.entries([Entry(number, "Title", t, t) for t in texts], width, g)
    are_lines(lines, width, g)


def test_there_is_a_finding_in_the_view_that_is_drawn() -> None:
    view = overview()
    assert isinstance(view.findings[0], Finding)
    assert plain.findings(view.findings, 11, 80, WORDS)[0].startswith(" 11 ")
