"""Whatever happens, what is shown ends in what systemd has."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes.systemd import STATES, Connection, error
from tests.fakes.virtual_time import run
from tests.fakes.watched import NAMES, OTHERS, Watched, polled, private, watching

NAME = st.sampled_from((*NAMES, *OTHERS))
SECONDS = st.sampled_from((0.0, 0.001, 0.01, 0.06, 0.3, 2.0))
SLOW = ("list", "rows", "facts", "timer", "state")
OPS = st.one_of(
    st.tuples(st.just("change"), NAME, st.sampled_from(sorted(STATES))),
    st.tuples(st.just("load"), NAME),
    st.tuples(st.just("unload"), NAME),
    st.tuples(st.just("queue"), NAME, st.sampled_from(("start", "stop", ""))),
    st.tuples(st.just("enable"), NAME, st.sampled_from(("enabled", "disabled", "masked"))),
    st.tuples(st.just("schedule"), NAME.filter(lambda n: n.endswith("timer")), st.floats(1, 9)),
    st.tuples(st.just("lose")),
    st.tuples(st.just("refuse"), st.sampled_from(("bus", "private")), st.integers(0, 3)),
    st.tuples(st.just("begin")),
    st.tuples(st.just("end")),
    st.tuples(st.just("want"), st.frozensets(NAME), st.booleans()),
    st.tuples(st.just("late"), st.sampled_from(SLOW)),
    st.tuples(st.just("refuse facts"), st.booleans()),
)


def do(it: Watched, op: tuple) -> None:
    """One thing that happens."""
    what, *more = op
    systemd = it.systemd
    if what == "refuse":
        systemd.refuses[more[0]] = more[1]
    elif what in ("begin", "end"):
        systemd.reload(begins=what == "begin")
    elif what == "want":
        it.watcher.want(more[0], timers=more[1])
    elif what == "late":
        systemd.delay_s[more[0]] = 0.25
    elif what == "refuse facts":
        systemd.fails = {"facts": error("late")} if more[0] else {}
    else:
        getattr(systemd, what)(*more)


async def is_the_truth(it: Watched) -> None:
    """Once nothing happens any more, all that is shown is so."""
    systemd = it.systemd
    systemd.reload(begins=False)
    systemd.refuses, systemd.fails = {}, {}
    it.watcher.want(frozenset((*NAMES, "new.service")), timers=True)
    await asyncio.sleep(80)
    seen = it.now
    assert seen.why is None
    assert seen.rows == systemd.rows
    assert {name: file.state for name, file in seen.files.items()} == systemd.states
    for name in it.watcher._questions.wanted:
        told = seen.facts.get(name)
        assert told is not None
        assert told.file_state == systemd.states.get(name, "")
        if name in systemd.rows:
            true = systemd.facts[name]._replace(file_state=told.file_state)
            if systemd.rows[name].active not in ("active", "activating"):
                told, true = told._replace(group=""), true._replace(group="")
            assert told == true
    timers = {name for name in systemd.rows if name.endswith(".timer")}
    assert {name: timer.next for name, timer in seen.timers.items()} == {
        name: timer.next if (timer := systemd.timers.get(name)) else None for name in timers
    }
    failed = {name for name, unit in systemd.rows.items() if unit.active == "failed"}
    assert set(it.failed()) == failed
    assert it.logged == []


@pytest.mark.parametrize("ways", [(Connection, private), (polled,)], ids=["signals", "polled"])
@settings(max_examples=150, deadline=None)
@given(slow=st.booleans(), ops=st.lists(st.tuples(OPS, SECONDS), max_size=40))
def test_whatever_happens_it_ends_in_the_truth(ways, slow, ops) -> None:
    async def all_of_it() -> None:
        async with watching(*ways) as it:
            if slow:
                it.systemd.delay_s = dict.fromkeys(SLOW, 0.2)
            for op, seconds in ops:
                do(it, op)
                await asyncio.sleep(seconds)
            await is_the_truth(it)

    run(all_of_it())
