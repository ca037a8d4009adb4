"""Services as lines: as drawn, at every size, with anything in it."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sptui.glyphs import SETS
from sptui.model.msg import Msg, msg
from sptui.model.process import ServiceRow
from sptui.model.unit import TimerFacts, Unit, UnitFacts, UnitFile, Units
from sptui.model.units_view import How, listed
from sptui.paint import frame, services
from sptui.paint.ansi import paint
from sptui.paint.frame import Key
from sptui.paint.line import Line, line_width
from sptui.paint.words import say
from sptui.themes import DEPTHS
from tests.ui import golden
from tests.ui.kiwi import NOW, kiwi
from tests.ui.kiwi_units import CORES, USE, shown, thousands, units
from tests.ui.views import NASTY

LEFT = (Key("Enter", "details"), Key("u", "unit file"), Key("Space", "mark"), Key("s", "sort"))
RIGHT = (Key("?", "help"), Key("q", "quit"))
BRAILLE = SETS["braille"]
MARKED = How(marked=frozenset({"fail2ban.service"}))
GONE = msg("bus.lost", where="/run/dbus/system_bus_socket")


def list_of(
    seen: Units,
    how: How = MARKED,
    width: int = 80,
    height: int = 21,
    glyphs: str = "braille",
    use: dict[str, ServiceRow] = USE,
    first: int = 0,
    now: float = NOW,
) -> services.Body:
    found = listed(seen, how, NOW)
    g = SETS[glyphs]
    return services.body(seen, use, how, found, now, width, height, g, first, CORES)


def screen(
    seen: Units, how: How = MARKED, width: int = 80, height: int = 24, glyphs: str = "braille"
) -> list[Line]:
    """The whole screen, as the page puts it together."""
    g = SETS[glyphs]
    drawn = list_of(seen, how, width, height - 3, glyphs)
    rows = shown(seen, how)
    focused = rows[how.cursor] if 0 <= how.cursor < len(rows) else ""
    return [
        frame.header(frame.header_of(kiwi(width), "screen.services"), width, g),
        *drawn.lines,
        frame.status(services.at_rest(seen, USE, focused, NOW), width, g),
        frame.keys(LEFT, RIGHT, width, g),
    ]


def text(lines: list[Line]) -> str:
    return paint(lines, "dark", None)


def looks(lines: list[Line]) -> dict[str, str]:
    return {span.strip(): look for line in lines for span, look in line if span.strip()}


# ---------------------------------------------------------------- as drawn


@pytest.mark.parametrize("glyphs", ["braille", "tty", "ascii"])
@pytest.mark.parametrize("size", ["60x20", "80x24", "120x40", "200x60"])
def test_as_drawn(size: str, glyphs: str) -> None:
    width, height = (int(part) for part in size.split("x"))
    name = f"services-{size}" + ("" if glyphs == "braille" else f".{glyphs}")
    golden.check(name, text(screen(units(), MARKED, width, height, glyphs)))


@pytest.mark.parametrize("depth", DEPTHS)
def test_colours(depth: str) -> None:
    glyphs = {"16": "tty", "mono": "ascii"}.get(depth, "braille")
    drawn = paint(screen(worse(), MARKED, 80, 24, glyphs), "dark", depth)
    golden.check(f"services-colours.{depth}", drawn.replace("\x1b", "^"))


def worse() -> Units:
    """The same with every state in it, so that every look is there."""
    seen = units()
    states = {
        "dovecot2": ("activating", "auto-restart"),
        "forgejo": ("activating", "start"),
        "mailman": ("deactivating", "stop-sigterm"),
        "nginx": ("reloading", "reload"),
        "postfix": ("inactive", "dead"),
        "rspamd": ("dreaming", "deeply"),
    }
    rows = dict(seen.rows)
    for short, (active, sub) in states.items():
        name = f"{short}.service"
        rows[name] = rows[name]._replace(active=active, sub=sub)
    rows["postfix.service"] = rows["postfix.service"]._replace(load="masked")
    rows["sshd.service"] = rows["sshd.service"]._replace(load="bad-setting", active="inactive")
    return seen._replace(rows=rows, changed={"forgejo.service": NOW - 3, "nginx.service": NOW - 30})


def well() -> Units:
    seen = units()
    rows = {name: row for name, row in seen.rows.items() if name != "hyperkitty.service"}
    return seen._replace(rows=rows)


def states() -> dict[str, tuple[Units, How]]:
    seen = units()
    everywhere = Units({}, {}, {}, {}, "", NOW, why=msg("unit.said", text="no systemd here"))
    spare = {"spare.service": UnitFile("spare.service", "/usr/lib/spare", "disabled")}
    return {
        "every-state": (worse(), How(cursor=1)),
        "well": (well(), How()),
        "stale": (seen._replace(why=GONE, at=NOW - 300), How()),
        "no-systemd": (everywhere, How()),
        "polled": (seen._replace(way="systemctl", live=False), How()),
        "filtered": (seen, How(filter="redis")),
        "state": (seen, How(filter="state:failed")),
        "template": (seen, How(filter="getty@", cursor=1)),
        "no-match": (seen, How(filter="zzz")),
        "facts-on-their-way": (seen._replace(facts={}), How(cursor=3)),
        "not-loaded": (seen._replace(files={**seen.files, **spare}), How(filter="spare")),
        "by-name": (seen, How(sort="name", cursor=20)),
        "by-boot": (seen, How(sort="boot")),
        "below": (seen, How(cursor=100)),
    }


@pytest.mark.parametrize("name", list(states()))
def test_states(name: str) -> None:
    seen, how = states()[name]
    golden.check(f"services-80x24.{name}", text(screen(seen, how)))


@pytest.mark.parametrize("name", ["stale", "polled", "not-loaded", "below"])
def test_states_where_there_is_room(name: str) -> None:
    seen, how = states()[name]
    golden.check(f"services-120x40.{name}", text(screen(seen, how, 120, 40)))


@pytest.mark.parametrize("width", [60, 80, 120])
def test_while_nothing_is_known(width: int) -> None:
    lines = services.waiting(width, 21, BRAILLE)
    assert len(lines) == 21 and {line_width(line) for line in lines} == {width}
    assert f"{BRAILLE.pending} systemd is asked" in text(lines)


# ---------------------------------------------------------------- single figures


def row(seen: Units, name: str, use: dict[str, ServiceRow] = USE, width: int = 120) -> str:
    drawn = list_of(seen, How(filter=f"unit:{name}"), width, 37, use=use)
    return text([drawn.lines[3]])


def test_what_changed_a_moment_ago_stands_out() -> None:
    seen = units(changed={"nginx.service": NOW - 9.9, "postfix.service": NOW - 10})
    since = {"nginx.service": NOW - 9.9, "postfix.service": NOW - 10}
    facts = {name: seen.facts[name]._replace(since=at) for name, at in since.items()}
    drawn = list_of(seen._replace(facts={**seen.facts, **facts}))
    assert looks(drawn.lines)["9 s"] == "accent"
    assert not any("10 s" in span for span, look in looks(drawn.lines).items() if look != "text")
    assert "   10 s  " in text(drawn.lines)


def test_what_changed_before_it_was_asked_for_has_an_age_already() -> None:
    seen = units(facts={}, changed={"nginx.service": NOW - 3})
    assert " running      3 s " in row(seen, "nginx.service")


def test_a_failed_unit_is_bad_in_sign_and_word() -> None:
    lines = list_of(units(), How(cursor=-1)).lines
    assert looks(lines)[BRAILLE.bad] == looks(lines)["failed"] == looks(lines)["1 failed"] == "bad"
    good = list_of(well(), How(cursor=-1)).lines
    assert "bad" not in {look for line in good for _, look in line}
    assert "none failed  of 213" in text(good)


def test_old_rows_are_dim_and_the_note_says_how_old() -> None:
    drawn = list_of(units(why=GONE, at=NOW - 300), How(cursor=-1))
    assert looks(drawn.lines)["bus gone, 5 min old"] == "warning"
    assert {look for line in drawn.lines[2:-1] for span, look in line if span.strip()} == {"dim"}


def test_what_ended_is_said_in_two_words_and_why_on_the_status_line() -> None:
    for way, said in (
        ("private", "systemd gone"),
        ("", "systemd gone"),
        ("systemctl", "systemctl"),
    ):
        assert f" {said}" in text(list_of(units(why=GONE, way=way, at=NOW - 300)).lines[:1])
    said = services.at_rest(units(why=GONE, at=NOW - 300), USE, "nginx.service", NOW)
    assert said and "/run/dbus/system_bus_socket ended the connection" in say(said)


def test_no_systemd_is_one_line() -> None:
    seen, how = states()["no-systemd"]
    said = [line.strip() for line in text(list_of(seen, how).lines).split("\n")]
    assert said[1] == "- no systemd here" and not any(said[2:])


def test_a_sum_over_processes_is_marked_as_such() -> None:
    about = {name: each._replace(about=True) for name, each in USE.items()}
    assert f" {BRAILLE.about}9 %  {BRAILLE.about}1.7 GiB " in row(
        units(), "phpfpm-nextcloud.service", about
    )


def test_figures_on_their_way_are_not_zero() -> None:
    first = USE["nginx.service"]._replace(cpu_pct=None)
    assert f" {BRAILLE.pending}    36 MiB " in row(
        units(), "nginx.service", {"nginx.service": first}
    )
    nothing = row(units(), "nginx.service", {})
    assert nothing.count(BRAILLE.pending) == 2, "its group was not read yet"
    unread = USE["nginx.service"]._replace(memory_bytes=None)
    assert "  0 %         -  " in row(units(), "nginx.service", {"nginx.service": unread})
    assert BRAILLE.pending not in row(units(), "nixos-upgrade.service", {}), "it has no group"


def test_restarts_of_what_never_restarted() -> None:
    assert row(units(), "hyperkitty.service").split()[5] == "5"
    assert row(units(), "nginx.service").split()[5] == "0"
    assert row(units(), "nixos-upgrade.service").split()[4:6] == ["d", "static"]


def test_what_hangs_on_a_unit_stands_beside_its_name_however_long_that_is() -> None:
    name = "systemd-networkd-wait-online@some-very-long-interface.service"
    seen = units(rows={name: Unit(name, "", "loaded", "active", "exited")}, facts={})
    drawn = row(seen, name)
    assert f"{BRAILLE.cut} net  ran " in drawn
    assert "sshd.service             login  running" in row(units(), "sshd.service")


def test_a_state_of_nobody_knows_which_kind_is_told() -> None:
    seen = worse()
    assert f"{BRAILLE.unknown} rspamd.service" in row(seen, "rspamd.service")
    said = services.at_rest(seen, USE, "rspamd.service", NOW)
    assert said and "dreaming (deeply)" in say(said)


def test_what_is_hidden_is_never_bad_without_being_said() -> None:
    drawn = list_of(units(), How(cursor=100))
    last = text([drawn.lines[-1]])
    assert f"{BRAILLE.up} 83 more, 1 failed   {BRAILLE.down} 113 more, none failed" in last
    assert looks([drawn.lines[-1]])[f"{BRAILLE.up} 83 more, 1 failed"] == "bad"
    some = list_of(thousands(3000), How(sort="name"))
    assert f"{BRAILLE.down} 3,132 more, 3 failed" in text(some.lines)


# ---------------------------------------------------------------- rows and cursor


@pytest.mark.parametrize("cursor", [0, 3, 17, 100, 213])
@pytest.mark.parametrize("size", [(80, 21), (120, 37)])
def test_the_cursor_is_on_the_screen(cursor: int, size: tuple[int, int]) -> None:
    drawn = list_of(units(), How(cursor=cursor), *size)
    name = shown(units(), How())[cursor]
    assert drawn.rows[cursor - drawn.first] == name
    (line,) = [line for line in drawn.lines if any("@select" in look for _, look in line)]
    assert text([line]).startswith(BRAILLE.cursor)
    again = list_of(units(), How(cursor=cursor), *size, first=drawn.first)
    assert again.lines == drawn.lines, "it does not move when it need not"


def test_marks() -> None:
    drawn = list_of(units(), MARKED)
    (line,) = [text([line]) for line in drawn.lines if line[0][0].startswith(BRAILLE.mark)]
    assert "fail2ban.service" in line


def test_timers_are_drawn_by_their_own_list() -> None:
    drawn = list_of(units(), How("timers"))
    assert "acme-renew-kiwi.example.timer" in drawn.rows and len(drawn.lines) == 21
    assert "acme-renew" in text(drawn.lines)


# ---------------------------------------------------------------- what must hold of any


SIZES = st.tuples(st.integers(60, 250), st.integers(20, 80))
CALM = settings(max_examples=80, suppress_health_check=list(HealthCheck), deadline=None)
NAMES = NASTY | st.sampled_from(("sshd.service", "a@.service", "clock.timer", "-.mount"))
UNIT = st.builds(Unit, NAMES, NASTY, NASTY, NASTY, NASTY, NASTY, NASTY) | st.builds(
    Unit,
    NAMES,
    NASTY,
    st.sampled_from(("loaded", "not-found", "masked", "error")),
    st.sampled_from(("active", "inactive", "failed", "activating")),
    st.sampled_from(("running", "exited", "auto-restart", "waiting")),
)
SNAPSHOT = st.builds(
    lambda rows, facts, files, timers, changed, at, why, live: Units(
        {each.name: each for each in rows},
        dict(zip([each.name for each in rows], facts, strict=False)),
        {each.name: each for each in files},
        dict(zip([each.name for each in rows], timers, strict=False)),
        "bus",
        at,
        live,
        why,
        dict(zip([each.name for each in rows], changed, strict=False)),
    ),
    st.lists(UNIT, max_size=30),
    st.lists(st.from_type(UnitFacts), max_size=30),
    st.lists(st.from_type(UnitFile), max_size=5),
    st.lists(st.from_type(TimerFacts), max_size=30),
    st.lists(st.floats(), max_size=30),
    st.floats(),
    st.none() | st.from_type(Msg),
    st.booleans(),
)
HOW = st.builds(
    How,
    st.just("units"),
    st.sampled_from(("", "a", "failed", "unit:a", "state:")) | NASTY,
    st.sampled_from(("state", "name", "boot")) | NASTY,
    st.integers(-1, 40),
    st.frozensets(NAMES, max_size=2),
)


@CALM
@given(
    SNAPSHOT,
    st.dictionaries(NAMES, st.from_type(ServiceRow), max_size=4),
    HOW,
    SIZES,
    st.sampled_from(sorted(SETS)),
    st.integers(0, 40),
    st.floats(),
)
def test_every_line_is_whole(
    seen: Units,
    use: dict[str, ServiceRow],
    how: How,
    size: tuple[int, int],
    glyphs: str,
    first: int,
    now: float,
) -> None:
    width, height = size
    drawn = list_of(seen, how, width, height - 3, glyphs, use, first, now)
    keys = shown(seen, how)
    assert len(drawn.lines) == height - 3
    assert {line_width(line) for line in drawn.lines} == {width}
    assert all(span.isprintable() for line in drawn.lines for span, _ in line)
    if glyphs == "ascii":
        assert text(drawn.lines).isascii()
    assert drawn.rows == keys[drawn.first : drawn.first + len(drawn.rows)]
    if 0 <= how.cursor < len(keys):
        assert keys[how.cursor] in drawn.rows
    for name in drawn.rows:
        said = services.at_rest(seen, use, name, now)
        assert said is None or say(said).isprintable()
