"""The frame: header, status and key line, headings, the notice of a small window."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sptui.glyphs import SETS
from sptui.model.machine import Host
from sptui.model.msg import Msg, msg
from sptui.paint import frame
from sptui.paint.frame import Header, Health, Key
from sptui.paint.line import Line, line_width

G = SETS["braille"]
NOW = time.mktime((2026, 11, 22, 19, 46, 0, 0, 0, -1))
KIWI = Host("kiwi", "selfprivacy", "NixOS 26.05", "26.05.4821", "6.12.61", None)
WORST = Health(1, 3)


def text(line: Line) -> str:
    return "".join([t for t, _ in line])


def head(width: int, **changes: object) -> str:
    values = Header(KIWI, "screen.overview", WORST, NOW)
    return text(frame.header(values._replace(**changes), width, G))


def test_header_as_drawn() -> None:
    assert head(80) == (
        " kiwi  SelfPrivacy  Overview        \u2717 1 bad  ! 3 warnings                 19:46 "
    )
    assert head(120) == (
        " kiwi  SelfPrivacy  NixOS 26.05  Overview             \u2717 1 bad  ! 3 warnings"
        "                           Sun 22 Nov  19:46 "
    )


def test_the_header_drops_kind_then_clock() -> None:
    assert "SelfPrivacy" not in head(79) and "19:46" in head(79)
    crowded = head(60, host=KIWI._replace(name="a-host-with-a-long-name"))
    assert "19:46" not in crowded and "1 bad  ! 3 warnings" in crowded


@pytest.mark.parametrize(
    ("health", "said"),
    [
        (Health(), "\u2713 ok"),
        (Health(2), "\u2717 2 bad"),
        (Health(0, 1), "! 1 warning"),
        (Health(0, 0, 3), "? unknown"),
        (Health(0, 0, 0, known=False), "? unknown"),
        (Health(1, 0, 1), "\u2717 1 bad"),
    ],
)
def test_health(health: Health, said: str) -> None:
    assert "".join([t for t, _ in frame.health(health, G)]) == said


def test_health_keeps_its_place() -> None:
    places = {head(80, health=h).index("!") for h in (Health(0, 1), Health(0, 12))}
    assert len(places) == 1


def test_frozen_and_demo() -> None:
    assert "frozen 19:44" in head(80, frozen_at=NOW - 120)
    assert "demo   19:46" in head(80, demo=True)
    line = frame.header(Header(KIWI, "screen.overview", WORST, NOW, NOW), 80, G)
    assert ("frozen 19:46", "warning@surface") in line


@pytest.mark.parametrize(
    ("kind", "os", "shown"),
    [
        ("nixos", "NixOS 26.05", " kiwi  NixOS 26.05  Overview "),
        ("linux", "Debian GNU/Linux 12", " kiwi  Debian GNU/Linux 12  Overview "),
        ("linux", "", " kiwi  Linux  Overview "),
    ],
)
def test_kinds(kind: str, os: str, shown: str) -> None:
    assert head(120, host=KIWI._replace(kind=kind, os=os)).startswith(shown)


@given(st.text(max_size=80), st.integers(60, 200), st.integers(0, 999), st.booleans())
def test_any_header_is_whole(name: str, width: int, count: int, demo: bool) -> None:
    host = KIWI._replace(name=name, os=name)
    values = Header(host, "screen.overview", Health(count, count), NOW, None, demo)
    line = frame.header(values, width, G)
    assert line_width(line) == width
    assert all(look.endswith("@surface") for _, look in line)
    assert text(line).isprintable()


LEFT = (Key("Enter", "show why"), Key("R", "restart", False), Key("a", "actions"))
RIGHT = (Key("1-0", "screens"), Key("?", "help"), Key("q", "quit"))


def test_keys_as_drawn() -> None:
    line = frame.keys(LEFT, RIGHT, 80, G)
    assert text(line) == (
        " Enter show why  (R) restart  a actions             1-0 screens  ? help  q quit "
    )
    assert ("Enter", "key@surface") in line
    assert any("(R) restart" in t and look == "dim@surface" for t, look in line)


def test_the_right_side_goes_first() -> None:
    assert text(frame.keys(LEFT, RIGHT, 60, G)).rstrip().endswith("q quit")
    assert "screens" not in text(frame.keys(LEFT, RIGHT, 60, G))
    assert (
        text(frame.keys(LEFT, RIGHT, 40, G)).rstrip() == " Enter show why  (R) restart  a actions"
    )
    assert text(frame.keys(LEFT, RIGHT, 32, G)).rstrip() == " Enter show why  (R) restart"


def test_a_command_stands_right_and_is_cut() -> None:
    keys = (Key("y", "restart"), Key("Esc", "leave it"), Key("v", "whole plan"))
    command = "$ systemctl restart mailman mailman-web"
    line = text(frame.keys(keys, (), 80, G, ground="ask", note=command))
    assert line == (
        " y restart  Esc leave it  v whole plan  $ systemctl restart mailman mailman-web "
    )
    assert "\u2026" in text(frame.keys(keys, (), 60, G, note=command))


@given(st.integers(1, 130), st.lists(st.text(max_size=9), max_size=6), st.text(max_size=50))
def test_any_key_line_is_whole(width: int, labels: list[str], note: str) -> None:
    keys = [Key("x", label, len(label) % 2 == 0) for label in labels]
    assert line_width(frame.keys(keys, RIGHT, width, G, note=note)) == width


def test_status() -> None:
    assert text(frame.status(msg("small.larger"), 40, G)) == (
        " Make it larger, or: sptui status       "
    )
    assert text(frame.status(None, 5, G)) == "     "
    asked = frame.status((("Sure?", "warning"),), 20, G, "ask")
    assert asked == ((" ", "text@ask"), ("Sure?", "warning@ask"), (" " * 14, "text@ask"))


def test_the_next_step_shows_its_keys() -> None:
    line = frame.next_step(Msg("small.quit"))
    assert line == (("Next: ", "dim"), ("q", "key"), (" quit", "text"))
    assert frame.next_step(None) == frame.next_step(Msg("")) == ()


@given(st.text(max_size=30), st.text(max_size=12), st.integers(1, 60))
def test_headings_are_whole(title: str, note: str, width: int) -> None:
    if title.isprintable() and note.isprintable():
        assert line_width(frame.heading(title, note, width, G)) == width


def test_heading_as_drawn() -> None:
    assert text(tuple(frame.heading("Disks", "3", 20, G))) == "Disks " + G.rule * 12 + " 3"


def test_too_small() -> None:
    lines = frame.too_small(40, 10, WORST, G)
    assert [text(line).rstrip() for line in lines[:4]] == [
        "sptui needs 60x20; this is 40x10.",
        "\u2717 1 bad  ! 3 warnings",
        "Make it larger, or: sptui status",
        "q quit",
    ]
    assert len(lines) == 10
