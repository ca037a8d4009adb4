"""Back-pressure: never more than the limit unconfirmed, whatever the terminal does."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sptui.system.flow import LIMIT, PATIENCE_S, Flow

steps = st.lists(st.one_of(st.integers(1, 3000), st.just("answer"), st.floats(0, 3)), max_size=60)


@given(steps)
def test_a_terminal_that_answers_never_has_more_than_the_limit_before_it(events):
    flow, now, unread = Flow(), 100.0, 0
    asked: list[int] = []
    flow.sent(1, now)
    flow.asked(now)
    flow.answered(now)
    for event in events:
        if event == "answer":
            if asked:
                unread -= asked.pop(0)
                flow.answered(now)
        elif isinstance(event, float):
            now += event
        else:
            take = min(event, max(0, flow.room(now)))
            flow.sent(take, now)
            unread += take
            if flow.should_ask():
                asked.append(unread - sum(asked))
                flow.asked(now)
        assert unread <= LIMIT


def test_small_frames_are_not_asked_about_one_by_one():
    flow = Flow()
    flow.sent(200, 0)
    assert not flow.should_ask(200)
    assert flow.should_ask(400)


def test_a_terminal_that_never_answers_gets_the_limit_once_a_second():
    flow = Flow()
    flow.sent(LIMIT, 0)
    flow.asked(0)
    assert flow.room(1) <= 0
    assert not flow.silent
    assert flow.room(PATIENCE_S + 0.1) == LIMIT
    assert flow.silent
    flow.sent(LIMIT, PATIENCE_S + 0.2)
    assert flow.room(PATIENCE_S + 0.9) <= 0
    assert flow.room(PATIENCE_S + 1.3) == LIMIT


def test_a_late_first_answer_ends_the_silence():
    flow = Flow()
    flow.sent(100, 0)
    flow.asked(0)
    flow.room(PATIENCE_S + 1)
    assert flow.silent
    flow.answered(PATIENCE_S + 2)
    assert not flow.silent


def test_a_stalled_terminal_is_asked_again_and_gets_nothing_until_it_answers():
    flow = Flow()
    flow.sent(10, 0)
    flow.asked(0)
    flow.answered(0.1)
    flow.sent(LIMIT, 1)
    flow.asked(1)
    assert not flow.overdue(1 + PATIENCE_S)
    assert flow.overdue(1.1 + PATIENCE_S)
    assert flow.room(60) <= 0
    flow.give_up_waiting()
    flow.asked(60)
    assert flow.waiting == 1
    assert flow.room(60) <= 0
    flow.answered(61)
    assert flow.room(61) == LIMIT
