"""The service manager by the command systemctl, where nobody speaks D-Bus: the last resort. Nothing
announces itself this way."""

from __future__ import annotations

import asyncio
import json
import signal
import time
from contextlib import nullcontext
from typing import TYPE_CHECKING

from sptui.model.errors import BusError
from sptui.model.unit import Abilities, Unit, UnitFacts, kind_of
from sptui.model.unit_bus import facts_of, timer_of
from sptui.model.unit_bus_details import details_of, sockets_of
from sptui.model.unit_show import (
    FACTS_SHOWN,
    LISTED,
    ROW,
    STEPS_SHOWN,
    TIMER_SHOWN,
    details_shown,
    is_template,
    is_unit,
    listed_states,
    listed_units,
    properties,
    shown,
    steps,
    tabled_units,
    unit_shown,
)
from sptui.system.bus_errors import connecting, late, lies, lost, refused
from sptui.system.exec import run
from sptui.system.gathered import Gathered
from sptui.system.redact import redact
from sptui.system.systemctl_errors import NO_NAME, NO_UNIT, error_of, tells_of_a_job
from sptui.system.unit_processes import processes_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sptui.model.bus_step import Bus
    from sptui.model.unit import TimerFacts, Way
    from sptui.model.unit_bus import Properties
    from sptui.model.unit_details import UnitDetails
    from sptui.model.unit_event import Event
    from sptui.model.unit_show import Shown
    from sptui.system.exec import Done

# systemd may read its configuration for seconds, and answers nobody meanwhile.
DEADLINE_S = 10.0
# A unit may take as long as it likes to start or to stop; whoever waits may leave.
_CHANGES_S = 3600.0
_AT_ONCE = 3
_MOST_NAMES = 100
_MOST_SOCKETS = 20
_LONG = 100_000
_OPTIONS = ("--no-pager", "--no-ask-password", "--full")
_STAMP = ("--timestamp=us+utc",)


class SystemctlManager:
    """Fulfils the Protocol Manager. What is asked of many units at the same instant takes one
    command.

    `program` is the command and arguments before its own; processes of units are read below
    `root`."""

    abilities = Abilities(signals=False, jobs=True)
    way: Way = "systemctl"

    def __init__(
        self,
        program: Sequence[str] = ("systemctl",),
        *,
        deadline_s: float = DEADLINE_S,
        root: str = "",
    ) -> None:
        self._program = tuple(program)
        self._deadline_s = deadline_s
        self._root = root
        self._stamp: tuple[str, ...] = _STAMP
        self._closed = False
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._facts = Gathered(self._many_facts)
        self._timers = Gathered(self._many_timers)
        self._states = Gathered(self._many_states)

    async def open(self, tell: Callable[[Event], object]) -> None:
        """Ask for systemd's version: somebody has to answer. Nothing is ever told."""
        done = await self._run("show", *_STAMP, "-pVersion")
        if done.status and error_of(done, "show").kind == "refused":
            self._stamp = ()  # before systemd 247: whole seconds, of the zone that we ask for
            done = await self._run("show", "-pVersion")
        if done.status or (done.err and not done.out):  # in a chroot it does nothing, and says so
            raise error_of(done, "show")
        if not done.out.startswith(b"Version="):
            raise lies("show")

    async def close(self) -> None:
        """Nothing is asked any more; what is on its way ends with who asked."""
        self._closed = True

    # ------------------------------------------------------------ what is asked

    async def units(self, names: Sequence[str] | None = None, *, load: bool = False) -> list[Unit]:
        """All units that are loaded, or those of these names."""
        if names is None:
            # By the state of their files, which leaves out what only follows another unit.
            return await self._list(f"--state={','.join(LISTED)}")
        wanted = [name for name in dict.fromkeys(names) if is_unit(name)]
        found: dict[str, Unit] = {}
        for some in _parted(wanted):
            found |= {unit.name: unit for unit in await self._list("--all", "--", *some)}
        absent = [name for name in wanted if name not in found]
        for name, answer in (await self._show(absent, (*ROW, "Job"))).items():
            if not isinstance(answer, BusError):
                found[name] = unit_shown(answer)
        gone = ("not-found", "inactive", "dead")
        return [found.get(name) or Unit(name, name, *gone) for name in dict.fromkeys(names)]

    async def facts(self, unit: str) -> UnitFacts:
        """What its row shows."""
        if is_template(unit):
            return UnitFacts()
        return await self._facts.ask(_valid(unit))

    async def file_state(self, unit: str) -> str:
        """What systemd says of its unit file; "" where it has none."""
        return await self._states.ask(_valid(unit, template=True))

    async def timer(self, unit: str) -> TimerFacts:
        """When it runs."""
        if kind_of(unit) != "timer":
            raise refused("systemctl", unit, "org.freedesktop.DBus.Error.UnknownInterface", "")
        return await self._timers.ask(_valid(unit))

    async def details(self, unit: str) -> UnitDetails:
        """All that its page shows, without secrets."""
        if is_template(unit):
            raise refused("systemctl", unit, NO_UNIT, "")
        one, ran = await asyncio.gather(
            self._show([_valid(unit)], details_shown(unit)),
            self._say("show", *self._stamp, f"-p{','.join(STEPS_SHOWN)}", "--", unit),
        )
        block = _given(one[unit])
        found: dict[str, object] = {**properties(block), **steps(ran)}
        job, listening = await asyncio.gather(
            self._job(unit, block), self._listening(sockets_of(unit, found))
        )
        return await asyncio.to_thread(_made, unit, found, job, listening, self._root)

    async def _job(self, unit: str, block: Shown) -> str:
        """The type of the job that is queued: `show` has its number only."""
        if not block.get("Job", [""])[0]:
            return ""
        rows = await self._list("--all", "--", unit)
        return rows[0].job if rows else ""

    async def _listening(self, sockets: Sequence[str]) -> dict[str, object]:
        asked = [name for name in sockets if is_unit(name)][:_MOST_SOCKETS]
        given = await self._show(asked, ("Id", "Listen"))
        return {
            name: properties(answer).get("Listen")
            for name, answer in given.items()
            if not isinstance(answer, BusError)
        }

    async def related(self, unit: str, properties: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Names of units that these properties hold."""
        block = _given((await self._show([_valid(unit)], ("Id", *properties)))[unit])
        return {name: tuple(" ".join(block.get(name, ())).split()) for name in properties}

    # ------------------------------------------------------------ what is done

    async def change(self, step: Bus) -> int | None:
        """Run the command that does the same. It ends when the job has ended, and says in words how
        that was: the state of the unit says it better."""
        for unit in step.units:  # what is none would be taken for a pattern
            _valid(unit, template=not step.job)
        done = await self._run(*step.argv[1:], limit_s=_CHANGES_S)
        if done.status and not (step.job and tells_of_a_job(done)):
            raise error_of(done, step.said)
        return None

    async def cancel(self, unit: str) -> None:
        """Cancel the job that is queued for a unit."""
        text = await self._say("list-jobs", "--plain", "--no-legend")
        for line in text.splitlines():
            number, name, *_ = [*line.split(), "", ""]
            if name == unit and number.isdigit():
                done = await self._run("cancel", number)
                if done.status and (error := error_of(done, f"cancel {unit}")).name != NO_UNIT:
                    raise error  # else it ended meanwhile

    # ------------------------------------------------------------ many at once

    async def _many_facts(self, names: Sequence[str]) -> Mapping[str, UnitFacts | Exception]:
        given = await self._show(names, FACTS_SHOWN)
        return {
            name: answer if isinstance(answer, BusError) else facts_of(properties(answer))
            for name, answer in given.items()
        }

    async def _many_timers(self, names: Sequence[str]) -> Mapping[str, TimerFacts | Exception]:
        given = await self._show(names, TIMER_SHOWN)
        booted = time.time() - time.clock_gettime(time.CLOCK_MONOTONIC)
        return {
            name: answer
            if isinstance(answer, BusError)
            else timer_of(name, properties(answer), booted)
            for name, answer in given.items()
        }

    async def _many_states(self, names: Sequence[str]) -> Mapping[str, str | Exception]:
        found: dict[str, str | Exception] = {}
        for some in _parted(names):
            try:
                found |= dict(zip(some, await self._enabled(some), strict=True))
            except (BusError, ValueError) as error:
                # One of them may have been too odd for all.
                if isinstance(error, BusError) and error.kind != "refused":
                    raise
                found |= {name: await self._one_state(name) for name in some}
        return found

    async def _one_state(self, name: str) -> str | Exception:
        try:
            return "".join((await self._enabled([name]))[:1])
        except BusError as error:
            if error.kind != "refused":
                raise
            return "" if error.name == NO_UNIT else error

    async def _enabled(self, names: Sequence[str]) -> list[str]:
        # Its exit status says whether any is enabled: what it says counts.
        done = await self._run("is-enabled", "--", *names)
        if done.status and not done.out:
            raise error_of(done, "is-enabled")
        return listed_states(_text(done))

    async def _show(
        self, names: Sequence[str], wanted: Sequence[str]
    ) -> dict[str, Shown | BusError]:
        """These properties of each unit, or why systemd refuses it."""
        found: dict[str, Shown | BusError] = {}
        for some in _parted(names):
            try:
                found |= zip(some, await self._blocks(some, wanted), strict=True)
            except BusError as error:
                if error.kind != "refused":
                    raise
                if len(some) == 1:
                    found[some[0]] = error
                else:  # one of them was too odd for all
                    for name in some:
                        found |= await self._show([name], wanted)
        return found

    async def _blocks(self, names: Sequence[str], wanted: Sequence[str]) -> list[Shown]:
        text = await self._say("show", *self._stamp, f"-p{','.join(wanted)}", "--", *names)
        blocks = shown(text)
        if len(blocks) != len(names) or not all("Id" in block for block in blocks):
            raise lies(names[0])
        return blocks

    async def _list(self, *which: str) -> list[Unit]:
        text = await self._say("list-units", "--plain", "-ojson", *which)
        if len(text) > _LONG:
            found = await asyncio.to_thread(_units, text)
        else:
            found = _units(text)
        if found is None:
            raise lies("list-units")
        return found

    # ------------------------------------------------------------ the command

    async def _say(self, *args: str) -> str:
        """What it says, having ended well."""
        done = await self._run(*args)
        if done.status:
            raise error_of(done, args[0])
        return _text(done)

    async def _run(self, *args: str, limit_s: float | None = None) -> Done:
        """Raises BusError: it can't be run, did not end in time, or by itself."""
        # what takes long holds up nothing that is only asked
        slots = self._slots if limit_s is None else nullcontext()
        limit_s = limit_s or self._deadline_s
        if self._closed:
            raise lost("systemctl")
        argv = [*self._program, *_OPTIONS, *args]
        try:
            async with asyncio.timeout(limit_s), slots:
                done = await run(argv, limit_s)
        except TimeoutError:
            raise late(args[0], limit_s) from None
        except (OSError, ValueError) as error:
            raise connecting("systemctl", error) from None
        if done.cut:
            raise lies(args[0])
        if done.status < 0:
            raise lost("systemctl", _signal(-done.status))
        return done


def _parted(names: Sequence[str]) -> list[Sequence[str]]:
    return [names[at : at + _MOST_NAMES] for at in range(0, len(names), _MOST_NAMES)]


def _valid(unit: str, *, template: bool = False) -> str:
    """The name of a unit, or of a template where that will do. Raises BusError: it is none, and
    systemctl would make one of it."""
    if not is_unit(unit) and not (template and is_template(unit)):
        raise refused("systemctl", unit, NO_NAME, "")
    return unit


def _given(answer: Shown | BusError) -> Shown:
    if isinstance(answer, BusError):
        raise answer
    return answer


def _units(text: str) -> list[Unit] | None:
    """The rows of a list, in whichever form it came. None: it is none."""
    try:
        return listed_units(json.loads(text))
    except (ValueError, RecursionError):
        return tabled_units(text)


def _text(done: Done) -> str:
    return done.out.decode("utf-8", "replace")


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)


def _made(
    unit: str, found: Properties, job: str, listening: Mapping[str, object], root: str
) -> UnitDetails:
    """The details without secrets. Reads the control group, so it blocks."""
    group = found.get("ControlGroup")
    processes = processes_in(group, root) if isinstance(group, str) else []
    raw = details_of(unit, found, job=job, listening=listening, processes=processes)
    commands = [each._replace(argv=redact(each.argv)) for each in raw.commands]
    return raw._replace(commands=tuple(commands))
