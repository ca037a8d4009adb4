"""A journald of one's own on the rig: a namespace, in which nobody else says anything."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from sptui.system.journal import Journal
from tests.rig.machine import run, systemctl, until, write

NAME = "sptui-rig"
CONF = f"/etc/systemd/journald@{NAME}.conf"
SOCKET = f"/run/systemd/journal.{NAME}/socket"
UNIT = f"systemd-journald@{NAME}.service"
SERVICES = (f"systemd-journald@{NAME}.socket", UNIT)


@contextmanager
def namespace(settings: str = "") -> Iterator[Journal]:
    """It runs, without a rate limit, and its journal is gone afterwards."""
    write(
        {os.path.basename(CONF): f"[Journal]\nRateLimitIntervalSec=0\n{settings}"}, "/etc/systemd"
    )
    try:
        systemctl("start", *SERVICES)
        until(lambda: os.path.exists(SOCKET), "journald's socket")
        yield Journal(("journalctl", f"--namespace={NAME}"))
    finally:
        systemctl("stop", *SERVICES)
        for folder in folders():
            run("rm", "-rf", "--one-file-system", folder)
        os.unlink(CONF)


def folders() -> list[str]:
    """Where its files are."""
    found = []
    for base in ("/var/log/journal", "/run/log/journal"):
        names = os.listdir(base) if os.path.isdir(base) else []
        found += [f"{base}/{name}" for name in names if name.endswith("." + NAME)]
    return found


def files() -> list[str]:
    """All of its files."""
    return [f"{folder}/{name}" for folder in folders() for name in os.listdir(folder)]


def say(entries: Iterable[Mapping[str, object]], path: str = SOCKET) -> None:
    """Send them, and wait until all are in the journal."""
    send(entries, path)
    sync()


def send(entries: Iterable[Mapping[str, object]], path: str = SOCKET) -> None:
    """Each as journald's own protocol has it."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.connect(path)
        for fields in entries:
            sender.send(datagram(fields))


def datagram(fields: Mapping[str, object]) -> bytes:
    out = b""
    for name, value in fields.items():
        data = value if isinstance(value, bytes) else str(value).encode()
        if b"\n" in data:
            out += name.encode() + b"\n" + len(data).to_bytes(8, "little") + data + b"\n"
        else:
            out += name.encode() + b"=" + data + b"\n"
    return out


def lines(first: int, last: int) -> list[dict[str, object]]:
    """Ordinary ones, of each priority."""
    return [
        {"MESSAGE": f"line {n} {'odd' if n % 2 else 'even'}", "PRIORITY": n % 8}
        for n in range(first, last + 1)
    ]


def sync() -> None:
    run("journalctl", f"--namespace={NAME}", "--sync")


def rotate() -> None:
    run("journalctl", f"--namespace={NAME}", "--rotate")
