"""`sptui do`: what the screen does, from a script or a plain line. It says what will be done, asks
as the screen does, does it, and says how the machine is afterwards."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from typing import TYPE_CHECKING

from sptui.actions.registry import all_actions, by_id
from sptui.cli.do import telling
from sptui.cli.do.asking import answered, asker
from sptui.cli.do.data import deed_data, done_data, dumped
from sptui.cli.do.deed import Deed, find_out
from sptui.cli.joined import joined
from sptui.cli.out import complain, put
from sptui.cli.printed import settings
from sptui.model.errors import UsageError
from sptui.model.msg import Msg, msg
from sptui.paint.words import say
from sptui.wire import sampler

if TYPE_CHECKING:
    from sptui.actions.action import Action, Call, Outcome
    from sptui.cli.args import Options
    from sptui.services.handle import Services
    from sptui.system.surroundings import Surroundings

DONE, FAILED, REFUSED, UNCONFIRMED, LEFT = 0, 1, 3, 4, 130
_LEAVES = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run(options: Options, around: Surroundings) -> int:
    """Do it, or say what there is to be done; the exit status, as README.md has it."""
    if options.root:
        raise UsageError(msg("error.one_of", one="--root", other="do"), msg("next.help"))
    if options.list:
        return asyncio.run(_list(options, around))
    if not options.words:
        raise UsageError(msg("error.do_what"), msg("next.actions"))
    action = _action(options.words[0])
    given = _settings(options.set)
    if options.help:
        from sptui.cli.do.listing import help_of

        put(help_of(action, _joined(options).state()), utf8=around.utf8)
        return DONE
    try:
        return asyncio.run(_do(action, given, options, around))
    except KeyboardInterrupt:  # once it is begun, a signal is heard there
        why = msg("do.unconfirmed", action=action.id)
        complain(say(msg("error.line", what=why, next=msg("next.yes"))), utf8=around.utf8)
        return UNCONFIRMED


def _joined(options: Options) -> Services:
    source = sampler(settings(options), demo=options.demo, one_look=True, bus=options.bus)
    return joined(options, source)


def _action(id: str) -> Action:
    found = by_id(id)
    if found is None:
        from difflib import get_close_matches

        near = get_close_matches(id, [each.id for each in all_actions()], 1)
        next_ = msg("next.near", near=near[0]) if near else msg("next.actions")
        raise UsageError(msg("error.no_action", id=id), next_)
    return found


def _settings(words: Sequence[str]) -> dict[str, str]:
    """What --set gives. Raises UsageError: it is no NAME=VALUE, or the name is there twice."""
    given: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not name or not equals:
            raise UsageError(msg("error.no_setting", setting=word), msg("next.help_of"))
        if name in given:
            raise UsageError(msg("error.set_twice", name=name), msg("next.help_of"))
        given[name] = value
    return given


async def _list(options: Options, around: Surroundings) -> int:
    from sptui.cli.do.listing import listed

    joined = _joined(options)
    try:
        text = await listed(joined, options.words, json=options.json)
    finally:
        await joined.unwatch()
    put(text, utf8=around.utf8)
    return DONE


async def _do(action: Action, given: dict[str, str], options: Options, around: Surroundings) -> int:
    joined = _joined(options)
    try:
        deed = await find_out(action, options.words[1:], given, joined)
        if deed.disabled is not None:
            why = msg("do.not_now", action=action.id, why=deed.disabled)
            return _nothing_done(deed, why, deed.next, REFUSED, options, around)
        if options.dry_run:
            put(_shown(deed, options), utf8=around.utf8)
            return DONE
        return await _carry_out(deed, joined, options, around)
    finally:
        await joined.unwatch()


def _shown(deed: Deed, options: Options) -> str:
    return dumped(deed_data(deed)) if options.json else telling.planned(deed)


async def _carry_out(deed: Deed, joined: Services, options: Options, around: Surroundings) -> int:
    """Show it, ask, do it, and say what came of it."""
    unconfirmed = await _confirm(deed, options, around)
    if unconfirmed is not None:
        next_ = telling.not_confirmed(deed)
        return _nothing_done(deed, unconfirmed, next_, UNCONFIRMED, options, around)
    outcome = await _perform(deed, joined, around)
    if outcome is None:
        code = LEFT
        complain(say(telling.left(deed)), utf8=around.utf8)
    else:
        code = REFUSED if outcome.refused else DONE if outcome.ok else FAILED
    # What was done was done, whether it can be said or not: the exit status is about that.
    with suppress(OSError):
        if options.json:
            undo = telling.undo(outcome, deed) if outcome is not None else None
            put(dumped(done_data(deed, outcome, code, undo)), utf8=around.utf8)
        if outcome is not None and not (options.json and outcome.ok):
            fd = 1 if outcome.ok else 2
            put(telling.came(outcome, deed), utf8=around.utf8, fd=fd)
    return code


async def _confirm(deed: Deed, options: Options, around: Surroundings) -> Msg | None:
    """Why it is not confirmed; None: it is, or nothing has to be."""
    asked = deed.question
    confirmed = asked is None or (asked.type_name is None and options.yes)
    if asked is not None and asked.type_name is not None and options.confirm is not None:
        if options.confirm != asked.type_name:
            return msg("do.other_name", given=options.confirm)
        confirmed = True
    fd = None if confirmed else asker()
    # Who can't read what will be done is not asked about it.
    where = fd if fd is not None else None if options.json else 1
    if where is not None:
        put(telling.planned(deed), utf8=around.utf8, fd=where)
    if confirmed or asked is None:
        return None
    if fd is None:
        return msg("do.nobody", action=deed.action.id)
    if await answered(asked, deed.action.risk, fd, utf8=around.utf8):
        return None
    return msg("do.unconfirmed", action=deed.action.id)


async def _perform(deed: Deed, joined: Services, around: Surroundings) -> Outcome | None:
    """What came of it; None: a signal came before, and it goes on without us."""
    loop = asyncio.get_running_loop()
    front = LineFront(joined)
    doer = joined.doer
    doing = loop.create_task(
        doer.perform(deed.action, deed.targets, deed.plan, joined.state, front)
    )

    def leave(number: signal.Signals) -> None:
        if number != signal.SIGINT or not front.lent:  # of an editor's keys Ctrl+C is one
            doing.cancel()

    for number in _LEAVES:
        loop.add_signal_handler(number, leave, number)
    async with AsyncExitStack() as stack:
        if os.isatty(2) and deed.plan.steps:
            units = joined.units
            shown = telling.progress(deed, units, around.width, utf8=around.utf8)
            await stack.enter_async_context(shown)
        await asyncio.wait({doing})
    return None if doing.cancelled() else doing.result()


def _nothing_done(
    deed: Deed, why: Msg, next_: Msg | None, code: int, options: Options, around: Surroundings
) -> int:
    """Say why, and what helps."""
    text = say(msg("error.line", what=why, next=next_ or msg("next.help")))
    complain(text, utf8=around.utf8)
    if options.json:
        data = deed_data(deed) if options.dry_run else done_data(deed, None, code)
        with suppress(OSError):
            put(dumped(data), utf8=around.utf8)
    return code


class LineFront:
    """Fulfils the Protocol Front, for who has no screen. `lent`: an editor has the terminal."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self.lent = False

    async def edit(self, path: str) -> int | None:
        """Give the terminal to an editor of this file; there may be none."""
        if not (os.isatty(0) and os.isatty(1)):
            return None
        self.lent = True
        try:
            return await self._services.edit(path)
        finally:
            self.lent = False

    def own(self, call: Call) -> Outcome | None:
        """There is no screen."""
        return None
