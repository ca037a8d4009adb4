"""The first menu: what is wrong, and the ways on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sptui.actions.action import Action, Targets
from sptui.actions.registry import by_id, refusal
from sptui.cli.plain import logs, things
from sptui.cli.plain.acting import act
from sptui.cli.plain.lists import Browser, ProcessList, UnitList
from sptui.cli.plain.session import actions_for
from sptui.model.health import Finding
from sptui.model.health_units import RULE as UNIT_FAILED
from sptui.model.msg import Msg, msg
from sptui.paint import plain
from sptui.paint.plain import Entry
from sptui.paint.status import status_text
from sptui.paint.words import say, word

if TYPE_CHECKING:
    from sptui.cli.plain.session import Session
    from sptui.model.overview import Overview

_ENTRIES = ("status", "units", "timers", "processes", "actions", "lock", "logs")
# What is wrong is numbered from here on: the entries above have the same numbers every day.
FIRST_FINDING = 11
# Actions on a screen have no place here.
_KINDS = ("unit", "timer", "process", "systemd", "journal")


async def first(session: Session) -> None:
    """The first menu, until it is left. Raises as `Talk.pick` does."""
    talk = session.talk
    await session.seen()
    while True:
        view = session.look()
        found = view.findings
        talk.tell(plain.head(view, guarded(session), talk.width, talk.g))
        talk.tell(plain.findings(found, FIRST_FINDING, talk.width, talk.g))
        talk.tell(plain.entries(_entries(session, view), talk.width, talk.g))
        reply = await talk.pick(["number"], numbers=FIRST_FINDING + len(found) - 1)
        chosen = int(reply or 0)
        if chosen >= FIRST_FINDING:
            await _finding(session, view, found[chosen - FIRST_FINDING])
        elif chosen > len(_ENTRIES):
            talk.say(msg("plain.no_such", said=reply))
        elif chosen:
            await _way(session, _ENTRIES[chosen - 1])


def guarded(session: Session) -> Msg | None:
    """That nothing may be changed."""
    guard = session.services.guard
    if guard.read_only:
        return msg("plain.read_only")
    return msg("plain.locked", number=_ENTRIES.index("lock") + 1) if guard.locked else None


def _entries(session: Session, view: Overview) -> list[Entry]:
    units, badge = view.units, session.services.guard.badge
    known: dict[str, Msg | None] = {"lock": badge}
    if units is not None and units.total:
        known["units"] = msg("plain.of_units", n=units.total, bad=len(units.failed))
    return [
        Entry(
            n,
            word(f"plain.menu.{name}"),
            say(known.get(name) or msg(f"plain.menu.{name}.about")),
        )
        for n, name in enumerate(_ENTRIES, 1)
    ]


async def _way(session: Session, name: str) -> None:
    talk = session.talk
    if name == "status":
        await _page(session, lambda: status_text(session.look(), talk.width).splitlines())
    elif name in ("units", "timers"):
        units = Browser(session, UnitList(session, name), some=True)
        while (names := await units.choose()) is not None:
            await things.units(session, names)
    elif name == "processes":
        processes = Browser(session, ProcessList(session), some=False)
        while (rows := await processes.choose()) is not None:
            await things.process(session, rows[0])
    elif name == "logs":
        await logs.logs(session)
    elif name == "lock":
        action = by_id("screen.unlock" if session.services.guard.locked else "screen.lock")
        if action is not None:
            await act(session, action, ())
    else:
        await _anything(session)


async def _finding(session: Session, view: Overview, one: Finding) -> None:
    """Why it is there, what to do; of a unit its facts and actions too."""
    talk = session.talk

    def lines() -> list[str]:
        return plain.finding(one, view.now, talk.width, talk.g)

    if one.rule == UNIT_FAILED and one.subject:
        talk.tell(lines())
        await things.units(session, [one.subject])
    else:
        await _page(session, lines)


async def _page(session: Session, lines: Callable[[], list[str]]) -> None:
    """What is only read, until somebody goes back."""
    session.talk.tell(lines())
    while await session.talk.pick(["b"]) != "b":
        session.talk.tell(lines())


async def _anything(session: Session) -> None:
    """Every action: first what, then to which."""
    talk = session.talk
    actions = actions_for(_KINDS)
    await session.learn_rights()
    shown = False
    while True:
        if not shown:
            talk.tell(plain.entries(_all(session, actions), talk.width, talk.g))
        reply = await talk.pick(["number", "b"], numbers=len(actions))
        if reply == "b":
            return
        shown = bool(reply) and await _to_which(session, actions[int(reply) - 1])


def _all(session: Session, actions: list[Action]) -> list[Entry]:
    """Only what forbids them all is said here: to what they are done is not known yet."""
    state = session.state()
    entries: list[Entry] = []
    for n, action in enumerate(actions, 1):
        reason = refusal(action, state, ()) if action.about == "systemd" else None
        if action.changes and (state.read_only or state.locked):
            reason = refusal(action, state, ())
        entries.append(Entry(n, say(action.title), action.id, say(reason) if reason else ""))
    return entries


async def _to_which(session: Session, action: Action) -> bool:
    """Choose its targets, and have it done. False: somebody went back to choose another action."""
    targets = await _targets(session, action)
    if targets is None:
        return False
    await act(session, action, targets)
    return True


async def _targets(session: Session, action: Action) -> Targets | None:
    """What it is to be done to; None: somebody went back."""
    if action.about == "process":
        rows = await Browser(session, ProcessList(session), some=action.many).choose()
        return None if rows is None else tuple([things.process_target(row) for row in rows])
    if action.about in ("unit", "timer"):
        listing = UnitList(session, "timers" if action.about == "timer" else "units")
        names = await Browser(session, listing, some=action.many).choose()
        if names is None:
            return None
        seen = await session.asked(names, file_states=True)
        return things.targets_in(seen, names)
    return ()
