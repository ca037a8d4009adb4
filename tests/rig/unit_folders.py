"""Unit folders made up at random. `unshare --mount python -m tests.rig.unit_folders SEED COUNT`
holds our scan of them against systemd's own rules: in mounts of its own, where nothing is hurt, and
without a word to the systemd that runs. Prints each difference as a line of JSON.

The systemd that runs is only given trees of the world LOADABLE, and only by tests in the rig."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from sptui.model.unit_folder import FOLDERS
from sptui.system.unit_files import UnitFiles

ELSEWHERE = "/srv/elsewhere"
_ETC, _RUN, _LIB = "/etc/systemd/system", "/run/systemd/system", "/usr/lib/systemd/system"
# Where most of it lies: with a dozen folders alike nothing would ever meet.
_OFTEN = (_ETC, _ETC, _ETC, _RUN, _RUN, _LIB, _LIB, _LIB, "/usr/local/lib/systemd/system")
PLACES = tuple(folder for folder in FOLDERS if folder != "/lib/systemd/system")
NAMES = (
    *("a.service", "b.service", "a-b.service", "a-b-c.service", "t@.service", "t@x.service"),
    *("t@y.service", "u@.service", "u@x.service", "u-v@.service", "u-v@x.service", "s.socket"),
    *("m.mount", "m@.mount", "l.slice", "g.target", "i.timer", "a.timer", "t@x@y.service"),
    *("-.mount", "a--b.service"),
)
_ODD = ("readme", ".hidden.service", "@x.service", "a.servicex", "a b.service", "a.device")
# What else may change a unit than a folder of its own name.
_WIDE = (
    *("a-.service", "a-b-.service", "u-.service", "u-@.service", "u-@x.service", "service"),
    *("target", "t@z.service", "-.service"),
)
_INSTALL = (
    *("WantedBy=g.target", "WantedBy=", "RequiredBy=g.target", "UpheldBy=b.service"),
    *("Alias=a.service", "Alias=b.service u@x.service", "Alias=%p-b.service", "Alias="),
    *("Also=a.service", "Also=b.socket a.timer", "Also=no", "Also=", "Also=%p.service"),
    *("DefaultInstance=x", "DefaultInstance=%p", "DefaultInstance=a/b", "DefaultInstance="),
    *("DefaultInstance=%Z", "DefaultInstance=y", 'WantedBy="a b" c', 'WantedBy=a "b'),
    *('WantedBy=""', "WantedBy = a \\", "  RequiredBy=a", "# WantedBy=a", ";x \\", "=a"),
    *("WantedBy", "wantedby=a", "WantedBy=\\", "WantedBy='a'b", "WantedBy=a\\x20b"),
    *("Alias='a.service' \"b.service\"", "Foo=bar"),
)
_SECTIONS = (
    *("[Unit]", "[Service]", "[Install]", "[Install]", "[Install]", "[X-Other]", "[Unit"),
    *("[]", " [Install] ", "[Install]x", '[In"stall]', "[install]", "[Install]\r", "Foo=a"),
)
_ENDS = ("\n", "\n", "\n", "\n", "\r\n", "\0", "\n\n", "\n\r\n", "\r")
Spec = dict[str, str | bytes]


class World(NamedTuple):
    """Which names there are, in which folders; `sound`: the texts are such as systemd takes, and
    most links lead to one of the names."""

    names: Sequence[str] = NAMES
    places: Sequence[str] = PLACES
    wide: Sequence[str] = _WIDE
    sound: bool = False


LOADABLE = World(
    tuple(
        f"dice-{name}.service"
        for name in ("a", "b", "a-b", "t@", "t@x", "t@y", "u@", "u@x", "v@", "v@x", "u-v@", "u-v@x")
    ),
    tuple(folder for folder in PLACES if "/generator" not in folder),
    (
        *("dice-.service", "dice-a-.service", "dice-u-@.service", "dice-u-@x.service"),
        *("dice-t@z.service", "service", "target"),
    ),
    sound=True,
)


def text(random: random.Random, sound: bool) -> str | bytes:
    """The text of a unit file, now and then one that systemd refuses."""
    if sound:
        runs = "[Unit]\nDescription=x\n[Service]\nExecStart=/bin/true\n"
        return runs if random.random() < 0.9 else ""
    if random.random() < 0.1:
        return random.choice(("", "\n", " ", "\ufeff[Install]\nWantedBy=a\n", b"\xff\n", "\ufffe"))
    if random.random() < 0.3:
        return random.choice(
            ("[Unit]\n", "[Install]\nWantedBy=g.target\n", "[Install]\nAlso=a.timer\n")
        )
    lines = []
    for _ in range(random.randrange(1, 4)):
        lines.append(random.choice(_SECTIONS))
        lines += random.choices(_INSTALL, k=random.randrange(0, 3))
    return "".join(line + random.choice(_ENDS) for line in lines)


def tree(random: random.Random, world: World) -> Spec:
    """Files by path; what begins with -> is a link."""
    spec: Spec = {}
    few = random.sample(world.names, random.choice((3, 5, len(world.names))))
    for _ in range(random.randrange(4, 60 if world.sound else 25)):
        folder = random.choice(_OFTEN if random.random() < 0.85 else world.places)
        name = random.choice(few if random.random() < 0.97 or world.sound else _ODD)
        kind = random.random()
        if kind < 0.35:
            spec[f"{folder}/{name}"] = text(random, world.sound)
        elif kind < 0.65:
            spec[f"{folder}/{name}"] = "->" + _target(random, few, name, world.sound)
        elif kind < 0.8:
            owner = random.choice(few) + random.choice((".wants", ".requires", ".upholds", ".x"))
            spec[f"{folder}/{owner}/{name}"] = "->" + _target(random, few, name)
        else:
            owner = random.choice((*few, *world.wide))
            leaf = random.choice(("a.conf", "b.conf", "B.conf", "c", ".d.conf"))
            spec[f"{folder}/{owner}.d/{leaf}"] = _drop_in(random, few, name, world.sound)
    for name in random.sample(few, 3):
        spec[f"{ELSEWHERE}/{name}"] = text(random, world.sound)
    if random.random() < 0.3:
        spec[f"{ELSEWHERE}/{random.choice(few)}"] = "->" + _target(random, few, few[0])
    return spec


def _drop_in(random: random.Random, few: Sequence[str], name: str, sound: bool) -> str | bytes:
    if sound:
        return random.choice(("[Unit]\n", "[Unit]\n", "->/dev/null"))
    return text(random, sound) if random.random() < 0.8 else "->" + _target(random, few, name)


def _target(random: random.Random, few: Sequence[str], name: str, sound: bool = False) -> str:
    to = name if random.random() < 0.4 else random.choice(few)
    if sound and random.random() < 0.8:
        to = random.choice(few)
        return random.choice((to, to, f"{_LIB}/{to}", f"../system/{to}"))
    return random.choice(
        (
            *(to, to, f"../{to}", f"{_LIB}/{to}", f"{_LIB}/{to}", f"{_ETC}/{to}", f"{_RUN}/{to}"),
            *(f"/lib/systemd/system/{to}", f"{ELSEWHERE}/{to}", f"{ELSEWHERE}/{to}", "/dev/null"),
            *(f"{_LIB}/sub/{to}", "/nowhere/" + to, "/etc/passwd/" + to, "/dev/zero", ELSEWHERE),
            *(f"{_ETC}/../system/./{to}", f"//usr/lib/systemd/system//{to}", f"{_LIB}/{to}/", "."),
        )
    )


def lay(spec: Mapping[str, str | bytes]) -> None:
    """Make these files. What can't be (a file in a file) is left out."""
    for path, what in spec.items():
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            if isinstance(what, str) and what.startswith("->"):
                os.symlink(what[2:], path)
                continue
            with open(path, "wb") as file:
                file.write(what.encode() if isinstance(what, str) else what)
        except OSError:
            continue


def take_away(spec: Mapping[str, str | bytes]) -> None:
    """These files, and the folders around them that are empty then, as far as a unit has them."""
    for path in spec:
        with suppress(OSError):
            os.unlink(path)
    for folder in {os.path.dirname(path) for path in spec}:
        if folder not in PLACES:
            with suppress(OSError):
                os.rmdir(folder)


def clear(folders: Sequence[str], beginning: str = "") -> None:
    """Take away what lies in these folders and begins so."""
    for folder in folders:
        for entry in os.scandir(folder) if os.path.isdir(folder) else ():
            if not entry.name.startswith(beginning):
                continue
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path)
            else:
                os.unlink(entry.path)


def systemds() -> dict[str, str]:
    """What systemd's rules say of the state of each unit file: its command goes by them itself
    where it takes this for a chroot. It fails where there are none."""
    env = os.environ | {"SYSTEMD_OFFLINE": "1", "SYSTEMD_IN_CHROOT": "1"}
    asked = ["systemctl", "list-unit-files", "-o", "json"]
    done = subprocess.run(asked, env=env, capture_output=True, text=True, check=False, timeout=60)
    return {row["unit_file"]: row["state"] for row in json.loads(done.stdout)}


def ours(files: UnitFiles) -> dict[str, str]:
    """Ours, without the instances that have no file."""
    return {
        name: file.state
        for name, file in files.scan().items()
        if any(os.path.lexists(f"{folder}/{name}") for folder in PLACES)
    }


def main() -> None:
    """Compare COUNT trees from SEED on: with a reader that has seen those before, and a new one."""
    for folder in (*PLACES, ELSEWHERE):
        os.makedirs(folder, exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "none", folder], check=True)
    seed, count = int(sys.argv[1]), int(sys.argv[2])
    kept = UnitFiles()
    for n in range(seed, seed + count):
        spec = tree(random.Random(n), World())
        clear((*PLACES, ELSEWHERE))
        lay(spec)
        truth = systemds()
        for reader, name in ((kept, "kept"), (UnitFiles(), "new")):
            said = ours(reader)
            wrong = {
                unit: (truth.get(unit), said.get(unit))
                for unit in truth.keys() | said.keys()
                if truth.get(unit) != said.get(unit)
            }
            if wrong:
                shown = {path: str(what) for path, what in spec.items()}
                print(json.dumps({"seed": n, "reader": name, "wrong": wrong, "spec": shown}))


if __name__ == "__main__":
    main()
