"""The one tree of errors that people read: what happened to what, and what to do next, as `Msg`."""

from __future__ import annotations

from sptui.model.msg import Msg


class SptuiError(Exception):
    """Something that ends a command. `what` says what happened to what, `next` what to do;
    `exit_code` is the program's (1 for an error of the machine, 3 for what is refused, 64 for wrong
    usage)."""

    exit_code = 1

    def __init__(self, what: Msg, next: Msg) -> None:
        super().__init__(what, next)
        self.what = what
        self.next = next


class UsageError(SptuiError):
    """The command line says something that sptui does not know."""

    exit_code = 64


class RefusedError(SptuiError):
    """What is asked for can't be done to that now. Nothing was done."""

    exit_code = 3


class SaveError(SptuiError):
    """A choice could not be kept; it holds until sptui ends."""


class TakenError(SptuiError):
    """Another session does something to the same thing now; `what` says who, and what."""


class HistoryError(SptuiError):
    """The history can't be read or written now. `kind` says what helps: `taken` (another sptui
    writes it) and `busy` pass by themselves; `full` wants room, `denied` rights; `newer` and
    `foreign` are left as they are; `damaged` is moved aside by who may write; `failed` is anything
    else."""

    def __init__(self, kind: str, what: Msg, next: Msg) -> None:
        super().__init__(what, next)
        self.kind = kind


class BusError(SptuiError):
    """systemd could not be asked. `kind` says what helps: `absent` (no systemd answers this way),
    `denied` (rights), `lost` (the connection ended), `late` (no answer in time), `refused` (it
    answered with an error, whose D-Bus name is `name`), `lies` (an answer that makes no sense),
    `demo` (a made-up server, to which nothing can be done)."""

    def __init__(self, kind: str, what: Msg, next: Msg, name: str = "") -> None:
        super().__init__(what, next)
        self.kind = kind
        self.name = name


class JournalError(SptuiError):
    """The journal could not be read. `kind` says what helps: `absent` (there is no journalctl),
    `denied` (rights), `ended` (it ended while it was followed), `late` (no answer in time),
    `refused` (it said no to what was asked, as to a regular expression), `failed` (anything
    else)."""

    def __init__(self, kind: str, what: Msg, next: Msg) -> None:
        super().__init__(what, next)
        self.kind = kind
