"""mountinfo: escapes, optional fields, and which mounts are worth a line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sptui.model.machine import Mount, Space
from sptui.model.mountinfo import (
    MountLine,
    controllers,
    data_mounts,
    parse_mountinfo,
    unescape,
)
from sptui.model.space import space_of
from tests.rubbish import HOSTILE, rubbish, text_of

SERVER = rb"""21 25 0:20 / /proc rw,nosuid - proc proc rw
22 25 0:21 / /sys rw,nosuid - sysfs sysfs rw
23 25 0:5 / /dev rw,nosuid - devtmpfs devtmpfs rw,size=4096k
25 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw,errors=remount-ro
26 25 8:2 /nix/store /nix/store ro,relatime shared:2 - ext4 /dev/sda2 rw
27 25 0:22 / /run rw,nosuid shared:3 master:7 propagate_from:2 - tmpfs tmpfs rw
28 25 8:1 / /boot rw,relatime shared:4 - vfat /dev/sda1 rw,fmask=0022
29 25 8:16 / /volumes/sdb rw,relatime - ext4 /dev/sdb rw
30 25 8:16 /vmail /var/vmail rw,relatime - ext4 /dev/sdb rw
31 25 0:40 / /mnt/my\040files rw - nfs4 nas:/my\040files rw,vers=4.2
32 25 0:41 / /mnt/cloud ro,relatime - fuse.rclone b2: rw,user_id=0
33 25 0:42 / /var/lib/docker/overlay2/abc/merged rw - overlay overlay rw,lowerdir=/l
34 25 7:0 / /snap/core/1 ro - squashfs /dev/loop0 ro
35 25 0:43 /@home /home rw - btrfs /dev/sdc1 rw,subvol=/@home
36 25 0:43 /@log /var/log rw - btrfs /dev/sdc1 rw,subvol=/@log
37 25 0:44 / /mnt/auto rw - autofs systemd-1 rw,fd=51
"""


def points(data: bytes) -> list[str]:
    return [mount.point for mount in data_mounts(parse_mountinfo(data))]


def test_a_line_with_all_its_parts() -> None:
    (line,) = parse_mountinfo(SERVER.splitlines()[9] + b"\n")
    assert line == MountLine(
        31, 25, "0:40", "/", "/mnt/my files", "nfs4", "nas:/my files", False, "rw,vers=4.2"
    )


def test_optional_fields_and_an_empty_source() -> None:
    lines = parse_mountinfo(SERVER)
    assert lines[5].fstype == "tmpfs"
    (empty,) = parse_mountinfo(b"1 0 0:9 / /x rw shared:1 - tmpfs  rw\n")
    assert (empty.fstype, empty.source) == ("tmpfs", "")


def test_read_only_by_mount_or_by_file_system() -> None:
    for options in (
        b"ro,relatime - ext4 /dev/sda rw",
        b"rw,relatime - ext4 /dev/sda ro,errors=continue",
    ):
        (line,) = parse_mountinfo(b"1 0 8:0 / / " + options)
        assert line.read_only
    (line,) = parse_mountinfo(b"1 0 8:0 / / rw,relatime - ext4 /dev/sda rw,errors=remount-ro")
    assert not line.read_only


def test_data_mounts_of_a_server() -> None:
    assert data_mounts(parse_mountinfo(SERVER)) == (
        Mount("/", "/dev/sda2", "ext4", "8:2", False),
        Mount("/boot", "/dev/sda1", "vfat", "8:1", False),
        Mount("/home", "/dev/sdc1", "btrfs", "0:43", False),
        Mount("/mnt/cloud", "b2:", "fuse.rclone", "0:41", True),
        Mount("/mnt/my files", "nas:/my files", "nfs4", "0:40", False),
        Mount("/volumes/sdb", "/dev/sdb", "ext4", "8:16", False),
    )


def test_a_containers_root_counts_and_what_is_handed_in_does_not() -> None:
    assert points(
        b"1 0 0:50 / / rw - overlay overlay rw,lowerdir=/l\n"
        b"2 1 8:2 /var/lib/docker/containers/x/hosts /etc/hosts rw - ext4 /dev/sda2 rw\n"
        b"3 1 8:3 /data /data rw - ext4 /dev/sda3 rw\n"
    ) == ["/", "/data"]


def test_a_root_in_memory_counts() -> None:
    assert points(b"1 0 0:50 / / rw - tmpfs tmpfs rw\n2 1 0:51 / /tmp rw - tmpfs tmpfs rw\n") == [
        "/"
    ]


@pytest.mark.parametrize("cover", [b"/mnt", b"/mnt/disk"])
def test_what_lies_hidden_below_another_mount_is_not_asked(cover: bytes) -> None:
    data = b"1 0 8:1 / / rw - ext4 a rw\n2 1 8:2 / /mnt/disk rw - ext4 b rw\n"
    assert points(data) == ["/", "/mnt/disk"]
    parent = b"2" if cover == b"/mnt/disk" else b"1"
    covered = data + b"3 " + parent + b" 0:9 / " + cover + b" rw - tmpfs t rw\n"
    assert points(covered) == ["/"]
    above = covered + b"4 3 8:3 / /mnt/disk/x rw - ext4 c rw\n"
    assert points(above) == ["/", "/mnt/disk/x"]


def test_a_loop_of_parents_ends() -> None:
    assert points(b"1 2 8:1 / / rw - ext4 a rw\n2 1 8:2 / /b rw - ext4 b rw\n") == ["/", "/b"]


@pytest.mark.parametrize("name", HOSTILE)
def test_texts_are_kept_as_they_are(name: bytes) -> None:
    data = b"1 0 8:1 / /" + escape(name) + b" rw - ext4 /dev/" + escape(name) + b" rw\n"
    (line,) = parse_mountinfo(data)
    assert (line.point, line.source) == ("/" + text_of(name), "/dev/" + text_of(name))
    assert line.point.encode("utf-8", "surrogateescape") == b"/" + name


def escape(text: bytes) -> bytes:
    """As the kernel does it: seq_escape(" \\t\\n\\\\#")."""
    return b"".join(b"\\%03o" % byte if byte in b" \t\n\\#" else bytes((byte,)) for byte in text)


def test_controllers_of_version_1_alone_and_together() -> None:
    found = controllers(
        parse_mountinfo(
            b"32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n"
            b"33 31 0:30 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids\n"
            b"34 31 0:30 / /again rw - cgroup cgroup rw,pids\n"
            b"35 31 0:31 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw,memory\n"
            b"36 31 0:32 / /tmp rw - tmpfs cgroup rw,memory\n"
        )
    )
    assert (found["cpu"], found["cpuacct"]) == ("/sys/fs/cgroup/cpu,cpuacct",) * 2
    assert found["pids"] == "/sys/fs/cgroup/pids"
    assert "memory" not in found


@given(st.binary())
def test_unescape_undoes_the_kernels_escapes(text: bytes) -> None:
    assert unescape(escape(text)) == text


@given(st.binary())
def test_unescape_takes_anything(text: bytes) -> None:
    unescape(text)


@given(rubbish(SERVER))
def test_rubbish_raises_valueerror_or_gives_mounts_once(data: bytes) -> None:
    try:
        lines = parse_mountinfo(data)
    except ValueError:
        return
    assert set(controllers(lines).values()) <= {line.point for line in lines}
    mounts = data_mounts(lines)
    assert len({mount.device for mount in mounts}) == len(mounts)
    assert len({mount.point for mount in mounts}) == len(mounts)


def test_space_leaves_out_what_is_reserved() -> None:
    assert space_of(4096, 1000, 300, 250, 100, 40) == Space(
        4_096_000, 2_867_200, 1_024_000, 100, 40
    )


def test_space_of_file_systems_that_lie() -> None:
    assert space_of(1, 100, 200, 200, 0, 0) == Space(100, 0, 100, 0, 0)
    assert space_of(1, 100, 30, 2**64 - 5, 0, 0).free_bytes == 0  # "minus five" blocks
    with pytest.raises(ValueError, match="no size"):
        space_of(4096, 0, 0, 0, 0, 0)


@given(*[st.integers(-5, 2**64)] * 6)
def test_space_never_exceeds_the_whole(
    unit: int, blocks: int, free: int, avail: int, files: int, left: int
) -> None:
    try:
        space = space_of(unit, blocks, free, avail, files, left)
    except ValueError:
        return
    assert 0 <= space.used_bytes + space.free_bytes <= space.total_bytes
    assert 0 <= space.inodes_free <= space.inodes
