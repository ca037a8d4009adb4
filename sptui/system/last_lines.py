"""What a unit said last: the end of one invocation's journal."""

from __future__ import annotations

import os
from collections.abc import Sequence

from sptui.model.journal import entries
from sptui.system.exec import Done, run

_LINES = 10
# What was written just now may be on its way to the journal still; to wait for it takes root.
_SYNC_S, _ASK_S = 0.7, 2.0
_MOST_BYTES, _MOST_CHARACTERS = 1 << 20, 4096
_HEX = frozenset("0123456789abcdef")


async def last_lines(
    unit: str, invocation: str, program: Sequence[str] = ("journalctl",)
) -> tuple[str, ...]:
    """The last ten lines that this invocation of the unit (32 hexadecimal digits) said, or systemd
    said of it, the oldest first. Empty where that can't be had: never raises. `program` is the
    command before its arguments."""
    if len(invocation) != 32 or not _HEX.issuperset(invocation):
        return ()
    if os.geteuid() == 0:
        await _run([*program, "--sync"], _SYNC_S)
    argv = [
        *program, "--quiet", "--no-pager", "--output=json", "--all", f"--lines={_LINES}",
        "--output-fields=MESSAGE,PRIORITY",
        f"_SYSTEMD_INVOCATION_ID={invocation}", "+", f"INVOCATION_ID={invocation}",
    ]  # fmt: skip
    done = await _run(argv, _ASK_S)
    if done is None:
        return ()
    lines = [line for entry in entries(done.out) for line in entry.message.splitlines()]
    return tuple([line[:_MOST_CHARACTERS] for line in lines if line.strip()][-_LINES:])


async def _run(argv: Sequence[str], limit_s: float) -> Done | None:
    try:
        return await run(argv, limit_s, most_bytes=_MOST_BYTES)
    except (OSError, ValueError, TimeoutError):
        return None
