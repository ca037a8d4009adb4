"""Parsers of the files of /proc/PID: what one process is and what it has used."""

from typing import NamedTuple

from sptui.model.msg import Msg, msg

# PF_KTHREAD of include/linux/sched.h.
_KERNEL_THREAD = 0x0020_0000


class Stat(NamedTuple):
    """/proc/PID/stat, as far as it is wanted. `cpu_ticks` is user and system time together,
    `rss_pages` what lies in memory. Source: proc_pid_stat(5)."""

    pid: int
    name: str
    state: str
    parent: int
    kernel: bool
    cpu_ticks: int
    nice: int
    threads: int
    start: int
    rss_pages: int


def parse_stat(data: bytes) -> Stat:
    """One process. The name stands in parentheses and may hold anything, parentheses too; bytes
    that are no UTF-8 are kept as surrogates. Only the first 24 fields need to be there.

    Raises ValueError: a field that lacks, is no number, or is out of range.
    """
    head, end, tail = data.rpartition(b") ")
    pid, opening, name = head.partition(b" (")
    fields = tail.split(b" ", 22)
    if not end or not opening or len(fields) < 22:
        raise ValueError("no process")
    flags, threads, start, rss = int(fields[6]), int(fields[17]), int(fields[19]), int(fields[21])
    user, system = int(fields[11]), int(fields[12])
    found = Stat(
        int(pid),
        name.decode("utf-8", "surrogateescape"),
        fields[0].decode("ascii"),
        int(fields[1]),
        flags & _KERNEL_THREAD != 0,
        user + system,
        int(fields[16]),
        threads,
        start,
        max(0, rss),  # it is gathered from counters of each core, and may be a little below 0
    )
    if found.pid <= 0 or found.parent < 0 or not found.state.isalpha() or len(found.state) != 1:
        raise ValueError("no process")
    if user < 0 or system < 0 or threads < 0 or start < 0 or not -20 <= found.nice <= 19:
        raise ValueError("a figure of a process out of range")
    return found


def parse_io(data: bytes) -> tuple[int, int]:
    """Bytes that a process had read from a disk, and written to one, since it began. Source:
    proc_pid_io(5).

    Raises ValueError: one of them lacks, is no number, or negative.
    """
    read = written = -1
    for line in data.split(b"\n"):
        if line.startswith(b"read_bytes: "):
            read = int(line[12:])
        elif line.startswith(b"write_bytes: "):
            written = int(line[13:])
    if read < 0 or written < 0:
        raise ValueError("no bytes read or written")
    return read, written


def parse_cmdline(data: bytes, *, cut: bool = False) -> tuple[str, ...]:
    """The arguments, as text with surrogates for bytes that are no UTF-8. `cut` says that more was
    there: the last argument may be half of one, and is left out. A title that a process gave itself
    is one argument, with blanks. Never raises.
    """
    words = data.rstrip(b"\0").split(b"\0") if not cut else data.split(b"\0")[:-1]
    if not any(words):
        return ()
    return tuple([word.decode("utf-8", "surrogateescape") for word in words])


def parse_cgroup(data: bytes) -> str:
    """The control group that systemd put a process into: a path from the root of the hierarchy, ""
    if it is not told. Source: cgroups(7).

    systemd's own hierarchy of version 1 goes before that of version 2, which may be empty beside
    it. Never raises.
    """
    found = b""
    for line in data.split(b"\n"):
        _, _, rest = line.partition(b":")
        kind, _, path = rest.partition(b":")
        if kind == b"name=systemd":
            found = path
            break
        if line.startswith(b"0::"):
            found = path
    return found.decode("utf-8", "surrogateescape")


def not_to_be_touched(pid: int, own_pid: int, *, kernel: bool, state: str = "") -> Msg | None:
    """Why a process is neither signalled nor reniced here, whoever asks. None: it may be."""
    if pid == 1:
        return msg("process.first")
    if pid <= 0:
        return msg("process.gone", pid=str(pid))
    if pid == own_pid:
        return msg("process.itself")
    if kernel:
        return msg("process.kernel", pid=str(pid))
    if state in {"Z", "X", "x"}:
        return msg("process.zombie", pid=str(pid))
    return None
