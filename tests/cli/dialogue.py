"""Talking with `sptui plain` as a script does: over pipes, a line for each prompt."""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO

HOUSE = Path(__file__).parents[2]
PATIENCE_S = 60.0
# Every prompt ends so, and nothing else does.
PROMPT = ": "


class Dialogue:
    """A process whose ends of the line we hold. `text` is all that it said."""

    def __init__(
        self, *argv: str, env: Mapping[str, str], stdin: IO[bytes] | int | None = subprocess.PIPE
    ) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-m", "sptui", *argv],
            cwd=HOUSE,
            env=dict(env),
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.text = ""
        self._seen = 0

    @property
    def pid(self) -> int:
        return self._child.pid

    def write(self, data: bytes | str) -> None:
        """Type it, whether it was asked for or not."""
        assert self._child.stdin is not None
        self._child.stdin.write(data.encode() if isinstance(data, str) else data)
        self._child.stdin.flush()

    def asks(self) -> str:
        """What it says until it asks."""
        return self.until(PROMPT, at_end=True)

    def say(self, *lines: str) -> str:
        """Answer its prompts, one after the other; what it says after the last until it asks."""
        said = ""
        for line in lines:
            self.write(line + "\n")
            said = self.asks()
        return said

    def until(self, text: str, *, at_end: bool = False) -> str:
        """What it says until `text` was said. Raises AssertionError: that never came."""
        end = time.monotonic() + PATIENCE_S
        while True:
            new = self.text[self._seen :]
            if new.endswith(text) if at_end else text in new:
                self._seen = len(self.text)
                return new
            if not self._read(end - time.monotonic()):
                self.left()  # if it ended, its words say more
                raise AssertionError(f"no {text!r} in {new!r}")

    def end(self) -> int:
        """Nothing more is typed: what is left is read; its exit status."""
        if self._child.stdin is not None and not self._child.stdin.closed:
            self._child.stdin.close()
        return self.left()

    def stop_listening(self) -> None:
        """Nobody reads any more what it says."""
        assert self._child.stdout is not None
        self._child.stdout.close()

    def left(self) -> int:
        """It leaves by itself."""
        end = time.monotonic() + PATIENCE_S
        while self._read(end - time.monotonic()):
            pass
        code = self._child.wait(PATIENCE_S)
        assert self._error() == ""
        return code

    def _read(self, seconds: float) -> bool:
        assert self._child.stdout is not None
        if self._child.stdout.closed:
            return False
        fd = self._child.stdout.fileno()
        if seconds <= 0 or not select.select([fd], [], [], seconds)[0]:
            return False
        data = os.read(fd, 65536)
        self.text += data.decode()
        return bool(data)

    def _error(self) -> str:
        if self._child.poll() is None:
            return ""
        assert self._child.stderr is not None
        return "" if self._child.stderr.closed else self._child.stderr.read().decode()

    def __enter__(self) -> Dialogue:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        if self._child.poll() is None:
            self._child.kill()
        for stream in (self._child.stdin, self._child.stdout, self._child.stderr):
            if stream is not None:
                stream.close()
        self._child.wait()


def held(text: str, width: int = 80) -> None:
    """What plain mode promises of every text: nothing but lines, and none too long. What was typed
    behind a prompt is not its."""
    assert all(char.isprintable() or char == "\n" for char in text), text
    for line in text.splitlines():
        own = re.split(r"(?:leave|leaves it|goes back|will do|do it): ", line)[0]
        assert len(own) <= width, f"{len(own)}: {own}"
