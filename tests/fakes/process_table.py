"""A table of processes over a folder, with a clock that each look moves."""

from __future__ import annotations

import os
from pathlib import Path

from sptui.model.process import ProcessRow
from sptui.system.process_files import ProcessFiles
from sptui.system.process_table import ProcessTable
from sptui.system.users import Users
from tests.fakes.proc import FakeProc


class Counted(ProcessFiles):
    """Counts what is read, and fails where it is told to."""

    def __init__(self, root: str) -> None:
        super().__init__(root)
        self.stats: list[str] = []
        self.read: list[str] = []
        self.fails: dict[str, int] = {}
        self.used: int | None = None
        self.stamped: tuple[int, int] | None = None
        self.lists = self.lists_of_new = 0

    def stat(self, pid: str) -> bytes:
        self.stats.append(pid)
        if pid in self.fails:
            raise OSError(self.fails[pid], os.strerror(self.fails[pid]))
        return super().stat(pid)

    def names(self) -> list[str]:
        self.lists += 1
        return super().names()

    def names_from(self, pid: int) -> list[str]:
        self.lists_of_new += 1
        return [name for name in super().names() if int(name) >= pid]

    def stamp(self) -> tuple[int, int] | None:
        return self.stamped

    def used_ticks(self) -> int | None:
        return self.used

    def io(self, pid: str) -> tuple[int, int] | None:
        self.read.append(f"io {pid}")
        return super().io(pid)

    def argv(self, pid: str) -> tuple[str, ...]:
        self.read.append(f"argv {pid}")
        return super().argv(pid)


class Machine:
    """A folder, its table, and a clock that a look moves by two seconds."""

    def __init__(self, root: Path, **options: int) -> None:
        self.made = FakeProc(root)
        self.made.process(1)
        self.files = Counted(str(root))
        users = Users(str(root))
        self.table = ProcessTable(self.files, users, keep=False, **options)
        self.mono = 1000.0

    def table_ticks(self, pid: int) -> int:
        """What was read of it last; another look in the same moment reads nothing."""
        return self.look(after=0.0)[pid].process.cpu_ticks

    def look(
        self, *visible: tuple[int, int], all_io: bool = False, after: float = 2.0
    ) -> dict[int, ProcessRow]:
        self.mono += after
        self.files.stats.clear()
        self.files.read.clear()
        rows = self.table.look(self.mono, self.mono, visible, all_io=all_io)
        found = {row.process.pid: row for row in rows}
        assert len(found) == len(rows)
        return found
