"""Boots a real systemd (tests/rig/rig), puts this checkout into it, runs tests inside, brings what
they said out, and takes it down.

Without tests named: tests/rig and the contract of all ways to systemd, and each way has to have
passed some. Nothing may be skipped inside. Each run has a machine of its own, which is gone
afterwards however the run ends; only the Debian that it boots from is kept, in /var/tmp/sptui-rig,
for a week at most. Needs root, mmdebstrap and systemd-nspawn."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.rig.packages import HOUSE, VENV, install

RIG = HOUSE / "tests" / "rig" / "rig"
CACHE = Path(os.environ.get("RIG", "/var/tmp/sptui-rig"))
INSIDE = "/srv/sptui"
RESULTS = HOUSE / ".cache" / "rig"
TESTS = (
    "tests/rig",
    "tests/contract/test_managers.py",
    "tests/contract/test_managers_doing.py",
)
# Each way to systemd by a word of its parameter in the contract.
WAYS = ("bus", "pydbus", "private", "systemctl")
TOOLS = ("mmdebstrap", "systemd-nspawn", "script", "nsenter", "pgrep")
LEFT_S = 86_400
LIMIT_S = 1100  # of all tests together: a machine that hangs must not hang CI
_ALONE = "SPTUI_RIG_ALONE"


def main(argv: list[str] | None = None) -> int:
    """Exit status: pytest's; 1 also when a way to systemd was not tried; 2: no rig can be had."""
    ask = argparse.ArgumentParser(prog="tests/rig/run", description=__doc__)
    ask.add_argument("--keep", action="store_true", help="leave the machine up, to look around")
    ask.add_argument("--command", action="store_true", help="ARGS are a command, not pytest's")
    ask.add_argument("args", nargs="*", metavar="ARGS", help="for pytest, after --")
    given = ask.parse_args(argv)
    if wanted := lacking():
        print(f"tests/rig/run: needs {wanted} (see tests/rig/README.md)", file=sys.stderr)
        return 2
    if not given.keep and _ALONE not in os.environ:
        return alone(sys.argv[1:] if argv is None else argv)
    return run(given.args, keep=given.keep, command=given.command)


def lacking() -> str:
    """What has to be there before a rig can be had, in words; "" where all is."""
    tools = ", ".join(name for name in TOOLS if not shutil.which(name))
    return "root" if os.geteuid() else tools


def alone(argv: list[str]) -> int:
    """Again, in a world of processes and mounts that ends with it: so does the machine."""
    unshare = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    again = [*unshare, sys.executable, "-m", "tests.rig.runner", *argv]
    return subprocess.run(again, cwd=HOUSE, env=os.environ | {_ALONE: "1"}, check=False).returncode


def run(args: list[str], *, keep: bool, command: bool) -> int:
    """Boot, run, bring out, take down."""
    wanted = args or (["bash"] if command else list(TESTS))
    with booted(keep=keep) as place:
        status = inside(place, wanted if command else pytest(wanted))
        missed = [] if command else bring_out(place)
    if missed and not args and not status:
        print(f"tests/rig/run: no test was passed by: {', '.join(missed)}", file=sys.stderr)
        return 1
    return status


@contextmanager
def booted(*, keep: bool = False) -> Iterator[Path]:
    """A machine of its own with this checkout, and the place that `rig` knows it by."""
    began = time.monotonic()
    rig(["build"], CACHE)
    install(CACHE / "root")
    sweep()
    place = Path(tempfile.mkdtemp(prefix="run-", dir=CACHE))
    try:
        rig(["up"], place)
        put(place)
        print(f"tests/rig/run: up after {time.monotonic() - began:.0f} s", file=sys.stderr)
        yield place
    finally:
        print(f"tests/rig/run: {time.monotonic() - began:.0f} s in all", file=sys.stderr)
        if keep:
            print(f"Left up: RIG={place} tests/rig/rig sh; end it with `clean`", file=sys.stderr)
        else:
            rig(["clean"], place)


def sweep() -> None:
    """Take away what runs that were killed have left: their machines ended with them."""
    for left in CACHE.glob("run-*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > LEFT_S:
                shutil.rmtree(left)


def pytest(args: list[str]) -> list[str]:
    """pytest for these tests, in which a skip is a failure."""
    start = [f"{VENV}/bin/python", "-m", "pytest", "-p", "tests.rig.no_skips"]
    return [*start, "--junitxml=/srv/junit.xml", "--durations=8", *args]


def inside(place: Path, argv: list[str], limit_s: float = LIMIT_S) -> int:
    """Run a command in the rig, in the checkout that is there; its exit status."""
    env = ["env", "-C", INSIDE, "SPTUI_RIG=1", f"PYTHONPATH={INSIDE}", f"PATH={VENV}/bin:{_PATH}"]
    enter = ["bash", str(RIG), "sh", *env, *argv]
    try:
        done = subprocess.run(enter, env=environment(place), timeout=limit_s, check=False)
    except subprocess.TimeoutExpired:
        print(f"tests/rig/run: not done after {limit_s:g} s", file=sys.stderr)
        return 124
    return done.returncode


_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def put(place: Path) -> None:
    """The files of this checkout into the rig, and `sptui` as a command."""
    at = root_of(place) / INSIDE.lstrip("/")
    for name in checkout():
        target = at / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(HOUSE / name, target, follow_symlinks=False)
    command = root_of(place) / "usr/local/bin/sptui"
    start = f'PYTHONPATH={INSIDE} exec {VENV}/bin/python -m sptui "$@"'
    command.write_text(f"#!/bin/sh\n{start}\n", "utf-8")
    command.chmod(0o755)


def checkout() -> list[str]:
    """What git would have, or all but caches where there is no git."""
    if shutil.which("git") and (HOUSE / ".git").exists():
        listed = ["git", "-C", str(HOUSE), "ls-files", "-z", "-co", "--exclude-standard"]
        out = subprocess.run(listed, capture_output=True, text=True, check=True).stdout
        names = [name for name in dict.fromkeys(out.split("\0")) if name]
    else:
        left_out = {".venv", ".git", ".cache", "__pycache__", ".hypothesis", "dist"}
        below = (path.relative_to(HOUSE) for path in HOUSE.rglob("*"))
        names = [str(path) for path in below if not left_out & set(path.parts)]
    return [name for name in names if (HOUSE / name).is_symlink() or (HOUSE / name).is_file()]


def bring_out(place: Path) -> list[str]:
    """Results and the rig's own journal into .cache/rig; which ways to systemd passed no test."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    rig(["sh", "sh", "-c", "journalctl -b --no-pager >/srv/journal.txt"], place)
    for name in ("junit.xml", "journal.txt"):
        if (found := root_of(place) / "srv" / name).is_file():
            shutil.copyfile(found, RESULTS / name)
    return untried(RESULTS / "junit.xml")


def untried(junit: Path) -> list[str]:
    """The ways to systemd that passed no test of the contract."""
    passed = [
        case.get("name", "")
        for case in ET.parse(junit).getroot().iter("testcase")
        if "test_managers" in case.get("classname", "") and not list(case)
    ]
    words = {word for name in passed for word in name.partition("[")[2].rstrip("]").split("-")}
    return [way for way in WAYS if way not in words]


def root_of(place: Path) -> Path:
    """The rig's files, its tmpfs included, as seen from outside."""
    leader = (place / "leader").read_text().strip()
    return Path("/proc") / leader / "root"


def rig(argv: list[str], place: Path) -> None:
    """The rig's own script. Raises SystemExit with its words, which are on standard error."""
    out = sys.stderr if argv[0] == "build" else subprocess.DEVNULL
    again = ["bash", str(RIG), *argv]
    done = subprocess.run(again, env=environment(place), stdout=out, check=False)
    if done.returncode:
        raise SystemExit(f"tests/rig/run: rig {argv[0]} ended with {done.returncode}")


def environment(place: Path) -> dict[str, str]:
    """A machine of its own at `place`, booted from the common root, that keeps nothing."""
    return os.environ | {"RIG": str(place), "RIG_ROOT": str(CACHE / "root"), "RIG_FRESH": "1"}


if __name__ == "__main__":
    sys.exit(main())
