"""Entries of the journal, as `journalctl -o json` writes them. Source: journalctl(1),
https://systemd.io/JOURNAL_EXPORT_FORMATS."""

from collections.abc import Mapping, Sequence
from sys import intern
from typing import NamedTuple


class Entry(NamedTuple):
    """One entry: what was said (it may have several lines, and be hostile), and how grave it is, 0
    (the machine is unusable) to 7 (for developers); None: nobody said. `invocation` is the run of a
    unit that it belongs to, "" where that is not told. `at` is when it was said, as exactly as that
    is known, in microseconds since 1970; 0 where it is not.

    `cursor` names it; `seq` is its number among all that the journal `seq_of` took, 0 where it has
    none; `mono` are microseconds since the boot `boot`, as the journal received it. `unit` is who
    said it, or whom systemd said it of; `source` what it calls itself; `left_out` bytes of the
    message were not kept."""

    message: str
    priority: int | None = None
    invocation: str = ""
    at: int = 0
    cursor: str = ""
    seq: int = 0
    seq_of: str = ""
    boot: str = ""
    mono: int = 0
    unit: str = ""
    source: str = ""
    pid: int = 0
    left_out: int = 0


# A field that is longer is told as null, unless all was asked for.
_LONG = 4096
_PRIORITIES = {str(number): number for number in range(8)}


def entry_of(said: object) -> Entry | None:
    """The entry in a decoded line. None: it is none. What says nothing has an empty message.

    Anybody may give an entry any field whose name does not begin with "_": `UNIT`, by which systemd
    says whom it speaks of, counts only where it is systemd that speaks."""
    if not isinstance(said, Mapping) or not ("MESSAGE" in said or "__CURSOR" in said):
        return None
    get = said.get
    message = get("MESSAGE")
    left_out = _LONG if message is None and "MESSAGE" in said else 0
    if type(message) is not str:
        message = field(message) or ""
    pid = get("_PID")
    unit = (get("UNIT") if pid == "1" else None) or get("_SYSTEMD_UNIT")
    cursor = _text(get("__CURSOR"))
    number, numbered = _number(get("__SEQNUM")), _text(get("__SEQNUM_ID"))
    if not number:
        number, numbered = _numbered(cursor)
    return Entry(
        message,
        _PRIORITIES.get(_text(get("PRIORITY"))),
        _text(get("_SYSTEMD_INVOCATION_ID") if pid != "1" else None) or _text(get("INVOCATION_ID")),
        _number(get("_SOURCE_REALTIME_TIMESTAMP")) or _number(get("__REALTIME_TIMESTAMP")),
        cursor,
        number,
        intern(numbered),
        intern(_text(get("_BOOT_ID"))),
        _number(get("__MONOTONIC_TIMESTAMP")),
        intern(_text(unit)),
        intern(_text(get("SYSLOG_IDENTIFIER")) or _text(get("_COMM"))),
        _number(pid) or _number(get("SYSLOG_PID")),
        left_out,
    )


def _numbered(cursor: str) -> tuple[int, str]:
    """The number of an entry, and of which journal it is, from its cursor: before version 254
    nothing else told it. Source: src/libsystemd/sd-journal/sd-journal.c, sd_journal_get_cursor."""
    parts = dict(part.partition("=")[::2] for part in cursor.split(";"))
    try:
        return int(parts["i"], 16), parts["s"]
    except (KeyError, ValueError):
        return 0, ""


def of_invocation(told: Sequence[Entry], invocation: str) -> list[Entry]:
    """Those of a unit's entries that belong to this invocation. What a process says that ends at
    once may lack its name, and even stand before the first that bears it: it is of the invocation
    that had begun last by then."""
    begins: dict[str, int] = {}
    for entry in told:
        if entry.invocation:
            begins[entry.invocation] = min(entry.at, begins.get(entry.invocation, entry.at))
    found = []
    for entry in told:
        begun = [(at, name) for name, at in begins.items() if at <= entry.at]
        whose = entry.invocation or max(begun, default=(0, ""))[1]
        if whose == invocation:
            found.append(entry)
    return found


def field(value: object) -> str | None:
    """The text of a field. One that is no plain UTF-8 comes as its bytes, one that was given
    several times as an array of all, one that is longer than was asked for as null. Bytes that are
    no UTF-8 are kept as surrogates. None: there is no text."""
    text = _one(value)
    if text is None and isinstance(value, list):
        texts = [_one(each) or "" for each in value]
        return "\n".join(texts) if any(texts) else None
    return text


def _one(value: object) -> str | None:
    if isinstance(value, str):
        return value
    if not isinstance(value, list) or not value:
        return None
    plain = all(type(each) is int and 0 <= each < 256 for each in value)
    return bytes(value).decode("utf-8", "surrogateescape") if plain else None


def _text(value: object) -> str:
    return value if type(value) is str else (field(value) or "")


def _number(value: object) -> int:
    if type(value) is not str:
        value = field(value)
    plain = isinstance(value, str) and len(value) < 20 and value.isascii() and value.isdigit()
    return int(value) if plain and isinstance(value, str) else 0
