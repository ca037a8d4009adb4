"""One unit in full as lines: as drawn, at every size, with anything in it."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sptui.glyphs import SETS
from sptui.model.errors import BusError
from sptui.model.msg import msg
from sptui.model.process import ServiceRow
from sptui.model.unit import TimerFacts, Unit, UnitFacts, UnitFile, Units, Way
from sptui.model.unit_details import Dependency, Listening, UnitDetails, UnitProcess
from sptui.model.unit_text import TextFile, UnitText
from sptui.paint import frame, unit
from sptui.paint.ansi import paint
from sptui.paint.frame import Key
from sptui.paint.line import Line, line_width
from sptui.paint.unit_lists import origin
from sptui.system import demo_unit_details as demo
from sptui.themes import DEPTHS
from tests.ui import golden
from tests.ui import kiwi_unit as kiwi
from tests.ui.kiwi_resources import resources
from tests.ui.views import NASTY

LEFT = (Key("u", "unit file"), Key("Enter", "open"), Key("a", "actions"))
RIGHT = (Key("Esc", "back"), Key("?", "help"), Key("q", "quit"))
BRAILLE = SETS["braille"]
GONE = msg("bus.lost")


def screen(lines: list[Line], width: int, height: int, glyphs: str = "braille") -> list[Line]:
    """The whole screen, as the page puts it together."""
    g = SETS[glyphs]
    head = frame.header_of(resources(80).overview, "screen.services")
    return [
        frame.header(head, width, g),
        *lines,
        frame.status(None, width, g),
        frame.keys(LEFT, RIGHT, width, g),
    ]


def drawn(
    name: str,
    width: int = 80,
    height: int = 24,
    glyphs: str = "braille",
    *,
    units: Units | None = None,
    first: int = 0,
    cursor: int = 0,
) -> unit.Body:
    seen = units or kiwi.units()
    use = kiwi.use(name) if seen.rows[name].sub == "running" else None
    return unit.body(
        kiwi.details(name), seen, use, kiwi.AT, width, height - 3, SETS[glyphs],
        first, cursor,
    )  # fmt: skip


def text(lines: list[Line]) -> str:
    return paint(lines, "dark", None)


def whole(name: str, width: int = 80, height: int = 24, glyphs: str = "braille") -> str:
    return text(screen(drawn(name, width, height, glyphs).lines, width, height, glyphs))


# ---------------------------------------------------------------- as drawn


@pytest.mark.parametrize("glyphs", ["braille", "tty", "ascii"])
@pytest.mark.parametrize("size", ["80x24", "120x40"])
def test_as_drawn(size: str, glyphs: str) -> None:
    width, height = (int(part) for part in size.split("x"))
    name = f"unit-{size}" + ("" if glyphs == "braille" else f".{glyphs}")
    golden.check(name, whole("hyperkitty.service", width, height, glyphs))


def test_small() -> None:
    golden.check("unit-60x20", whole("hyperkitty.service", 60, 20))


@pytest.mark.parametrize(
    "name",
    [
        "nginx.service",
        "postgresql.service",
        "phpfpm-nextcloud.service",
        "mailman-uwsgi.service",
        "sshd.service",
        "hyperkitty-hourly.timer",
        "systemd-fsck-root.service",
        "network-online.target",
    ],
)
def test_every_kind(name: str) -> None:
    golden.check(f"unit-120x40.{name}", whole(name, 120, 40))


@pytest.mark.parametrize("depth", DEPTHS)
def test_colours(depth: str) -> None:
    glyphs = {"16": "tty", "mono": "ascii"}.get(depth, "braille")
    lines = screen(drawn("mailman-web-setup.service", 80, 24, glyphs, cursor=1).lines, 80, 24)
    lines += screen(drawn("hyperkitty.service", 80, 24, glyphs).lines, 80, 24, glyphs)
    golden.check(f"unit-colours.{depth}", paint(lines, "dark", depth).replace("\x1b", "^"))


@pytest.mark.parametrize("glyphs", ["braille", "tty"])
@pytest.mark.parametrize("size", ["80x24", "120x40"])
def test_its_file(size: str, glyphs: str) -> None:
    width, height = (int(part) for part in size.split("x"))
    full = kiwi.details()
    body = unit.unit_file_body(demo.read(full.path, full.drop_ins), width, height - 3, SETS[glyphs])
    name = f"unit-file-{size}" + ("" if glyphs == "braille" else f".{glyphs}")
    golden.check(name, text(screen(body.lines, width, height, glyphs)))


def test_states() -> None:
    """What there is to see while it was only asked, and where that went wrong."""
    units, name = kiwi.units(), "hyperkitty.service"
    asked = unit.without(name, units, None, kiwi.AT, 80, 21, BRAILLE)
    golden.check("unit-80x24.asked", text(screen(asked.lines, 80, 24)))
    error = BusError("late", msg("needs.well"), msg("small.quit"))
    late = unit.without(name, units, error, kiwi.AT, 80, 21, BRAILLE)
    assert late.rows == () and "- All is well" in text(late.lines)
    assert "q quit" in text(late.lines)
    old = unit.body(kiwi.details(), units, None, kiwi.AT, 80, 21, BRAILLE, error=error)
    assert "- All is well" in text(old.lines) and "failed since" in text(old.lines)
    nothing = unit.without("who.service", units, None, kiwi.AT, 80, 21, BRAILLE)
    assert "? who.service" in text(nothing.lines)


def test_what_is_old_says_so() -> None:
    units = kiwi.units(why=msg("needs.well"), at=kiwi.AT - 300)
    lines = drawn("nginx.service", units=units).lines
    assert "All is well." in text(lines[:1]) and "5 min old" in text(lines[:1])
    assert "warning" in {look for _, look in lines[0]}
    looks = {span.strip(): look for line in lines for span, look in line}
    assert looks["\N{CHECK MARK}"] == "dim" or looks["active"] == "dim"


def test_what_changed_just_now_stands_out() -> None:
    units = kiwi.units(changed={"hyperkitty.service": kiwi.AT - 2})
    looks = {s: look for line in drawn("hyperkitty.service", units=units).lines for s, look in line}
    assert looks["failed"] == "bad"
    assert next(v for s, v in looks.items() if s.startswith(" since 19:05:12")) == "accent"


# ---------------------------------------------------------------- rows and cursor


@pytest.mark.parametrize("cursor", range(12))
def test_the_cursor_is_on_the_screen(cursor: int) -> None:
    body = drawn("hyperkitty.service", cursor=cursor)
    marked = [line for line in body.lines if line[0][0].startswith(BRAILLE.cursor)]
    assert len(marked) == 1
    said = "".join([span for span, _ in marked[0]])
    name = body.rows[cursor]
    assert (name in said and name in body.shown) if name else "/etc/" in said


def test_without_a_cursor_no_row_is_marked() -> None:
    body = drawn("hyperkitty.service", cursor=-1)
    assert not any("@select" in look for line in body.lines for _, look in line)


def test_lines_move_no_more_than_they_must() -> None:
    down = drawn("hyperkitty.service", cursor=11)
    assert down.first > 0
    up = drawn("hyperkitty.service", cursor=9, first=down.first)
    assert up.first == down.first
    assert drawn("hyperkitty.service", cursor=0, first=down.first).first == 0


def test_what_is_hidden_is_counted_and_never_silently_bad() -> None:
    assert "6 more, none failed" in text(drawn("hyperkitty.service").lines)
    full = UnitDetails(
        Unit("x.target", "", "loaded", "active", "active"),
        UnitFacts(),
        dependencies=tuple([Dependency("after", f"{n}.service") for n in range(40)]),
    )
    row = Unit("", "", "loaded", "failed", "failed")
    units = kiwi.units(rows={f"{n}.service": row for n in range(40)})
    body = unit.body(full, units, None, kiwi.AT, 80, 21, BRAILLE, 0, 39)
    assert "22 more, 22 failed" in text(body.lines)


@pytest.mark.parametrize(
    ("way", "says"), [("systemctl", "not told by systemctl"), ("bus", "not told")]
)
def test_conditions_that_are_not_told_are_not_passed_over(way: Way, says: str) -> None:
    def lines(**changes: object) -> list[str]:
        full = kiwi.details()._replace(**changes)  # type: ignore[arg-type]
        body = unit.body(full, kiwi.units(way=way), None, kiwi.AT, 80, 60, BRAILLE)
        assert len(body.rows) == len(drawn("hyperkitty.service").rows)
        return text(body.lines).splitlines()

    (heading,) = [line for line in lines(conditions=None) if "Conditions" in line]
    assert heading.split("Conditions")[1].strip(f" {BRAILLE.rule}") == says
    assert not any("Conditions" in line for line in lines(conditions=()))


def test_thousands_of_rows_cost_what_is_on_the_screen() -> None:
    full = kiwi.details()._replace(
        processes=tuple([UnitProcess(n, "", f"/bin/sh -c {n}") for n in range(5000)])
    )
    body = unit.body(full, kiwi.units(), None, kiwi.AT, 80, 21, BRAILLE, 0, 3000)
    assert len(body.rows) == 5012 and len(body.lines) == 21
    assert "sh -c 2990" in text(body.lines)


@pytest.mark.parametrize(
    ("path", "id"),
    [
        ("/etc/systemd/system/a.service", "origin.etc"),
        ("/run/systemd/generator.late/a.service", "origin.generated"),
        ("/run/systemd/transient/a.service", "origin.transient"),
        ("/run/systemd/system/a.service", "origin.run"),
        ("/usr/local/lib/systemd/system/a.service", "origin.local"),
        ("/usr/lib/systemd/system/a.service", "origin.package"),
        ("/lib/systemd/system/a.service", "origin.package"),
        ("/nix/store/x-unit/a.service", "origin.store"),
        ("/home/a.service", ""),
        ("", ""),
    ],
)
def test_origins(path: str, id: str) -> None:
    assert origin(path) == id


# ---------------------------------------------------------------- its file


def test_all_of_a_file_can_be_read() -> None:
    lines = tuple([f"Environment=A{n}={'x' * 200}" for n in range(100)])
    full = UnitText((TextFile("/a", "", lines),))
    first = unit.unit_file_body(full, 80, 21, BRAILLE)
    seen = [text([line]) for line in first.lines[:-1]]
    at = first.first
    while f"{BRAILLE.down} " in text([first.lines[-1]]):
        at += 20
        first = unit.unit_file_body(full, 80, 21, BRAILLE, at)
        seen += [text([line]) for line in first.lines[at - first.first : -1]]
    told = "".join([line.rstrip()[1:].removeprefix("    ") for line in seen[1:]])
    assert told.replace("\n", "") == "".join(lines)
    assert unit.unit_file_body(full, 80, 21, BRAILLE, 9**9).first == first.first


def test_looks_of_a_file() -> None:
    full = UnitText((TextFile("/a", "/b", ("[Unit]", "# c", "After=x", "  y")),))
    looks = {
        s.strip(): look for x in unit.unit_file_body(full, 80, 21, BRAILLE).lines for s, look in x
    }
    assert looks["[Unit]"] == "heading" and looks["# c"] == "dim" and looks["After="] == "dim"
    assert looks["x"] == "text" and looks["y"] == "text"


@pytest.mark.parametrize(
    ("full", "part"),
    [
        (None, BRAILLE.pending),
        (UnitText(()), "It has no unit file."),
        (UnitText((TextFile("/a", "", ()),)), "empty"),
        (UnitText((TextFile("/a", "", (), missing=msg("missing.absent", path="/a")),)), "- "),
        (UnitText((TextFile("/a", "", ("x",), cut=True),)), "There is more"),
        (UnitText((), 7), "7 more drop-ins, not read"),
    ],
)
def test_what_there_is_to_say_of_a_file(full: UnitText | None, part: str) -> None:
    assert part in text(unit.unit_file_body(full, 80, 21, BRAILLE).lines)


# ---------------------------------------------------------------- what must hold at any size


SIZES = st.tuples(st.integers(60, 300), st.integers(20, 80))
CALM = settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
NAME = st.sampled_from(("a.service", "b.timer", "c@1.socket", "sshd.service")) | NASTY
st.register_type_strategy(
    Dependency,
    st.builds(
        Dependency,
        st.sampled_from(("requires", "wants", "after", "before", "wanted_by", "triggers", "x")),
        NAME,
    ),
)
UNIT = st.builds(
    Unit,
    NAME,
    NASTY,
    st.sampled_from(("loaded", "masked", "not-found", "bad-setting")) | NASTY,
    st.sampled_from(("active", "failed", "inactive", "activating")) | NASTY,
    NASTY,
    NASTY,
)
SEEN = st.builds(
    Units,
    st.dictionaries(NAME, UNIT, max_size=4),
    st.dictionaries(NAME, st.from_type(UnitFacts), max_size=4),
    st.dictionaries(NAME, st.from_type(UnitFile), max_size=2),
    st.dictionaries(NAME, st.from_type(TimerFacts), max_size=2),
    st.just("bus"),
    st.floats(0, 2e9),
    st.booleans(),
    st.none() | st.just(msg("needs.well")),
    st.dictionaries(NAME, st.floats(0, 2e9), max_size=2),
)


def assert_whole(lines: list[Line], width: int, height: int, glyphs: str) -> None:
    assert len(lines) == height
    assert {line_width(line) for line in lines} == {width}
    assert all(span.isprintable() for line in lines for span, _ in line)
    if glyphs == "ascii":
        assert text(lines).isascii()


@CALM
@given(
    st.from_type(UnitDetails),
    UNIT,
    SEEN,
    st.none() | st.from_type(ServiceRow),
    SIZES,
    st.sampled_from(sorted(SETS)),
    st.integers(0, 40),
    st.integers(-1, 40),
)
def test_every_line_is_whole(
    full: UnitDetails,
    itself: Unit,
    units: Units,
    use: ServiceRow | None,
    size: tuple[int, int],
    glyphs: str,
    first: int,
    cursor: int,
) -> None:
    width, height = size
    full = full._replace(unit=itself)
    g = SETS[glyphs]
    body = unit.body(full, units, use, kiwi.AT, width, height, g, first, cursor)
    assert_whole(body.lines, width, height, glyphs)
    assert body.shown <= set(body.rows) and body.first >= 0
    marked = [line for line in body.lines if any("@select" in look for _, look in line)]
    assert len(marked) == (1 if 0 <= cursor < len(body.rows) else 0)
    bare = unit.without(itself.name, units, None, kiwi.AT, width, height, g)
    assert_whole(bare.lines, width, height, glyphs)


@CALM
@given(
    st.lists(
        st.builds(TextFile, NASTY, NASTY, st.lists(NASTY, max_size=9).map(tuple), st.booleans()),
        max_size=4,
    ).map(lambda files: UnitText(tuple(files))),
    SIZES,
    st.sampled_from(sorted(SETS)),
    st.integers(0, 90),
)
def test_every_line_of_a_file_is_whole(
    full: UnitText, size: tuple[int, int], glyphs: str, first: int
) -> None:
    body = unit.unit_file_body(full, *size, SETS[glyphs], first)
    assert_whole(body.lines, *size, glyphs)


@CALM
@given(NASTY, SIZES, st.sampled_from(sorted(SETS)))
def test_hostile_names(evil: str, size: tuple[int, int], glyphs: str) -> None:
    full = kiwi.details()._replace(
        unit=Unit(evil, evil, evil, "failed", evil, evil),
        path=evil,
        drop_ins=(evil,) * 500,
        user=evil,
        status_text=evil,
        load_error=evil,
        documentation=(evil,),
        dependencies=(Dependency("wants", evil), Dependency("after", evil + "x")),
        listening=(Listening(evil, evil, evil),),
        processes=(UnitProcess(1, evil, evil),),
    )
    units = kiwi.units(rows={evil: full.unit, evil + "x": full.unit})
    body = unit.body(full, units, None, kiwi.AT, *size, SETS[glyphs], 0, 3)
    assert_whole(body.lines, *size, glyphs)
