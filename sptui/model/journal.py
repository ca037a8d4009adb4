"""Entries of the journal, as `journalctl -o json` writes them: one JSON object a line. Source:
journalctl(1), https://systemd.io/JOURNAL_EXPORT_FORMATS."""

from collections.abc import Mapping
from typing import NamedTuple


class Entry(NamedTuple):
    """One entry: what was said (it may have several lines, and be hostile), and how grave it is, 0
    (the machine is unusable) to 7 (for developers); None: nobody said."""

    message: str
    priority: int | None = None


def entries(text: bytes) -> list[Entry]:
    """The entries in these lines, in their order. A line that is none, as one that was cut off, is
    left out; so is an entry that says nothing."""
    found = [_entry(line) for line in text.split(b"\n")]
    return [entry for entry in found if entry is not None]


def field(value: object) -> str | None:
    """The text of a field. One that is no plain UTF-8 comes as its bytes, one that was given
    several times as an array of all, one that is longer than was asked for as null. Bytes that are
    no UTF-8 are kept as surrogates. None: there is no text."""
    if isinstance(value, str):
        return value
    if not isinstance(value, list) or not value:
        return None
    if all(type(each) is int and 0 <= each < 256 for each in value):
        return bytes(value).decode("utf-8", "surrogateescape")
    texts = [field(each) for each in value if isinstance(each, str | list)]
    return "\n".join([text for text in texts if text is not None]) if any(texts) else None


def _entry(line: bytes) -> Entry | None:
    import json

    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, Mapping):
        return None
    try:
        message = field(said.get("MESSAGE"))
    except RecursionError:
        return None
    if not message:
        return None
    priority = field(said.get("PRIORITY"))
    known = priority is not None and priority in ("0", "1", "2", "3", "4", "5", "6", "7")
    return Entry(message, int(priority) if known and priority else None)
