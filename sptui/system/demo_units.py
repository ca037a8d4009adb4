"""All units of the made-up server, and a service manager that has them: the same at every run."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sptui.model.errors import BusError
from sptui.model.msg import msg
from sptui.model.process import ServiceRow, Want
from sptui.model.unit import Abilities, TimerFacts, Unit, UnitFacts, UnitFile, Units, Way, kind_of
from sptui.system import demo_unit_details
from sptui.system.demo import now
from sptui.system.demo_processes import DemoProcesses
from sptui.system.demo_unit_table import UNITS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sptui.model.bus_step import Bus
    from sptui.model.process import Process
    from sptui.model.unit_details import UnitDetails
    from sptui.model.unit_event import Event

_DAY = 86_400
_UP_S = 12 * _DAY + 5 * 3_600
_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": _DAY}
_FOLDER = "/etc/systemd/system"
_DROP_INS = {"hyperkitty.service": "overrides.conf", "nginx.service": "limits.conf"}
# What its programs make of a state, and what each kind of unit calls being active.
_STATES = {
    "running": ("active", "running"),
    "waiting": ("active", "waiting"),
    "active": ("active", "active"),
    "ran": ("active", "exited"),
    "starting": ("activating", "start"),
    "stopped": ("inactive", "dead"),
    "failed": ("failed", "failed"),
}
_SUBS = {"socket": "listening", "device": "plugged", "mount": "mounted", "scope": "running"}
# Of it there is a file, and nothing that has it loaded.
_TEMPLATES = (
    ("autovt@.service", "alias", "getty@.service"),
    ("container-getty@.service", "static", ""),
    ("getty@.service", "enabled", ""),
    ("modprobe@.service", "static", ""),
    ("serial-getty@.service", "disabled", ""),
    ("systemd-fsck@.service", "static", ""),
    ("user-runtime-dir@.service", "static", ""),
    ("user@.service", "static", ""),
    ("dbus-org.freedesktop.login1.service", "alias", "systemd-logind.service"),
)


class _Of(NamedTuple):
    """One line of the table."""

    unit: Unit
    age_s: float
    boot: str
    state: str


def parse(table: str) -> dict[str, _Of]:
    """The units of a table like `UNITS`, by name."""
    found: dict[str, _Of] = {}
    for line in table.strip().split("\n"):
        name, state, age, boot, what = line.split(None, 4)
        active, sub = _STATES[state]
        if active == "active" and state != "ran":
            sub = _SUBS.get(kind_of(name), sub)
        age_s = _UP_S - 20 if age == "-" else int(age[:-1]) * _SECONDS[age[-1]]
        unit = Unit(name, what, "loaded", active, sub)
        found[name] = _Of(unit, age_s, "" if boot == "-" else boot, state)
    return found


class DemoManager:
    """A service manager in which nothing changes."""

    way: Way = "demo"
    abilities = Abilities(signals=True, jobs=True)

    def __init__(self) -> None:
        self._all = parse(UNITS)
        self._now = now()
        seen = DemoProcesses().read(Want(services=True))
        self._groups = {row.unit: f"/system.slice/{row.unit}" for row in seen.services}
        self._timers = {each.unit: each for each in demo_unit_details.timers(self._now)}

    async def open(self, tell: Callable[[Event], object]) -> None:
        """Nothing will be told."""

    async def units(self, names: Sequence[str] | None = None, *, load: bool = False) -> list[Unit]:
        """All of them, or those of these names."""
        if names is None:
            return [of.unit for of in self._all.values()]
        return [self._unit(name) for name in names]

    async def facts(self, unit: str) -> UnitFacts:
        """Since when, how often, and how it ended."""
        return self._facts(unit)

    def known(self) -> Units:
        """All of them at once, for who does not watch."""
        rows = {name: of.unit for name, of in self._all.items()}
        facts = {name: self._facts(name) for name in rows}
        return Units(rows, facts, {}, {}, self.way, self._now)

    def _facts(self, unit: str) -> UnitFacts:
        of = self._of(unit)
        service = kind_of(unit) == "service"
        if unit == "hyperkitty.service":
            return UnitFacts(self._now - of.age_s, 5, "exit-code", 1, 1, file_state=of.boot)
        return UnitFacts(
            self._now - of.age_s,
            0 if service else None,
            "success",
            group=self._groups.get(unit, ""),
            file_state=of.boot,
        )

    async def file_state(self, unit: str) -> str:
        """Whether it comes at boot."""
        return self._of(unit).boot

    async def timer(self, unit: str) -> TimerFacts:
        """When it runs; of what is no timer: never."""
        return self._timers.get(unit, TimerFacts(unit, "", None, None))

    async def details(self, unit: str) -> UnitDetails:
        """All of it."""
        of = self._of(unit)
        seen = DemoProcesses().read(Want(processes=True))
        processes: list[Process] = [row.process for row in seen.rows]
        return demo_unit_details.details(of.unit, await self.facts(unit), of.boot, processes)

    async def related(self, unit: str, properties: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """What its details say of other units, by the property that says it."""
        found: dict[str, list[str]] = {name: [] for name in properties}
        by_kind = {name.lower(): name for name in properties}
        for each in (await self.details(unit)).dependencies:
            name = by_kind.get(each.kind.replace("_", ""))
            if name is not None:
                found[name].append(each.unit)
        return {name: tuple(units) for name, units in found.items()}

    async def change(self, step: Bus) -> int | None:
        """Nothing can be done to a server that does not exist."""
        raise BusError("demo", msg("demo.nothing"), msg("demo.nothing.next"))

    async def cancel(self, unit: str) -> None:
        """No job is queued here."""

    async def close(self) -> None:
        """Nothing is open."""

    def _unit(self, name: str) -> Unit:
        of = self._all.get(name)
        return of.unit if of is not None else Unit(name, name, "not-found", "inactive", "dead")

    def _of(self, name: str) -> _Of:
        of = self._all.get(name)
        return of if of is not None else _Of(self._unit(name), 0.0, "", "stopped")


class DemoUnitFiles:
    """The unit folders of the made-up server."""

    def scan(self) -> Mapping[str, UnitFile]:
        """A file for each unit that has one, and for templates."""
        files: dict[str, UnitFile] = {}
        for name, of in parse(UNITS).items():
            if of.boot:
                drop_in = _DROP_INS.get(name)
                drop_ins = (f"{_FOLDER}/{name}.d/{drop_in}",) if drop_in else ()
                files[name] = UnitFile(name, f"{_FOLDER}/{name}", of.boot, drop_ins)
        for name, state, of_which in _TEMPLATES:
            files[name] = UnitFile(name, f"{_FOLDER}/{of_which or name}", state)
        return files

    def stamp(self) -> object:
        """They never change."""
        return 0


class DemoUnitUse:
    """What its units use. `tick_s` seconds pass between two reads."""

    def __init__(self, tick_s: float = 2.0) -> None:
        self._processes = DemoProcesses(tick_s)

    def read(self, groups: Mapping[str, str]) -> Mapping[str, ServiceRow]:
        """The figures of these units."""
        rows = {row.unit: row for row in self._processes.read(Want(services=True)).services}
        return {unit: rows[unit] for unit in groups if unit in rows}
