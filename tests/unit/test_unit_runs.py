"""When a unit was last well, from what systemd said of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sptui.model.unit_runs import ENDED_WELL, FAILED, STARTED, STOPPED, Run, Said, last_good
from sptui.system.unit_runs import said_in
from tests.rubbish import rubbish

S = 1_000_000


def told(*said: tuple[int, str, str]) -> list[Said]:
    """The newest first, from the oldest first, in seconds."""
    return [Said(at * S, message, invocation) for at, message, invocation in reversed(said)]


def test_the_run_before_the_failure() -> None:
    said = told((10, STARTED, "a"), (500, STOPPED, "a"), (501, STARTED, "b"), (502, FAILED, "b"))
    assert last_good(said, "b") == Run(10.0, 500.0)


def test_failures_between_are_passed_over() -> None:
    said = told(
        (10, STARTED, "a"), (90, ENDED_WELL, "a"), (91, STARTED, "b"), (92, FAILED, "b"),
        (93, STARTED, "c"), (94, FAILED, "c"), (95, FAILED, "d"),
    )  # fmt: skip
    assert last_good(said, "d") == Run(10.0, 90.0)


def test_one_that_failed_after_days_was_well_until_then() -> None:
    assert last_good(told((10, STARTED, "a"), (900, FAILED, "a")), "a") == Run(10.0, 900.0)
    assert last_good(told((10, STARTED, "a"), (30, FAILED, "a")), "a") is None


def test_a_oneshot_that_ended_well() -> None:
    assert last_good(told((10, ENDED_WELL, "a"), (20, FAILED, "b")), "b") == Run(10.0, 10.0)


def test_what_runs_now_is_no_run_before() -> None:
    assert last_good(told((10, STARTED, "a")), "a") is None
    assert last_good([], "a") is None
    assert last_good(told((10, "0" * 32, "a"), (11, STARTED, "")), "b") is None


IDS = st.sampled_from(["a", "b", "c", ""])
MESSAGES = st.sampled_from([STARTED, FAILED, ENDED_WELL, STOPPED, "x"])


@given(st.lists(st.tuples(st.integers(0, 10**6), MESSAGES, IDS)), IDS)
def test_a_run_begins_before_it_ends(said: list[tuple[int, str, str]], now: str) -> None:
    found = last_good(told(*sorted(said)), now)
    assert found is None or found.began <= found.until


TEXT = (
    b'{"MESSAGE_ID":"%s","INVOCATION_ID":"ab","_PID":"1","__REALTIME_TIMESTAMP":"7",'
    b'"__CURSOR":"c"}\n' % STARTED.encode()
)


def test_what_journalctl_prints() -> None:
    assert said_in(TEXT + b"rubbish\n[]\n" + TEXT[:20]) == [Said(7, STARTED, "ab")]


@given(rubbish(TEXT))
def test_rubbish_never_raises(text: bytes) -> None:
    assert all(isinstance(each, Said) for each in said_in(text))
