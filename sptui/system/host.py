"""What this machine is: its name, its system, its kernel, and whether it is a container."""

from __future__ import annotations

import os

from sptui.model.machine import Host
from sptui.model.osrelease import os_name, parse_os_release, server_kind
from sptui.system.files import read_file

# What SelfPrivacy leaves on a server: its configuration, its secrets, its modules.
_SELFPRIVACY = ("etc/nixos/userdata.json", "etc/selfprivacy", "etc/sp-modules")
# Of what a container manager leaves, the names by which people know it.
_MARKS = ((".dockerenv", "docker"), ("run/.containerenv", "podman"), ("dev/lxd/sock", "lxd"))
_GROUPS = (b"docker", b"kubepods", b"lxc", b"libpod", b"garden")


def read_host(root: str = "/") -> Host:
    """Read it under `root`. Never raises: what can't be read is "" (the container: None).

    Texts are as raw as they were found; a host name may hold anything.
    """
    base = root.rstrip("/") + "/"
    fields = parse_os_release(
        _bytes(base + "etc/os-release") or _bytes(base + "usr/lib/os-release")
    )
    name, version = os_name(fields)
    selfprivacy = any(os.path.lexists(base + path) for path in _SELFPRIVACY)
    return Host(
        _text(base + "proc/sys/kernel/hostname") or (os.uname().nodename if base == "/" else ""),
        server_kind(fields, selfprivacy=selfprivacy),
        name,
        version,
        _text(base + "proc/sys/kernel/osrelease") or (os.uname().release if base == "/" else ""),
        _container(base),
    )


def _container(base: str) -> str | None:
    """The manager's name. Source: systemd's Container Interface, and what others leave behind."""
    told = _text(base + "run/systemd/container") or _text(base + "run/host/container-manager")
    if told:
        return told
    for path, manager in _MARKS:
        if os.path.lexists(base + path):
            return manager
    for entry in _bytes(base + "proc/1/environ").split(b"\0"):  # only root may look
        if entry.startswith(b"container="):
            return entry[10:].decode("utf-8", "surrogateescape") or None
    if os.path.lexists(base + "proc/vz") and not os.path.lexists(base + "proc/bc"):
        return "openvz"
    groups = _bytes(base + "proc/1/cgroup")
    return next((word.decode() for word in _GROUPS if b"/" + word in groups), None)


def _bytes(path: str) -> bytes:
    try:
        return read_file(path)
    except OSError:
        return b""


def _text(path: str) -> str:
    return _bytes(path).strip(b"\n\0 ").decode("utf-8", "surrogateescape")
