"""What a connection to systemd over D-Bus has to do, whichever library or socket it is."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple, Protocol

from sptui.model.unit_bus import MANAGER, PATH, PROPERTIES, Signal, path_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sptui.model.errors import BusError
    from sptui.model.unit import Way

NAME = "org.freedesktop.systemd1"
BUS_NAME, BUS_PATH = "org.freedesktop.DBus", "/org/freedesktop/DBus"
# What a bus is asked to hand on: of all jobs only what the manager says of them.
MATCHES = (
    f"type='signal',sender='{NAME}',path='{PATH}',interface='{MANAGER}'",
    f"type='signal',sender='{NAME}',path_namespace='{PATH}/unit',interface='{PROPERTIES}',"
    "member='PropertiesChanged'",
)
OWNER_MATCH = (
    f"type='signal',sender='{BUS_NAME}',path='{BUS_PATH}',interface='{BUS_NAME}',"
    f"member='NameOwnerChanged',arg0='{NAME}'"
)
# systemd leaves the bus and comes back when it executes itself anew, and when the bus does.
COMES_BACK_S = 5.0
ALREADY_SUBSCRIBED = "org.freedesktop.systemd1.AlreadySubscribed"
LEAVES = Signal(PATH, MANAGER, "Reloading", (True,))
CAME_BACK = Signal(PATH, MANAGER, "Reloading", (False,))
_BOOTED = "/run/systemd/system"


class Call(NamedTuple):
    """One method call to systemd: `body` as plain values that fit `signature`. `does` is what it
    does, for people; "": its name says it."""

    path: str
    interface: str
    member: str
    signature: str = ""
    body: tuple[object, ...] = ()
    does: str = ""

    @property
    def said(self) -> str:
        """What errors call it."""
        return self.does or self.member


class Link(Protocol):
    """One connection. `call` has no deadline of its own, and may be cancelled; once `lost` was told
    every call raises BusError at once. Bodies are plain values: variants are taken out.

    Where systemd leaves a bus and comes back, that is told as a reload, since it means the same:
    all that was known has to be asked again."""

    @property
    def way(self) -> Way: ...
    @property
    def where(self) -> str:
        """The address, for errors."""

    async def open(
        self, hear: Callable[[Signal], object], lost: Callable[[BusError], object]
    ) -> None:
        """Connect, so that signals come, in the loop and in order. Raises BusError; then nothing is
        left open. Cancelled: neither."""

    async def call(self, call: Call) -> Sequence[object]:
        """The body of the answer. Raises BusError."""

    async def close(self) -> None:
        """Nothing is told any more. Never raises."""


def of_manager(member: str, signature: str = "", *body: object) -> Call:
    """A method of the manager."""
    return Call(PATH, MANAGER, member, signature, body)


def get(unit: str, interface: str, name: str) -> Call:
    """One property of a unit."""
    return Call(path_of(unit), PROPERTIES, "Get", "ss", (interface, name))


def get_all(unit: str, interface: str) -> Call:
    """All properties of an interface of a unit. Never of Unit: among those is the state of the unit
    file, for which systemd reads all unit folders."""
    return Call(path_of(unit), PROPERTIES, "GetAll", "s", (interface,))


def booted() -> bool:
    """Whether systemd is what this machine runs on, so that it is worth waiting for. Source:
    sd_booted(3)."""
    return os.path.isdir(_BOOTED)
