"""What one look at the machine gives: raw counters and gauges (`Reading`), and what follows from
two (`Sample`).

Values are NamedTuples: frozen, compared in C, and 14 ms cheaper to import than dataclasses, which
the first frame would feel. `None` always means "could not be read", never 0; why is in
`Reading.missing`."""

from typing import NamedTuple

from sptui.model.msg import Msg


class CpuTimes(NamedTuple):
    """Jiffies since boot of one core, or of all. Source: proc_stat(5). `user` includes guest
    time."""

    user: int
    nice: int
    system: int
    idle: int
    iowait: int
    irq: int
    softirq: int
    steal: int


class CpuShare(NamedTuple):
    """Percent (0..100) of the time between two readings. `busy` is all but idle and iowait."""

    busy_pct: float
    user_pct: float
    system_pct: float
    iowait_pct: float
    steal_pct: float


class Memory(NamedTuple):
    """Bytes. `used` is total less available. Source: /proc/meminfo."""

    total_bytes: int
    available_bytes: int
    free_bytes: int
    cached_bytes: int
    swap_total_bytes: int
    swap_free_bytes: int

    @property
    def used_bytes(self) -> int:
        """What can't be had without pushing something out."""
        return self.total_bytes - self.available_bytes

    @property
    def swap_used_bytes(self) -> int:
        """Bytes of swap in use."""
        return self.swap_total_bytes - self.swap_free_bytes


class Stall(NamedTuple):
    """One PSI resource: percent of time over 10, 60 and 300 s that some, or all (full), tasks
    waited for it; `some_total_us` counts microseconds since boot. Source:
    Documentation/accounting/psi.rst."""

    some10: float
    some60: float
    some300: float
    full10: float
    full60: float
    full300: float
    some_total_us: int


class Pressure(NamedTuple):
    """PSI of the three resources; each None where the kernel does not tell."""

    cpu: Stall | None
    memory: Stall | None
    io: Stall | None


class DiskCounters(NamedTuple):
    """Since boot, of one whole disk. `physical` is False for what lies on other disks (dm, md,
    loop, zram): it is shown, and left out of sums. Source:
    Documentation/admin-guide/iostats.rst."""

    name: str
    physical: bool
    read_bytes: int
    write_bytes: int
    busy_ms: int


class LinkCounters(NamedTuple):
    """Since boot, of one network interface. `physical` is False for lo, bridges, tunnels and the
    like."""

    name: str
    physical: bool
    up: bool | None
    rx_bytes: int
    tx_bytes: int


class Temperature(NamedTuple):
    """Degrees Celsius of one sensor, with the limit at which its maker calls it critical."""

    label: str
    celsius: float
    critical_celsius: float | None


class Mount(NamedTuple):
    """One mounted file system that holds data. `device` is major:minor. Source:
    proc_pid_mountinfo(5)."""

    point: str
    source: str
    fstype: str
    device: str
    read_only: bool


class Space(NamedTuple):
    """statvfs(3) in bytes and inodes. `free_bytes` is what anyone may still write: reserved blocks
    are not free. A file system without a fixed number of inodes (btrfs, vfat) has `inodes` 0."""

    total_bytes: int
    used_bytes: int
    free_bytes: int
    inodes: int
    inodes_free: int


class Volume(NamedTuple):
    """A mount and its space. `space` is None while it has not answered, or when `why` says that it
    does not; `asked_mono` is the monotonic second of the answer shown."""

    mount: Mount
    space: Space | None
    why: Msg | None
    asked_mono: float | None


class Clock(NamedTuple):
    """What the kernel says of its clock (adjtimex(2)): None where it does not say."""

    synchronised: bool | None
    max_error_s: float | None


class Route(NamedTuple):
    """The default route; `reachable` says whether the kernel knows the gateway's address on the
    link (None: not known yet)."""

    interface: str
    gateway: str
    reachable: bool | None


class Network(NamedTuple):
    """Where this machine is on the net. `addresses` are (interface, address) with global or site
    scope; `resolver_answers` is whether one of `resolvers` answered a query for the root (None: not
    asked, or not known yet)."""

    addresses: tuple[tuple[str, str], ...]
    routes: tuple[Route, ...]
    resolvers: tuple[str, ...]
    resolver_answers: bool | None


class WaysIn(NamedTuple):
    """How an administrator can get in: names of accounts with a usable password, and of accounts
    with an SSH key. None: could not be read (not root)."""

    passwords: tuple[str, ...] | None
    keys: tuple[str, ...] | None


class Host(NamedTuple):
    """What does not change while it runs. `kind` is selfprivacy | nixos | linux; `os` as os-release
    names it ("NixOS 26.05"); `container` names the container manager, or is None."""

    name: str
    kind: str
    os: str
    os_version: str
    kernel: str
    container: str | None


class Missing(NamedTuple):
    """Something that could not be read: its name (cpu, memory, pressure.io) and the reason."""

    what: str
    why: Msg


class Reading(NamedTuple):
    """One pass over the counters. `at` is seconds since 1970, `mono` CLOCK_MONOTONIC, `boot`
    CLOCK_BOOTTIME (which counts suspended time)."""

    at: float
    mono: float
    boot: float
    cpu: CpuTimes | None
    cores: tuple[CpuTimes, ...]
    load: tuple[float, float, float] | None
    memory: Memory | None
    pressure: Pressure
    disks: tuple[DiskCounters, ...] | None
    links: tuple[LinkCounters, ...] | None
    oom_kills: int | None
    missing: tuple[Missing, ...]


class DiskRate(NamedTuple):
    """Bytes a second and percent of time busy of one whole disk."""

    name: str
    physical: bool
    read_bps: float
    write_bps: float
    busy_pct: float


class LinkRate(NamedTuple):
    """Bytes a second of one interface."""

    name: str
    physical: bool
    up: bool | None
    rx_bps: float
    tx_bps: float


class Sample(NamedTuple):
    """A reading and what it says against the one before. Rates are None with only one reading,
    after a counter stepped back, and across a suspend. Sums are over physical devices."""

    reading: Reading
    cpu: CpuShare | None
    cores: tuple[CpuShare | None, ...]
    disks: tuple[DiskRate, ...] | None
    links: tuple[LinkRate, ...] | None
    read_bps: float | None
    write_bps: float | None
    rx_bps: float | None
    tx_bps: float | None


class Facts(NamedTuple):
    """What changes slowly, and is asked every 10 s or when it announces itself."""

    host: Host
    volumes: tuple[Volume, ...]
    temperatures: tuple[Temperature, ...]
    clock: Clock
    network: Network
    ways_in: WaysIn
    missing: tuple[Missing, ...]
