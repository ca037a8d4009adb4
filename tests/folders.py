"""What tests over folders that read like a machine share."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from sptui.model.machine import Facts, Space
from sptui.system.facts import FactReader

RECORDED = Path(__file__).resolve().parent / "fixtures" / "proc-vm"
PATIENCE_S = 30.0  # only ever waited for when something is broken


def answer(blocks: int = 1000, available: int = 250) -> os.statvfs_result:
    return os.statvfs_result((4096, 4096, blocks, 300, available, 100, 40, 40, 0, 255))


SPACE = Space(4_096_000, 2_867_200, 1_024_000, 100, 40)


Make = Callable[..., FactReader]


def looked(reader: FactReader, mono: float = 100.0) -> Facts:
    """As `status` does it: ask, wait, look."""
    reader.poll(mono)
    reader.wait(PATIENCE_S)
    return reader.poll(mono)


def mountinfo(folder: Path, *lines: bytes) -> None:
    (folder / "proc/self/mountinfo").write_bytes(b"".join(line + b"\n" for line in lines))


ROOT = b"1 0 8:1 / / rw - ext4 /dev/sda1 rw"
NAS = b"2 1 0:40 / /nas rw - nfs4 nas:/x rw"


def reasons(facts: Facts) -> dict[str, str]:
    return {missing.what: missing.why.id for missing in facts.missing}


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < end
        time.sleep(0.001)
