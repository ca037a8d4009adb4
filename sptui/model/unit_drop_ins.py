"""Which files change a unit, and in which order: `a.service.d/*.conf` and their like in all unit
folders. Source: systemd.unit(5), src/shared/dropin.c."""

from collections.abc import Iterator, Mapping, Sequence

from sptui.model.unit_install import Content
from sptui.model.unit_name import template_of

# For one unit folder: of each folder like `a.service.d`, where it lies and what it has.
Found = Mapping[str, tuple[str, Mapping[str, Content]]]


def names_of(name: str) -> list[str]:
    """The names whose folders change a unit, the most special first: `a-b@x.service`,
    `a-b@.service`, `a-.service`, `a-@x.service`, `a-@.service`."""
    names = [name]
    template = template_of(name)
    if template:
        names += names_of(template)
    stem, _, kind = name.rpartition(".")
    prefix, _, instance = stem.partition("@")
    shorter = _shorter(prefix)
    if not shorter:
        return names
    return [*names, *names_of(f"{shorter}@{instance}.{kind}" if instance else f"{shorter}.{kind}")]


def _shorter(prefix: str) -> str:
    """`a-` of `a-b`, and of `a-b-`; "" where nothing is shorter."""
    rest = prefix.removesuffix("-")
    dash = rest.rfind("-")
    return rest[: dash + 1] if dash > 0 else ""


class DropIns:
    """What there is in all unit folders, those that count first before others. `there` are the
    names of all folders like `a.service.d`."""

    def __init__(self, folders: Sequence[Found]) -> None:
        self._folders = folders
        self.there = set[str]().union(*folders)
        # To tell at once that a name has none: most have none.
        stems = [name.removesuffix(".d").rpartition(".") for name in self.there]
        self._kinds = frozenset(kind for stem, _, kind in stems if not stem)
        self._begins = tuple({stem.partition("@")[0] for stem, _, _ in stems if stem})

    def of(self, names: Sequence[str]) -> tuple[str, ...]:
        """The paths of the files that change a unit with these names, its first name first, in the
        order in which systemd reads them: that of the last parts of their paths. Of those with the
        same last part the first counts."""
        if not self.there:
            return ()
        kind = names[0].rpartition(".")[2]
        if kind not in self._kinds and not any(name.startswith(self._begins) for name in names):
            return ()
        found: dict[str, str] = {}
        for folder in self._by_name(names, kind):
            for path, files in folder:
                for leaf in files:
                    found.setdefault(leaf, f"{path}/{leaf}")
        return tuple([found[leaf] for leaf in sorted(found)])

    def _by_name(
        self, names: Sequence[str], kind: str
    ) -> Iterator[list[tuple[str, Mapping[str, Content]]]]:
        for name in names:
            candidates = [d for each in names_of(name) if (d := f"{each}.d") in self.there]
            for there in self._folders if candidates else ():
                yield [there[each] for each in candidates if each in there]
        for there in self._folders:
            if f"{kind}.d" in there:
                yield [there[f"{kind}.d"]]

    def settings(self, name: str, template: str) -> tuple[tuple[str, str], ...] | None:
        """What they add to the [Install] of a unit: only those for its own name, and its
        template's. None: one of them can't be read, or systemd refuses it."""
        found: dict[str, Content] = {}
        for each in filter(None, (name, template)):
            for there in self._folders:
                for leaf, what in there.get(f"{each}.d", ("", {}))[1].items():
                    found.setdefault(leaf, what)
        settings: tuple[tuple[str, str], ...] = ()
        for leaf in sorted(found):
            if found[leaf].kind not in ("text", "null"):
                return None
            settings += found[leaf].settings
        return settings
