"""An entry whose line of JSON is too long to be kept: its first and its last bytes are enough for
all but the end of what is long."""

from __future__ import annotations

import re

from sptui.model.journal import Entry, entry_of, field

# Of a long field so many bytes, as JSON has them, are read.
MOST_BYTES = 64 << 10
# Where a field begins. It can't stand within a text: there each quote has a backslash before it.
_FIELD = re.compile(rb'[{,]"([A-Z0-9_]{1,64})":')


def entry_of_ends(begin: bytes, end: bytes, length: int) -> Entry | None:
    """The entry in a line of `length` bytes that begins and ends so; the two may overlap. None: it
    is none."""
    starts = list(_FIELD.finditer(begin))
    if not starts:
        return None
    cut = starts[-1]  # the field whose end `begin` has not
    fields = _fields(begin[: cut.start()] + b"}")
    gone = length - len(end)
    later = [at for at in _FIELD.finditer(end) if gone + at.start() >= cut.start()]
    if later:
        fields |= _fields(b"{" + end[later[0].start() + 1 :])
    name = cut[1].decode("ascii")
    if name in fields:
        return entry_of(fields)
    raw = begin[cut.end() : cut.end() + MOST_BYTES]
    text = _beginning(raw)
    entry = entry_of({**fields, name: text})
    if entry is None or name != "MESSAGE":
        return entry
    over = gone + later[0].start() if later else length - 1
    left = max(0, over - cut.end() - len(raw))
    if raw[:1] == b"[":  # of bytes told as numbers each takes several of the line's
        left = left * len(text.encode("utf-8", "surrogateescape")) // len(raw)
    return entry._replace(left_out=max(1, left))


def _decode(text: str) -> object:
    from json import loads

    return loads(text, strict=False)


def _fields(line: bytes) -> dict[str, object]:
    try:
        found = _decode(line.decode("utf-8", "surrogateescape"))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _beginning(raw: bytes) -> str:
    """The text of a value of which this is the beginning."""
    if raw[:1] == b'"':
        text = raw.decode("utf-8", "ignore")
        for less in range(len("\\u1234")):  # half an escape may stand at the end
            try:
                return str(_decode(text[: len(text) - less] + '"'))
            except ValueError:
                continue
    elif raw[:2] in (b'["', b"[["):
        return _beginning(raw[1:])
    elif raw[:1] == b"[":
        try:
            return field(_decode(raw[: raw.rfind(b",")].decode("ascii") + "]")) or ""
        except ValueError:
            pass
    return ""
