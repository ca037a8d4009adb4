"""What systemd said of the runs of a unit, from the journal."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from sptui.model.journal import entry_of, field
from sptui.model.unit_runs import Said
from sptui.system.exec import run

_ENTRIES = 400
_ASK_S = 3.0
_MOST_BYTES = 2 << 20


async def said_of(unit: str, program: Sequence[str] = ("journalctl",)) -> tuple[Said, ...]:
    """The last of it, the newest first. Empty where that can't be had: never raises."""
    argv = [
        *program, "--quiet", "--no-pager", "--output=json", "--reverse", f"--lines={_ENTRIES}",
        "--output-fields=MESSAGE_ID,INVOCATION_ID,_PID", f"UNIT={unit}", "_PID=1",
    ]  # fmt: skip
    try:
        done = await run(argv, _ASK_S, most_bytes=_MOST_BYTES)
    except (OSError, ValueError, TimeoutError):
        return ()
    return tuple(said_in(done.out))


def said_in(text: bytes) -> list[Said]:
    """What is in the lines of `journalctl -o json`."""
    import json

    found = []
    for line in text.split(b"\n"):
        with suppress(ValueError, RecursionError):
            told = json.loads(line)
            entry = entry_of(told)
            if entry is not None:
                message = field(told.get("MESSAGE_ID")) or ""
                found.append(Said(entry.at, message, entry.invocation))
    return found
