"""Running a command of this machine: never by a shell, never for longer than it may, never with
more output than is wanted, and ended with what it started when nobody waits any more."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST_BYTES = 32 << 20
_MOST_ERROR_BYTES = 64 << 10
# What a command that has ended left behind may hold its output open so long.
_REST_S = 0.5
_GOES_S = 2.0
# Where commands of the system lie, when whoever started us had a shorter list (sudo, cron).
_PATH = ("/run/current-system/sw/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
# All that a command gets to know of our surroundings.
_KEPT = ("DBUS_SYSTEM_BUS_ADDRESS", "SYSTEMD_BUS_TIMEOUT")


class Done(NamedTuple):
    """How a command ended: `status` is its exit status, below 0 the signal that ended it. `cut`: it
    said more than it may, and was ended for that."""

    status: int
    out: bytes
    err: bytes
    cut: bool = False


async def run(
    argv: Sequence[str],
    deadline_s: float,
    *,
    env: Mapping[str, str] | None = None,
    most_bytes: int | None = None,
) -> Done:
    """Run it to its end and give what it said, in the locale C and with UTC for a time zone. `env`
    is added to its environment; what it says is bounded by `most_bytes`, else by MOST_BYTES.

    Raises OSError: it can't be started; ValueError: no command can have these arguments;
    TimeoutError: it took longer than `deadline_s`. Then, and when the caller is cancelled, it is
    killed with all of its process group."""
    loop = asyncio.get_running_loop()
    transport, child = await loop.subprocess_exec(
        lambda: _Child(loop, MOST_BYTES if most_bytes is None else most_bytes),
        *argv,
        stdin=asyncio.subprocess.DEVNULL,
        env={**environment(), **(env or {})},
        # A group of its own, that it can be ended with what it started; and no terminal, so that
        # it can neither ask there nor change it.
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(deadline_s):
            await child.ended
    finally:
        # Closed only once it was waited for: closing takes the status of one that has just ended
        # away from who waits for it.
        try:
            _kill(transport)
            if not child.gone.done():
                await _reaped(child.gone)
        finally:
            transport.close()
    status = transport.get_returncode()
    if status is None:  # not even a kill ended it: it hangs in the kernel
        raise TimeoutError
    return Done(status, bytes(child.out), bytes(child.err), child.cut)


def environment() -> dict[str, str]:
    """What a command gets: no settings of ours but the PATH, and texts that programs can read."""
    own = os.environ.get("PATH", "").split(os.pathsep)
    path = dict.fromkeys([*filter(None, own), *_PATH])
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {"PATH": os.pathsep.join(path), "LC_ALL": "C", "TZ": "UTC", **kept}


class _Child(asyncio.SubprocessProtocol):
    """`ended`: it has ended and said all, or said too much. `gone`: it was waited for."""

    def __init__(self, loop: asyncio.AbstractEventLoop, most: int) -> None:
        self._loop, self._most = loop, {1: most, 2: _MOST_ERROR_BYTES}
        self.ended: asyncio.Future[None] = loop.create_future()
        self.gone: asyncio.Future[None] = loop.create_future()
        self.out, self.err, self.cut = bytearray(), bytearray(), False
        self._open = {1, 2}

    def pipe_data_received(self, fd: int, data: bytes | str) -> None:
        """Keep it, up to so much."""
        into = self.out if fd == 1 else self.err
        room = self._most[fd] - len(into)
        into += cast("bytes", data)[:room]
        if len(data) > room and fd == 1:
            self.cut = True
            self._settle()

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        """It said all, unless it has not ended."""
        self._open.discard(fd)
        if not self._open and self.gone.done():
            self._settle()

    def process_exited(self) -> None:
        """What it said may still be on its way; what it left behind is not waited for."""
        if not self.gone.done():
            self.gone.set_result(None)
        if self._open:
            self._loop.call_later(_REST_S, self._settle)
        else:
            self._settle()

    def _settle(self) -> None:
        if not self.ended.done():
            self.ended.set_result(None)


def _kill(transport: asyncio.SubprocessTransport) -> None:
    """End it, and its process group, unless it has ended."""
    # Once it was waited for, its number may be somebody else's.
    if transport.get_returncode() is None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(transport.get_pid(), signal.SIGKILL)


async def _reaped(gone: asyncio.Future[None]) -> None:
    """Until it was waited for, so that no zombie stays; but not for ever."""
    with suppress(TimeoutError):
        await asyncio.wait_for(asyncio.shield(gone), _GOES_S)
