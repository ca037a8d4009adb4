"""What lies in the unit folders, as it is found there. Source: systemd.unit(5)."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from sptui.model.unit_install import Content

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


class Link(NamedTuple):
    """A link that bears a unit's name. `base` is the last part of what is written in it, `target`
    the path that it leads to, and `at` what is found there when all links are followed: a file,
    something that masks (`null`), nothing (`gone`; `no_way`: what should be a folder on the way is
    none), what only root may see (`shut`), or no end of links (`loop`)."""

    base: str
    target: str
    at: Literal["file", "null", "gone", "no_way", "shut", "loop"]


class Folder(NamedTuple):
    """A unit folder: regular files by name; links, those too that only lead to what may be a unit;
    `wanted` are the names of links in folders
    like `multi-user.target.wants`; `drop_ins`, for each folder like `a.service.d`, where it lies
    and its files by name. `real` is its path without links."""

    path: str
    real: str
    files: Mapping[str, Content]
    links: Mapping[str, Link]
    wanted: frozenset[str]
    drop_ins: Mapping[str, tuple[str, Mapping[str, Content]]]
