"""What this machine is, over folders made to look like several, and over the real one."""

import os
from pathlib import Path

import pytest

from sptui.model.machine import Host
from sptui.system.host import read_host
from tests.rubbish import HOSTILE, text_of

NIXOS = 'NAME=NixOS\nID=nixos\nVERSION_ID="26.05"\nBUILD_ID="26.05.4821.abcdef"\n'
DEBIAN = 'NAME="Debian GNU/Linux"\nID=debian\nVERSION_ID="12"\n'


def folder(root: Path, files: dict[str, str]) -> str:
    for name, text in {
        "proc/sys/kernel/hostname": "kiwi\n",
        "proc/sys/kernel/osrelease": "6.12.61\n",
        **files,
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return str(root)


def test_this_machine() -> None:
    host = read_host("/")
    assert (host.name, host.kernel) == (os.uname().nodename, os.uname().release)
    assert host.kind in ("selfprivacy", "nixos", "linux")


@pytest.mark.parametrize(
    "mark", ["etc/nixos/userdata.json", "etc/selfprivacy/x", "etc/sp-modules/mail"]
)
def test_selfprivacy(tmp_path: Path, mark: str) -> None:
    root = folder(tmp_path, {"etc/os-release": NIXOS, mark: "{}"})
    assert read_host(root) == Host(
        "kiwi", "selfprivacy", "NixOS 26.05", "26.05.4821", "6.12.61", None
    )


def test_nixos_and_another_linux(tmp_path: Path) -> None:
    assert read_host(folder(tmp_path / "a", {"etc/os-release": NIXOS})).kind == "nixos"
    debian = read_host(folder(tmp_path / "b", {"usr/lib/os-release": DEBIAN}))
    assert debian == Host("kiwi", "linux", "Debian GNU/Linux 12", "12", "6.12.61", None)


def test_nothing_there(tmp_path: Path) -> None:
    assert read_host(str(tmp_path)) == Host("", "linux", "", "", "", None)


@pytest.mark.parametrize(
    ("file", "text", "manager"),
    [
        ("run/systemd/container", "systemd-nspawn\n", "systemd-nspawn"),
        ("run/host/container-manager", "lxc\n", "lxc"),
        (".dockerenv", "", "docker"),
        ("run/.containerenv", "", "podman"),
        ("proc/1/environ", "PATH=/bin\0container=lxc\0X=1", "lxc"),
        ("proc/1/cgroup", "0::/docker/abc\n", "docker"),
        ("proc/1/cgroup", "4:cpu:/kubepods/burstable/pod1\n", "kubepods"),
        ("proc/vz/version", "", "openvz"),
        ("proc/1/cgroup", "0::/init.scope\n", None),
    ],
)
def test_containers(tmp_path: Path, file: str, text: str, manager: str | None) -> None:
    assert read_host(folder(tmp_path, {file: text})).container == manager


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_kept_as_it_is(tmp_path: Path, name: bytes) -> None:
    root = folder(tmp_path, {})
    (tmp_path / "proc/sys/kernel/hostname").write_bytes(name + b"\n")
    assert read_host(root).name == text_of(name)
