"""Who reads the journal is chosen where it is joined: this machine, the demo, a recorded folder."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from sptui.config import load
from sptui.model.errors import JournalError
from sptui.model.log_query import Query
from sptui.system.demo_journal import DemoJournal
from sptui.system.journal import Journal
from sptui.wire import sampler
from sptui.wire.logs import journal, logs
from tests.fakes.virtual_time import run

RECORDED = str(Path(__file__).resolve().parents[1] / "fixtures" / "proc-vm")


def test_each_has_its_own() -> None:
    assert isinstance(journal(), Journal)
    assert isinstance(journal(root="//"), Journal)
    assert isinstance(journal(demo=True), DemoJournal)
    assert isinstance(journal(root=RECORDED, demo=True), DemoJournal)


async def test_a_recorded_folder_has_none() -> None:
    source = journal(root=RECORDED)
    asked = [source.end(), source.whole("x"), source.boots()]
    asked += [anext(source.read(Query(), 1)), anext(source.follow(Query(), ""))]
    for each in asked:
        with pytest.raises(JournalError) as caught:
            await each
        assert caught.value.what.id == "journal.none"
    assert (await source.state()).persistent is None


def test_the_watcher_of_a_recorded_folder_says_so_once() -> None:
    async def look() -> None:
        watcher = logs(sampler(load(None), root=RECORDED), root=RECORDED)
        watcher.subscribe(asyncio.get_running_loop(), lambda view: None)
        await asyncio.sleep(30)
        assert watcher.seen.value is not None and watcher.seen.value.why is not None
        assert watcher.seen.value.why.id == "journal.none"
        await watcher.close()

    run(look())


def test_the_demo_says_more_while_somebody_looks() -> None:
    async def look() -> None:
        watcher = logs(sampler(load(None), demo=True), demo=True)
        watcher.subscribe(asyncio.get_running_loop(), lambda view: None)
        await asyncio.sleep(1)
        seen = watcher.seen.value
        assert seen is not None and seen.ready and seen.live
        await asyncio.sleep(60)
        later = watcher.seen.value
        assert later is not None and later.end == seen.end + 3
        assert later.newest > seen.newest
        await watcher.close()

    run(look())
