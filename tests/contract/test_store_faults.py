"""The history when things go wrong: never corrupt, nothing lost that was there, and always said."""

import os
import random
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sptui.model.errors import HistoryError
from sptui.system.store import Store
from tests.contract.stores import MINUTE, NOW, ROW, filled, kind_of, rows

HOUSE = Path(__file__).resolve().parents[2]


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "state" / "history.db")


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
    "a page in its middle": lambda data: data[:28672] + b"\xa5" * 4096 + data[32768:],
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
    store.take(NOW)
    assert store.moved is not None, "before anything is written into it"
    store.add([(MINUTE + 900, ROW)], NOW)
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
    os.truncate(path, 50)
    store = Store(path)
    store.add([(MINUTE, ROW)], NOW)
    assert rows(store) == [MINUTE]
    assert not os.path.exists(path + "-journal")
    assert Path(f"{store.moved}-journal").read_bytes() == journal


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
