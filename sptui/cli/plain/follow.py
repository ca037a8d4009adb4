"""Following units: a line for each change of state, until Enter is pressed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sptui.model.msg import Msg, msg
from sptui.model.unit import Units, state_word
from sptui.paint import plain_doing

if TYPE_CHECKING:
    from sptui.cli.plain.session import Session

# Which units of a snapshot are followed; None: all.
Which = Callable[[Units], Collection[str] | None]


async def follow(session: Session, which: Which) -> None:
    """Tell changes until Enter. Raises as `Talk.pick` does."""
    session.talk.say(msg("plain.following"))
    with telling(session, which):
        await session.talk.enter()


@contextmanager
def telling(session: Session, which: Which) -> Iterator[None]:
    """Tell changes meanwhile."""
    watcher, talk = session.services.units, session.talk
    before: list[Units] = []

    def told(units: Units) -> None:
        for text in changes(before[-1], units, which) if before else ():
            talk.cut_in(plain_doing.event(units.at, text, talk.width, talk.g))
        before[:] = [units]

    undo = [watcher.seen.subscribe(told)]
    if before and not before[-1].live:  # while somebody looks, systemd is asked more often
        undo.append(watcher.subscribe(asyncio.get_running_loop(), lambda view: None))
    try:
        yield
    finally:
        for each in undo:
            each()


def changes(before: Units, units: Units, which: Which) -> Iterator[Msg]:
    """What is to be told of the way from one snapshot to the next."""
    if units.why != before.why:
        yield msg("plain.stale", why=units.why) if units.why else msg("plain.live_again")
    if units.why is not None:
        return
    wanted, wanted_before = which(units), which(before)
    wanted = None if wanted is None else {*wanted, *(wanted_before or ())}
    for name in units.rows.keys() | before.rows.keys() if wanted is None else sorted(wanted):
        old, new = before.rows.get(name), units.rows.get(name)
        if old is new:
            continue
        was, now = (state_word(each) if each else "stopped" for each in (old, new))
        if was != now:
            yield plain_doing.changed(name, new, units.facts.get(name))
