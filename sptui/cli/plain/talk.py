"""Lines out and lines in: one question at a time, and nothing that moves."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from sptui.glyphs import ASCII_WORDS, WORDS
from sptui.model.msg import msg
from sptui.model.text import clean
from sptui.paint import plain
from sptui.paint.words import say, word

if TYPE_CHECKING:
    from sptui.glyphs import Glyphs
    from sptui.model.msg import Msg
    from sptui.system.line_input import LineInput, Typed

T = TypeVar("T")

# Interrupted so often without a word in between, it is left.
_OFTEN = 2
INTERRUPTED, HUNG_UP = 130, 129


class LeaveError(Exception):
    """The conversation is over; `code` is the exit status."""

    def __init__(self, code: int = 0) -> None:
        super().__init__(code)
        self.code = code


class BreakError(Exception):
    """Ctrl+C: whatever is being asked, back to the first menu."""


class Talk:
    """`put` writes a text, and says False when nobody reads any more; `utf8`: the reader's
    characters are more than ASCII."""

    def __init__(self, lines: LineInput, put: Callable[[str], bool], *, utf8: bool) -> None:
        self._lines, self._put = lines, put
        self._interrupts = 0
        self._lent = False
        self._broken = asyncio.Event()
        self._asked: Sequence[str] = ()
        self.g: Glyphs = WORDS if utf8 else ASCII_WORDS

    @property
    def is_terminal(self) -> bool:
        """Whether a person may sit there, and an editor be given to them."""
        return self._lines.is_terminal

    @property
    def width(self) -> int:
        """How long a line may be now."""
        try:
            columns = os.get_terminal_size(1).columns or plain.WIDEST
        except OSError:
            columns = plain.WIDEST
        return max(plain.NARROWEST, min(plain.WIDEST, columns))

    # ------------------------------------------------------------ out

    def tell(self, lines: Iterable[str]) -> None:
        """Print these. Raises LeaveError: nobody reads any more."""
        self._write("".join([f"{clean(line)}\n" for line in lines]))

    def say(self, what: Msg) -> None:
        """Print a sentence."""
        self.tell(plain.said(say(what), self.width, self.g))

    def cut_in(self, lines: Sequence[str]) -> None:
        """Print something that happened meanwhile; what was asked is asked again below it. Where
        that can't be, it is no error of whoever tells it: the conversation ends."""
        try:
            if self._asked:
                self._write("\n")
            self.tell(lines)
            if self._asked:
                self._write(self._asked[-1])
        except (LeaveError, OSError) as error:
            self._lines.break_off(error)

    def _write(self, text: str) -> None:
        try:
            read = self._put(text)
        except OSError:
            if self._lines.is_terminal:  # it is gone
                raise LeaveError(HUNG_UP) from None
            raise
        if not read:
            raise LeaveError

    # ------------------------------------------------------------ in

    async def pick(self, keys: Sequence[str], *, numbers: int = 0) -> str:
        """What somebody chooses: one of `keys`, a number from 1 to `numbers` (several where "some"
        is among the keys), `/` and words, or "" for Enter alone. Rubbish is answered here.

        Raises LeaveError, BreakError; EOFError: there is no more input."""
        known = [*keys, "?", "q"]
        while True:
            text = (await self.ask(plain.prompt(known, self.width, self.g))).strip()
            if text.lower() == "q":
                raise LeaveError
            if text == "?":
                self.tell(plain.help(known, self.width, self.g))
            elif text == "" or ("/" in keys and text.startswith("/")):
                return text
            elif text.lower() in keys and text.isalpha() and len(text) == 1:
                return text.lower()
            elif self._chosen(text, numbers, some="some" in keys):
                return text.replace(",", " ")
            else:
                self.say(msg("plain.no_such", said=text[:40]))

    def _chosen(self, text: str, numbers: int, *, some: bool) -> bool:
        parts = text.replace(",", " ").split()
        inside = [part.isascii() and part.isdecimal() and len(part) < 6 for part in parts]
        if not all(inside) or not parts or (len(parts) > 1 and not some):
            return False
        return all(1 <= int(part) <= numbers for part in parts)

    async def ask(self, prompt: Sequence[str]) -> str:
        """The next line that is one. `prompt` ends where the answer is typed. Raises as `pick`
        does, of which `q` and `?` are no part."""
        while True:
            self._put_prompt(prompt)
            try:
                typed = await self._line()
            finally:
                self._asked = ()
            if not typed.wrong:
                return typed.text
            self.say(msg(f"plain.wrong.{typed.wrong}"))

    async def _line(self) -> Typed:
        if self._broken.is_set():
            self._broken.clear()
            self._write("\n")
            raise BreakError
        try:
            typed = await self._lines.line()
        except (EOFError, BreakError):
            self._write("\n")
            raise
        self._interrupts = 0
        if not self.is_terminal:  # no terminal shows what was typed
            self._write(f"{clean(typed.text)}\n")
        return typed

    def _put_prompt(self, prompt: Sequence[str]) -> None:
        self.tell(prompt[:-1])
        self._write(prompt[-1])
        self._asked = prompt

    async def answer(self, prompt: Sequence[str]) -> str:
        """An answer to what stands there by now: lines that were there before are thrown away."""
        try:
            quiet = await self._lines.quiet()
        except BreakError:
            self._write("\n")
            raise
        if not quiet:
            self.tell([word("plain.never_quiet")])
            return ""
        return await self.ask(prompt)

    async def enter(self) -> None:
        """Until somebody presses Enter."""
        await self._line()

    # ------------------------------------------------------------ breaking off

    @contextmanager
    def lent(self) -> Iterator[None]:
        """Somebody else has the terminal, and with it Ctrl+C."""
        self._lent = True
        try:
            with self._lines.lent():
                yield
        finally:
            self._lent = False
            self._write("\n")  # wherever they left the cursor

    def interrupt(self) -> None:
        """Ctrl+C was pressed."""
        if self._lent:
            return
        self._interrupts += 1
        if not self._lines.break_off(BreakError()):
            self._broken.set()

    def often_interrupted(self) -> bool:
        """Whether that was not the first time since the last line."""
        return self._interrupts >= _OFTEN

    async def meanwhile(self, task: asyncio.Task[T], seconds: float) -> bool:
        """Wait for `task` so long. Raises BreakError, and the task goes on. False: it is not done
        yet."""
        broken = asyncio.get_running_loop().create_task(self._broken.wait())
        try:
            await asyncio.wait({task, broken}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            broken.cancel()
        if task.done():
            return True
        if self._broken.is_set():
            self._broken.clear()
            raise BreakError
        return False
