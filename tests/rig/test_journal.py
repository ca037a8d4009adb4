"""The journal of a real journald: what every journal has to answer, as tests/contract
has it, and what only a journald does."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager

import pytest

from sptui.config import load
from sptui.model.errors import JournalError
from sptui.model.journal import Entry
from sptui.model.journal_rows import Gap, LogsSeen, Row
from sptui.model.log_query import Query, Text
from sptui.paint.words import say
from sptui.services.logs import LogWatcher
from sptui.system.journal import Journal, this_boot
from sptui.wire import sampler
from tests.contract.test_journal import *  # noqa: F403
from tests.contract.test_journal import ALL, everything, got
from tests.rig import journald
from tests.rig.machine import run, systemctl


@pytest.fixture
def source() -> Iterator[Journal]:
    with journald.namespace() as journal:
        journald.say(journald.lines(1, 300))
        yield journal


class Watched:
    """A watcher that somebody looks at."""

    def __init__(self, watcher: LogWatcher) -> None:
        self.watcher = watcher

    @property
    def now(self) -> LogsSeen:
        return self.watcher.seen.value or LogsSeen()

    def rows(self) -> list[Row]:
        return list(self.watcher.rows(self.now.first, self.now.end - self.now.first))

    def numbers(self) -> list[int]:
        """Of the lines of `journald.lines` that are shown."""
        shown = [row.message.split() for row in self.rows() if isinstance(row, Entry)]
        return [int(words[1]) for words in shown if words[:1] == ["line"]]

    async def until(self, true: Callable[[], object], limit_s: float = 15.0) -> None:
        async with asyncio.timeout(limit_s):
            while not true():  # noqa: ASYNC110 - rows are told at most four times a second
                await asyncio.sleep(0.02)


@asynccontextmanager
async def watched(journal: Journal, *, ready: bool = True) -> AsyncIterator[Watched]:
    """Somebody looks; once it is `ready`, where it will be."""
    source = sampler(load(None), demo=True)
    source.look()
    watcher = LogWatcher(journal, source, boot=this_boot())
    watcher.subscribe(asyncio.get_running_loop(), lambda view: None)
    it = Watched(watcher)
    try:
        await it.until(lambda: it.now.ready or not ready)
        yield it
    finally:
        await watcher.close()


async def in_thread(do: Callable[..., object], *args: object) -> None:
    await asyncio.to_thread(do, *args)


async def test_what_is_said_is_there_at_once(source: Journal) -> None:
    async with watched(source) as it:
        assert it.numbers() == list(range(1, 301))
        await in_thread(journald.say, journald.lines(301, 302))
        await it.until(lambda: it.numbers()[-1] == 302, 2)
        assert it.numbers() == list(range(1, 303))


async def test_each_form_of_a_message_as_journald_keeps_it(source: Journal) -> None:
    escape = b"\x1b[31mred\x1b[0m \xff\xfe"
    told: list[dict[str, object]] = [
        {"MESSAGE": "two\nlines", "PRIORITY": 3},
        {"MESSAGE": escape},
        {"MESSAGE": ""},
        {"MESSAGE": "x" * 100_000},
        {"PRIORITY": 5, "OTHER": "no message"},
    ]
    await in_thread(journald.say, told)
    found = (await everything(source))[-5:]
    assert [entry.message for entry in found[:4]] == [
        "two\nlines", escape.decode("utf-8", "surrogateescape"), "", "x" * 100_000,
    ]  # fmt: skip
    assert found[4].message == "" and found[4].priority == 5
    fields = {field.name: field.value for field in await source.whole(found[1].cursor)}
    assert fields["MESSAGE"] == found[1].message
    assert fields["_PID"] == str(os.getpid()) == str(found[1].pid)


async def test_a_field_of_ten_megabytes(source: Journal) -> None:
    """A datagram can't hold it: journald takes it from a file."""
    before = len(await everything(source))
    await in_thread(by_file, {"MESSAGE": "begins " + "x" * 10_000_000, "PRIORITY": 3})
    await in_thread(journald.say, journald.lines(301, 301))
    found = await everything(source)
    assert len(found) == before + 2
    assert found[-2].message.startswith("begins xxx") and found[-2].left_out > 9_000_000
    assert found[-2].priority == 3 and found[-2].seq == found[-1].seq - 1
    fields = {field.name: field for field in await source.whole(found[-2].cursor)}
    assert fields["MESSAGE"].left_out + len(fields["MESSAGE"].value) == 10_000_007


def by_file(fields: dict[str, object]) -> None:
    """One entry by a sealed memory file, as sd_journal_send does with what is large."""
    import array
    import fcntl
    import socket

    fd = os.memfd_create("entry", os.MFD_ALLOW_SEALING)
    with os.fdopen(fd, "wb", buffering=0) as file:
        file.write(journald.datagram(fields))
        seals = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SEAL
        fcntl.fcntl(file, fcntl.F_ADD_SEALS, seals)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.connect(journald.SOCKET)
            rights = (socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [file.fileno()]))
            sender.sendmsg([], [rights])
    journald.sync()


async def test_nothing_is_lost_where_files_are_rotated(source: Journal) -> None:
    async with watched(source) as it:
        for n in range(5):
            first = 301 + n * 20
            await in_thread(journald.say, journald.lines(first, first + 9))
            await in_thread(journald.rotate)
            await in_thread(journald.say, journald.lines(first + 10, first + 19))
        await it.until(lambda: it.numbers()[-1] == 400)
        assert it.numbers() == list(range(1, 401))
    assert [entry.seq for entry in await everything(source)][-100:] == sorted(
        entry.seq for entry in (await everything(source))[-100:]
    )


async def test_nothing_is_lost_where_journald_is_restarted(source: Journal) -> None:
    async with watched(source) as it:
        await in_thread(systemctl, "restart", journald.UNIT)
        await in_thread(journald.say, journald.lines(301, 320))
        await it.until(lambda: it.numbers()[-1] == 320)
        assert it.numbers() == list(range(1, 321))


async def test_journalctl_that_is_killed_is_started_again_and_nothing_lost(source: Journal) -> None:
    async with watched(source) as it:
        for n in range(3):
            kill_followers()
            first = 301 + n * 10
            await in_thread(journald.say, journald.lines(first, first + 9))
            await it.until(lambda last=first + 9: it.numbers()[-1] == last)
        assert it.numbers() == list(range(1, 331))
        assert it.now.why is None


def kill_followers() -> None:
    pids = run("pgrep", "-f", f"journalctl --namespace={journald.NAME}.*--follow").split()
    assert pids
    for pid in pids:
        os.kill(int(pid), signal.SIGKILL)


async def test_a_vacuum_takes_old_rows_and_no_others(source: Journal) -> None:
    found = await everything(source)
    await in_thread(journald.rotate)
    await in_thread(journald.say, journald.lines(301, 320))
    await in_thread(run, "journalctl", f"--namespace={journald.NAME}", "--vacuum-files=1")
    left = await everything(source)
    assert left and left[0].seq > found[-1].seq
    assert await source.whole(found[5].cursor) == ()
    assert await got(source.read(ALL, 10, cursor=found[5].cursor)) == []
    assert await got(source.read(ALL, 100, cursor=found[5].cursor, older=False)) == left
    async with watched(source) as it:
        assert it.numbers()[-20:] == list(range(301, 321))


async def test_what_was_vacuumed_while_nobody_looked_is_a_gap(source: Journal) -> None:
    async with watched(source) as it:
        await it.watcher.close()
        await in_thread(journald.say, journald.lines(301, 400))
        await in_thread(journald.rotate)
        await in_thread(journald.say, journald.lines(401, 420))
        await in_thread(run, "journalctl", f"--namespace={journald.NAME}", "--vacuum-files=1")
        it.watcher.subscribe(asyncio.get_running_loop(), lambda view: None)
        await it.until(lambda: it.numbers()[-1] == 420)
        gaps = [row for row in it.rows() if isinstance(row, Gap)]
        assert len(gaps) == 1 and (gaps[0].missing or 0) >= 100
        assert it.numbers() == [*range(1, 301), *range(401, 421)]


async def test_a_journald_that_is_stopped_says_nothing_and_is_followed_again(
    source: Journal,
) -> None:
    async with watched(source) as it:
        await in_thread(systemctl, "stop", *journald.SERVICES)
        await asyncio.sleep(0.5)
        assert it.now.why is None, "what was said can still be read"
        await in_thread(systemctl, "start", *journald.SERVICES)
        await in_thread(journald.say, journald.lines(301, 310))
        await it.until(lambda: it.numbers()[-1] == 310)
        assert it.numbers() == list(range(1, 311))


async def test_a_file_that_is_corrupt_is_told_and_the_others_are_read(source: Journal) -> None:
    await in_thread(journald.rotate)
    await in_thread(journald.say, journald.lines(301, 310))
    (old,) = [path for path in journald.files() if "@" in path]
    spoil(old, 0, b"\xff" * 512)
    end = await source.end()
    assert end.entry is not None and end.entry.message.startswith("line 310 ")
    assert end.hint is not None and end.hint.id == "journal.hint.damaged"
    async with watched(source) as it:
        assert it.numbers() == list(range(301, 311))
        assert it.now.hint == end.hint


def spoil(path: str, at: int, data: bytes) -> None:
    with open(path, "r+b") as file:
        file.seek(at)
        file.write(data)


async def test_entries_that_are_corrupt_are_left_out(source: Journal) -> None:
    """The file can be read, but not all that it says is in it."""
    await in_thread(journald.rotate)
    await in_thread(journald.say, journald.lines(301, 310))
    (old,) = [path for path in journald.files() if "@" in path]
    spoil(old, 200_000, os.urandom(20_000))
    async with watched(source) as it:
        assert it.numbers()[-10:] == list(range(301, 311))
        shown = it.numbers()
        assert shown == sorted(set(shown))


async def test_without_any_journal_it_is_said_and_the_first_line_comes(source: Journal) -> None:
    await in_thread(systemctl, "stop", *journald.SERVICES)
    for path in journald.files():
        os.unlink(path)
    async with watched(source) as it:
        assert it.rows() == []
        assert it.now.hint is not None and it.now.hint.id == "journal.hint.empty"
        await in_thread(systemctl, "start", *journald.SERVICES)
        await in_thread(journald.say, journald.lines(1, 3))
        await it.until(lambda: it.numbers() == [1, 2, 3])


async def test_who_may_not_read_is_told_which_groups_may() -> None:
    as_nobody = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "journalctl")
    with pytest.raises(JournalError) as caught:
        await Journal(as_nobody).end()
    assert caught.value.kind == "denied"
    assert "systemd-journal" in say(caught.value.next)


async def test_a_flood_is_kept_up_with_or_counted(source: Journal) -> None:
    """20,000 lines in two seconds: each is a row or in a gap, or was there and went."""
    async with watched(source) as it:
        late: list[float] = []
        writer = asyncio.create_task(in_thread(flood, 301, 20_300, 10_000))
        while not writer.done():
            await asyncio.sleep(0.1)
            if it.now.newest:
                late.append(time.time() - it.now.newest / 1e6)
        await writer
        await it.until(lambda: it.numbers()[-1] == 20_300, 5)
        assert max(late[5:]) < 2.5
        rows = it.rows()
        assert len(rows) <= 5_000
        seq = None
        for row in rows:
            if isinstance(row, Gap):
                assert row.missing is not None and seq is not None
                seq += row.missing
            else:
                assert seq is None or row.seq == seq + 1
                seq = row.seq


def flood(first: int, last: int, per_s: int) -> None:
    began = time.monotonic()
    for at in range(first, last + 1, 100):
        journald.send(journald.lines(at, min(last, at + 99)))
        ahead = (at - first) / per_s - (time.monotonic() - began)
        time.sleep(max(0.0, ahead))


async def test_a_text_is_looked_for_by_journald_s_own_words(source: Journal) -> None:
    await in_thread(journald.say, [{"MESSAGE": "Needle (x)"}, {"MESSAGE": "needle [x]"}])
    async with watched(source) as it:
        it.watcher.ask(Query(texts=(Text("exact", "(x)"),)))
        await it.until(lambda: it.now.ready)
        await it.until(lambda: it.rows())
        assert [row.message for row in it.rows() if isinstance(row, Entry)] == ["Needle (x)"]
