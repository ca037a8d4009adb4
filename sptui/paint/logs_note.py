"""What is asked of the journal, and what is wrong with it, in a few words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sptui.model.msg import Msg, msg
from sptui.paint import numbers
from sptui.paint.logs_rows import instant
from sptui.paint.words import say, word

if TYPE_CHECKING:
    from sptui.model.journal_rows import JournalState, LogsSeen
    from sptui.model.log_query import Query, Text


def asked(query: Query, now: float, state: JournalState | None = None) -> str:
    """As a person would say it: "hyperkitty, warning and worse, this boot"; of all, how much that
    is on the disk, and since when, as far as it is known."""
    parts = [unit.removesuffix(".service") for unit in query.units]
    parts += query.sources
    parts += [word("logs.note.kernel")] if query.kernel else []
    if query.priority is not None:
        name = Msg(f"logs.prio.{query.priority}")
        one = "logs.note.prio" if query.priority else "logs.note.one_prio"
        parts.append(say(Msg(one, (("name", name),))))
    parts += [say(_boot(query.boot))] if query.boot else []
    for id, moment in (("logs.note.since", query.since), ("logs.note.until", query.until)):
        parts += [say(Msg(id, (("at", instant(moment, now)),)))] if moment is not None else []
    parts += [_text(text) for text in query.texts]
    return ", ".join(parts) or say(_all(state, now))


def _all(state: JournalState | None, now: float) -> Msg:
    if state is None or not state.bytes:
        return msg("logs.note.all")
    if not state.oldest:
        return msg("logs.note.all_of", bytes=state.bytes)
    since = numbers.date(state.oldest / 1e6, now)
    return msg("logs.note.all_since", bytes=state.bytes, at=since.strip())


def _boot(boot: str) -> Msg:
    if boot == "0":
        return msg("logs.note.boot")
    if boot == "-1":
        return msg("logs.note.boot_before")
    if boot.startswith("-") and boot[1:].isdigit():
        return msg("logs.note.boot_back", n=int(boot[1:]))
    return msg("logs.note.boot_id", id=boot[:8])


def _text(text: Text) -> str:
    signs = {"words": ("", ""), "exact": ('"', '"'), "regex": ("/", "/"), "fuzzy": ("~", "")}
    before, after = signs[text.kind]
    return before + text.text + after


def wrong(seen: LogsSeen, state: JournalState | None) -> Msg | None:
    """What can't be seen, or is wrong with the journal itself: the first that matters."""
    if state is not None and state.persistent is None:
        return msg("logs.hint.none")
    if seen.hint is not None:
        return seen.hint
    if state is not None and state.damaged:
        return msg("logs.hint.damaged", n=len(state.damaged))
    if state is not None and not state.persistent:
        return msg("logs.hint.volatile")
    return None
