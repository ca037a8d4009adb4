"""Ending, signalling and renicing a process: plan, refusal, question, and what is read again."""

from __future__ import annotations

import pytest

from sptui.actions.action import Call, Plan, State, Target, question
from sptui.actions.process import ACTIONS, NICE, SIGNALS, target_of
from sptui.actions.registry import all_actions
from sptui.model.process import Process
from sptui.paint.words import WORDS, say
from sptui.system import signalling

STATE = State(False, "dark", "truecolor", "braille", uid=0, pid=50)
DAEMON = Process(
    1234, 567, 1, "nginx", "S", 60, "www", 5, 2, False, 9, 1000, None, None, ("nginx",), "x.service"
)
TARGET = (target_of(DAEMON, "1234 www nginx"),)
PARAMS = {
    "process.terminate": {},
    "process.signal": {"signal": "HUP"},
    "process.renice": {"nice": "-5"},
}
TERMINATE, SIGNAL, RENICE = ACTIONS


def test_they_are_found_and_are_about_processes() -> None:
    assert [action.id for action in all_actions() if action.about == "process"] == list(PARAMS)
    assert TERMINATE.key == "T"


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("process.terminate", ("process.signal", "signal", "TERM")),
        ("process.signal", ("process.signal", "signal", "HUP")),
        ("process.renice", ("process.renice", "nice", "-5")),
    ],
)
def test_the_plan_names_pid_and_start(name: str, call: tuple[str, str, str]) -> None:
    action = next(each for each in ACTIONS if each.id == name)
    wanted = Call(call[0], (("pid", "1234"), ("start", "567"), (call[1], call[2])))
    assert action.plan(STATE, TARGET, PARAMS[name]) == Plan((wanted,))


def test_several_are_several_calls_and_others_none() -> None:
    other = target_of(DAEMON._replace(pid=77), "")
    plan = TERMINATE.plan(STATE, (*TARGET, Target("unit", "x", ""), other), {})
    assert [step.arg("pid") for step in plan.steps if isinstance(step, Call)] == ["1234", "77"]


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
@pytest.mark.parametrize(
    ("process", "state", "why"),
    [
        (DAEMON, STATE, None),
        (DAEMON._replace(pid=1), STATE, "process.first"),
        (DAEMON._replace(pid=50), STATE, "process.itself"),
        (DAEMON._replace(kernel=True), STATE, "process.kernel"),
        (DAEMON._replace(state="Z"), STATE, "process.zombie"),
        (DAEMON, STATE._replace(uid=1000), "not_now.not_yours"),
        (DAEMON, STATE._replace(uid=60), None),
    ],
)
def test_it_refuses_with_the_reason(action, process, state, why) -> None:
    found = action.disabled_reason(state, (target_of(process, ""),))
    assert (found and found.id) == why


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_it_refuses_without_a_process(action) -> None:
    for targets in ((), (Target("unit", "a", ""),), (Target("process", "odd", ""),)):
        found = action.disabled_reason(STATE, targets)
        assert found is not None
        assert found.id == "not_now.no_process"


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_a_target_of_which_no_more_is_known_will_do(action) -> None:
    assert action.disabled_reason(STATE, (Target("process", "1234 567", ""),)) is None


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_the_question_names_pid_name_and_user(action) -> None:
    asked = question(action, STATE, TARGET, PARAMS[action.id])
    assert asked is not None
    assert asked.type_name is None
    words = say(asked.text)
    assert all(part in words for part in ("nginx", "(1234, www)", "?"))
    assert "pid=1234, start=567" in asked.command
    assert len(words) <= 78


@pytest.mark.parametrize("signal", SIGNALS)
def test_every_signal_says_what_it_does(signal: str) -> None:
    asked = question(SIGNAL, STATE, TARGET, {"signal": signal})
    assert asked is not None
    assert "nginx (1234, www)?" in say(asked.text)
    assert f"choice.{signal}" in WORDS


def test_a_new_priority_is_told_with_the_old_one() -> None:
    asked = question(RENICE, STATE, TARGET, {"nice": "10"})
    assert asked is not None
    assert say(asked.text) == "Priority 10 for nginx (1234, www)? Now it has 5."
    assert all(f"choice.{nice}" in WORDS for nice in NICE)


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_processes_are_read_again_afterwards(action) -> None:
    assert action.invalidates == {"processes"}


def test_the_signals_of_the_menu_are_those_that_can_be_sent() -> None:
    assert set(SIGNALS) == set(signalling.SIGNALS)
