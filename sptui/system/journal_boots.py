"""The boots that journalctl lists."""

from __future__ import annotations

from sptui.model.journal_rows import Boot


def boots_of(text: bytes) -> tuple[Boot, ...]:
    """What `journalctl --list-boots --output=json` printed, oldest first. One that is too old for
    JSON prints a line for each, whose dates are left: they say no more than a zone's name of when
    it was."""
    import json

    try:
        told = json.loads(text or b"[]")
    except (ValueError, RecursionError):
        return tuple(filter(None, map(_of_line, text.decode("utf-8", "replace").splitlines())))
    rows = told if isinstance(told, list) else []
    return tuple(filter(None, map(_of_object, rows)))


def _of_object(row: object) -> Boot | None:
    if not isinstance(row, dict):
        return None
    index, id = row.get("index"), row.get("boot_id")
    first, last = row.get("first_entry"), row.get("last_entry")
    if not isinstance(index, int) or not isinstance(id, str):
        return None
    return Boot(
        index, id, first if isinstance(first, int) else 0, last if isinstance(last, int) else 0
    )


def _of_line(line: str) -> Boot | None:
    words = line.split()
    if len(words) < 2 or len(words[1]) != 32 or not words[0].lstrip("-").isdecimal():
        return None
    return Boot(int(words[0]), words[1], 0, 0)
