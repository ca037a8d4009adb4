"""Parser of /proc/net/dev, and which interfaces are counted in sums."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sptui.model.machine import LinkCounters

if TYPE_CHECKING:
    from collections.abc import Mapping


class LinkKind(NamedTuple):
    """What /sys/class/net tells of an interface. `physical`: counted in sums; `up`: None where it
    does not say."""

    physical: bool
    up: bool | None


class LinkTraits(NamedTuple):
    """Raw material of `link_kinds`: has it a device, is it a bridge, tunnel or bond, and whose port
    is it."""

    device: bool
    made: bool
    master: bytes | None
    up: bool | None


def parse_net_dev(
    data: bytes, kinds: Mapping[bytes, LinkKind]
) -> tuple[tuple[LinkCounters, ...], tuple[bytes, ...]]:
    """The interfaces in the kernel's order, and the names that `kinds` does not know, which are
    left out.

    Source: proc_pid_net(5), `/proc/net/dev`. A name can hold any byte but white space, `/` and `:`.

    Raises ValueError: no heading, a line without its 16 counters, or a counter that is no number or
    negative.
    """
    lines = data.split(b"\n")
    if len(lines) < 2 or b"|" not in lines[1]:
        raise ValueError("no heading")
    links: list[LinkCounters] = []
    strangers: list[bytes] = []
    for line in lines[2:]:
        if not line:
            continue
        head, colon, tail = line.rpartition(b":")
        name = head.strip()
        fields = tail.split(None, 9)
        if not colon or not name or len(fields) < 10:
            raise ValueError("fewer than 10 fields on an interface's line")
        kind = kinds.get(name)
        if kind is None:
            strangers.append(name)
            continue
        rx_bytes, tx_bytes = int(fields[0]), int(fields[8])
        if rx_bytes < 0 or tx_bytes < 0:
            raise ValueError("negative counter of an interface")
        links.append(
            LinkCounters(
                name.decode("utf-8", "surrogateescape"), kind.physical, kind.up, rx_bytes, tx_bytes
            )
        )
    return tuple(links), tuple(strangers)


def parse_operstate(data: bytes) -> bool | None:
    """Whether an interface is up, by its /sys/class/net/NAME/operstate. `unknown` (lo, tunnels) is
    None.

    Source: Documentation/networking/operstates.rst. Never raises.
    """
    state = data.strip()
    if state in (b"unknown", b""):
        return None
    return state == b"up"


def link_kinds(traits: Mapping[bytes, LinkTraits]) -> dict[bytes, LinkKind]:
    """Which interfaces are physical, so that no byte is counted twice.

    One that has a device counts, unless it is the port of one that has a device too (a failover
    pair counts its bytes in both). Where none has a device (a container), all count but lo, what
    was made here (bridges, tunnels) and the ports of those; and if that leaves none, all but lo.
    """
    with_device = {name for name, trait in traits.items() if trait.device}
    if with_device:
        counted = {name for name in with_device if traits[name].master not in with_device}
    else:
        others = traits.keys() - {b"lo"}
        counted = {
            name for name in others if not traits[name].made and traits[name].master is None
        } or others
    return {name: LinkKind(name in counted, trait.up) for name, trait in traits.items()}
