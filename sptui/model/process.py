"""Processes and sockets as one look at them gives, and what two looks say."""

from typing import NamedTuple

from sptui.model.machine import Missing


class Process(NamedTuple):
    """One process. `pid` and `start` (clock ticks after boot) are its identity: a PID alone is used
    again. `argv` is redacted where it was read, and empty for kernel threads and zombies.
    `cpu_ticks` counts clock ticks (user and system) since it began; `read_bytes` and `write_bytes`
    count what reached a disk, None where only its owner may know. `state` is the letter of
    proc_pid_stat(5)."""

    pid: int
    start: int
    parent: int
    name: str
    state: str
    uid: int
    user: str
    nice: int
    threads: int
    kernel: bool
    cpu_ticks: int
    rss_bytes: int
    read_bytes: int | None
    write_bytes: int | None
    argv: tuple[str, ...]
    unit: str


class ProcessRow(NamedTuple):
    """A process and its rates since the look before: percent of one core (0..100 times the cores),
    bytes a second; None with one look. `age_s` is how long it runs."""

    process: Process
    cpu_pct: float | None
    read_bps: float | None
    write_bps: float | None
    age_s: float


class Socket(NamedTuple):
    """A listening socket. `protocol` is tcp, tcp6, udp, udp6; `pid` None where only root may know
    whose it is."""

    protocol: str
    address: str
    port: int
    pid: int | None
    process: str


class ServiceRow(NamedTuple):
    """What one unit uses (its control group): percent of one core, bytes, bytes a second read and
    written together, tasks, percent of 10 s that some of its tasks waited for a CPU. `about`: the
    group has no files for it, and the figures are sums over its processes. Source: cgroup-v2.rst.
    """

    unit: str
    cpu_pct: float | None
    memory_bytes: int | None
    io_bps: float | None
    tasks: int | None
    pressure_pct: float | None
    age_s: float | None
    about: bool


class Want(NamedTuple):
    """What is looked at, and so has to be read: what nobody sees costs nothing. `visible` are the
    (pid, start) on the screen, whose figures are read at every look. `io`: the list is sorted by
    it, so that of all processes is read."""

    services: bool = False
    processes: bool = False
    sockets: bool = False
    visible: frozenset[tuple[int, int]] = frozenset()
    io: bool = False


class Processes(NamedTuple):
    """One look at all of them. `total` counts all there are; `rows` may be fewer when there are
    thousands, and then holds those that matter most. What nobody asked for is empty."""

    mono: float
    total: int
    rows: tuple[ProcessRow, ...]
    services: tuple[ServiceRow, ...]
    sockets: tuple[Socket, ...]
    missing: tuple[Missing, ...]
