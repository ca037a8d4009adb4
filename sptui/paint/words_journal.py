"""Wording of what goes wrong when the journal is read."""

from __future__ import annotations

JOURNAL: dict[str, str] = {
    "journal.unforeseen": "reading the journal failed ({why})",
    "journal.unforeseen.next": "It is tried again.",
    "journal.none": "There is no journal here.",
    "journal.none.next": "Look at a machine that runs to read its journal.",
}
