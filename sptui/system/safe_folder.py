"""Small files in folders of the system that are written in one step, with no link followed on the
way to them."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sptui.model.msg import Msg, msg

MOST_BYTES = 1 << 20
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_WHY = {
    errno.ENOSPC: "why.full",
    errno.EDQUOT: "why.full",
    errno.EROFS: "why.read_only",
    errno.EACCES: "why.denied",
    errno.EPERM: "why.denied",
    errno.ELOOP: "why.link",
    errno.ENOTDIR: "why.link",
    errno.EINVAL: "why.no_file",
    errno.EISDIR: "why.no_file",
    errno.ENOENT: "why.absent",
    errno.EFBIG: "why.large",
    errno.ENAMETOOLONG: "why.long_name",
}


@contextmanager
def folder(path: str, *, make: bool = False) -> Iterator[int]:
    """The folder at an absolute path, open; with `make` what lacks of it is made, and the last of
    that is taken away again when an error comes and nothing lies in it.

    Raises OSError; ENOTDIR: something on the way is a link, or no folder."""
    fd, made = os.open("/", _FOLDER), False
    try:
        for name in path.strip("/").split("/"):
            try:
                below = os.open(name, _FOLDER, dir_fd=fd)
                made = False
            except FileNotFoundError:
                if not make:
                    raise
                os.mkdir(name, 0o755, dir_fd=fd)
                below, made = os.open(name, _FOLDER, dir_fd=fd), True
                os.fchmod(below, 0o755)  # whatever the umask: anybody may read unit files
            os.close(fd)
            fd = below
        yield fd
    except OSError:
        if made:
            with suppress(OSError):
                os.rmdir(path)
        raise
    finally:
        os.close(fd)


def read(path: str, dir_fd: int | None = None) -> bytes:
    """The bytes of a plain file; a link in its place is not followed where it is in `dir_fd`.

    Raises OSError; EINVAL: it is no plain file, EFBIG: it is larger than 1 MiB."""
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
    fd = os.open(path, flags | (os.O_NOFOLLOW if dir_fd is not None else 0), dir_fd=dir_fd)
    try:
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), path)
        data = b""
        while part := os.read(fd, 1 << 16):
            data += part
            if len(data) > MOST_BYTES:
                raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), path)
        return data
    finally:
        os.close(fd)


def put(name: str, data: bytes, dir_fd: int, mode: int = 0o644, keep: str = "") -> None:
    """Make or replace a file in one step: it is there whole or as it was, also after a power cut.
    What was there before has the name `keep` afterwards, if that is wanted; of nothing nothing has.
    Raises OSError: all is as it was."""
    new = f".{name}.new"
    take(new, dir_fd)  # of somebody who was killed in the midst
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    fd = os.open(new, flags, 0o600, dir_fd=dir_fd)
    try:
        try:
            left = data
            while left:
                left = left[os.write(fd, left) :]
            os.fchmod(fd, mode)
            os.fsync(fd)
        finally:
            os.close(fd)
        if keep:
            _keep(name, keep, dir_fd)
        os.rename(new, name, src_dir_fd=dir_fd, dst_dir_fd=dir_fd)
    except OSError:
        with suppress(OSError):
            os.unlink(new, dir_fd=dir_fd)
        raise
    settle(dir_fd)


def _keep(name: str, keep: str, dir_fd: int) -> None:
    """A second name for what is there. Raises OSError."""
    new = f".{keep}.new"
    take(new, dir_fd)
    try:
        os.link(name, new, src_dir_fd=dir_fd, dst_dir_fd=dir_fd, follow_symlinks=False)
    except FileNotFoundError:
        take(keep, dir_fd)
        return
    try:
        os.rename(new, keep, src_dir_fd=dir_fd, dst_dir_fd=dir_fd)
    except OSError:
        with suppress(OSError):
            os.unlink(new, dir_fd=dir_fd)
        raise


def take(name: str, dir_fd: int) -> bool:
    """Take a file away; whether it was there. Raises OSError."""
    try:
        os.unlink(name, dir_fd=dir_fd)
    except FileNotFoundError:
        return False
    return True


def settle(dir_fd: int) -> None:
    """So that names are on the disk too. Some file systems refuse: the files themselves are
    safe."""
    with suppress(OSError):
        os.fsync(dir_fd)


def temporary() -> str | None:
    """Where temporary folders are to lie; None: where they always do. Root's are in /run, where
    there is room when disks are full or read-only."""
    return "/run" if os.geteuid() == 0 and os.access("/run", os.W_OK) else None


def why(error: OSError) -> Msg:
    """The reason as a clause."""
    if error.errno in _WHY:
        return msg(_WHY[error.errno])
    return msg("why.other", said=error.strerror or str(error))
