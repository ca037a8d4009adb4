"""What can be done to the journal: planned as commands, asked about, and by whom."""

from __future__ import annotations

import pytest

from sptui.actions.action import Action, Argv, Call, Plan, State, Target, command_of, question
from sptui.actions.journal import KEEP
from sptui.actions.registry import by_id, choose, for_row, refusal
from sptui.model.errors import RefusedError, UsageError
from sptui.model.msg import msg
from sptui.paint.words import say

ROOT, SOMEBODY = State(uid=0), State(uid=1000)
ENTRY = (Target("entry", "s=1;i=2", "a line"),)


def action(id: str) -> Action:
    found = by_id(id)
    assert found is not None
    return found


def test_they_are_offered_where_the_journal_is() -> None:
    ours = {each.id for each in for_row("journal") if each.about}
    assert {"log.save", "journal.rotate", "journal.vacuum", "journal.verify"} <= ours
    assert not any(each.id.startswith("journal.") for each in for_row("unit"))


@pytest.mark.parametrize(
    ("keep", "option"), [("2weeks", "--vacuum-time=2weeks"), ("500M", "--vacuum-size=500M")]
)
def test_a_vacuum_closes_the_open_files_first(keep: str, option: str) -> None:
    vacuum = action("journal.vacuum")
    plan = vacuum.plan(ROOT, (), choose(vacuum, ROOT, (), {"keep": keep}))
    assert [step.argv for step in plan.steps if isinstance(step, Argv)] == [
        ("journalctl", "--rotate"),
        ("journalctl", option),
    ]


def test_every_kept_part_has_its_words_and_others_can_t_be_had() -> None:
    vacuum = action("journal.vacuum")
    asked = {say(vacuum.confirm(ROOT, (), {"keep": each})) for each in KEEP if vacuum.confirm}
    assert len(asked) == len(KEEP)
    with pytest.raises(UsageError):
        choose(vacuum, ROOT, (), {"keep": "0"})


@pytest.mark.parametrize("targets", [(), ENTRY])
def test_a_vacuum_wants_the_name_of_the_journal_wherever_it_is_started(
    targets: tuple[Target, ...],
) -> None:
    vacuum = action("journal.vacuum")
    asked = question(vacuum, ROOT, targets, choose(vacuum, ROOT, targets, {}))
    assert asked is not None and asked.type_name == "journal"
    assert asked.command == "journalctl --rotate; journalctl --vacuum-time=2weeks"
    assert say(asked.text) == "Delete all of the journal but the last two weeks?"


def test_a_rotation_is_asked_about_and_wants_no_name() -> None:
    rotate = action("journal.rotate")
    asked = question(rotate, ROOT, ENTRY, {})
    assert asked is not None and asked.type_name is None
    assert asked.command == "journalctl --rotate"


@pytest.mark.parametrize("id", ["journal.rotate", "journal.vacuum"])
def test_only_root_may_and_nobody_where_it_is_locked(id: str) -> None:
    assert refusal(action(id), ROOT, ()) is None
    assert refusal(action(id), SOMEBODY, ()) == msg("not_now.root_only")
    assert refusal(action(id), ROOT._replace(locked=True), ()) == msg("not_now.locked")
    assert refusal(action(id), ROOT._replace(read_only=True), ()) == msg("not_now.read_only")


def test_a_check_changes_nothing_and_is_asked_of_anybody() -> None:
    verify = action("journal.verify")
    locked = SOMEBODY._replace(read_only=True, locked=True)
    assert refusal(verify, locked, ()) is None
    assert question(verify, ROOT, (), {}) is None
    assert command_of(verify.plan(ROOT, (), {})) == "journalctl --verify --quiet"


def test_what_is_saved_is_what_was_asked_for() -> None:
    save = action("log.save")
    given = {"query": "unit:nginx prio:err", "format": "json", "path": "/srv/x"}
    plan = save.plan(SOMEBODY, (), choose(save, SOMEBODY, (), given))
    assert plan == Plan((Call("log.save", tuple(given.items())),))
    assert question(save, SOMEBODY, (), given) is None
    assert refusal(save, SOMEBODY._replace(read_only=True), ()) == msg("not_now.read_only")


@pytest.mark.parametrize("wrong", ["prio:9", "since:soon", "boot:x"])
def test_what_is_no_query_is_not_saved(wrong: str) -> None:
    save = action("log.save")
    with pytest.raises(RefusedError):
        choose(save, SOMEBODY, (), {"query": wrong})
