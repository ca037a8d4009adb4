"""Wording of commands that actions run, and of what is done to the journal."""

from __future__ import annotations

JOURNAL_DOING: dict[str, str] = {
    # how a command ended
    "command.failed": "{command}: {why}.",
    "command.late": "not done after {seconds:age}, and ended for that",
    "command.absent": "There is no {command} here.",
    "command.absent.next": "install it, or put it in PATH",
    "command.unstartable": "{command} can't be started ({why}).",
}
