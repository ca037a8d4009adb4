"""How much may be on its way to the terminal: at most `LIMIT` bytes that it has not confirmed.

A pseudo-terminal takes 64 kB before a write blocks, and a secure shell takes more: on a slow line
that is a minute of old pictures. So the terminal itself is asked: it answers a status request (CSI
5 n, ECMA-48 8.3.35) with CSI 0 n only when it has read everything before it. What never answers is
sent at most `LIMIT` bytes a second."""

from __future__ import annotations

from collections import deque

LIMIT = 2048
# Asked again when this many bytes went out since the last request: an ordinary tick asks once or
# not at all.
ASK_AFTER = 512
# Without any answer for this long a terminal counts as silent, or one answer as lost.
PATIENCE_S = 8.0

REQUEST = "\x1b[5n"


class Flow:
    """Counts what was sent and what was confirmed. Times are monotonic seconds, given by the
    caller."""

    def __init__(self) -> None:
        self._asked: deque[int] = deque()
        self._since_asked = 0
        self._last_sign = 0.0
        self._answers = False
        self._silent = False

    @property
    def waiting(self) -> int:
        """Requests that were not answered yet."""
        return len(self._asked)

    @property
    def silent(self) -> bool:
        """Whether this terminal never answered a request."""
        return self._silent

    def room(self, now: float) -> int:
        """Bytes that may be sent now (0 or less: none)."""
        self._lose_patience(now)
        return LIMIT - sum(self._asked) - self._since_asked

    def sent(self, count: int, now: float) -> None:
        """`count` bytes were handed to the kernel."""
        if not self._asked and not self._since_asked:
            self._last_sign = now
        self._since_asked += count

    def should_ask(self, coming: int = 0) -> bool:
        """Whether a request should go out with the next `coming` bytes."""
        return self._since_asked + coming >= ASK_AFTER

    def asked(self, now: float) -> None:
        """A request was sent after all that was sent before."""
        if not self._asked:
            self._last_sign = now
        self._asked.append(self._since_asked)
        self._since_asked = 0

    def answered(self, now: float) -> None:
        """The terminal answered the oldest open request."""
        self._answers, self._silent = True, False
        self._last_sign = now
        if self._asked:
            self._asked.popleft()

    def overdue(self, now: float) -> bool:
        """Whether a terminal that used to answer has not for `PATIENCE_S`: ask it again, an answer
        may be lost."""
        return self._answers and bool(self._asked) and now - self._last_sign > PATIENCE_S

    def give_up_waiting(self) -> None:
        """Forget the open requests: the next one stands for all that was sent."""
        self._since_asked += sum(self._asked)
        self._asked.clear()

    def _lose_patience(self, now: float) -> None:
        if self._answers or not (self._asked or self._since_asked):
            return
        if self._silent and now - self._last_sign >= 1.0:
            self._asked.clear()
            self._since_asked = 0
            self._last_sign = now
        elif not self._silent and now - self._last_sign > PATIENCE_S:
            self._silent = True
            self._last_sign = now - 1.0
            self._lose_patience(now)
