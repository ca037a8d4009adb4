"""The terminal that sptui runs in: raw mode, what it shows, what it answers. It knows nothing of
Textual, so that the first frame is on the screen before Textual is loaded, and stays when Textual
can't be.

Nothing here blocks: what the terminal does not take is kept, and only the newest frame is ever sent
(see `flow`)."""

from __future__ import annotations

import os
import select
import signal
import termios
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from sptui.paint.cells import Cell, Cells
from sptui.system.answers import Answers
from sptui.system.flow import LIMIT, REQUEST, Flow

# Alternate screen, no cursor, no line wrap, pasted text in brackets: xterm's ctlseqs; others ignore
# what they lack.
_ENTER = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[?2004h"
_LEAVE = "\x1b[0m\x1b[?2004l\x1b[?7h\x1b[?25h\x1b[?1049l"
_CLEAR = "\x1b[0m\x1b[2J"
# What a program that was killed in the alternate screen may have left on: mouse, focus events,
# keys in other codes, insert mode, a scroll region, a line-drawing character set.
_RESET = (
    "\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1004l\x1b[?1006l\x1b[?1l\x1b>\x1b[>4;0m"
    "\x1b[4l\x1b[?6l\x1b[r\x1b(B\x0f"
)
_ASK_BACKGROUND = "\x1b]11;?\x1b\\"
# How long leaving waits for a terminal that does not read, and for answers that would be typed into
# the shell.
_LEAVE_S = 0.3

# What termios.tcgetattr returns: flags, speeds, and the control characters.
_Termios = list[int | list[bytes | int]]

_BLANK: Cell = (" ", "")


class HangUp(Exception):
    """The terminal is gone: there is nobody to tell."""


class Terminal:
    """One terminal, by its descriptors. `shifts`: it knows how to delete and insert characters (all
    but VT100s)."""

    def __init__(self, fd_in: int = 0, fd_out: int = 1, *, shifts: bool = True) -> None:
        self._in = _own_descriptor(fd_in, fd_out)
        self._shared = self._in is None
        self.fd = fd_in if self._in is None else self._in
        self._out_fd = fd_out if self._in is None else self._in
        self._shifts = shifts
        self._before: _Termios | None = None
        self._active = False
        self._mess = ""
        self._flow = Flow()
        self._answers = Answers()
        self._unsent = b""
        self._seen: list[tuple[int, Callable[[], object]]] = []
        self._confirmed = self._requests = 0
        self.on_background: Callable[[tuple[float, float, float]], object] | None = None
        self.width, self.height = self.size()
        self._cells = Cells(self.width, self.height, shifts=shifts)
        self._wanted: list[list[Cell]] = _blank(self.width, self.height)
        self._dirty: set[int] = set()

    # ------------------------------------------------------------ coming and going

    def size(self) -> tuple[int, int]:
        """Columns and lines now; 80x24 where the terminal does not say (a serial line)."""
        try:
            columns, lines = os.get_terminal_size(self._out_fd)
        except OSError:
            return 80, 24
        return columns or 80, lines or 24

    def enter(self) -> None:
        """Take the terminal: raw, alternate screen, no cursor. What is typed from now on is not
        echoed."""
        if self._active:
            return
        self._before = termios.tcgetattr(self.fd)
        raw = termios.tcgetattr(self.fd)
        raw[0] &= ~(
            termios.IXON
            | termios.IXOFF
            | termios.ICRNL
            | termios.INLCR
            | termios.IGNCR
            | termios.ISTRIP
        )
        raw[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
        raw[6][termios.VMIN], raw[6][termios.VTIME] = 1, 0
        termios.tcsetattr(self.fd, termios.TCSANOW, raw)
        os.set_blocking(self.fd, False)
        os.set_blocking(self._out_fd, False)
        self._active = True
        self._cells.forget()
        self._dirty.update(range(self.height))
        # in the alternate screen, since some of what cleans up moves the cursor
        self._send((_ENTER + self._mess + _CLEAR).encode())
        self._mess = ""

    def leave(self) -> None:
        """Give it back as it was found. Never waits longer than a moment for a terminal that does
        not read."""
        if not self._active:
            return
        self._active = False
        deadline = time.monotonic() + _LEAVE_S
        self._send(_LEAVE.encode())
        while self._unsent and time.monotonic() < deadline:
            if not select.select([], [self._out_fd], [], 0.02)[1]:
                continue
            self.flush()
        try:
            self._swallow_answers(deadline)
            if self._before is not None:
                termios.tcsetattr(self.fd, termios.TCSANOW, self._before)
        except (OSError, termios.error):
            pass  # it is gone: nothing to give back
        self._unsent = b""
        if self._shared:
            os.set_blocking(self.fd, True)
            os.set_blocking(self._out_fd, True)

    def reclaim(self) -> bool:
        """Make it as it was when it was left, whatever a program that had it meanwhile has made of
        it: line settings, modes, and that it listens to us. What was typed and not read is gone.
        False: the terminal is."""
        # who is not in the front is stopped for this, if he does not ignore it
        before = signal.signal(signal.SIGTTOU, signal.SIG_IGN)
        try:
            with suppress(OSError):  # it may be no terminal that has a front
                os.tcsetpgrp(self.fd, os.getpgrp())
            if self._before is not None:
                termios.tcsetattr(self.fd, termios.TCSANOW, self._before)
            termios.tcflush(self.fd, termios.TCIFLUSH)
        except (OSError, termios.error):
            return False
        finally:
            signal.signal(signal.SIGTTOU, before)
        self._mess = _RESET
        return True

    def restore(self) -> None:
        """Give it back as it was found after another program that had it: it is not taken first, so
        that it is never left half-way."""
        if self.reclaim():
            with suppress(OSError):
                os.write(self._out_fd, (_RESET + _LEAVE).encode())

    def _swallow_answers(self, deadline: float) -> None:
        """Answers still on their way would be typed into the shell: take them, and what was typed
        meanwhile."""
        while (
            self._flow.waiting
            and not self._flow.silent
            and (left := deadline - time.monotonic()) > 0
        ):
            if select.select([self.fd], [], [], left)[0]:
                data = os.read(self.fd, 4096)
                if not data:
                    return
                for _ in range(self._answers.feed(data).confirmed):
                    self._flow.answered(time.monotonic())
        termios.tcflush(self.fd, termios.TCIFLUSH)

    # ------------------------------------------------------------ showing

    def resize(self) -> tuple[int, int]:
        """Take the size it has now, and draw everything anew when it differs. Returns (columns,
        lines)."""
        size = self.size()
        if size != (self.width, self.height):
            self.width, self.height = size
            self._cells = Cells(*size, shifts=self._shifts)
            self._wanted = _blank(*size)
            self._dirty.clear()
            self._send(_CLEAR.encode())
        return size

    def redraw(self) -> None:
        """Draw all of it again: somebody else may have written on it."""
        self._cells.forget()
        self._dirty = set(range(self.height))

    def put(self, y: int, x: int, cells: Sequence[Cell]) -> None:
        """Line `y`, from column `x` on, shall show `cells`. Nothing is sent before `push`."""
        if 0 <= y < self.height:
            row = self._wanted[y]
            end = min(self.width, x + len(cells))
            row[x:end] = cells[: end - x]
            self._dirty.add(y)

    def push(self, *, limit: bool = True) -> None:
        """Send what differs from what is shown, as far as the line has room; the rest goes when it
        has.

        `limit=False` sends all of it: the first frame, when nobody listens to answers yet."""
        if not self._active:
            return
        now = time.monotonic()
        if self._flow.overdue(now):
            self._flow.give_up_waiting()
            self._confirmed = self._requests
            self._request()
        room = self._flow.room(now) if limit else 1 << 20
        # a single line may be longer than the limit: it goes when nothing else is on its way
        alone = room >= LIMIT
        out: list[bytes] = []
        for y in sorted(self._dirty, key=self._urgency):
            data = self._cells.change(y, self._wanted[y]).encode("utf-8", "replace")
            if len(data) > room and not (alone and not out):
                self._cells.take_back()
                break
            self._dirty.discard(y)
            if data:
                out.append(data)
                room -= len(data)
        if out:
            self._send_frame(b"".join(out))

    def _urgency(self, y: int) -> int:
        """The status line, where questions and outcomes stand, goes first, then the keys that
        answer them; then from the top."""
        return y - self.height if y >= self.height - 2 else y

    def _send_frame(self, data: bytes) -> None:
        ask = bool(self._dirty) or self._flow.should_ask(len(data))
        self._send(data)
        if ask:
            self._request()

    def _request(self) -> None:
        self._send(REQUEST.encode())
        self._requests += 1
        self._flow.asked(time.monotonic())

    def write(self, text: str) -> None:
        """Control sequences that draw nothing (the bell, the clipboard), in order with the
        frames."""
        if self._active:
            self._send(text.encode("utf-8", "replace"))

    def ask_background(self) -> None:
        """Ask for the background colour (OSC 11); the answer, if any, reaches `on_background`."""
        self.write(_ASK_BACKGROUND)

    def when_seen(self, call: Callable[[], object]) -> None:
        """Call back when the terminal confirms that it has read everything sent until now."""
        self._request()
        self._seen.append((self._requests, call))

    # ------------------------------------------------------------ descriptors

    def _send(self, data: bytes) -> None:
        self._flow.sent(len(data), time.monotonic())
        self._unsent += data
        self.flush()

    @property
    def behind(self) -> bool:
        """Whether lines wait for the terminal to take what went before."""
        return bool(self._dirty)

    @property
    def unsent(self) -> bool:
        """Whether the kernel refused bytes: wait until the descriptor can be written, then
        `flush`."""
        return bool(self._unsent)

    def flush(self) -> None:
        """Hand the kernel what it takes now. Raises nothing: a terminal that is gone shows when it
        is read."""
        try:
            while self._unsent:
                self._unsent = self._unsent[os.write(self._out_fd, self._unsent) :]
        except BlockingIOError:
            pass
        except OSError:
            self._unsent = b""

    def read(self) -> bytes:
        """What was typed since the last call, without answers. Raises HangUp when the terminal is
        gone."""
        try:
            data = os.read(self.fd, 4096)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise HangUp from error
        if not data:
            raise HangUp
        heard = self._answers.feed(data)
        for _ in range(heard.confirmed):
            self._flow.answered(time.monotonic())
            self._confirmed += 1
        if heard.background is not None and self.on_background is not None:
            self.on_background(heard.background)
        if heard.confirmed:
            self._tell_seen()
            self.push()
        return heard.keys

    @property
    def holding(self) -> bool:
        """Whether typed bytes are held back because they may be an answer: call `release` a moment
        later."""
        return self._answers.holding

    def release(self) -> bytes:
        """The bytes held back: they were typed."""
        return self._answers.release()

    def _tell_seen(self) -> None:
        due = [call for number, call in self._seen if number <= self._confirmed]
        self._seen = [(number, call) for number, call in self._seen if number > self._confirmed]
        for call in due:
            call()


def _own_descriptor(fd_in: int, fd_out: int) -> int | None:
    """The terminal opened anew, so that "do not block" is ours alone: the flag belongs to the open
    file, which the shell shares. None where it can't be opened (another user's terminal, after
    su)."""
    try:
        if os.ttyname(fd_in) != os.ttyname(fd_out):
            return None
        return os.open(os.ttyname(fd_in), os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None


def _blank(width: int, height: int) -> list[list[Cell]]:
    return [[_BLANK] * width for _ in range(height)]
