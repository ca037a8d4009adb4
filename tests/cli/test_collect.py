"""`sptui collect` as people and systemd run it."""

import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sptui.system.store import Store
from tests.cli.test_commands import HOUSE, PATIENCE_S, SCHEMA, environment, run
from tests.fakes.schema import errors


def collect(state: Path, *argv: str, home: Path) -> subprocess.CompletedProcess[bytes]:
    return run("collect", "--state", str(state), *argv, home=home)


def history(state: Path, tier: str = "minute") -> dict[str, list]:
    return Store(str(state / "history.db")).read(tier, 0, 1e11)


# ---------------------------------------------------------------- once


def test_once_leaves_a_row_and_the_facts(tmp_path: Path) -> None:
    state = tmp_path / "state"
    before = time.time()
    done = collect(state, home=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    found = history(state)
    assert found.keys() >= {"cpu", "cpu.0", "memory", "load", "net.lo.rx"}
    ((start, stop, value),) = found["cpu"]
    assert stop - start == 60
    assert before - 60 < start <= time.time()
    assert 0 <= value <= 100
    facts = json.loads((state / "facts.json").read_text())
    assert list(errors(facts, SCHEMA, SCHEMA)) == []
    assert facts["cpu"]["busy_pct"] is not None
    assert sorted(os.listdir(state)) == ["facts.json", "history.db", "history.db.lock"]
    assert (state / "facts.json").stat().st_mode & 0o777 == 0o644
    assert (state / "history.db").stat().st_mode & 0o777 == 0o644


def test_twice_in_a_minute_is_one_row(tmp_path: Path) -> None:
    for _ in range(2):
        assert collect(tmp_path / "state", "--once", home=tmp_path).returncode == 0
    assert len(history(tmp_path / "state")["cpu"]) in (1, 2)


def test_what_goes_wrong_is_one_line(tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir()
    (state / "history.db").write_bytes(b"SQLite format 3\0" + bytes(84))
    done = collect(state, home=tmp_path)
    assert done.returncode == 1
    assert done.stderr.decode() == (
        f"sptui: the history is not kept: {state}/history.db is no history of sptui. "
        f"Next: move {state}/history.db away; then a new one is begun.\n"
    )
    found = json.loads((state / "facts.json").read_text())["health"]["findings"]
    assert found is not None, "the facts are left all the same"


def test_a_damaged_history_is_told_at_login(tmp_path: Path) -> None:
    state = tmp_path / "state"
    assert collect(state, home=tmp_path).returncode == 0
    (state / "history.db").write_bytes(b"rubbish" * 5000)
    assert collect(state, home=tmp_path).returncode == 0
    assert len(history(state)["cpu"]) == 1
    (aside,) = state.glob("history.db.*.damaged")
    assert aside.read_bytes() == b"rubbish" * 5000


@pytest.mark.parametrize(
    ("argv", "line"),
    [
        (["--once", "--loop"], "--once and --loop don't go together"),
        (["--demo"], "--demo and collect don't go together"),
        (["now"], "sptui collect takes no further word, not now"),
        (["--json"], "--json goes only with sptui status or do"),
    ],
)
def test_wrong_usage(tmp_path: Path, argv: list[str], line: str) -> None:
    done = collect(tmp_path / "state", *argv, home=tmp_path)
    assert done.returncode == 64
    assert done.stderr.decode().startswith(f"sptui: {line}. Next: ")
    assert not (tmp_path / "state").exists()


def test_what_goes_only_with_collect(tmp_path: Path) -> None:
    done = run("status", "--loop", home=tmp_path)
    assert done.returncode == 64
    assert done.stderr.decode().startswith("sptui: --loop goes only with sptui collect")


# ---------------------------------------------------------------- as a service


@pytest.fixture
def loop(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`sptui collect --loop`, begun and writing."""
    argv = [sys.executable, "-m", "sptui", "collect", "--loop", "--state", str(tmp_path / "state")]
    process = subprocess.Popen(
        argv, cwd=HOUSE, env=environment(tmp_path), stderr=subprocess.PIPE, stdin=subprocess.DEVNULL
    )
    until(lambda: (tmp_path / "state/facts.json").exists())
    yield process
    if process.poll() is None:
        process.kill()
    process.communicate()


def until(true: object) -> None:
    end = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < end
        select.select([], [], [], 0.02)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_it_with_what_it_has(
    tmp_path: Path, loop: subprocess.Popen[bytes], number: int
) -> None:
    loop.send_signal(number)
    assert loop.wait(10) == 0
    assert loop.stderr.read() == b""
    assert len(history(tmp_path / "state")["memory"]) == 1
    assert (tmp_path / "state/facts.json").exists()


def test_beside_it_nobody_else_writes(tmp_path: Path, loop: subprocess.Popen[bytes]) -> None:
    facts = (tmp_path / "state/facts.json").stat().st_ino
    done = collect(tmp_path / "state", home=tmp_path)
    assert done.returncode == 0, "there is nothing to do"
    assert done.stderr.decode() == (
        f"sptui: the history is not kept: another sptui writes {tmp_path}/state/history.db. "
        "Next: nothing: what the other one records is shown here too.\n"
    )
    assert (tmp_path / "state/facts.json").stat().st_ino == facts
    assert loop.poll() is None


def test_killed_it_leaves_what_was_whole(tmp_path: Path, loop: subprocess.Popen[bytes]) -> None:
    loop.kill()
    loop.wait(10)
    json.loads((tmp_path / "state/facts.json").read_text())
    assert collect(tmp_path / "state", home=tmp_path).returncode == 0
    assert len(history(tmp_path / "state")["cpu"]) == 1
    assert not list((tmp_path / "state").glob("*.new"))


# ---------------------------------------------------------------- who may


def test_a_user_without_rights_keeps_a_history_of_their_own(tmp_path: Path) -> None:
    """Without --state: root writes /var/lib/sptui, everybody else below $XDG_STATE_HOME. Once
    before, since nobody may not read the modules of every Python."""
    code = """import os, sys
sys.path.insert(0, HOUSE)
from sptui.cli import main
main(["collect", "--state", STATE])
if os.geteuid() == 0:
    os.setuid(65534)
print(main(["collect"]), file=sys.stderr)
"""
    code = code.replace("HOUSE", repr(str(HOUSE))).replace("STATE", repr(str(tmp_path / "s")))
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        home.chmod(0o777)
        done = subprocess.run(
            [sys.executable, "-c", code],
            check=False,
            env=environment(home),
            cwd="/",
            capture_output=True,
            timeout=PATIENCE_S,
        )
        own = home / ".local/state/sptui"
        assert done.stderr == b"0\n"
        assert (own / "facts.json").exists() or Path("/var/lib/sptui/history.db").exists()
        for file in own.glob("*"):
            assert file.stat().st_mode & 0o077 == 0, "it is nobody else's business"


# ---------------------------------------------------------------- what was burnt is seen


def test_burnt_cpu_and_a_written_disk_are_recorded(tmp_path: Path) -> None:
    """While a second passes a core is kept busy, and a file is written and synced."""
    state, file = tmp_path / "state", tmp_path / "written"
    script = f"""import os, time
chunk = os.urandom(1 << 20)
fd = os.open({str(file)!r}, os.O_WRONLY | os.O_CREAT)
print("ready", flush=True)
end = time.monotonic() + 4
while time.monotonic() < end:
    os.pwrite(fd, chunk, 0)
    os.fsync(fd)
    sum(range(60000))
"""
    argv = [sys.executable, "-c", script]
    busy = [subprocess.Popen(argv, stdout=subprocess.PIPE) for _ in range(os.cpu_count() or 1)]
    try:
        for process in busy:
            assert process.stdout.readline() == b"ready\n"
        assert collect(state, home=tmp_path).returncode == 0
    finally:
        for process in busy:
            process.kill()
            process.communicate()
    found = history(state)
    facts = json.loads((state / "facts.json").read_text())
    busy_pct, written = found["cpu"][0][2], facts["io"]["write_bytes_per_s"]
    assert busy_pct + found["cpu.iowait"][0][2] > 40
    assert facts["cpu"]["busy_pct"] == pytest.approx(busy_pct, abs=0.01)
    if written:  # where there is a disk of its own
        assert found["disk.write"][0][2] == pytest.approx(written, rel=1e-3)
        assert found["disk.write"][0][2] > 1e6
