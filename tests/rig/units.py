"""Units by the thousand and units with hostile text, for the machine that this runs on: written
below /run/systemd/system (gone with the next boot) and read by systemd. `python -m tests.rig.units
many` for a look by hand."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from tests.rig.machine import remove, systemctl, write

# Started and killed as often as a test likes.
RUNS = "[Unit]\nStartLimitIntervalSec=0\n[Service]\nExecStart=/bin/sleep infinity\n"
# Active without a process: five thousand of them start in seconds.
_STAYS = "[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStop=/bin/true\n"
_NEVER = "ConditionPathExists=/nowhere\n"

# Descriptions by the name of the unit: what systemd takes from a unit file as it is.
DESCRIPTIONS: Mapping[str, str] = {
    "esc": "Red \x1b[31mtext\x1b[0m and \x1b]0;a title\x07",
    "c1": "C1 \x9b31m\x9d0;title\x9c del \x7f bell \x07 one \x01",
    "rtl": "right \u202eto left\u2066 and on",
    "marks": "e" + "\u0301" * 200 + " zalgo",
    "wide": "\u65e5\u672c\u8a9e \U0001f469\u200d\U0001f469\u200d\U0001f467 \ufdfd \u200b|\u00ad|",
    "long": "x" * 2000,
    "tab": "a\ttab\tand a null-like \x02",
    "markup": "[red]markup[/red] {brace} $HOME `id` <b> \\n",
}
# Names that systemd takes; those that look like an option have to be said after --.
NAMES: Sequence[str] = (
    "--help.service",
    "-dash.service",
    "a" * 240 + ".service",
    "hostile-\\x1b\\x5b31m.service",
    "\\x0a.service",
    "unit:with:colons.service",
    "host@\\xff.service",
    "a@b@c.service",
    "UPPER.Service.service",
    "x.service.service",
)


@contextmanager
def many(count: int = 5000) -> Iterator[list[str]]:
    """So many units that stay loaded: two thirds active, a sixth inactive, a sixth that were not
    found, names in eight families. Started by one target, no process among them."""
    names = [f"many-{_FAMILIES[n % 8]}-{n:05}.service" for n in range(count)]
    files = {}
    for n, name in enumerate(names):
        head = f"[Unit]\nDescription={_FAMILIES[n % 8].title()} number {n} of the generator\n"
        head += "DefaultDependencies=no\n"
        if n % 6 < 5:
            files[name] = f"{head}{_NEVER if n % 6 == 4 else ''}{_STAYS}"
    files["many.target"] = "[Unit]\nDefaultDependencies=no\n" + "".join(
        f"Wants={' '.join(names[n : n + 50])}\n" for n in range(0, count, 50)
    )
    with loaded(files, stop=["many.target", "many-*.service"]):
        systemctl("start", "many.target", limit_s=300)
        yield names


@contextmanager
def hostile() -> Iterator[dict[str, str]]:
    """Units with hostile names and descriptions, running. By name: the description that they were
    given. Files that systemd does not take (a name or bytes that it refuses, a folder) are there
    too, and not in it."""
    files = {f"hostile-{name}.service": _described(d) for name, d in DESCRIPTIONS.items()}
    files |= {name: _described("named") for name in NAMES}
    broken = {
        "hostile-bytes.service": "[Unit]\nDescription=\udcff\udcfe\n" + RUNS,
        "hostile-rubbish.service": "[Unit\nDescription\n=\n\n\x00" * 20,
        "hostile-folder.service/x.conf": RUNS,
        "hostile-\x1b[31m.service": RUNS,
        "hostile-[red] sp ace.service": RUNS,
    }
    given = {f"hostile-{name}.service": d for name, d in DESCRIPTIONS.items()}
    with loaded(files | broken, stop=list(files)):
        systemctl("start", "--", *files)
        yield given | dict.fromkeys(NAMES, "named")


@contextmanager
def drop_ins(count: int = 500) -> Iterator[str]:
    """A unit with so many drop-ins, each of which adds to its environment; running."""
    name = "dropped-into.service"
    files = {name: _described("Dropped into") + "Environment=N=base\n"}
    for n in range(count):
        files[f"{name}.d/{n:04}.conf"] = f"[Service]\nEnvironment=N{n}={n}\n"
    with loaded(files, stop=[name]):
        systemctl("start", name)
        yield name


@contextmanager
def template(count: int = 1000) -> Iterator[list[str]]:
    """A template with so many instances, active and without a process."""
    head = "[Unit]\nDescription=Instance %i\nDefaultDependencies=no\n"
    names = [f"instance@{n:04}.service" for n in range(count)]
    target = f"[Unit]\nWants={' '.join(names)}\n"
    files = {"instance@.service": head + _STAYS, "instances.target": target}
    with loaded(files, stop=["instances.target", "instance@*.service"]):
        systemctl("start", "instances.target", limit_s=120)
        yield names


@contextmanager
def restarting(every: str = "100ms") -> Iterator[str]:
    """A unit that fails at once, and is restarted for ever."""
    name = "for-ever.service"
    text = "[Unit]\nDescription=Restarts for ever\nStartLimitIntervalSec=0\n"
    text += f"[Service]\nExecStart=/bin/false\nRestart=always\nRestartSec={every}\n"
    with loaded({name: text}, stop=[name]):
        systemctl("start", "--no-block", name)
        yield name


@contextmanager
def tried() -> Iterator[str]:
    """One unit that runs until it is killed, and has failed then; stopped."""
    with loaded({"rig-tried.service": RUNS}, stop=["rig-tried.service"]):
        yield "rig-tried.service"


@contextmanager
def fifty() -> Iterator[list[str]]:
    """Fifty units, stopped: what runs, fails, ends well, stays without a process, and targets;
    of each sort ten."""
    files = {}
    for n in range(50):
        kind = ("runs", "fails", "ends", "stays", "target")[n % 5]
        files[f"fifty-{n:02}-{kind}.{'target' if kind == 'target' else 'service'}"] = _kind(kind, n)
    with loaded(files, stop=list(files)):
        yield list(files)


@contextmanager
def loaded(files: Mapping[str, str], stop: Sequence[str] = ()) -> Iterator[None]:
    """These unit files there, and read. Afterwards they are away, `stop` (names and patterns) is
    stopped, and what failed is forgotten. Without their files units have no ExecStop any more:
    thousands stop in a moment."""
    write(files)
    systemctl("daemon-reload", limit_s=300)
    try:
        yield
    finally:
        remove(sorted({name.split("/")[0] for name in files}))
        systemctl("daemon-reload", limit_s=300)
        systemctl("stop", "--", *stop, check=False, limit_s=300)
        systemctl("reset-failed", check=False)


def _described(description: str) -> str:
    return f"[Unit]\nDescription={description}\n{RUNS}"


def _kind(kind: str, n: int) -> str:
    body = {
        "runs": RUNS,
        "fails": f"[Service]\nType=oneshot\nExecStart=/bin/sh -c 'exit {n}'\n",
        "ends": "[Service]\nType=oneshot\nExecStart=/bin/true\n",
        "stays": _STAYS,
        "target": "",
    }
    return f"[Unit]\nDescription=Number {n}, {kind}\n{body[kind]}"


_FAMILIES = ("mail", "web", "store", "queue", "backup", "proxy", "cache", "worker")


def main() -> None:
    """Make what is named, and keep it until a line is read."""
    kinds = {"many": many, "hostile": hostile, "drop_ins": drop_ins}
    kinds |= {"template": template, "restarting": restarting, "fifty": fifty}
    with kinds[sys.argv[1]]():
        print("there; Enter ends it", flush=True)
        sys.stdin.readline()


if __name__ == "__main__":
    main()
