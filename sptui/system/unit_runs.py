"""What systemd said of the runs of a unit, from the journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sptui.model.journal import entry_of, field
from sptui.model.unit_runs import Said
from sptui.system.journal_asked import asked, objects

_ENTRIES = 400
_FIELDS = "MESSAGE_ID,INVOCATION_ID,_PID"
_ASK_S = 3.0
_MOST_BYTES = 2 << 20


async def said_of(unit: str, program: Sequence[str] = ("journalctl",)) -> tuple[Said, ...]:
    """The last of it, the newest first. Empty where that can't be had: never raises."""
    argv = ["--reverse", f"--lines={_ENTRIES}", f"UNIT={unit}", "_PID=1"]
    return tuple(said_in(await asked(program, argv, _FIELDS, _ASK_S, _MOST_BYTES)))


def said_in(text: bytes) -> list[Said]:
    """What is in the lines of `journalctl -o json`."""
    found = []
    for told in objects(text):
        entry = entry_of(told)
        if entry is not None and isinstance(told, Mapping):
            message = field(told.get("MESSAGE_ID")) or ""
            found.append(Said(entry.at, message, entry.invocation))
    return found
