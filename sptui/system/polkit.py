"""What polkit would refuse us, asked before anything is done: the command pkcheck, of polkit."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable, Sequence

from sptui.model.proc_pid import parse_stat
from sptui.system.exec import run
from sptui.system.files import read_file

_LIMIT_S = 2.0
# Not authorized; or only somebody who says who they are, for which there is nobody to ask here.
# Source: pkcheck(1).
_NO = frozenset({1, 2})
# For these polkit is told which unit it is about, and a rule may allow some: whoever is not root
# can't ask about one. Source: systemd's src/core/dbus-unit.c.
_OF_ONE_UNIT = frozenset({"org.freedesktop.systemd1.manage-units"})
_RULES = (
    "/etc/polkit-1/rules.d", "/run/polkit-1/rules.d", "/usr/local/share/polkit-1/rules.d",
    "/usr/share/polkit-1/rules.d",
)  # fmt: skip


async def refused_of(
    actions: Iterable[str], program: Sequence[str] = ("pkcheck",), root: str = ""
) -> frozenset[str]:
    """Those of these polkit actions that are refused to this process for sure. Where polkit can't
    be asked, or a rule may make a difference between units, nothing is known to be refused. Never
    raises."""
    wanted = list(actions)
    try:
        start = parse_stat(read_file("/proc/self/stat")).start
    except (OSError, ValueError):
        return frozenset()
    us = f"{os.getpid()},{start},{os.getuid()}"
    given = await asyncio.gather(
        *[_refuses([*program, "--action-id", each, "--process", us]) for each in wanted]
    )
    refused = frozenset([each for each, no in zip(wanted, given, strict=True) if no])
    if refused & _OF_ONE_UNIT:
        unsure = await asyncio.to_thread(_may_tell_units_apart, root)
        return refused - _OF_ONE_UNIT if unsure else refused
    return refused


async def _refuses(argv: Sequence[str]) -> bool:
    try:
        done = await run(argv, _LIMIT_S)
    except (OSError, ValueError, TimeoutError):
        return False
    return done.status in _NO


def _may_tell_units_apart(root: str) -> bool:
    """Whether a rule here may look at which unit it is about: one does, or we may not read them
    (where polkit is hardened only it may)."""
    for folder in _RULES:
        try:
            names = [name for name in os.listdir(root + folder) if name.endswith(".rules")]
            if any(b"lookup" in read_file(f"{root}{folder}/{name}") for name in names):
                return True
        except FileNotFoundError:
            continue
        except OSError:
            return True
    return False
