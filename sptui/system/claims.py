"""Keeps two sessions from doing something to the same thing at once: one locked file for each."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

from sptui.model.errors import TakenError
from sptui.model.msg import Msg, msg
from sptui.system.who import Who, named

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_MOST_BYTES = 4096
# So often who held a thing may be found gone while we look.
_TIMES = 100


class Claims:
    """Claims of the session of `who`. They lie in /run/sptui/claims where we are root, else in the
    folder that the user has until the next boot: root and others don't see each other's. `run` is
    /run, or what stands for it."""

    def __init__(self, who: Who, environ: Mapping[str, str], run: str = "/run") -> None:
        self._who = who
        self._base = run if os.geteuid() == 0 else environ.get("XDG_RUNTIME_DIR", "")

    @contextmanager
    def hold(self, things: Sequence[str], what: str) -> Iterator[None]:
        """Hold all of `things` while `what` is done to them; the kernel lets go of them should we
        die. A claim of this very process counts like any other.

        Raises TakenError: somebody has one of them; then none is held. Where no claim can be made
        (no folder that is ours alone, a full or read-only /run) the thing is not held, and nothing
        is refused for that: a full disk must not keep anybody from stopping what fills it."""
        held: list[tuple[str, int]] = []
        folder = -1
        try:
            if things:
                with suppress(OSError):
                    folder = self._open()
            for thing in sorted(set(things)) if folder >= 0 else ():
                with suppress(OSError):
                    held.append(self._take(folder, thing, what))
            yield
        finally:
            for name, fd in held:
                # Taken away while it is locked: what has that name afterwards is another's.
                with suppress(OSError):
                    os.unlink(name, dir_fd=folder)
                os.close(fd)
            if folder >= 0:
                os.close(folder)

    def _open(self) -> int:
        """The folder of claims, made where it lacks. Raises OSError: it can't be had, or others may
        write there."""
        if not self._base.startswith("/"):
            raise FileNotFoundError(self._base)
        fd = _ours(os.open(self._base, _FOLDER))
        for name, mode in (("sptui", 0o755), ("claims", 0o700)):
            try:
                with suppress(FileExistsError):
                    os.mkdir(name, mode, dir_fd=fd)
                below = os.open(name, _FOLDER, dir_fd=fd)
            finally:
                os.close(fd)
            fd = _ours(below)
        return fd

    def _take(self, folder: int, thing: str, what: str) -> tuple[str, int]:
        """The claim's name and its open file. The file is whole and locked before it has its name,
        so that whoever comes second can always read whose it is.

        Raises TakenError; OSError: no claim can be made."""
        import hashlib

        name = hashlib.sha256(thing.encode("utf-8", "surrogateescape")).hexdigest()
        fd = os.open(".", os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, 0o600, dir_fd=folder)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with suppress(OSError):  # a full /run still has names
                os.write(fd, self._said(what))
            for _ in range(_TIMES):
                with suppress(FileExistsError):
                    os.link(f"/proc/self/fd/{fd}", name, dst_dir_fd=folder, follow_symlinks=True)
                    return name, fd
                whose = _whose(folder, name)
                if whose is not None:
                    raise TakenError(whose, msg("taken.next"))
            raise TakenError(msg("taken.unknown"), msg("taken.next"))
        except BaseException:
            os.close(fd)
            raise

    def _said(self, what: str) -> bytes:
        import json

        said = {"who": self._who._asdict(), "what": what, "at": time.time(), "pid": os.getpid()}
        return json.dumps(said).encode("ascii")


def _ours(fd: int) -> int:
    """The same folder. Raises PermissionError, and it is closed: others may write there."""
    found = os.fstat(fd)
    if found.st_uid != os.geteuid() or found.st_mode & 0o022:
        os.close(fd)
        raise PermissionError("not ours alone")
    return fd


def _whose(folder: int, name: str) -> Msg | None:
    """Who holds it; None: nobody does any more. What a session that was killed has left is taken
    away. Raises OSError: what has that name is no claim."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        fd = os.open(name, flags, dir_fd=folder)
    except FileNotFoundError:
        return None
    try:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return _words(os.pread(fd, _MOST_BYTES, 0))
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(fd), os.stat(name, dir_fd=folder, follow_symlinks=False)):
                os.unlink(name, dir_fd=folder)
        return None
    finally:
        os.close(fd)


def _words(data: bytes) -> Msg | None:
    """Whose claim it says it is. None: that session has ended (somebody takes the rest of it away
    in this moment)."""
    import json

    try:
        said = json.loads(data)
        who, what = Who(**said["who"]), said["what"]
        at, pid = float(said["at"]), int(said["pid"])
        if not all(isinstance(text, str) for text in (*who, what)) or pid <= 0:
            raise ValueError(pid)
        age = max(0.0, time.time() - at)
        round(age)  # no number, or an endless one
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return msg("taken.unknown")
    if pid == os.getpid():
        return msg("taken.own", what=what, age=age)
    if not os.path.exists(f"/proc/{pid}"):
        return None
    return msg("taken", who=named(who), what=what, age=age)
