"""Questions to the machine that may never be answered: each in a daemon thread of its own, never in
two."""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Asks:
    """Starts questions and hands over their answers, on the caller's thread, when `collect()` is
    called.

    A daemon thread that hangs in the kernel (a dead NFS server) does not keep the program from
    ending; an executor's would. While a question is open it is not asked again, so at most one
    thread hangs for each.
    """

    def __init__(self) -> None:
        self._open: dict[str, float] = {}
        self._answers: deque[tuple[str, Callable[[], None] | None]] = deque()
        self._bell = threading.Event()

    def ask(
        self, key: str, mono: float, question: Callable[[], T], settle: Callable[[T, float], None]
    ) -> bool:
        """Start `question`; its answer goes to `settle(answer, mono)`. False: the last one under
        `key` is still open.

        `question` runs in its own thread and must turn the errors it expects into answers.
        """
        if key in self._open:
            return False
        self._open[key] = mono

        def run() -> None:
            told: Callable[[], None] | None = None
            try:
                answer = question()
                told = lambda: settle(answer, mono)  # noqa: E731
            finally:  # also after a bug, which goes on to threading.excepthook
                self._answers.append((key, told))
                self._bell.set()

        try:
            threading.Thread(target=run, name="sptui-ask", daemon=True).start()
        except RuntimeError:  # no more threads are to be had: asked again when it is next due
            del self._open[key]
            return False
        return True

    def since(self, key: str) -> float | None:
        """The monotonic second at which the question still open was asked, None if none is."""
        return self._open.get(key)

    def collect(self) -> bool:
        """Settle what was answered. Whether anything was."""
        settled = False
        while self._answers:
            key, told = self._answers.popleft()
            self._open.pop(key, None)
            if told is not None:
                told()
                settled = True
        return settled

    @property
    def any_open(self) -> bool:
        """Whether an answer is still to come."""
        return bool(self._open)

    def wait(self, seconds: float, *, but: str) -> None:
        """Wait until no question is open but the one under `but`, for at most `seconds` of real
        time. Settles nothing: `collect()` does."""
        end = time.monotonic() + seconds
        while True:
            self._bell.clear()
            answered = {key for key, _ in self._answers}
            left = end - time.monotonic()
            if left <= 0 or not self._open.keys() - answered - {but}:
                return
            self._bell.wait(left)
