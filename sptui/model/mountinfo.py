"""Parser of /proc/self/mountinfo, and which of its mounts hold data that people care for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sptui.model.machine import Mount

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class MountLine(NamedTuple):
    """One line of mountinfo. `root` is the folder of the file system that is mounted; `parent` the
    id of the mount that it lies on; `options` those of the file system. Source:
    proc_pid_mountinfo(5)."""

    id: int
    parent: int
    device: str
    root: str
    point: str
    fstype: str
    source: str
    read_only: bool
    options: str = ""


# File systems of the kernel's own, or images that are full by nature.
_NO_DATA = frozenset(
    (
        *("autofs", "bdev", "binder", "binfmt_misc", "bpf", "cgroup", "cgroup2", "configfs"),
        *("cpuset", "cramfs", "debugfs", "devpts", "devtmpfs", "efivarfs", "erofs", "fusectl"),
        *("hugetlbfs", "iso9660", "mqueue", "nsfs", "pipefs", "proc", "pstore", "ramfs", "romfs"),
        *("rootfs", "rpc_pipefs", "securityfs", "selinuxfs", "smackfs", "sockfs", "squashfs"),
        *("sysfs", "tmpfs", "tracefs", "udf", "fuse.gvfsd-fuse", "fuse.lxcfs", "fuse.portal"),
        *("fuse.snapfuse", "fuse.squashfuse"),
    )
)
# Layers over another file system, whose space they report: only worth a line as a container's root.
_LAYERS = frozenset(("aufs", "fuse.fuse-overlayfs", "overlay", "unionfs"))
_NO_DATA_SOURCES = frozenset(("gvfsd-fuse", "lxcfs", "portal"))
# What container managers mount over, file by file.
_HANDED_IN = ("/etc/resolv.conf", "/etc/hostname", "/etc/hosts")
_HANDED_IN_UNDER = ("/dev/", "/proc/", "/sys/", "/run/host/", "/run/credentials/", "/run/systemd/")


def parse_mountinfo(data: bytes) -> tuple[MountLine, ...]:
    """All lines, in the kernel's order. Texts hold any byte but NUL, those that are no UTF-8 as
    surrogates.

    Raises ValueError: a line with too few fields, without the ` - ` after the optional ones, or
    with an id that is no number.
    """
    return tuple(_line(line) for line in data.split(b"\n") if line)


def _line(line: bytes) -> MountLine:
    fields = line.split(b" ")
    try:
        dash = fields.index(b"-", 6)
        fstype, source, options = fields[dash + 1 : dash + 4]
    except ValueError:
        raise ValueError("a mount without type, source and options") from None
    read_only = b"ro" in fields[5].split(b",") or b"ro" in options.split(b",")
    return MountLine(
        int(fields[0]),
        int(fields[1]),
        _text(fields[2]),
        _text(fields[3]),
        _text(fields[4]),
        _text(fstype),
        _text(source),
        read_only,
        _text(options),
    )


def _text(field: bytes) -> str:
    return unescape(field).decode("utf-8", "surrogateescape")


def unescape(field: bytes) -> bytes:
    r"""Undo the kernel's octal escapes (`\040` for a space). A backslash before anything else
    stays. Never raises."""
    if b"\\" not in field:
        return field
    first, *rest = field.split(b"\\")
    out = [first]
    for part in rest:
        code = part[:3]
        if len(code) == 3 and code[0] in b"0123" and not code.strip(b"01234567"):
            out += (bytes((int(code, 8),)), part[3:])
        else:
            out += (b"\\", part)
    return b"".join(out)


def controllers(lines: Iterable[MountLine]) -> dict[str, str]:
    """Where the controllers of control groups of version 1 are mounted, one or several together
    (`cpu,cpuacct`), by their names; the first place of each. Source: cgroups(7)."""
    found: dict[str, str] = {}
    for line in lines:
        for option in line.options.split(",") if line.fstype == "cgroup" else ():
            found.setdefault(option, line.point)
    return found


def data_mounts(lines: Sequence[MountLine]) -> tuple[Mount, ...]:
    """The mounts that hold data, by mount point, each file system once.

    Left out: what the kernel makes up (proc, tmpfs and such), images, layers other than the root,
    mounts hidden below later ones, and binds: of several mounts of one device the one of the whole
    file system is shown, else the shortest. The root is always there.
    """
    best: dict[str, MountLine] = {}
    for line in _visible(lines):
        if not _holds_data(line):
            continue
        other = best.get(line.device)
        if other is None or _rank(line) < _rank(other):
            best[line.device] = line
    chosen = sorted(best.values(), key=lambda line: line.point)
    return tuple(
        Mount(line.point, line.source, line.fstype, line.device, line.read_only) for line in chosen
    )


def _rank(line: MountLine) -> tuple[bool, bool, int, str]:
    return line.point != "/", line.root != "/", len(line.point), line.point


def _holds_data(line: MountLine) -> bool:
    if line.point == "/":
        return True
    if line.fstype in _NO_DATA or line.fstype in _LAYERS:
        return False
    if line.fstype == "fuse" and line.source in _NO_DATA_SOURCES:
        return False
    return line.point not in _HANDED_IN and not line.point.startswith(_HANDED_IN_UNDER)


def _visible(lines: Iterable[MountLine]) -> list[MountLine]:
    """Those that a path still leads to. A mount lies hidden when another one covers its point, or a
    folder above it, without being one that it was mounted on."""
    by_id = {line.id: line for line in lines}
    by_point: dict[str, list[MountLine]] = {}
    for line in by_id.values():
        by_point.setdefault(line.point, []).append(line)
    return [line for line in by_id.values() if not _hidden(line, by_id, by_point)]


def _hidden(
    line: MountLine, by_id: dict[int, MountLine], by_point: dict[str, list[MountLine]]
) -> bool:
    if by_point[line.point][-1] is not line:
        return True  # the kernel lists a mount before what covers it
    below: set[int] = set()
    at: MountLine | None = line
    while at is not None and at.id not in below:
        below.add(at.id)
        at = by_id.get(at.parent)
    folder = line.point
    while folder not in ("/", ""):
        folder = folder.rpartition("/")[0] or "/"
        for other in by_point.get(folder, ())[-1:]:
            if other.id not in below and not _hidden(other, by_id, by_point):
                return True
    return False
