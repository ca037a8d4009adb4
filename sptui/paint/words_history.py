"""Wording of what is recorded: growth, the history itself, and the text at login."""

from __future__ import annotations

HISTORY: dict[str, str] = {
    "growth.disk": "Disk {name}",
    "growth.sure": "will be full in",
    "growth.rough": "will be full in about",
    "growth.guess": "may be full in",
    "disks.full_in": "full in {left_s:age}",
    "finding.disk_growth": "{disk} {will} {left_s:age}",
    "detail.disk_growth": "{free_bytes:size} free, grows {per_day_bytes:size} a day",
    "reason.disk_growth": "{mount} grew by {per_day_bytes:size} a day in the {days:count} days "
    "that were seen, single large copies left out. Mail, databases and upgrades stop when it is "
    "full.",
    "next.disk_growth": "see what takes the space there (du -xhd1), or give it more room.",
    # the history: what is wrong with it, and what helps
    "history.taken": "another sptui writes {path}",
    "history.foreign": "{path} is no history of sptui",
    "history.newer": "{path} is from a newer sptui (schema {schema}; this one knows {known})",
    "history.damaged": "{path} is damaged",
    "history.unusable": "{path}: {why}",
    "history.broken": "the history fails in sptui itself ({why})",
    "history.facts": "facts.json can't be written: {why}",
    "finding.history_damaged": "The history was damaged, and begins anew",
    "detail.history_damaged": "kept as {file}",
    "reason.history_damaged": "What was recorded could not be read any more. It was moved to "
    "{path}; what happens from now on is recorded.",
    "next.history_damaged": "look for errors of its disk (journalctl -kp err).",
    "finding.history_unkept": "The history is not kept",
    "detail.history_unkept": "{why}",
    "reason.history_unkept": "What is seen now is in memory only, and gone when sptui ends: {why}.",
    "next.history_unkept": "{help}",
    "next.history_taken": "nothing: what the other one records is shown here too.",
    "next.history_foreign": "move {path} away; then a new one is begun.",
    "next.history_newer": "use that newer sptui; or move the file away, and a new one is begun.",
    "next.history_busy": "nothing: it is tried again every minute.",
    "next.history_denied": "see who may write there (ls -l {path}).",
    "next.history_full": "make room there; what was recorded is still whole.",
    "next.history_facts": "see who may write there, and whether there is room.",
    "next.history_failed": "see what is wrong with {path}; it is tried again every minute.",
    # the text at login: five lines at most, 80 wide
    "motd.head": "{host}: {counts}. {at:date}",
    "motd.well": "{host}: all is well. {at:date}",
    "motd.bad": "{n:count} bad",
    "motd.warning": "{n:count} {n:warning|warnings}",
    "motd.unknown": "{n:count} unknown",
    "motd.stale": "{host}: facts are {age_s:age} old: sptui-collect does not run.",
    "motd.then": "then",
    "motd.counted": "{counts}. {at:date}",
    "motd.nothing": "all was well",
    "motd.early": "{host}: facts are from {at:date}, which is later than this clock.",
    "motd.none": "sptui: no facts yet: sptui-collect does not run. Type sptui.",
    "motd.unreadable": "sptui: facts can't be read: {why}. Type sptui.",
    "motd.broken": "{path} is not whole",
    "motd.newer": "{path} is from a newer sptui",
    "motd.aged": "{title} ({age_s:age})",
    "motd.more": "{n:count} more",
    "motd.type": "Type sptui.",
    # sptui collect, once or as a service
    "collect.not_kept": "sptui: the history is not kept: {why}. Next: {next}",
    "collect.not_read": "sptui: this machine can't be read: {why}. Next: wait, it is tried again "
    "in 10 s.",
    "collect.kept": "sptui: the history is kept again.",
}
