"""What goes wrong with systemd and its bus while somebody looks, done on purpose. Each leaves the
machine as it was."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.rig.machine import run, systemctl, until

BUS = "/run/dbus/system_bus_socket"


def restart_bus() -> None:
    """The bus daemon ends, and another one is there: every connection is cut."""
    systemctl("restart", "dbus.service")
    until(bus_answers, "the bus answers again")


@contextmanager
def no_bus() -> Iterator[None]:
    """No bus daemon, and none that is started by who asks for one."""
    # Masked at run time: else logind's or ours asking would start it again through its socket.
    systemctl("mask", "--runtime", "dbus.service", "dbus.socket")
    systemctl("stop", "dbus.socket", "dbus.service")
    try:
        until(lambda: not bus_answers(), "the bus is gone")
        yield
    finally:
        systemctl("unmask", "--runtime", "dbus.service", "dbus.socket")
        systemctl("start", "dbus.socket", "dbus.service")
        until(bus_answers, "the bus answers again")


def reexec() -> None:
    """PID 1 executes itself anew: its connections are made anew, units and their states stay."""
    systemctl("daemon-reexec")
    until(bus_answers, "systemd answers on the bus again")


def reload() -> None:
    """All unit files are read again: every unit goes and comes back."""
    systemctl("daemon-reload")


@contextmanager
def reloading(every_s: float = 1.0) -> Iterator[list[int]]:
    """A daemon-reload each so many seconds. What is given grows with each that was done."""
    done: list[int] = []
    over = threading.Event()

    def again() -> None:
        while not over.wait(every_s):
            reload()
            done.append(len(done))

    thread = threading.Thread(target=again)
    thread.start()
    try:
        yield done
    finally:
        over.set()
        thread.join()


def bus_answers() -> bool:
    """Whether systemd can be asked over the bus."""
    asked = "org.freedesktop.systemd1 /org/freedesktop/systemd1 org.freedesktop.systemd1.Manager"
    argv = ["busctl", "--timeout=2", "get-property", *asked.split(), "Version"]
    return run(*argv, check=False, limit_s=10) != ""
