"""Wording of drop-ins that an admin writes: the text to begin with, and what came of it."""

from __future__ import annotations

DROP_IN: dict[str, str] = {
    "drop_in.template": """\
# Settings for {unit}, which count after those of its unit file.
# They go to {path}
# once you end the editor and systemd has nothing against them.
#
# [Service]
# Environment=NAME=value
# MemoryMax=1G
#
# A setting that is a list is added to; to replace it, empty it first:
# ExecStart=
# ExecStart=/usr/bin/program --option
""",
    "drop_in.written": "{path} is in its place. It counts when {unit} starts next.",
    "drop_in.back": "{path} is as it was before.",
    "drop_in.gone": "{path} is gone. It counts when {unit} starts next.",
    "drop_in.same": "Nothing was changed: the drop-in of {unit} is as it was.",
    "drop_in.comments": "Nothing was changed: it holds nothing but comments.",
    "drop_in.nothing": "Nothing was changed: {unit} has no drop-in of sptui.",
    "drop_in.still": "Nothing was changed: what you wrote before stays in {path}.",
    "drop_in.no_editor": "Nothing was changed: there is no editor, or no terminal for it;"
    " set $EDITOR, or give a file (from).",
    "drop_in.editor": "Nothing was changed: the editor ended with status {status}.{kept}",
    "drop_in.refused": "Nothing was changed: systemd has something against it.{kept}",
    "drop_in.unchecked": "Nothing was changed, since it can't be checked: {why}.{kept}",
    "drop_in.not_written": "Nothing was changed: {path} can't be written: {why}.{kept}",
    "drop_in.not_reverted": "{path} can't be taken back: {why}.{kept}",
    "drop_in.not_read": "Nothing was changed: {path} can't be taken: {why}.",
    "drop_in.not_text": "Nothing was changed: {path} holds what is no text (UTF-8).",
    "drop_in.covered": "Nothing was changed: {path} counts before one until the next boot;"
    " edit that, or take it back first.",
    "drop_in.kept": " Your text is in {path}; the next edit begins with it.",
    "drop_in.in_file": " Your text is in {path}.",
    "drop_in.none_kept": "",
    # why a file can't be had: clauses
    "why.full": "no room is left on the disk",
    "why.read_only": "the file system is read-only",
    "why.denied": "you may not",
    "why.link": "a link, or what is no folder, is in the way",
    "why.no_file": "it is no plain file",
    "why.absent": "it is not there",
    "why.large": "it is larger than 1 MiB",
    "why.long_name": "its name is too long",
    "why.no_text": "it is no text (UTF-8 without NUL)",
    "why.other": "{said}",
    # why a drop-in can't be checked: clauses
    "check.absent": "there is no {program} on this machine",
    "check.late": "systemd-analyze took longer than {limit_s:age}",
    "check.error": "systemd-analyze can't be run ({said})",
    "check.colon": "systemd-analyze takes no name with a colon ({unit})",
    # why unit files can't be written for good: clauses
    "not_now.store": "the configuration of this system makes its unit files; change it there",
    "not_now.read_only_folder": "{path} is read-only",
}
