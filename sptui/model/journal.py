"""Entries of the journal, as `journalctl -o json` writes them. Source: journalctl(1),
https://systemd.io/JOURNAL_EXPORT_FORMATS."""

from collections.abc import Mapping, Sequence
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


def entry_of(said: object) -> Entry | None:
    """The entry in a decoded line. None: it is none, or says nothing."""
    if not isinstance(said, Mapping):
        return None
    message = field(said.get("MESSAGE"))
    if not message:
        return None
    priority = field(said.get("PRIORITY"))
    known = priority is not None and priority in ("0", "1", "2", "3", "4", "5", "6", "7")
    ids = [field(said.get(name)) for name in ("_SYSTEMD_INVOCATION_ID", "INVOCATION_ID")]
    times = [_time(said.get(f"{name}_REALTIME_TIMESTAMP")) for name in ("_SOURCE", "_")]
    number = int(priority) if known and priority else None
    return Entry(message, number, ids[0] or ids[1] or "", times[0] or times[1])


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


def _time(value: object) -> int:
    plain = isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20
    return int(value) if plain and isinstance(value, str) else 0
