"""What comes of a unit file at boot, from what lies in the unit folders: the rules of systemd, in
its own words. Source: src/shared/install.c (unit_file_lookup_state), systemd.unit(5)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

# The folders of the system's units, those that count before others first.
FOLDERS = (
    "/etc/systemd/system.control",
    "/run/systemd/system.control",
    "/run/systemd/transient",
    "/run/systemd/generator.early",
    "/etc/systemd/system",
    "/etc/systemd/system.attached",
    "/run/systemd/system",
    "/run/systemd/system.attached",
    "/run/systemd/generator",
    "/usr/local/lib/systemd/system",
    "/usr/lib/systemd/system",
    "/lib/systemd/system",
    "/run/systemd/generator.late",
)
KINDS = frozenset(
    {
        *("service", "socket", "device", "mount", "automount", "swap"),
        *("target", "path", "timer", "slice", "scope"),
    }
)
_BY_OTHERS = (".wants", ".requires", ".upholds")


class Install(NamedTuple):
    """The [Install] section of a unit file. `wanted`: something of it makes it start at boot."""

    wanted: bool = False
    aliases: tuple[str, ...] = ()
    also: bool = False
    default_instance: str = ""


NO_INSTALL = Install()


class Link(NamedTuple):
    """A link to a unit in a unit folder, or in a folder like `multi-user.target.wants` of it:
    its own name, and the last part of where it leads. `folder` is the unit folder."""

    name: str
    leads_to: str
    folder: str
    top: bool


class Entry(NamedTuple):
    """The file that counts for a name. `path` is where it lies; `to` where it leads, "" where it is
    no link; `null`: to nowhere, or empty, which masks it."""

    name: str
    folder: str
    path: str
    to: str
    null: bool


def is_unit_name(name: str) -> bool:
    """Whether a file of this name is one of a unit."""
    stem, dot, kind = name.rpartition(".")
    return bool(dot) and kind in KINDS and stem not in ("", "@")


def owner_of(folder: str) -> str:
    """The unit that a folder like `multi-user.target.wants` belongs to, "" where it is none."""
    for ending in _BY_OTHERS:
        if folder.endswith(ending):
            return folder.removesuffix(ending)
    return ""


def template_of(name: str) -> str:
    """`getty@.service` of `getty@tty1.service`; "" of what is no instance."""
    stem, _, kind = name.rpartition(".")
    prefix, at, instance = stem.partition("@")
    return f"{prefix}@.{kind}" if at and prefix and instance else ""


def is_template(name: str) -> bool:
    """Whether a name is wanted after its @."""
    return name.rpartition(".")[0].endswith("@")


def with_instance(template: str, instance: str) -> str:
    """`getty@tty1.service` of `getty@.service` and "tty1"."""
    stem, _, kind = template.rpartition(".")
    return f"{stem}{instance}.{kind}"


def parse_install(text: str) -> Install:
    """What [Install] says; the rest of the file is not looked at. Never raises."""
    inside, wanted, also = False, False, False
    aliases: list[str] = []
    instance = ""
    for line in text.splitlines():
        stripped = line.strip()
        if stripped.startswith("["):
            inside = stripped == "[Install]"
        elif inside and "=" in stripped and stripped[0] not in "#;":
            key, _, value = stripped.partition("=")
            key, value = key.strip(), value.strip()
            if key in ("WantedBy", "RequiredBy", "UpheldBy"):
                wanted = wanted or bool(value)
            elif key == "Alias":
                aliases += value.split()
            elif key == "Also":
                also = also or bool(value)
            elif key == "DefaultInstance":
                instance = value
    return Install(wanted, tuple(aliases), also, instance)


def folder_state(folder: str) -> str:
    """The state that all files of a folder have: generated or transient; "" elsewhere."""
    last = folder.rpartition("/")[2]
    if last.startswith("generator"):
        return "generated"
    return "transient" if last == "transient" else ""


def enabled_by(name: str, install: Install, links: Collection[Link]) -> str:
    """enabled, enabled-runtime or static where links to `name` make it so, else "". `links` are
    those that lead to it, or bear its name."""
    known = {name, *install.aliases}
    if install.default_instance and is_template(name):
        known.add(with_instance(name, install.default_instance))
    runtime = anywhere = False
    for link in links:
        if link.name not in known or (link.top and link.name == name):
            continue
        if link.folder.startswith("/etc/"):
            return "enabled"
        if link.folder.startswith("/run/"):
            runtime = True
        else:
            anywhere = True
    if runtime:
        return "enabled-runtime"
    return "static" if anywhere and template_of(name) else ""


def state_of(entry: Entry, install: Install, links: Collection[Link]) -> str:
    """The state of a unit file, as `systemctl is-enabled` says it."""
    runtime = "-runtime" if entry.folder.startswith("/run/") else ""
    if entry.null:
        return f"masked{runtime}"
    to = entry.to.rpartition("/")[2]
    if to and to != entry.name and template_of(entry.name) != to:
        return "alias"
    fixed = folder_state(entry.folder)
    if fixed:
        return fixed
    enabled = enabled_by(entry.name, install, links)
    if enabled:
        return enabled
    if to and not entry.to.startswith(FOLDERS):
        return f"linked{runtime}"
    if install.wanted or install.aliases or install.default_instance:
        return "disabled"
    return "indirect" if install.also else "static"


def drop_in_folders(name: str) -> tuple[str, ...]:
    """The folders whose files change a unit, the most general first: `service.d`, `foo-.service.d`,
    `foo-bar@.service.d`, `foo-bar@x.service.d`."""
    stem, _, kind = name.rpartition(".")
    names = [f"{kind}.d"]
    base = stem.partition("@")[0] + ("@" if "@" in stem else "")
    parts = base.rstrip("@").split("-")
    names += [f"{'-'.join(parts[:n])}-.{kind}.d" for n in range(1, len(parts))]
    template = template_of(name)
    if template:
        names.append(f"{template}.d")
    names.append(f"{name}.d")
    return tuple(names)


def drop_ins_of(name: str, found: Mapping[str, Mapping[str, str]]) -> tuple[str, ...]:
    """The files that change a unit, by the order in which systemd reads them: that of their names.
    `found` has, for each folder that there is, its files: name and path. Of one name the most
    special one counts."""
    chosen: dict[str, str] = {}
    for folder in drop_in_folders(name):
        chosen.update(found.get(folder, {}))
    return tuple([chosen[leaf] for leaf in sorted(chosen) if chosen[leaf]])
