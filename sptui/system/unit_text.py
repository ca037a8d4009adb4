"""The text of a unit file and of its drop-ins, read as far as it makes sense to show it.

Anybody may read unit files, and so may we; but what has a secret's name in them is struck out here,
as in command lines.
"""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

from sptui.model.unit_text import TextFile, UnitText
from sptui.system.files import why_not
from sptui.system.redact import MARK, redact
from sptui.system.secret_names import is_secret

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_BYTES = 256 * 1024
MOST_FILES = 1_000
MOST_LINES = 5_000  # of one file: looking for secrets in more takes too long
_CREDENTIAL = "SetCredential"  # its value is the secret itself: name:value
# Named like secrets, but what they hold is where one lies, or whether there is one.
_PLACES = frozenset(
    {
        "LoadCredential", "LoadCredentialEncrypted", "ImportCredential", "PassCredentials",
        "ConditionCredential", "AssertCredential",
    }
)  # fmt: skip
# Names of units and of manuals, in which an @ is no address.
_NAMES = frozenset(
    {
        "Documentation", "After", "Before", "Requires", "Requisite", "Wants", "BindsTo", "PartOf",
        "Upholds", "Conflicts", "OnFailure", "OnSuccess", "WantedBy", "RequiredBy", "UpheldBy",
        "Also", "Alias", "Sockets", "Service", "Unit", "Slice",
    }
)  # fmt: skip


def read(path: str, drop_ins: Sequence[str]) -> UnitText:
    """The unit file at `path` ("": there is none), then `drop_ins` in their order. Never raises: a
    file that can't be read has the reason instead. It may block for as long as the disk does."""
    paths = [(path, False)] if path else []
    paths += [(drop_in, True) for drop_in in drop_ins]
    files: list[TextFile] = []
    room = MOST_BYTES
    for each, is_drop_in in paths[:MOST_FILES]:
        if room <= 0:
            break
        file, size = _file(each, is_drop_in, room)
        files.append(file)
        room -= size
    return UnitText(tuple(files), len(paths) - len(files))


def _file(path: str, drop_in: bool, room: int) -> tuple[TextFile, int]:
    """The file, and how many bytes of the room it took."""
    try:
        real = _real(path)
        data = _data(path, room)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        return TextFile(path, "", (), drop_in, missing=why_not(path, error)), 0
    cut = len(data) > room
    lines = data[:room].decode("utf-8", "replace").split("\n")
    if lines[-1] == "":
        lines.pop()
    cut = cut or len(lines) > MOST_LINES
    return TextFile(path, real, _struck(lines[:MOST_LINES]), drop_in, cut), len(data)


def _real(path: str) -> str:
    """What links lead to, unless that is only /lib as a part of /usr."""
    real = os.path.realpath(path)
    return "" if real in (path, "/usr" + path) else real


def _data(path: str, room: int) -> bytes:
    """At most one byte more than there is room for. A device, as that of masked units, is empty."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    try:
        mode = os.fstat(handle).st_mode
        if stat.S_ISDIR(mode):
            raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(mode):
            return b""
        data = b""
        while len(data) <= room and (more := os.read(handle, room + 1 - len(data))):
            data += more
        return data
    finally:
        os.close(handle)


# ---------------------------------------------------------------- secrets


def _struck(lines: Sequence[str]) -> tuple[str, ...]:
    """The same lines without secrets. A setting that goes on in the next lines is looked at as one,
    since a secret may stand there."""
    out: list[str] = []
    setting: list[str] = []
    for line in lines:
        if line.endswith("\\"):
            setting.append(line[:-1])
            continue
        out += _setting([*setting, line])
        setting = []
    if setting:
        *before, last = _setting(setting)
        out += [*before, last + "\\"]
    return tuple(out)


def _setting(lines: Sequence[str]) -> list[str]:
    text = "\n".join(lines)
    name, equals, value = text.partition("=")
    key = name.strip()
    if key == _CREDENTIAL:
        shown = f"{name}={value.partition(':')[0]}:{MARK}"
    elif equals and key.isalnum() and is_secret(key) and key not in _PLACES:
        shown = f"{name}={MARK}"
    elif equals and key.isalnum():
        plain = key in _NAMES or not value.strip()
        shown = text if plain else f"{name}={redact((value,))[0]}"
    else:
        shown = redact((text,))[0]
    *before, last = shown.split("\n")
    return [*[line + "\\" for line in before], last]
