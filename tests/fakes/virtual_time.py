"""An event loop in which waiting takes no time: its clock jumps to what is due next."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import TypeVar

T = TypeVar("T")


class _Jumps(selectors.SelectSelector):
    def __init__(self) -> None:
        super().__init__()
        self.now = 1000.0

    def select(self, timeout: float | None = None):
        ready = super().select(0)
        assert ready or timeout is not None, "nothing is due, ever"
        if not ready and timeout is not None:
            self.now += max(0.0, timeout)
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """Its `time()` is virtual. What is for a thread is done at once, in this one."""

    def __init__(self) -> None:
        self._jumps = _Jumps()
        super().__init__(self._jumps)

    def time(self) -> float:
        return self._jumps.now

    def run_in_executor(self, executor: object, func: Callable[..., T], *args: object):
        future = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as error:  # noqa: BLE001 - whoever waits gets it
            future.set_exception(error)
        return future


def run(work: Coroutine[object, object, T]) -> T:
    """What it returns, in a loop of its own."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(work)


def virtual(test: Callable[..., Coroutine[object, object, None]]) -> Callable[..., None]:
    """A test that waits, in virtual time."""

    @wraps(test)
    def inner(*args: object, **named: object) -> None:
        run(test(*args, **named))

    return inner
