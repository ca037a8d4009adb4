"""Reading small files whole, and the reason in a `Msg` when that fails."""

from __future__ import annotations

import errno
import os

from sptui.model.msg import Msg, msg

MOST_BYTES = 1 << 20


def read_file(path: str | bytes) -> bytes:
    """The bytes of a file of at most 1 MiB.

    Raises OSError: it can't be opened or read; EFBIG: it is longer. EAGAIN: a FIFO without a
    writer, for one.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
    try:
        return read_rest(handle, b"")
    finally:
        os.close(handle)


def read_rest(handle: int, data: bytes) -> bytes:
    """`data`, which was read from the start of `handle`, and what follows. Raises OSError."""
    while True:
        more = os.pread(handle, 65536, len(data))
        if not more:
            return data
        data += more
        if len(data) > MOST_BYTES:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))


def why_not(path: str, error: OSError | ValueError) -> Msg:
    """Why `path` could not be read or made sense of."""
    if not isinstance(error, OSError):
        return msg("missing.rubbish", path=path, detail=str(error))
    match error.errno:
        case errno.ENOENT | errno.ENOTDIR | errno.ENODEV | errno.ESRCH:
            return msg("missing.absent", path=path)
        case errno.EACCES | errno.EPERM:
            return msg("missing.denied", path=path)
        case errno.EOPNOTSUPP | errno.ENOSYS | errno.EAFNOSUPPORT:
            return msg("missing.unsupported", path=path)
    return msg(
        "missing.error", path=path, error=os.strerror(error.errno) if error.errno else str(error)
    )
