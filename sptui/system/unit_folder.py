"""What lies in a unit folder, kept until it changes: names, what they lead to, and of files what
they are worth."""

from __future__ import annotations

import errno
import os
import stat
import time
from typing import TYPE_CHECKING, NamedTuple

from sptui.model.unit_folder import Link
from sptui.model.unit_install import BAD, GONE, HIDDEN, NULL, Content, parse_file
from sptui.model.unit_name import is_unit_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Key = tuple[int, int, int]
# More than two of the longest lines that there may be.
_MOST_BYTES = 1 << 22
# So many files of an unchanged folder are asked for their time in one scan.
MOST_ASKED = 1_000
WANTS = (".wants", ".requires", ".upholds")
# A time that young may be given once more, to what changes a moment later: clocks of file systems
# tick. What has it is looked at again.
_SETTLED_NS = 100_000_000
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_DENIED = frozenset({errno.EACCES, errno.EPERM})


class Listing(NamedTuple):
    """A folder at one moment: regular files with a unit's name; links that have one or lead to one,
    with what is written in them and where they lead; folders like `a.service.d`; and what else
    there is. `real` is its path without links."""

    key: Key
    settled: bool
    real: str
    files: tuple[str, ...]
    links: Mapping[str, tuple[str, str]]
    folders: tuple[str, ...]
    leaves: tuple[str, ...]


class Listings:
    """Folders by their path below `root`."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._kept: dict[str, Listing] = {}

    def of(self, path: str) -> Listing:
        """The folder as it is now. Raises OSError: it can't be read."""
        told = os.stat(self._root + path)
        key = (told.st_mtime_ns, told.st_ino, told.st_dev)
        kept = self._kept.get(path)
        if kept is None or kept.key != key or not kept.settled:
            kept = self._kept[path] = self._list(path, key)
        return kept

    def _list(self, path: str, key: Key) -> Listing:
        settled = _is_settled(key[0])
        real = real_path(self._root, path)
        files: list[str] = []
        links: dict[str, tuple[str, str]] = {}
        folders: list[str] = []
        leaves: list[str] = []
        with os.scandir(self._root + path) as entries:
            for entry in entries:
                name = entry.name
                if name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    if name.endswith((".d", *WANTS)):
                        folders.append(name)
                    continue
                leaves.append(name)
                if entry.is_symlink():
                    if name.endswith(".d"):
                        folders.append(name)
                    try:
                        written = leads_to(self._root, real, entry.path)
                    except OSError:
                        continue  # it is gone
                    if is_unit_name(name) or is_unit_name(written[0]):
                        links[name] = written
                elif is_unit_name(name) and entry.is_file(follow_symlinks=False):
                    files.append(name)
        return Listing(
            key, settled, real, tuple(files), links, tuple(sorted(folders)), tuple(leaves)
        )


class _Kept(NamedTuple):
    """The files of a folder, when each changed last, and from which on to look the next time."""

    names: Sequence[str]
    stamps: list[int]
    files: Mapping[str, Content]
    turn: int


class Files:
    """What files are worth, by their path below `root`."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._contents: dict[str, tuple[Key, Content]] = {}
        self._folders: dict[str, _Kept] = {}

    def of_folder(self, path: str, names: Sequence[str]) -> Mapping[str, Content]:
        """Those of one folder; the same mapping as before where nothing changed.

        Of thousands in a folder to which none was added a part is asked for its time, another part
        the next time: what is written where it lies (editors do not, and package managers neither)
        is noticed late there. All of them would cost 2 us each."""
        kept = self._folders.get(path)
        if kept is not None and kept.names is names:
            turn = kept.turn if kept.turn < len(names) else 0
            end = turn + MOST_ASKED
            if _stamps(self._paths(path, names[turn:end])) == kept.stamps[turn:end]:
                self._folders[path] = kept._replace(turn=end)
                return kept.files
        return self._anew(path, names)

    def _paths(self, path: str, names: Sequence[str]) -> list[str]:
        return [f"{self._root}{path}/{name}" for name in names]

    def _anew(self, path: str, names: Sequence[str]) -> Mapping[str, Content]:
        try:
            found = {
                name: self.of(f"{path}/{name}", told)
                for name, told in zip(names, map(os.lstat, self._paths(path, names)), strict=True)
            }
        except OSError:  # one is gone
            found = {name: self.of(f"{path}/{name}") for name in names}
        files = {name: what for name, what in found.items() if what is not GONE}
        kept = [self._contents.get(f"{path}/{name}") for name in names]
        if None in kept:  # some may change unnoticed, or can't be read
            self._folders.pop(path, None)
        else:
            stamps = [each[0][0] for each in kept if each is not None]
            self._folders[path] = _Kept(names, stamps, files, 0)
        return files

    def of(self, path: str, told: os.stat_result | None = None, *, follow: bool = False) -> Content:
        """What one is worth; `told` is what was just heard of it; `follow`: also where a link leads
        to it."""
        whole = self._root + path
        key, lasts = None, True
        try:
            key = _key(told or os.stat(whole, follow_symlinks=follow))
            kept = self._contents.get(path)
            if kept is not None and kept[0] == key:
                return kept[1]
            key, what = _read(whole, _FLAGS & ~os.O_NOFOLLOW if follow else _FLAGS)
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
                what, lasts = GONE, False
            elif error.errno in _DENIED:
                what = HIDDEN
            else:
                what, lasts = BAD, False
        if key is not None and lasts and _is_settled(key[0]):
            self._contents[path] = (key, what)
        else:
            self._contents.pop(path, None)
        return what

    def trim(self, most: int) -> None:
        """Let go of contents where there are more than these, of files long gone: files come and go
        for as long as we run."""
        if len(self._contents) > most:
            self._contents.clear()


def _stamps(paths: Sequence[str]) -> list[int] | None:
    """When each of them changed last; None: one is gone."""
    try:
        return [told.st_ctime_ns for told in map(os.lstat, paths)]
    except OSError:
        return None


def real_path(root: str, path: str) -> str:
    """`path` without links, as seen from below `root`."""
    return os.path.realpath(root + path).removeprefix(root) if root else os.path.realpath(path)


def leads_to(root: str, folder: str, path: str) -> tuple[str, str]:
    """The last part of what is written in a link, and the path that it leads to: without links but
    for its last part. `path` is the link's own, `folder` where it lies. Raises OSError."""
    written = os.readlink(path)
    parent, _, base = (written.rstrip("/") or "/").rpartition("/")
    if not parent and not written.startswith("/"):
        return base, f"{folder}/{base}"
    if not written.startswith("/"):
        parent = f"{folder}/{parent}"
    if base in ("", ".", ".."):
        return base, real_path(root, f"{parent}/{base}")
    parent = real_path(root, parent) if parent else ""
    return base, f"{parent.rstrip('/')}/{base}"


def link(root: str, written: tuple[str, str]) -> Link:
    """A link, with what is at its end now."""
    base, target = written
    if target == "/dev/null":
        return Link(base, target, "null")
    try:
        told = os.stat(root + target)
    except (OSError, ValueError) as error:
        number = error.errno if isinstance(error, OSError) else errno.EINVAL
        if number == errno.ENOENT:
            return Link(base, target, "gone")
        if number == errno.ENOTDIR:
            return Link(base, target, "no_way")
        return Link(base, target, "shut" if number in _DENIED else "loop")
    return Link(base, target, "null" if _is_null(told) else "file")


def _read(path: str, flags: int) -> tuple[Key, Content]:
    """Raises OSError: it can't be read."""
    handle = os.open(path, flags)
    try:
        told = os.fstat(handle)
        key = _key(told)
        if _is_null(told):
            return key, NULL
        if not stat.S_ISREG(told.st_mode):
            return key, BAD
        data, size = b"", min(told.st_size, _MOST_BYTES)
        while len(data) < told.st_size and (more := os.read(handle, size)):
            data += more
            if len(data) >= _MOST_BYTES:  # what is behind counts for nothing
                data = data[: data.rfind(b"\n") + 1] or data
                break
        return key, parse_file(data) if data else NULL
    finally:
        os.close(handle)


def _key(told: os.stat_result) -> Key:
    return told.st_ctime_ns, told.st_ino, told.st_size


def _is_null(told: os.stat_result) -> bool:
    """Whether it masks what has its name: empty, or a device."""
    if stat.S_ISREG(told.st_mode):
        return told.st_size == 0
    return stat.S_ISCHR(told.st_mode) or stat.S_ISBLK(told.st_mode)


def _is_settled(stamp_ns: int) -> bool:
    return time.time_ns() - stamp_ns > _SETTLED_NS
