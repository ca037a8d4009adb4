"""Lines that a person types or a script writes, read without ever holding up the loop."""

from __future__ import annotations

import array
import asyncio
import fcntl
import os
import select
import termios
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple

# The longest line that counts: longer than any name or path. A terminal gives no longer ones.
MOST = 4096
# No input for so long: what comes then was written by somebody who could have read what stands
# there. Who never pauses is not waited for longer than `_RESTLESS_S`.
STILL_S, _RESTLESS_S = 0.3, 5.0
# So much is thrown away at once; a writer that never ends must not keep the loop.
_AT_ONCE, _MOST_THROWN = 65536, 1 << 20


class Typed(NamedTuple):
    """One line, without its end. `wrong` says why it is none to act upon: `long`, `control` (NUL,
    escape sequences, ...), `coding` (not UTF-8); "" where it is one."""

    text: str
    wrong: str = ""


class LineInput:
    """Reads a descriptor only while somebody waits for a line, so that an editor may have it
    meanwhile. Works on terminals, pipes and files. Only what has its line end is a line."""

    def __init__(self, fd: int = 0) -> None:
        self._fd = fd
        self._lines: deque[Typed] = deque()
        self._begun = b""
        self._rest_is = ""  # why the rest of this line counts for nothing: "long", "early"
        self._after_return = False
        self._ended = False
        self._waiting: asyncio.Future[None] | None = None
        self.is_terminal = os.isatty(fd)

    async def line(self) -> Typed:
        """The next line. Raises EOFError: there will be none any more."""
        while not self._lines:
            if self._ended:
                raise EOFError
            if not await self._wait(None):
                continue
            self._read(4096)
        return self._lines.popleft()

    async def quiet(self) -> bool:
        """Throw away all that was typed until now and until nothing more comes for a moment. False:
        it never pauses."""
        loop = asyncio.get_running_loop()
        end = loop.time() + _RESTLESS_S
        await self._shown(end)
        while True:
            self._throw_away()
            if self._ended or not await self._wait(STILL_S):
                return True
            if loop.time() > end:
                return False

    def break_off(self, error: Exception) -> bool:
        """Whoever waits for a line gets this instead. False: nobody does."""
        if self._waiting is None or self._waiting.done():
            return False
        self._waiting.set_exception(error)
        return True

    @contextmanager
    def lent(self) -> Iterator[None]:
        """Somebody else has the terminal; however they leave it, afterwards it is as it was."""
        before = termios.tcgetattr(self._fd) if self.is_terminal else None
        try:
            yield
        finally:
            if before is not None:
                with suppress(termios.error):
                    termios.tcsetattr(self._fd, termios.TCSANOW, before)

    # ------------------------------------------------------------ the descriptor

    async def _wait(self, seconds: float | None) -> bool:
        """Until there is something to read, the end included. False: not within `seconds`."""
        loop = asyncio.get_running_loop()
        future = self._waiting = loop.create_future()

        def there() -> None:
            if not future.done():
                future.set_result(None)

        try:
            loop.add_reader(self._fd, there)
        except PermissionError:  # epoll takes no files, and a file never makes anybody wait
            self._waiting = None
            return True
        try:
            async with asyncio.timeout(seconds):
                await future
        except TimeoutError:
            return False
        finally:
            loop.remove_reader(self._fd)
            self._waiting = None
        return True

    def _read(self, most: int) -> bytes:
        try:
            data = os.read(self._fd, most)
        except BlockingIOError:  # somebody else read it
            return b""
        except OSError:  # the terminal is gone
            data = b""
        self._ended = not data
        self._take(data)
        return data

    async def _shown(self, end: float) -> None:
        """Until the terminal has taken what was written to it (a slow serial line), as far as the
        kernel can tell."""
        loop = asyncio.get_running_loop()
        left = array.array("i", [0])
        while self.is_terminal and loop.time() < end:
            try:
                fcntl.ioctl(self._fd, termios.TIOCOUTQ, left)
            except OSError:
                return
            if not left[0]:
                return
            await asyncio.sleep(0.02)

    def _throw_away(self) -> None:
        """What came before now is no line, and what of a line came before makes it none."""
        if self.is_terminal:
            with suppress(termios.error):
                termios.tcflush(self._fd, termios.TCIFLUSH)
        thrown = 0
        while thrown < _MOST_THROWN and select.select([self._fd], [], [], 0)[0]:
            data = self._read(_AT_ONCE)
            if not data:
                break
            thrown += len(data)
        self._lines.clear()
        if self._begun:
            self._begun, self._rest_is = b"", "early"

    # ------------------------------------------------------------ lines

    def _take(self, data: bytes) -> None:
        if self._after_return and data.startswith(b"\n"):
            data = data[1:]
        self._after_return = data.endswith(b"\r")
        whole = self._begun + data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        *lines, self._begun = whole.split(b"\n")
        for raw in lines:
            if self._rest_is != "early":
                self._lines.append(_typed(raw) if not self._rest_is else Typed("", self._rest_is))
            self._rest_is = ""
        if len(self._begun) > MOST:
            self._begun, self._rest_is = b"", self._rest_is or "long"


def _typed(raw: bytes) -> Typed:
    if len(raw) > MOST:
        return Typed("", "long")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return Typed("", "coding")
    return Typed(text) if text.replace("\t", " ").isprintable() else Typed("", "control")
