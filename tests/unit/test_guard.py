"""Nothing is changed while a session is read-only or locked, whoever asks."""

from __future__ import annotations

import pytest

from sptui.actions.action import State
from sptui.actions.registry import all_actions, refusal
from sptui.model.msg import msg
from sptui.services.guard import Guard


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_lock_comes_back_by_itself() -> None:
    clock = Clock()
    guard = Guard(locked=True, clock=clock)
    assert guard.locked and guard.left_s is None
    guard.unlock(300.0)
    assert not guard.locked and guard.left_s == 300.0
    clock.now += 299.0
    assert not guard.locked and guard.left_s == 1.0
    clock.now += 1.0
    assert guard.locked and guard.left_s is None


def test_unlocked_for_good_stays_so_until_somebody_locks_it() -> None:
    clock = Clock()
    guard = Guard(locked=True, clock=clock)
    guard.unlock(None)
    clock.now += 1e9
    assert not guard.locked and guard.left_s is None
    guard.lock()
    assert guard.locked


def test_who_was_never_locked_is_not_locked_by_the_end_of_a_time() -> None:
    guard = Guard(clock=Clock())
    assert not guard.locked and guard.left_s is None


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (State(read_only=True), msg("not_now.read_only")),
        (State(locked=True), msg("not_now.locked")),
        (State(read_only=True, locked=True), msg("not_now.read_only")),
    ],
)
def test_all_that_changes_anything_is_refused(state: State, reason: object) -> None:
    changing = [action for action in all_actions() if action.changes]
    assert len(changing) > 15
    for action in changing:
        assert refusal(action, state, ()) == reason, action.id
    for action in all_actions():
        if not action.changes:
            assert refusal(action, state, ()) != reason, action.id


def test_what_changes_nothing() -> None:
    """What is about the screen, and what only looks."""
    looks = {action.id for action in all_actions() if not action.changes}
    assert {id for id in looks if not id.startswith("screen.")} == {"journal.verify", "unit.log"}
