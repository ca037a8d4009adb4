"""Facts over a recorded folder and over this machine: what hangs holds nothing up, and faults have
reasons."""

import os
import shutil
import threading
from collections.abc import Sequence
from pathlib import Path

import psutil
import pytest

from sptui.model.machine import Clock, Route, Temperature, WaysIn
from sptui.system import facts as module
from tests.folders import PATIENCE_S, RECORDED, SPACE, Make, looked, reasons, until

# What both keep


@pytest.mark.parametrize("root", [RECORDED, "/"], ids=["folder", "real"])
def test_one_look_gives_all_facts_or_reasons(readers: Make, root: Path | str) -> None:
    facts = looked(readers(root, one_look=True, statvfs=os.statvfs, resolve=lambda names: True))
    assert facts.host.name
    assert facts.host.kernel
    assert "/" in [volume.mount.point for volume in facts.volumes]
    for volume in facts.volumes:
        assert (volume.space is None) != (volume.why is None)
    assert facts.clock.synchronised is not None or "clock" in reasons(facts)
    assert (
        facts.ways_in.passwords is not None
        or {"ways_in", "ways_in.passwords"} & reasons(facts).keys()
    )


@pytest.mark.parametrize("root", [RECORDED, "/"], ids=["folder", "real"])
def test_nothing_new_is_the_same_object(readers: Make, root: Path | str) -> None:
    reader = readers(root, one_look=True, resolve=lambda names: True)
    first = looked(reader)
    assert reader.poll(101.0) is first


# The recorded folder


def test_the_recorded_folder_reads_as_it_was(readers: Make) -> None:
    facts = looked(readers(RECORDED, one_look=True, resolve=lambda names: True))
    (volume,) = facts.volumes
    assert volume.mount[:3] == ("/", "/dev/vda", "ext4")
    assert (volume.space, volume.why, volume.asked_mono) == (SPACE, None, 100.0)
    assert facts.clock == Clock(False, 16.0)
    assert facts.network.addresses == (("eth0", "192.0.2.2"), ("eth0", "fd00::2"))
    assert facts.network.routes == (
        Route("eth0", "192.0.2.1", True),
        Route("eth0", "fd00::1", False),
    )
    assert facts.network.resolvers == ("10.255.255.53",)
    assert facts.network.resolver_answers is True
    assert reasons(facts) == {"ways_in": "missing.absent"}


def test_the_first_look_asks_only_for_what_the_first_frame_shows(
    readers: Make, folder: Path
) -> None:
    reader = readers(folder)
    first = looked(reader)
    assert first.volumes[0].space == SPACE
    assert first.network.routes
    assert (first.clock, first.missing) == (Clock(None, None), ())
    reader.poll(100 + module.SLOW_AFTER_S)
    reader.wait(PATIENCE_S)
    assert reader.poll(102.0).clock == Clock(False, 16.0)


@pytest.mark.parametrize(
    ("file", "what"),
    [
        ("proc/self/mountinfo", "mounts"),
        ("proc/net/route", "routes"),
        ("proc/net/arp", "neighbours"),
        ("kernel/timex", "clock"),
        ("kernel/addresses", "addresses"),
        ("kernel/neighbours", "neighbours"),
    ],
)
def test_what_is_not_there_is_a_reason(readers: Make, folder: Path, file: str, what: str) -> None:
    (folder / file).unlink()
    facts = looked(readers(folder, one_look=True))
    assert reasons(facts) == {what: "missing.absent", "ways_in": "missing.absent"}


@pytest.mark.parametrize(
    ("file", "what"),
    [
        ("proc/self/mountinfo", "mounts"),
        ("proc/net/route", "routes"),
        ("proc/net/ipv6_route", "routes6"),
        ("proc/net/arp", "neighbours"),
        ("proc/net/if_inet6", "addresses6"),
        ("kernel/timex", "clock"),
        ("kernel/addresses", "addresses"),
        ("kernel/neighbours", "neighbours"),
    ],
)
def test_what_is_senseless_is_a_reason(readers: Make, folder: Path, file: str, what: str) -> None:
    (folder / file).write_bytes(b"\x09\xff")
    facts = looked(readers(folder, one_look=True))
    assert reasons(facts) == {what: "missing.rubbish", "ways_in": "missing.absent"}


def test_a_machine_without_ipv6_or_resolvers_lacks_nothing(readers: Make, folder: Path) -> None:
    for file in ("proc/net/ipv6_route", "proc/net/if_inet6", "etc/resolv.conf"):
        (folder / file).unlink()
    asked: list[tuple[str, ...]] = []
    facts = looked(
        readers(folder, one_look=True, resolve=lambda names: asked.append(tuple(names)) or False)
    )
    assert reasons(facts) == {"ways_in": "missing.absent"}
    assert facts.network.addresses == (("eth0", "192.0.2.2"),)
    assert (facts.network.resolvers, facts.network.resolver_answers) == ((), False)
    assert asked == [("127.0.0.1",)]  # as the C library does


# The rest


def test_the_resolver_is_asked_once_a_minute_and_when_it_changes(
    readers: Make, folder: Path
) -> None:
    asked: list[Sequence[str]] = []

    def resolve(names: Sequence[str]) -> bool:
        asked.append(names)
        return len(asked) > 1

    reader = readers(folder, resolve=resolve)
    for mono in range(100, 160, 2):
        facts = reader.poll(float(mono))
        reader._asks.wait(PATIENCE_S, but="")
    assert asked == [("10.255.255.53",)]
    assert facts.network.resolver_answers is False
    (folder / "etc/resolv.conf").write_text("nameserver 192.0.2.53\n")
    assert reader.poll(160.0).network.resolver_answers is None
    until(lambda: reader.poll(161.0).network.resolver_answers is True)
    assert asked == [("10.255.255.53",), ("192.0.2.53",)]


def test_a_resolver_that_is_slow_is_not_waited_for(readers: Make, folder: Path) -> None:
    slow = threading.Event()
    reader = readers(folder, one_look=True, resolve=lambda names: slow.wait(PATIENCE_S))
    facts = looked(reader)
    assert facts.network.resolver_answers is None
    assert facts.clock.synchronised is False
    slow.set()
    reader._asks.wait(PATIENCE_S, but="")


def test_temperatures(readers: Make, folder: Path) -> None:
    for chip, files in {
        "hwmon2": {"name": "nvme", "temp1_input": "38850", "temp1_crit": "84850"},
        "hwmon10": {"name": "acpitz", "temp1_input": "-273200"},
        "hwmon0": {
            "name": "coretemp",
            "temp10_input": "51000",
            "temp2_input": "48000",
            "temp2_label": "Core \x1b[31m0",
            "temp3_input": "rubbish",
            "temp4_input": "",
            "fan1_input": "900",
        },
    }.items():
        (folder / "sys/class/hwmon" / chip).mkdir(parents=True)
        for name, text in files.items():
            (folder / "sys/class/hwmon" / chip / name).write_text(text + "\n" if text else "")
    facts = looked(readers(folder, one_look=True))
    assert facts.temperatures == (
        Temperature("coretemp Core \x1b[31m0", 48.0, None),
        Temperature("coretemp", 51.0, None),
        Temperature("nvme", 38.85, 84.85),
    )


def test_temperatures_of_a_board_without_chips(readers: Make, folder: Path) -> None:
    zone = folder / "sys/class/thermal/thermal_zone0"
    zone.mkdir(parents=True)
    (zone / "type").write_text("cpu-thermal\n")
    (zone / "temp").write_text("47774\n")
    assert looked(readers(folder, one_look=True)).temperatures == (
        Temperature("cpu-thermal", 47.774, None),
    )


HASH = "$y$j9T$abc$0123456789abcdef"
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMt5Zo0000000000000000000000000000000000 x\n"


def accounts(folder: Path, *, root: str, anna: str) -> None:
    (folder / "etc/passwd").write_text(
        "root:x:0:0::/root:/bin/sh\nanna:x:9:9::/home/anna:/bin/sh\n"
    )
    (folder / "etc/group").write_text("wheel:x:10:anna\n")
    (folder / "etc/shadow").write_text(f"root:{root}:1::::::\nanna:{anna}:1::::::\n")


def test_ways_in(readers: Make, folder: Path) -> None:
    accounts(folder, root="!", anna=HASH)
    keys = folder / "etc/ssh/authorized_keys.d/root"
    keys.parent.mkdir(parents=True)
    keys.write_text(KEY)
    assert looked(readers(folder, one_look=True)).ways_in == WaysIn(("anna",), ("root",))


def test_no_way_in_is_known_and_none_that_may_be_read_is_not(
    readers: Make, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts(folder, root="!", anna="*")
    facts = looked(readers(folder, one_look=True))
    assert facts.ways_in == WaysIn((), ())
    assert facts.missing == ()
    opened = os.open

    def refuse(path: str, *more: int) -> int:
        if str(path).endswith(("shadow", "/root/.ssh/authorized_keys")):
            raise PermissionError(13, "Permission denied")
        return opened(path, *more)

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", refuse)
        facts = looked(readers(folder, one_look=True))
    assert facts.ways_in == WaysIn(None, None)
    assert reasons(facts) == {
        "ways_in.passwords": "missing.denied",
        "ways_in.keys": "missing.denied",
    }


def test_sensors_that_hang_are_a_reason_and_cost_nothing_else(
    readers: Make, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = threading.Event()
    monkeypatch.setattr(
        module, "ask_sensors", lambda root: release.wait(PATIENCE_S) and module.NOTHING_SENSED
    )
    reader = readers(folder)
    reader.poll(100.0)
    reader.poll(102.0)
    until(lambda: reader.poll(102.0).clock.synchronised is False)
    assert "temperatures" not in reasons(reader.poll(104.0))
    assert reasons(reader.poll(105.0))["temperatures"] == "missing.no_answer"
    release.set()
    until(lambda: "temperatures" not in reasons(reader.poll(106.0)))


# This machine


def test_addresses_are_those_that_another_library_sees(readers: Make) -> None:
    facts = looked(readers("/", one_look=True, resolve=lambda names: True))
    if "addresses" in reasons(facts):
        pytest.skip("no rtnetlink here")
    others = {
        (name, entry.address)
        for name, entries in psutil.net_if_addrs().items()
        for entry in entries
        if entry.family.name in ("AF_INET", "AF_INET6")
        and not entry.address.startswith(("127.", "fe80:", "169.254."))
        and entry.address != "::1"
    }
    assert set(facts.network.addresses) == others


def test_space_is_that_of_statvfs(readers: Make) -> None:
    facts = looked(readers("/", one_look=True, statvfs=os.statvfs, resolve=lambda names: True))
    root = next(volume.space for volume in facts.volumes if volume.mount.point == "/")
    usage = shutil.disk_usage("/")
    assert root is not None
    assert root.total_bytes == usage.total
    assert root.used_bytes == pytest.approx(usage.used, rel=0.05)
    assert root.free_bytes == pytest.approx(usage.free, rel=0.05)
