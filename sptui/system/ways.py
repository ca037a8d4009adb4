"""The ways to systemd, best first. Nothing is loaded before it is tried."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sptui.model.unit import Way
    from sptui.system.bus_manager import BusManager
    from sptui.system.manager_systemctl import SystemctlManager


_SOCKETS: dict[Way, str] = {
    "bus": "/run/dbus/system_bus_socket",
    "private": "/run/systemd/private",
}


def over_bus() -> BusManager:
    """The system bus."""
    from sptui.system.bus_fast import FastLink
    from sptui.system.bus_manager import BusManager

    return BusManager(FastLink())


def over_private() -> BusManager:
    """systemd's own socket."""
    from sptui.system.bus_manager import BusManager
    from sptui.system.bus_private import PrivateLink

    return BusManager(PrivateLink())


def over_pydbus() -> BusManager:
    """The system bus by pydbus, where somebody has it (`sptui[pydbus]`)."""
    from sptui.system.bus_manager import BusManager
    from sptui.system.bus_pydbus import PydbusLink

    return BusManager(PydbusLink())


def over_systemctl() -> SystemctlManager:
    """The command."""
    from sptui.system.manager_systemctl import SystemctlManager

    return SystemctlManager()


def sockets(only: str = "auto") -> list[tuple[Way, str]] | None:
    """The sockets behind which systemd may be asked without more ado, best first: those that are
    there, or the one that was asked for. None: that is none of them. (What systemd's command tells
    it has from the same.)"""
    if only == "auto":
        tried: tuple[Way, ...] = ("bus", "private") if os.geteuid() == 0 else ("bus",)
        return [(way, _SOCKETS[way]) for way in tried if os.path.exists(_SOCKETS[way])]
    return [(way, path) for way, path in _SOCKETS.items() if way == only] or None


def managers(only: str = "auto") -> Sequence[Callable[[], BusManager | SystemctlManager]]:
    """Makers of connections, to be tried in this order. systemd's own socket is for root."""
    if only == "auto":
        private = (over_private,) if os.geteuid() == 0 else ()
        return (over_bus, *private, over_systemctl)
    named: dict[str, Callable[[], BusManager | SystemctlManager]] = {
        "bus": over_bus,
        "private": over_private,
        "systemctl": over_systemctl,
        "pydbus": over_pydbus,
    }
    return (named[only],)
