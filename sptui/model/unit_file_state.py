"""What comes of a unit file at boot: systemd's rules, in its own words. Source: systemd.unit(5),
src/shared/install.c (unit_file_lookup_state), src/basic/unit-file.c
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sptui.model.unit import UnitFile
from sptui.model.unit_drop_ins import DropIns
from sptui.model.unit_folder import Folder, Link
from sptui.model.unit_install import GONE, HIDDEN, Content, Install, install_of
from sptui.model.unit_name import (
    instance_of,
    is_template,
    is_unit_name,
    may_be,
    may_stand_for,
    template_of,
    with_instance,
)

_CONFIG = "/etc/systemd/system"
_TRANSIENT = "/run/systemd/transient"
_GENERATED = "/run/systemd/generator"
_MOST_LINKS, _MOST_NAMES = 64, 8


class _Found(NamedTuple):
    """The file that counts for a name in the end: the name that it has there, its path, what it is,
    and all assignments."""

    name: str
    path: str
    what: Content
    settings: tuple[tuple[str, str], ...]


class _No(Exception):
    """systemd refuses the unit (`state` "bad"), or we may not read it (`state` "")."""

    def __init__(self, state: str) -> None:
        self.state = state


class Tree:
    """The folders as one: of each name the first file counts."""

    def __init__(self, folders: Sequence[Folder], elsewhere: Mapping[str, Content | Link]) -> None:
        self._folders, self._elsewhere = folders, elsewhere
        self._by_path = {folder.path: folder for folder in folders}
        self._paths = tuple([folder.path + "/" for folder in folders])
        self._real = tuple(dict.fromkeys([*self._paths, *[f.real + "/" for f in folders]]))
        # Of each name, the first folder that has it; links there, and names that links are about.
        self.first: dict[str, Folder] = {}
        for folder in reversed(folders):
            self.first.update(dict.fromkeys(folder.files, folder))
            self.first.update(dict.fromkeys(filter(is_unit_name, folder.links), folder))
        self._mentions = [_mentions(folder) for folder in folders]
        self._mentioned = set[str]().union(*self._mentions)
        self._drop_ins = DropIns([folder.drop_ins for folder in folders])
        self._other_names = self._aliases()

    def special(self) -> set[str]:
        """The names that links, or drop-ins for them alone, may be about: of all others only their
        own file tells."""
        special = self._mentioned | {each.removesuffix(".d") for each in self._drop_ins.there}
        special.update(*[folder.links for folder in self._folders])
        for folder in self._folders:
            special.update([name for name in folder.files if "@" in name])
            special.update([name for name in folder.wanted if template_of(name) in self.first])
        return {name for name in special if name in self.first or template_of(name) in self.first}

    def plain_file(self, folder: Folder, name: str) -> UnitFile:
        """What comes of a file that is not special."""
        state = _state_in(folder, name, folder.files[name])
        drop_ins = () if state.startswith("masked") else self._drop_ins.of([name])
        return UnitFile(name, f"{folder.path}/{name}", state, drop_ins)

    def unit_file(self, name: str) -> UnitFile:
        """What comes of any file, and of an instance that is wanted without one."""
        try:
            state = self._state(name)
        except _No as no:
            state = no.state
        path = self._fragment(name)
        if path is None:
            folder = self.first.get(name)
            path = f"{folder.path}/{name}" if folder is not None else ""
        what = self._load(path)
        masked = what.at == "null" if isinstance(what, Link) else what.kind == "null"
        return UnitFile(name, path, state, () if masked else self._changes(name, path))

    # -------------------------------------------------------------- state

    def _state(self, name: str) -> str:
        found = self._discover(name)
        if found.what.kind == "null":
            return "masked-runtime" if found.path.startswith("/run/") else "masked"
        install = install_of(found.name, found.settings)
        if install is None:
            return "bad"
        if name != found.path.rpartition("/")[2] and not instance_of(found.name):
            return "alias"
        own = _of_folder(found.path.rpartition("/")[0])
        if own:
            return own
        return self._linked(found, install) or _by_rules(install)

    def _discover(self, name: str) -> _Found:
        """Follow links to the file that counts. Raises _No."""
        found, link = self._search(name)
        for _ in range(_MOST_LINKS):
            if link is None:
                return found
            base = link.target.rpartition("/")[2]
            if self._inside(link.target):
                if instance_of(found.name) and is_template(base):
                    base = with_instance(base, instance_of(found.name))
                if base != found.name:
                    found, link = self._search(base)
                    continue
            what = self._load(link.target)
            found = found._replace(path=link.target)
            found, link = self._take(found, what)
        raise _No("bad")

    def _search(self, name: str) -> tuple[_Found, Link | None]:
        """The first file of this name, or of its template, with what changes its [Install]."""
        if not is_unit_name(name):
            raise _No("bad")
        for at in filter(None, (name, template_of(name))):
            for folder in self._folders:
                what = folder.links.get(at) or folder.files.get(at)
                if what is None:
                    continue
                found, link = self._take(_Found(name, f"{folder.path}/{at}", GONE, ()), what)
                if link is not None and link.at == "no_way":
                    continue
                if found.what.kind != "null":
                    settings = self._drop_ins.settings(name, template_of(name))
                    if settings is None or install_of(name, settings) is None:
                        raise _No("bad")
                    found = found._replace(settings=found.settings + settings)
                return found, link
        raise _No("bad")

    def _take(self, found: _Found, what: Content | Link) -> tuple[_Found, Link | None]:
        """`found` with what lies at its path, and the link that goes on from there."""
        if not may_be(found.name):
            raise _No("bad")
        if isinstance(what, Content):
            if what.kind in ("bad", "gone", "hidden"):
                raise _No("" if what is HIDDEN else "bad")
            return found._replace(what=what, settings=found.settings + what.settings), None
        if self._inside(what.target):
            name, other = found.path.rpartition("/")[2], what.target.rpartition("/")[2]
            if name == other or not may_stand_for(name, other):
                raise _No("bad")
        if what.at == "loop":
            raise _No("bad")
        if what.at == "shut":
            raise _No("")
        if what.at == "null":
            return found._replace(what=Content("null")), None
        return found, what

    def _load(self, path: str) -> Content | Link:
        folder = self._by_path.get(path.rpartition("/")[0])
        if folder is not None:
            name = path.rpartition("/")[2]
            return folder.links.get(name) or folder.files.get(name) or GONE
        return self._elsewhere.get(path, GONE)

    def _inside(self, path: str) -> bool:
        return path.startswith(self._paths)

    def _linked(self, found: _Found, install: Install) -> str:
        """What links make of it: enabled, linked, indirect ...; "" where there are none."""
        name = found.name
        if name not in self._mentioned:
            return ""
        known = {name, *install.aliases}
        if install.default_instance:
            known.add(with_instance(name, install.default_instance))
        runtime = anywhere = any_name = below = False
        linked: set[str] = set()
        for folder, mentions in zip(self._folders, self._mentions, strict=True):
            wanted, tops = mentions.get(name, _NONE)
            names = [*wanted, *[top.name for top in tops if top.counts(name, below)]]
            is_config = folder.path == _CONFIG
            if not known.isdisjoint(names):
                if is_config:
                    return "enabled"
                runtime = runtime or folder.path.startswith("/run/")
                anywhere = anywhere or not folder.path.startswith("/run/")
            elif any(top.is_same(name, below) for top in tops):
                linked.add(_CONFIG if is_config else folder.path[:5])
            counts = is_config or folder.path.startswith("/run/") or bool(instance_of(name))
            any_name = any_name or (counts and bool(names))
            below = below or found.path.startswith(folder.path + "/")
        if runtime:
            return "enabled-runtime"
        if anywhere and instance_of(name):
            return "static"
        if _CONFIG in linked:
            return "linked"
        if "/run/" in linked:
            return "linked-runtime"
        return "indirect" if any_name else ""

    # -------------------------------------------------------------- what is loaded

    def _to(self, name: str) -> str | None:
        """The path of the file of a name, or the name that it is another name of."""
        for folder in self._folders:
            link = folder.links.get(name)
            if link is not None and link.at != "no_way":
                if not link.target.startswith(self._real):
                    return f"{folder.path}/{name}"
                base = link.target.rpartition("/")[2]
                if base != name and may_stand_for(name, base):
                    return base
            if name in folder.files:
                return f"{folder.path}/{name}"
        return None

    def _fragment(self, name: str) -> str | None:
        """The path of the file that systemd loads for it."""
        path = self._follow(name)
        if path is None and instance_of(name):
            path = self._follow(template_of(name))
        return path or None

    def _follow(self, name: str) -> str | None:
        """The path at the end of all links; "" where they do not end, None where nothing is. Where
        one leads to an instance without a file, that of its template counts."""
        at = name
        for n in range(_MOST_NAMES):
            to = self._to(at) or (self._to(template_of(at)) if n else None)
            if to is None or to.startswith("/"):
                return to
            at = to
        return ""

    def _aliases(self) -> dict[str, list[str]]:
        """The other names of each unit that has some, as links give them. Of templates those of the
        template, of which each instance has its own."""
        found: dict[str, list[str]] = {}
        for name in sorted({name for folder in self._folders for name in folder.links}):
            path = self._follow(name) if is_unit_name(name) else None
            if path and not path.endswith(f"/{name}") and not self._is_nothing(path):
                found.setdefault(_unit_of(name, path), []).append(name)
        return found

    def _is_nothing(self, path: str) -> bool:
        """Whether it masks, or is not there: then it has no other names."""
        what = self._load(path)
        if isinstance(what, Link):
            return what.at not in ("file", "shut")
        return what.kind in ("null", "gone")

    def _changes(self, name: str, path: str) -> tuple[str, ...]:
        """The drop-ins of a unit that is loaded by this name."""
        return self._drop_ins.of(list(dict.fromkeys(self._names(name, path))))

    def _names(self, name: str, path: str) -> list[str]:
        """What systemd calls a unit that it loads by this name, then its other names: by links to
        that name, to the file that counts, and, of an instance, to the template that it is of. By
        another of its names it may find other ones, so this is not the same for all."""
        unit, file = _unit_of(name, path), path.rpartition("/")[2]
        names = [unit, name, *self._other_names.get(name, ())]
        others = self._other_names.get(file, ())
        if unit == file:
            return [*names, *others]
        if not self._is_of(unit, file):  # then it is not what the unit is called
            names = [*names[1:], unit]
        instances = [with_instance(other, instance_of(unit)) for other in others]
        return [*names, *[each for each in instances if self._is_of(each, file)]]

    def _is_of(self, instance: str, template: str) -> bool:
        """Whether what has this name is that of this template, or nothing by itself."""
        own = self._follow(instance)
        return own is None or own.endswith(f"/{template}")


def _unit_of(name: str, path: str) -> str:
    """What a unit of this name is called that has its file there."""
    unit = path.rpartition("/")[2] or name
    if is_template(unit) and instance_of(name):
        return with_instance(unit, instance_of(name))
    return unit


# ------------------------------------------------------------------ links


class _Top(NamedTuple):
    """A link in a unit folder itself, and the last part of what it says."""

    name: str
    base: str

    def is_same(self, unit: str, below: bool) -> bool:
        """Whether it only says where the unit's file lies."""
        return not below and self.name == self.base == unit

    def counts(self, unit: str, below: bool) -> bool:
        """Whether it is one more name of the unit. `below`: the unit's own file lies in a folder
        that counts before this one."""
        if self.is_same(unit, below):
            return False
        return self.base == unit or (not below and self.name == unit)


_Mentions = tuple[list[str], list[_Top]]
_NONE: _Mentions = ([], [])


def _mentions(folder: Folder) -> dict[str, _Mentions]:
    """For each unit that links of a folder are about: those by which other units want it, and those
    in the folder itself."""
    found: dict[str, _Mentions] = {}
    for name in folder.wanted:
        for unit in {name, template_of(name) or name}:
            found.setdefault(unit, ([], []))[0].append(name)
    for name, link in folder.links.items():
        for unit in {name, link.base}:
            found.setdefault(unit, ([], []))[1].append(_Top(name, link.base))
    return found


def _state_in(folder: Folder, name: str, what: Content) -> str:
    """The state of a file that no link and no drop-in is about."""
    if what.kind == "null":
        return "masked-runtime" if folder.path.startswith("/run/") else "masked"
    if what.kind != "text":
        return "" if what is HIDDEN else "bad"
    install = install_of(name, what.settings)
    if install is None:
        return "bad"
    return _of_folder(folder.path) or _by_rules(install)


def _of_folder(path: str) -> str:
    """The state that all files of a folder have, "" where it is not the folder that says."""
    if path == _TRANSIENT:
        return "transient"
    if path == _GENERATED or path.startswith(_GENERATED + "."):
        return "generated"
    return ""


def _by_rules(install: Install) -> str:
    if install.rules:
        return "disabled"
    return "indirect" if install.also else "static"
