"""Two sessions and one thing."""

from __future__ import annotations

import errno
import os
import resource
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sptui.model.errors import TakenError
from sptui.paint.words import say
from sptui.system import claims as module
from sptui.system.claims import Claims
from sptui.system.who import Who

ME = Who("root", "pts/1", "198.51.100.7")
NAMES = (
    "unit nginx.service",
    "unit a@b\\x2d.service",
    "../../etc/passwd",
    "\udcff\n\0/",
    "x" * 5000,
)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """What stands for /run, or for the folder of who is not root."""
    tmp_path.chmod(0o700)
    return tmp_path


def claims(run: Path, who: Who = ME) -> Claims:
    return Claims(who, {"XDG_RUNTIME_DIR": str(run)}, str(run))


def held(run: Path) -> list[Path]:
    return sorted((run / "sptui/claims").iterdir())


def taken(claim: Claims, *things: str) -> str:
    """Who has it."""
    with pytest.raises(TakenError) as caught, claim.hold(things, "unit.start"):
        raise AssertionError("got it")
    assert say(caught.value.next)
    return say(caught.value.what)


def free(run: Path, *things: str) -> bool:
    with claims(run).hold(things, "unit.start"):
        return True


class Session:
    """Another process, that claims things when it is told to."""

    def __init__(self, run: Path, *things: str) -> None:
        argv = [sys.executable, "-m", "tests.contract.claimer", str(run), *things]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(argv, stdin=pipe, stdout=pipe, text=True)

    def go(self) -> None:
        assert self.process.stdin
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def says(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def sessions() -> Iterator[list[Session]]:
    made: list[Session] = []
    yield made
    for session in made:
        session.end()


# ------------------------------------------------------------------ one has it


@pytest.mark.parametrize("thing", NAMES, ids=range(len(NAMES)))
def test_who_comes_second_is_told_and_afterwards_it_is_free(run: Path, thing: str):
    with claims(run).hold([thing], "unit.restart"):
        assert taken(claims(run), thing) == "this session does unit.restart since 0 s"
        assert free(run, thing + "x")
    assert free(run, thing)
    assert held(run) == []


def test_another_session_is_told_by_name(run: Path, sessions: list[Session]):
    session = Session(run, "unit a.service")
    sessions.append(session)
    session.go()
    assert session.says() == "held"
    said = taken(claims(run), "unit a.service")
    assert said.startswith("anna from 192.0.2.9 on pts/7 does unit.stop since ")
    assert said.endswith(" s")
    session.go()
    session.process.wait()
    assert free(run, "unit a.service")


def test_the_kernel_lets_go_of_what_a_killed_session_had(run: Path, sessions: list[Session]):
    session = Session(run, "unit a.service", "unit b.service")
    sessions.append(session)
    session.go()
    assert session.says() == "held"
    session.kill()
    assert len(held(run)) == 2
    assert free(run, "unit b.service")
    assert free(run, "unit a.service")
    assert held(run) == []


def test_of_many_at_the_same_instant_one_gets_it(run: Path, sessions: list[Session]):
    sessions += [Session(run, "unit a.service", "unit b.service") for _ in range(6)]
    for _ in range(2):  # what the second round finds, the first one left
        for session in sessions:
            session.go()
        said = [session.says() for session in sessions]
        assert said.count("held") == 1
        assert all(
            each == "held" or each.startswith("anna from 192.0.2.9 on pts/7 does unit.stop since")
            for each in said
        )
        for session in sessions:
            session.end()
        sessions[:] = [Session(run, "unit a.service", "unit b.service") for _ in range(6)]


def test_all_or_none(run: Path):
    with claims(run).hold(["unit b"], "unit.restart"):
        taken(claims(run), "unit c", "unit b", "unit a")
        assert len(held(run)) == 1
        assert free(run, "unit a", "unit c")


def test_the_same_thing_twice_is_one(run: Path):
    assert free(run, "unit a", "unit a")


def test_nothing_takes_nothing(run: Path):
    assert free(run)
    assert not (run / "sptui").exists()


def test_it_is_let_go_when_the_action_fails(run: Path):
    with pytest.raises(ZeroDivisionError), claims(run).hold(["unit a"], "unit.start"):
        raise ZeroDivisionError
    assert free(run, "unit a")


def test_no_descriptor_stays_open(run: Path):
    def count() -> int:
        return len(os.listdir("/proc/self/fd"))

    free(run, "unit a")
    before = count()
    for _ in range(3):
        with claims(run).hold(["unit a", "unit b"], "unit.start"):
            taken(claims(run), "unit c", "unit a")
    assert count() == before


# ------------------------------------------------------------------ what lies there already


def test_the_folder_is_for_us_alone(run: Path):
    with claims(run).hold(["unit a"], "unit.start"):
        assert stat.S_IMODE((run / "sptui/claims").stat().st_mode) == 0o700
        [file] = held(run)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def locked(run: Path, data: bytes) -> int:
    """A claim of "unit a" that holds these bytes, as if somebody were in the midst of it."""
    with claims(run).hold(["unit a"], "unit.start"):
        [file] = held(run)
    file.write_bytes(data)
    fd = os.open(file, os.O_RDONLY)
    module.fcntl.flock(fd, module.fcntl.LOCK_EX)
    return fd


RUBBISH = (
    b"", b"{", b'{"who": {"user": "ro', b"null", b"[]", b'{"who": 1, "what": 2, "at": 3, "pid": 4}',
    b"\xff" * 5000, b"[" * 4000, b'{"who":{"user":"a","x":1},"what":"w","at":1,"pid":1}',
    b'{"who":{"user":"a"},"what":"w","at":-Infinity,"pid":1}',
    b'{"who":{"user":"a"},"what":"w","at":' + b"9" * 400 + b',"pid":1}',
    b'{"who":{"user":"a"},"what":"w","at":1,"pid":-1}',
    b'{"who":{"user":["a"]},"what":"w","at":1,"pid":1}',
)  # fmt: skip


@pytest.mark.parametrize("data", RUBBISH, ids=range(len(RUBBISH)))
def test_a_claim_that_says_nothing_of_use_holds_all_the_same(run: Path, data: bytes):
    fd = locked(run, data)
    assert taken(claims(run), "unit a") == "another session does something to it now"
    os.close(fd)
    assert free(run, "unit a")


def test_hostile_words_are_clean_where_they_are_said(run: Path):
    evil = b'{"who":{"user":"\\u001b[31m","tty":"\\ud800","come_from":"","by":""},'
    fd = locked(run, evil + b'"what":"\\n","at":1,"pid":%d}' % os.getppid())
    assert taken(claims(run), "unit a").isprintable()
    os.close(fd)


def test_what_a_session_that_is_gone_says_is_never_told(run: Path):
    """Its lock is held by who takes the rest away: nobody may be sent to ask the dead."""
    child = subprocess.Popen(["true"])
    child.wait()
    said = b'{"who":{"user":"dead"},"what":"w","at":1,"pid":%d}' % child.pid
    fd = locked(run, said)
    assert taken(claims(run), "unit a") == "another session does something to it now"
    os.close(fd)


@given(st.binary(max_size=300))
def test_any_bytes_are_somebody_or_another_session(data: bytes):
    found = module._words(data)
    assert found is None or say(found).isprintable()


def test_links_are_not_followed(run: Path, tmp_path_factory: pytest.TempPathFactory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (run / "sptui").symlink_to(elsewhere)
    assert free(run, "unit a")
    (run / "sptui").unlink()
    (run / "sptui").mkdir(mode=0o755)
    (run / "sptui/claims").symlink_to(elsewhere)
    assert free(run, "unit a")
    assert list(elsewhere.iterdir()) == []


def test_a_claim_that_is_a_link_leads_nowhere(run: Path):
    with claims(run).hold(["unit a"], "unit.start"):
        [file] = held(run)
    victim = run / "victim"
    victim.write_text("mine")
    file.symlink_to(victim)
    assert free(run, "unit a")
    assert victim.read_text() == "mine"
    assert file.is_symlink()


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o1777])
@pytest.mark.parametrize("which", [".", "sptui", "sptui/claims"])
def test_where_others_may_write_nothing_is_claimed(run: Path, which: str, mode: int):
    (run / "sptui/claims").mkdir(parents=True)
    (run / which).chmod(mode)
    with claims(run).hold(["unit a"], "unit.start"):
        assert held(run) == []
        assert free(run, "unit a")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_somebody_else_is_not_used(run: Path):
    (run / "sptui/claims").mkdir(parents=True)
    os.chown(run / "sptui/claims", 12345, 12345)
    assert free(run, "unit a")
    assert held(run) == []


@pytest.mark.parametrize("base", ["", "relative", "/nonexistent/nowhere", "/proc/self/status"])
def test_without_a_folder_the_action_goes_on(base: str):
    claim = Claims(ME, {"XDG_RUNTIME_DIR": base}, base)
    with claim.hold(["unit a"], "unit.start"), claim.hold(["unit a"], "unit.start"):
        pass


@pytest.mark.parametrize("call", ["open", "link", "mkdir", "write"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EMFILE, errno.EACCES])
def test_a_full_or_read_only_place_does_not_stop_the_action(
    run: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int
):
    def fails(*args: object, **named: object) -> NoReturn:
        raise OSError(number, os.strerror(number))

    done = []
    monkeypatch.setattr(module.os, call, fails)
    with claims(run).hold(["unit a", "unit b"], "unit.start"):
        done.append(1)
    assert done


def test_a_full_disk_still_tells_two_sessions_apart(run: Path):
    """No byte can be written, and names can be had still."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        with claims(run).hold(["unit a"], "unit.start"):
            assert taken(claims(run), "unit a") == "another session does something to it now"
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_since_when(run: Path, monkeypatch: pytest.MonkeyPatch):
    with ExitStack() as stack:
        stack.enter_context(claims(run).hold(["unit a"], "unit.restart"))
        now = time.time()
        monkeypatch.setattr(module.time, "time", lambda: now + 125.0)
        assert taken(claims(run), "unit a") == "this session does unit.restart since 2 min"
        monkeypatch.setattr(module.time, "time", lambda: now - 500.0)
        assert taken(claims(run), "unit a") == "this session does unit.restart since 0 s"
