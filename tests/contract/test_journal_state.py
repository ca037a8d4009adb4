"""How a journal is, told by its files: real ones, and what else may lie there."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from sptui.model.journal_rows import JournalState
from sptui.system.journal_state import state_of
from tests.contract.journals import AT, REMOTE, STEP, entry, exported

NAME = "d3da5b5d9d914a9c9501d188672d00a4"
needs_files = pytest.mark.skipif(not REMOTE.exists(), reason="nobody writes journal files here")


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with entries 10 to 300."""
    path = tmp_path_factory.mktemp("real") / "made.journal"
    text = b"".join([exported(entry(seq)) for seq in range(10, 301)])
    subprocess.run([str(REMOTE), f"--output={path}", "-"], input=text, check=True)
    return path


class Machine:
    """The two places of a machine's journal."""

    def __init__(self, root: Path) -> None:
        self.places = (str(root / "var"), str(root / "run"))
        self.kept, self.lost = (Path(place) / NAME for place in self.places)

    def state(self) -> JournalState:
        return state_of(self.places, NAME)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def put(real: Path, folder: Path, *names: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        shutil.copyfile(real, folder / name)


def test_there_may_be_none(machine: Machine) -> None:
    assert machine.state() == JournalState(None)
    machine.kept.mkdir(parents=True)
    (machine.kept / "fss").write_text("no journal")
    assert machine.state() == JournalState(None)


@needs_files
def test_what_it_has_on_disk_and_since_when(real: Path, machine: Machine) -> None:
    put(real, machine.kept, "system.journal", "system@1-2-3.journal", "user-1000.journal")
    (machine.kept / "fss").write_text("no journal")
    found = machine.state()
    assert found.persistent is True and found.folder == str(machine.kept)
    assert (found.files, found.archived, found.damaged) == (3, 1, ())
    assert found.bytes == sum(f.stat().st_blocks * 512 for f in machine.kept.glob("*.journal"))
    assert found.oldest == AT + 10 * STEP
    assert found.all_readable


@needs_files
def test_what_is_in_memory_only_does_not_survive(real: Path, machine: Machine) -> None:
    put(real, machine.lost, "system.journal")
    found = machine.state()
    assert found.persistent is False and found.folder == str(machine.lost)


@needs_files
@pytest.mark.parametrize(("kept", "lost", "persistent"), [(300, 200, True), (200, 300, False)])
def test_files_left_in_the_other_place_do_not_count_for_that(
    real: Path, machine: Machine, kept: int, lost: int, *, persistent: bool
) -> None:
    for folder, last in ((machine.kept, kept), (machine.lost, lost)):
        folder.mkdir(parents=True)
        text = b"".join([exported(entry(seq)) for seq in range(1, last)])
        argv = [str(REMOTE), f"--output={folder}/system.journal", "-"]
        subprocess.run(argv, input=text, check=True)
    found = machine.state()
    assert found.persistent is persistent and found.files == 2


def broken(path: Path, how: str) -> None:
    data = path.read_bytes()
    if how == "begins otherwise":
        path.write_bytes(b"x" + data[1:])
    elif how == "cut off":
        path.write_bytes(data[: len(data) // 2])
    elif how == "no header":
        path.write_bytes(data[:100])
    elif how == "empty":
        path.write_bytes(b"")
    else:
        path.write_bytes(data[:88] + b"\xff" * 120 + data[208:])


@needs_files
@pytest.mark.parametrize(
    "how", ["begins otherwise", "cut off", "no header", "empty", "wild header"]
)
def test_a_file_that_is_corrupt_is_named_and_the_others_count(
    real: Path, machine: Machine, how: str
) -> None:
    put(real, machine.kept, "system.journal", "system@1.journal")
    broken(machine.kept / "system@1.journal", how)
    found = machine.state()
    assert found.damaged == (f"{machine.kept}/system@1.journal",)
    assert (found.files, found.oldest) == (2, AT + 10 * STEP)


@needs_files
def test_a_file_that_journald_put_aside_is_one(real: Path, machine: Machine) -> None:
    put(real, machine.kept, "system.journal", "system@0005-0006.journal~")
    found = machine.state()
    assert found.damaged == (f"{machine.kept}/system@0005-0006.journal~",)
    assert found.archived == 1


def test_what_is_no_file_is_none(machine: Machine) -> None:
    machine.kept.mkdir(parents=True)
    os.mkfifo(machine.kept / "system.journal")
    (machine.kept / "a.journal").mkdir()
    (machine.kept / "b.journal").symlink_to("/dev/zero")
    assert machine.state() == JournalState(None)


@needs_files
@pytest.mark.skipif(os.geteuid() != 0, reason="becomes somebody else")
@pytest.mark.parametrize("hidden", ["file", "folder"])
def test_who_may_not_read_all_hears_so(real: Path, hidden: str) -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        machine = Machine(Path(folder))
        put(real, machine.kept, "system.journal", "user-1.journal")
        (machine.kept / "user-1.journal").chmod(0o644)
        (machine.kept / "system.journal").chmod(0o600)
        machine.kept.chmod(0o700 if hidden == "folder" else 0o755)
        os.setegid(65534)
        os.seteuid(65534)
        try:
            found = machine.state()
        finally:
            os.seteuid(0)
            os.setegid(0)
        assert found.persistent is True and not found.all_readable
        assert found.files == (0 if hidden == "folder" else 2)
        assert found.oldest == (0 if hidden == "folder" else AT + 10 * STEP)
