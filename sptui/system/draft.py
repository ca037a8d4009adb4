"""A text that somebody writes, which is kept until it has been taken: nothing of it is lost by a
mistake in it, a full disk or a cut line."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple

from sptui.system import safe_folder
from sptui.system.state import places

_LONGEST = 240


class Draft(NamedTuple):
    """A file for the editor, for its owner only. `start` is the text in it, `kept` whether that is
    from an earlier time; `stamp` tells later whether it was saved since. `folder` was made for it
    alone, "" where it was not."""

    path: str
    start: str
    kept: bool
    stamp: tuple[int, ...]
    folder: str = ""

    def saved(self) -> bool:
        """Whether somebody saved it. Raises OSError."""
        return _stamp(self.path) != self.stamp

    def end(self) -> None:
        """It is not wanted any more."""
        with suppress(OSError):
            os.unlink(self.path)
            if self.folder:
                os.rmdir(self.folder)


def begin(unit: str, text: str, environ: Mapping[str, str] = os.environ) -> Draft:
    """The draft of a unit that was kept, else one that begins with `text`. It lies in the folder of
    what lasts, or, where that can't be written, in a temporary one. Raises OSError: in neither."""
    name = f"{unit}.conf"
    if len(name) > _LONGEST:
        name = f"{hashlib.sha256(unit.encode('utf-8', 'surrogateescape')).hexdigest()}.conf"
    place = places(environ=environ).write
    if place is not None:
        with suppress(OSError):
            return _begin(_private(place), name, text)
    folder = tempfile.mkdtemp(prefix="sptui-", dir=safe_folder.temporary())
    return _begin(folder, name, text)._replace(folder=folder)


def _begin(folder: str, name: str, text: str) -> Draft:
    path = f"{folder}/{name}"
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        with suppress(FileNotFoundError):
            kept = safe_folder.read(name, fd).decode("utf-8", "surrogateescape")
            return Draft(path, kept, True, _stamp(path))
        safe_folder.put(name, text.encode(), fd, 0o600)
    finally:
        os.close(fd)
    return Draft(path, text, False, _stamp(path))


def _private(place: str) -> str:
    """The folder of drafts. Raises OSError: it can't be made, or is not ours alone."""
    os.makedirs(place, mode=0o755 if os.geteuid() == 0 else 0o700, exist_ok=True)
    folder = f"{place}/drafts"
    with suppress(FileExistsError):
        os.mkdir(folder, 0o700)
    found = os.lstat(folder)
    if found.st_uid != os.geteuid() or found.st_mode & 0o077 or not os.access(folder, os.W_OK):
        raise PermissionError(folder)
    return folder


def _stamp(path: str) -> tuple[int, ...]:
    found = os.stat(path)
    return found.st_ino, found.st_mtime_ns, found.st_size
