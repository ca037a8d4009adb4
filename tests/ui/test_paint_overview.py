"""The Overview as lines: as drawn, at every size, with anything in it."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sptui.glyphs import SETS
from sptui.model.health import Finding
from sptui.model.machine import Facts, Mount, Network, Volume
from sptui.model.msg import Msg, msg
from sptui.model.overview import Overview
from sptui.model.series import EMPTY, History
from sptui.paint import overview
from sptui.paint.ansi import paint
from sptui.paint.frame import Key
from sptui.paint.line import Line, line_width
from sptui.paint.status import status_text
from sptui.themes import DEPTHS, NAMES
from tests.ui import golden
from tests.ui.kiwi import FACTS, FIRST, UNITS, VOLUMES, kiwi
from tests.ui.views import VIEWS

LEFT = (Key("Enter", "show why"), Key("c", "copy"), Key("a", "actions"), Key("/", "filter"))
RIGHT = (Key("?", "help"), Key("q", "quit"))
NOTHING_SEEN = History(2.0, EMPTY, EMPTY, EMPTY, EMPTY)
BRAILLE = SETS["braille"]


def frame(view: Overview, width: int, height: int, glyphs: str = "braille") -> list[Line]:
    return overview.frame(view, width, height, SETS[glyphs], (LEFT, RIGHT))


def text(lines: list[Line]) -> str:
    return paint(lines, "dark", None)


def worse(view: Overview) -> Overview:
    """The same with something bad, so that every look is there."""
    first = view.findings[0]._replace(level="bad", rule="network.no_route")
    return view._replace(findings=(first, *view.findings), demo=True)


# ---------------------------------------------------------------- as drawn


@pytest.mark.parametrize("size", ["80x24", "120x40", "60x20", "100x30", "200x60"])
def test_as_drawn(size: str) -> None:
    width, height = (int(part) for part in size.split("x"))
    golden.check(f"overview-{size}", text(frame(kiwi(width), width, height)))


@pytest.mark.parametrize("glyphs", ["block", "tty", "ascii"])
def test_other_signs(glyphs: str) -> None:
    golden.check(f"overview-80x24.{glyphs}", text(frame(kiwi(), 80, 24, glyphs)))


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("theme", NAMES)
def test_colours(theme: str, depth: str) -> None:
    glyphs = {"16": "tty", "mono": "ascii"}.get(depth, "braille")
    drawn = paint(frame(worse(kiwi()), 80, 24, glyphs), theme, depth)
    golden.check(f"colours-80x24.{theme}-{depth}", drawn.replace("\x1b", "^"))


def states() -> dict[str, Overview]:
    view = kiwi()
    well = view._replace(findings=(), units=UNITS._replace(failed=()))
    many = tuple(
        view.findings[0]._replace(subject=str(n), level="bad" if n < 2 else "warning")
        for n in range(30)
    )
    return {
        "well": well,
        "many": view._replace(findings=many),
        "first-look": view._replace(sample=FIRST, history=NOTHING_SEEN),
        "nothing-yet": Overview(view.now, view.host, None, None, (), NOTHING_SEEN),
        "unread": kiwi(sample=FIRST._replace(reading=unread())),
        "silent-mount": kiwi(facts=FACTS._replace(volumes=(*VOLUMES, *silent()))),
        "no-network": kiwi(facts=FACTS._replace(network=Network((), (), (), None))),
        "many-disks": kiwi(facts=FACTS._replace(volumes=many_volumes())),
    }


def unread() -> object:
    """A machine that tells nothing."""
    reading = FIRST.reading
    nothing = dict.fromkeys(("cpu", "load", "memory", "disks", "links", "oom_kills"))
    return reading._replace(cores=(), pressure=reading.pressure._replace(io=None), **nothing)


def silent() -> tuple[Volume, ...]:
    why = msg("why.no_answer", after_s=5)
    return (
        Volume(Mount("/mnt/nfs", "nas:/a", "nfs4", "0:50", False), None, why, None),
        Volume(Mount("/mnt/new", "/dev/sdz", "ext4", "8:99", False), None, None, None),
    )


def many_volumes() -> tuple[Volume, ...]:
    mount = VOLUMES[0].mount
    named = [mount._replace(point=f"/srv/of/people/number-{n}") for n in range(14)]
    return (*[VOLUMES[n % 2]._replace(mount=one) for n, one in enumerate(named)], VOLUMES[2])


@pytest.mark.parametrize("name", list(states()))
def test_states(name: str) -> None:
    golden.check(f"state-80x24.{name}", text(frame(states()[name], 80, 24)))


# ---------------------------------------------------------------- what must hold at any size


SIZES = st.tuples(st.integers(60, 400), st.integers(20, 120))
CALM = settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)


@CALM
@given(VIEWS, SIZES, st.sampled_from(sorted(SETS)), st.none() | st.integers(0, 3))
def test_every_line_is_whole(
    view: Overview, size: tuple[int, int], glyphs: str, cursor: int | None
) -> None:
    width, height = size
    body = overview.body(view, width, height - 3, SETS[glyphs], cursor=cursor)
    lines = [*frame(view, width, height, glyphs), *body.lines]
    assert len(lines) == 2 * height - 3
    assert {line_width(line) for line in lines} == {width}
    assert all(span.isprintable() for line in lines for span, _ in line)
    assert len(body.rows) == len(view.findings)
    if glyphs == "ascii":
        assert text(lines).isascii()


@given(st.integers(1, 90), st.integers(1, 30))
def test_a_small_window_says_what_it_needs(width: int, height: int) -> None:
    lines = frame(kiwi(), width, height)
    assert len(lines) == height
    assert {line_width(line) for line in lines} == {width}
    small = width < 60 or height < 20
    assert text(lines).startswith("sptui needs"[: width - 1]) == small or width < 2


@CALM
@given(VIEWS, st.integers(40, 80))
def test_status_is_never_wider(view: Overview, width: int) -> None:
    for line in status_text(view, width).splitlines():
        assert line_width(((line, "text"),)) <= width
        assert line.isprintable()


@pytest.mark.parametrize("height", range(20, 60))
@pytest.mark.parametrize("width", [60, 79, 80, 99, 100, 120, 140])
def test_nothing_wrong_is_hidden(width: int, height: int) -> None:
    """Findings, a figure of each panel and the fullest disk are there at any size."""
    shown = text(frame(kiwi(width), width, height))
    for part in ("Clock is not synch", "full in 9 d", "23 %", "67 %", "1.2 MB/s", "84 kB/s"):
        assert part in shown


# ---------------------------------------------------------------- rows and cursor


def findings(count: int) -> tuple[Finding, ...]:
    first = kiwi().findings[-1]
    return tuple(first._replace(subject=f"s{n}", title=Msg(f"finding {n}")) for n in range(count))


@pytest.mark.parametrize("cursor", [0, 3, 7, 29])
def test_the_cursor_is_on_the_screen(cursor: int) -> None:
    view = kiwi()._replace(findings=findings(30))
    body = overview.body(view, 80, 21, BRAILLE, cursor=cursor)
    at = body.rows[cursor]
    line = "".join([span for span, _ in body.lines[at]])
    assert line.startswith(BRAILLE.cursor)
    assert f"finding {cursor} " in line
    assert {look.partition("@")[2] for _, look in body.lines[at]} == {"select"}
    marked = [line for line in body.lines if line[0][0].startswith(BRAILLE.cursor)]
    assert len(marked) == 1


def test_what_is_hidden_is_counted() -> None:
    bad = tuple(f._replace(level="bad") for f in findings(9))
    view = kiwi()._replace(findings=(*bad, *findings(3)))
    shown = text(overview.body(view, 80, 21, BRAILLE, cursor=0).lines)
    rows = [row for row in overview.body(view, 80, 21, BRAILLE).rows if row >= 0]
    assert f"{12 - len(rows)} more, {9 - len(rows)} bad" in shown
    last = text(overview.body(view, 80, 21, BRAILLE, cursor=11).lines)
    assert f"{12 - len(rows)} more" in last and "finding 2" in last


def test_without_cursor_no_row_is_marked() -> None:
    body = overview.body(kiwi(), 80, 21, BRAILLE, cursor=None)
    assert not any("@select" in look for line in body.lines for _, look in line)


def test_the_filter_keeps_what_matches() -> None:
    view = kiwi()
    assert [f.subject for f in overview.filtered(view.findings, "full sdb")] == ["/volumes/sdb"]
    assert overview.filtered(view.findings, " ") == view.findings
    body = overview.body(view, 80, 21, BRAILLE, filter="sdb")
    assert len(body.rows) == 1
    assert "1 of 3" in text(body.lines[:1])
    nothing = overview.body(view, 80, 21, BRAILLE, filter="zzz")
    assert "Nothing matches." in text(nothing.lines) and nothing.rows == ()


def test_a_disk_has_the_look_of_its_finding() -> None:
    looks = {
        span.strip(): look
        for line in overview.body(kiwi(), 120, 37, BRAILLE).lines
        for span, look in line
    }
    assert looks["14.6 GB"] == looks["92 %"] == "warning"
    assert not any(look == "warning" for span, look in looks.items() if "32.4 GB" in span)


def test_how_units_are() -> None:
    """How many are well; how old that is, or why nobody knows; on its way until it was asked."""
    why = msg("unit.said", text="no systemd here")
    for tally, said, look in (
        (None, BRAILLE.pending, "dim"),
        (UNITS, f"{BRAILLE.bad} 213 of 214 well", "bad"),
        (UNITS._replace(failed=()), "214 of 214 well", "text"),
        (UNITS._replace(why=why, at=UNITS.at - 300), "5 min old", "warning"),
        (UNITS._replace(total=0, failed=(), way="", why=why), "- no systemd here", "text"),
    ):
        lines = overview.body(kiwi(120, units=tally), 120, 37, BRAILLE).lines
        (line,) = [line for line in lines if any("Units" in span for span, _ in line)]
        assert look in [look for span, look in line if span.strip().endswith(said)], said


def test_facts_wait_for_no_one() -> None:
    facts: Facts | None = None
    shown = text(frame(kiwi(facts=facts, units=None), 80, 24))
    assert "? unknown" in shown
    assert "All is well" not in shown
