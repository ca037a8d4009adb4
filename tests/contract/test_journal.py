"""A journal is read the same, whoever has it: the demo, a journalctl of ours, the real one over
real files; in tests/rig/test_journal.py a journal that journald writes."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path

import pytest

from sptui.model.journal import Entry
from sptui.model.log_query import Query, Text
from sptui.services.log_sources import JournalSource
from sptui.system.demo_journal import DemoJournal
from tests.contract import journals

ALL = Query()


@pytest.fixture(params=["demo", "scripted", "files"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> JournalSource:
    if request.param == "demo":
        return DemoJournal(every_s=0.01)
    if request.param == "scripted":
        return journals.scripted(tmp_path, journals.ordinary())
    wants_files()
    return journals.written(tmp_path, journals.ordinary())


def wants_files() -> None:
    if not (shutil.which("journalctl") and journals.REMOTE.exists()):
        pytest.skip("journalctl or systemd-journal-remote is not here")


async def got(bursts: AsyncGenerator[list[Entry], None], most: int = 10_000) -> list[Entry]:
    """The first entries that come."""
    found: list[Entry] = []
    async with asyncio.timeout(20), aclosing(bursts):
        async for burst in bursts:
            assert burst, "no burst is empty"
            found += burst
            if len(found) >= most:
                break
    return found


async def everything(source: JournalSource) -> list[Entry]:
    """All that is there, the oldest first."""
    return (await got(source.read(ALL, 100_000)))[::-1]


async def test_all_is_read_back_from_the_end(source: JournalSource) -> None:
    found = await everything(source)
    assert len(found) >= 300
    assert found == sorted(found, key=lambda entry: entry.seq)
    assert len({entry.cursor for entry in found}) == len(found)
    assert (await source.end()).entry == found[-1]
    assert all(entry.at and entry.mono and entry.boot and entry.seq_of for entry in found)


async def test_no_more_than_was_asked_for(source: JournalSource) -> None:
    found = await everything(source)
    assert await got(source.read(ALL, 7)) == found[:-8:-1]
    assert await got(source.read(ALL, 1)) == [found[-1]]


async def test_pages_back_are_whole(source: JournalSource) -> None:
    found = await everything(source)
    read, page = [], await got(source.read(ALL, 70))
    while page:
        read += page
        page = await got(source.read(ALL, 70, cursor=read[-1].cursor))
    assert read == found[::-1]


async def test_pages_forward_are_whole(source: JournalSource) -> None:
    found = await everything(source)
    read = [found[0]]
    while page := await got(source.read(ALL, 70, cursor=read[-1].cursor, older=False)):
        read += page
    assert read == found


WHAT = {
    "grave": Query(priority=3),
    "of a boot": Query(boot="the first"),
    "with a text": Query(texts=(Text("exact", "er"),)),
    "without result": Query(texts=(Text("exact", "there is no such line"),)),
}


def fits(query: Query, entry: Entry) -> bool:
    grave = 6 if entry.priority is None else entry.priority
    return (
        (query.priority is None or grave <= query.priority)
        and query.boot in ("", entry.boot)
        and all(text.text in entry.message.lower() for text in query.texts)
    )


@pytest.mark.parametrize("what", WHAT)
async def test_what_is_asked_for_from_any_place(source: JournalSource, what: str) -> None:
    """The entry at the cursor may be one of them, or not."""
    query, found = WHAT[what], await everything(source)
    if query.boot:
        query = query._replace(boot=found[0].boot)
    wanted = [entry for entry in found if fits(query, entry)]
    assert (await got(source.read(query, 10_000)))[::-1] == wanted
    for n in (0, 1, 2, 3, len(found) // 2, len(found) // 2 + 1, len(found) - 2, len(found) - 1):
        at = found[n]
        older = [entry for entry in wanted if entry.seq < at.seq][-40:][::-1]
        newer = [entry for entry in wanted if entry.seq > at.seq][:40]
        assert await got(source.read(query, 40, cursor=at.cursor)) == older
        assert await got(source.read(query, 40, cursor=at.cursor, older=False)) == newer


async def received(source: JournalSource, entry: Entry) -> int:
    """When the journal received it: times that are asked for are these."""
    fields = {field.name: field.value for field in await source.whole(entry.cursor)}
    return int(fields["__REALTIME_TIMESTAMP"])


async def test_a_time_and_a_place_together(source: JournalSource) -> None:
    found = await everything(source)
    middle = len(found) // 2
    query = Query(since=await received(source, found[middle]))
    assert (await got(source.read(query, 10_000)))[::-1] == found[middle:]
    page = await got(source.read(query, 10_000, cursor=found[-20].cursor))
    assert page[::-1] == found[middle:-20]
    first = found[middle + 10]
    assert (
        await got(source.read(query, 7, cursor=first.cursor, older=False))
        == found[middle + 11 : middle + 18]
    )
    before = Query(until=await received(source, found[middle]))
    assert (await got(source.read(before, 10_000)))[::-1] == found[: middle + 1]
    page = await got(source.read(before, 10_000, cursor=found[20].cursor, older=False))
    assert page == found[21 : middle + 1]
    page = await got(source.read(before, 10, cursor=found[20].cursor))
    assert page == found[10:20][::-1]


async def test_it_is_followed_from_an_entry_on(source: JournalSource) -> None:
    found = await everything(source)
    for n in (-1, -2, -30):
        assert (await got(source.follow(ALL, found[n].cursor), -n))[:-n] == found[n:]
    of_boot = [entry for entry in found if entry.boot == found[-1].boot]
    followed = await got(source.follow(ALL, ""), len(of_boot))
    followed = [entry for entry in followed if entry.seq <= found[-1].seq]
    assert followed[-len(of_boot) :] == of_boot


async def test_none_is_lost_that_follows_one_that_is_not_asked_for(source: JournalSource) -> None:
    found = await everything(source)
    query = Query(priority=3)
    places = [n for n, entry in enumerate(found[-60:-10], len(found) - 60)]
    for n in places[::7]:
        wanted = [entry for entry in found[n:] if fits(query, entry)]
        followed = await got(source.follow(query, found[n].cursor), len(wanted))
        assert followed[: len(wanted)] == wanted


async def test_an_entry_is_told_whole(source: JournalSource) -> None:
    found = await everything(source)
    fields = await source.whole(found[-3].cursor)
    named = {field.name: field.value for field in fields}
    assert named["MESSAGE"] == found[-3].message
    assert named["__CURSOR"] == found[-3].cursor
    assert named["PRIORITY"] == str(found[-3].priority)
    assert {"_BOOT_ID", "__REALTIME_TIMESTAMP", "__MONOTONIC_TIMESTAMP"} < set(named)
    assert not any(field.left_out for field in fields)


async def test_one_that_is_gone_has_no_fields(source: JournalSource) -> None:
    end = (await source.end()).entry
    assert end is not None
    gone = end.cursor.replace(f"i={end.seq:x}", f"i={end.seq + 5:x}").replace("t=", "t=f")
    assert await source.whole(gone) == ()


async def test_boots(source: JournalSource) -> None:
    found = await everything(source)
    boots = await source.boots()
    assert [boot.offset for boot in boots] == list(range(1 - len(boots), 1))
    assert {boot.id for boot in boots} == {entry.boot for entry in found}
    for boot in boots:
        of = [entry for entry in found if entry.boot == boot.id]
        ends = [await received(source, entry) for entry in (of[0], of[-1])]
        assert [boot.first, boot.last] == ends
