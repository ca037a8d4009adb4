"""Resources as lines: as drawn, at every size, with anything in it."""

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sptui.glyphs import SETS
from sptui.model.machine import CpuShare, Missing
from sptui.model.msg import msg
from sptui.model.process import Processes, Socket
from sptui.model.processes_view import SORTS, TABS, listed
from sptui.model.resources import RANGES, How, Resources, Span
from sptui.model.series import Series
from sptui.paint import frame, resources
from sptui.paint.ansi import paint
from sptui.paint.frame import Key
from sptui.paint.line import Line, line_width
from sptui.paint.resources_graphs import span_words
from sptui.paint.resources_plan import plan
from sptui.themes import DEPTHS
from tests.ui import golden
from tests.ui.kiwi_resources import resources as kiwi
from tests.ui.views import NASTY, VIEWS

LEFT = (Key("+ -", "range"), Key("p", "freeze"), Key("s", "sort"), Key("Tab", "processes"))
RIGHT = (Key("?", "help"), Key("q", "quit"))
BRAILLE = SETS["braille"]


def screen(
    view: Resources, how: How, width: int, height: int, glyphs: str = "braille"
) -> list[Line]:
    """The whole screen, as the page puts it together."""
    g = SETS[glyphs]
    head = frame.header_of(view.overview, "screen.resources")
    return [
        frame.header(head, width, g),
        *resources.body(view, how, width, height - 3, g).lines,
        frame.status(resources.scarcest(view), width, g),
        frame.keys(LEFT, RIGHT, width, g),
    ]


def text(lines: list[Line]) -> str:
    return paint(lines, "dark", None)


def body(view: Resources, how: How, width: int = 80, height: int = 21, **more: int) -> str:
    return text(resources.body(view, how, width, height, BRAILLE, **more).lines)


# ---------------------------------------------------------------- as drawn


@pytest.mark.parametrize("glyphs", ["braille", "tty", "ascii"])
@pytest.mark.parametrize("size", ["80x24", "120x40"])
def test_as_drawn(size: str, glyphs: str) -> None:
    width, height = (int(part) for part in size.split("x"))
    name = f"resources-{size}" + ("" if glyphs == "braille" else f".{glyphs}")
    golden.check(name, text(screen(kiwi(width), How(), width, height, glyphs)))


@pytest.mark.parametrize("what", TABS)
def test_small(what: str) -> None:
    golden.check(f"resources-60x20.{what}", text(screen(kiwi(), How(what), 60, 20)))


@pytest.mark.parametrize("what", ["processes", "sockets", "devices"])
@pytest.mark.parametrize("size", ["80x24", "120x40"])
def test_every_list(size: str, what: str) -> None:
    width, height = (int(part) for part in size.split("x"))
    how = How(what, tree=width == 120, cursor=2)
    golden.check(f"resources-{size}.{what}", text(screen(kiwi(width), how, width, height)))


def test_wide() -> None:
    golden.check("resources-200x60", text(screen(kiwi(120), How("processes"), 200, 60)))


@pytest.mark.parametrize("depth", DEPTHS)
def test_colours(depth: str) -> None:
    glyphs = {"16": "tty", "mono": "ascii"}.get(depth, "braille")
    drawn = paint(screen(worse(kiwi()), How("processes"), 80, 24, glyphs), "dark", depth)
    golden.check(f"resources-colours.{depth}", drawn.replace("\x1b", "^"))


def worse(view: Resources) -> Resources:
    """The same with pressure, heat and a zombie on top, so that every look is there."""
    sample, facts, seen = view.overview.sample, view.overview.facts, view.processes
    assert sample and facts and seen
    stall = sample.reading.pressure.io
    assert stall
    pressure = sample.reading.pressure._replace(
        cpu=stall._replace(some10=12.0), io=stall._replace(some10=55.0)
    )
    hot = facts.temperatures[0]._replace(celsius=104.0)
    rows = [row._replace(cpu_pct=90.0) if row.process.state == "Z" else row for row in seen.rows]
    return view._replace(
        overview=view.overview._replace(
            sample=sample._replace(reading=sample.reading._replace(pressure=pressure)),
            facts=facts._replace(temperatures=(hot,)),
        ),
        processes=seen._replace(rows=tuple(rows)),
    )


def states() -> dict[str, tuple[Resources, How]]:
    view = kiwi()
    overview, seen = view.overview, view.processes
    assert seen and overview.sample
    first = Resources(overview._replace(sample=None, facts=None), Span(600, None), {}, None)
    denied = (Missing("sockets", msg("missing.denied", path="/proc/net/tcp")),)
    about = tuple([row._replace(about=True, pressure_pct=None) for row in seen.services])
    return {
        "nothing-yet": (first, How()),
        "one-look": (view._replace(processes=one_look(seen)), How("processes")),
        "moved": (view._replace(span=Span(86_400, overview.now - 3 * 86_400)), How()),
        "filtered": (view, How("processes", filter="nginx")),
        "no-match": (view, How("processes", filter="zzz")),
        "denied": (
            view._replace(processes=seen._replace(sockets=(), missing=denied)),
            How("sockets"),
        ),
        "about": (view._replace(processes=seen._replace(services=about)), How()),
        "many-cores": (cores(view, 64), How()),
        "eight-cores": (cores(view, 8), How()),
    }


def one_look(seen: Processes) -> Processes:
    rows = [row._replace(cpu_pct=None, read_bps=None, write_bps=None) for row in seen.rows]
    return seen._replace(rows=tuple(rows))


def cores(view: Resources, count: int) -> Resources:
    sample = view.overview.sample
    assert sample
    busy = [min(100.0, 1.7 * n) for n in range(count)]
    shares = tuple([CpuShare(pct, pct, 0.0, 0.0, 0.0) for pct in busy])
    return view._replace(overview=view.overview._replace(sample=sample._replace(cores=shares)))


@pytest.mark.parametrize("name", list(states()))
def test_states(name: str) -> None:
    view, how = states()[name]
    golden.check(f"resources-80x24.{name}", text(screen(view, how, 80, 24)))


# ---------------------------------------------------------------- what must hold at any size


SIZES = st.tuples(st.integers(60, 400), st.integers(20, 120))
CALM = settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
HOWS = st.builds(
    How,
    st.sampled_from(TABS),
    st.sampled_from(sorted({sort for sorts in SORTS.values() for sort in sorts})),
    st.booleans(),
    st.sampled_from(("", "a", "user:x", "unit:")) | NASTY,
    st.integers(-1, 9),
)
SEEN = st.none() | st.from_type(Processes)
NAMED = st.dictionaries(
    st.sampled_from(("cpu", "memory", "net.rx", "net.tx", "disk.write", "cpu.0", "cpu.unit.x")),
    st.from_type(Series),
    max_size=6,
)
RESOURCES = st.builds(
    Resources,
    VIEWS,
    st.builds(Span, st.sampled_from(RANGES), st.none() | st.floats(-1e12, 1e12)),
    NAMED,
    SEEN,
)


@CALM
@given(RESOURCES, HOWS, SIZES, st.sampled_from(sorted(SETS)), st.integers(0, 12))
def test_every_line_is_whole(
    view: Resources, how: How, size: tuple[int, int], glyphs: str, first: int
) -> None:
    width, height = size
    drawn = resources.body(view, how, width, height - 3, SETS[glyphs], first=first)
    lines = [*drawn.lines, *screen(view, how, width, height, glyphs)]
    assert len(lines) == 2 * height - 3
    assert {line_width(line) for line in lines} == {width}
    assert all(span.isprintable() for line in lines for span, _ in line)
    if glyphs == "ascii":
        assert text(lines).isascii()
    assert drawn.rows == listed(view, how).keys
    assert 0 <= drawn.first <= drawn.first + drawn.shown <= len(drawn.rows)
    assert drawn.visible <= set(drawn.rows)


@CALM
@given(st.sampled_from(TABS), NASTY, SIZES, st.sampled_from(sorted(SETS)))
def test_hostile_names(what: str, name: str, size: tuple[int, int], glyphs: str) -> None:
    """A process may call itself anything: no escape, no line break, no mark gets through."""
    view = kiwi()
    seen = view.processes
    assert seen
    row = seen.rows[3]
    evil = row.process._replace(name=name, user=name, unit=name, argv=(name, name))
    seen = seen._replace(
        rows=(row._replace(process=evil),),
        services=(seen.services[0]._replace(unit=name),),
        sockets=(Socket(name, name, 65535, evil.pid, name),),
    )
    width, height = size
    lines = screen(view._replace(processes=seen), How(what, tree=True), width, height, glyphs)
    assert {line_width(line) for line in lines} == {width}
    assert all(span.isprintable() for line in lines for span, _ in line)


@given(st.integers(60, 400), st.integers(17, 120), st.integers(0, 4), st.integers(0, 4))
def test_lines_are_shared_out_whole(width: int, height: int, facts: int, devices: int) -> None:
    p = plan(width, height, facts, devices)
    assert sum(p) + 4 == height
    assert min(p) >= 0 and p.rows >= 3 and p.upper >= 1 and p.lower >= 1
    assert p.devices in (0, devices)


@pytest.mark.parametrize("what", TABS)
def test_nothing_moves_when_the_list_changes(what: str) -> None:
    """Graphs and headings stay where they are, however much a filter leaves."""
    view = kiwi(120)
    full = resources.body(view, How(what), 120, 37, BRAILLE)
    few = resources.body(view, How(what, filter="nginx"), 120, 37, BRAILLE)
    assert full.at == few.at
    assert full.lines[: full.at - 2] == few.lines[: few.at - 2]


@pytest.mark.parametrize("height", [20, 24, 30, 40, 60])
@pytest.mark.parametrize("width", [60, 79, 80, 99, 100, 120, 140])
def test_every_figure_is_there_at_any_size(width: int, height: int) -> None:
    shown = text(screen(kiwi(width), How(), width, height))
    for part in ("23 %", "67 %", "1.2 MB/s", "84 kB/s", "31 %", "I/O 4 %", "phpfpm-next"):
        assert part in shown


# ---------------------------------------------------------------- rows and cursor


@pytest.mark.parametrize("cursor", [0, 3, 7, 100, 230])
def test_the_cursor_is_on_the_screen(cursor: int) -> None:
    view = kiwi()
    drawn = resources.body(view, How("processes", cursor=cursor), 80, 21, BRAILLE)
    line = drawn.lines[drawn.at + cursor - drawn.first]
    pid, _ = drawn.rows[cursor]  # type: ignore[misc]
    shown = "".join([span for span, _ in line])
    assert shown.startswith(BRAILLE.cursor) and f" {pid} " in shown
    assert {look.partition("@")[2] for _, look in line} == {"select"}
    assert drawn.rows[cursor] in drawn.visible
    marked = [line for line in drawn.lines if line[0][0].startswith(BRAILLE.cursor)]
    assert len(marked) == 1


def test_without_cursor_no_row_is_marked() -> None:
    drawn = resources.body(kiwi(), How("processes", cursor=-1), 80, 21, BRAILLE)
    assert not any("@select" in look for line in drawn.lines for _, look in line)


@given(st.integers(0, 60), st.integers(0, 20), st.integers(-1, 60), st.integers(0, 60))
def test_a_window_holds_the_cursor(count: int, room: int, cursor: int, first: int) -> None:
    top, shown = resources.window(count, room, cursor, first)
    assert top >= 0 and top + shown <= count and shown <= max(1, room)
    if room > 0 and 0 <= cursor < count:
        assert top <= cursor < top + shown
        if first <= cursor < first + shown and first + shown <= count:
            assert top == first, "it does not move when it need not"


def test_what_is_hidden_is_counted() -> None:
    view = kiwi()
    top = resources.body(view, How("processes", cursor=0), 80, 21, BRAILLE)
    hidden = len(top.rows) - top.shown
    assert f"{BRAILLE.down} {hidden} more" in text(top.lines)
    middle = body(view, How("processes", cursor=50))
    assert f"{BRAILLE.up} 43 more   {BRAILLE.down} " in middle
    end = body(view, How("processes", cursor=len(top.rows) - 1))
    assert end.rstrip().endswith(f" {BRAILLE.up} {hidden} more")


def test_only_what_is_shown_is_asked_of_the_history() -> None:
    view = kiwi()
    how = How("devices", cursor=0)
    names = resources.asked(view.overview, how, 80, 21, rows=listed(view, how))
    assert {"cpu", "net.rx", "cpu.0", "pressure.io"} <= set(names)
    assert len(names) == len(set(names)) and "temp.CPU" not in names
    low = how._replace(cursor=15)
    assert "temp.CPU" in resources.asked(view.overview, low, 80, 21, rows=listed(view, low))
    for what in TABS:
        how = How(what)
        names = resources.asked(view.overview, how, 80, 21, rows=listed(view, how))
        missing = view._replace(series={k: v for k, v in view.series.items() if k in names})
        assert body(missing, how) == body(view, how), "what is drawn was asked for"


@pytest.mark.parametrize("glyphs", sorted(SETS))
@pytest.mark.parametrize("width", [60, 80, 120, 121, 200])
def test_a_series_of_so_many_samples_fills_the_graphs(width: int, glyphs: str) -> None:
    g = SETS[glyphs]
    many = resources.samples(width, g)
    full = Series((100.0,) * many, 1000 * many)
    view = kiwi()._replace(series={"cpu": full, "memory": full})
    drawn = resources.body(view, How(), width, 37, g)
    row = next(line for line in drawn.lines if "23 %" in "".join([s for s, _ in line]))
    below = "".join([span for span, _ in drawn.lines[drawn.lines.index(row) + 1]])
    gap = 2 if width < 100 else 3
    assert below.count(" ") == gap + 2


# ---------------------------------------------------------------- single figures


@pytest.mark.parametrize(
    ("seconds", "said"),
    zip(RANGES, ("1 min", "5 min", "10 min", "1 h", "6 h", "24 h", "7 d", "30 d"), strict=True),
)
def test_ranges_have_their_names(seconds: int, said: str) -> None:
    assert span_words(seconds) == said
    assert f" CPU {said} " in body(kiwi()._replace(span=Span(seconds, None)), How())


def test_a_list_adds_up_to_the_graph_above_it() -> None:
    """One core of four at its limit is a quarter of the machine, in graph and list."""
    view = kiwi()
    seen = view.processes
    assert seen
    row = seen.rows[3]._replace(cpu_pct=100.0)
    assert "  25 %  " in body(view._replace(processes=seen._replace(rows=(row,))), How("processes"))


def test_a_unit_has_its_own_graph_where_that_is_recorded() -> None:
    view = kiwi(120)
    drawn = body(view, How(), 120, 37)
    assert "of all memory" in drawn and "CPU, 10 min" not in drawn
    series = {**view.series, "cpu.unit.nginx.service": view.series["cpu"]}
    drawn = body(view._replace(series=series), How(), 120, 37)
    assert "CPU, 10 min" in drawn and "of all memory" not in drawn


def test_what_only_root_may_know_is_not_nothing() -> None:
    lines = body(kiwi(), How("processes", filter="pid:6001")).split("\n")
    (row,) = [line for line in lines if "gitea" in line]
    assert row.split()[4:8] == ["%", "310", "MiB", "-"]
    lines = body(kiwi(), How("sockets", filter="8222")).split("\n")
    (row,) = [line for line in lines if "8222" in line]
    assert row.split() == ["\u258ctcp", "127.0.0.1", "8222", "-", "-"]


def test_a_list_that_is_not_whole_says_so() -> None:
    view = kiwi()
    seen = view.processes
    assert seen
    hidden = (Missing("processes", msg("missing.denied", path="/proc/1")),)
    view = view._replace(processes=seen._replace(missing=hidden))
    assert "231, 2 running, 1 zombie, not all may be read" in body(view, How("processes"), 120, 37)
    assert "231, not all may be read" in body(view, How("processes"))
    assert "not all" not in body(view, How("sockets")) + body(view, How())


def test_looks_of_what_hurts() -> None:
    view = worse(kiwi())
    looks = {
        span.strip(): look
        for line in resources.body(view, How("processes", cursor=-1), 80, 21, BRAILLE).lines
        for span, look in line
    }
    assert looks["CPU 12 %"] == "warning"
    assert looks["I/O 55 %"] == "bad"
    assert looks["104 \N{DEGREE SIGN}C"] == "bad"


def test_a_figure_that_is_no_number_is_not_drawn_as_one() -> None:
    view = kiwi()
    sample = view.overview.sample
    assert sample
    share = CpuShare(*[math.nan] * 5)
    view = view._replace(
        overview=view.overview._replace(sample=sample._replace(cpu=share, cores=(share,) * 16))
    )
    assert "nan" not in body(view, How()).lower()
