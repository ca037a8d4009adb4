"""The questions that facts.py asks in threads. What each needs is imported when it is first asked:
not before the first frame."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from sptui.model.machine import Clock, Missing, Temperature
from sptui.system.files import why_not

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sptui.system.ways_in import Ways

T = TypeVar("T")


class Told(NamedTuple):
    """What the kernel was asked for: its clock, (interface, IPv4 address), and whether it knows the
    link address of (number of the interface, IPv6 address)."""

    clock: Clock
    addresses: tuple[tuple[str, str], ...]
    neighbours6: dict[tuple[int, str], bool]
    missing: tuple[Missing, ...]


class Sensed(NamedTuple):
    """The temperatures, and why there are none if they could not be read."""

    temperatures: tuple[Temperature, ...]
    missing: tuple[Missing, ...]


NOTHING_TOLD = Told(Clock(None, None), (), {}, ())
NOTHING_SENSED = Sensed((), ())


def ask_kernel(root: str, neighbours: bool) -> Told:
    """The clock and the addresses, and the IPv6 neighbours if `neighbours`. Never raises on what it
    is told."""
    from sptui.model.clock import parse_timex
    from sptui.model.netlink import parse_addresses, parse_neighbours
    from sptui.system.kernel import RealKernel, RecordedKernel

    kernel = RecordedKernel(root) if root.rstrip("/") else RealKernel()
    missing: list[Missing] = []

    def told(what: str, call: str, question: Callable[[], T], unknown: T) -> T:
        try:
            return question()
        except (OSError, ValueError) as error:
            missing.append(Missing(what, why_not(call, error)))
            return unknown

    def clock() -> Clock:
        data = kernel.timex()
        return parse_timex(int.from_bytes(data[:4], sys.byteorder, signed=True), data[4:])

    return Told(
        told("clock", "adjtimex", clock, NOTHING_TOLD.clock),
        told("addresses", "rtnetlink", lambda: parse_addresses(kernel.addresses()), ()),
        told("neighbours", "rtnetlink", lambda: parse_neighbours(kernel.neighbours()), {})
        if neighbours
        else {},
        tuple(missing),
    )


def ask_sensors(root: str) -> Sensed:
    """The temperatures. Never raises on what it reads."""
    from sptui.system.sensors import read_temperatures

    try:
        return Sensed(read_temperatures(root), ())
    except OSError as error:
        return Sensed((), (Missing("temperatures", why_not("/sys/class/hwmon", error)),))


def ask_ways(root: str, today: int) -> Ways:
    """The ways in on `today` (days since 1970). Never raises on what it reads."""
    from sptui.system.ways_in import read_ways_in

    return read_ways_in(root, today)


def ask_resolvers(resolvers: Sequence[str]) -> bool:
    """Whether one of them answers, within 2 s."""
    from sptui.system.resolver import any_answers

    return any_answers(resolvers)
