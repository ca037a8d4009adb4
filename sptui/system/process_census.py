"""Which processes there are, without listing thousands of them at every look."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sptui.system.process_files import ProcessFiles

# All are listed again after so long, come what may. Of those that end meanwhile, whoever is seen or
# works is missed at once: it is read at every look.
_LIST_AGAIN_S = 10.0


class Census:
    """`pids` are those that there are, as text; of many that just ended some may still be in it.
    `total` is how many there are, always; `complete` says that all were listed just now.

    Where nothing came or went nothing is listed; where there are more than `few`, only those that
    are new, for the next seconds. Listing 5,000 takes the kernel some 5 ms."""

    def __init__(self, files: ProcessFiles, few: int) -> None:
        self.pids: list[str] = []
        self.total = 0
        self.complete = False
        self._files = files
        self._few = few
        self._due = 0.0
        self._by_links = False
        self._stamp: tuple[int, int] | None = None
        self._listed, self._listed_links = 0, 0

    def take(self, mono: float) -> bool:
        """Find out; `mono` is the monotonic second. Whether any came or went.

        Raises OSError: /proc can't be listed."""
        stamp, old = self._files.stamp(), self._stamp
        self.complete = False
        if stamp is None or old is None or mono >= self._due:
            return self._list(mono, stamp)
        if stamp == old:
            return False
        links, newest = stamp
        if self.total <= self._few or not self._by_links or newest < old[1]:
            return self._list(mono, stamp)
        self.pids = self.pids + self._files.names_from(old[1] + 1)
        self.total = self._listed + links - self._listed_links
        self._stamp = stamp
        return True

    def _list(self, mono: float, stamp: tuple[int, int] | None) -> bool:
        before = self.pids
        self.pids = self._files.names()
        self.total = self._listed = len(self.pids)
        self.complete = True
        self._stamp = stamp
        self._due = mono + _LIST_AGAIN_S
        # Only where /proc counts those that it lists, and nothing moved meanwhile.
        self._by_links = self._files.counts_its_own and self._files.stamp() == stamp
        self._listed_links = stamp[0] if stamp is not None else 0
        return self.pids != before
