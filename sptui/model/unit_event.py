"""What a connection to systemd tells by itself. A connection translates its signals to these; who
owns the units applies them."""

from typing import NamedTuple

from sptui.model.errors import BusError


class Changed(NamedTuple):
    """Some properties of a unit have these values now; None: not told this time. `since` is seconds
    since 1970, `job` the id of the job that is queued (0: none)."""

    unit: str
    active: str | None = None
    sub: str | None = None
    load: str | None = None
    since: float | None = None
    job: int | None = None
    restarts: int | None = None
    result: str | None = None
    exit_code: int | None = None
    exit_status: int | None = None
    main_pid: int | None = None
    next_elapse: bool = False


class Appeared(NamedTuple):
    """systemd loaded a unit: the list has to be asked for it."""

    unit: str


class Gone(NamedTuple):
    """systemd let go of a unit."""

    unit: str


class JobBegan(NamedTuple):
    """A job was queued for a unit."""

    job: int
    unit: str


class JobEnded(NamedTuple):
    """It ended: done, canceled, timeout, failed, dependency, skipped, invalid, assert ..."""

    job: int
    unit: str
    result: str


class Reloading(NamedTuple):
    """systemd reads its configuration again (`begins`), or has done so: all units are to be listed
    anew then, and what came between counts for nothing."""

    begins: bool


class FilesChanged(NamedTuple):
    """Unit files were enabled, disabled, masked ...: their states are to be read again."""


class Lost(NamedTuple):
    """The connection ended, and tells nothing more."""

    error: BusError


Event = Changed | Appeared | Gone | JobBegan | JobEnded | Reloading | FilesChanged | Lost
