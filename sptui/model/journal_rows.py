"""What the Logs screen shows, row by row: entries of the journal, and where some are left out."""

from typing import NamedTuple

from sptui.model.journal import Entry
from sptui.model.log_query import Query
from sptui.model.msg import Msg


class Gap(NamedTuple):
    """Entries that were left out between two rows. `missing` is how many the journal had there, by
    its own numbers (with a filter: not all of them would have been shown); None: nobody knows.
    `at` is the moment of the first entry after it, in microseconds since 1970."""

    missing: int | None
    at: int


Row = Entry | Gap


class Field(NamedTuple):
    """One field of an entry, as it came; `left_out` bytes of it were not kept."""

    name: str
    value: str
    left_out: int = 0


class Boot(NamedTuple):
    """One boot that the journal knows: its offset (0 is this one, -1 the one before), its id, and
    its first and last entry in microseconds since 1970."""

    offset: int
    id: str
    first: int
    last: int


class End(NamedTuple):
    """The newest entry that there is (None: there is none), and what can't be seen of it all, or is
    wrong with it, as where rights lack or a file is corrupt."""

    entry: Entry | None = None
    hint: Msg | None = None


class JournalState(NamedTuple):
    """How the journal itself is. `bytes` on disk, in `files`, of which `archived` are closed;
    `damaged` are files that were not closed properly, or found corrupt, and put aside.
    `persistent`: it survives a boot; None: there is no journal at all. `oldest` is the moment of
    its first entry (0: not known). `all_readable`: what others and the system say may be read."""

    persistent: bool | None
    bytes: int = 0
    files: int = 0
    archived: int = 0
    damaged: tuple[str, ...] = ()
    oldest: int = 0
    folder: str = ""
    all_readable: bool = True


class LogsSeen(NamedTuple):
    """What is there to show now. Rows are numbered: `first` up to, and without, `end`; a row keeps
    its number. `version` differs when rows differ.

    `ready`: what was there has been read, after the query; `busy`: older or newer rows are being
    read. `live`: the last row is the newest that there is, and new ones follow it; else it was
    held, and `new` ones came since (at least). `start`: there is nothing older. `newest` is the
    moment of the newest entry known, in microseconds since 1970. `why` says what is wrong with
    reading, and `hint` what can't be seen."""

    version: int = 0
    query: Query = Query()
    first: int = 0
    end: int = 0
    ready: bool = False
    busy: bool = False
    live: bool = True
    new: int = 0
    start: bool = False
    newest: int = 0
    why: Msg | None = None
    next: Msg | None = None
    hint: Msg | None = None
