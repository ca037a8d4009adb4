"""What changed on the machine, from a folder that has one."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from sptui.model.unit import Unit, UnitFacts
from sptui.model.unit_details import Command, UnitDetails
from sptui.system.unit_changes import changes

SINCE = 1_700_000_000.0
UNIT = Unit("web@a.service", "", "loaded", "failed", "failed")


def details(*argv: str) -> UnitDetails:
    commands = (Command("ExecStart", argv),) if argv else ()
    path = "/etc/systemd/system/web@.service"
    return UnitDetails(UNIT, UnitFacts(), path, drop_ins=("/run/x.conf",), commands=commands)


def put(root: Path, path: str, text: str = "") -> None:
    file = root / path.lstrip("/")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def found(root: Path, of: UnitDetails, since: float = SINCE) -> set[tuple[str, str]]:
    return {(each.kind, each.what) for each in changes(of, since, str(root))}


def test_nothing_there_is_nothing_changed(tmp_path: Path) -> None:
    assert changes(details("/bin/web", "--config=/etc/gone"), SINCE, str(tmp_path)) == ()


def test_files_of_the_unit(tmp_path: Path) -> None:
    put(
        tmp_path,
        "/etc/systemd/system/web@.service",
        "[Service]\nEnvironmentFile=-/etc/default/web\n",
    )
    put(tmp_path, "/run/x.conf")
    put(tmp_path, "/etc/default/web")
    put(tmp_path, "/etc/special.conf")
    put(tmp_path, "/etc/web/sub/deep.conf")
    put(tmp_path, "/etc/web/sub/a/b/c/too-deep.conf")
    put(tmp_path, "/usr/bin/web")
    of = details("/usr/bin/web", "--config=/etc/special.conf", "-v")
    everything = {(each.kind, each.what) for each in _all(of, tmp_path)}
    assert everything == {
        ("unit-file", "/etc/systemd/system/web@.service"),
        ("drop-in", "/run/x.conf"),
        ("configuration", "/etc/default/web"),
        ("configuration", "/etc/special.conf"),
        ("configuration", "/etc/web/sub/deep.conf"),
        ("program", "/usr/bin/web"),
    }
    assert found(tmp_path, of, time.time() + 60) == set()


def _all(of: UnitDetails, root: Path) -> list[object]:
    return list(changes(of, SINCE, str(root)))


def test_a_file_put_in_place_with_its_old_time_has_changed(tmp_path: Path) -> None:
    put(tmp_path, "/run/x.conf")
    os.utime(tmp_path / "run/x.conf", (1.0, 1.0))
    assert found(tmp_path, details()) == {("drop-in", "/run/x.conf")}


def test_packages(tmp_path: Path) -> None:
    at = [time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(SINCE + n)) for n in (-5, 5, 6, 7, 8)]
    put(
        tmp_path,
        "/var/log/dpkg.log",
        f"{at[0]} upgrade old:amd64 1 2\n{at[1]} upgrade nginx:amd64 1 2\n"
        f"{at[1]} status installed nginx:amd64 2\nrubbish\n9999-99-99 x upgrade a b\n"
        f"{at[2]} install libc6:amd64 <none> 2\n{at[3]} remove x:all 1 2\n"
        f"{at[4]} purge y:all 1 2\n",
    )
    assert found(tmp_path, details()) == {("packages", "y, x, libc6 +1")}


def test_a_generation_and_a_boot(tmp_path: Path) -> None:
    profiles = tmp_path / "nix/var/nix/profiles"
    profiles.mkdir(parents=True)
    (profiles / "system").symlink_to("system-42-link")
    put(tmp_path, "/proc/stat", f"cpu 1 2\nbtime {int(SINCE) + 9}\nctxt 5\n")
    assert found(tmp_path, details()) == {("generation", "42"), ("boot", "")}
    assert found(tmp_path, details(), time.time() + 60) == set()


def test_the_newest_first_and_no_more_than_can_be_read(tmp_path: Path) -> None:
    for n in range(30):
        put(tmp_path, f"/etc/web/{n}.conf")
    told = changes(details(), SINCE, str(tmp_path))
    assert len(told) == 6
    assert [each.at for each in told] == sorted((each.at for each in told), reverse=True)


@pytest.mark.parametrize("hostile", ["/etc/\udcff", "/etc/a\0b", "/" + "x" * 5000, "/etc/web/.."])
def test_hostile_arguments(tmp_path: Path, hostile: str) -> None:
    assert changes(details("/bin/web", hostile), SINCE, str(tmp_path)) == ()
