"""Kinds of warnings and errors are counted while somebody looks: each once, and at its leisure."""

from __future__ import annotations

import asyncio

import pytest

from sptui.model.log_kinds import Kinds
from sptui.services import log_tally
from tests.fakes.journal import FakeJournal, Looked, looked
from tests.fakes.virtual_time import virtual


def counted(it: Looked) -> dict[str, int]:
    """How often each kind, by the first word of what was said."""
    return {kind.message.split()[0]: kind.times for kind in it.watcher.kinds.value or ()}


def full(first: int, last: int) -> list[str]:
    return [f"disk sda{n} is full" for n in range(first, last + 1)]


@virtual
async def test_what_was_there_and_what_comes_is_counted_once() -> None:
    journal = FakeJournal(300)
    journal.say(*full(1, 250), priority=3)
    async with looked(journal) as it:
        assert counted(it) == {"disk": 250}
        journal.say(*full(1, 3), priority=4)
        journal.say("disk sdc9 is full", priority=6)
        await asyncio.sleep(1)
        assert counted(it) == {"disk": 253}
        (kind,) = it.watcher.kinds.value or ()
        assert kind.priority == 3


@virtual
async def test_what_comes_while_it_counts_back_is_counted_once() -> None:
    journal = FakeJournal()
    journal.say(*full(1, 300), priority=3)
    journal.pause_s = 0.5
    async with looked(journal, comes=False) as it:
        it.come()
        await asyncio.sleep(0.7)
        journal.say(*full(301, 310), priority=3)
        await asyncio.sleep(20)
        assert counted(it) == {"disk": 310}


@virtual
async def test_who_comes_back_has_counted_what_was_said_meanwhile() -> None:
    journal = FakeJournal(3)
    journal.say(*full(1, 10), priority=3)
    async with looked(journal) as it:
        it.leave()
        journal.say(*full(11, 40), priority=3)
        await asyncio.sleep(60)
        assert counted(it) == {"disk": 10}
        it.come()
        await asyncio.sleep(1)
        assert counted(it) == {"disk": 40}


@virtual
async def test_no_more_than_the_newest_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_tally, "_MOST", 70)
    journal = FakeJournal()
    journal.say(*full(1, 200), priority=3)
    async with looked(journal) as it:
        assert counted(it) == {"disk": 70}


@virtual
async def test_counting_that_falls_far_behind_goes_on_at_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(log_tally, "_TAIL", 50)
    async with looked(FakeJournal(3)) as it:
        it.journal.pause_s = 5.0
        it.journal.say(*full(1, 2_000), priority=3)
        await asyncio.sleep(300)
        it.journal.pause_s = 0.0
        it.journal.say("new thing", priority=3)
        await asyncio.sleep(30)
        found = counted(it)
        assert found["new"] == 1
        assert 100 <= found["disk"] < 1_000


@virtual
async def test_it_is_counted_again_after_journalctl_ended() -> None:
    journal = FakeJournal(3)
    journal.say(*full(1, 5), priority=3)
    async with looked(journal) as it:
        journal.break_()
        await asyncio.sleep(1)
        journal.error = None
        journal.say(*full(6, 9), priority=3)
        await asyncio.sleep(10)
        assert counted(it) == {"disk": 9}


@virtual
async def test_an_error_that_nobody_foresaw_is_kept_and_the_rest_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    journal = FakeJournal(3)
    async with looked(journal) as it:
        with monkeypatch.context() as broken:
            broken.setattr(Kinds, "add", lambda self, entry: 1 / 0)
            journal.say(*full(1, 5), priority=3)
            await asyncio.sleep(1)
        assert [type(error) for error in it.logged] == [ZeroDivisionError]
        assert len(it.rows()) == 8
        await asyncio.sleep(10)
        assert counted(it) == {"disk": 5}


@virtual
async def test_the_state_of_the_journal_is_looked_at_now_and_then() -> None:
    async with looked(FakeJournal(3)) as it:
        assert it.watcher.state.value is not None
        await asyncio.sleep(100)
        assert it.journal.asked.count("state") == 4
