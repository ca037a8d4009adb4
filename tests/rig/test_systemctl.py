"""The command systemctl tells the same of each unit as systemd's own socket does, also of hostile
ones."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from typing import TypeVar

import pytest

from sptui.model.unit import TimerFacts
from sptui.model.unit_details import UnitDetails
from sptui.services.unit_sources import Manager
from sptui.system.ways import over_private, over_systemctl
from tests.rig import units
from tests.rig.machine import systemctl

T = TypeVar("T")

_TIMER = """
[Timer]
OnCalendar=Mon..Fri *-*-* 10:00:00 Europe/Berlin
OnCalendar=*:0/15
OnBootSec=900d
Persistent=true
Unit=rig-fails.service
"""
_MORE = {
    "same.timer": _TIMER,
    "same-mono.timer": "[Timer]\nOnActiveSec=400d 3h 2min 1s 5ms\nUnit=rig-fails.service\n",
    "same.socket": "[Socket]\nListenStream=/run/same-1\nListenDatagram=[::1]:9999\n"
    "ListenFIFO=/run/same-2\nService=same.service\n",
    "same.service": '[Service]\nUser=nobody\nRestart=always\nExecStartPre=-/bin/echo "a b" c\n'
    'ExecStart=/bin/sh -c "exec sleep 1000\\n# } ; ignore_errors=yes ; \\n\\nId=x\\nResult=y"\n',
    "same.service.d/a b.conf": "[Unit]\nDocumentation=man:a(1) https://example.org/%%20?a=b\n",
}


@pytest.fixture(scope="module", autouse=True)
def machine() -> Iterator[None]:
    names = [name for name in _MORE if "/" not in name]
    with units.hostile(), units.loaded(_MORE, stop=names):
        systemctl("start", *names)
        systemctl("start", "rig-fails.service", check=False)
        yield
        systemctl("reset-failed")


@asynccontextmanager
async def both() -> AsyncIterator[tuple[Manager, Manager]]:
    ways: tuple[Manager, Manager] = over_private(), over_systemctl()
    await asyncio.gather(*[way.open(lambda event: None) for way in ways])
    try:
        yield ways
    finally:
        for way in ways:
            await way.close()


async def differing(
    names: list[str], ask: Callable[[Manager, str], Awaitable[T]], same: Callable[[T], object]
) -> list[str]:
    """What both say of these, where it is not the same; asked again, since it may have changed."""
    found: list[str] = []
    async with both() as ways:
        for name in names:
            for _ in range(3):
                one, other = [same(await ask(way, name)) for way in ways]
                if one == other:
                    break
            else:
                found.append(f"{name}: {told_apart(one, other)}")
    return found


def told_apart(one: object, other: object) -> str:
    """Where two tuples are not the same."""
    if isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
        names = getattr(one, "_fields", range(len(one)))
        parts = zip(names, one, other, strict=True)
        return "; ".join(f"{name} {told_apart(a, b)}" for name, a, b in parts if a != b)
    return f"{one!r}, by systemctl {other!r}"


async def all_names(ending: str = "") -> list[str]:
    async with both() as ways:
        return sorted(unit.name for unit in await ways[0].units() if unit.name.endswith(ending))


async def test_the_same_units() -> None:
    async with both() as ways:
        for _ in range(3):
            one, other = [sorted(await way.units()) for way in ways]
            if one == other:
                break
    assert one == other
    assert len(one) > 150 and set(units.NAMES) <= {unit.name for unit in one}


async def test_the_same_units_by_name() -> None:
    names = [*units.NAMES, "nope.service", "dbus-org.freedesktop.login1.service", "a b", "x*"]
    names += ["", "\udcff.service", "ssh", "a\nb.service", "ssh.service"]
    async with both() as ways:
        one, other = [await way.units(names) for way in ways]
    assert one == other


async def test_the_same_facts() -> None:
    names = [*await all_names(), "nope.service", "getty@.service"]
    assert not await differing(names, lambda way, name: way.facts(name), lambda facts: facts)


async def test_the_same_states_of_unit_files() -> None:
    names = [*(await all_names(".service"))[:60], "nope.service", "getty@.service", "-.mount"]
    assert not await differing(names, lambda way, name: way.file_state(name), lambda state: state)


class Near(float):
    """A time that equals any that is at most two seconds from it."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, float) and abs(self - other) <= 2


async def test_the_same_timers() -> None:
    def same(timer: TimerFacts) -> object:
        # systemctl has whole seconds of some, and of others what is left until then.
        near = [at if at is None else Near(at) for at in (timer.next, timer.last)]
        return timer._replace(next=near[0], last=near[1], calendar=tuple(sorted(timer.calendar)))

    names = await all_names(".timer")
    assert {"same.timer", "same-mono.timer"} <= set(names)
    assert not await differing(names, lambda way, name: way.timer(name), same)


async def test_the_same_details() -> None:
    def same(details: UnitDetails) -> object:
        # What systemctl does not tell, or not as exactly.
        commands = [each._replace(argv=(" ".join(each.argv),)) for each in details.commands]
        processes = sorted(each.pid for each in details.processes)
        return (
            details._replace(
                conditions=(), cpu_s=None, commands=(), processes=(),
                dependencies=tuple(sorted(details.dependencies)),
            ),
            tuple(commands), tuple(processes),
        )  # fmt: skip

    names = [*await all_names(), "nope.service"]
    assert not (await differing(names, lambda way, name: way.details(name), same))
