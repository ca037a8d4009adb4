"""Tries the two commands of README.md as a new user would: on a Debian 12 with nothing but Python.

Makes a root with mmdebstrap (python3, venv, pip; no compiler, no git), puts the checkout into the
home of an ordinary user and runs the first command on a terminal until the Overview shows this
machine's figures, presses q, and looks whether the terminal is as it was; then runs the second.

Mounts are made in a namespace of its own, so nothing stays mounted however this ends. The machine's
CA bundle, pip settings and proxies are passed in. Needs root, mmdebstrap, and the .venv of the
second command.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.terminal import picture
from tests.terminal.harness import Terminal

HOUSE = Path(__file__).resolve().parent.parent
CACHE = Path("/var/tmp/sptui-clean-root")
BASE_MAX_AGE_S = 7 * 86400
PACKAGES = "python3,python3-venv,python3-pip,ca-certificates"
UNWANTED = ("git", "gcc", "cc", "g++", "make", "just", "uv")
USER, UID = "admin", 1000
PASSED_IN = re.compile(
    r"PIP_|SSL_CERT_|REQUESTS_CA_BUNDLE$|CURL_CA_BUNDLE$|(?i:https?_proxy|no_proxy)$"
)
SETUP_S, TESTS_S = 600, 1200
HISTORY_S = 60  # so that the graphs of the picture have something to show


def main() -> int:
    args = arguments()
    if args.inside:
        return inside(Path(args.inside), args)
    if os.geteuid():
        raise SystemExit("clean_root: needs root, for mmdebstrap and chroot")
    CACHE.mkdir(parents=True, exist_ok=True)
    root = Path(tempfile.mkdtemp(prefix="root-", dir=CACHE))
    try:
        unpack(base(fresh=args.fresh), root)
        again = [sys.executable, "-m", "tools.clean_root", *sys.argv[1:], "--inside", str(root)]
        # Its own mounts and processes: both are gone when the last line of `inside` has run.
        alone = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
        return subprocess.run([*alone, *again], cwd=HOUSE, check=False).returncode
    finally:
        remove(root)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--picture", metavar="FILE", help="draw the Overview that came up as a PNG")
    parser.add_argument("--only", type=int, choices=(1, 2), help="try this command alone")
    parser.add_argument(
        "--fresh", action="store_true", help="make the Debian anew, not from a week's cache"
    )
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    return parser.parse_args()


def base(*, fresh: bool) -> Path:
    """The bare Debian as a tar file, made if it is not there or old."""
    tar = CACHE / "bookworm.tar"
    if not fresh and tar.exists() and time.time() - tar.stat().st_mtime < BASE_MAX_AGE_S:
        say(f"Debian 12 of {time.strftime('%d %b %H:%M', time.localtime(tar.stat().st_mtime))}")
        return tar
    say("Debian 12 by mmdebstrap")
    new = CACHE / f"new-{os.getpid()}.tar"
    run("mmdebstrap", "--quiet", "--variant=minbase", f"--include={PACKAGES}", "bookworm", str(new))
    return new.rename(tar)


def unpack(tar: Path, root: Path) -> None:
    """Debian, one ordinary user, this machine's settings for pip, the checkout in a home."""
    root.chmod(0o755)
    run("tar", "-C", str(root), "--exclude=./dev/*", "-xf", str(tar))
    run(
        "chroot",
        str(root),
        "useradd",
        "--create-home",
        "--uid",
        str(UID),
        "--shell",
        "/bin/sh",
        USER,
    )
    shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
    (root / "etc/pip.conf").write_text(
        "[global]\n" + "".join(f"{k} = {v}\n" for k, v in pip_settings())
    )
    house = root / "home" / USER / "sptui"
    for name in checkout():
        target = house / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(HOUSE / name, target, follow_symlinks=False)
    run("chroot", str(root), "chown", "-Rh", f"{UID}:{UID}", f"/home/{USER}")


def checkout() -> list[str]:
    """The files that a user gets: what git would have, or all but caches where there is no git."""
    if shutil.which("git") and (HOUSE / ".git").exists():
        listed = run(
            "git", "-C", str(HOUSE), "ls-files", "-z", "--cached", "--others", "--exclude-standard"
        )
        names = [name for name in dict.fromkeys(listed.split("\0")) if name]
    else:
        left_out = {".venv", ".git", ".cache", "__pycache__", ".hypothesis", "dist"}
        below = (path.relative_to(HOUSE) for path in HOUSE.rglob("*"))
        names = [str(path) for path in below if not left_out & set(path.parts)]
    # A link goes along as a link, wherever it leads: recorded folders have them.
    return [name for name in names if (HOUSE / name).is_symlink() or (HOUSE / name).is_file()]


def pip_settings() -> list[tuple[str, str]]:
    """What pip's files on this machine say, by name; its variables are passed in as they are."""
    said = run(sys.executable, "-m", "pip", "config", "list")
    pairs = re.findall(r"^global\.([\w-]+)='(.*)'$", said, re.MULTILINE)
    return [(name, value.replace("\\n", "\n    ")) for name, value in pairs]


def pip_places(settings: list[tuple[str, str]]) -> list[Path]:
    """Files and folders of this machine that settings and variables point to; none in another."""
    values = " ".join([*(value for _, value in settings), *passed_in().values()])
    paths = [Path(word.removeprefix("file://")) for word in values.split() if "/" in word]
    # An index of links (`simple/NAME/`) points to files beside it: the folder above goes along.
    places = {path.parent if path.name == "simple" else path for path in paths}
    here = [path for path in sorted(places) if path.is_absolute() and path.exists()]
    return [path for path in here if not set(path.parents) & set(here)]


def passed_in() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if PASSED_IN.match(name)}


def inside(root: Path, args: argparse.Namespace) -> int:
    """In the namespace: mount, look that the root is bare, try the commands."""
    run("mount", "--make-rprivate", "/")
    run("mount", "--bind", str(root), str(root))  # a root is a mount, and is shown as one
    for name in ("dev", "sys"):
        run("mount", "--rbind", f"/{name}", str(root / name))
    run("mount", "-t", "proc", "proc", str(root / "proc"))
    for place in pip_places(pip_settings()):
        bind(place, root / place.relative_to("/"))
    found = [tool for tool in UNWANTED if in_root(root, f"command -v {tool}").returncode == 0]
    if found:
        raise SystemExit(f"clean_root: the root is not bare, it has {', '.join(found)}")
    say(in_root(root, "python3 --version; pip3 --version").stdout.strip().replace("\n", "; "))
    first, second = commands()
    if args.only != 2:
        say(f"1  {first}")
        first_command(root, first, args.picture)
    if args.only != 1:
        say(f"2  {second}")
        second_command(root, second)
    return 0


def bind(place: Path, target: Path) -> None:
    """The same file or folder, to be read in the root at the same path."""
    if place.is_dir():
        target.mkdir(parents=True, exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
    run("mount", "--bind", "-o", "ro", str(place), str(target))


def commands() -> tuple[str, str]:
    """The first two command lines of README.md."""
    lines = re.findall(
        r"^python3 -m venv .*$", (HOUSE / "README.md").read_text("utf-8"), re.MULTILINE
    )
    if len(lines) != 2:
        raise SystemExit(f"clean_root: README.md has {len(lines)} command lines that set up, not 2")
    return lines[0], lines[1]


def chrooted(root: Path, line: str) -> list[str]:
    """`line` by the ordinary user in the checkout, who owns the terminal as after a sign-in."""
    own = 'if tty >/dev/null; then chown "$1" "$(tty)"; fi; shift; exec "$@"'
    enter = ["chroot", f"--userspec={UID}:{UID}", "--groups=", str(root), "sh", "-c"]
    return ["sh", "-c", own, "sh", str(UID), *enter, f"cd ~/sptui && {line}"]


def clean_environment() -> dict[str, str]:
    path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    return passed_in() | {"PATH": path, "HOME": f"/home/{USER}", "USER": USER, "LANG": "C.UTF-8"}


def in_root(root: Path, line: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        chrooted(root, line), env=clean_environment(), text=True, capture_output=True, check=False
    )


def first_command(root: Path, line: str, png: str | None) -> None:
    """Raises SystemExit with the screen when the Overview does not come, or does not leave well."""
    bare = [name for name in os.environ if name not in clean_environment()]
    for name in bare:
        del os.environ[name]
    started = time.monotonic()
    with Terminal(chrooted(root, line), cols=120, rows=40, env=clean_environment()) as terminal:
        # A figure of CPU is a rate: it is there only when two readings were made.
        live = r"CPU\b.*\d %\s+Memory\b.*\d %(.|\n)*Disks\b"
        if not terminal.pump(SETUP_S, live):
            raise SystemExit(f"clean_root: no working Overview\n{terminal.text()}")
        say(f"   the Overview is there after {time.monotonic() - started:.0f} s, set-up included")
        terminal.pump(HISTORY_S if png else 0)
        print(terminal.text())
        if png:
            picture.draw(terminal.vt).save(HOUSE / png)
        terminal.press("q")
        status = terminal.wait(10)
        wrong = terminal.troubles()
        if status != 0 or wrong:
            raise SystemExit(f"clean_root: q ended it with {status}; {'; '.join(wrong)}")
    say("   q: status 0, the terminal is as it was")


def second_command(root: Path, line: str) -> None:
    """Raises SystemExit when it does not end with 0 in time."""
    done = subprocess.run(
        chrooted(root, line),
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        timeout=TESTS_S,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"clean_root: the second command ended with {done.returncode}")
    say("   status 0")


def remove(root: Path) -> None:
    """The root, once it is sure that nothing is mounted in it (else /dev would go with it)."""
    if str(root) in Path("/proc/self/mountinfo").read_text():
        raise SystemExit(f"clean_root: something is mounted in {root}; left as it is")
    shutil.rmtree(root)


def run(*argv: str) -> str:
    """What a command prints. Raises SystemExit with its own words when it fails."""
    done = subprocess.run(argv, text=True, capture_output=True, check=False)
    if done.returncode:
        raise SystemExit(f"clean_root: {' '.join(argv)}: {done.stderr.strip()}")
    return done.stdout


def say(text: str) -> None:
    print(f"clean_root: {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
