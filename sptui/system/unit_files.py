"""A scan of the unit folders. systemd's own answer (ListUnitFiles) holds it up for 50 s where there
are 5,245 files; this is of no concern to it, and takes some ms.

What was read of a folder or a file is kept, and read again when its inode, size or time changed: so
nearly all of a later scan is asking for times."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

from sptui.model.unit_files import Scanner
from sptui.model.unit_folder import FOLDERS, Folder, Link
from sptui.model.unit_install import GONE, Content
from sptui.system.unit_folder import WANTS, Files, Listing, Listings, leads_to, link

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sptui.model.unit import UnitFile

_ABSENT = frozenset({errno.ENOENT, errno.ENOTDIR})
# Links outside of the folders are followed no further.
_MOST_ELSEWHERE = 20_000


class UnitFiles:
    """`scan()` gives all unit files of the system; `stamp()` tells whether one is worth while.
    `root` is a folder that all paths are below. Not for use from two threads at once."""

    def __init__(self, root: str = "/", folders: Sequence[str] = FOLDERS) -> None:
        self._root = root.rstrip("/")
        self._paths = folders
        self._listings = Listings(self._root)
        self._files = Files(self._root)
        self._last: tuple[list[Folder], Mapping[str, Content | Link]] = ([], {})
        self._scanner = Scanner()
        self._found: Mapping[str, UnitFile] = {}

    def stamp(self) -> object:
        """The same as long as nothing came, went or was replaced in the folders, and in those in
        them. A file that is changed where it lies is only noticed by `scan`. Raises OSError."""
        return tuple(
            [(path, each.key) for path, _, below in self._look() for each in below.values()]
        )

    def scan(self) -> Mapping[str, UnitFile]:
        """All unit files by name, with the drop-ins that change them, and the instances that are
        started at boot without a file of their own. What did not change since the scan before is
        the same object, and where nothing did, so is the mapping. The state of what only root may
        read is "".

        Raises OSError: there are folders, and none can be read. One that can't be is as one that
        has nothing in it; so is a file that is gone when it is read."""
        folders = [self._folder(path, listing, below) for path, listing, below in self._look()]
        now = folders, self._elsewhere(folders)
        if now != self._last:
            self._found = self._scanner.scan(*now)
            self._last = now
            self._files.trim(2 * len(self._found) + 1_000)
        return self._found

    def _look(self) -> list[tuple[str, Listing, dict[str, Listing]]]:
        """The folders that are there, each with the folders in it by name, itself as ""."""
        found: dict[tuple[int, int], tuple[str, Listing, dict[str, Listing]]] = {}
        failed: OSError | None = None
        for path in self._paths:
            try:
                listing = self._listings.of(path)
            except OSError as error:
                if error.errno not in _ABSENT:
                    failed = error
                continue
            # /lib is the same as /usr/lib on most machines
            found.setdefault(listing.key[1:], (path, listing, self._below(path, listing)))
        if failed is not None and not found:
            raise failed
        return list(found.values())

    def _below(self, path: str, listing: Listing) -> dict[str, Listing]:
        below = {"": listing}
        for name in listing.folders:
            try:
                below[name] = self._listings.of(f"{path}/{name}")
            except OSError:
                continue  # it is gone, no folder, or not for us
        return below

    def _folder(self, path: str, listing: Listing, below: Mapping[str, Listing]) -> Folder:
        wanted: set[str] = set()
        drop_ins: dict[str, tuple[str, Mapping[str, Content]]] = {}
        for name, there in below.items():
            if name.endswith(WANTS):
                wanted.update(there.links)
            elif name:
                at = f"{path}/{name}"
                drop_ins[name] = (there.real, self._leaves(at, there))
        return Folder(
            path,
            listing.real,
            self._files.of_folder(path, listing.files),
            {name: link(self._root, written) for name, written in listing.links.items()},
            frozenset(wanted),
            drop_ins,
        )

    def _leaves(self, path: str, listing: Listing) -> dict[str, Content]:
        """The drop-ins in one folder."""
        found: dict[str, Content] = {}
        for leaf in listing.leaves:
            if leaf.endswith(".conf"):
                what = self._files.of(f"{path}/{leaf}", follow=True)
                # a link to nothing is one that systemd can't read
                if what is not GONE or os.path.islink(f"{self._root}{path}/{leaf}"):
                    found[leaf] = what
        return found

    def _elsewhere(self, folders: Sequence[Folder]) -> dict[str, Content | Link]:
        """What links lead to that lies in none of the folders, by path; and so on from there."""
        paths = {folder.path for folder in folders}
        waiting = [each.target for folder in folders for each in folder.links.values()]
        found: dict[str, Content | Link] = {}
        while waiting and len(found) < _MOST_ELSEWHERE:
            path = waiting.pop()
            parent = path.rpartition("/")[0]
            if parent in paths or path in found or path == "/dev/null":
                continue
            whole = self._root + path
            try:
                if os.path.islink(whole):
                    found[path] = further = link(self._root, leads_to(self._root, parent, whole))
                    waiting.append(further.target)
                else:
                    found[path] = self._files.of(path)
            except OSError:
                continue  # it is gone
        return found
