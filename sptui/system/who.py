"""Who sits at this session: what other sessions are told, and what stays in records."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple

from sptui.model.msg import Msg, msg
from sptui.system.users import Users

_MOST_CHARACTERS = 255
# sudo keeps the variable of sshd from us; who called sudo has it.
_MOST_PARENTS = 16
_SSH = "SSH_CONNECTION"


class Who(NamedTuple):
    """`user` is whose rights we have, `by` who took them (sudo), "" for nobody else; `tty` is the
    terminal ("pts/1"), `come_from` the address of the other end of the line; both "" for none.

    All of it may be hostile: the environment is anybody's."""

    user: str
    tty: str = ""
    come_from: str = ""
    by: str = ""


def who(environ: Mapping[str, str], root: str = "") -> Who:
    """Who we are. Never raises."""
    users = Users(root)
    users.look(0.0)
    user = users.name(os.geteuid())
    by = environ.get("SUDO_USER") or environ.get("DOAS_USER") or ""
    ssh = environ.get(_SSH) or _of_parents(root)
    come_from = "".join(ssh.split()[:1])
    parts = (user, _tty(), come_from, "" if by == user else by)
    return Who(*[part[:_MOST_CHARACTERS] for part in parts])


def named(who: Who) -> Msg:
    """Who it is, for people: "anna (root) from 198.51.100.7 on pts/1"."""
    return msg(
        "who",
        user=msg("who.by", by=who.by, user=who.user) if who.by else who.user,
        come_from=msg("who.from", come_from=who.come_from) if who.come_from else "",
        tty=msg("who.tty", tty=who.tty) if who.tty else "",
    )


def _tty() -> str:
    for fd in (0, 1, 2):
        with suppress(OSError):
            return os.ttyname(fd).removeprefix("/dev/")
    return ""


def _of_parents(root: str) -> str:
    """What the nearest process above us that knows it says. Only root may look into those of
    others."""
    pid = os.getppid()
    for _ in range(_MOST_PARENTS):
        if pid <= 1:
            break
        try:
            variables = _read(f"{root}/proc/{pid}/environ").split(b"\0")
            stat = _read(f"{root}/proc/{pid}/stat")
        except OSError:
            break
        for variable in variables:
            name, _, value = variable.partition(b"=")
            if name == _SSH.encode() and value:
                return value.decode("utf-8", "surrogateescape")
        fields = stat.rpartition(b")")[2].split()
        pid = int(fields[1]) if len(fields) > 1 and fields[1].isdigit() else 0
    return ""


def _read(path: str) -> bytes:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOCTTY)
    try:
        data = b""
        while part := os.read(handle, 1 << 16):
            data += part
            if len(data) > 1 << 20:
                break
        return data
    finally:
        os.close(handle)
