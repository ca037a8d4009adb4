"""What sptui was started in: terminal or pipe, its size, its character set, its colours."""

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import NamedTuple

# What Python itself puts into LC_CTYPE in a C locale, before any of our code runs. Source: PEP 538.
_COERCED = ("C.UTF-8", "C.utf8", "UTF-8")
_GIO_UNIMAP = 0x4B66  # linux/kd.h
_MOST_GLYPHS = 4096


class Surroundings(NamedTuple):
    """`term` and `colorterm` are as the environment says, empty where it does not. `interactive`:
    standard input and output are terminals, and not dumb. Width and height are cells."""

    term: str
    colorterm: str
    no_color: bool
    utf8: bool
    interactive: bool
    out_is_terminal: bool
    width: int
    height: int


def look_around(environ: Mapping[str, str] = os.environ) -> Surroundings:
    """What descriptors 0 and 1 and the environment say."""
    term = environ.get("TERM", "")
    out_is_terminal = os.isatty(1)
    interactive = out_is_terminal and os.isatty(0) and term not in ("", "dumb")
    width, height = _size(environ)
    return Surroundings(
        term,
        environ.get("COLORTERM", ""),
        bool(environ.get("NO_COLOR")),
        utf8_locale(environ, _started_with),
        interactive,
        out_is_terminal,
        width,
        height,
    )


def utf8_locale(environ: Mapping[str, str], started_with: Callable[[], Mapping[str, str]]) -> bool:
    """Whether the locale's characters are UTF-8. Source: locale(7).

    `started_with` gives the environment as it was before Python turned a C locale into a UTF-8 one;
    it is asked only when that may have happened."""
    values = [environ.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG")]
    if values[1] in _COERCED:
        values[1] = started_with().get("LC_CTYPE", "")
    name = next((value for value in values if value), "").lower()
    return "utf-8" in name or "utf8" in name


def _started_with() -> Mapping[str, str]:
    """The environment of this process at its start: what was set since is not in it. Source:
    proc(5)."""
    try:
        fd = os.open("/proc/self/environ", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return os.environ
    try:
        data = os.read(fd, 1 << 17)
    finally:
        os.close(fd)
    pairs = [entry.partition("=") for entry in data.decode("utf-8", "replace").split("\0")]
    return {name: value for name, _, value in pairs}


def _size(environ: Mapping[str, str]) -> tuple[int, int]:
    """The terminal's, else COLUMNS and LINES, else 80x24."""
    with suppress(OSError):
        width, height = os.get_terminal_size(1)
        if width > 0 and height > 0:
            return width, height
    width, height = (_number(environ.get(name, "")) for name in ("COLUMNS", "LINES"))
    return width or 80, height or 24


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 5 else 0


def console_has(characters: str, fd: int = 0) -> bool | None:
    """Whether the kernel console's font has all `characters`; None where it is none, or won't say.

    Source: ioctl_console(2), GIO_UNIMAP: pairs of (code point, place in the font)."""
    import array
    import fcntl
    import struct

    pairs = array.array("H", bytes(4 * _MOST_GLYPHS))
    address, _ = pairs.buffer_info()
    request = bytearray(struct.pack("HP", _MOST_GLYPHS, address))
    try:
        fcntl.ioctl(fd, _GIO_UNIMAP, request)
    except OSError:
        return None
    (count,) = struct.unpack_from("H", request)
    known = set(pairs[0 : 2 * count : 2])
    return all(char < "\x7f" or ord(char) in known for char in characters)
