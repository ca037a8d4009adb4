"""The journal of this machine, read by journalctl. Source: journalctl(1)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from functools import cache
from typing import TYPE_CHECKING

from sptui.model.journal_export import Export
from sptui.model.journal_rows import Boot, End, Field, JournalState
from sptui.model.log_query import Query, arguments
from sptui.system import journal_errors as errors
from sptui.system.exec import environment
from sptui.system.journal_boots import boots_of
from sptui.system.journal_lines import Lines
from sptui.system.journal_process import Ended, pieces
from sptui.system.journal_state import state_of

if TYPE_CHECKING:
    from sptui.model.journal import Entry

_FIELDS = (
    "MESSAGE,PRIORITY,_SYSTEMD_UNIT,UNIT,SYSLOG_IDENTIFIER,_COMM,_PID,SYSLOG_PID,_TRANSPORT,"
    "_SYSTEMD_INVOCATION_ID,INVOCATION_ID,_SOURCE_REALTIME_TIMESTAMP"
)
# To look for a text in all of a large journal may take its time.
_ANSWERS_S, _SEARCHES_S = 10.0, 600.0
_MOST_BOOTS_BYTES = 4 << 20
# What is left out where journalctl is too old to know it: more is read then, and nothing lost.
_NOT_NEEDED = ("--output-fields", "--case-sensitive", "--all", "--no-pager")


class Journal:
    """`program` is the command before its arguments."""

    def __init__(self, program: Sequence[str] = ("journalctl",)) -> None:
        self._program = tuple(program)
        self._lacks: set[str] = set()

    async def end(self) -> End:
        """The newest entry of all, and what journalctl says can't be seen. Raises JournalError."""
        newest, complaint = None, ""
        async with aclosing(self._entries(("--lines=1",), _ANSWERS_S)) as bursts:
            async for burst in bursts:
                if isinstance(burst, Ended):
                    complaint = burst.err
                else:
                    newest = burst[-1]
        return End(newest, errors.hint(complaint, empty=newest is None))

    async def read(
        self, query: Query, count: int, *, cursor: str = "", older: bool = True
    ) -> AsyncGenerator[list[Entry], None]:
        """Up to `count` entries before (or after) `cursor`, as they are found. Raises
        JournalError."""
        # With a place to begin at journalctl takes no --since.
        since = query.since if cursor else None
        argv = [*arguments(query._replace(since=None) if cursor else query), *_from(cursor)]
        if older:
            argv += ["--reverse", f"--lines={count + bool(cursor)}"]
        # Forward no --lines is said: with a text to find, the last are meant by that.
        program, patience_s = self._program, _ANSWERS_S
        if query.texts:
            program, patience_s = (*searcher(), *program), _SEARCHES_S
        async with aclosing(self._entries(argv, patience_s, program)) as bursts:
            async for burst in bursts:
                if isinstance(burst, Ended):
                    return
                late = [e for e in burst if since is None or _received(e) >= since]
                found = [e for e in late if e.cursor != cursor][:count]
                count -= len(found)
                if found:
                    yield found
                if count <= 0 or len(late) < len(burst):
                    return

    async def follow(self, query: Query, cursor: str) -> AsyncGenerator[list[Entry], None]:
        """All from the entry `cursor` on, then each new one. Raises JournalError."""
        # What is followed comes after all that was there, so it is late enough.
        argv = [*arguments(query._replace(since=None)), *_from(cursor), "--follow", "--no-tail"]
        async with aclosing(self._entries(argv, None)) as bursts:
            async for burst in bursts:
                if isinstance(burst, Ended):
                    raise errors.ended()
                yield burst

    async def whole(self, cursor: str) -> tuple[Field, ...]:
        """All fields of one entry, of each its first 64 KiB; empty: it is gone. Raises
        JournalError."""
        export = Export()
        argv = ("--output=export", "--all", "--no-pager", "--lines=1", *_from(cursor))
        async with aclosing(self._printed(argv, _ANSWERS_S)) as printed:
            async for piece in printed:
                if not isinstance(piece, Ended):
                    export.take(piece)
                if export.whole:
                    break
        named = any(field.name == "__CURSOR" and field.value == cursor for field in export.fields)
        return tuple(export.fields) if named else ()

    async def boots(self) -> tuple[Boot, ...]:
        """The boots that it knows, oldest first. Raises JournalError."""
        text = bytearray()
        argv = ("--list-boots", "--output=json", "--no-pager")
        async with aclosing(self._printed(argv, _SEARCHES_S)) as printed:
            async for piece in printed:
                if not isinstance(piece, Ended):
                    text += piece[: _MOST_BOOTS_BYTES - len(text)]
        return boots_of(bytes(text))

    async def state(self) -> JournalState:
        """How the journal of this machine is, by its files. Raises JournalError."""
        try:
            async with asyncio.timeout(_ANSWERS_S):
                return await asyncio.to_thread(state_of)
        except TimeoutError:
            raise errors.late() from None

    async def _entries(
        self, argv: Sequence[str], patience_s: float | None, program: Sequence[str] = ()
    ) -> AsyncGenerator[list[Entry] | Ended, None]:
        """What it finds, in bursts of one or more, and how it ended."""
        lines = Lines()
        argv = ("--output=json", "--all", "--no-pager", f"--output-fields={_FIELDS}", *argv)
        async with aclosing(self._printed(argv, patience_s, program)) as printed:
            async for piece in printed:
                if isinstance(piece, Ended):
                    yield piece
                elif burst := lines.take(piece):
                    yield burst

    async def _printed(
        self, argv: Sequence[str], patience_s: float | None, program: Sequence[str] = ()
    ) -> AsyncGenerator[bytes | Ended, None]:
        """What it prints, and how it ended, unless that was wrong. An old one is asked again
        without what it does not know."""
        while True:
            argv, again = [arg for arg in argv if arg.partition("=")[0] not in self._lacks], False
            try:
                async with aclosing(
                    pieces([*(program or self._program), *argv], patience_s)
                ) as printed:
                    async for piece in printed:
                        again = isinstance(piece, Ended) and self._learns(piece, argv)
                        if isinstance(piece, Ended) and not again:
                            error = errors.failure(piece.status, piece.err)
                            if error is not None:
                                raise error
                        if not again:
                            yield piece
            except TimeoutError:
                raise errors.late() from None
            except (OSError, ValueError) as error:
                raise errors.unstartable(self._program[0], error) from error
            if not again:
                return

    def _learns(self, end: Ended, argv: Sequence[str]) -> bool:
        """Whether it was given something that it can't take, and can do without. (Who asked for
        something else at the same time may know that already.)"""
        option = errors.unknown_option(end.err) if end.status and not end.said else ""
        given = any(arg.partition("=")[0] == option for arg in argv)
        if given and option in _NOT_NEEDED:
            self._lacks.add(option)
        return given and option in _NOT_NEEDED


def _from(cursor: str) -> list[str]:
    """Where to begin. Never --after-cursor: when that entry is not among those that are asked for,
    it leaves out the next one."""
    return [f"--cursor={cursor}"] if cursor else []


def _received(entry: Entry) -> int:
    """When the journal received it, which is what times that are asked for mean: its cursor tells;
    else when it was said. Source: src/libsystemd/sd-journal/sd-journal.c, sd_journal_get_cursor."""
    parts = dict(part.partition("=")[::2] for part in entry.cursor.split(";"))
    try:
        return int(parts["t"], 16)
    except (KeyError, ValueError):
        return entry.at


@cache
def searcher() -> tuple[str, ...]:
    """What a search is started by, as far as it can be had. `stdbuf`: each line is printed at once,
    which else waits until 4 KiB are found. `nice`: to look at millions of messages takes a core,
    and whoever types goes before it."""
    from shutil import which

    path = environment()["PATH"]
    kinder, unbuffered = which("nice", path=path), which("stdbuf", path=path)
    return (
        *((kinder, "-n", "10") if kinder else ()),
        *((unbuffered, "--output=L") if unbuffered else ()),
    )


def this_boot() -> str:
    """The id of this boot, as the journal writes it; "" where the kernel does not tell."""
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
            return file.read(64).strip().replace("-", "")
    except (OSError, ValueError):
        return ""
