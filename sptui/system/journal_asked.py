"""A short question to journalctl, whose answer is wanted soon or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

from sptui.system.exec import run
from sptui.system.journal_errors import unknown_option

_ONLY = "--output-fields"


async def asked(
    program: Sequence[str], argv: Sequence[str], fields: str, limit_s: float, most_bytes: int
) -> bytes:
    """What it prints, as JSON, of entries with these fields; one that is too old to leave out
    others (before version 236) prints all. Empty where that can't be had: never raises."""
    program = [*program, "--quiet", "--no-pager", "--output=json"]
    try:
        done = await run([*program, f"{_ONLY}={fields}", *argv], limit_s, most_bytes=most_bytes)
        if done.status and unknown_option(done.err.decode("utf-8", "replace")) == _ONLY:
            done = await run([*program, *argv], limit_s, most_bytes=most_bytes)
    except (OSError, ValueError, TimeoutError):
        return b""
    return done.out


def objects(text: bytes) -> Iterator[object]:
    """What is in the lines of `journalctl -o json`. A line that is none, as one that was cut off,
    is left out."""
    import json

    for line in text.split(b"\n"):
        with suppress(ValueError, RecursionError):
            yield json.loads(line)
