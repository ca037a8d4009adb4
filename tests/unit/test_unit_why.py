"""Why a unit failed, put together from what is known; less where less is known."""

from __future__ import annotations

import pytest

from sptui.actions.registry import by_id
from sptui.model.known_causes import known_cause
from sptui.model.unit import Unit, UnitFacts
from sptui.model.unit_details import Condition, Dependency, UnitDetails
from sptui.model.unit_why import Change, Evidence, why
from sptui.paint.words import say

NAME = "a.service"
FAILED = Unit(NAME, "A", "loaded", "failed", "failed")
STOPPED = Unit(NAME, "A", "loaded", "inactive", "dead")
EXITED = UnitFacts(result="exit-code", exit_code=1, exit_status=3)


def test_what_is_well_has_no_why() -> None:
    assert why(Unit(NAME, "", "loaded", "active", "running"), UnitFacts(result="success")) is None


def test_the_unit_alone_is_enough_for_a_reason_and_a_step() -> None:
    found = why(FAILED, EXITED)
    assert found is not None and say(found.reason) == "exit code 3"
    assert found.next is not None and found.next[1:] == ("unit.restart", NAME)
    assert found.lines == found.changes == found.dependents == () and found.hint is None


def facts(result: str, code: int = 0, status: int = 0) -> UnitFacts:
    return UnitFacts(result=result, exit_code=code, exit_status=status)


@pytest.mark.parametrize(
    ("unit", "known", "details", "step", "action"),
    [
        (FAILED, facts("exit-code", 1, 200), {}, "WorkingDirectory=", "unit.edit"),
        (FAILED, facts("exit-code", 1, 203), {}, "ExecStart=", "unit.edit"),
        (FAILED, facts("exit-code", 1, 216), {}, "Group=", "unit.edit"),
        (FAILED, facts("exit-code", 1, 217), {}, "User=", "unit.edit"),
        # what a signal's number has in common with those of systemd says nothing
        (FAILED, facts("signal", 2, 9), {}, "who ended it", "unit.restart"),
        (FAILED, facts("core-dump", 3, 11), {}, "who ended it", "unit.restart"),
        (FAILED, facts("timeout", 2, 15), {}, "TimeoutStartSec=", "unit.edit"),
        (FAILED, facts("watchdog", 2, 6), {}, "held it up", "unit.restart"),
        (FAILED, facts("oom-kill", 2, 9), {}, "Resources", "unit.restart"),
        (FAILED, facts("oom-kill", 2, 9), {"memory_max_bytes": 9}, "MemoryMax=", "unit.edit"),
        (FAILED, facts("start-limit-hit"), {}, "forget the failures", "unit.reset-failed"),
        (FAILED, EXITED, {"stale_file": True}, "reload", "unit.daemon-reload"),
        (STOPPED._replace(load="masked"), UnitFacts(), {}, "unmask", "unit.unmask"),
        (STOPPED._replace(load="not-found"), UnitFacts(), {}, "install", ""),
        (STOPPED._replace(load="bad-setting"), UnitFacts(), {}, "mend the line", "unit.edit"),
        (
            STOPPED,
            UnitFacts(),
            {"conditions": (Condition("ConditionPathExists", "/x", False, False),)},
            "ConditionPathExists",
            "unit.start",
        ),
    ],
)
def test_each_way_has_its_next_step(
    unit: Unit, known: UnitFacts, details: dict[str, object], step: str, action: str
) -> None:
    given = UnitDetails(unit, known)._replace(**details)  # type: ignore[arg-type]
    found = why(unit, known, Evidence(given))
    assert found is not None and found.next is not None
    assert step in say(found.next.text)
    assert found.next.action == action
    assert not action or by_id(action) is not None


def test_what_it_needs_goes_before_all_else() -> None:
    needs = UnitDetails(STOPPED, UnitFacts(), dependencies=(Dependency("requires", "b.service"),))
    others = {"b.service": Unit("b.service", "", "loaded", "failed", "failed")}
    found = why(STOPPED, UnitFacts(), Evidence(needs, others, ("no space left on device",)))
    assert found is not None and found.next is not None
    assert found.next[1:] == ("unit.start", "b.service")


def test_what_its_lines_say_goes_before_what_changed() -> None:
    changed = (Change(5.0, "boot", ""), Change(4.0, "drop-in", "/x.conf"))
    found = why(FAILED, EXITED, Evidence(lines=("Address already in use",), changes=changed))
    assert found is not None and found.next is not None and found.hint is not None
    assert "ss -tulpn" in say(found.next.text)
    found = why(FAILED, EXITED, Evidence(lines=("?",), changes=changed))
    assert found is not None and found.next is not None
    assert "look at /x.conf:" in say(found.next.text), "a boot is no suspect"
    assert found.next.action == "unit.revert"


@pytest.mark.parametrize(
    ("known", "step"),
    [(facts("oom-kill", 2, 9), "Resources"), (facts("exit-code", 1, 200), "WorkingDirectory=")],
)
def test_what_says_all_by_itself_needs_no_lines(known: UnitFacts, step: str) -> None:
    found = why(FAILED, known, Evidence(lines=("chdir: No such file or directory",)))
    assert found is not None and found.next is not None and found.hint is None
    assert step in say(found.next.text)


@pytest.mark.parametrize(
    ("line", "means"),
    [
        ("write: No space left on device", "a disk or a quota is full"),
        ("bind() to 0.0.0.0:80 failed (98: Address already in use)", "its port or socket"),
        ("sqlite3.OperationalError: database is locked", "its database or lock"),
        ("nginx: [emerg] unknown directive \"foo\" in /etc/nginx/nginx.conf:3", "an error"),
        ("getaddrinfo: Name or service not known", "could not be resolved"),
        ("connect ECONNREFUSED: Connection refused", "does not answer"),
        ("FATAL: password authentication failed for user", "not let in"),
        ("open /etc/x: permission denied", "no right"),
        ("libfoo.so.1: cannot open shared object file: No such file", "library or module"),
        ("open /etc/x: No such file or directory", "a file that it needs is missing"),
        ("SSL: CERTIFICATE_VERIFY_FAILED", "certificate"),
    ],
)  # fmt: skip
def test_what_programs_say(line: str, means: str) -> None:
    found = known_cause(("one", line, "two"))
    assert found is not None and means in say(found.means) and found.line == line
    assert len(say(found.next)) > 10


def test_what_nobody_knows() -> None:
    assert known_cause(()) is None
    assert known_cause(("", "hello", "\x1b[31m\udcff")) is None
