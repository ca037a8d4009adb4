"""A program that has the terminal for a while, as an editor: it reads and draws there by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress

# How long it may take to end when nobody waits for it any more.
_END_S = 1.0


async def run_in_front(argv: Sequence[str]) -> int | None:
    """Run it on our own terminal until it ends: its exit status, negative for a signal; None: it
    can't be started. It is ended when whoever waits for it does not wait any more."""
    try:
        process = await asyncio.create_subprocess_exec(*argv)
    except OSError:
        return None
    try:
        return await process.wait()
    finally:
        if process.returncode is None:
            await _end(process)


async def _end(process: asyncio.subprocess.Process) -> None:
    """Politely, and then by force. Who waited was cancelled: what `asyncio.timeout` does in a task
    that is being cancelled differs between versions of Python (before 3.11.3 it ends it)."""
    with suppress(ProcessLookupError):
        process.terminate()
        ended = asyncio.ensure_future(process.wait())
        done, _ = await asyncio.wait({ended}, timeout=_END_S)
        if not done:
            process.kill()
        await ended
