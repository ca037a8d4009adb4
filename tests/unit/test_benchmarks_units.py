"""The arithmetic of the benchmark of Services: what was missed, or not seen, never reads as
reached."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks import units
from benchmarks.units import Figures, Run
from benchmarks.units_inside import kind_of_call

GOOD = Run(0.2, 2.0, 300.0, 50 << 20)
FROZEN = GOOD._replace(cpu_pct=0.04)


def figures(**changed: Any) -> Figures:
    good = Figures(
        machine=dict.fromkeys(("processor", "memory", "kernel", "python", "load"), "x"),
        units_few=175,
        units_many=5177,
        still_s=60,
        changes={"sptui": [0.1, 0.2], "isd": [2.0, None]},
        calls={"sptui": {}, "isd": {"process": 180, "local": 7}},
        few={"sptui": [GOOD], "sptui, figures frozen": [FROZEN], "isd": [GOOD]},
        many={"sptui": [GOOD]},
        list_s=[0.1, 0.1],
        filter_s=[0.001, 0.01],
        scroll_s=[0.02, 0.1, 0.02],
        first_s={"sptui": 0.3, "isd": None},
        pid1={"nobody": [0.01], "sptui": [0.01], "isd": [3.0]},
        ended={"isd": "it gave up"},
    )
    return good._replace(**changed)


def verdicts(of: Figures) -> list[str]:
    return [goal.verdict for goal in units.goals(of)]


def test_all_reached():
    assert verdicts(figures()) == ["reached"] * 10


@pytest.mark.parametrize(
    ("changed", "index", "verdict"),
    [
        ({"changes": {"sptui": [0.1, 0.31]}}, 0, "MISSED"),
        ({"changes": {"sptui": [0.1, None]}}, 0, "MISSED"),
        ({"changes": {}}, 0, "not measured"),
        ({"calls": {"sptui": {"process": 1}}}, 1, "MISSED"),
        ({"calls": {"sptui": {"local": 1}}}, 2, "MISSED"),
        ({"calls": {}}, 2, "not measured"),
        ({"few": {"sptui": [GOOD._replace(cpu_pct=0.26)]}}, 3, "MISSED"),
        ({"few": {"sptui": [GOOD], "sptui, figures frozen": [GOOD]}}, 4, "MISSED"),
        ({"list_s": [0.2]}, 5, "MISSED"),
        ({"filter_s": [0.001] * 50 + [0.021]}, 6, "MISSED"),
        ({"scroll_s": []}, 7, "not measured"),
        ({"many": {"sptui": [GOOD._replace(rss_bytes=61 << 20)]}}, 8, "MISSED"),
        ({"pid1": {"nobody": [0.01], "sptui": [0.07]}}, 9, "MISSED"),
        ({"pid1": {"sptui": [0.01]}}, 9, "not measured"),
    ],
)
def test_a_goal_that_was_missed_says_so(changed: dict[str, Any], index: int, verdict: str):
    assert verdicts(figures(**changed))[index] == verdict


def test_the_table_has_every_program_and_every_goal():
    table = units.markdown(figures())
    assert "| isd, 175 units | 0.200 (0.200 to 0.200) |" in table
    assert "2.000 (2.000 to 2.000, 1 of 2 lost)" in table
    assert "isd: 180 processes started, 7 messages on local sockets" in table
    assert "sptui: 0 processes started, 0 messages on local sockets" in table
    assert "isd then ended by itself: it gave up." in table
    assert "sptui 0.30 s; isd never." in table
    assert table.count("| reached |") == 10


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ('41 execve("/usr/bin/systemctl", ["systemctl"], 0x7ffc /* 9 vars */) = 0', "process"),
        ("41 clone(child_stack=NULL, flags=CLONE_VM|CLONE_VFORK|SIGCHLD) = 42", "process"),
        ("41 clone3({flags=CLONE_VM|CLONE_THREAD|CLONE_SYSVSEM, stack=0x7f}, 88) = 42", "thread"),
        ("41 clone3( <unfinished ...>", "process"),
        ("41 <... clone3 resumed> => {parent_tid=[43]}, 88) = 43", ""),
        ("41 sendmsg(7<UNIX-STREAM:[1->2]>, {msg_name=NULL}, MSG_NOSIGNAL) = 152", "local"),
        ('41 connect(9, {sa_family=AF_UNIX, sun_path="/run/dbus/x"}, 110) = 0', "local"),
        ("41 sendto(5<NETLINK:[ROUTE:41]>, [{nlmsg_len=20}], 20, 0, NULL, 0) = 20", "kernel"),
        ('41 sendto(6<UDP:[127.0.0.1:1->127.0.0.53:53]>, "x", 1, 0, NULL, 0) = 1', "network"),
        ("--- SIGCHLD {si_signo=SIGCHLD} ---", ""),
    ],
)
def test_what_a_line_of_strace_says_was_done(line: str, kind: str):
    assert kind_of_call(line) == kind
