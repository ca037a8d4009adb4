"""What the tests need inside the rig: sptui's own dependencies and pytest's, at the versions and
with the hashes of the locks, fetched outside (the rig has no network) for the rig's own Python."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
# What the tests import beside sptui itself: tests/terminal draws with pyte.
WANTED = ("sptui", "pytest", "pytest-asyncio", "hypothesis", "pyte")
PYTHON = "3.13"  # Debian trixie's
VENV = "/opt/v"  # in the rig


def install(root: Path) -> None:
    """Make sure that the root file system has a venv of exactly these packages; Debian's own
    (python3-gi, python3-pydbus) are seen from it too. Raises CalledProcessError."""
    wanted = "".join(locked(closure(WANTED)))
    key = hashlib.sha256(wanted.encode()).hexdigest()
    venv = root / VENV.lstrip("/")
    if (venv / "key").is_file() and (venv / "key").read_text() == key:
        return
    shutil.rmtree(venv, ignore_errors=True)
    _in_root(root, "python3", "-m", "venv", "--system-site-packages", "--without-pip", VENV)
    site = venv / "lib" / f"python{PYTHON}" / "site-packages"
    asked = venv / "requirements"
    asked.write_text(wanted)
    pip = [sys.executable, "-m", "pip", "install", "-qq", "--no-deps", "--require-hashes"]
    only = ["--only-binary=:all:", "--python-version", PYTHON, "--no-compile"]
    # pip writes of scripts that are not on the PATH; none of them is used.
    subprocess.run(
        [*pip, *only, "--no-warn-script-location", "--target", str(site), "-r", str(asked)],
        check=True,
    )
    _in_root(root, f"{VENV}/bin/python", "-m", "compileall", "-q", f"{VENV}/lib")
    (venv / "key").write_text(key)


def closure(roots: Iterable[str]) -> set[str]:
    """Names of the packages that these need, themselves included but for sptui. Source: uv.lock."""
    with (HOUSE / "uv.lock").open("rb") as file:
        listed = {package["name"]: package for package in tomllib.load(file)["package"]}
    found: set[str] = set()
    waiting = [(name, "") for name in roots]
    seen: set[tuple[str, str]] = set()
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        found.add(name)
        package = listed[name]
        needs = package.get("optional-dependencies", {}).get(extra, []) if extra else []
        for need in [*needs, *package.get("dependencies", [])]:
            waiting += [(need["name"], each) for each in ["", *need.get("extra", [])]]
    return found - {"sptui"}


def locked(names: set[str]) -> Iterator[str]:
    """The entries of these packages in requirements-dev.lock, with their hashes. What is only for
    another Python or system than the lock's is not among them, and not wanted."""
    text = (HOUSE / "requirements-dev.lock").read_text("utf-8")
    for entry in re.findall(r"^[\w.-]+==.*\n(?: +--hash=.*\n)*", text, re.MULTILINE):
        if entry.partition("==")[0] in names:
            yield entry


def _in_root(root: Path, *argv: str) -> None:
    """In the root file system, without this machine's settings of Python and pip."""
    clean = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}
    subprocess.run(["chroot", str(root), *argv], env=clean, cwd=os.sep, check=True)
