"""The journal is followed: what comes is there, in order and once, and what lacks is said."""

from __future__ import annotations

import asyncio

import pytest

from sptui.model.errors import JournalError
from sptui.model.log_query import Query, Text
from sptui.model.msg import msg
from sptui.services.log_reading import LogReading
from tests.fakes.journal import FakeJournal, looked
from tests.fakes.virtual_time import virtual


def lines(first: int, last: int) -> list[str]:
    return [str(n) for n in range(first, last + 1)]


@virtual
async def test_the_end_is_there_and_what_comes_follows() -> None:
    async with looked(FakeJournal(1_000)) as it:
        assert it.numbers() == lines(501, 1_000)
        assert (it.now.ready, it.now.live, it.now.start, it.now.why) == (True, True, False, None)
        it.journal.say("line 1001", "line 1002")
        await asyncio.sleep(0.5)
        assert it.numbers() == lines(501, 1_002)
        assert it.now.newest == it.journal.entries[-1].at


@virtual
async def test_a_short_journal_has_its_start() -> None:
    async with looked(FakeJournal(3)) as it:
        assert it.numbers() == lines(1, 3)
        assert it.now.start
        it.watcher.older()
        await asyncio.sleep(1)
        assert it.numbers() == lines(1, 3)
        assert it.journal.asked.count("older") == 2, "rows, and what is counted"


@virtual
async def test_an_empty_journal_gets_its_first_line() -> None:
    journal = FakeJournal()
    journal.hint = msg("journal.hint.empty")
    async with looked(journal) as it:
        assert (it.rows(), it.now.ready, it.now.start) == ([], True, True)
        assert it.now.hint == journal.hint
        it.journal.say("line 1")
        await asyncio.sleep(0.5)
        assert (it.numbers(), it.now.hint) == (["1"], None)


@virtual
async def test_older_rows_come_before_and_keep_the_numbers_of_the_others() -> None:
    async with looked(FakeJournal(1_200)) as it:
        it.watcher.hold(on=True)
        kept = it.watcher.rows(it.now.first, 1)
        number = it.now.first
        it.watcher.older()
        it.watcher.older()
        await asyncio.sleep(1)
        assert it.numbers() == lines(201, 1_200), "one page at a time"
        assert it.watcher.rows(number, 1) == kept
        it.watcher.older()
        await asyncio.sleep(1)
        assert it.numbers() == lines(1, 1_200)
        assert it.now.start


@virtual
async def test_what_comes_while_the_end_is_looked_for_is_there_once() -> None:
    journal = FakeJournal(400)
    journal.pause_s = 1.0
    async with looked(journal, comes=False) as it:
        it.come()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        journal.say("line 401")
        await asyncio.sleep(1.5)
        journal.say("line 402")
        await asyncio.sleep(10)
        assert it.numbers() == lines(1, 402)


@virtual
async def test_the_first_that_is_found_is_shown_while_the_rest_is_looked_for() -> None:
    journal = FakeJournal(1_000)
    journal.pause_s = 1.0
    async with looked(journal, comes=False) as it:
        it.come()
        await asyncio.sleep(1.3)
        assert it.numbers() == lines(901, 1_000)
        assert not it.now.ready
        await asyncio.sleep(10)
        assert it.numbers() == lines(501, 1_000)


@virtual
async def test_a_query_is_read_anew() -> None:
    async with looked(FakeJournal(1_000)) as it:
        end = it.now.end
        it.watcher.ask(Query(texts=(Text("exact", "99"),)))
        assert (it.rows(), it.now.ready) == ([], False)
        await asyncio.sleep(1)
        assert it.numbers() == ["99", *lines(199, 199), *[str(n) for n in range(299, 900, 100)],
                                *lines(990, 999)]  # fmt: skip
        assert it.now.first > end, "no number is given again"
        it.journal.say("line 1001", "line 9900")
        await asyncio.sleep(0.5)
        assert it.numbers()[-2:] == ["999", "9900"]
        assert it.journal.followers == 2, "rows, and what is counted"


@virtual
async def test_where_nothing_new_can_be_meant_nothing_is_followed() -> None:
    async with looked(FakeJournal(10)) as it:
        it.watcher.ask(Query(until=5))
        await asyncio.sleep(1)
        assert it.journal.followers == 1
        it.watcher.ask(Query(boot="-1"))
        await asyncio.sleep(1)
        assert it.journal.followers == 1
        it.watcher.ask(Query(boot="0"))
        await asyncio.sleep(1)
        assert it.journal.followers == 2


# ------------------------------------------------------------ held, and full


@virtual
async def test_rows_that_are_held_stay_and_what_comes_is_counted() -> None:
    async with looked(FakeJournal(1_000), most_rows=600) as it:
        it.watcher.hold(on=True)
        it.journal.say(*[f"line {n}" for n in range(1_001, 1_101)])
        await asyncio.sleep(1)
        assert it.numbers() == lines(501, 1_100)
        assert (it.now.live, it.now.new) == (True, 0)
        it.journal.say("line 1101", "line 1102")
        await asyncio.sleep(1)
        assert it.numbers() == lines(501, 1_100)
        assert (it.now.live, it.now.new) == (False, 2)
        it.watcher.hold(on=False)
        await asyncio.sleep(1)
        assert it.numbers() == lines(603, 1_102)
        assert (it.now.live, it.now.new) == (True, 0)


@virtual
async def test_not_held_the_oldest_go() -> None:
    async with looked(FakeJournal(3), most_rows=5) as it:
        assert it.now.start
        it.journal.say(*[f"line {n}" for n in range(4, 9)])
        await asyncio.sleep(1)
        assert it.numbers() == lines(4, 8)
        assert not it.now.start


@virtual
async def test_after_going_far_back_the_way_to_the_end_goes_by_pages() -> None:
    async with looked(FakeJournal(990), most_rows=700) as it:
        it.watcher.hold(on=True)
        it.watcher.older()
        await asyncio.sleep(1)
        assert it.numbers() == lines(1, 700)
        assert (it.now.live, it.now.new, it.now.start) == (False, 290, True)
        it.journal.say("line 991")
        await asyncio.sleep(1)
        assert it.numbers() == lines(1, 700)
        assert it.now.new == 291
        it.watcher.newer()
        await asyncio.sleep(1)
        assert it.numbers() == lines(292, 991)
        assert (it.now.live, it.now.new, it.now.start) == (True, 0, False)
        it.watcher.hold(on=False)
        it.journal.say("line 992")
        await asyncio.sleep(1)
        assert it.numbers() == lines(293, 992)


# ------------------------------------------------------------ behind, and gone for a while


@virtual
async def test_reading_that_falls_behind_goes_on_at_the_end_and_counts_what_it_left_out() -> None:
    async with looked(FakeJournal(10)) as it:
        it.journal.pause_s = 0.1  # a thousand a second
        for n in range(4):
            it.journal.say(*[f"line {n * 2_000 + each}" for each in range(11, 2_011)])
            await asyncio.sleep(1)
        it.journal.pause_s = 0
        await asyncio.sleep(3)
        rows = it.rows()
        gaps = [n for n, row in enumerate(rows) if row.startswith("-- ")]
        assert gaps, "it fell behind"
        assert rows[-1] == "line 8010", "and the newest is there"
        for n in gaps:
            before, after = (int(rows[n + step].split()[1]) for step in (-1, 1))
            assert rows[n] == f"-- {after - before - 1}"
        shown = [int(row.split()[1]) for row in rows if row.startswith("line")]
        assert shown == sorted(set(shown)), "each once, in order"


@virtual
async def test_where_the_end_reaches_what_is_there_already_nothing_is_left_out() -> None:
    """As where sptui was stopped for a while, and little was said."""
    async with looked(FakeJournal(10)) as it:
        it.journal.burst, it.journal.pause_s = 1, 0.3
        it.journal.say(*[f"line {n}" for n in range(11, 31)])
        await asyncio.sleep(20)
        assert it.journal.asked.count("older") > 2, "it fell behind"
        assert it.numbers() == lines(1, 30)


@virtual
async def test_how_old_the_newest_row_is_stays_within_a_second_and_a_bit() -> None:
    async with looked(FakeJournal(10)) as it:
        it.journal.pause_s = 0.05  # two thousand a second can be read, and more are said
        late = []
        for n in range(200):
            it.journal.say(*[f"line {11 + n * 300 + each}" for each in range(300)])
            await asyncio.sleep(0.1)
            late.append(it.journal.entries[-1].at / 1e6 - it.now.newest / 1e6)
        assert max(late) < 1.8
        assert len(it.rows()) <= 5_000


@virtual
async def test_who_comes_back_finds_what_was_said_meanwhile() -> None:
    async with looked(FakeJournal(10)) as it:
        it.leave()
        await asyncio.sleep(1)
        assert it.journal.followers == 0
        it.journal.say(*[f"line {n}" for n in range(11, 501)])
        await asyncio.sleep(600)
        it.come()
        await asyncio.sleep(1)
        assert it.numbers() == lines(1, 500)
        assert it.now.live


@virtual
async def test_who_comes_back_late_gets_the_end_and_the_gap() -> None:
    async with looked(FakeJournal(10)) as it:
        it.leave()
        it.journal.say(*[f"line {n}" for n in range(11, 20_001)])
        await asyncio.sleep(600)
        it.come()
        await asyncio.sleep(2)
        rows = it.rows()
        assert rows[-200:] == [f"line {n}" for n in range(19_801, 20_001)]
        assert rows[-201].startswith("-- ")


@virtual
async def test_journalctl_that_ends_is_asked_again_from_where_it_was() -> None:
    async with looked(FakeJournal(10)) as it:
        it.journal.break_()
        await asyncio.sleep(0.3)
        assert it.now.why is not None and it.now.why.id == "journal.ended"
        it.journal.say("line 11", "line 12")
        it.journal.error = None
        await asyncio.sleep(5)
        assert it.numbers() == lines(1, 12)
        it.journal.say("line 13")
        await asyncio.sleep(0.5)
        assert (it.numbers(), it.now.why) == (lines(1, 13), None)


@virtual
async def test_what_is_refused_is_not_asked_again() -> None:
    error = JournalError("refused", msg("journal.pattern", why="x"), msg("journal.pattern.next"))
    async with looked(FakeJournal(10)) as it:
        it.journal.error = error
        it.watcher.ask(Query(texts=(Text("regex", "("),)))
        await asyncio.sleep(1)
        asked = it.journal.asked.count("end")
        await asyncio.sleep(4)
        assert (it.now.why, it.now.next) == (error.what, error.next)
        assert it.journal.asked.count("end") == asked
        it.journal.error = None
        it.watcher.ask(Query())
        await asyncio.sleep(1)
        assert (it.now.why, it.numbers()) == (None, lines(1, 10))


@virtual
async def test_an_error_that_nobody_foresaw_is_said_and_it_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with looked(FakeJournal(10)) as it:
        with monkeypatch.context() as broken:
            broken.setattr(LogReading, "_take", lambda self, burst: 1 / 0)
            it.journal.say("line 11")
            await asyncio.sleep(0.3)
            assert it.now.why is not None and it.now.why.id == "journal.unforeseen"
        await asyncio.sleep(5)
        assert (it.numbers(), it.now.why) == (lines(1, 11), None)
        assert any(isinstance(error, ZeroDivisionError) for error in it.logged)


@virtual
async def test_after_a_vacuum_of_what_was_followed_the_gap_is_said() -> None:
    async with looked(FakeJournal(10)) as it:
        it.leave()
        it.journal.say(*[f"line {n}" for n in range(11, 101)])
        it.journal.gone = 90
        await asyncio.sleep(5)
        it.come()
        await asyncio.sleep(1)
        assert it.rows() == [*[f"line {n}" for n in range(1, 11)], "-- 80",
                             *[f"line {n}" for n in range(91, 101)]]  # fmt: skip


# ------------------------------------------------------------ what is told


@virtual
async def test_it_is_told_four_times_a_second_at_most() -> None:
    async with looked(FakeJournal(10)) as it:
        it.told.clear()
        for n in range(100):
            it.journal.say(f"line {11 + n}")
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.3)
        assert 5 <= len(it.told) <= 10


@virtual
async def test_where_nobody_looks_nothing_is_read() -> None:
    async with looked(FakeJournal(10), comes=False) as it:
        it.watcher.older()
        it.watcher.newer()
        it.watcher.ask(Query(priority=3))
        await asyncio.sleep(5)
        assert it.journal.asked == []
        it.come()
        await asyncio.sleep(1)
        assert it.now.query == Query(priority=3)
        assert it.now.ready
