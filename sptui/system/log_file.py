"""A new file of lines that come in the wrong order: the newest first, as the journal is read back
from its end, so that the newest are those that are kept where there are too many."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from sptui.model.journal import Entry

MOST_ENTRIES, MOST_BYTES = 1_000_000, 256 << 20
_PIECE = 1 << 20

T = TypeVar("T")


class Saved(NamedTuple):
    """How many entries it has, and bytes; `cut`: there are more, older than these."""

    entries: int
    bytes: int
    cut: bool


async def save(
    path: str,
    bursts: AsyncGenerator[list[Entry], None],
    line: Callable[[Entry], str],
    *,
    most: int = MOST_ENTRIES,
    most_bytes: int = MOST_BYTES,
) -> Saved:
    """Write the entries, which come with the newest first, into a new file at `path`, the oldest
    first; only its owner may read it. `line` makes the text of one. Where there are none, there is
    no file. Nothing blocks meanwhile, and little of it is in memory.

    Raises OSError: it could not be written, or something is there already (FileExistsError). Then,
    and whatever is raised by who reads the journal, nothing is left there."""
    async with aclosing(bursts):
        file, whole = _NewFile(path), False
        try:
            await _apart(file.open)
            cut = await _fill(file, bursts, line, most, most_bytes)
            if file.entries:
                await _apart(file.finish)
                whole = True
            return Saved(file.entries, file.size, cut)
        finally:
            file.close(keep=whole)


async def _fill(
    file: _NewFile,
    bursts: AsyncGenerator[list[Entry], None],
    line: Callable[[Entry], str],
    most: int,
    most_bytes: int,
) -> bool:
    """Whether there were too many."""
    async for burst in bursts:
        taken = burst[: most - file.entries]
        if await _apart(file.put, taken, line, most_bytes) < len(burst):
            return True
    return False


class _NewFile:
    """What comes is kept in a file without a name beside it, until all is there."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._fd = self._parts = -1
        self._sizes: list[int] = []
        self.entries = self.size = 0

    def open(self) -> None:
        """Take the name, if nobody has it. Raises OSError."""
        from tempfile import TemporaryFile

        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW
        self._fd = os.open(self._path, flags, 0o600)
        with TemporaryFile(dir=os.path.dirname(self._path), buffering=0) as parts:
            self._parts = os.dup(parts.fileno())

    def put(self, burst: list[Entry], line: Callable[[Entry], str], most_bytes: int) -> int:
        """Take those that have room, the newest of them at least; how many that were."""
        texts: list[bytes] = []
        for entry in burst:
            text = line(entry).encode("utf-8", "backslashreplace")
            if self.size + len(text) > most_bytes:
                break
            self.size += len(text)
            texts.append(text)
        part = b"".join(texts[::-1])
        self._sizes.append(len(part))
        _write(self._parts, part)
        self.entries += len(texts)
        return len(texts)

    def finish(self) -> None:
        """What came last is first."""
        at = self.size
        for size in reversed(self._sizes):
            at -= size
            for begin in range(at, at + size, _PIECE):
                _write(self._fd, os.pread(self._parts, min(_PIECE, at + size - begin), begin))
        os.fsync(self._fd)

    def close(self, *, keep: bool) -> None:
        """Leave it as it is, or nothing of it."""
        for fd in (self._parts, self._fd):
            if fd >= 0:
                os.close(fd)
        if self._fd >= 0 and not keep:
            with suppress(OSError):
                os.unlink(self._path)


def _write(fd: int, data: bytes) -> None:
    while data:
        data = data[os.write(fd, data) :]


async def _apart(do: Callable[..., T], *args: object) -> T:
    """In a thread: a disk may not answer. Who is cancelled waits for it, since the file is closed
    then."""
    doing = asyncio.ensure_future(asyncio.to_thread(do, *args))
    try:
        return await asyncio.shield(doing)
    except asyncio.CancelledError:
        await asyncio.wait({doing})
        raise
