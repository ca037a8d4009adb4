"""The history when things go wrong: never corrupt, nothing lost that was there, and always said."""

import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sptui.model.errors import HistoryError
from sptui.paint.words import say
from sptui.system import store_file
from sptui.system.store import Store

HOUSE = Path(__file__).resolve().parents[2]
NOW = 1_790_000_040.0
MINUTE = int(NOW // 60)
ROW = {f"series.{n}": float(n) for n in range(60)}


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "state" / "history.db")


def filled(path: str, count: int = 200) -> None:
    store = Store(path)
    store.add([(MINUTE + n, ROW) for n in range(count)], NOW)
    store.close()


def rows(store: Store) -> list[int]:
    found = store.read("minute", 0, 1e11, ["series.0"]).get("series.0", [])
    return [int(piece[0] // 60) for piece in found]


def kind_of(call: object) -> str:
    with pytest.raises(HistoryError) as caught:
        call()
    said = f"{say(caught.value.what)}. {say(caught.value.next)}"
    assert "{" not in said
    assert ": -" not in said
    return caught.value.kind


# ---------------------------------------------------------------- killed


def test_killed_a_hundred_times_in_mid_write_it_is_whole(path: str) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-m", "tests.contract.history_writer", path],
        cwd=HOUSE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert writer.stdin
    assert writer.stdout
    chance = random.Random(4)
    after, killed_writing = MINUTE, 0
    kept: list[int] = []
    try:
        for _ in range(100):
            writer.stdin.write(f"{after}\n")
            writer.stdin.flush()
            pid = int(writer.stdout.readline().removeprefix("pid "))
            time.sleep(chance.uniform(0.0, 0.03))
            os.kill(pid, 9)
            written = []
            while (line := writer.stdout.readline()) != "ended\n":
                written.append(int(line))
            killed_writing += os.path.exists(path + "-journal")
            kept = after_the_kill(path, kept, written)
            after = max(kept, default=after) + 1
    finally:
        writer.communicate(timeout=30)
    print(f"{len(kept)} rows; {killed_writing} times killed in a transaction")
    assert len(kept) > 100
    assert killed_writing > 0, "else nothing was tried"


def after_the_kill(path: str, kept: list[int], written: list[int]) -> list[int]:
    """What there is: all that was there, all that was said to be written, one more at most."""
    reader = Store(path)
    try:
        before_recovery = rows(reader)
        assert before_recovery[: len(kept) + len(written)] == [*kept, *written]
    except HistoryError as error:
        assert error.kind == "busy", "whose writer left it half-way waits for the next one"
    finally:
        reader.close()
    store = Store(path)
    store.take(NOW)
    assert store.moved is None
    found = rows(store)
    store.close()
    assert found[: len(kept) + len(written)] == [*kept, *written]
    assert len(found) - len(kept) - len(written) in (0, 1)
    return found


def test_what_a_killed_writer_left_is_not_read_but_said_until_one_comes(path: str) -> None:
    filled(path)
    hot_journal(path)
    assert kind_of(lambda: rows(Store(path))) == "busy"
    assert os.path.exists(path + "-journal")
    store = Store(path)
    store.take(NOW)
    assert len(rows(store)) == 200
    assert rows(Store(path)) == rows(store)


def hot_journal(path: str) -> None:
    """A writer that was killed when some of its pages were in the file."""
    script = """import os, sqlite3, sys
c = sqlite3.connect(sys.argv[1], isolation_level=None)
c.execute("PRAGMA cache_size = 5")
c.execute("BEGIN")
c.execute("DELETE FROM minute")
for n in range(3000):
    c.execute("INSERT INTO minute VALUES (?, zeroblob(900))", (n,))
os.kill(os.getpid(), 9)
"""
    done = subprocess.run([sys.executable, "-c", script, path], check=False)
    assert done.returncode == -9
    assert os.path.getsize(path + "-journal") > 0


# ---------------------------------------------------------------- corrupt


def zeroed(data: bytes) -> bytes:
    return bytes(len(data))


SPOILED = {
    "rubbish": lambda data: random.Random(1).randbytes(len(data)),
    "zeros": zeroed,
    "half": lambda data: data[: len(data) // 2 + 100],
    "its header only": lambda data: data[:100],
    "less than a header": lambda data: data[:50],
    "a text": lambda data: b"not a history\n",
    "a page in its middle": lambda data: data[:8192] + b"\xa5" * 4096 + data[12288:],
    "the table of tables": lambda data: data[:100] + b"\xff" * 300 + data[400:],
}


@pytest.mark.parametrize("how", SPOILED)
def test_a_damaged_history_is_moved_aside_and_a_new_one_begun(path: str, how: str) -> None:
    filled(path)
    spoiled = SPOILED[how](Path(path).read_bytes())
    Path(path).write_bytes(spoiled)
    if how != "a page in its middle":  # which nobody need look at for what is beside it
        assert kind_of(lambda: rows(Store(path))) == "damaged"
    assert Path(path).read_bytes() == spoiled, "who only reads touches nothing"
    store = Store(path)
    store.add([(MINUTE + 900, ROW)], NOW)
    assert store.moved is not None
    assert store.moved.startswith(f"{path}.2026-09-21-")
    assert store.moved.endswith(".damaged")
    assert Path(store.moved).read_bytes() == spoiled
    assert rows(store) == [MINUTE + 900]
    assert rows(Store(path)) == [MINUTE + 900]


def test_one_that_is_damaged_while_it_is_written_too(path: str) -> None:
    store = Store(path)
    store.add([(MINUTE + n, ROW) for n in range(200)], NOW)
    with open(path, "r+b") as file:
        file.write(b"\xa5" * 100_000)
    store.add([(MINUTE + 900, ROW)], NOW)
    assert store.moved is not None
    assert rows(store) == [MINUTE + 900]


def test_the_journal_of_a_damaged_one_goes_with_it(path: str) -> None:
    filled(path)
    hot_journal(path)
    journal = Path(path + "-journal").read_bytes()
    Path(path).write_bytes(b"\xa5" * 50_000)
    Path(path + "-journal").write_bytes(b"\xa5" * len(journal))
    store = Store(path)
    store.add([(MINUTE, ROW)], NOW)
    assert rows(store) == [MINUTE]
    assert not os.path.exists(path + "-journal")


def test_no_more_than_three_damaged_ones_are_kept(path: str) -> None:
    for n in range(6):
        filled(path, 2)
        Path(path).write_bytes(b"rubbish %d" % n)
        store = Store(path)
        store.take(NOW + n)
        store.close()
    left = sorted(Path(path).parent.glob("*.damaged"))
    assert [file.read_bytes() for file in left] == [b"rubbish 3", b"rubbish 4", b"rubbish 5"]


def test_two_in_the_same_second_have_two_names(path: str) -> None:
    for _ in range(2):
        Path(path).parent.mkdir(exist_ok=True)
        Path(path).write_bytes(b"rubbish")
        store = Store(path)
        store.take(NOW)
        store.close()
    assert len(list(Path(path).parent.glob("*.damaged"))) == 2


def test_a_row_that_makes_no_sense_is_a_gap(path: str) -> None:
    filled(path, 3)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE minute SET row = x'0102' WHERE at = ?", (MINUTE + 1,))
        connection.execute("INSERT INTO minute VALUES (?, 'text')", (MINUTE + 3,))
    connection.close()
    store = Store(path)
    assert rows(store) == [MINUTE, MINUTE + 2]
    store.add([(MINUTE + 120, ROW)], NOW)
    assert store.read("hour", 0, 1e11)


# ---------------------------------------------------------------- not ours


def test_a_newer_one_is_never_touched(path: str) -> None:
    filled(path)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 2")
    connection.close()
    untouched(path, "newer")


def test_a_database_of_somebody_else_is_never_touched(path: str) -> None:
    os.makedirs(os.path.dirname(path))
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE minute (at INTEGER PRIMARY KEY, row BLOB)")
    connection.close()
    untouched(path, "foreign")


def untouched(path: str, kind: str) -> None:
    hot = Path(path + "-journal")
    hot.write_bytes(b"of its owner")
    before, stat = Path(path).read_bytes(), os.stat(path)
    store = Store(path)
    assert kind_of(lambda: store.take(NOW)) == kind
    assert kind_of(lambda: store.add([(MINUTE, ROW)], NOW)) == kind
    assert kind_of(lambda: rows(Store(path))) == kind
    assert kind_of(lambda: Store(path).names()) == kind
    assert kind_of(lambda: Store(path).newest()) == kind
    assert Path(path).read_bytes() == before
    assert os.stat(path).st_mtime_ns == stat.st_mtime_ns
    assert hot.read_bytes() == b"of its owner"
    assert store.moved is None


# ---------------------------------------------------------------- locked, full, no rights


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
    assert kind_of(lambda: store.add([(MINUTE + n, ROW) for n in range(50, 300)], NOW)) == "full"
    assert len(rows(store)) == 50
    connection.execute("PRAGMA max_page_count = 100000")
    store.add([(MINUTE + n, {**ROW, "new": 1.0}) for n in range(50, 300)], NOW)
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
