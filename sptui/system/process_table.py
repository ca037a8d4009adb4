"""All processes of the machine, read as seldom as can be.

Those that somebody sees, and those that do something, are read at every look; those that did
nothing lately in turn, unless the machine has used more time than the others account for.
"""

from __future__ import annotations

import errno
import itertools
import time
from typing import TYPE_CHECKING

from sptui.system.process_census import Census
from sptui.system.process_files import is_denied
from sptui.system.process_one import APART_S, NEVER, Context, Handles, Look, Tracked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sptui.model.process import ProcessRow
    from sptui.system.process_files import ProcessFiles
    from sptui.system.users import Users

# Of up to FEW processes, those at rest are read at every third look; of more, PART at a look.
FEW, PART, _TURNS = 400, 200, 3
# At rest is who did nothing in so many readings.
_AT_REST = 3
# Percent of one core that may be used by nobody knows whom.
_UNEXPLAINED_PCT = 3.0
_MOST_PATIENCE = 8
# Of new ones (a build, a fork bomb) so many are read at a look, for at most so long.
NEW_AT_ONCE = 500
_NEW_S = 0.25
# Command lines, users and units: so many that were never read at a look, for about so long; and so
# many again.
FACTS_AT_ONCE, _FACTS_TIME_S, _FACTS_TIME_OF_MANY_S = 100, 0.004, 0.0015
_FACTS_AGAIN = 4
_FACTS_SEEN_S, _FACTS_S = 10.0, 60.0
_DENIED_AGAIN_S = 60.0
# Descriptors kept, of the 1,024 that a program is given unless it asks for more.
_MOST_HANDLES = 400
_NONE_LEFT = frozenset({errno.EMFILE, errno.ENFILE})


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
        self.hidden = False
        self._files = files
        self._handles = Handles(_MOST_HANDLES if keep else 0)
        self._context = Context(files, users, self._handles)
        self._few, self._part = few, part
        self._look = Look()
        self._known: dict[str, Tracked] = {}
        self._census = Census(files, few)
        self._unread = True
        self._denied: dict[str, float] = {}
        self._gone: set[str] = set()
        # Those that work, and those that did anything lately.
        self._busy: set[str] = set()
        self._awake: set[str] = set()
        self._turn = 0
        # What the whole machine has used, and what of it those that were read have.
        self._ticks: int | None = None
        self._ticks_at = NEVER
        self._explained = 0
        self._pause, self._patience = 0, 1
        # Those whose command line is to be read, in order: for the first time, and again.
        self._faceless: dict[str, None] = {}
        self._aged: dict[str, None] = {}

    @property
    def pids(self) -> list[str]:
        """The PIDs that there are."""
        return self._census.pids

    @property
    def total(self) -> int:
        """How many processes there are."""
        return self._census.total

    @property
    def settled(self) -> bool:
        """Whether the units of all that could be read are known."""
        return not self._faceless and not self._unread

    def count(self, mono: float) -> list[str]:
        """The PIDs that there are now; forget the others. Raises OSError: /proc can't be
        listed."""
        changed, names = self._taken(mono), self._census.pids
        if self._census.complete and self._gone:
            self._gone.clear()
            changed = True
        if changed:
            self._unread = True
            if self._census.complete:
                alive = set(names)
                for name in self._known.keys() - alive:
                    self._drop(name)
                self._denied = {name: at for name, at in self._denied.items() if name in alive}
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
        self._next_look(mono, boot, len(names), all_io=all_io)
        seen = self._seen(visible)
        self._read_known(names, seen)
        if self._unread:
            self._unread = False
            self._welcome(names)
        self._search(names, seen)
        self._read_facts(seen)
        return tuple([one.row for one in self._known.values() if one.row is not None])

    def close(self) -> None:
        """Close all descriptors; a later look opens them again."""
        for one in self._known.values():
            one.close()

    def _next_look(self, mono: float, boot: float, total: int, *, all_io: bool) -> None:
        look = self._look
        if self._known and mono - look.mono >= APART_S:
            look.before, look.boot_before = look.mono, look.boot
        look.mono, look.boot, look.all_io = mono, boot, all_io
        look.few = total <= self._few

    def _seen(self, visible: Iterable[tuple[int, int]]) -> set[str]:
        seen: set[str] = set()
        for pid, start in visible:
            one = self._known.get(str(pid))
            if one is not None and one.process is not None and one.process.start == start:
                seen.add(one.pid)
        return seen

    def _read_known(self, names: list[str], seen: set[str]) -> None:
        """Those that are seen and those that do something, and the next of the rest."""
        self._explained = 0
        if self._look.few:
            first = seen | self._awake
            size = max(0, len(names) - len(first)) // _TURNS + 1
        else:
            first = seen | self._busy
            size = max(self._part - len(first), self._part // 4)
        self._read_all(first, seen)
        self._read_all(self._next(names, first, size), seen)

    def _next(self, names: list[str], but: set[str], size: int) -> list[str]:
        """The next `size` of the names, in turn, without those in `but`."""
        found: list[str] = []
        total = len(names)
        for _ in range(total):
            if len(found) >= size:
                break
            name = names[self._turn % total]
            self._turn += 1
            if name not in but:
                found.append(name)
        return found

    def _search(self, names: list[str], seen: set[str]) -> None:
        """Read more of the rest where time was used that nobody accounts for: somebody at rest has
        begun to work. Where it was used by many that came and went nobody is found, and it is tried
        more and more seldom."""
        gap = self._unexplained(self._look)
        if gap <= 0:
            return
        if self._pause > 0:
            self._pause -= 1
            return
        before = self._explained
        self._read_all(self._next(names, seen, self._few), seen)
        found = self._explained - before >= gap / 4
        self._patience = 1 if found else min(_MOST_PATIENCE, 2 * self._patience)
        self._pause = 0 if found else self._patience - 1

    def _unexplained(self, look: Look) -> int:
        """Clock ticks that the machine has used since the look before, beyond those of the
        processes that were read; 0 where there are only a few."""
        seconds = look.mono - self._ticks_at
        if seconds < APART_S:
            return 0
        old, self._ticks, self._ticks_at = self._ticks, self._files.used_ticks(), look.mono
        if old is None or self._ticks is None:
            return 0
        gap = self._ticks - old - self._explained
        return gap if gap > max(2, seconds * self._context.hz * _UNEXPLAINED_PCT / 100) else 0

    def _welcome(self, names: list[str]) -> None:
        """Read those that were not there before: all at the first look, then a bounded number."""
        known, denied, gone = self._known, self._denied, self._gone
        new = [n for n in names if n not in known and n not in denied and n not in gone]
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

    def _read_all(self, names: Iterable[str], seen: set[str]) -> None:
        for name in tuple(names):
            one = self._known.get(name)
            if one is not None:
                self._read(one, seen=name in seen)

    def _read(self, one: Tracked, *, seen: bool) -> None:
        mono = self._look.mono
        if one.at == mono:
            return
        name = one.pid
        try:
            works = one.read(self._look, seen=seen)
        except ValueError:
            self._drop(name)
            return
        except OSError as error:
            self._failed(one, error)
            return
        if one.at != mono:
            return  # the last look was a moment ago
        self._explained += one.used
        (self._busy.add if works else self._busy.discard)(name)
        (self._awake.add if one.idle < _AT_REST else self._awake.discard)(name)
        if one.facts_at == NEVER:
            self._faceless[name] = None
        elif one.did_something and mono - one.facts_at >= _FACTS_S:
            self._aged[name] = None

    def _taken(self, mono: float) -> bool:
        """Whether the PIDs are others than before. To list them takes a descriptor too."""
        try:
            return self._census.take(mono)
        except OSError as error:
            if error.errno not in _NONE_LEFT or not self._handles.kept:
                raise
            self._give_back()
            return self._census.take(mono)

    def _give_back(self) -> None:
        """Whoever else needs descriptors needs them more."""
        self._handles.most = self._handles.kept // 2
        self.close()

    def _failed(self, one: Tracked, error: OSError) -> None:
        if error.errno in _NONE_LEFT:
            self._give_back()
        elif is_denied(error):
            self._denied[one.pid] = self._look.mono
            self.hidden = True
        else:
            self._gone.add(one.pid)
        self._drop(one.pid)
        self._unread = True

    def _drop(self, name: str) -> None:
        self._known.pop(name).close()
        self._busy.discard(name)
        self._awake.discard(name)
        self._faceless.pop(name, None)
        self._aged.pop(name, None)

    def _is_old(self, one: Tracked, seconds: float) -> bool:
        """Whether its command line is to be read (again), which of who does nothing is seldom."""
        age = self._look.mono - one.facts_at
        return age >= (seconds if one.did_something else _FACTS_S)

    def _read_facts(self, seen: set[str]) -> None:
        """What seldom changes: of those that are seen or work, then of those whose it was never
        read; at last again of some that have done something since."""
        look, known = self._look, self._known
        for name in (*seen, *self._busy):
            one = known.get(name)
            if one is not None and self._is_old(one, _FACTS_SEEN_S):
                one.read_facts(look)
        until = time.monotonic() + (_FACTS_TIME_S if look.few else _FACTS_TIME_OF_MANY_S)
        for queue, most in ((self._faceless, FACTS_AT_ONCE), (self._aged, _FACTS_AGAIN)):
            for name in list(itertools.islice(queue, most)):
                del queue[name]
                one = known.get(name)
                if one is not None and self._is_old(one, _FACTS_SEEN_S):
                    one.read_facts(look)
                if time.monotonic() > until:
                    break
