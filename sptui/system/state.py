"""Where sptui keeps what lasts: the machine's folder, and a person's own."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple

SHARED = "/var/lib/sptui"
HISTORY, FACTS = "history.db", "facts.json"
# What is in the machine's folder anyone may read; what is in a person's, that person.
SHARED_MODE, OWN_MODE = 0o644, 0o600
# Facts of a machine with hundreds of mounts take 200 kB; more is something else.
_MOST = 4 << 20


class Places(NamedTuple):
    """Folders: `shared` is the machine's, `own` the person's (None where there is no home, or where
    it is the machine's too), `write` the one of the two that this process writes, None for
    neither."""

    shared: str
    own: str | None
    write: str | None

    @property
    def mode(self) -> int:
        """Of what is written."""
        return SHARED_MODE if self.write == self.shared else OWN_MODE

    def reading(self) -> tuple[str, ...]:
        """The folders to read from, the machine's first."""
        return (self.shared, self.own) if self.own else (self.shared,)


def own_folder(environ: Mapping[str, str] = os.environ) -> str | None:
    """$XDG_STATE_HOME/sptui; None where there is no home."""
    base = environ.get("XDG_STATE_HOME", "")
    if not base.startswith("/"):  # the specification says: a relative one is to be ignored
        home = environ.get("HOME", "")
        if not home.startswith("/"):
            return None
        base = home + "/.local/state"
    return base + "/sptui"


def places(
    *,
    root: str = "/",
    state: str | None = None,
    environ: Mapping[str, str] = os.environ,
    user: int | None = None,
) -> Places:
    """Where things are for `user` (the effective one when None): root writes the machine's folder,
    everybody else their own. `state` is a folder that was asked for instead of either; below
    another `root`, which is a recorded machine, nothing is written."""
    if state is not None:
        folder = os.path.abspath(state)
        return Places(folder, None, folder)
    if root.rstrip("/"):
        return Places(root.rstrip("/") + SHARED, None, None)
    if (os.geteuid() if user is None else user) == 0:
        return Places(SHARED, None, SHARED)
    own = own_folder(environ)
    return Places(SHARED, own, own)


def clear_halves(folder: str) -> None:
    """Take away what a writer of facts that was killed in mid-write left behind. For who holds the
    lock of the history only: there is no other writer then."""
    with suppress(OSError):
        for name in os.listdir(folder):
            if name.startswith(f"{FACTS}.") and name.endswith(".new"):
                os.unlink(f"{folder}/{name}")


def read_facts(folder: str) -> object:
    """The decoded facts.json of a folder.

    Raises OSError: it can't be read, or is too large; ValueError: it is no JSON."""
    fd = os.open(f"{folder}/{FACTS}", os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY)
    try:
        data = b""
        while part := os.read(fd, 1 << 16):
            data += part
            if len(data) > _MOST:
                raise ValueError("too large")
    finally:
        os.close(fd)
    import json

    try:
        return json.loads(data)
    except RecursionError:
        raise ValueError("nested too deep") from None
