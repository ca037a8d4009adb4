"""Mounts and their space: a file system that hangs holds up nothing, not even the end."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from sptui.model.machine import Volume
from sptui.model.msg import msg
from sptui.system.asks import Asks
from sptui.system.mounts import Mounts
from tests.folders import NAS, PATIENCE_S, RECORDED, ROOT, SPACE, Make, answer, looked, mountinfo
from tests.rubbish import HOSTILE, text_of


def test_new_mounts_are_asked_and_gone_ones_are_not_shown(readers: Make, folder: Path) -> None:
    mountinfo(folder, ROOT)
    reader = readers(folder, interval_s=10.0)
    looked(reader)
    mountinfo(folder, NAS, ROOT)
    points = [volume.mount.point for volume in reader.poll(109.0).volumes]
    assert points == ["/"], "nobody tells of a change in a folder"
    facts = looked(reader, 110.0)
    assert [(volume.mount.point, volume.space) for volume in facts.volumes] == [
        ("/", SPACE),
        ("/nas", SPACE),
    ]
    mountinfo(folder, NAS.replace(b"rw - ", b"ro - "))
    (left,) = reader.poll(120.0).volumes
    assert (left.mount.read_only, left.space) == (True, SPACE), (
        "the last figure is kept till the next"
    )


def test_a_service_looks_at_the_mounts_of_the_machine(readers: Make, folder: Path) -> None:
    """In its own view all is read-only, if it may not write."""
    mountinfo(folder, ROOT)
    alone = looked(readers(folder, mounts_of="1")).volumes
    assert [volume.mount.point for volume in alone] == ["/"], "where it may not ask for those"
    (folder / "proc/1/mountinfo").write_bytes(ROOT + b"\n" + NAS)
    of_all = looked(readers(folder, mounts_of="1")).volumes
    assert [volume.mount.point for volume in of_all] == ["/", "/nas"]


def test_the_kernel_tells_of_new_mounts() -> None:
    script = (
        "import os, subprocess\n"
        "from sptui.system.asks import Asks\n"
        "from sptui.system.mounts import Mounts\n"
        "m = Mounts('/', Asks(), os.statvfs, 1000.0)\n"
        "print(m.poll(1.0), m.poll(2.0))\n"
        "subprocess.run(['mount', '--bind', '/tmp', '/tmp'], check=True)\n"
        "print(m.poll(3.0), m.poll(4.0))\n"
    )
    argv = ["unshare", "--mount", sys.executable, "-c", script]
    try:
        done = subprocess.run(argv, check=False, capture_output=True, text=True, timeout=PATIENCE_S)
    except FileNotFoundError:
        pytest.skip("no unshare here")
    if done.returncode and ("mount" in done.stderr or "unshare" in done.stderr):
        pytest.skip(f"no mount namespace here: {done.stderr.strip()[-80:]}")
    assert done.stdout.split() == ["True", "False", "True", "False"], done.stderr


def test_errors_of_a_file_system_are_its_own(readers: Make, folder: Path) -> None:
    mountinfo(folder, ROOT, NAS, b"3 1 0:41 / /odd rw - fuse.odd x rw")

    def statvfs(path: bytes) -> os.statvfs_result:
        if path.endswith(b"/nas"):
            raise OSError(116, os.strerror(116))
        return answer(0 if path.endswith(b"/odd") else 1000)

    volumes = looked(readers(folder, statvfs=statvfs)).volumes
    assert [(volume.space, volume.why) for volume in volumes] == [
        (SPACE, None),
        (None, msg("volume.error", error="Stale file handle")),
        (None, msg("volume.no_size")),
    ]


class Hanging:
    """A statvfs that does not return for /nas until `release`d; counts how often it was asked."""

    def __init__(self) -> None:
        self.release = threading.Event()
        self.asked: list[bytes] = []

    def __call__(self, path: bytes) -> os.statvfs_result:
        self.asked.append(path.rpartition(b"/")[2])
        if path.endswith(b"/nas"):
            self.release.wait(PATIENCE_S)
        return answer()


def test_a_dead_mount_keeps_back_only_its_own_figure(readers: Make, folder: Path) -> None:
    mountinfo(folder, ROOT, NAS)
    hanging = Hanging()
    reader = readers(folder, statvfs=hanging)

    def at(mono: float) -> tuple[Volume, Volume]:
        root, nas = reader.poll(mono).volumes
        return root, nas

    at(100.0)
    while at(100.0)[0].space is None:
        time.sleep(0.001)
    root, nas = at(102.0)
    assert root.space == SPACE
    assert (nas.space, nas.why) == (None, None), "on its way"
    root, nas = at(103.0)
    assert (nas.space, nas.why) == (None, msg("volume.no_answer", seconds=3))
    for mono in range(104, 200, 2):
        root, nas = at(float(mono))
    assert root.space == SPACE
    assert root.asked_mono is not None
    assert root.asked_mono > 180
    assert nas.why == msg("volume.no_answer", seconds=98)
    assert hanging.asked.count(b"nas") == 1, "no second thread"
    hanging.release.set()
    reader.wait(PATIENCE_S)
    _, nas = at(200.0)
    assert (nas.space, nas.why, nas.asked_mono) == (SPACE, None, 100.0)
    reader.wait(PATIENCE_S)
    assert hanging.asked.count(b"nas") == 2


def test_one_look_says_who_has_not_answered(readers: Make, folder: Path) -> None:
    mountinfo(folder, ROOT, NAS)
    hanging = Hanging()
    reader = readers(folder, statvfs=hanging, one_look=True)
    reader.poll(100.0)
    reader.wait(0.05)
    _, nas = reader.poll(100.0).volumes
    assert (nas.space, nas.why) == (None, msg("volume.no_answer", seconds=0))
    hanging.release.set()
    reader.wait(PATIENCE_S)


QUIT = """
import os, sys, time
from sptui.system.facts import FactReader
reader = FactReader({root!r}, lambda path: time.sleep(3600))
reader.poll(100.0)
reader.wait(0.05)
assert reader.poll(104.0).volumes[0].why is not None
print(time.monotonic(), flush=True)
"""


def test_the_program_ends_while_a_file_system_hangs() -> None:
    code = QUIT.format(root=str(RECORDED))
    argv = [sys.executable, "-c", code]
    done = subprocess.run(argv, check=True, capture_output=True, text=True, timeout=PATIENCE_S)
    assert time.monotonic() - float(done.stdout) < 2.0


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_mount_points_are_asked_by_their_very_bytes(
    readers: Make, folder: Path, name: bytes
) -> None:
    mountinfo(
        folder,
        ROOT,
        b"2 1 8:2 / /" + name.replace(b"\n", b"\\012") + b" rw - ext4 /dev/" + name + b" rw",
    )
    asked: list[bytes] = []
    facts = looked(readers(folder, statvfs=lambda path: asked.append(path) or answer()))
    assert os.fsencode(folder) + b"/" + name in asked
    hostile = next(volume for volume in facts.volumes if volume.mount.point != "/")
    assert hostile.mount[:2] == ("/" + text_of(name), "/dev/" + text_of(name))
    assert hostile.space == SPACE


def test_no_more_threads_is_no_error(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asks = Asks()
    mounts = Mounts(str(folder), asks, lambda path: answer(), 10.0)

    def refuse(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", refuse)
        mounts.poll(100.0)
    assert not asks.any_open
    mounts.poll(102.0)
    asks.wait(PATIENCE_S, but="")
    asks.collect()
    assert mounts.volumes(102.0, 3.0)[0].space == SPACE


def test_a_question_that_breaks_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    broken: list[object] = []
    monkeypatch.setattr(threading, "excepthook", broken.append)
    asks = Asks()
    settled: list[int] = []
    for question in (lambda: 1 // 0, lambda: 7):
        assert asks.ask("x", 1.0, question, lambda number, mono: settled.append(number))
        assert not asks.ask("x", 1.0, question, lambda number, mono: settled.append(number))
        asks.wait(PATIENCE_S, but="")
        asks.collect()
    assert settled == [7]
    assert len(broken) == 1
