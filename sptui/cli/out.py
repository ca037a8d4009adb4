"""Writing to standard output and error: whole, in the reader's own characters, and quiet when
nobody reads any more."""

from __future__ import annotations

import os
import select
from contextlib import suppress


def put(text: str, *, utf8: bool, fd: int = 1) -> bool:
    """Write all of `text`; what the character set lacks becomes `?`. A reader that left (`| head`)
    is no error: the rest is dropped, and False returned.

    Raises OSError: it could not be written (a full disk, say)."""
    data = text.encode("utf-8" if utf8 else "ascii", "replace")
    try:
        while data:
            try:
                data = data[os.write(fd, data) :]
            except BlockingIOError:  # another program made this descriptor non-blocking
                select.select([], [fd], [])
    except BrokenPipeError:
        return False
    return True


def complain(text: str, *, utf8: bool) -> None:
    """One line on standard error. Whether that works is nobody's business any more."""
    with suppress(OSError):
        put(" ".join(text.splitlines()) + "\n", utf8=utf8, fd=2)
