"""The two sources whose meaning lies in /sys: which disks are whole and which interfaces are
real."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sptui.model.disks import kinds_by_link, kinds_by_name, parse_diskstats
from sptui.model.links import LinkKind, LinkTraits, link_kinds, parse_net_dev, parse_operstate
from sptui.system.files import read_file
from sptui.system.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sptui.model.disks import Kinds
    from sptui.model.machine import DiskCounters, LinkCounters

# Interfaces that no cable is plugged into (bridges, containers' ends) are asked for their state
# this often.
LOOK_AGAIN_S = 10.0
# So many real ports are asked at every tick, each over a descriptor of its own.
_MOST_WATCHED = 16


class DiskSource(Source["tuple[DiskCounters, ...]"]):
    """/proc/diskstats. /sys/block is read again only when a device turns up that it had not
    named."""

    __slots__ = ("_block", "_kinds")

    def __init__(self, path: str, block: str, *, keep: bool) -> None:
        super().__init__("disks", path, self._parse_disks, keep=keep)
        self._block = os.fsencode(block)
        self._kinds: Kinds = {}

    def _parse_disks(self, data: bytes) -> tuple[DiskCounters, ...]:
        disks, strangers = parse_diskstats(data, self._kinds)
        if strangers:
            self._kinds = self._look([*self._kinds, *strangers])
            disks, _ = parse_diskstats(data, self._kinds)
        return disks

    def _look(self, names: list[bytes]) -> Kinds:
        links: dict[bytes, bytes] = {}
        try:
            for name in os.listdir(self._block):
                # A name with a slash (cciss/c0d0) has an exclamation mark for it there.
                links[name.replace(b"!", b"/")] = _link(self._block + b"/" + name)
        except OSError:
            return kinds_by_name(names)
        return kinds_by_link(names, links)


def _link(path: bytes) -> bytes:
    try:
        return os.readlink(path)
    except OSError:
        return b""


class LinkSource(Source["tuple[LinkCounters, ...]"]):
    """/proc/net/dev, and from /sys/class/net what each interface is and whether it is up.

    All of /sys/class/net is looked at when an interface turns up or goes, and every 10 s; the state
    of those that are counted at every reading.
    """

    __slots__ = ("_count", "_keep_states", "_kinds", "_look_due", "_net", "_states")

    def __init__(self, path: str, net: str, *, keep: bool) -> None:
        super().__init__("links", path, self._parse_links, keep=keep)
        self._net = os.fsencode(net)
        self._keep_states = keep
        self._kinds: dict[bytes, LinkKind] = {}
        self._count = 0
        self._look_due = 0.0
        self._states: dict[bytes, Source[tuple[bool | None]]] = {}

    def read_at(self, mono: float) -> tuple[LinkCounters, ...] | None:
        """As `read()`; `mono` is the monotonic second, by which it looks again."""
        if mono >= self._look_due:
            self._look_due = mono + LOOK_AGAIN_S
            self._look(())
        else:
            for name, source in self._states.items():
                (up,) = source.read() or (None,)
                if up is not self._kinds[name].up:
                    self._kinds[name] = self._kinds[name]._replace(up=up)
                    self.forget()
        return self.read()

    def close(self) -> None:
        """Close the descriptors, also those of the states."""
        super().close()
        for source in self._states.values():
            source.close()

    def _parse_links(self, data: bytes) -> tuple[LinkCounters, ...]:
        links, strangers = parse_net_dev(data, self._kinds)
        if strangers or len(links) != self._count:
            self._look((*strangers, *(os.fsencode(link.name) for link in links)))
            links, _ = parse_net_dev(data, self._kinds)
            self._count = len(links)
        return links

    def _look(self, names: Iterable[bytes]) -> None:
        """Find out what each interface is: those of /sys/class/net, and `names` if that does not
        have them."""
        try:
            found = dict.fromkeys((*names, *os.listdir(self._net)))
        except OSError:
            found = dict.fromkeys((*names, *self._kinds))
        with_device = {name: os.path.lexists(self._path_of(name, b"device")) for name in found}
        real = any(with_device.values())
        kinds = link_kinds(
            {
                name: LinkTraits(
                    with_device[name],
                    not real and self._is_made(name),
                    os.path.basename(_link(self._path_of(name, b"master"))) or None,
                    self._up(name),
                )
                for name in found
            }
        )
        if kinds != self._kinds:
            self._kinds = kinds
            self.forget()
        self._watch([name for name, kind in kinds.items() if kind.physical][:_MOST_WATCHED])

    def _watch(self, names: list[bytes]) -> None:
        for gone in self._states.keys() - set(names):
            self._states.pop(gone).close()
        for name in names:
            if name not in self._states:
                path = os.fsdecode(self._path_of(name, b"operstate"))
                self._states[name] = Source(
                    "link.state", path, _parse_up, whole=True, keep=self._keep_states
                )

    def _path_of(self, name: bytes, leaf: bytes) -> bytes:
        return b"/".join((self._net, name, leaf))

    def _is_made(self, name: bytes) -> bool:
        """A bridge, a bond, or anything but Ethernet (tunnels)."""
        if any(
            os.path.lexists(self._path_of(name, leaf))
            for leaf in (b"bridge", b"bonding", b"tun_flags")
        ):
            return True
        try:
            return read_file(self._path_of(name, b"type")).strip() != b"1"
        except OSError:
            return False

    def _up(self, name: bytes) -> bool | None:
        try:
            return parse_operstate(read_file(self._path_of(name, b"operstate")))
        except OSError:
            return None


def _parse_up(data: bytes) -> tuple[bool | None]:
    return (parse_operstate(data),)
