"""What a page asks for while it goes on: answered beside the loop, then drawn."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable


class Beside:
    """`then` is called after each answer."""

    def __init__(self, then: Callable[[], object]) -> None:
        self._then = then
        self._tasks: set[asyncio.Task[None]] = set()

    def ask(self, question: Awaitable[None]) -> None:
        """Have it answered, unless the page goes before."""

        async def answered() -> None:
            await question
            self._then()

        task = asyncio.get_running_loop().create_task(answered())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def end(self) -> None:
        """Nobody waits for an answer any more."""
        for task in self._tasks:
            task.cancel()
