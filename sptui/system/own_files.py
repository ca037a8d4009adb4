"""Reading and writing small files of our own: configuration, and what a person chose."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress

# A configuration larger than this is something else.
_MOST = 256 * 1024


def read_text(path: str) -> str:
    """The whole text of a small file.

    Raises OSError: it can't be read, is no plain file (opening a pipe would wait for ever), or is
    larger than 256 KiB; UnicodeDecodeError: it is not UTF-8."""
    fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    try:
        mode = os.fstat(fd).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "Not a plain file", path)
        data = b""
        while part := os.read(fd, 65536):
            data += part
            if len(data) > _MOST:
                raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), path)
        return data.decode("utf-8")
    finally:
        os.close(fd)


def names_in(folder: str, ending: str) -> list[str]:
    """Paths of what in `folder` ends in `ending`, by name; empty where there is no folder.

    Raises OSError: the folder is there and can't be read."""
    try:
        names = os.listdir(folder)
    except FileNotFoundError:
        return []
    return [
        f"{folder}/{name}" for name in sorted(names) if name.endswith(ending) and name[0] != "."
    ]


def exists(path: str) -> bool:
    """Whether something (a dangling link too) stands at `path`; also when that can't be seen: then
    reading it says why."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def write_atomic(path: str, text: str, mode: int = 0o600) -> None:
    """Replace `path` by a file with `text`, or leave it as it is: a power cut leaves no half of it.

    Folders that lack are made, for the owner only. Raises OSError: it could not be written."""
    folder = os.path.dirname(path)
    os.makedirs(folder, mode=0o700, exist_ok=True)
    temporary = f"{path}.{os.getpid()}.new"
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW
    fd = os.open(temporary, flags, mode)
    try:
        try:
            os.fchmod(fd, mode)  # whatever the umask: who may read it is said by the caller
            data = text.encode("utf-8", "surrogateescape")
            while data:
                data = data[os.write(fd, data) :]
            os.fsync(fd)
        finally:
            os.close(fd)
        os.replace(temporary, path)
    except OSError:
        with suppress(OSError):  # the first error is the one to tell
            os.unlink(temporary)
        raise
    _sync_folder(folder)


def append(path: str, text: str, most_bytes: int) -> None:
    """Add `text` to the end of `path`; one that has grown beyond `most_bytes` becomes `path.old`.

    Folders that lack are made, for the owner only. Raises OSError: it could not be written."""
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    with suppress(FileNotFoundError):
        if os.stat(path).st_size > most_bytes:
            os.replace(path, f"{path}.old")
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
    fd = os.open(path, flags, 0o600)
    try:
        os.write(fd, text.encode("utf-8", "backslashreplace"))
    finally:
        os.close(fd)


def _sync_folder(folder: str) -> None:
    """So that the new name is on the disk too. Some file systems refuse: the file itself is
    safe."""
    with suppress(OSError):
        fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)
