"""Wording of what is always there: frame, headings, labels of facts."""

from __future__ import annotations

SCREEN: dict[str, str] = {
    # words for states: one word each, everywhere
    "level.ok": "ok",
    "level.warning": "warning",
    "level.bad": "bad",
    "level.unknown": "unknown",
    # kinds of host
    "kind.selfprivacy": "SelfPrivacy",
    "kind.nixos": "NixOS",
    "kind.linux": "Linux",
    # the frame
    "screen.overview": "Overview",
    "screen.help": "Help",
    "frame.bad": "{n:count} bad",
    "frame.warnings": "{n:count} {n:warning|warnings}",
    "frame.demo": "demo",
    "frame.frozen": "frozen {at:clock}",
    "frame.next": "Next: ",
    "frame.marked": "{n:count} marked",
    "small.needs": "sptui needs {width}x{height}; this is {have_width}x{have_height}.",
    "small.larger": "Make it larger, or: sptui status",
    "small.quit": "`q` quit",
}
