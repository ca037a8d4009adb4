"""What is saved of a journal lies in a new file, whole and in order, or there is none."""

from __future__ import annotations

import asyncio
import errno
import os
import stat
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from sptui.model.errors import JournalError
from sptui.model.journal import Entry
from sptui.model.msg import msg
from sptui.system import log_file
from sptui.system.log_file import Saved, save


async def newest_first(
    count: int, burst: int = 7, fails: BaseException | None = None
) -> AsyncGenerator[list[Entry], None]:
    numbers = list(range(count, 0, -1))
    for first in range(0, count, burst):
        yield [Entry(f"line {n}") for n in numbers[first : first + burst]]
    if fails is not None:
        raise fails


def line(entry: Entry) -> str:
    return entry.message + "\n"


def lines(first: int, last: int) -> str:
    return "".join([f"line {n}\n" for n in range(first, last + 1)])


async def test_the_oldest_is_first_and_nobody_else_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "saved"
    before = os.umask(0)
    try:
        saved = await save(str(path), newest_first(100), line)
    finally:
        os.umask(before)
    assert path.read_text() == lines(1, 100)
    assert saved == Saved(100, path.stat().st_size, cut=False)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["saved"]


async def test_of_too_many_the_newest_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "saved"
    saved = await save(str(path), newest_first(100), line, most=30)
    assert path.read_text() == lines(71, 100)
    assert saved.cut and saved.entries == 30


async def test_just_so_many_as_there_is_room_for(tmp_path: Path) -> None:
    saved = await save(str(tmp_path / "saved"), newest_first(30), line, most=30)
    assert not saved.cut and saved.entries == 30


async def test_of_too_much_the_newest_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "saved"
    saved = await save(str(path), newest_first(100), line, most_bytes=80)
    text = path.read_text()
    assert saved.cut and saved.bytes == len(text) <= 80
    assert text == lines(101 - saved.entries, 100)


async def test_text_that_can_t_be_written_is_written_so_that_it_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "saved"

    async def odd() -> AsyncGenerator[list[Entry], None]:
        yield [Entry("\udcff\udc80")]

    await save(str(path), odd(), line)
    assert path.read_bytes() == b"\\udcff\\udc80\n"


async def test_where_nothing_is_found_there_is_no_file(tmp_path: Path) -> None:
    saved = await save(str(tmp_path / "saved"), newest_first(0), line)
    assert saved.entries == 0 and os.listdir(tmp_path) == []


@pytest.mark.parametrize("what", ["file", "link", "dangling", "folder"])
async def test_what_is_there_is_never_overwritten(tmp_path: Path, what: str) -> None:
    path, other = tmp_path / "saved", tmp_path / "other"
    other.write_text("precious")
    if what == "file":
        path.write_text("precious")
    elif what == "folder":
        path.mkdir()
    else:
        path.symlink_to(other if what == "link" else tmp_path / "nowhere")
    with pytest.raises(FileExistsError):
        await save(str(path), newest_first(10), line)
    assert other.read_text() == "precious"
    assert sorted(os.listdir(tmp_path)) == ["other", "saved"]
    assert what != "file" or path.read_text() == "precious"


async def test_what_fails_on_the_way_leaves_nothing(tmp_path: Path) -> None:
    ended = JournalError("ended", msg("journal.ended"), msg("journal.unforeseen.next"))
    with pytest.raises(JournalError):
        await save(str(tmp_path / "saved"), newest_first(100, fails=ended), line)
    assert os.listdir(tmp_path) == []


async def test_a_folder_that_lacks(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        await save(str(tmp_path / "none" / "saved"), newest_first(1), line)


@pytest.mark.parametrize("nth", [1, 5, 16])
async def test_a_full_disk_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nth: int
) -> None:
    written = 0

    def write(fd: int, data: bytes) -> None:
        nonlocal written
        written += 1
        if written == nth:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(log_file, "_write", write)
    with pytest.raises(OSError, match="No space left"):
        await save(str(tmp_path / "saved"), newest_first(100), line)
    assert os.listdir(tmp_path) == []


async def test_who_is_cancelled_leaves_nothing_and_ends_the_reader(tmp_path: Path) -> None:
    waits, ended = asyncio.Event(), asyncio.Event()

    async def slow() -> AsyncGenerator[list[Entry], None]:
        try:
            yield [Entry("line")]
            waits.set()
            await asyncio.Event().wait()
        finally:
            ended.set()

    doing = asyncio.ensure_future(save(str(tmp_path / "saved"), slow(), line))
    await waits.wait()
    assert os.listdir(tmp_path) == ["saved"]
    fds = len(os.listdir("/proc/self/fd"))
    doing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await doing
    assert ended.is_set() and os.listdir(tmp_path) == []
    assert len(os.listdir("/proc/self/fd")) == fds - 2
