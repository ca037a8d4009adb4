"""Names of users, by their numbers."""

from __future__ import annotations

import os

from sptui.model.accounts import parse_passwd
from sptui.system.files import read_file

LOOK_AGAIN_S = 30.0


class Users:
    """Reads /etc/passwd, and where systemd keeps the users that it makes up for a service. Nothing
    beyond this machine is asked: a directory server that hangs must not stop the screen."""

    def __init__(self, root: str = "") -> None:
        self._passwd = f"{root}/etc/passwd"
        self._made_up = f"{root}/run/systemd/dynamic-uid/direct:"
        self._names: dict[int, str] = {}
        self._known: dict[int, str] = {}
        self._changed: float | None = None
        self._due = 0.0

    def name(self, uid: int) -> str:
        """The user's name, else the number as text."""
        name = self._known.get(uid)
        if name is None:
            name = self._known[uid] = self._names.get(uid) or self._dynamic(uid) or str(uid)
        return name

    def look(self, mono: float) -> None:
        """Read the names again if they changed; at most every 30 s."""
        if mono < self._due:
            return
        self._due = mono + LOOK_AGAIN_S
        self._known = {}  # a made-up user may be another service's by now
        try:
            changed = os.stat(self._passwd).st_mtime
            if changed == self._changed:
                return
            accounts = parse_passwd(read_file(self._passwd))
        except (OSError, ValueError):
            self._names, self._changed = {}, None
            return
        self._changed = changed
        # Of several names for a number the first one is the C library's answer.
        self._names = {account.uid: account.name for account in reversed(accounts)}

    def _dynamic(self, uid: int) -> str | None:
        try:
            return os.readlink(f"{self._made_up}{uid}")
        except OSError:
            return None
