"""Changes to units from outside, by systemctl: the same ones for the same seed."""

from __future__ import annotations

import random
from collections.abc import Sequence

from tests.rig.machine import run, systemctl, until

# What is done to a unit, and how often of a hundred times.
_VERBS = {
    "start": 30,
    "stop": 16,
    "restart": 16,
    "kill -s KILL": 10,
    "reset-failed": 8,
    "mask": 6,
    "unmask": 6,
    "reload-or-restart": 4,
    "try-restart": 4,
}


def change(names: Sequence[str], *, seed: int, times: int = 100) -> None:
    """Change these units at random, a new one every now and then and a daemon-reload with it. All
    jobs have ended when it returns, and nothing is masked any more."""
    rnd = random.Random(seed)
    for n in range(times):
        verb, *options = rnd.choices(list(_VERBS), list(_VERBS.values()))[0].split()
        many = rnd.sample(list(names), rnd.choice((1, 1, 2, 5)))
        block = ["--no-block"] if "start" in verb or verb == "stop" else []
        systemctl(verb, *options, *block, "--", *many, check=False)
        if n % 30 == 10:
            name = f"--unit=fifty-of-its-own-{seed}-{n}"
            run("systemd-run", "-q", "--no-block", name, "/bin/sh", "-c", "sleep 0.2; exit 4")
        if n % 50 == 30:
            systemctl("daemon-reload")
    systemctl("unmask", "--", *names)
    settled()


def settled(limit_s: float = 30.0) -> None:
    """Wait until no job is left. Raises AssertionError."""
    until(lambda: "No jobs" in systemctl("list-jobs"), "no job is left", limit_s)
