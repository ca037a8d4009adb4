"""Who sits here, as the environment and the processes above say."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from sptui.paint.words import say
from sptui.system.who import Who, named, who

HOSTILE = ("\x1b[31mred", "\udcff\udcfe", "x" * 100_000, "a\nb", "\u202eevil", "", " ", "\x00")


def me() -> str:
    import pwd

    return pwd.getpwuid(os.geteuid()).pw_name


def test_the_user_and_where_the_line_comes_from():
    found = who({"SSH_CONNECTION": "198.51.100.7 50312 203.0.113.5 22"})
    assert (found.user, found.come_from, found.by) == (me(), "198.51.100.7", "")


@pytest.mark.parametrize("name", ["SUDO_USER", "DOAS_USER"])
def test_who_took_the_rights_of_another(name: str):
    assert who({name: "anna"}).by == "anna"


def test_who_calls_sudo_as_the_same_is_nobody_else():
    assert who({"SUDO_USER": me()}).by == ""


def test_what_sudo_kept_from_us_is_known_above(tmp_path: Path):
    """A folder that reads like a machine: we are below sudo, which is below a shell over SSH."""
    parents = {
        os.getppid(): (41, b"HOME=/root\0"),
        41: (40, b"SSH_CONNECTION=2001:db8::7 1 x 22\0"),
    }
    for pid, (above, environ) in parents.items():
        folder = tmp_path / f"proc/{pid}"
        folder.mkdir(parents=True)
        (folder / "environ").write_bytes(environ)
        (folder / "stat").write_bytes(b"%d (a) b) S %d 1 1 0 -1" % (pid, above))
    assert who({}, str(tmp_path)).come_from == "2001:db8::7"
    assert who({"SSH_CONNECTION": "192.0.2.1 5 x 22"}, str(tmp_path)).come_from == "192.0.2.1"


def test_processes_above_that_go_round_in_a_circle_or_say_rubbish(tmp_path: Path):
    folder = tmp_path / f"proc/{os.getppid()}"
    folder.mkdir(parents=True)
    (folder / "environ").write_bytes(b"A=1")
    (folder / "stat").write_bytes(b"1 (x) S %d" % os.getppid())
    assert who({}, str(tmp_path)).come_from == ""
    (folder / "stat").write_bytes(b"\xff")
    assert who({}, str(tmp_path)).come_from == ""


def test_the_terminal():
    """Of a process that has one, and of one that has none."""
    code = "import os; from sptui.system.who import who; print(who({}).tty)"
    ours, theirs = pty.openpty()
    try:
        argv = [sys.executable, "-c", code]
        out = subprocess.run(argv, stdin=theirs, capture_output=True, text=True, check=True)
        assert out.stdout.strip() == os.ttyname(theirs).removeprefix("/dev/")
        nothing = subprocess.DEVNULL
        out = subprocess.run(argv, stdin=nothing, capture_output=True, text=True, check=True)
        assert out.stdout.strip() == ""
    finally:
        os.close(ours)
        os.close(theirs)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_values_are_short_and_clean_where_they_are_said(text: str):
    found = who({"SSH_CONNECTION": text, "SUDO_USER": text, "XDG_RUNTIME_DIR": text})
    assert all(len(part) <= 255 for part in found)
    assert say(named(found)).isprintable()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (Who("root"), "root"),
        (Who("root", "pts/1"), "root on pts/1"),
        (Who("root", "pts/1", "198.51.100.7"), "root from 198.51.100.7 on pts/1"),
        (Who("root", "", "198.51.100.7", "anna"), "anna (root) from 198.51.100.7"),
    ],
)
def test_words(given: Who, said: str):
    assert say(named(given)) == said
