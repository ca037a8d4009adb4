"""Wording of who does something, and of things that another session has."""

from __future__ import annotations

SESSIONS: dict[str, str] = {
    "who": "{user}{come_from}{tty}",
    "who.by": "{by} ({user})",
    "who.from": " from {come_from}",
    "who.tty": " on {tty}",
    "taken": "{who} does {what} since {age:age}",
    "taken.own": "this session does {what} since {age:age}",
    "taken.unknown": "another session does something to it now",
    "taken.next": "wait until that has ended",
}
