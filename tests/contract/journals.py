"""Journals to read: one of a made-up journalctl, and real files by the real one."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from sptui.system.journal import Journal

SCRIPT = Path(__file__).parent.parent / "fakes" / "journalctl.py"
REMOTE = Path("/lib/systemd/systemd-journal-remote")
SEQ_OF = "d3da5b5d9d914a9c9501d188672d00a4"
BOOTS = ("b007ed00b007ed00b007ed00b007ed00", "c0ffee00d15ea5e0c0ffee00d15ea5e0")
AT, STEP = 1_790_000_000_000_000, 1_000_000

Fields = dict[str, object]


def entry(seq: int, message: object = None, **fields: object) -> Fields:
    """Number `seq` of a journal: two boots, three units, each priority."""
    at, boot = AT + seq * STEP, BOOTS[seq > 100]
    return {
        "__CURSOR": f"s={SEQ_OF};i={seq:x};b={boot};m={seq:x};t={at:x};x=1",
        "__REALTIME_TIMESTAMP": str(at),
        "__MONOTONIC_TIMESTAMP": str(seq * STEP),
        "__SEQNUM": str(seq),
        "__SEQNUM_ID": SEQ_OF,
        "_BOOT_ID": boot,
        "MESSAGE": f"line {seq} {'odd' if seq % 2 else 'even'}" if message is None else message,
        "PRIORITY": str(seq % 8),
        "_SYSTEMD_UNIT": f"a{seq % 3}.service",
        "SYSLOG_IDENTIFIER": "prog",
        "_PID": "42",
        **fields,
    }


def ordinary(count: int = 300) -> list[Fields]:
    return [entry(seq) for seq in range(1, count + 1)]


def scripted(folder: Path, entries: Iterable[Fields], **how: object) -> Journal:
    """Read by a journalctl of ours; see tests/fakes/journalctl.py for how it may be wrong."""
    (folder / "entries").write_text("")
    add(folder, entries)
    (folder / "how").write_text(json.dumps(how))
    return Journal((sys.executable, str(SCRIPT), str(folder)))


def add(folder: Path, entries: Iterable[Fields]) -> None:
    with (folder / "entries").open("a", encoding="utf-8") as file:
        file.write("".join([json.dumps(each) + "\n" for each in entries]))


def asked(folder: Path) -> list[list[str]]:
    """The arguments of each call so far."""
    return [json.loads(line) for line in (folder / "asked").read_text().splitlines()]


def written(folder: Path, entries: Iterable[Mapping[str, object]]) -> Journal:
    """Real journal files, read by the real journalctl. Fields that begin with `__SEQ` or are the
    cursor are the writer's own."""
    text = b"".join([exported(each) for each in entries])
    argv = [str(REMOTE), f"--output={folder}/made.journal", "-"]
    subprocess.run(argv, input=text, check=True, capture_output=True)
    return Journal(("journalctl", f"--file={folder}/made.journal"))


def exported(fields: Mapping[str, object]) -> bytes:
    """An entry as the export format has it."""
    out = b""
    for name, value in fields.items():
        if name.startswith("__SEQ") or name == "__CURSOR":
            continue
        for each in value if isinstance(value, list) else [value]:
            data = each if isinstance(each, bytes) else str(each).encode()
            if b"\n" in data or isinstance(each, bytes):
                out += name.encode() + b"\n" + len(data).to_bytes(8, "little") + data + b"\n"
            else:
                out += name.encode() + b"=" + data + b"\n"
    return out + b"\n"
