"""Wording of what can go wrong between sptui and systemd."""

from __future__ import annotations

BUS: dict[str, str] = {
    "bus.absent": "systemd does not answer at {where}: {why}",
    "bus.absent.next": "see whether systemd, and dbus if that is asked, run on this machine",
    "bus.denied": "{where} lets only others in: {why}",
    "bus.denied.next": "do it as root",
    "bus.lost": "{where} ended the connection",
    "bus.lost.why": "the connection to {where} ended: {why}",
    "bus.again.next": "it is tried again by itself",
    "bus.late": "systemd has not answered {what} within {limit_s:age}",
    "bus.lies": "systemd answered {what} with what makes no sense",
    "bus.lies.next": "see whether sptui is older than this systemd by years",
    "bus.refused": "systemd refuses {what}: {why}",
    "bus.refused.next": "look at the unit's state and its log",
    "units.nobody": "no systemd answers here",
    "units.nobody.next": "all else goes on; units are shown where systemd is PID 1.",
}
