"""How the journal's files are, by a look at each and its header: nothing is asked of journald or
journalctl. Source: https://systemd.io/JOURNAL_FILE_FORMAT; names of files: systemd-journald(8)."""

from __future__ import annotations

import os
import stat
import struct
from collections.abc import Sequence
from typing import NamedTuple

from sptui.model.journal_rows import JournalState

# What survives a boot, and what does not.
PLACES = ("/var/log/journal", "/run/log/journal")
_MAGIC = b"LPKSHHRH"
# Sizes of header and arena; when the first entry was said, and the last, microseconds since 1970.
_SIZES, _TIMES = struct.Struct("<QQ"), struct.Struct("<QQ")
_SIZES_AT, _TIMES_AT, _HEADER = 88, 184, 208
_LATEST = 1 << 53


class _File(NamedTuple):
    """`first` and `last` are 0 where they are not known."""

    path: str
    bytes: int
    archived: bool
    damaged: bool
    readable: bool
    first: int = 0
    last: int = 0


def state_of(places: Sequence[str] = PLACES, name: str = "") -> JournalState:
    """How the journal is whose folder has this name in `places` (the first of which survives a
    boot); "": that of this machine. Blocks. Never raises."""
    name = name or _machine()
    folders = [f"{place}/{name}" for place in places] if name else []
    looked = [_look(folder) for folder in folders]
    files = [file for each in looked for file in each or ()]
    there = [nth for nth, each in enumerate(looked) if each is None or each]
    if not there:
        return JournalState(None)
    # Files that it does not write to any more may be left in the other place.
    used = max(there, key=lambda nth: max([file.last for file in looked[nth] or ()], default=0))
    readable = all(each is not None for each in looked)
    return JournalState(
        persistent=used == 0,
        bytes=sum([file.bytes for file in files]),
        files=len(files),
        archived=sum([file.archived for file in files]),
        damaged=tuple([file.path for file in files if file.damaged]),
        oldest=min([file.first for file in files if file.first], default=0),
        folder=folders[used],
        all_readable=readable and all(file.readable for file in files),
    )


def _look(folder: str) -> list[_File] | None:
    """Its files, by name; None: we may not know them."""
    try:
        names = sorted(os.listdir(folder))
    except PermissionError:
        return None
    except OSError:
        return []
    ours = [each for each in names if each.endswith((".journal", ".journal~"))]
    found = [_file(f"{folder}/{each}") for each in ours]
    return [each for each in found if each is not None]


def _file(path: str) -> _File | None:
    """None: it is no file, or gone meanwhile."""
    aside, archived = path.endswith("~"), "@" in os.path.basename(path)
    try:
        seen = os.lstat(path)
        if not stat.S_ISREG(seen.st_mode):
            return None
        fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOFOLLOW)
    except PermissionError:
        size = seen.st_blocks * 512
        # As said last counts when it was written last.
        return _File(path, size, archived, aside, readable=False, last=seen.st_mtime_ns // 1000)
    except OSError:
        return None
    try:
        header = os.pread(fd, _HEADER, 0)
        seen = os.fstat(fd)  # after the header: it only grows
    except OSError:  # its disk is damaged
        header = b""
    finally:
        os.close(fd)
    size = seen.st_blocks * 512
    if not _whole(header, seen.st_size):
        return _File(path, size, archived, damaged=True, readable=True)
    first, last = _TIMES.unpack_from(header, _TIMES_AT)
    first, last = (at if at < _LATEST else 0 for at in (first, last))
    return _File(path, size, archived, aside, readable=True, first=first, last=last)


def _whole(header: bytes, size: int) -> bool:
    """Whether it begins as a journal file does, and is as long as it says."""
    if len(header) < _HEADER or not header.startswith(_MAGIC):
        return False
    head, arena = _SIZES.unpack_from(header, _SIZES_AT)
    return bool(head >= _HEADER and head + arena <= size)


def _machine() -> str:
    """The id of this machine, by which the folder of its journal is called; "": not known."""
    try:
        with open("/etc/machine-id", encoding="ascii") as file:
            return file.read(64).strip()
    except (OSError, ValueError):
        return ""
