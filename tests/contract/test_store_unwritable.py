"""The history where it can't be written: locked, full, read-only, no rights."""

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from sptui.model.errors import HistoryError
from sptui.system import store_file
from sptui.system.store import Store
from tests.contract.stores import MINUTE, NOW, ROW, filled, kind_of, rows

HOUSE = Path(__file__).resolve().parents[2]


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "state" / "history.db")


def test_locked_by_another_a_reader_waits_a_little_and_a_writer_tries_again(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_file, "WRITER_WAIT_S", 0.1)
    monkeypatch.setattr(store_file, "READER_WAIT_S", 0.1)
    filled(path)
    store, other = Store(path), sqlite3.connect(path, isolation_level=None)
    store.take(NOW)
    other.execute("BEGIN EXCLUSIVE")
    assert kind_of(lambda: store.add([(MINUTE + 900, ROW)], NOW)) == "busy"
    assert kind_of(lambda: rows(Store(path))) == "busy"
    other.execute("ROLLBACK")
    other.close()
    store.add([(MINUTE + 900, ROW)], NOW)
    assert len(rows(Store(path))) == 201


def test_a_reader_that_takes_its_time_holds_up_one_minute_only(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_file, "WRITER_WAIT_S", 0.1)
    filled(path)
    store, slow = Store(path), sqlite3.connect(path, isolation_level=None)
    store.take(NOW)
    cursor = slow.execute("SELECT * FROM minute")
    cursor.fetchone()
    assert kind_of(lambda: store.add([(MINUTE + 900, ROW)], NOW)) == "busy"
    cursor.close()
    store.add([(MINUTE + 900, ROW)], NOW)
    slow.close()
    assert len(rows(store)) == 201


def test_on_a_full_disk_nothing_is_lost_that_was_there(path: str) -> None:
    store = Store(path)
    store.add([(MINUTE + n, ROW) for n in range(50)], NOW)
    connection = store._connection
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    more = [(MINUTE + n, {**ROW, "new": 1.0}) for n in range(50, 300)]
    assert kind_of(lambda: store.add(more, NOW)) == "full"
    assert len(rows(store)) == 50
    assert "new" not in store.names()
    connection.execute("PRAGMA max_page_count = 100000")
    store.add(more, NOW)
    assert len(rows(store)) == 300
    assert len(store.read("minute", 0, 1e11, ["new"])["new"]) == 250


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, of 400 kB."""
    folder = tmp_path / "small"
    folder.mkdir()
    argv = ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(folder)]
    try:
        done = subprocess.run(argv, check=False, capture_output=True)
    except FileNotFoundError:
        pytest.skip("there is no mount(8) here")
    if done.returncode:
        pytest.skip("only root can mount a small file system")
    yield folder
    # Lazily: what the test opened is closed when its last name is gone.
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_on_a_disk_that_is_really_full_too(small: Path) -> None:
    path = str(small / "history.db")
    store, kept = Store(path), 0
    with pytest.raises(HistoryError) as caught:
        for n in range(5000):
            store.add([(MINUTE + n, ROW)], NOW)
            kept += 1
    assert caught.value.kind == "full"
    assert kept > 100
    assert len(rows(store)) == kept
    store.close()
    full = Store(path)
    assert len(rows(full)) == kept
    assert kind_of(lambda: full.add([(MINUTE + 9000, ROW)], NOW)) == "full"
    assert full.moved is None
    for name in ("history.db.lock",):
        assert (small / name).exists()


def test_on_a_read_only_file_system_it_is_read_and_said(small: Path) -> None:
    path = str(small / "history.db")
    filled(path, 20)
    subprocess.run(["mount", "-o", "remount,ro", str(small)], check=True)
    store = Store(path)
    assert kind_of(lambda: store.add([(MINUTE + 900, ROW)], NOW)) == "denied"
    assert len(rows(Store(path))) == 20
    empty = Store(str(small / "sub" / "history.db"))
    assert kind_of(lambda: empty.take(NOW)) == "denied"
    assert rows(empty) == []


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder that others can get to: SQLite looks at each part of its path."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        (folder / "state").chmod(0o755)


def test_a_user_without_rights_reads_and_does_not_write(open_to_all: Path) -> None:
    path = str(open_to_all / "state/history.db")
    filled(path, 20)
    filled(os.path.join(os.path.dirname(path), "closed.db"), 20)
    os.chmod(os.path.join(os.path.dirname(path), "closed.db"), 0)
    # Root may do everything, so it becomes nobody; from inside, since the way here may be shut.
    code = f"""import os
import sqlite3
from sptui.model.errors import HistoryError
from sptui.system.store import Store
os.chdir({os.path.dirname(path)!r})
if os.geteuid() == 0:
    os.setuid(65534)
else:
    os.chmod("history.db", 0o444), os.chmod("history.db.lock", 0), os.chmod(".", 0o555)
store = Store("./history.db")
print(len(store.read("minute", 0, 1e11)["series.0"]))
for call in (lambda: store.take({NOW}), lambda: Store("./closed.db").names(),
             lambda: Store("./new/history.db").take({NOW})):
    try:
        call()
    except HistoryError as error:
        print(error.kind)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, cwd=HOUSE, capture_output=True, text=True
    )
    assert done.stdout.split() == ["20", "denied", "denied", "denied"], done.stderr


def test_a_link_in_the_place_of_the_lock_is_not_followed(path: str, tmp_path: Path) -> None:
    os.makedirs(os.path.dirname(path))
    os.symlink(tmp_path / "elsewhere", path + ".lock")
    assert kind_of(lambda: Store(path).take(NOW)) == "denied"
    assert not (tmp_path / "elsewhere").exists()
