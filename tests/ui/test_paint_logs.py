"""Logs as lines: as drawn, at every size, with anything in it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sptui.glyphs import SETS
from sptui.model.journal import Entry
from sptui.model.journal_rows import Field, Gap, JournalState, LogsSeen, Row
from sptui.model.log_kinds import Kind
from sptui.model.logs_view import How
from sptui.model.msg import Msg, msg
from sptui.paint import frame, logs
from sptui.paint.ansi import paint
from sptui.paint.frame import Key
from sptui.paint.line import Line, line_width
from sptui.paint.logs_entry import at_rest, entry_body, plain_line
from sptui.paint.words import say
from sptui.themes import DEPTHS
from tests.ui import golden
from tests.ui.kiwi import NOW, kiwi
from tests.ui.kiwi_logs import FIRST, STATE, Stream, entries, kinds
from tests.ui.views import NASTY

LEFT = (Key("Enter", "whole"), Key("o", "unit"), Key("Tab", "next list"))
RIGHT = (Key("?", "help"), Key("q", "quit"))
ALL = entries()
KILLED, RIGHTS = msg("journal.killed", signal=9), msg("journal.hint.rights", groups="adm")
KINDS = kinds()


def list_of(
    stream: Stream,
    how: How = How(),  # noqa: B008 - it is a value
    width: int = 80,
    height: int = 21,
    glyphs: str = "braille",
    found: tuple[Kind, ...] | None = KINDS,
    state: JournalState | None = STATE,
) -> logs.Body:
    g = SETS[glyphs]
    return logs.body(stream.seen, stream.rows, found, state, how, NOW, width, height, g)


def screen(
    body: list[Line], width: int, glyphs: str = "braille", status: Msg | None = None
) -> list[Line]:
    """The whole screen, as the page puts it together."""
    g = SETS[glyphs]
    header = frame.header(frame.header_of(kiwi(width), "screen.logs"), width, g)
    return [header, *body, frame.status(status, width, g), frame.keys(LEFT, RIGHT, width, g)]


def text(lines: list[Line]) -> str:
    return paint(lines, "dark", None)


def cut(size: str) -> tuple[int, int]:
    width, height = (int(part) for part in size.split("x"))
    return width, height


# ---------------------------------------------------------------- as drawn


@pytest.mark.parametrize("glyphs", ["braille", "tty", "ascii"])
@pytest.mark.parametrize("size", ["60x20", "80x24", "120x40", "200x60"])
def test_as_drawn(size: str, glyphs: str) -> None:
    width, height = cut(size)
    stream = Stream(ALL)
    drawn = list_of(stream, How(), width, height - 3, glyphs)
    name = f"logs-{size}" + ("" if glyphs == "braille" else f".{glyphs}")
    golden.check(name, text(screen(drawn.lines, width, glyphs, at_rest(ALL[-1], NOW))))


@pytest.mark.parametrize("glyphs", ["braille", "tty", "ascii"])
@pytest.mark.parametrize("size", ["80x24", "120x40"])
def test_a_unit_searched_and_held(size: str, glyphs: str) -> None:
    """What was searched for is marked; the gap, the multi-line entry, the news are said."""
    width, height = cut(size)
    drawn = list_of(searched(), HELD, width, height - 3, glyphs)
    name = f"logs-searched-{size}" + ("" if glyphs == "braille" else f".{glyphs}")
    golden.check(name, text(screen(drawn.lines, width, glyphs)))


@pytest.mark.parametrize("size", ["80x24", "120x40"])
def test_kinds_with_the_focus(size: str) -> None:
    width, height = cut(size)
    drawn = list_of(Stream(ALL), How(on="kinds", kind=3), width, height - 3)
    golden.check(f"logs-kinds-{size}", text(screen(drawn.lines, width)))


@pytest.mark.parametrize("glyphs", ["braille", "tty", "ascii"])
@pytest.mark.parametrize("size", ["60x20", "80x24", "120x40"])
def test_a_whole_entry(size: str, glyphs: str) -> None:
    width, height = cut(size)
    g = SETS[glyphs]
    entry = next(each for each in ALL if "Traceback" in each.message)
    drawn = entry_body(entry, FIELDS, None, NOW, 0, width, height - 3, g)
    name = f"logs-entry-{size}" + ("" if glyphs == "braille" else f".{glyphs}")
    golden.check(name, text(screen(drawn.lines, width, glyphs, msg("logs.entry.rest"))))


@pytest.mark.parametrize("depth", DEPTHS)
def test_colours(depth: str) -> None:
    glyphs = {"16": "tty", "mono": "ascii"}.get(depth, "braille")
    drawn = screen(list_of(searched(), HELD, glyphs=glyphs).lines, 80, glyphs)
    golden.check(f"logs-colours.{depth}", paint(drawn, "dark", depth).replace("\x1b", "^"))


FIELDS = (
    Field("__CURSOR", "s=5a1e0c3b7d9f4e2a8b6c0d1e2f3a4b5c;i=398"),
    Field("__REALTIME_TIMESTAMP", "1795374311800000"),
    Field("PRIORITY", "3"),
    Field("SYSLOG_IDENTIFIER", "hyperkitty"),
    Field("_SYSTEMD_UNIT", "hyperkitty.service"),
    Field("MESSAGE", next(each.message for each in ALL if "Traceback" in each.message)),
    Field("CORE", "\x7fELF \x1b[31m\udcff", 9_000_000),
    Field("CONTEXT", "first line\nsecond line \u202eetirw"),
)
HELD = How(at=FIRST + 12, top=FIRST)


def searched() -> Stream:
    rows: list[Row] = [each for each in ALL if each.unit.startswith("hyperkitty")]
    rows = rows[-14:]
    rows.insert(4, Gap(1204, rows[4].at))
    rows.insert(9, Gap(None, rows[9].at))
    found = Stream(rows, "unit:hyperkitty prio:warning database lock")
    return found.but(lambda seen: seen._replace(live=False, new=214))


# ---------------------------------------------------------------- what there is, and what is not


def said(drawn: logs.Body) -> str:
    return text(drawn.lines)


def test_the_gap_the_news_and_the_lines_left_out_are_said() -> None:
    drawn = said(list_of(searched(), HELD, 80, 30))
    assert "· 1,204 lines left out: too fast" in drawn
    assert "· lines left out here: nobody knows how many" in drawn
    assert "+ 19 lines: Enter" in drawn
    assert "↓ 214 new: End follows again" in drawn
    assert "hyperkitty, warning and worse, database lock" in drawn


def test_what_was_searched_for_is_marked_and_nothing_else() -> None:
    lines = list_of(searched(), How(grouped=False), 120, 40).lines
    marked = {span for line in lines for span, look in line if look.partition("@")[0] == "heading"}
    assert marked == {"Journal", "database", "lock"}


def test_a_message_of_many_bytes_says_how_many() -> None:
    entry = Entry("begins so", 6, left_out=10_000_000, at=round(NOW * 1e6))
    assert "+ 10 MB: Enter" in said(list_of(Stream([entry])))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda seen: seen._replace(ready=False), "· the journal is read"),
        (lambda seen: seen._replace(busy=True), "· older lines are read"),
        (
            lambda seen: seen._replace(why=KILLED, next=msg("journal.unforeseen.next")),
            "! journalctl was ended by signal 9. It is tried again.",
        ),
        (lambda seen: seen._replace(hint=RIGHTS), "! only your own messages"),
        (
            lambda seen: seen._replace(newest=round((NOW - 63) * 1e6)),
            "19:46:00  following: newest line 63 s ago",
        ),
    ],
)
def test_how_reading_goes_is_said(change: Callable[[LogsSeen], LogsSeen], says: str) -> None:
    assert says in said(list_of(Stream(ALL).but(change)))


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (JournalState(None), "! there is no journal here"),
        (STATE._replace(damaged=("a", "b")), "! 2 damaged files put aside"),
        (STATE._replace(persistent=False), "! kept in memory only"),
    ],
)
def test_what_is_wrong_with_the_journal_itself_is_said(state: JournalState, says: str) -> None:
    assert says in said(list_of(Stream(ALL), state=state))


@pytest.mark.parametrize(
    ("state", "width", "says"),
    [
        (STATE, 80, "- all of it: 1.3 GB since 10 Nov 19:46"),
        (STATE._replace(oldest=0), 80, "- all of it: 1.3 GB"),
        (STATE._replace(bytes=0), 80, "- all of it"),
        (None, 80, "- all of it"),
        (STATE, 79, "- all of it"),
    ],
)
def test_how_much_there_is_and_since_when_stands_in_the_heading(
    state: JournalState | None, width: int, says: str
) -> None:
    drawn = said(list_of(Stream(ALL), state=state, width=width, glyphs="ascii"))
    assert any(line.rstrip().endswith(says) for line in drawn.split("\n"))


def test_no_row_has_a_reason_and_a_next_step() -> None:
    drawn = said(list_of(Stream([], "unit:nothing")))
    assert "Nothing matches.  Esc clears the filter." in drawn
    drawn = said(list_of(Stream([], "unit:nothing since:15min")))
    assert "Nothing matches.  Esc clears the filter, + looks further back." in drawn
    assert "The journal has no entries." in said(list_of(Stream([])))
    assert "No warning and no error since it booted." in said(list_of(Stream([]), found=()))
    partial = list_of(Stream([]).but(lambda seen: seen._replace(hint=RIGHTS)), found=())
    assert "? None among what can be read." in said(partial)
    assert "· counted now" in said(list_of(Stream([]), found=None))


def test_another_day_and_another_boot_are_parted() -> None:
    wide = said(list_of(Stream(ALL), How(at=FIRST + 400, top=FIRST + 395), 120, 40))
    assert re.search(r"^▌ ?\d+ Nov \d\d:\d\d:\d\d ", wide, re.MULTILINE)
    boot = next(n for n, each in enumerate(ALL) if each.boot == "this")
    assert "── booted 10 Nov 14:46:00 ──" in said(
        list_of(Stream(ALL), How(at=FIRST + boot, top=FIRST + boot - 2))
    )
    day = said(
        list_of(Stream(ALL), How(at=len(ALL) + FIRST - 12, top=len(ALL) + FIRST - 45), 80, 60)
    )
    assert "── Sun 22 Nov ──" in day


def test_of_a_traceback_its_last_line_stands() -> None:
    entry = Entry("Traceback (most recent call last):\n  File x\nValueError: no", 3)
    drawn = said(list_of(Stream([entry])))
    assert "ValueError: no" in drawn
    assert "+ 2 lines: Enter" in drawn


def test_an_entry_in_a_line_for_the_clipboard() -> None:
    entry = ALL[-1]
    assert plain_line(entry) == (
        "22 Nov 19:45:00 hyperkitty[7712]: hourly: worker is not running, 23 mails wait"
    )


def test_a_kind_says_how_often_and_when() -> None:
    often = next(kind for kind in KINDS if kind.times == 41)
    assert say(logs.kind_at_rest(often, NOW)).startswith(
        "41 times, first 10 Nov 22:52:00, last 19:"
    )
    once = next(kind for kind in KINDS if kind.times == 1)
    assert say(logs.kind_at_rest(once, NOW)) == "Once, 19:05:12. Enter shows it."


# ---------------------------------------------------------------- the cursor


@pytest.mark.parametrize("size", ["60x17", "80x21", "120x37"])
def test_every_row_can_be_reached_and_is_seen(size: str) -> None:
    """Down, row by row, from the first to the last: the row with the cursor is on the screen."""
    width, height = cut(size)
    rows: list[Row] = list(ALL[-60:])
    rows[30] = Gap(5, rows[30].at)
    stream = Stream(rows)
    top = FIRST
    for at in [*range(FIRST, FIRST + 60), *range(FIRST + 59, FIRST - 1, -1)]:
        drawn = list_of(stream, How(at=at, top=top), width, height)
        top = drawn.top
        assert drawn.at == at
        cursors = [line for line in drawn.lines if line[0][0].startswith("▌")]
        assert cursors, (at, said(drawn))
        assert drawn.top <= at < drawn.end


def test_rows_that_went_leave_the_cursor_on_one_that_is_there() -> None:
    drawn = list_of(Stream(ALL[-9:]), How(at=5, top=2))
    assert (drawn.at, drawn.top) == (FIRST, FIRST)
    assert list_of(Stream(ALL[-9:]), How(at=FIRST + 99, top=FIRST + 99)).at == FIRST + 8


# ---------------------------------------------------------------- anything in it

ANY = st.one_of(NASTY, st.text(max_size=60))
ENTRY = st.builds(
    Entry,
    ANY,
    st.one_of(st.none(), st.integers(0, 7)),
    at=st.integers(0, 1 << 63),
    boot=st.sampled_from(["", "a", "b"]),
    unit=ANY,
    source=ANY,
    pid=st.integers(0, 1 << 40),
    left_out=st.sampled_from([0, 0, 123_456_789]),
)
GAP = st.builds(Gap, st.one_of(st.none(), st.integers(0, 1 << 40)), st.integers(0, 1 << 63))
KIND = st.builds(
    Kind, ANY, ANY, ANY, ANY, st.integers(0, 7), st.integers(1, 1 << 40),
    st.integers(0, 1 << 63), st.integers(0, 1 << 63),
)  # fmt: skip


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.lists(st.one_of(ENTRY, GAP), max_size=30),
    st.lists(KIND, max_size=9),
    st.sampled_from([(60, 17), (80, 21), (120, 37), (200, 57)]),
    st.sampled_from(sorted(SETS)),
    st.integers(-2, 40),
    st.booleans(),
)
def test_lines_are_exact_and_safe_whatever_is_in_them(
    rows: list[Row],
    found: list[Kind],
    size: tuple[int, int],
    glyphs: str,
    at: int,
    focused: bool,
) -> None:
    width, height = size
    how = How(on="kinds" if focused else "stream", kind=max(0, min(at, len(found) - 1)))
    how = how._replace(at=None if at < 0 else FIRST + at, top=FIRST + at // 2)
    drawn = list_of(Stream(rows, "e"), how, width, height, glyphs, tuple(found))
    assert len(drawn.lines) == height
    assert {line_width(line) for line in drawn.lines} == {width}
    assert "".join([span for line in drawn.lines for span, _ in line]).isprintable()


@settings(max_examples=100, deadline=None)
@given(
    ENTRY, st.lists(st.builds(Field, ANY, ANY, st.integers(0, 99)), max_size=9), st.integers(0, 50)
)
def test_a_whole_entry_is_exact_and_safe(entry: Entry, fields: list[Field], first: int) -> None:
    for width, height in ((60, 17), (80, 21), (120, 37)):
        drawn = entry_body(entry, fields, None, NOW, first, width, height, SETS["tty"])
        assert len(drawn.lines) == height
        assert {line_width(line) for line in drawn.lines} == {width}
        assert "".join([span for line in drawn.lines for span, _ in line]).isprintable()
