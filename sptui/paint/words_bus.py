"""Wording of what keeps systemd from being asked."""

from __future__ import annotations

BUS: dict[str, str] = {
    "bus.absent": "nothing answers at {path}",
    "bus.denied": "{path} lets only root in",
    "bus.absent.next": "see whether this machine runs systemd (ps -p 1).",
    "bus.lost": "the connection to systemd ended",
    "bus.lost_why": "the connection to systemd ended: {why}",
    "bus.lost.next": "nothing: it is tried again by itself.",
    "bus.late": "systemd did not answer within {seconds:count} s",
    "bus.late.next": "look again with r; a machine under load answers late.",
    "bus.refused": "systemd refused: {why}",
    "bus.refused.next": "see whether you may do that, and whether the unit is there.",
    "units.nobody": "no systemd answers here",
    "units.nobody.next": "all else goes on; units are shown where systemd is PID 1.",
}
