"""The registry: every action has its plan, its refusal, its question; nothing clashes."""

from __future__ import annotations

import pytest

from sptui.actions.action import (
    Action,
    Argv,
    Call,
    Plan,
    State,
    Target,
    always,
    command_of,
    question,
)
from sptui.actions.registry import all_actions, check, for_row
from sptui.keys import BY_KEY, FIXED, OWN, RESERVED
from sptui.model.msg import Msg, msg
from sptui.paint.words import WORDS

STATE = State(frozen=False, theme="dark", depth="truecolor", glyphs="braille")
TARGET = (Target("finding", "disk.space /srv", "Disk is full"),)


def by_id(name: str) -> Action:
    return next(action for action in all_actions() if action.id == name)


def restart(risk: str = "disturbing", **change: object) -> Action:
    record = Action(
        id="unit.restart",
        key="R",
        title=msg("x"),
        tooltip=msg("x"),
        risk=risk,  # type: ignore[arg-type]
        plan=lambda state, targets, params: Plan((Argv(("systemctl", "restart", targets[0].id)),)),
        disabled_reason=always,
        confirm=lambda state, targets, params: msg("ask.restart", name=targets[0].id),
    )
    return record._replace(**change)


def test_every_action_is_found_with_area_and_verb():
    names = [action.id for action in all_actions()]
    assert {"screen.copy", "screen.freeze", "screen.theme", "screen.glyphs"} <= set(names)
    assert all(len(name.split(".")) == 2 for name in names)


def test_no_action_takes_a_fixed_or_reserved_key():
    taken = {action.key for action in all_actions() if action.key}
    assert not taken & (set(BY_KEY) | RESERVED)
    keys = [key for fixed in FIXED for key in fixed.keys]
    assert len(keys) == len(set(keys))


def test_a_pages_own_keys_are_out_of_those_reserved_and_mean_one_thing() -> None:
    for own in OWN.values():
        keys = [key for each in own for key in each.keys]
        assert set(keys) <= RESERVED
        assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("actions", "says"),
    [
        ([restart(), restart(key="X")], "same id: unit.restart"),
        ([restart(), restart(id="unit.stop")], "same key: R"),
        ([restart(confirm=None)], "asks nothing: unit.restart"),
        ([restart(about="finding")], "offered on no row: unit.restart"),
        ([restart(about="unit"), restart(id="timer.run", about="timer")], "same key: R"),
        ([restart(about="unit"), restart(id="screen.x")], "same key: R"),
        ([restart(opposite="unit.none")], "takes it back is no action: unit.restart"),
    ],
)
def test_clashes_are_refused(actions, says):
    with pytest.raises(ValueError, match=says):
        check(actions)


def test_on_rows_of_other_kinds_a_key_may_mean_something_else():
    check([restart(about="unit"), restart(id="process.x", about="process")])


def test_a_row_is_offered_what_is_about_it_and_what_is_about_any():
    timer = {action.id for action in for_row("timer")}
    assert {"timer.run", "unit.stop", "screen.copy", "unit.daemon-reload"} <= timer
    assert timer - {action.id for action in for_row("unit")} == {"timer.run"}
    assert not any(action.id.startswith("unit.") for action in for_row("process"))


def test_copy_plans_the_targets_text_and_refuses_without_one():
    copy = by_id("screen.copy")
    assert copy.plan(STATE, TARGET, {}) == Plan(
        (Call("clipboard.copy", (("text", "Disk is full"),)),)
    )
    assert copy.disabled_reason(STATE, ()) == Msg("not_now.nothing_selected")
    assert copy.disabled_reason(STATE, TARGET) is None


def test_freeze_is_its_own_opposite():
    freeze = by_id("screen.freeze")
    assert freeze.plan(STATE, (), {}).steps[0] == Call("screen.freeze", (("on", "yes"),))
    assert freeze.plan(STATE._replace(frozen=True), (), {}).steps[0] == Call(
        "screen.freeze", (("on", "no"),)
    )


@pytest.mark.parametrize(
    ("name", "param", "value"),
    [("screen.theme", "theme", "light"), ("screen.glyphs", "glyphs", "tty")],
)
def test_looks_are_chosen_by_parameter(name, param, value):
    action = by_id(name)
    assert value in action.params[0].choices
    assert action.plan(STATE, (), {param: value}).steps == (Call("look.choose", ((param, value),)),)


def test_safe_actions_ask_nothing():
    assert all(
        question(action, STATE, TARGET, {}) is None
        for action in all_actions()
        if action.risk == "safe"
    )


def test_a_disturbing_action_shows_its_command_and_a_destructive_one_wants_the_name():
    asked = question(restart(), STATE, TARGET, {})
    assert asked is not None
    assert asked.command == "systemctl restart disk.space /srv"
    assert asked.type_name is None
    asked = question(restart("destructive"), STATE, TARGET, {})
    assert asked is not None
    assert asked.type_name == "disk.space /srv"


def test_a_plan_reads_as_one_line():
    assert (
        command_of(Plan((Argv(("a", "b")), Call("file.write", (("path", "/x"),)))))
        == "a b; file.write(path=/x)"
    )


def test_every_choice_is_said_in_words():
    found = [
        f"choice.{value}"
        for action in all_actions()
        for param in action.params
        for value in param.choices
    ]
    assert len(found) > 30
    assert [id for id in found if id not in WORDS] == []
