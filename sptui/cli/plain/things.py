"""One thing, or several: its facts, and what can be done with it by number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sptui.actions import process as process_actions
from sptui.actions.action import Action, Target, Targets
from sptui.actions.registry import refusal
from sptui.actions.unit_target import target_of
from sptui.cli.plain import logs
from sptui.cli.plain.acting import Back, act
from sptui.cli.plain.follow import follow
from sptui.cli.plain.session import actions_for
from sptui.model.errors import BusError
from sptui.model.msg import msg
from sptui.model.process import Want
from sptui.model.unit import Units, kind_of
from sptui.paint import plain, plain_things
from sptui.paint.plain import Entry
from sptui.paint.words import say

if TYPE_CHECKING:
    from sptui.cli.plain.session import Session
    from sptui.model.process import ProcessRow
    from sptui.model.unit_details import UnitDetails


async def units(session: Session, names: Sequence[str]) -> None:
    """These units, until somebody goes back. Raises as `Talk.pick` does."""
    talk = session.talk
    kinds = {"unit", "systemd"} if len(names) == 1 else {"unit"}
    if all(kind_of(name) == "timer" for name in names):
        kinds.add("timer")
    actions = actions_for(kinds)
    await session.learn_rights()
    back: Back | None = None
    facts = True
    while True:
        if facts:
            seen = await session.asked(names, file_states=True)
            await _tell_units(session, names, seen)
            entries = _entries(session, actions, targets_in(seen, names))
            talk.tell(plain.entries(entries, talk.width, talk.g))
        more = [*(["u"] if back else []), "f", *(["d", "l"] if len(names) == 1 else [])]
        reply = await talk.pick(["number", *more, "b"], numbers=len(actions))
        # what was done, or told, is the last thing that stands there
        facts = reply in ("", "f")
        if reply == "b":
            return
        if reply == "f":
            await follow(session, lambda units: names)
        elif reply == "l":
            await logs.of_unit(session, names[0])
            facts = True
        elif reply == "d":
            await _tell_everything(session, names[0])
        elif reply == "u" and back is not None:
            back = await _do(session, back, back)
        elif reply:
            back = await _do(session, Back(actions[int(reply) - 1], tuple(names), {}), back)


def targets_in(seen: Units, names: Sequence[str]) -> Targets:
    """These units as targets."""
    return tuple([target_of(seen, name) for name in names])


async def _do(session: Session, what: Back, before: Back | None) -> Back | None:
    """Do it to these units as they are now: what takes it back. What was not done takes nothing
    from what was before."""
    seen = await session.asked(what.names, file_states=True)
    came = await act(session, what.action, targets_in(seen, what.names), what.given)
    if came is None or came.outcome.refused:
        return before
    if came.back is not None:
        session.talk.say(msg("plain.undo", title=came.back.action.title))
    return came.back


def _entries(session: Session, actions: Sequence[Action], targets: Targets) -> list[Entry]:
    state = session.state()
    reasons = [refusal(action, state, targets) for action in actions]
    return [
        Entry(n, say(action.title), action.id, say(reason) if reason else "")
        for n, (action, reason) in enumerate(zip(actions, reasons, strict=True), 1)
    ]


async def _tell_units(session: Session, names: Sequence[str], seen: Units) -> None:
    talk = session.talk
    if len(names) > 1:
        talk.tell(plain_things.several(names, seen, talk.width, talk.g))
        return
    details, error = await _details(session, names[0])
    why = None
    if details is not None:
        why = await session.services.explainer.explain(names[0], details)
    now = session.look().now
    lines = plain_things.unit(
        names[0], details, seen, None, now, talk.width, talk.g, error=error, why=why
    )
    talk.tell(lines)


async def _details(session: Session, name: str) -> tuple[UnitDetails | None, BusError | None]:
    try:
        return await session.services.units.details(name), None
    except BusError as error:
        return None, error


async def _tell_everything(session: Session, name: str) -> None:
    talk = session.talk
    details, error = await _details(session, name)
    if details is not None:
        seen, now = await session.asked([name]), session.look().now
        talk.tell(plain_things.everything(details, seen, now, talk.width, talk.g))
    elif error is not None:
        talk.say(msg("plain.not_asked", why=error.what, next=error.next))


async def process(session: Session, row: ProcessRow) -> None:
    """One process, until somebody goes back or it is gone. Raises as `Talk.pick` does."""
    talk = session.talk
    actions = actions_for({"process"})
    found: ProcessRow | None = row
    reply = ""
    while found is not None:
        targets = (process_target(found),)
        if not reply:
            talk.tell(plain_things.process(found, talk.width, talk.g))
            talk.tell(plain.entries(_entries(session, actions, targets), talk.width, talk.g))
        reply = await talk.pick(["number", "b"], numbers=len(actions))
        if reply == "b":
            return
        if reply:
            await act(session, actions[int(reply) - 1], targets)
        found = _again(session, row)
    talk.say(msg("plain.process_gone", pid=str(row.process.pid)))


def process_target(row: ProcessRow) -> Target:
    """The target of a row; its text is how people know it."""
    one = row.process
    return process_actions.target_of(one, f"{one.name} ({one.pid})")


def _again(session: Session, row: ProcessRow) -> ProcessRow | None:
    """The same process now."""
    watcher = session.services.processes
    watcher.want = Want(processes=True, visible=frozenset({(row.process.pid, row.process.start)}))
    seen = watcher.look()
    same = (row.process.pid, row.process.start)
    rows = seen.rows if seen is not None else ()
    return next((each for each in rows if (each.process.pid, each.process.start) == same), None)
