"""What changed on the machine that may be why a unit does not work any more.

A file counts by the later of its times: one that is put in its place keeps the time at which its
text was written, but not that of its inode."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice

from sptui.model.unit_details import UnitDetails
from sptui.model.unit_why import Change, ChangeKind
from sptui.system.files import read_file
from sptui.system.unit_text import read

# So many are told, the newest first; so many files of a folder are looked at, so deep.
_MOST, _FILES, _DEEP = 6, 300, 3
_DPKG = "/var/log/dpkg.log"
_DPKG_BYTES = 512 << 10
_PROFILES = "/nix/var/nix/profiles"
_NAMED = 3


def changes(details: UnitDetails, since: float, root: str = "") -> tuple[Change, ...]:
    """Those after `since` (seconds since 1970), the newest first. It may block for as long as the
    disk does; what can't be read has not changed."""
    found = [
        *_files("unit-file", (details.path,), since, root),
        *_files("drop-in", details.drop_ins, since, root),
        *_files("configuration", _configuration(details, root), since, root),
        *_files("program", _programs(details), since, root),
        *_packages(since, root),
        *_generations(since, root),
        *_boot(since, root),
    ]
    return tuple(sorted(found, key=lambda each: -each.at)[:_MOST])


def _files(kind: ChangeKind, paths: Sequence[str], since: float, root: str) -> Iterator[Change]:
    for path in dict.fromkeys(paths):
        at = _changed_at(root + path) if path else None
        if at is not None and at > since:
            yield Change(at, kind, path)


def _changed_at(path: str) -> float | None:
    """When a file, or the link to it, was changed last."""
    times = []
    for look in (os.stat, os.lstat):
        with suppress(OSError, ValueError):
            found = look(path)
            times.append(max(found.st_mtime, found.st_ctime))
    return max(times, default=None)


def _programs(details: UnitDetails) -> tuple[str, ...]:
    return tuple([each.argv[0] for each in details.commands if each.argv])


def _configuration(details: UnitDetails, root: str) -> tuple[str, ...]:
    """Files that its commands name, that its unit file has the environment from, and those in the
    folder of its name in /etc."""
    named = [arg for each in details.commands for arg in each.argv[1:]]
    found = [_path_in(arg) for arg in named]
    text = read(root + details.path, tuple([root + path for path in details.drop_ins]))
    for file in text.files:
        for line in file.lines:
            key, _, value = line.partition("=")
            if key.strip() == "EnvironmentFile":
                found.append(value.strip().removeprefix("-"))
    stem = details.unit.name.partition(".")[0].partition("@")[0]
    found = [path for path in found if path.startswith("/etc/")]
    folders = [f"/etc/{stem}", *[path for path in found if os.path.isdir(root + path)]]
    inside = [path for each in folders for path in islice(_below(each, root, _DEEP), _FILES)]
    return (*found, *inside)


def _path_in(argument: str) -> str:
    """The path that an argument is or holds: `/etc/x`, `--config=/etc/x`, `-c/etc/x`."""
    at = argument.find("/")
    return argument[at:] if at >= 0 else ""


def _below(folder: str, root: str, deep: int) -> Iterator[str]:
    with suppress(OSError, ValueError):
        for entry in sorted(os.scandir(root + folder), key=lambda each: each.name):
            path = f"{folder}/{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                if deep > 1:
                    yield from _below(path, root, deep - 1)
            else:
                yield path


def _packages(since: float, root: str) -> Iterator[Change]:
    """What dpkg installed, took away or configured anew. Its log is in local time."""
    import time

    newest, names = 0.0, dict[str, None]()
    text = _tail(root + _DPKG, _DPKG_BYTES)
    for line in reversed(text.splitlines()):
        parts = line.split(" ")
        if len(parts) < 4 or parts[2] not in ("install", "upgrade", "remove", "purge"):
            continue
        try:
            at = time.mktime(time.strptime(" ".join(parts[:2]), "%Y-%m-%d %H:%M:%S"))
        except (ValueError, OverflowError):
            continue
        if at <= since:
            break
        newest = max(newest, at)
        names.setdefault(parts[3].partition(":")[0])
    if names:
        told = list(names)
        more = f" +{len(told) - _NAMED}" if len(told) > _NAMED else ""
        yield Change(newest, "packages", ", ".join(told[:_NAMED]) + more)


def _tail(path: str, most: int) -> str:
    try:
        with open(path, "rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - most))
            return file.read(most).decode("utf-8", "replace")
    except (OSError, ValueError):
        return ""


def _generations(since: float, root: str) -> Iterator[Change]:
    """The newest generation that NixOS was switched to."""
    path = f"{root}{_PROFILES}/system"
    with suppress(OSError, ValueError):
        at, link = os.lstat(path).st_mtime, os.readlink(path)
        if at > since:
            number = link.rpartition("/")[2].removeprefix("system-").removesuffix("-link")
            yield Change(at, "generation", number)


def _boot(since: float, root: str) -> Iterator[Change]:
    text = b""
    with suppress(OSError, ValueError):
        text = read_file(f"{root}/proc/stat")
    for line in text.split(b"\n"):
        word, _, value = line.partition(b" ")
        if word == b"btime" and value.isdigit() and int(value) > since:
            yield Change(float(value), "boot", "")
