"""Wording of commands that actions run, and of what is done to the journal."""

from __future__ import annotations

JOURNAL_DOING: dict[str, str] = {
    # how a command ended
    "command.failed": "{command}: {why}.",
    "command.late": "not done after {seconds:age}, and ended for that",
    "command.absent": "There is no {command} here.",
    "command.absent.next": "install it, or put it in PATH",
    "command.unstartable": "{command} can't be started ({why}).",
    # what is done to the journal
    "action.log.save": "Save the log",
    "action.log.save.bar": "save",
    "action.log.save.tip": "The newest million that match; never overwrites.",
    "action.journal.rotate": "Rotate the journal",
    "action.journal.rotate.tip": "Closes its files, begins new ones; loses nothing.",
    "action.journal.vacuum": "Vacuum the journal",
    "action.journal.vacuum.tip": "Deletes its old files; their entries are gone.",
    "action.journal.verify": "Verify the journal",
    "action.journal.verify.tip": "Reads each file, for minutes; changes nothing.",
    "param.query": "Filter (else all)",
    "param.format": "How",
    "param.path": "File (else by the time)",
    "param.keep": "What stays",
    "choice.plain": "a line each, to read",
    "choice.json": "an object each, all on one line",
    "choice.2weeks": "the last two weeks",
    "choice.1week": "the last week",
    "choice.1month": "the last month",
    "choice.3months": "the last three months",
    "choice.1day": "the last day",
    "choice.1G": "the newest 1 GiB",
    "choice.500M": "the newest 500 MiB",
    "choice.100M": "the newest 100 MiB",
    # what is saved of it
    "log.left_out": "({bytes:size} left out)",
    "outcome.saved": "{n:count} {n:entry|entries}, {bytes:size}, saved to {path}.",
    "outcome.saved_some": "{saved} There are older ones: until: in the query takes those.",
    "outcome.saved_none": "Nothing matches. No file was made.",
    "outcome.saved_none.next": "ask for more: a longer time, a lower priority",
    "outcome.save_exists": "There is something at {path} already. Nothing was saved.",
    "outcome.save_exists.next": "name another file; none is overwritten",
    "outcome.not_saved": "Not saved to {path}: {why}.",
    "outcome.not_saved.next": "name a file in another folder",
    "ask.journal.rotate": "Rotate the journal?  It begins new files; nothing is lost.",
    "ask.journal.vacuum": "Delete all of the journal but {keep}?",
}
