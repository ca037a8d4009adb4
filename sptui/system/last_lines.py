"""What a unit said last: the end of one invocation's journal."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress

from sptui.model.journal import Entry, entry_of, of_invocation
from sptui.system.exec import run
from sptui.system.journal_asked import asked, objects

_LINES = 10
# Among these may be some of other invocations: the journal does not always know whose a line is.
_ENTRIES = 50
_FIELDS = "MESSAGE,_SYSTEMD_INVOCATION_ID,INVOCATION_ID,_SOURCE_REALTIME_TIMESTAMP"
# What was written just now may be on its way to the journal still; to wait for it takes root.
_SYNC_S, _ASK_S = 0.7, 2.0
_MOST_BYTES, _MOST_CHARACTERS = 4 << 20, 4096
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
        with suppress(OSError, ValueError, TimeoutError):
            await run([*program, "--sync"], _SYNC_S)
    argv = [
        "--all", f"--lines={_ENTRIES}",
        f"_SYSTEMD_INVOCATION_ID={invocation}", "+", f"INVOCATION_ID={invocation}",
        "+", f"_SYSTEMD_UNIT={unit}", "+", f"UNIT={unit}", "_PID=1",
    ]  # fmt: skip
    out = await asked(program, argv, _FIELDS, _ASK_S, _MOST_BYTES)
    told = of_invocation(entries(out), invocation)
    lines = [line for entry in told for line in entry.message.splitlines()]
    return tuple([line[:_MOST_CHARACTERS] for line in lines if line.strip()][-_LINES:])


def entries(text: bytes) -> list[Entry]:
    """The entries in the lines of `journalctl -o json`, in their order. A line that is none, as one
    that was cut off, is left out; so is an entry that says nothing."""
    found = [entry_of(each) for each in objects(text)]
    return [entry for entry in found if entry is not None and entry.message]
