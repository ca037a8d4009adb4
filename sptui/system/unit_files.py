"""A scan of the unit folders: all unit files, what comes of them at boot, and what changes them.
systemd's own answer (ListUnitFiles) held it up for 50 s with 5,245 files; this takes a few ms once
the [Install] sections are known."""

from __future__ import annotations

import os
from collections import defaultdict
from contextlib import suppress

from sptui.model.unit import UnitFile
from sptui.model.unit_files import (
    FOLDERS,
    NO_INSTALL,
    Entry,
    Install,
    Link,
    drop_in_folders,
    drop_ins_of,
    is_unit_name,
    owner_of,
    parse_install,
    state_of,
    template_of,
)

_MOST_BYTES = 65_536
_Key = tuple[int, int, int]


class UnitFiles:
    """`scan()` reads them all; what [Install] says is remembered by file, size and time."""

    def __init__(self, root: str = "/", folders: tuple[str, ...] = FOLDERS) -> None:
        self._root = root.rstrip("/")
        self._folders = folders
        self._known: dict[str, tuple[_Key, Install]] = {}

    def stamp(self) -> object:
        """When folders, and the folders in them, changed last."""
        found: list[tuple[str, int]] = []
        for folder in self._folders:
            with suppress(OSError):
                found.append((folder, os.stat(self._root + folder).st_mtime_ns))
                with os.scandir(self._root + folder) as entries:
                    found += [
                        (entry.path, entry.stat().st_mtime_ns)
                        for entry in entries
                        if entry.name.endswith((".wants", ".requires", ".upholds", ".d"))
                    ]
        return tuple(sorted(found))

    def scan(self) -> dict[str, UnitFile]:
        """All unit files, by the name of their unit. A folder that can't be read is as one that is
        not there."""
        look = _Look(self._root)
        seen: set[tuple[int, int]] = set()
        for folder in self._folders:
            with suppress(OSError):
                here = os.stat(self._root + folder)
                if (here.st_dev, here.st_ino) not in seen:  # /lib is /usr/lib on most systems
                    seen.add((here.st_dev, here.st_ino))
                    look.folder(folder)
        files = {name: self._file(entry, look) for name, entry in look.entries.items()}
        for name in look.links.keys() - files.keys():
            template = look.entries.get(template_of(name))
            if template is not None and not template.null:
                entry = template._replace(name=name, to=template.path)
                install = self._install(template)
                state = state_of(entry._replace(to=""), install, look.links[name])
                drop_ins = drop_ins_of(name, look.drop_ins)
                files[name] = UnitFile(name, template.path, state, drop_ins)
        self._known = {path: kept for path, kept in self._known.items() if path in look.read}
        return files

    def _file(self, entry: Entry, look: _Look) -> UnitFile:
        install = NO_INSTALL
        if not entry.null:
            look.read.add(entry.path)
            install = self._install(entry)
        state = state_of(entry, install, look.links.get(entry.name, ()))
        has = any(folder in look.drop_ins for folder in drop_in_folders(entry.name))
        drop_ins = drop_ins_of(entry.name, look.drop_ins) if has else ()
        return UnitFile(entry.name, entry.path, state, drop_ins)

    def _install(self, entry: Entry) -> Install:
        path = self._root + entry.path
        try:
            handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        except OSError:
            return NO_INSTALL
        try:
            told = os.fstat(handle)
            key = (told.st_mtime_ns, told.st_size, told.st_ino)
            kept = self._known.get(entry.path)
            if kept is not None and kept[0] == key:
                return kept[1]
            data = os.read(handle, _MOST_BYTES)
        except OSError:
            return NO_INSTALL
        finally:
            os.close(handle)
        install = parse_install(data.decode("utf-8", "replace")) if b"[Install]" in data else None
        self._known[entry.path] = (key, install or NO_INSTALL)
        return install or NO_INSTALL


class _Look:
    """What one scan finds. Folders are looked at in order: the first file of a name counts."""

    def __init__(self, root: str) -> None:
        self._root = root
        self.entries: dict[str, Entry] = {}
        self.links: dict[str, list[Link]] = defaultdict(list)
        self.drop_ins: dict[str, dict[str, str]] = {}
        self.read: set[str] = set()

    def folder(self, folder: str) -> None:
        """Everything in one unit folder."""
        for entry in _entries(self._root + folder):
            name = entry.name
            if name.endswith(".d"):
                self._drop_in(folder, name)
            elif owner_of(name):
                self._by_others(folder, name)
            elif is_unit_name(name):
                self._unit(folder, entry)

    def _unit(self, folder: str, entry: os.DirEntry[str]) -> None:
        name, path = entry.name, f"{folder}/{entry.name}"
        to, null = "", False
        try:
            if entry.is_symlink():
                to = os.readlink(entry.path)
                null = to == "/dev/null"
                to = to if to.startswith("/") else os.path.normpath(f"{folder}/{to}")
                self._link(name, to, folder, top=True)
            else:
                told = entry.stat(follow_symlinks=False)
                null = told.st_size == 0 and entry.is_file(follow_symlinks=False)
        except OSError:
            return  # it vanished
        if name not in self.entries:
            self.entries[name] = Entry(name, folder, path, to, null)

    def _by_others(self, folder: str, name: str) -> None:
        for entry in _entries(f"{self._root}{folder}/{name}"):
            if is_unit_name(entry.name):
                with suppress(OSError):
                    to = os.readlink(entry.path) if entry.is_symlink() else entry.name
                    self._link(entry.name, to, folder, top=False)

    def _link(self, name: str, to: str, folder: str, *, top: bool) -> None:
        leads_to = to.rpartition("/")[2]
        link = Link(name, leads_to, folder, top)
        self.links[name].append(link)
        if leads_to != name and is_unit_name(leads_to):
            self.links[leads_to].append(link)

    def _drop_in(self, folder: str, name: str) -> None:
        """The first file of a name counts here too; an empty one, or a link to nowhere, takes it
        away."""
        found = self.drop_ins.setdefault(name, {})
        for entry in _entries(f"{self._root}{folder}/{name}"):
            if entry.name.endswith(".conf") and entry.name not in found:
                with suppress(OSError):
                    gone = entry.is_symlink() and os.readlink(entry.path) == "/dev/null"
                    found[entry.name] = "" if gone else f"{folder}/{name}/{entry.name}"


def _entries(path: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(path) as entries:
            return list(entries)
    except OSError:
        return []
