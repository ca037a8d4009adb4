"""Entries of the journal as a file keeps them, to be read."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from sptui.model.log_query import PRIORITIES
from sptui.model.msg import msg
from sptui.model.text import clean, uncoloured
from sptui.paint.words import say

if TYPE_CHECKING:
    from sptui.model.journal import Entry

# What continues an entry begins like this, so that each entry is still told from the next.
_MORE = "\n    "
_MOST = 4 << 20


def plain(entry: Entry) -> str:
    """`2026-11-22T10:30:01.123+01:00 warning nginx[4711]: message`, cleaned, with its end of
    line."""
    who = clean(entry.source or entry.unit or "-")
    pid = f"[{entry.pid}]" if entry.pid else ""
    grave = PRIORITIES[entry.priority] if entry.priority is not None else "-"
    lines = [clean(uncoloured(line), _MOST) for line in entry.message.splitlines()]
    more = f" {say(msg('log.left_out', bytes=entry.left_out))}" if entry.left_out else ""
    return f"{_moment(entry.at)} {grave} {who}{pid}: {_MORE.join(lines)}{more}\n"


def _moment(at: int) -> str:
    """Local, to the millisecond, as ISO 8601 has it; "-": nobody knows."""
    if not at:
        return "-"
    then = time.localtime(at // 1_000_000)
    minutes = then.tm_gmtoff // 60
    sign, minutes = ("-", -minutes) if minutes < 0 else ("+", minutes)
    zone = f"{sign}{minutes // 60:02}:{minutes % 60:02}"
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', then)}.{at % 1_000_000 // 1000:03}{zone}"
