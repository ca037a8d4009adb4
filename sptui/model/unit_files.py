"""All unit files, from what lies in the unit folders. systemd's own answer (ListUnitFiles) holds it
up for 50 s where there are 5,245."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from sptui.model.unit import UnitFile
from sptui.model.unit_file_state import Tree
from sptui.model.unit_folder import Folder, Link
from sptui.model.unit_install import Content


class _Plain(NamedTuple):
    """Files of a folder that are about themselves alone, and what came of them; `others` are those
    that are not."""

    contents: Mapping[str, Content]
    others: AbstractSet[str]
    files: Mapping[str, UnitFile]


_NOTHING = _Plain({}, frozenset(), {})


class Scanner:
    """Goes through the folders, and remembers what came of them: most of thousands of files are
    about themselves alone, and are as they were."""

    def __init__(self) -> None:
        self._found: Mapping[str, UnitFile] = {}
        self._plain: dict[str, _Plain] = {}
        self._changes: list[object] = []

    def scan(
        self, folders: Sequence[Folder], elsewhere: Mapping[str, Content | Link]
    ) -> Mapping[str, UnitFile]:
        """All unit files by name, and instances that are started at boot without one. `elsewhere`
        are the files outside of the folders that links lead to, by path. What is as it was in the
        scan before is the same object; where all is, so is the mapping."""
        tree = Tree(folders, elsewhere)
        changes: list[object] = [folder.drop_ins for folder in folders]
        before = self._plain if changes == self._changes else {}
        self._plain, self._changes = {}, changes
        files: dict[str, UnitFile] = {}
        seen = special = tree.special()
        for folder in folders:
            plain = self._plain_ones(tree, folder, seen, before.get(folder.path, _NOTHING))
            files.update(plain.files)
            seen = seen | folder.files.keys()
            self._plain[folder.path] = plain
        for name in special:
            files[name] = self._same(tree.unit_file(name))
        if files != self._found:
            self._found = files
        return self._found

    def _plain_ones(
        self, tree: Tree, folder: Folder, seen: AbstractSet[str], old: _Plain
    ) -> _Plain:
        others = folder.files.keys() & seen
        if folder.files is old.contents and others == old.others:
            return old
        files: dict[str, UnitFile] = {}
        for name in folder.files.keys() - others:
            kept = old.files.get(name)
            if kept is None or folder.files[name] is not old.contents.get(name):
                kept = self._same(tree.plain_file(folder, name))
            files[name] = kept
        return _Plain(folder.files, others, files)

    def _same(self, file: UnitFile) -> UnitFile:
        """The object of the scan before, if it is equal."""
        old = self._found.get(file.name)
        return old if old is not None and old == file else file
