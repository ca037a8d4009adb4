"""`sptui plain`: facts and actions as numbered menus, for any terminal that has lines: a serial
line, a screen reader, a script. No cursor, no colour, no escape code; what is typed is read line by
line. Everything goes through the registry and the doer, as on the screen."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import threading
from typing import TYPE_CHECKING

from sptui.cli.joined import joined
from sptui.cli.out import put
from sptui.cli.plain.menus import first
from sptui.cli.plain.session import Session
from sptui.cli.plain.talk import INTERRUPTED, BreakError, LeaveError, Talk
from sptui.cli.printed import settings
from sptui.cli.trace import keep
from sptui.model.msg import msg
from sptui.system.line_input import LineInput
from sptui.wire import known_growth, sampler

if TYPE_CHECKING:
    from sptui.cli.args import Options
    from sptui.services.handle import Services
    from sptui.system.surroundings import Surroundings

# Leaving takes no longer than this, whatever hangs.
_LEAVE_S = 3.0


def run(options: Options, around: Surroundings) -> int:
    """Talk until somebody leaves, the input ends, or the terminal goes; returns the exit status."""
    config = settings(options)
    root = options.root or "/"
    growth = () if options.demo else known_growth(root=root, state=options.state)
    source = sampler(
        config, root=root, demo=options.demo, tick_s=options.tick, growth=growth, log=keep
    )
    # a recorded folder is looked at: what has its names and numbers here is another thing
    recorded = options.root is not None
    made = joined(options, source, read_only=recorded, locked=config.start_locked)
    gc.enable()
    return asyncio.run(_talk(made, around))


async def _talk(made: Services, around: Surroundings) -> int:
    talk = Talk(LineInput(), lambda text: put(text, utf8=around.utf8), utf8=around.utf8)
    session = Session(made, talk)
    loop = asyncio.get_running_loop()
    conversation = loop.create_task(_converse(session))
    signalled: list[int] = []

    def leave(number: int) -> None:
        signalled.append(number)
        conversation.cancel()

    for number in (signal.SIGHUP, signal.SIGTERM):
        loop.add_signal_handler(number, leave, number)
    loop.add_signal_handler(signal.SIGINT, talk.interrupt)
    code = 0
    try:
        code = await conversation
    except asyncio.CancelledError:
        if not signalled:
            raise
    code = 128 + signalled[0] if signalled else code
    _end_in(_LEAVE_S, code)
    await session.settle()
    await made.unwatch()
    return code


async def _converse(session: Session) -> int:
    """The exit status: 0 left or the input ended, 130 interrupted twice."""
    session.services.watch()
    while True:
        try:
            await first(session)
        except BreakError:
            if session.talk.often_interrupted():
                return INTERRUPTED
            session.talk.say(msg("plain.again_leaves"))
        except EOFError:
            return 0
        except LeaveError as left:
            return left.code


def _end_in(seconds: float, code: int) -> None:
    """End the process then, if it has not ended by itself: a thread may hang in the kernel."""
    timer = threading.Timer(seconds, os._exit, (code,))
    timer.daemon = True
    timer.start()
