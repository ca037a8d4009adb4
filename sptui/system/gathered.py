"""Questions asked of many things at the same instant, where one for all of them costs little more
than one for each: gathered into one."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence

T = TypeVar("T")


class Gathered(Generic[T]):
    """`ask_many` is asked for all names that were asked for until the loop gets to it; its answer
    has each of them. It is cancelled when nobody waits for it any more."""

    def __init__(
        self, ask_many: Callable[[Sequence[str]], Awaitable[Mapping[str, T | Exception]]]
    ) -> None:
        self._ask_many = ask_many
        self._next: _Round[T] | None = None

    async def ask(self, name: str) -> T:
        """The answer for one. Raises what `ask_many` raised, or gave for this one."""
        now = self._next
        if now is None:
            now = self._next = _Round(self._answer)
        now.names[name] = None
        now.waiting += 1
        try:
            answers = await asyncio.shield(now.task)
        finally:
            now.waiting -= 1
            if not now.waiting:
                now.task.cancel()
                if self._next is now:
                    self._next = None
        answer = answers[name]
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def _answer(self, this: _Round[T]) -> Mapping[str, T | Exception]:
        # Who asks in the same instant is still to come.
        await asyncio.sleep(0)
        if self._next is this:
            self._next = None
        return await self._ask_many(list(this.names))


class _Round(Generic[T]):
    """One question for many, and how many wait for its answer."""

    def __init__(
        self, answer: Callable[[_Round[T]], Coroutine[object, object, Mapping[str, T | Exception]]]
    ) -> None:
        self.names: dict[str, None] = {}
        self.waiting = 0
        self.task = asyncio.get_running_loop().create_task(answer(self))
        # What went wrong when nobody waited any more is nobody's business.
        self.task.add_done_callback(lambda task: task.cancelled() or task.exception())
