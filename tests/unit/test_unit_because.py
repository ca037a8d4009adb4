"""Why a unit is not well: always something for one that failed, and nothing that is not so."""

import signal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sptui.model.unit import Unit, UnitFacts
from sptui.model.unit_because import because, exit_word, signal_name
from sptui.model.unit_details import Command, Condition, Dependency, UnitDetails
from sptui.paint.words import WORDS, say

FAILED = Unit("a.service", "", "loaded", "failed", "failed")
DEAD = Unit("a.service", "", "loaded", "inactive", "dead")
# `systemd-analyze exit-status` of systemd 252, and 245 as its manual has it for 244
SYSTEMDS = (*range(200, 223), *range(224, 234), *range(235, 246))


def said(
    result: str = "exit-code",
    code: int | None = 1,
    status: int | None = 1,
    unit: Unit = FAILED,
    restarts: int | None = 0,
    **details: object,
) -> str:
    full = UnitDetails(unit, UnitFacts(), **details)  # type: ignore[arg-type]
    facts = UnitFacts(0.0, restarts, result, code, status)
    why = because(unit, facts, full if details else None)
    return "" if why is None else say(why)


@pytest.mark.parametrize(
    ("result", "code", "status", "words"),
    [
        ("exit-code", 1, 1, "exit code 1"),
        ("exit-code", 1, 3, "exit code 3"),
        ("exit-code", 1, 143, "exit code 143, as after signal TERM"),
        ("exit-code", 1, 127, "exit code 127: mostly a command that is missing"),
        ("exit-code", 1, 0, "a command around its start or stop failed"),
        ("exit-code", None, None, "a command around its start or stop failed"),
        ("signal", 2, 9, "killed by signal KILL"),
        ("signal", 2, 11, "crashed with signal SEGV"),
        ("core-dump", 3, 6, "crashed with signal ABRT, and left a core dump"),
        ("timeout", 2, 15, "it took longer to start, run or stop than it may: ended by TERM"),
        ("timeout", None, None, "it took longer to start, run or stop than it may"),
        ("watchdog", 2, 6, "it gave systemd's watchdog no sign of life, and was ended"),
        ("oom-kill", 2, 9, "memory ran out, and one of its processes was killed for it"),
        (
            "start-limit-hit",
            1,
            2,
            "exit code 2; started too often in a short time, so systemd gave up",
        ),
        (
            "start-limit-hit",
            0,
            0,
            "it was started too often in a short time, so systemd gave up",
        ),
        ("resources", 0, 0, "systemd lacked something to start it with"),
        ("protocol", 1, 0, "it did not tell systemd what it has to tell"),
        ("exec-condition", 1, 1, "its ExecCondition said no"),
        ("dependency", None, None, "something that it needs did not start"),
        ("trigger-limit-hit", None, None, "it was triggered too often in a short time"),
        ("who-knows", 1, 1, "systemd calls it who-knows"),
        ("", None, None, "systemd does not say why"),
        ("success", 1, 0, "systemd does not say why"),
    ],
)
def test_results(result: str, code: int | None, status: int | None, words: str) -> None:
    assert said(result, code, status) == words


def test_restarts_are_told_once_it_gave_up_and_while_it_goes_on() -> None:
    assert said(restarts=5) == "exit code 1; restarted 5 times, then systemd gave up"
    assert said(restarts=1) == "exit code 1; restarted 1 time, then systemd gave up"
    again = DEAD._replace(active="activating", sub="auto-restart")
    assert said(unit=again, restarts=3) == "exit code 1; restarted 3 times so far"
    queued = again._replace(sub="auto-restart-queued")
    assert said(unit=queued, restarts=None) == "exit code 1"


@pytest.mark.parametrize("code", SYSTEMDS)
def test_what_systemd_could_not_do_has_words(code: int) -> None:
    words = said(status=code)
    assert words.endswith(f"(exit code {code})") and words != f"exit code {code}"


def test_a_program_that_is_missing_has_its_name() -> None:
    commands = (Command("ExecStart", ("/opt/gone", "-v")),)
    assert said(status=203, commands=commands).startswith("/opt/gone is missing, or may not be run")
    assert said(status=217, user="nobody2").startswith("its user nobody2 is unknown")
    assert said("protocol", 1, 0, type="notify") == (
        "it ended without telling that it was ready (Type=notify)"
    )


@pytest.mark.parametrize("name", [one.name for one in signal.Signals])
def test_signals_have_the_names_that_this_system_gives_them(name: str) -> None:
    number = int(getattr(signal, name))
    if number < 32:
        assert f"SIG{signal_name(number)}" == signal.Signals(number).name


def test_odd_signals() -> None:
    assert signal_name(34) == "RTMIN+0" and signal_name(64) == "RTMIN+30"
    assert signal_name(0) == "0" and signal_name(32) == "32" and signal_name(9999) == "9999"
    assert signal_name(-3) == "-3"


@pytest.mark.parametrize(
    ("load", "words"),
    [
        ("not-found", "there is no unit file"),
        ("masked", "masked: nothing can start it"),
        ("bad-setting", "systemd can't use its unit file"),
        ("error", "systemd can't use its unit file"),
        ("loaded", ""),
        ("merged", ""),
    ],
)
def test_what_can_not_be_loaded(load: str, words: str) -> None:
    assert said("success", unit=DEAD._replace(load=load)) == words


def test_what_is_wrong_with_the_file_is_told() -> None:
    bad = DEAD._replace(load="bad-setting")
    assert said("success", unit=bad, load_error="Unit has no ExecStart=") == (
        "systemd can't use its unit file: Unit has no ExecStart="
    )


def test_a_condition_that_does_not_hold() -> None:
    conditions = (
        Condition("ConditionVirtualization", "vm", negated=False, held=True),
        Condition("ConditionPathExists", "/x", negated=True, held=False),
        Condition("ConditionACPower", "true", negated=False, held=None),
    )
    assert said("success", unit=DEAD, conditions=conditions) == (
        "not started, since ConditionPathExists=!/x does not hold"
    )
    assert said("success", unit=DEAD, conditions=conditions[::2]) == ""
    runs = DEAD._replace(active="active", sub="running")
    assert said("success", unit=runs, conditions=conditions) == ""


def test_one_that_it_needs_failed() -> None:
    details = UnitDetails(
        DEAD,
        UnitFacts(),
        dependencies=(Dependency("wants", "b.service"), Dependency("requires", "c.service")),
    )
    others = {name: FAILED._replace(name=name) for name in ("b.service", "c.service")}
    why = because(DEAD, UnitFacts(), details, others)
    assert why and say(why) == "it needs c.service, which failed"
    others["c.service"] = others["c.service"]._replace(active="active")
    assert because(DEAD, UnitFacts(), details, others) is None, "what is only wanted may fail"


def test_what_is_well_has_no_reason() -> None:
    for active in ("active", "activating", "deactivating", "reloading", "refreshing"):
        assert said(unit=DEAD._replace(active=active)) == ""
    assert said("success", unit=DEAD) == ""


def test_how_it_ended_in_short() -> None:
    def short(code: int | None, status: int | None) -> str:
        word = exit_word(UnitFacts(exit_code=code, exit_status=status))
        return say(word) if word else ""

    assert short(1, 4) == "exit 4" and short(2, 15) == "signal TERM"
    assert short(3, 11) == "signal SEGV, core dump"
    assert short(0, 0) == short(None, None) == short(1, None) == ""


WORD = st.sampled_from(
    ("", "failed", "active", "inactive", "activating", "exit-code", "signal", "core-dump", "x")
) | st.text(max_size=8)
NUMBER = st.none() | st.integers(-(2**63), 2**64)


@given(WORD, WORD, WORD, WORD, NUMBER, NUMBER, NUMBER)
def test_nothing_that_systemd_may_say_is_without_words(
    load: str,
    active: str,
    sub: str,
    result: str,
    restarts: int | None,
    code: int | None,
    status: int | None,
) -> None:
    unit = Unit("a.service", "", load, active, sub)
    why = because(
        unit, UnitFacts(None, restarts, result, code, status), UnitDetails(unit, UnitFacts())
    )
    if active == "failed":
        assert why is not None
    if why is not None:
        assert why.id in WORDS and say(why)
