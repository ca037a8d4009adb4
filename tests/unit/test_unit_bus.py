"""What systemd says over D-Bus, as values: right when it is right, and harmless when it is not."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sptui.model.unit import TimerFacts, Unit, UnitFacts
from sptui.model.unit_bus import (
    FACTS,
    FACTS_OF_KIND,
    MANAGER,
    PROPERTIES,
    Signal,
    event_of,
    facts_of,
    is_name,
    kind_interface,
    moment,
    name_of,
    path_of,
    timer_of,
    units_of,
)
from sptui.model.unit_bus_details import (
    DEPENDENCIES,
    OF_UNIT,
    commands_of,
    details_of,
    of_kind,
    sockets_of,
)
from sptui.model.unit_details import Command, Condition, Dependency, Listening, UnitProcess
from sptui.model.unit_event import (
    Appeared,
    Changed,
    FilesChanged,
    Gone,
    JobBegan,
    JobEnded,
    Reloading,
)

UNITS = "/org/freedesktop/systemd1/unit/"
NEVER = 2**64 - 1
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=True)
    | st.text(st.characters(codec=None), max_size=8)
    | st.binary(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=6)
        | st.lists(inner, max_size=10).map(tuple)
        | st.dictionaries(st.text(max_size=4) | st.integers(), inner, max_size=4)
    ),
    max_leaves=20,
)
ASKED = sorted({*FACTS, *OF_UNIT, "Job", *(p for k in FACTS_OF_KIND for p in of_kind(f"x.{k}"))})
PROPERTIES_OF_ANYTHING = st.dictionaries(st.sampled_from(ASKED), ANYTHING, max_size=12)


# ---------------------------------------------------------------- names and paths


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("sptui-a.service", "sptui_2da_2eservice"),
        ("dev-disk-by\\x2dlabel-a.device", "dev_2ddisk_2dby_5cx2dlabel_2da_2edevice"),
        ("-.mount", "_2d_2emount"),
        ("9.service", "_39_2eservice"),
        ("user@1000.service", "user_401000_2eservice"),
    ],
)
def test_paths_are_as_systemd_makes_them(name: str, path: str):
    assert path_of(name) == UNITS + path
    assert name_of(UNITS + path) == name


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_a_path_leads_back_to_its_name(name: str):
    path = path_of(name)
    assert name_of(path) == name
    assert path.removeprefix(UNITS).replace("_", "").isalnum()


@given(st.text(st.characters(codec=None)))
def test_any_text_is_a_path_or_none(text: str):
    name_of(text)
    name_of(UNITS + text)
    name_of(path_of(text))


@pytest.mark.parametrize("path", ["", "/", UNITS + "a_2", UNITS + "a_+1", UNITS + "a_zz", "/x/a"])
def test_what_is_no_path_of_a_unit_has_no_name(path: str):
    assert name_of(path) == ""


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("a.service", True),
        ("dev-x\\x2dy.device", True),
        ("a@b@c.service", True),
        ("a", False),
        ("a b.service", False),
        ("\u00e4.service", False),
        ("a\n.service", False),
        ("x" * 247 + ".service", True),
        ("x" * 248 + ".service", False),
    ],
)
def test_names(name: str, is_one: bool):
    assert is_name(name) is is_one


def test_the_interface_of_a_kind():
    assert kind_interface("a.b.service") == "org.freedesktop.systemd1.Service"


# ---------------------------------------------------------------- the list


def row(**other: object) -> list[object]:
    values: dict[str, object] = {
        "name": "a.service", "description": "A", "load": "loaded", "active": "active",
        "sub": "running", "following": "", "path": "/x", "job": 0, "type": "", "job_path": "/",
    }  # fmt: skip
    return list((values | other).values())


def test_a_row():
    assert units_of([tuple(row())]) == [Unit("a.service", "A", "loaded", "active", "running")]
    assert units_of([row(job=7, type="start", following="b.device")]) == [
        Unit("a.service", "A", "loaded", "active", "running", "start", "b.device")
    ]


def test_a_job_that_has_ended_is_none():
    assert units_of([row(job=0, type="start")])[0].job == ""


def test_words_of_states_are_kept_once():
    states = [["".join(["act", "ive"])] for _ in range(2)]
    one, two = units_of([row(active=state[0]) for state in states])
    assert one.active is two.active


@given(ANYTHING)
def test_any_list_of_units(rows: object):
    for unit in units_of(rows):
        assert all(isinstance(field, str) for field in unit)
        assert unit.name


# ---------------------------------------------------------------- properties


def test_facts():
    found = {
        "StateChangeTimestamp": 1_760_000_000_000_000, "NRestarts": 3, "Result": "exit-code",
        "ExecMainCode": 1, "ExecMainStatus": 2, "MainPID": 0, "ControlGroup": "/system.slice/a",
    }  # fmt: skip
    assert facts_of(found) == UnitFacts(1.76e9, 3, "exit-code", 1, 2, None, "/system.slice/a")
    assert facts_of({}) == UnitFacts()


def test_how_a_process_ended_counts_only_once_it_ended():
    assert facts_of({"ExecMainCode": 0, "ExecMainStatus": 0}) == UnitFacts()
    assert facts_of({"ExecMainCode": 1, "ExecMainStatus": 0}).exit_status == 0


@pytest.mark.parametrize("never", [0, NEVER, NEVER - 1, -1, 2**62, True, "x", None, 1.5])
def test_never(never: object):
    assert moment(never) is None


def test_a_timer_runs_at_whatever_comes_first():
    booted = 1_000_000.0
    found: dict[str, object] = {
        "Unit": "a.service", "NextElapseUSecRealtime": 2_000_000_000_000,
        "NextElapseUSecMonotonic": 500_000_000, "LastTriggerUSec": 900_000_000_000,
        "TimersCalendar": [("OnCalendar", "*-*-* 04:05:06", 2_000_000_000_000)],
        "Persistent": True, "Result": "success",
    }  # fmt: skip
    timer = TimerFacts(
        "a.timer", "a.service", 1_000_500.0, 900_000.0, ("*-*-* 04:05:06",), True, "success"
    )
    assert timer_of("a.timer", found, booted) == timer
    del found["NextElapseUSecMonotonic"]
    assert timer_of("a.timer", found, booted).next == 2_000_000.0
    found |= {"NextElapseUSecRealtime": NEVER, "NextElapseUSecMonotonic": 0}
    assert timer_of("a.timer", found, booted).next is None


@given(PROPERTIES_OF_ANYTHING, st.dictionaries(st.text(), ANYTHING), ANYTHING)
def test_any_properties(found: dict[str, object], listening: dict[str, object], processes: object):
    facts_of(found)
    timer_of("x.timer", found, 0.0)
    for name in ("a.service", "a.socket", "a", ""):
        details = details_of(name, found, listening=listening, processes=processes)
        assert all(isinstance(each.unit, str) for each in details.dependencies)
        assert all(isinstance(word, str) for each in details.commands for word in each.argv)
        assert all(isinstance(each.command, str) for each in details.processes)
        assert all(isinstance(each, str) for each in sockets_of(name, found))


def test_details():
    found: dict[str, object] = {
        "Id": "a.service", "Description": "A", "LoadState": "loaded", "ActiveState": "active",
        "SubState": "running", "FragmentPath": "/etc/a", "DropInPaths": ["/etc/a.d/b"],
        "NeedDaemonReload": True, "InvocationID": b"\x01" + bytes(15), "User": "x",
        "LoadError": ("org.x", "no such file"), "CPUUsageNSec": 1_500_000_000,
        "MemoryCurrent": NEVER, "TasksCurrent": 4, "ControlGroup": "/s/a.service",
        "ExecMainStartTimestamp": 5_000_000, "ExecMainExitTimestamp": 0,
        "ActiveEnterTimestamp": 9_000_000, "InactiveEnterTimestamp": 3_000_000,
        "Requires": ["b.service"], "RequiredBy": ["c.target"],
        "TriggeredBy": ["a.socket", "a.path"],
        "Conditions": [("ConditionPathExists", False, True, "/x", 1),
                       ("ConditionHost", 0, 0, "h", 0)],
        "Asserts": [("AssertPathExists", False, False, "/y", -1)],
        "ExecStart": [("/bin/a", ["/bin/a", "-b"], True, 0, 0, 0, 0, 0, 0, 0)],
        "ExecStop": [("/bin/c", [], False)],
    }  # fmt: skip
    details = details_of(
        "other.service",
        found,
        job="stop",
        listening={"a.socket": [("Stream", "/run/a")]},
        processes=[
            ("/s/a.service/in", 7, "a -b"),
            ("/elsewhere", 8, "c"),
            ("/s/a.services", 9, ""),
        ],
    )
    assert details.unit == Unit("a.service", "A", "loaded", "active", "running", "stop")
    assert (details.path, details.drop_ins, details.stale_file) == ("/etc/a", ("/etc/a.d/b",), True)
    assert details.invocation == "01" + "00" * 15
    assert details.load_error == "no such file"
    assert (details.cpu_s, details.memory_bytes, details.tasks) == (1.5, None, 4)
    assert (details.started, details.ended) == (5.0, None)
    assert details.commands == (
        Command("ExecStart", ("/bin/a", "-b"), True),
        Command("ExecStop", ("/bin/c",)),
    )
    assert details.conditions == (
        Condition("ConditionPathExists", "/x", True, True),
        Condition("ConditionHost", "h", False, None),
        Condition("AssertPathExists", "/y", False, False),
    )
    assert set(details.dependencies) == {
        Dependency("requires", "b.service"),
        Dependency("required_by", "c.target"),
        Dependency("triggered_by", "a.socket"),
        Dependency("triggered_by", "a.path"),
    }
    assert details.listening == (Listening("a.socket", "Stream", "/run/a"),)
    assert details.processes == (
        UnitProcess(7, "in", "a -b"),
        UnitProcess(8, "", "c"),
        UnitProcess(9, "", ""),
    )
    assert sockets_of("a.service", found) == ("a.socket",)
    assert sockets_of("a.socket", found) == ("a.socket",)


def test_conditions_that_were_not_told_are_not_none_at_all():
    one = ("ConditionHost", False, False, "h", 0)
    for told, found in [
        ({}, None),
        ({"Conditions": []}, None),
        ({"Asserts": []}, None),
        ({"Conditions": {"x": 1}, "Asserts": []}, None),
        ({"Conditions": [], "Asserts": []}, ()),
        ({"Conditions": [one]}, (Condition("ConditionHost", "h", False, None),)),
    ]:
        assert details_of("a.service", told).conditions == found


def test_what_has_no_main_process_began_when_it_became_active():
    found = {"ActiveEnterTimestamp": 9_000_000, "InactiveEnterTimestamp": 3_000_000}
    details = details_of("a.mount", found)
    assert (details.started, details.ended) == (9.0, 3.0)


def test_all_that_is_asked_of_a_unit_is_single_and_leaves_its_file_alone():
    asked = [*OF_UNIT, *of_kind("a.service")]
    assert len(set(asked)) == len(asked)
    assert not {"UnitFileState", "UnitFilePreset"} & set(asked)
    assert set(DEPENDENCIES) <= set(asked)


@given(ANYTHING)
def test_any_commands(value: object):
    for command in commands_of("ExecStart", {"ExecStart": value}):
        assert command.argv


# ---------------------------------------------------------------- signals


def manager(member: str, *body: object) -> Signal:
    return Signal("/org/freedesktop/systemd1", MANAGER, member, body)


@pytest.mark.parametrize(
    ("signal", "event"),
    [
        (manager("UnitNew", "a.service", "/x"), Appeared("a.service")),
        (manager("UnitRemoved", "a.service", "/x"), Gone("a.service")),
        (manager("JobNew", 7, "/j", "a.service"), JobBegan(7, "a.service")),
        (manager("JobRemoved", 7, "/j", "a.service", "done"), JobEnded(7, "a.service", "done")),
        (manager("Reloading", True), Reloading(True)),
        (manager("Reloading", False), Reloading(False)),
        (manager("UnitFilesChanged"), FilesChanged()),
        (manager("StartupFinished", 1, 2, 3, 4, 5, 6), None),
        (manager("UnitNew"), None),
        (manager("UnitNew", 5, "/x"), None),
        (Signal("/x", "org.other", "UnitNew", ["a.service", "/x"]), None),
    ],
)
def test_signals_of_the_manager(signal: Signal, event: object):
    assert event_of(signal) == event


def changed(found: object, invalid: object = (), path: str = path_of("a-b.service")) -> Signal:
    return Signal(path, PROPERTIES, "PropertiesChanged", ["org.x.Unit", found, invalid])


def test_a_change():
    found = {
        "ActiveState": "failed", "SubState": "failed", "Job": (0, "/"), "NRestarts": 2,
        "StateChangeTimestamp": 1_760_000_000_000_000, "ExecMainCode": 1, "ExecMainStatus": 3,
        "Result": "exit-code", "MainPID": 0, "Description": "no matter",
    }  # fmt: skip
    assert event_of(changed(found)) == Changed(
        "a-b.service", "failed", "failed", None, 1.76e9, 0, 2, "exit-code", 1, 3, 0
    )


@pytest.mark.parametrize("name", ["NextElapseUSecRealtime", "LastTriggerUSec"])
def test_a_change_of_a_timer(name: str):
    assert event_of(changed({name: 5})) == Changed("a-b.service", next_elapse=True)


@pytest.mark.parametrize("found", [{}, {"Description": "x"}, {"ActiveState": 5}, {1: 2}, "x", None])
def test_a_change_of_nothing_that_is_shown_is_not_told(found: object):
    assert event_of(changed(found)) is None


def test_what_is_only_named_as_changed_is_asked():
    assert event_of(changed({}, ["ActiveState"])) == Appeared("a-b.service")
    assert event_of(changed({}, ["Description", 5])) is None


def test_a_change_of_a_job_is_none_of_a_unit():
    path = "/org/freedesktop/systemd1/job/7"
    assert event_of(changed({"ActiveState": "active"}, path=path)) is None


@given(
    st.sampled_from([UNITS + "a", "/x", ""]) | st.text(),
    st.sampled_from([MANAGER, PROPERTIES]) | st.text(),
    st.sampled_from(["UnitNew", "JobNew", "JobRemoved", "Reloading", "PropertiesChanged"]),
    st.lists(ANYTHING | PROPERTIES_OF_ANYTHING, max_size=4),
)
def test_any_signal(path: str, interface: str, member: str, body: list[object]):
    event_of(Signal(path, interface, member, body))


def test_a_number_is_never_too_long_for_a_clock():
    assert moment(sys.maxsize) is None
