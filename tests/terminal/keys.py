"""What keys send, by name."""

from __future__ import annotations

import re

KEYS = {
    "TAB": "\t",
    "ENTER": "\r",
    "ESC": "\x1b",
    "SPACE": " ",
    "BACKSPACE": "\x7f",
    "UP": "\x1b[A",
    "DOWN": "\x1b[B",
    "RIGHT": "\x1b[C",
    "LEFT": "\x1b[D",
    "HOME": "\x1b[H",
    "END": "\x1b[F",
    "PGUP": "\x1b[5~",
    "PGDN": "\x1b[6~",
    "F1": "\x1bOP",
    "F2": "\x1bOQ",
    "F3": "\x1bOR",
    "F4": "\x1bOS",
    **{f"F{n}": f"\x1b[{code}~" for n, code in enumerate((15, 17, 18, 19, 20, 21, 23, 24), 5)},
}


def sent(name: str) -> bytes:
    """The bytes of one key: a name of `KEYS`, `^L` for control and a letter, else the text
    itself."""
    if re.fullmatch(r"\^[A-Za-z\[\]\\^_]", name):
        return bytes([ord(name[1].upper()) & 0x1F])
    return KEYS.get(name, name).encode()
