"""All processes of the machine, read as seldom as can be: those that somebody sees, and those that
work, at every look; of thousands of idle ones a part each time."""

from __future__ import annotations

import errno
import time
from typing import TYPE_CHECKING

from sptui.system.process_files import is_denied
from sptui.system.process_one import APART_S, NEVER, Context, Handles, Look, Tracked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sptui.model.process import ProcessRow
    from sptui.system.process_files import ProcessFiles
    from sptui.system.users import Users

# Of more processes than this not all are read at a look, but so many.
FEW, PART = 400, 200
# Of new ones (a build, a fork bomb) so many are read at a look, for at most so long.
NEW_AT_ONCE = 500
_NEW_S = 0.25
# Command lines, users and units: so many that were never read at a look, and so many again.
FACTS_AT_ONCE = 100
_FACTS_AGAIN = 4
_FACTS_SEEN_S, _FACTS_S = 10.0, 60.0
_DENIED_AGAIN_S = 60.0
# Descriptors kept, of the 1,024 that a program is given unless it asks for more.
_MOST_HANDLES = 400


class ProcessTable:
    """`look()` gives a row of each process that was read and is still there. `total` counts all
    that there are, `hidden` says that not all of them may be seen. Not for use from two threads at
    once."""

    def __init__(
        self,
        files: ProcessFiles,
        users: Users,
        *,
        keep: bool = True,
        few: int = FEW,
        part: int = PART,
    ) -> None:
        self.total = 0
        self.hidden = False
        self._files = files
        self._handles = Handles(_MOST_HANDLES if keep else 0)
        self._context = Context(files, users, self._handles)
        self._few, self._part_size = few, part
        self._look = Look()
        self._known: dict[str, Tracked] = {}
        self._names: list[str] = []
        self._unread = True
        self._denied: dict[str, float] = {}
        self._busy: set[str] = set()
        self._turn = 0
        # Those whose command line is to be read, in order: for the first time, and again.
        self._faceless: dict[str, None] = {}
        self._aged: dict[str, None] = {}

    @property
    def pids(self) -> list[str]:
        """The PIDs of the newest listing."""
        return self._names

    @property
    def settled(self) -> bool:
        """Whether the units of all that could be read are known."""
        return not self._faceless and not self._unread

    def count(self, mono: float) -> list[str]:
        """List the PIDs that there are now, and forget the others. Raises OSError: /proc can't be
        listed."""
        names = self._files.names()
        self.total = len(names)
        if names != self._names:
            alive = set(names)
            for name in self._known.keys() - alive:
                self._drop(name)
            self._denied = {name: at for name, at in self._denied.items() if name in alive}
            self._names = names
            self._unread = True
        if self._denied:
            again = mono - _DENIED_AGAIN_S
            self._denied = {name: at for name, at in self._denied.items() if at > again}
            self._unread = True
        self.hidden = bool(self._denied) or (names[:1] != ["1"] and "1" not in names)
        return names

    def look(
        self,
        mono: float,
        boot: float,
        visible: Iterable[tuple[int, int]] = (),
        *,
        all_io: bool = False,
    ) -> tuple[ProcessRow, ...]:
        """One row a process. `mono` and `boot` are the seconds of their clocks. `visible` are read
        at every look, with their I/O; `all_io` has that of all others read with them.

        Raises OSError: /proc can't be listed."""
        names = self.count(mono)
        look = self._next_look(mono, boot, len(names), all_io=all_io)
        seen = self._seen(visible)
        old = list(self._known) if look.few else self._part(names, seen)
        for name in old:
            one = self._known.get(name)
            if one is not None:
                self._read(one, seen=name in seen)
        if self._unread:
            self._unread = False
            self._welcome(names)
        self._read_facts(seen)
        return tuple([one.row for one in self._known.values() if one.row is not None])

    def close(self) -> None:
        """Close all descriptors; a later look opens them again."""
        for one in self._known.values():
            one.close()

    def _next_look(self, mono: float, boot: float, total: int, *, all_io: bool) -> Look:
        look = self._look
        if self._known and mono - look.mono >= APART_S:
            look.before, look.boot_before = look.mono, look.boot
        look.mono, look.boot, look.all_io = mono, boot, all_io
        look.few = total <= self._few
        return look

    def _seen(self, visible: Iterable[tuple[int, int]]) -> set[str]:
        seen: set[str] = set()
        for pid, start in visible:
            one = self._known.get(str(pid))
            if one is not None and one.process is not None and one.process.start == start:
                seen.add(one.pid)
        return seen

    def _part(self, names: list[str], seen: set[str]) -> list[str]:
        """Whom to read of many: those that are seen, those that work, and the next of the rest."""
        first = seen | self._busy
        start = self._turn % len(names)
        size = max(self._part_size - len(first), self._part_size // 4)
        rest = names[start : start + size]
        rest += names[: min(start, size - len(rest))]
        self._turn = start + size
        return [*first, *[name for name in rest if name not in first]]

    def _welcome(self, names: list[str]) -> None:
        """Read those that were not there before: all at the first look, then a bounded number."""
        known, denied = self._known, self._denied
        new = [name for name in names if name not in known and name not in denied]
        left = NEW_AT_ONCE if known else len(new)
        until = time.monotonic() + _NEW_S
        # The newest first: of a flood the older ones are gone already.
        for name in reversed(new[-left:]):
            left -= 1
            if left % 64 == 0 and time.monotonic() > until:
                self._unread = True
                break
            one = known[name] = Tracked(name, self._context)
            self._read(one, seen=False)
        self._unread = self._unread or len(new) > NEW_AT_ONCE

    def _read(self, one: Tracked, *, seen: bool) -> None:
        try:
            works = one.read(self._look, seen=seen)
        except ValueError:
            self._drop(one.pid)
        except OSError as error:
            self._failed(one, error)
        else:
            mono = self._look.mono
            if works:
                self._busy.add(one.pid)
            elif self._busy and one.at == mono:
                self._busy.discard(one.pid)
            if one.facts_at == NEVER:
                self._faceless[one.pid] = None
            elif mono - one.facts_at >= _FACTS_S and one.did_something:
                self._aged[one.pid] = None

    def _failed(self, one: Tracked, error: OSError) -> None:
        if error.errno in {errno.EMFILE, errno.ENFILE}:
            # Whoever else needs descriptors needs them more.
            self._handles.most = self._handles.kept // 2
            self.close()
        self._drop(one.pid)
        if is_denied(error):
            self._denied[one.pid] = self._look.mono
            self.hidden = True
        else:
            self._unread = True

    def _drop(self, name: str) -> None:
        self._known.pop(name).close()
        self._busy.discard(name)
        self._faceless.pop(name, None)
        self._aged.pop(name, None)

    def _read_facts(self, seen: set[str]) -> None:
        """What seldom changes: of those that are seen or work, then of those whose it was never
        read; at last again of some that have done something since."""
        look, known = self._look, self._known
        left = FACTS_AT_ONCE
        for name in (*seen, *self._busy):
            one = known.get(name)
            if one is not None and look.mono - one.facts_at >= _FACTS_SEEN_S and left > 0:
                left -= 1
                one.read_facts(look)
        for queue, most in ((self._faceless, left), (self._aged, _FACTS_AGAIN)):
            for name in list(queue)[:most]:
                del queue[name]
                one = known.get(name)
                if one is not None and look.mono - one.facts_at >= _FACTS_SEEN_S:
                    one.read_facts(look)
