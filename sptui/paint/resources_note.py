"""What the heading of a list says of it: how many, and how many of those matter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sptui.model.msg import Msg, msg
from sptui.paint.line import width_of
from sptui.paint.outside import narrowed
from sptui.paint.resources_graphs import span_words
from sptui.paint.resources_lists import is_local, used_over
from sptui.paint.words import say

if TYPE_CHECKING:
    from sptui.glyphs import Glyphs
    from sptui.model.processes_view import Listed
    from sptui.model.resources import How, Resources
    from sptui.paint.line import Span

_MUCH_PCT = 2.0


def note(view: Resources, how: How, rows: Listed, room: int, g: Glyphs) -> list[Span]:
    """The note of the list's heading in at most `room` cells; nothing while it is not known."""
    if not rows.known or not rows.total:
        return []
    short = msg(f"resources.count.{rows.what}", n=len(rows.keys))
    look = "warning" if _partly(view, rows) else "dim"
    past = view.span.end is not None and rows.what != "devices"  # lists can't show the past
    long = _of(view, how, rows)
    if look == "warning":
        long, short = msg("resources.partly", note=long), msg("resources.partly", note=short)
    for said in (long, short):
        text = narrowed(say(msg("resources.now", note=said) if past else said), g)
        if width_of(text) <= room:
            return [(text, look)]
    return []


def _partly(view: Resources, rows: Listed) -> bool:
    """Whether there are more of them than this account may see. Services have sums instead."""
    missing = view.processes.missing if view.processes else ()
    return rows.what in ("processes", "sockets") and any(
        one.what.partition(".")[0] == rows.what for one in missing
    )


def _of(view: Resources, how: How, rows: Listed) -> Msg:
    count = len(rows.keys)
    if how.filter.strip():
        return msg("resources.match", n=count, of=rows.total)
    if rows.what == "devices":
        return msg("resources.devices", of=count, span=span_words(view.span.seconds))
    if rows.what == "sockets":
        far = sum([not is_local(socket.address) for socket in rows.sockets])
        return msg("resources.sockets", of=count, n=far)
    if rows.what == "processes":
        return _of_processes(rows)
    sample = view.overview.sample
    busy = used_over(rows.services, len(sample.cores) if sample else 1, _MUCH_PCT)
    return msg("resources.busy", n=busy, of=rows.total)


def _of_processes(rows: Listed) -> Msg:
    if len(rows.keys) < rows.total:
        return msg("resources.some", n=len(rows.keys), of=rows.total)
    states = [row.process.state for row in rows.processes]
    said = msg("resources.running", of=rows.total, n=states.count("R"))
    zombies = states.count("Z")
    return msg("resources.zombies", note=said, n=zombies) if zombies else said
