"""Help, palette and the status text: in their drawings' layout, whole at any size."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sptui.glyphs import SETS, Glyphs
from sptui.model.fuzzy import match
from sptui.model.machine import Missing
from sptui.model.msg import msg
from sptui.model.text import clean
from sptui.paint import panels
from sptui.paint.ansi import paint
from sptui.paint.ended import ended
from sptui.paint.form import Field, form
from sptui.paint.frame import Key
from sptui.paint.help import ScreenEntry, help_lines
from sptui.paint.line import Line, line_width, width_of
from sptui.paint.menu import Entry, Head, menu
from sptui.paint.palette import Found, palette_lines
from sptui.paint.status import status_text
from sptui.paint.whole import Whole, broken, whole_plan
from tests.ui import golden
from tests.ui.kiwi import FACTS, FIRST, kiwi

G = SETS["braille"]
HERE = (
    Key("Enter", "why it is so, and what to do"),
    Key("c", "copy the row"),
    Key("R", "restart", False),
    Key("a", "all actions, with reasons"),
)
EVERYWHERE = (
    Key(": ^P", "find anything by name"),
    Key("/", "filter; fuzzy; Esc clears"),
    Key("Esc", "one step back, never leaves"),
    Key("q", "leave"),
)
SCREENS = (
    ScreenEntry("1", "Overview", "what needs you"),
    ScreenEntry("2", "Resources", "who uses what"),
    ScreenEntry("3", "Disks", "how full, how long yet"),
)


def text(lines: list[Line]) -> str:
    return paint(lines, "dark", None)


def found(query: str) -> list[Found]:
    entries = (
        ("Copy the row", "action", "c on Overview", "screen.copy", ""),
        ("Colours: light", "action", "", "screen.theme light", ""),
        ("Freeze the picture", "action", "p", "screen.freeze", ""),
        ("Restart Mailing lists", "action", "", "unit.restart", "nothing is selected"),
        ("Overview", "screen", "1", "", ""),
    )
    hits = [(match(query, title), rest) for title, *rest in entries for rest in [(title, *rest)]]
    return [
        Found(title, hit[1], kind, where, id, reason)
        for hit, (title, kind, where, id, reason) in hits
        if hit is not None
    ]


@pytest.mark.parametrize("size", ["80x21", "60x17", "120x37"])
def test_help_as_drawn(size: str) -> None:
    width, height = (int(part) for part in size.split("x"))
    lines = help_lines("/volumes/sdb", HERE, EVERYWHERE, SCREENS, width, height, G)
    golden.check(f"help-{size}", text(lines))


@pytest.mark.parametrize("size", ["80x21", "60x17", "120x37"])
def test_palette_as_drawn(size: str) -> None:
    width, height = (int(part) for part in size.split("x"))
    hits = found("re")
    golden.check(f"palette-{size}", text(palette_lines("re", hits, 5, 1, width, height, G)))


def test_matched_letters_are_headings() -> None:
    (line,) = palette_lines("co", found("co")[:1], 5, 9, 80, 21, G)[1:2]
    assert line[1] == ("Co", "heading@surface")


def test_what_cant_be_done_is_dim_and_says_why() -> None:
    line = palette_lines("restart", found("restart"), 5, 9, 80, 21, G)[1]
    assert "nothing is selected" in "".join([t for t, _ in line])
    assert {look for t, look in line if t.strip()} <= {"heading@surface", "dim@surface"}


def test_the_cursor_stays_in_the_palette() -> None:
    many = [Found(f"entry {n}") for n in range(50)]
    for cursor in (0, 20, 49):
        lines = palette_lines("", many, 50, cursor, 80, 12, G)
        (row,) = [line for line in lines if line[0][1] == "accent@select"]
        assert f"entry {cursor} " in "".join([t for t, _ in row])


@given(st.text(max_size=200), st.integers(4, 40))
def test_no_character_of_a_command_is_lost(text: str, width: int) -> None:
    rows = broken(clean(text), width)
    assert "".join(rows) == clean(text)
    assert all(width_of(row) <= width for row in rows)


def test_a_long_plan_is_scrolled_to_its_end_and_no_further() -> None:
    plan = Whole(msg("whole.title"), ("a",), tuple([f"step {n}" for n in range(40)]))
    top = text(whole_plan(plan, 0, 80, 12, G).lines)
    assert "step 0\n" in top
    assert "\u2193 32 more" in top
    end = whole_plan(plan, 999, 80, 12, G)
    assert end.more
    assert "step 39\n" in text(end.lines)
    assert "\u2191 32 more above" in text(end.lines)
    assert end.first == 32


def test_nothing_found() -> None:
    assert "Nothing has these letters" in text(palette_lines("zz", [], 5, 0, 80, 21, G))


SIZE = st.tuples(st.integers(60, 200), st.integers(5, 60))
TEXTS = st.lists(st.text(max_size=60), max_size=12)


def around_an_action(
    texts: list[str], cursor: int, width: int, height: int, g: Glyphs
) -> Iterator[list[Line]]:
    """A plan, a form, an ending and a menu, full of texts from outside."""
    said = tuple([msg("status.row", text=text) for text in texts])
    title = said[0] if said else msg("whole.title")
    names = tuple(texts)
    out = tuple(zip(texts, said, strict=True))
    plan = Whole(title, names, names, bool(texts), names, out, title)
    yield whole_plan(plan, cursor, width, height, g).lines
    values = tuple([(text, text if len(text) % 2 else "") for text in texts])
    fields = [Field(t, t, t, values if n % 2 else ()) for n, t in enumerate(texts)] or [
        Field("", "")
    ]
    yield form("title", "what", fields, min(cursor, len(fields) - 1), width, height, g)
    yield ended(
        title, names, title, names, ok=not texts, next=title, first=cursor, width=width,
        height=height, g=g,
    ).lines  # fmt: skip
    rows = [Entry(t[:1], t, t, t if len(t) % 2 else "") for t in texts]
    about = [(text, "text") for text in texts if text.isprintable()]
    yield menu(Head("title", title), rows, max(0, len(rows) - 1), width, height, g, about)


@given(SIZE, TEXTS, st.sampled_from(sorted(SETS)), st.integers(0, 12))
def test_overlays_are_whole(
    size: tuple[int, int], texts: list[str], glyphs: str, cursor: int
) -> None:
    width, height = size
    keys = [Key(t[:4], t, len(t) % 2 == 0) for t in texts]
    title = texts[0] if texts else ""
    g = SETS[glyphs]
    entries = [Found(t, (0, 2), t, t, t, t if len(t) % 3 else "") for t in texts]
    shown = (
        help_lines(title, keys, keys, SCREENS, width, height, g, cursor=cursor),
        help_lines(title, keys, keys, (), width, height, g, cursor=None, scroll=cursor),
        palette_lines(title, entries, 99, cursor, width, height, g),
        *around_an_action(texts, cursor, width, height, g),
    )
    for lines in shown:
        assert len(lines) <= height
        for line in lines:
            assert line_width(line) == width
            assert "".join([t for t, _ in line]).isprintable()
            assert all("@" in look for _, look in line)


# ---------------------------------------------------------------- status


def test_status_text() -> None:
    golden.check("status", status_text(kiwi()))


def test_status_with_one_reading_has_no_rates() -> None:
    shown = status_text(kiwi(sample=FIRST)._replace(findings=(), demo=True))
    golden.check("status.one-reading", shown)
    assert "0 %" not in shown.replace("memory 0 %", "") and "0 kB" not in shown


def test_status_says_what_could_not_be_read() -> None:
    facts = FACTS._replace(
        missing=(
            Missing("ways_in.passwords", msg("why.root_only")),
            Missing("ways_in.keys", msg("why.root_only")),
        )
    )
    last = status_text(kiwi(facts=facts)).splitlines()[-1]
    assert last.startswith("not read Passwords, SSH keys: ")


# ---------------------------------------------------------------- the graphs, at their drawn height


def test_graphs_as_drawn_at_120x40() -> None:
    """The golden is the drawing's own lines 8 to 19, but for "2 min"."""
    lines: list[Line] = []
    for made, rows in ((panels.upper, 5), (panels.lower, 4)):
        left, right = made(kiwi(120), 57, 58, G)
        pairs = zip(panels.paint(left, 57, rows, G), panels.paint(right, 58, rows, G), strict=True)
        lines += [((" ", "text"), *a, ("   ", "text"), *b) for a, b in pairs]
    golden.check("graphs-120x40", text(lines))
