"""Wording of what goes wrong when the journal is read."""

from __future__ import annotations

JOURNAL: dict[str, str] = {
    "journal.unforeseen": "reading the journal failed ({why})",
    "journal.unforeseen.next": "It is tried again.",
    "journal.none": "There is no journal here.",
    "journal.none.next": "Look at a machine that runs to read its journal.",
    "journal.absent": "there is no {program} here",
    "journal.absent.next": "Install systemd's journalctl, or put it in PATH.",
    "journal.unstartable": "{program} can't be started ({why})",
    "journal.unstartable.next": "Make it a program that may be run.",
    "journal.late": "journalctl says nothing",
    "journal.late.next": "Look whether the disk that has the journal answers.",
    "journal.ended": "journalctl ended",
    "journal.killed": "journalctl was ended by signal {signal}",
    "journal.denied": "you may not read the journal",
    "journal.denied.next": "Who is in one of the groups {groups}, or root, may.",
    "journal.no_text": "this journalctl can't search for text",
    "journal.no_text.next": "Ask without text, by unit, priority or time.",
    "journal.pattern": "this is no regular expression: {why}",
    "journal.pattern.next": "Change it, or put the text in quotes.",
    "journal.no_boot": "the journal has nothing of that boot",
    "journal.no_boot.next": "Ask for another boot, or for none.",
    "journal.refused": "journalctl refuses that: {why}",
    "journal.refused.next": "Ask for something else.",
    # what can't be seen
    "journal.hint.rights": "only your own messages: for all be in one of the groups {groups}",
    "journal.hint.damaged": "{count} {count:file of the journal is|files of the journal are}"
    " left out: {why}",
    "journal.hint.empty": "the journal has no entries",
}
