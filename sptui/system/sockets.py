"""Listening sockets, and whose they are: looked for once, and again only when one turns up."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from sptui.model.listening import parse_sockets, socket_inode
from sptui.model.machine import Missing
from sptui.model.proc_pid import parse_stat
from sptui.model.process import Socket
from sptui.system.files import why_not

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sptui.model.listening import Listening
    from sptui.system.process_files import ProcessFiles

_PROTOCOLS = ("tcp", "tcp6", "udp", "udp6")
LOOK_AGAIN_S = 10.0
# The search goes through what all processes have open, for so long at a look.
_SEARCH_S = 0.02
# One that nobody was found to have is looked for again after so long.
_SEARCH_AGAIN_S = 60.0
_CHUNK, _MOST_BYTES = 65536, 4 << 20


class SocketReader:
    """`read()` gives the listening sockets as of at most 10 s ago."""

    def __init__(self, root: str, files: ProcessFiles) -> None:
        self._net = f"{root}/proc/net"
        self._files = files
        self._due = 0.0
        self._found: list[Listening] = []
        self._owners: dict[int, tuple[str, int]] = {}  # inode: PID, start
        self._sought: dict[int, float] = {}  # inode: until when it is not looked for again
        self._search: Iterator[None] | None = None
        self._value: tuple[Socket, ...] = ()
        self.missing: tuple[Missing, ...] = ()

    def read(self, mono: float, names: list[str]) -> tuple[Socket, ...]:
        """The sockets; `names` are the PIDs that there are."""
        if mono >= self._due:
            self._due = mono + LOOK_AGAIN_S
            self._look(mono, set(names))
            self._search = self._seek(mono, names)
        if self._search is not None:
            self._go_on()
            self._value = self._sockets()
        return self._value

    def _look(self, mono: float, alive: set[str]) -> None:
        """Read the tables, and forget whose sockets those were that are gone."""
        self._found = []
        missing: list[Missing] = []
        for protocol in _PROTOCOLS:
            path = f"{self._net}/{protocol}"
            try:
                self._found += parse_sockets(
                    _table(path, protocol), protocol, sys.byteorder
                ).sockets
            except (OSError, ValueError) as error:
                missing.append(Missing(f"sockets.{protocol}", why_not(path, error)))
        self.missing = tuple(missing)
        here = {socket.inode for socket in self._found}
        self._owners = {
            inode: owner
            for inode, owner in self._owners.items()
            if inode in here and owner[0] in alive and self._start(owner[0]) == owner[1]
        }
        self._sought = {
            inode: until for inode, until in self._sought.items() if inode in here and until > mono
        }

    def _seek(self, mono: float, names: list[str]) -> Iterator[None]:
        """Go through the open files of all processes, one a step, until every socket has its
        owner. PID 1 comes last: it may hold sockets for others."""
        wanted = {socket.inode for socket in self._found if socket.inode}
        wanted -= self._owners.keys() | self._sought.keys()
        order = [name for name in names if name != "1"] + ["1"] * ("1" in names)
        for name in order:
            if not wanted:
                return
            found = wanted & set(self._inodes(name))
            start = self._start(name) if found else None
            if start is not None:
                self._owners.update(dict.fromkeys(found, (name, start)))
                wanted -= found
            yield
        self._sought.update(dict.fromkeys(wanted, mono + _SEARCH_AGAIN_S))

    def _go_on(self) -> None:
        until = time.monotonic() + _SEARCH_S
        for _ in self._search or ():
            if time.monotonic() > until:
                return
        self._search = None

    def _inodes(self, name: str) -> list[int]:
        folder = f"{self._files.folder}/{name}/fd"
        found: list[int] = []
        with suppress(OSError):
            for entry in os.listdir(folder):
                with suppress(OSError):
                    inode = socket_inode(os.fsencode(os.readlink(f"{folder}/{entry}")))
                    if inode is not None:
                        found.append(inode)
        return found

    def _start(self, name: str) -> int | None:
        try:
            return parse_stat(self._files.stat(name)).start
        except (OSError, ValueError):
            return None

    def _sockets(self) -> tuple[Socket, ...]:
        """One for each protocol, address and port: those that processes share (SO_REUSEPORT) are
        one."""
        sockets: dict[tuple[str, str, int], Socket] = {}
        for one in self._found:
            owner = self._owners.get(one.inode)
            pid, process = None, ""
            if owner is not None:
                with suppress(OSError):
                    process = self._files.name(owner[0])
                    pid = int(owner[0])
            key = (one.protocol, one.address, one.port)
            if key not in sockets or sockets[key].pid is None:
                sockets[key] = Socket(*key, pid, process)
        return tuple(sockets.values())


def _table(path: str, protocol: str) -> bytes:
    """The file as far as listening sockets go: those of TCP stand first, before thousands of
    connections. Raises OSError, ValueError."""
    data = b""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        while len(data) < _MOST_BYTES and (more := os.read(handle, _CHUNK)):
            data += more
            if protocol.startswith("tcp") and parse_sockets(data, protocol, sys.byteorder).last:
                break
    finally:
        os.close(handle)
    return data
