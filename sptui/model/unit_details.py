"""One unit in full: what its details show."""

from typing import NamedTuple

from sptui.model.unit import Unit, UnitFacts


class Dependency(NamedTuple):
    """One side of a dependency. `kind` is systemd's property in lower case with underscores
    (requires, wants, binds_to, part_of, requisite, upholds, conflicts, before, after, triggers,
    triggered_by, required_by, wanted_by, bound_by, consists_of, upheld_by ...)."""

    kind: str
    unit: str


class Listening(NamedTuple):
    """A socket that the unit, or one that triggers it, listens on: its type (Stream, Datagram,
    FIFO ...) and address, and which socket unit it is of."""

    unit: str
    type: str
    address: str


class UnitProcess(NamedTuple):
    """A process of the unit: the part of its control group below the unit's own ("" in itself), and
    its command line, redacted where it was read."""

    pid: int
    below: str
    command: str


class Condition(NamedTuple):
    """A condition or assertion (`ConditionPathExists`, ...) of the unit file. `held`: None where it
    was never tried."""

    name: str
    parameter: str
    negated: bool
    held: bool | None


class Command(NamedTuple):
    """One command of a service: the step that it belongs to (`ExecStart` ...), its arguments,
    redacted where they were read, and whether its failure counts for nothing."""

    step: str
    argv: tuple[str, ...]
    ignored: bool = False


class UnitDetails(NamedTuple):
    """`facts` and `unit` as in the list. Times are seconds since 1970, None: never. Bytes and
    seconds of CPU are systemd's own sums, None where it does not count them; `memory_max_bytes` is
    what it may use at most, None: as much as there is. `path` is the unit file, `drop_ins` what
    changes it; `stale_file`: they changed since systemd read them.
    `conditions`: None where the way to systemd does not tell them, () where there are none."""

    unit: Unit
    facts: UnitFacts
    path: str = ""
    source: str = ""
    drop_ins: tuple[str, ...] = ()
    stale_file: bool = False
    transient: bool = False
    documentation: tuple[str, ...] = ()
    commands: tuple[Command, ...] = ()
    user: str = ""
    restart: str = ""
    type: str = ""
    status_text: str = ""
    load_error: str = ""
    started: float | None = None
    ended: float | None = None
    invocation: str = ""
    cpu_s: float | None = None
    memory_bytes: int | None = None
    memory_peak_bytes: int | None = None
    memory_max_bytes: int | None = None
    tasks: int | None = None
    conditions: tuple[Condition, ...] | None = ()
    dependencies: tuple[Dependency, ...] = ()
    listening: tuple[Listening, ...] = ()
    processes: tuple[UnitProcess, ...] = ()
