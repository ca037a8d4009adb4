"""Where what the journal says becomes a file."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sptui.actions.action import Call, Outcome
    from sptui.model.journal import Entry
    from sptui.services.doing import CallDoer, Front
    from sptui.services.log_sources import JournalSource
    from sptui.system.log_file import Saved

_ENDS = {"plain": ".log", "json": ".jsonl"}


def saver(journal: Callable[[], JournalSource]) -> CallDoer:
    """Does `log.save`: query, format and path, which may be "". Raises JournalError, QueryError."""

    async def save(call: Call, front: Front) -> Outcome:
        from sptui.model.log_query import parse
        from sptui.paint.log_saved import plain
        from sptui.system import log_file

        form, now = call.arg("format"), time.time()
        path = _place(call.arg("path"), _ENDS[form], now)
        query = parse(call.arg("query"), now)
        # one more than there is room for, by which is known that there are more
        bursts = journal().read(query, log_file.MOST_ENTRIES + 1)
        try:
            saved = await log_file.save(path, bursts, as_json if form == "json" else plain)
        except OSError as error:
            return _not_saved(path, error)
        return _told(path, saved)

    return save


def as_json(entry: Entry) -> str:
    """An object on one line: the fields of Entry, as they are. ASCII only."""
    from json import dumps

    return dumps(entry._asdict(), separators=(",", ":")) + "\n"


def _place(path: str, end: str, now: float) -> str:
    """The whole path; where none is said, one named by the moment."""
    named = path or time.strftime("journal-%Y%m%d-%H%M%S", time.localtime(now)) + end
    return os.path.abspath(os.path.expanduser(named))


def _not_saved(path: str, error: OSError) -> Outcome:
    from sptui.actions.action import Outcome
    from sptui.model.msg import msg

    if error.errno == errno.EEXIST:
        what, next_ = msg("outcome.save_exists", path=path), msg("outcome.save_exists.next")
        return Outcome(False, what, refused=True, next=next_)
    why = error.strerror or str(error)
    what = msg("outcome.not_saved", path=path, why=why)
    return Outcome(False, what, next=msg("outcome.not_saved.next"))


def _told(path: str, saved: Saved) -> Outcome:
    from sptui.actions.action import Outcome
    from sptui.model.msg import msg

    if not saved.entries:
        return Outcome(False, msg("outcome.saved_none"), next=msg("outcome.saved_none.next"))
    told = msg("outcome.saved", n=saved.entries, bytes=saved.bytes, path=path)
    return Outcome(True, msg("outcome.saved_some", saved=told) if saved.cut else told)
