"""What goes wrong with the journal of a real machine: units are told of all the same, what can be
read is read, and what can't is said, with what to do. Faults of what is followed, that need a
journald and nothing more, are in test_journal.py."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

import pytest

from sptui.model.journal import Entry
from sptui.model.journal_rows import Gap
from sptui.model.log_query import Query, Text
from sptui.paint.words import say
from sptui.system.journal import Journal
from tests.contract.test_journal import everything
from tests.rig import journald
from tests.rig.machine import run, state, systemctl, write
from tests.rig.test_do import FAILS, NOBODY, Said, do
from tests.rig.test_journal import in_thread, watched
from tests.rig.units import loaded

PLACE = Path("/run/rig-journalctl")
JOURNALCTL = "/usr/bin/journalctl"
JOURNALD = (
    "systemd-journald.socket",
    "systemd-journald-dev-log.socket",
    "systemd-journald-audit.socket",
    "systemd-journald.service",
)
MAIN = "/run/systemd/journal/socket"
HERE = Path("/run/rig-saved")
# What an earlier run said is in the journal still.
RUN = os.urandom(4).hex()

# What has a command run on a machine that is otherwise.
Prefix = tuple[str, ...]


def otherwise(script: str) -> Prefix:
    """After this was done, which nobody else sees."""
    return ("unshare", "--mount", "sh", "-ec", f'{script}\nexec "$@"', "sh")


@contextmanager
def missing() -> Iterator[Prefix]:
    """There is no journalctl: all that is in its folder is in another that lacks it."""
    real, shown = PLACE / "real", PLACE / "shown"
    real.mkdir(parents=True)
    shown.mkdir()
    try:
        yield otherwise(
            f"mount --bind /usr/bin {real}; ln -s -f -t {shown} {real}/*; rm {shown}/journalctl\n"
            f"mount --bind {shown} /usr/bin"
        )
    finally:
        shutil.rmtree(PLACE)


@contextmanager
def another(script: str) -> Iterator[Prefix]:
    """journalctl is this one; the real one is $real."""
    PLACE.mkdir()
    real, made = PLACE / "real", PLACE / "made"
    real.touch()
    made.write_text(f"#!/bin/sh\nreal={real}\n{script}\n")
    made.chmod(0o755)
    try:
        yield otherwise(f"mount --bind {JOURNALCTL} {real}; mount --bind {made} {JOURNALCTL}")
    finally:
        shutil.rmtree(PLACE)


@contextmanager
def no_files() -> Iterator[Prefix]:
    """There is no journal at all."""
    hidden = "for each in /run/log/journal /var/log/journal; do\n"
    hidden += 'test ! -d "$each" || mount -t tmpfs none "$each"; done'
    yield otherwise(hidden)


@contextmanager
def stopped() -> Iterator[Prefix]:
    """Nobody writes the journal."""
    systemctl("stop", *JOURNALD)
    try:
        assert state(JOURNALD[-1])[0] == "inactive"
        yield ()
    finally:
        systemctl("start", *JOURNALD)


@contextmanager
def corrupt() -> Iterator[Prefix]:
    """The newest file that was closed is rubbish."""
    run("journalctl", "--rotate")
    of = max(
        Path("/var/log/journal").glob("*/system@*.journal"), key=os.path.getmtime, default=None
    )
    of = of or max(Path("/run/log/journal").glob("*/system@*.journal"), key=os.path.getmtime)
    bad = of.with_name("system@" + "f" * 32 + "-0000000000000001-0000000000000001.journal")
    bad.write_bytes(b"\xff" * 4096 + of.read_bytes()[4096:])
    try:
        yield ()
    finally:
        bad.unlink()


OLD = """case "$*" in
*--output-fields*) n=--output-fields;;
*--case-sensitive*) n=--case-sensitive;;
*) exec $real "$@";;
esac
echo "journalctl: unrecognized option '$n=x'" >&2; exit 1"""
KILLED = "kill -KILL $$"
HALF = '$real "$@" | head -c 3000; kill -KILL $$'
RUBBISH = "head -c 300000 /dev/urandom; echo; echo '{\"MESSAGE\":'; exit 0"

Fault = Callable[[], AbstractContextManager[Sequence[str]]]
FAULTS: dict[str, Fault] = {
    "none": lambda: nullcontext(()),
    "missing": missing,
    "old": lambda: another(OLD),
    "killed": lambda: another(KILLED),
    "killed half way": lambda: another(HALF),
    "rubbish": lambda: another(RUBBISH),
    "silent": lambda: another("exec sleep 300"),
    "no files": no_files,
    "journald stopped": stopped,
    "a corrupt file": corrupt,
}
# Where the last lines of a unit that fails can be had all the same.
READABLE = ("none", "old", "a corrupt file")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_unit_that_fails_is_told_whatever_is_wrong_with_the_journal(fault: str) -> None:
    with loaded({"rig-fails.service": FAILS}), FAULTS[fault]() as prefix:
        done = do("unit.start", "rig-fails", "--yes", "--json", user=prefix)
        assert done.code == 1, done.err
        outcome = done.data["outcome"]
        assert outcome["text"].startswith("rig-fails.service: failed; exit code 7")
        bound = any("it could not bind" in line for line in outcome["lines"])
        assert bound or fault not in READABLE
        assert not bound or fault not in ("missing", "killed", "rubbish", "silent", "no files")


# ------------------------------------------------------------------ what is read


@pytest.fixture
def here() -> Iterator[Path]:
    HERE.mkdir(mode=0o777)
    HERE.chmod(0o777)
    yield HERE
    shutil.rmtree(HERE)


def save(path: Path, query: str, user: Sequence[str]) -> Said:
    return do("log.save", f"--set=query={query}", f"--set=path={path}", user=user)


def said(marker: str) -> None:
    entries = [{"MESSAGE": f"{marker} {n}", "SYSLOG_IDENTIFIER": "rig"} for n in range(1, 31)]
    journald.send(entries, MAIN)
    run("journalctl", "--sync")


@pytest.mark.parametrize("fault", ["none", "old", "journald stopped", "a corrupt file"])
def test_what_can_be_read_is_read(fault: str, here: Path) -> None:
    said(f"read {RUN} {fault}")
    with FAULTS[fault]() as prefix:
        done = save(here / "log", f'by:rig "read {RUN} {fault}"', prefix)
        assert (done.code, done.err) == (0, "")
    numbers = [line.rpartition(" ")[2] for line in (here / "log").read_text().splitlines()]
    assert numbers == [str(n) for n in range(1, 31)]


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("missing", "there is no journalctl here"),
        ("killed", "journalctl was ended by signal 9"),
        ("killed half way", "journalctl was ended by signal 9"),
        ("no files", "Nothing matches"),
        ("rubbish", "Nothing matches"),
    ],
)
def test_what_can_t_be_read_is_said_and_nothing_is_saved(fault: str, says: str, here: Path) -> None:
    said("never saved")
    with FAULTS[fault]() as prefix:
        done = save(here / "log", "by:rig", prefix)
    assert done.code == 1 and says in done.err, done.err
    assert list(here.iterdir()) == []


def test_the_group_that_is_named_may_read(here: Path) -> None:
    said(f"group {RUN}")
    refused = save(here / "log", f'"group {RUN}"', NOBODY)
    assert refused.code == 1
    _, _, rest = refused.err.partition("in one of the groups ")
    groups = rest.partition(", or root")[0].split(", ")
    assert "systemd-journal" in groups
    for group in groups:
        if run("getent", "group", group, check=False):
            member = ("setpriv", "--reuid=nobody", "--regid=nogroup", f"--groups={group}")
            done = save(here / group, f'"group {RUN}"', member)
            assert (done.code, done.err) == (0, ""), group
            assert len((here / group).read_text().splitlines()) == 30


# ------------------------------------------------------------------ what is followed


def old(path: Path) -> Journal:
    """The namespace's, by a journalctl that lacks what is newer."""
    path.write_text(f"#!/bin/sh\nreal={JOURNALCTL}\n{OLD}\n")
    return Journal(("/bin/sh", str(path), f"--namespace={journald.NAME}"))


async def test_with_an_old_journalctl_all_is_there(tmp_path: Path) -> None:
    with journald.namespace():
        journald.say(journald.lines(1, 300))
        async with watched(old(tmp_path / "journalctl")) as it:
            assert it.numbers() == list(range(1, 301))
            await in_thread(journald.say, journald.lines(301, 310))
            await it.until(lambda: it.numbers()[-1] == 310)
            assert it.now.why is None
            it.watcher.ask(Query(texts=(Text("exact", "odd"),)))
            await it.until(lambda: it.now.ready)
            assert it.numbers() == list(range(1, 311, 2))


async def test_without_journalctl_it_is_said_and_read_once_it_is_there(tmp_path: Path) -> None:
    there = tmp_path / "journalctl"
    with journald.namespace() as real:
        journald.say(journald.lines(1, 3))
        async with watched(real) as it:  # what there is to see is the same
            assert it.numbers() == [1, 2, 3]
        lacking = Journal((str(there), f"--namespace={journald.NAME}"))
        async with watched(lacking, ready=False) as it:
            await it.until(lambda: it.now.why)
            assert it.now.why is not None and it.now.next is not None
            assert str(there) in say(it.now.why)
            assert it.rows() == [] and not it.now.ready
            there.symlink_to(JOURNALCTL)
            await it.until(lambda: it.numbers() == [1, 2, 3])
            assert it.now.why is None


async def test_what_is_vacuumed_while_it_is_followed_ends_no_page() -> None:
    """Older rows are asked for, before one that is gone meanwhile."""
    with journald.namespace() as journal:
        journald.say(journald.lines(1, 1_500))
        journald.rotate()
        journald.say(journald.lines(1_501, 1_510))
        async with watched(journal) as it:
            assert it.numbers()[0] > 1 and it.numbers()[-1] == 1_510
            shown = it.numbers()
            await in_thread(run, "journalctl", f"--namespace={journald.NAME}", "--vacuum-files=1")
            it.watcher.older()
            await it.until(lambda: not it.now.busy and it.now.start)
            assert it.now.why is None
            assert it.numbers() == shown, "what was read stays"
            await in_thread(journald.say, journald.lines(1_511, 1_520))
            await it.until(lambda: it.numbers()[-1] == 1_520)
            assert it.numbers() == [*shown, *range(1_511, 1_521)]
            assert not [row for row in it.rows() if isinstance(row, Gap)]


# ------------------------------------------------------------------ the clock

FAKED = "/usr/lib/*/faketime/libfaketime.so.1"
SET = Path("/run/rig-clock")
DROP_IN = f"{journald.UNIT}.d/clock.conf"


@contextmanager
def a_clock_of_its_own() -> Iterator[Callable[[str], None]]:
    """Of journald: a wall clock that can be set, while the machine's own goes on."""
    [library] = Path("/").glob(FAKED[1:])
    settings = {
        "LD_PRELOAD": str(library), "FAKETIME_TIMESTAMP_FILE": str(SET), "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1", "FAKETIME_DISABLE_SHM": "1",
    }  # fmt: skip
    lines = "".join([f"Environment={name}={value}\n" for name, value in settings.items()])
    write({DROP_IN: f"[Service]\n{lines}SystemCallFilter=\n"})
    systemctl("daemon-reload")

    def clock(text: str) -> None:
        new = SET.with_suffix(".new")
        new.write_text(text + "\n")
        new.rename(SET)

    clock("+0")
    try:
        yield clock
    finally:
        shutil.rmtree(Path("/run/systemd/system", DROP_IN).parent)
        systemctl("daemon-reload")
        SET.unlink()


def tell_readers() -> None:
    """As journald does a quarter of a second after an entry, but for this library, by which its
    timers fire at the wrong time. Source: src/libsystemd/sd-journal/journal-file.c,
    journal_file_post_change."""
    for path in journald.files():
        os.truncate(path, os.stat(path).st_size)


async def test_a_clock_that_is_set_back_in_mid_boot_loses_and_doubles_nothing() -> None:
    with a_clock_of_its_own() as clock, journald.namespace() as journal:
        journald.say(journald.lines(1, 300))
        async with watched(journal) as it:
            assert it.numbers() == list(range(1, 301))
            for n, moment in enumerate(("-2h", "+3h", "-1d", "+0")):
                clock(moment)
                first = 301 + n * 20
                await in_thread(journald.say, journald.lines(first, first + 19))
                tell_readers()
                await it.until(lambda last=first + 19: it.numbers()[-1] == last)
            assert it.numbers() == list(range(1, 381))
            assert it.now.live and not [row for row in it.rows() if isinstance(row, Gap)]
        found = await everything(journal)
        told = [entry for entry in found if entry.message.startswith("line ")]
        assert [int(entry.message.split()[1]) for entry in told] == list(range(1, 381))
        assert len({entry.boot for entry in told}) == 1
        hours = [hours_off(entry) for entry in (told[299], *told[300:380:20])]
        assert hours == [0, -2, 3, -24, 0], "its clock was set, and by so much"
        # Read anew, and page by page, it is the same.
        async with watched(journal) as it:
            assert it.numbers() == list(range(1, 381))
        page, back = await it.watcher.last(Query(), 50), list[Entry]()
        while page:
            back += page
            page = [e async for burst in journal.read(Query(), 50, cursor=page[-1].cursor)
                    for e in burst]  # fmt: skip
        assert back == found[::-1]


def hours_off(entry: Entry) -> int:
    """How far journald's clock was off: what was said is said now."""
    return round((received(entry) / 1e6 - time.time()) / 3600)


def received(entry: Entry) -> int:
    asked = ("journalctl", f"--namespace={journald.NAME}", "--output=json", "--lines=1")
    line = run(*asked, f"--cursor={entry.cursor}")
    return int(json.loads(line)["__REALTIME_TIMESTAMP"])


async def test_without_any_read_of_it_the_loop_goes_on(tmp_path: Path) -> None:
    """A journalctl that says nothing is left when nobody looks, and soon."""
    silent = tmp_path / "journalctl"
    silent.write_text(f"#!/bin/sh\necho $$ >{tmp_path}/pid\nexec sleep 300\n")
    silent.chmod(0o755)
    async with watched(Journal((str(silent),)), ready=False) as it:
        await it.until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text())
        assert not it.now.ready and it.rows() == []
        pid = int((tmp_path / "pid").read_text())
        async with asyncio.timeout(5):
            await it.watcher.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
