"""What systemctl prints, parsed: real outputs of systemd 257, and anything else."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sptui.model.unit import Unit
from sptui.model.unit_bus import facts_of, timer_of
from sptui.model.unit_bus_details import details_of
from sptui.model.unit_details import Listening
from sptui.model.unit_show import (
    STEPS_SHOWN,
    details_shown,
    is_template,
    is_unit,
    listed_states,
    listed_units,
    moment_us,
    properties,
    shown,
    span_us,
    steps,
    tabled_units,
    unit_shown,
    words,
)

FIXTURES = Path(__file__).parent.parent / "fixtures" / "systemctl-257"
HOSTILE = r'\x1b[2J "quoted" \\back [not set] = ; } Grün \u202e rtl'
ROWS = [
    Unit("-.mount", "Root Mount", "loaded", "active", "mounted"),
    Unit("console-getty.service", "Console Getty", "loaded", "active", "running"),
    Unit("hostile.service", HOSTILE, "loaded", "active", "running"),
    Unit("rig-fails.service", "Always fails", "loaded", "failed", "failed"),
    Unit("rig-slow.service", "Slow to stop", "loaded", "deactivating", "stop", "stop"),
    Unit("often.timer", "Often", "loaded", "active", "waiting"),
]


def fixture(name: str) -> str:
    return (FIXTURES / name).read_text("utf-8")


def at(text: str) -> float:
    return datetime.fromisoformat(f"2026-11-25T{text}").replace(tzinfo=UTC).timestamp()


# ------------------------------------------------------------------ lists


def test_the_list_of_units() -> None:
    assert listed_units(json.loads(fixture("list-units.json"))) == ROWS


def test_the_table_of_an_older_systemctl_says_the_same() -> None:
    assert tabled_units(fixture("list-units-table.txt")) == ROWS


def test_a_table_without_jobs() -> None:
    lines = [
        "UNIT    LOAD   ACTIVE SUB     DESCRIPTION",
        "a.mount loaded active mounted JOB a  b",
        "",
    ]
    text = "\n".join([*lines, "LOAD = Reflects whether", "x.service y z w v"])
    assert tabled_units(text) == [Unit("a.mount", "JOB a  b", "loaded", "active", "mounted")]


def test_an_empty_list_is_one() -> None:
    assert listed_units([]) == []


@pytest.mark.parametrize("rows", ["", {}, None, [1], [{"unit": 3}], [{}], 7])
def test_what_is_no_list(rows: object) -> None:
    assert listed_units(rows) is None


@pytest.mark.parametrize(
    "text", ["", "rubbish", "[" * 100_000, "UNIT LOAD", "UNIT LOAD ACTIVE SUB"]
)
def test_what_is_no_table(text: str) -> None:
    assert tabled_units(text) is None


def test_rows_of_wrong_types_are_left_out() -> None:
    rows = [{"unit": "a.service", "load": 1, "active": None, "sub": []}, 7, {"load": "x"}]
    assert listed_units(rows) == [Unit("a.service", "", "", "", "")]


def test_states_of_unit_files() -> None:
    states = ["disabled", "", "enabled", "", "static", "enabled-runtime", "disabled"]
    assert listed_states(fixture("is-enabled.txt")) == states


# ------------------------------------------------------------------ properties


def test_facts_of_many_units() -> None:
    hostile, fails, slow, socket, mount, nothing, alias = [
        facts_of(properties(unit)) for unit in shown(fixture("show-facts.txt"))
    ]
    assert hostile.since == at("13:02:04.076373")
    assert (hostile.main_pid, hostile.group) == (29752, "/system.slice/hostile.service")
    assert (fails.result, fails.exit_code, fails.exit_status) == ("exit-code", 1, 3)
    assert (fails.main_pid, fails.restarts, fails.group) == (None, 0, "")
    assert slow.exit_status is None
    assert (socket.since, socket.restarts, socket.result) == (None, None, "success")
    assert mount.since == at("12:39:44.381355")
    assert nothing.since is None
    assert alias.group == "/system.slice/systemd-logind.service"


def test_an_older_systemctl_has_whole_seconds() -> None:
    (unit,) = shown(fixture("show-facts-old.txt"))
    assert facts_of(properties(unit)).since == at("13:02:04")


def test_timers() -> None:
    booted = 1000.0
    often, mono, tmpfiles, apt, fstrim = [
        timer_of(unit["Id"][0], properties(unit), booted)
        for unit in shown(fixture("show-timers.txt"))
    ]
    assert often.calendar == ("*-*-* *:00/15:00", "Mon..Fri *-*-* 10:00:00 Europe/Berlin")
    assert (often.unit, often.activates) == ("often.timer", "often.service")
    assert often.next == booted + 7 * 3600 + 7 * 60 + 16.254865  # sooner than its calendar
    assert (often.last, often.persistent, often.result) == (None, True, "success")
    days = 365.25 + 30.4375 + 4
    assert mono.next == pytest.approx(booted + days * 86400 + 16 * 3600 + 31 * 60 + 31.107741)
    assert tmpfiles.last == at("12:55:27")
    assert apt.next == at("03:09:22") + 86400
    assert (fstrim.next, fstrim.calendar) == (None, ("Mon *-*-* 00:00:00",))


def test_nothing_in_a_unit_passes_for_something_else() -> None:
    for name in ("a.service", "a.socket", "a.mount"):
        assert not set(STEPS_SHOWN) & set(details_shown(name))
    assert {"User", "Listen"} <= set(details_shown("a.socket"))
    assert "Type" not in details_shown("a.mount")  # of its file system, not of a service
    before, start, stop = (
        steps(fixture("show-exec-hostile.txt"))[name]
        for name in ("ExecStartPre", "ExecStart", "ExecStop")
    )
    assert before == [("/bin/echo", ["/bin/echo", "a", "b", "--password=hunter2"], True)]
    ((program, argv, ignored),) = start
    assert (program, ignored) == ("/bin/sh", False)
    assert argv[:3] == ["/bin/sh", "-c", "systemd-notify"]
    assert argv[-1] == "\nActiveState=failed\nResult=oops\n\nId=other.service"
    assert stop == [
        ("/bin/true", ["/bin/true"], False),
        ("/bin/echo", ["/bin/echo", ";", "ignore_errors=yes"], False),
    ]


def test_the_details_of_a_unit() -> None:
    (unit,) = shown(fixture("show-details-hostile.txt"))
    found = {**properties(unit), **steps(fixture("show-exec-hostile.txt"))}
    details = details_of("hostile.service", found)
    assert details.unit == unit_shown(unit) == ROWS[2]
    folder = "/run/systemd/system/hostile.service"
    assert details.path == folder
    assert details.drop_ins == (f"{folder}.d/a b.conf", f"{folder}.d/Ünicode.conf")
    assert details.documentation == ("man:a(1)", "http://x/y z", "https://example.org/?a=b")
    assert (details.user, details.restart, details.type) == ("nobody", "on-failure", "notify")
    assert details.status_text == "ActiveState=failed [x]"
    assert details.started == at("13:02:04.064432") and details.ended is None
    assert len(details.invocation) == 32 and details.cpu_s is not None
    assert details.memory_bytes is details.tasks is None
    assert not details.transient and not details.stale_file
    assert [each.step for each in details.commands][:2] == ["ExecStartPre", "ExecStart"]
    kinds = {each.kind: each.unit for each in details.dependencies}
    assert kinds["conflicts"] == kinds["before"] == "shutdown.target"


def test_the_addresses_of_a_socket() -> None:
    (unit,) = shown(fixture("show-details-socket.txt"))
    listen = properties(unit)["Listen"]
    details = details_of("two.socket", properties(unit), listening={"two.socket": listen})
    assert details.listening == (
        Listening("two.socket", "Stream", "/run/two.sock"),
        Listening("two.socket", "Datagram", "127.0.0.1:5354"),
        Listening("two.socket", "Stream", "[::1]:5355"),
        Listening("two.socket", "FIFO", "/run/two.fifo"),
    )


def test_a_unit_that_is_not_there() -> None:
    details = details_of("nope.service", properties(shown(fixture("show-details-nope.txt"))[0]))
    assert details.unit.load == "not-found"
    assert details.load_error == "Unit nope.service not found."


def test_what_systemctl_can_not_print_is_not_told() -> None:
    text = "Id=a\nDescription=[unprintable]\nDocumentation=a [unprintable]\nMemoryCurrent=[not set]"
    found = properties(shown(text)[0])
    assert found["Description"] == "" and found["Documentation"] == ["a"]
    assert found["MemoryCurrent"] is None


# ------------------------------------------------------------------ values


@pytest.mark.parametrize(
    ("text", "us"),
    [
        ("Thu 1970-01-01 00:00:01 UTC", 1_000_000),
        ("Wed 2026-11-25 13:02:04.076373 UTC", 1_795_611_724_076_373),
        ("", 0),
        ("n/a", 0),
        ("Wed 2026-11-25 13:02:04 CET", None),
        ("Wed 2026-13-25 13:02:04 UTC", None),
        ("Wed 99999-11-25 13:02:04 UTC", None),
        ("@1700000000", None),
        ("a b c UTC", None),
    ],
)
def test_a_moment(text: str, us: int | None) -> None:
    assert moment_us(text) == us


@pytest.mark.parametrize(
    ("text", "us"),
    [
        ("0", 0),
        ("5h 52min 10.338939s", 21_130_338_939),
        ("400ms", 400_000),
        ("1.5ms", 1_500),
        ("12us", 12),
        ("2w 1d", 15 * 86_400_000_000),
        ("infinity", None),
        ("", None),
        ("h", None),
        ("5", None),
        ("5x", None),
        ("5.s", None),
        ("-5s", None),
        ("\u0665s", None),
        ("9" * 30 + "s", None),
    ],
)
def test_a_span(text: str, us: int | None) -> None:
    assert span_us(text) == us


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("a b", ["a", "b"]),
        ('"a b" c', ["a b", "c"]),
        (r'"a\"b" "c\\d" "e\$f"', ['a"b', "c\\d", "e$f"]),
        (r'"man:x\nA=b"', ["man:x\nA=b"]),
        ('"" "', ["", ""]),
        (r"a\x2db", [r"a\x2db"]),
    ],
)
def test_words_of_a_list(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize(
    ("name", "unit", "template"),
    [
        ("ssh.service", True, False),
        ("-.mount", True, False),
        (r"dev-disk-by\x2duuid.device", True, False),
        ("getty@tty1.service", True, False),
        ("getty@.service", False, True),
        ("@.service", False, False),
        ("@a.service", False, False),
        (".service", False, False),
        ("ssh", False, False),
        ("a.foo", False, False),
        ("a b.service", False, False),
        ("/dev/sda.service", False, False),
        ("a*.service", False, False),
        ("\u00fc.service", False, False),
        ("a\nb.service", False, False),
        ("", False, False),
        ("x" * 250 + ".service", False, False),
    ],
)
def test_names_of_units(name: str, unit: bool, template: bool) -> None:
    assert (is_unit(name), is_template(name)) == (unit, template)


odd = st.text(st.sampled_from('=\n {};"\\[]UTC0123456789abEx:-.@') | st.characters(), max_size=200)
lines = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *details_shown("a.service"),
                "Listen",
                *STEPS_SHOWN,
                "TimersCalendar",
                "LastTriggerUSec",
            ]
        ),
        odd,
    )
)


@given(odd, lines)
def test_no_text_is_too_odd(text: str, some: list[tuple[str, str]]) -> None:
    tabled_units(text)
    tabled_units(f"UNIT LOAD ACTIVE SUB JOB DESCRIPTION\n{text}")
    listed_states(text)
    moment_us(text)
    span_us(text)
    words(text)
    is_unit(text)
    is_template(text)
    steps(text)
    for one in (text, "\n".join(f"{name}={value}" for name, value in some)):
        for unit in shown(one):
            found = {**properties(unit), **steps(one)}
            facts_of(found)
            timer_of("a.timer", found, 0.0)
            details_of("a.service", found)
            unit_shown(unit)
