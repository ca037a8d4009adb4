"""What is done to the journal of a real journald is done, nothing else is, and what can't be is
told. And how a journal is, by its files."""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sptui.system.journal import Journal
from sptui.system.journal_state import PLACES, state_of
from tests.rig import journald
from tests.rig.machine import run, shown, systemctl, until
from tests.rig.test_do import NOBODY, Said, do, ended, start

MAIN = "/run/systemd/journal/socket"
MACHINE = Path("/etc/machine-id")
HERE = Path("/srv/saved")
# What an earlier run said is in the journal still.
RUN = os.urandom(4).hex()


def machine() -> str:
    """The id of this machine: journald names its folder by it."""
    return MACHINE.read_text("ascii").strip()


def files() -> set[Path]:
    """Of the machine's own journal."""
    return {path for place in PLACES for path in Path(place, machine()).glob("*.journal*")}


def closed() -> set[Path]:
    return {path for path in files() if "@" in path.name}


def say(marker: str, count: int = 3) -> None:
    journald.send(
        [{"MESSAGE": f"{RUN}-{marker} {n}", "PRIORITY": 4, "SYSLOG_IDENTIFIER": "rig"} for n in
         range(1, count + 1)], MAIN,
    )  # fmt: skip
    run("journalctl", "--sync")


def there(marker: str) -> list[str]:
    return run(
        "journalctl", "--output=cat", "--identifier=rig", f"--grep={RUN}-{marker}"
    ).splitlines()


@contextmanager
def an_old_file(days: float) -> Iterator[Path]:
    """A copy of a file that was closed, as if it had been closed so long ago."""
    say("filler")
    run("journalctl", "--rotate")
    of = max(closed(), key=lambda path: path.stat().st_mtime)
    then = time.time() - days * 86_400
    # Those of one journal are taken away in the order of their numbers: it was before all others.
    head = of.name.rsplit("-", 2)[0]
    old = of.with_name(f"{head}-{0:016x}-{round(then * 1e6):016x}.journal")
    shutil.copyfile(of, old)
    os.utime(old, (then, then))
    try:
        yield old
    finally:
        old.unlink(missing_ok=True)


# ------------------------------------------------------------------ what is done


def test_a_rotation_closes_files_and_loses_nothing() -> None:
    say("before-rotation")
    before = closed()
    done = do("journal.rotate", "--yes", "--json")
    assert (done.code, done.err) == (0, "")
    assert done.data["steps"] == [{"argv": ["journalctl", "--rotate"]}]
    assert done.data["outcome"]["ok"]
    assert closed() > before
    say("after-rotation")
    assert len(there("before-rotation")) == 3 and len(there("after-rotation")) == 3


def test_a_vacuum_takes_what_is_older_and_nothing_else() -> None:
    with an_old_file(20) as old:
        say("kept")
        before = files()
        done = do("journal.vacuum", "--set=keep=2weeks", "--confirm=journal", "--json")
        assert (done.code, done.err) == (0, "")
        assert files() >= before - {old} and not old.exists()
        assert len(there("kept")) == 3
        assert any("freed" in line for line in done.data["outcome"]["lines"])


def test_a_vacuum_by_size_keeps_what_is_small_enough() -> None:
    with an_old_file(500) as old:
        assert do("journal.vacuum", "--set=keep=1G", "--confirm=journal").code == 0
        assert old.exists()


@pytest.mark.parametrize("words", [(), ("--yes",), ("--confirm=Journal",)])
def test_a_vacuum_wants_the_name(words: tuple[str, ...]) -> None:
    with an_old_file(20) as old:
        before = files()
        done = do("journal.vacuum", *words)
        assert done.code == 4 and "nothing was done" in done.err
        assert old.exists() and files() == before


@pytest.mark.parametrize("id", ["journal.rotate", "journal.vacuum"])
def test_who_is_not_root_may_not(id: str) -> None:
    before = files()
    done = do(id, "--yes", "--confirm=journal", user=NOBODY)
    assert done.code == 3 and "only root may" in done.err
    assert files() == before


def test_a_check_finds_the_file_that_is_corrupt_and_names_it() -> None:
    run("journalctl", "--rotate")
    assert do("journal.verify", "--json").data["outcome"]["ok"]
    of = max(closed(), key=lambda path: path.stat().st_mtime)
    bad = of.with_name("system@" + "f" * 32 + "-0000000000000001-0000000000000001.journal")
    data = bytearray(of.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 4096] = b"\xff" * 4096
    data[400:2000] = b"\xff" * 1600
    bad.write_bytes(data)
    try:
        done = do("journal.verify", "--json")
        assert done.code == 1
        assert any(bad.name in line for line in done.data["outcome"]["lines"])
        assert "journalctl: exit code 1" in done.data["outcome"]["text"]
        assert bad.read_bytes() == data, "it changes nothing"
    finally:
        bad.unlink()


# ------------------------------------------------------------------ what is saved


@pytest.fixture
def here() -> Iterator[Path]:
    HERE.mkdir(mode=0o777)
    HERE.chmod(0o777)
    yield HERE
    shutil.rmtree(HERE)


def save(path: Path, query: str, *more: str, **how: tuple[str, ...]) -> Said:
    settings = (f"--set=query={query}", f"--set=path={path}", *more)
    return do("log.save", *settings, **how)


def test_what_matches_is_saved_for_its_owner_alone(here: Path) -> None:
    say("saved-marker", 40)
    done = save(here / "log", f'by:rig "{RUN}-saved-marker"')
    assert (done.code, done.err) == (0, "")
    kilobytes = (here / "log").stat().st_size / 1000
    assert f"40 entries, {kilobytes:.1f} kB, saved to {here}/log." in done.out
    assert stat.S_IMODE((here / "log").stat().st_mode) == 0o600
    lines = (here / "log").read_text().splitlines()
    assert [line.partition("saved-marker ")[2] for line in lines] == list(map(str, range(1, 41)))
    assert " warning rig[" in lines[0]
    again = save(here / "log", "")
    assert again.code == 3 and "Nothing was saved" in again.err
    assert (here / "log").read_text().splitlines() == lines


def test_as_json_it_has_what_no_line_may_have(here: Path) -> None:
    hostile = RUN.encode() + b"-json-marker \x1b[31mred\x1b]0;x\x07 \xff\n second\nthird"
    journald.send([{"MESSAGE": hostile, "SYSLOG_IDENTIFIER": "rig"}], MAIN)
    run("journalctl", "--sync")
    assert save(here / "json", f'"{RUN}-json-marker"', "--set=format=json").code == 0
    [entry] = [json.loads(line) for line in (here / "json").read_text("ascii").splitlines()]
    assert entry["message"].encode("utf-8", "surrogateescape") == hostile
    assert save(here / "plain", f'"{RUN}-json-marker"').code == 0
    first, second, third = (here / "plain").read_text().splitlines()
    assert first.isprintable() and "json-marker red" in first
    assert (second, third) == ("     second", "    third")


def test_who_may_not_read_the_journal_saves_nothing(here: Path) -> None:
    done = save(here / "log", "", user=NOBODY)
    assert done.code == 1
    assert "systemd-journal" in done.err and not (here / "log").exists()


# ------------------------------------------------------------------ faults


@contextmanager
def another_journalctl(script: str) -> Iterator[tuple[str, ...]]:
    """What has a command run where journalctl is this."""
    path = Path("/run/rig-journalctl")
    path.write_text(script)
    path.chmod(0o755 if script else 0o644)
    inner = f'mount --bind {path} /usr/bin/journalctl && exec "$@"'
    try:
        yield ("unshare", "--mount", "sh", "-c", inner, "sh")
    finally:
        path.unlink()


def with_journalctl(script: str, *words: str) -> Said:
    """What sptui says there."""
    with another_journalctl(script) as user:
        return do(*words, user=user)


def test_without_a_journalctl_that_runs_nothing_is_begun() -> None:
    done = with_journalctl("", "journal.rotate", "--yes")
    assert done.code == 3 and "journalctl can't be started (Permission denied)" in done.err


@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("echo \"journalctl: unrecognized option '--rotate'\" >&2; exit 1", "exit code 1"),
        ("kill -KILL $$", "killed by signal KILL"),
    ],
)
def test_one_that_is_old_or_killed_is_told_and_nothing_taken_away(script: str, says: str) -> None:
    with an_old_file(20) as old:
        words = ("journal.vacuum", "--confirm=journal")
        done = with_journalctl(f"#!/bin/sh\n{script}\n", *words)
        assert done.code == 1 and says in done.err
        assert ("unrecognized option" in done.err) == ("unrecognized" in script)
        assert old.exists()


def test_who_leaves_ends_the_command_and_says_so() -> None:
    told = Path("/run/rig-told")
    script = f"#!/bin/sh\necho $$ >{told}.new; mv {told}.new {told}; exec sleep infinity\n"
    with another_journalctl(script) as user:
        begun = start("journal.verify", user=user)
        try:
            until(told.exists, "the command runs")
            pid = told.read_text().strip()
            begun.send_signal(signal.SIGINT)
            left = ended(begun)
        finally:
            begun.kill()
            told.unlink(missing_ok=True)
    assert left.code == 130 and "what was begun was ended" in left.err
    assert not os.path.exists(f"/proc/{pid}")


# ------------------------------------------------------------------ how it is


@pytest.mark.parametrize(("storage", "persistent"), [("persistent", True), ("volatile", False)])
def test_whether_it_survives_a_boot(storage: str, *, persistent: bool) -> None:
    with journald.namespace(f"Storage={storage}\n"):
        journald.say(journald.lines(1, 10))
        journald.rotate()
        journald.say(journald.lines(11, 20))
        found = state_of(name=f"{machine()}.{journald.NAME}")
        assert found.persistent is persistent
        assert found.folder == f"{PLACES[not persistent]}/{machine()}.{journald.NAME}"
        assert found.files == len(journald.files()) and found.archived == 1
        assert found.damaged == () and found.all_readable
        asked = ("journalctl", f"--namespace={journald.NAME}", "--output=json")
        first = json.loads(run(*asked).splitlines()[0])
        assert found.oldest == int(first["__REALTIME_TIMESTAMP"])


def test_a_file_that_journald_put_aside_is_told() -> None:
    with journald.namespace("Storage=persistent\n"):
        journald.say(journald.lines(1, 10))
        journald.send(journald.lines(11, 11))  # and is killed before that is on the disk
        asked = ("journalctl", f"--namespace={journald.NAME}", "--output=cat", "--lines=1")
        until(lambda: "line 11" in run(*asked), "it has that")
        systemctl("kill", "--signal=KILL", journald.UNIT)
        until(lambda: shown(journald.UNIT, "MainPID")["MainPID"] == "0", "it is gone")
        systemctl("start", *journald.SERVICES)
        journald.say(journald.lines(12, 20))
        found = state_of(name=f"{machine()}.{journald.NAME}")
        assert list(found.damaged) == [path for path in journald.files() if path.endswith("~")]
        assert len(found.damaged) == 1


async def test_how_that_of_the_machine_is() -> None:
    say("state")
    found = await Journal().state()
    assert found.files == len(files()) and found.archived == len(closed())
    assert found.bytes == sum(path.stat().st_blocks * 512 for path in files())
    assert found.folder in {f"{place}/{machine()}" for place in PLACES}
