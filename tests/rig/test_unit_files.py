"""The scan of the unit folders, held against systemd's own answers."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator

import pytest

from sptui.model.unit import UnitFile
from sptui.model.unit_name import is_template
from sptui.system.unit_files import UnitFiles
from tests.rig import unit_folders
from tests.rig.machine import run, systemctl
from tests.rig.unit_folders import PLACES

ETC, RUN, LIB = "/etc/systemd/system", "/run/systemd/system", "/usr/lib/systemd/system"
PLAIN = "[Unit]\nDescription=x\n[Service]\nExecStart=/bin/true\n"
WANTED = PLAIN + "[Install]\nWantedBy=multi-user.target\n"
GENERATOR = "/run/systemd/system-generators/scan"
MADE: dict[str, str | bytes] = {
    f"{LIB}/scan-enabled.service": WANTED,
    f"{ETC}/multi-user.target.wants/scan-enabled.service": f"->{LIB}/scan-enabled.service",
    f"{LIB}/scan-enabled-run.service": WANTED,
    f"{RUN}/multi-user.target.wants/scan-enabled-run.service": f"->{LIB}/scan-enabled-run.service",
    "/opt/scan-linked.service": PLAIN,
    f"{ETC}/scan-linked.service": "->/opt/scan-linked.service",
    "/opt/scan-linked-run.service": PLAIN,
    f"{RUN}/scan-linked-run.service": "->/opt/scan-linked-run.service",
    f"{LIB}/scan-real.service": PLAIN,
    f"{LIB}/scan-alias.service": "->scan-real.service",
    f"{ETC}/scan-masked.service": "->/dev/null",
    f"{LIB}/scan-masked.service": WANTED,
    f"{RUN}/scan-masked-run.service": "->/dev/null",
    f"{LIB}/scan-static.service": PLAIN,
    f"{LIB}/scan-disabled.service": WANTED,
    f"{LIB}/scan-indirect.service": PLAIN + "[Install]\nAlso=scan-disabled.service\n",
    f"{LIB}/scan-bad.service": "[Unit\n",
    f"{ETC}/scan-bad-too.service": "->/opt/scan-nowhere.service",
    f"{LIB}/scan-t@.service": WANTED + "DefaultInstance=x\n",
    f"{ETC}/multi-user.target.wants/scan-t@x.service": f"->{LIB}/scan-t@.service",
    f"{ETC}/multi-user.target.wants/scan-t@y.service": f"->{LIB}/scan-t@.service",
    f"{LIB}/scan-u@.service": WANTED,
    f"{ETC}/multi-user.target.wants/scan-u@z.service": f"->{LIB}/scan-u@.service",
    f"{LIB}/scan-.service.d/30-prefix.conf": "[Unit]\n",
    f"{LIB}/service.d/scan-type.conf": "[Unit]\n",
    f"{LIB}/scan-real.service.d/40-own.conf": "[Unit]\n",
    f"{ETC}/scan-alias.service.d/20-alias.conf": "[Unit]\n",
    f"{RUN}/scan-real.service.d/30-prefix.conf": "[Unit]\n",
    f"{ETC}/scan-real.service.d/40-own.conf": "->/dev/null",
    f"{LIB}/scan-t@.service.d/50-template.conf": "[Unit]\n",
    f"{ETC}/scan-t@x.service.d/60-instance.conf": "[Unit]\n",
    f"{RUN}/scan-.service.d/70-run.conf": "[Unit]\n",
}
STATES = {
    "scan-enabled.service": "enabled",
    "scan-enabled-run.service": "enabled-runtime",
    "scan-linked.service": "linked",
    "scan-linked-run.service": "linked-runtime",
    "scan-real.service": "static",
    "scan-alias.service": "alias",
    "scan-masked.service": "masked",
    "scan-masked-run.service": "masked-runtime",
    "scan-static.service": "static",
    "scan-disabled.service": "disabled",
    "scan-indirect.service": "indirect",
    "scan-bad.service": "bad",
    "scan-bad-too.service": "bad",
    "scan-t@.service": "enabled",
    "scan-t@x.service": "enabled",
    "scan-t@y.service": "enabled",
    "scan-u@.service": "indirect",
    "scan-u@z.service": "enabled",
    "scan-generated.service": "generated",
    "scan-transient.service": "transient",
}
TREES, LOADED = 200, 45


@pytest.fixture(scope="module", autouse=True)
def made() -> Iterator[None]:
    """Units in every state; afterwards none of them."""
    unit_folders.lay(MADE)
    os.makedirs(os.path.dirname(GENERATOR), exist_ok=True)
    with open(GENERATOR, "w", encoding="ascii") as file:
        file.write("#!/bin/sh\nprintf '[Unit]\\nDescription=x\\n' >$1/scan-generated.service\n")
        file.write("printf '[Service]\\nExecStart=/bin/true\\n' >>$1/scan-generated.service\n")
    os.chmod(GENERATOR, 0o755)
    systemctl("daemon-reload")
    run("systemd-run", "--unit=scan-transient", "--remain-after-exit", "/bin/true")
    try:
        yield
    finally:
        systemctl("stop", "scan-transient.service", check=False)
        os.unlink(GENERATOR)
        for path in MADE:
            if os.path.lexists(path):
                os.unlink(path)
        systemctl("daemon-reload")


@pytest.fixture
def found() -> dict[str, UnitFile]:
    return dict(UnitFiles().scan())


def test_the_folders_are_those_of_this_systemd() -> None:
    told = systemctl("show", "-p", "UnitPath", "--value").split()
    assert tuple(told) == PLACES


def test_each_state_is_there(found: dict[str, UnitFile]) -> None:
    assert {name: found[name].state for name in STATES} == STATES


def test_all_files_are_as_systemd_lists_them(found: dict[str, UnitFile]) -> None:
    rows = json.loads(systemctl("list-unit-files", "-o", "json"))
    truth = {row["unit_file"]: row["state"] for row in rows}
    assert set(STATES.values()) <= set(truth.values())
    assert {name: found[name].state for name in truth if name in found} == truth
    # More than that are only the instances that are started at boot.
    assert all("@" in name and not is_template(name) for name in found.keys() - truth.keys())


def test_each_is_as_systemd_says_when_asked_for_one(found: dict[str, UnitFile]) -> None:
    names = [name for name, file in found.items() if file.state != "bad"]
    done = subprocess.run(
        ["systemctl", "is-enabled", "--", *names], capture_output=True, text=True, check=False
    )
    assert dict(zip(names, done.stdout.split(), strict=True)) == {
        name: found[name].state for name in names
    }


def loaded_from(names: list[str]) -> dict[str, tuple[str, str, tuple[str, ...]]]:
    """LoadState, FragmentPath and DropInPaths of units, which systemd loads for that."""
    if not names:
        return {}
    asked = systemctl("show", "-p", "LoadState,FragmentPath,DropInPaths", "--", *names)
    told: dict[str, tuple[str, str, tuple[str, ...]]] = {}
    for name, block in zip(names, asked.strip("\n").split("\n\n"), strict=True):
        of = dict(line.split("=", 1) for line in block.splitlines())
        told[name] = (of["LoadState"], of["FragmentPath"], tuple(of["DropInPaths"].split()))
    return told


def differing(found: dict[str, UnitFile], names: list[str]) -> list[object]:
    """Where systemd loads something else than we say. What it can't load it does not say."""
    wrong: list[object] = []
    for name, (load, path, drop_ins) in loaded_from(names).items():
        ours = found[name]
        if load not in ("not-found", "error") and (path, drop_ins) != (ours.path, ours.drop_ins):
            wrong.append((name, load, (path, drop_ins), ours))
    return wrong


def test_files_and_drop_ins_are_those_that_systemd_loads(found: dict[str, UnitFile]) -> None:
    names = [name for name in found if not is_template(name)]
    assert differing(found, names) == []
    assert [path.rpartition("/")[2] for path in found["scan-real.service"].drop_ins] == [
        "20-alias.conf", "30-prefix.conf", "40-own.conf", "70-run.conf", "scan-type.conf",
    ]  # fmt: skip
    assert f"{ETC}/scan-t@x.service.d/60-instance.conf" in found["scan-t@x.service"].drop_ins


def test_what_systemctl_does_is_seen() -> None:
    files = UnitFiles()
    name = "scan-disabled.service"
    for do, state in (
        ("enable", "enabled"),
        ("disable", "disabled"),
        ("enable --runtime", "enabled-runtime"),
        ("disable --runtime", "disabled"),
        ("mask", "masked"),
        ("unmask", "disabled"),
        ("mask --runtime", "masked-runtime"),
        ("unmask --runtime", "disabled"),
    ):
        before = files.stamp()
        systemctl(*do.split(), name)
        assert files.stamp() != before, do
        assert files.scan()[name].state == state == is_enabled(name), do


def is_enabled(name: str) -> str:
    return systemctl("is-enabled", name, check=False).strip()


def test_states_of_folders_made_up_at_random() -> None:
    """Trees of files and links that are as mad as can be, by systemd's rules alone."""
    asked = [sys.executable, "-m", "tests.rig.unit_folders", "1", str(TREES)]
    done = subprocess.run(
        ["unshare", "--mount", *asked], capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("seed", range(1, LOADED + 1))
def test_what_is_loaded_from_folders_made_up_at_random(seed: int) -> None:
    """Trees that systemd can load: the state of each file, the file that counts, and drop-ins."""
    spec = unit_folders.tree(random.Random(seed), unit_folders.LOADABLE)
    unit_folders.lay(spec)
    try:
        systemctl("daemon-reload")
        found = {name: f for name, f in UnitFiles().scan().items() if name.startswith("dice-")}
        # It fails where there is none.
        listed = systemctl("list-unit-files", "-ojson", "dice-*", check=False) or "[]"
        states = {row["unit_file"]: row["state"] for row in json.loads(listed)}
        wrong = differing(found, [name for name in found if not is_template(name)])
    finally:
        unit_folders.take_away(spec)
    text = "\n".join(f"{path}  {what!r}" for path, what in sorted(spec.items()))
    assert {name: found[name].state for name in states} == states, f"seed {seed}:\n{text}"
    assert wrong == [], f"seed {seed}:\n{text}"
