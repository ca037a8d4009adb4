"""One thread that does what may take long, in the order in which it was asked."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Answer(Generic[T]):
    """What a job gave, once `ready`: `value`, or the `error` that ended it."""

    def __init__(self) -> None:
        self.value: T | None = None
        self.error: BaseException | None = None
        self._done = threading.Event()

    @property
    def ready(self) -> bool:
        """Whether the job has ended."""
        return self._done.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait until it has, for at most so long; whether it has."""
        return self._done.wait(seconds)

    def settle(self, value: T | None, error: BaseException | None) -> None:
        """The job has ended."""
        self.value, self.error = value, error
        self._done.set()


class Worker:
    """Runs jobs one after another in a daemon thread: one that hangs on a dead disk keeps the rest
    waiting, but neither the screen nor the program's end. What waits is bounded: beyond `most` a
    job ends unheard with a RuntimeError."""

    def __init__(self, most: int = 64) -> None:
        self._most = most
        self._jobs: deque[Callable[[], None]] = deque()
        self._bell = threading.Semaphore(0)
        self._thread: threading.Thread | None = None

    def ask(self, job: Callable[[], T]) -> Answer[T]:
        """Have `job` done. The thread is started by the first one."""
        answer: Answer[T] = Answer()

        def run() -> None:
            try:
                answer.settle(job(), None)
            except BaseException as error:  # noqa: BLE001 - it is the asker's
                answer.settle(None, error)

        if len(self._jobs) >= self._most:
            answer.settle(None, RuntimeError("too many jobs wait"))
            return answer
        self._jobs.append(run)
        try:
            if self._thread is None:
                thread = threading.Thread(target=self._work, name="sptui-history", daemon=True)
                thread.start()
                self._thread = thread
        except RuntimeError as error:  # no more threads are to be had
            self._jobs.pop()
            answer.settle(None, error)
            return answer
        self._bell.release()
        return answer

    def _work(self) -> None:
        while True:
            self._bell.acquire()
            self._jobs.popleft()()
