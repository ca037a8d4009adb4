"""A journalctl that runs: what it prints, piece by piece and never much of it at once, until it
ends or nobody wants more."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncGenerator, Sequence
from contextlib import suppress
from typing import NamedTuple, cast

from sptui.system.exec import environment

# A piece is no longer than this, so that the loop has time for keys; more than `_MOST` is not kept
# waiting: journalctl waits then.
_PIECE, _MOST = 64 << 10, 256 << 10
_MOST_ERROR = 8 << 10
_GOES_S = 2.0


class Ended(NamedTuple):
    """How it ended: `status` is its exit status, below 0 the signal; `err` the last of what it
    complained of; `said`: it printed something."""

    status: int
    err: str
    said: bool


async def pieces(
    argv: Sequence[str], patience_s: float | None
) -> AsyncGenerator[bytes | Ended, None]:
    """What it prints, and last of all how it ended. It is ended when the generator is closed.

    Raises OSError: it can't be started; ValueError: no command can have these arguments;
    TimeoutError: it said nothing for `patience_s`."""
    loop = asyncio.get_running_loop()
    transport, child = await loop.subprocess_exec(
        lambda: _Child(loop), *argv, stdin=asyncio.subprocess.DEVNULL, env=environment(),
        # A group of its own, that it can be ended with what it started; and no terminal.
        start_new_session=True,
    )  # fmt: skip
    said = False
    try:
        while True:
            async with asyncio.timeout(patience_s):
                piece = await child.take()
            if not piece:
                break
            said = True
            yield piece
        status = transport.get_returncode()
        err = bytes(child.err).decode("utf-8", "replace")
        yield Ended(0 if status is None else status, err, said)
    finally:
        await _end(transport, child.gone)


async def _end(transport: asyncio.SubprocessTransport, gone: asyncio.Future[None]) -> None:
    """End it, and wait until it is gone, but not for ever. Only then is the transport closed: that
    takes away the status of one that has just ended from who waits for it."""
    try:
        # Once it was waited for, its number may be somebody else's.
        if transport.get_returncode() is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(transport.get_pid(), signal.SIGKILL)
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(gone), _GOES_S)
    finally:
        transport.close()


class _Child(asyncio.SubprocessProtocol):
    """What came and was not taken. `gone`: it was waited for."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.gone: asyncio.Future[None] = loop.create_future()
        self.err = bytearray()
        self._data = bytearray()
        self._came = asyncio.Event()
        self._open, self._paused = {1, 2}, False
        self._out: asyncio.ReadTransport | None = None

    async def take(self) -> bytes:
        """The next piece; empty: it has ended."""
        if self._data:
            await asyncio.sleep(0)  # the loop may have keys to answer
        while not self._data and (self._open or not self.gone.done()):
            self._came.clear()
            await self._came.wait()
        piece = bytes(self._data[:_PIECE])
        del self._data[:_PIECE]
        if self._paused and self._out is not None and len(self._data) < _PIECE:
            self._paused = False
            self._out.resume_reading()
        return piece

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It runs."""
        out = cast("asyncio.SubprocessTransport", transport).get_pipe_transport(1)
        self._out = cast("asyncio.ReadTransport", out)

    def pipe_data_received(self, fd: int, data: bytes | str) -> None:
        """Keep it, and let it wait when nobody takes it."""
        if fd != 1:
            self.err += cast("bytes", data)
            del self.err[:-_MOST_ERROR]
            return
        self._data += cast("bytes", data)
        if len(self._data) > _MOST and self._out is not None and not self._paused:
            self._paused = True
            self._out.pause_reading()
        self._came.set()

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        """It said all; of what it complains too."""
        self._open.discard(fd)
        self._came.set()

    def process_exited(self) -> None:
        """What it said may still be on its way."""
        if not self.gone.done():
            self.gone.set_result(None)
        self._came.set()
