"""Parts what a terminal answers (status, background colour) from what a person types."""

import re
from typing import NamedTuple

_ANSWER = re.compile(
    rb"\x1b\[0n"
    rb"|\x1b\]11;rgb:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})(?:\x1b\\|\x07)"
)
# What may still become an answer: it is held back until it does, or `release` is called.
_BEGUN = re.compile(rb"\x1b(?:\[0?|\](?:1(?:1(?:;[rgb:0-9a-fA-F/]{0,20}\x1b?)?)?)?)?\Z")


class Heard(NamedTuple):
    """`keys` are the bytes that a person typed; `confirmed` counts status answers; `background` is
    (red, green, blue), 0..1 each, where the terminal told it."""

    keys: bytes
    confirmed: int
    background: tuple[float, float, float] | None


class Answers:
    """Takes bytes as they come, in any pieces. An answer is never a key, however late it comes."""

    def __init__(self) -> None:
        self._held = b""

    @property
    def holding(self) -> bool:
        """Whether bytes are held back that may be the begin of an answer."""
        return bool(self._held)

    def feed(self, data: bytes) -> Heard:
        """Part `data` (and what was held back) into keys and answers."""
        data = self._held + data
        confirmed = 0
        background: tuple[float, float, float] | None = None
        keys: list[bytes] = []
        at = 0
        for found in _ANSWER.finditer(data):
            keys.append(data[at : found.start()])
            at = found.end()
            if found.group(1) is None:
                confirmed += 1
            else:
                red, green, blue = (
                    int(part, 16) / (16 ** len(part) - 1) for part in found.groups()
                )
                background = (red, green, blue)
        rest = data[at:]
        begun = _BEGUN.search(rest)
        self._held = begun.group() if begun else b""
        keys.append(rest[: len(rest) - len(self._held)])
        return Heard(b"".join(keys), confirmed, background)

    def release(self) -> bytes:
        """What was held back and did not become an answer in time: it was typed (Escape, say)."""
        held, self._held = self._held, b""
        return held
