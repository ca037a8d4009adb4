"""A journal of millions of entries, such as a busy server has: written by systemd-journal-remote,
which takes them faster than journald. `python -m benchmarks.journal_made FOLDER COUNT`."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

REMOTE = Path("/lib/systemd/systemd-journal-remote")
# One in so many says something else than the others.
RARE = 250_000
RARE_TEXT = "the needle lies here"
_UNITS, _SHAPES, _AT_ONCE = 60, 40, 500
_WORDS = (
    "connect from unknown host", "imap-login: Login: user=<anna>", "GET /index.php/apps/files",
    "Failed password for root from", "renewed lease of", "cron job done in", "cache miss for",
    "retrying: timeout talking to",
)  # fmt: skip


def main() -> int:
    """Write it, and say how long that took."""
    folder, count = Path(sys.argv[1]), int(sys.argv[2])
    began = time.monotonic()
    make(folder, count)
    size = sum(path.stat().st_size for path in folder.iterdir())
    print(f"{count:,} entries, {size / 1e6:,.0f} MB, in {time.monotonic() - began:.0f} s")
    return 0


def make(folder: Path, count: int, end: float | None = None, boot: str = "b007" * 8) -> None:
    """`count` entries in files of `folder`, 50 a second, the last at `end` (now). Raises
    CalledProcessError."""
    folder.mkdir(parents=True, exist_ok=True)
    argv = [str(REMOTE), f"--output={folder}/made.journal", "-"]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as writer:
        assert writer.stdin is not None
        _write(writer.stdin, count, end or time.time(), boot)
    if writer.returncode:
        raise subprocess.CalledProcessError(writer.returncode, argv)


def _write(into: IO[bytes], count: int, end: float, boot: str) -> None:
    for part in _entries(count, end, boot):
        into.write(part)
    into.close()


def _entries(count: int, end: float, boot: str) -> Iterator[bytes]:
    step = 20_000
    at = round(end * 1e6) - count * step
    bare = [_rest(n, boot) for n in range(_UNITS * _SHAPES)]
    for first in range(0, count, _AT_ONCE):
        out = []
        for n in range(first, min(count, first + _AT_ONCE)):
            at += step
            message, rest = bare[n * 7 % len(bare)]
            said = RARE_TEXT if n % RARE == RARE // 2 else message
            out.append(
                f"__REALTIME_TIMESTAMP={at}\n__MONOTONIC_TIMESTAMP={n * step + 1}\n"
                f"MESSAGE={said} {n}\n_SOURCE_REALTIME_TIMESTAMP={at - 40}\n{rest}"
            )
        yield "".join(out).encode()


def _rest(n: int, boot: str) -> tuple[str, str]:
    """A message without its number, and the fields that many entries share."""
    unit, shape = n % _UNITS, n // _UNITS
    fields = {
        "PRIORITY": (6, 6, 6, 6, 5, 6, 4, 3)[shape % 8],
        "SYSLOG_IDENTIFIER": f"program{unit}",
        "_PID": 400 + unit * 7 + shape % 3,
        "_UID": unit,
        "_GID": unit,
        "_COMM": f"program{unit}",
        "_EXE": f"/usr/bin/program{unit}",
        "_CMDLINE": f"/usr/bin/program{unit} --serve --config /etc/program{unit}.conf",
        "_SYSTEMD_CGROUP": f"/system.slice/program{unit}.service",
        "_SYSTEMD_UNIT": f"program{unit}.service",
        "_SYSTEMD_INVOCATION_ID": f"{unit:032x}",
        "_BOOT_ID": boot,
        "_MACHINE_ID": "fee1dead00000000000000000000ca11",
        "_HOSTNAME": "kiwi",
        "_TRANSPORT": "stdout",
    }
    text = "".join([f"{name}={value}\n" for name, value in fields.items()])
    return f"{_WORDS[shape % len(_WORDS)]} {shape} 192.0.2.{unit}", text + "\n"


if __name__ == "__main__":
    sys.exit(main())
