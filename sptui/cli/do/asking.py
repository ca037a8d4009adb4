"""The question before something is done, on a line of the terminal: nothing that was typed before
it could be read answers it."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import suppress
from typing import TYPE_CHECKING

from sptui.cli.out import put
from sptui.model.msg import msg
from sptui.paint.words import say
from sptui.system.line_input import LineInput

if TYPE_CHECKING:
    from sptui.actions.action import Question

_YES = frozenset({"y", "yes"})
_LEAVES = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def asker() -> int | None:
    """The descriptor that a question is written to; None: there is nobody to ask."""
    if not os.isatty(0):
        return None
    return next((fd for fd in (2, 1) if os.isatty(fd)), None)


async def answered(question: Question, risk: str, fd: int, *, utf8: bool) -> bool:
    """Ask on the terminal, and wait for the answer. False: it was another one, or there will be
    none (its end, a hangup, Ctrl+C)."""
    loop = asyncio.get_running_loop()
    asking = loop.create_task(_ask(question, risk, fd, utf8=utf8))
    for number in _LEAVES:
        loop.add_signal_handler(number, asking.cancel)
    try:
        with suppress(asyncio.CancelledError, EOFError, OSError):
            return await asking
        with suppress(OSError):  # what is said next begins its own line
            put("\n", utf8=utf8, fd=fd)
        return False
    finally:
        for number in _LEAVES:
            loop.remove_signal_handler(number)


async def _ask(question: Question, risk: str, fd: int, *, utf8: bool) -> bool:
    put(say(msg(f"do.sign.{risk}", question=question.text)) + "\n", utf8=utf8, fd=fd)
    lines = LineInput(0)
    if not await lines.quiet():
        return False
    name = question.type_name
    put(say(msg("do.press") if name is None else msg("do.type", name=name)), utf8=utf8, fd=fd)
    typed = await lines.line()
    if typed.wrong:
        return False
    return typed.text.strip().lower() in _YES if name is None else typed.text == name
