"""A systemd for the watcher of units: it can be changed, and tells those who are connected. How it
is asked, and what goes wrong with that, is by script."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence

from sptui.actions.action import Bus
from sptui.model.errors import BusError
from sptui.model.msg import msg
from sptui.model.unit import Abilities, TimerFacts, Unit, UnitFacts, UnitFile, Way
from sptui.model.unit_details import UnitDetails
from sptui.model.unit_event import (
    Appeared,
    Changed,
    Event,
    FilesChanged,
    Gone,
    JobBegan,
    JobEnded,
    Lost,
    Reloading,
)

STATES = {
    "running": ("active", "running"),
    "stopped": ("inactive", "dead"),
    "failed": ("failed", "failed"),
    "starting": ("activating", "start"),
    "restarting": ("activating", "auto-restart"),
}


def error(kind: str) -> BusError:
    return BusError(kind, msg("units.nobody"), msg("units.nobody.next"))


NOBODY = Unit("", "", "not-found", "inactive", "dead")


class Systemd:
    """Units and their facts; of `files` there is only a unit file. `now` is what its clock says, in
    seconds since 1970."""

    def __init__(
        self, *names: str, files: Sequence[str] = (), now: Callable[[], float] = lambda: 0.0
    ) -> None:
        self.now = now
        self.rows: dict[str, Unit] = {}
        self.facts: dict[str, UnitFacts] = {}
        self.states = dict.fromkeys((*names, *files), "enabled")
        self.timers: dict[str, TimerFacts] = {}
        self.connected: list[Connection] = []
        self.reloading = False
        # Faults: an answer takes `delay_s`, by what is asked; `fails` is raised instead of it.
        self.delay_s: dict[str, float] = {}
        self.fails: dict[str, BaseException] = {}
        self.refuses: dict[str, int] = {}
        self.asked: Counter[str] = Counter()
        self.asked_of: Counter[tuple[str, str]] = Counter()
        # What it was told to do, and how that goes: a job ends as `ends` has it ("done" where it
        # is not there) after `takes_s`, and leaves the unit in the state of `becomes`.
        self.told: list[Bus] = []
        self.takes_s, self.ends, self.becomes = 0.5, dict[str, str](), dict[str, str]()
        self.related: dict[tuple[str, str], tuple[str, ...]] = {}
        self._job = 100
        for name in names:
            self.load(name)

    # ------------------------------------------------------------ what happens to it

    def tell(self, event: Event) -> None:
        for connection in tuple(self.connected):
            connection.hear(event)

    def load(self, name: str, state: str = "stopped") -> None:
        active, sub = STATES[state]
        self.rows[name] = Unit(name, f"What {name} does", "loaded", active, sub)
        self.facts[name] = UnitFacts(since=self.now(), restarts=0, result="success")
        self.tell(Appeared(name))

    def unload(self, name: str) -> None:
        if self.rows.pop(name, None) is not None:
            del self.facts[name]
            self.tell(Gone(name))

    def change(self, name: str, state: str) -> None:
        active, sub = STATES[state]
        if name not in self.rows:
            self.load(name)
        old = self.facts[name]
        new = old._replace(
            since=self.now(),
            restarts=(old.restarts or 0) + (state == "restarting"),
            result="exit-code" if state == "failed" else "success",
            exit_code=1 if state == "failed" else None,
            exit_status=3 if state == "failed" else None,
            main_pid=77 if state == "running" else None,
            group=f"/system.slice/{name}" if active in ("active", "activating") else old.group,
        )
        self.rows[name] = self.rows[name]._replace(active=active, sub=sub)
        self.facts[name] = new
        self.tell(
            Changed(
                name,
                active=active,
                sub=sub,
                since=new.since,
                restarts=new.restarts,
                result=new.result,
                exit_code=new.exit_code or 0,
                exit_status=new.exit_status or 0,
                main_pid=new.main_pid or 0,
            )
        )

    def queue(self, name: str, job: str) -> None:
        """A job for it is queued, or ("") has ended."""
        if name in self.rows:
            self.rows[name] = self.rows[name]._replace(job=job)
            self.tell(JobBegan(7, name) if job else JobEnded(7, name, "done"))

    def do(self, step: Bus) -> int | None:
        """What a manager does when it is told to."""
        self.told.append(step)
        if step.job:
            self._job += 1
            number, unit = self._job, step.unit
            self.rows[unit] = self.rows[unit]._replace(job=step.argv[1])
            self.tell(JobBegan(number, unit))
            asyncio.get_running_loop().call_later(self.takes_s, self.end_job, number, step)
            return number
        if step.member == "ResetFailedUnit":
            self.change(step.unit, "stopped")
        if step.member.endswith("UnitFiles"):
            state = {"EnableUnitFiles": "enabled", "MaskUnitFiles": "masked"}
            for name in step.body[0] if isinstance(step.body[0], tuple) else ():
                self.enable(name, state.get(step.member, "disabled"))
        return None

    def end_job(self, number: int, step: Bus) -> None:
        """It ends, if nobody has cancelled it."""
        unit, default = step.unit, "stopped" if step.member == "StopUnit" else "running"
        if self.rows.get(unit, NOBODY).job:
            self.rows[unit] = self.rows[unit]._replace(job="")
            self.change(unit, self.becomes.get(unit, default))
            self.tell(JobEnded(number, unit, self.ends.get(unit, "done")))

    def reload(self, *, begins: bool) -> None:
        if begins != self.reloading:
            self.reloading = begins
            self.tell(Reloading(begins))
            if begins:
                for name in tuple(self.rows):
                    self.tell(Gone(name))
                    self.tell(Appeared(name))

    def enable(self, name: str, state: str) -> None:
        self.states[name] = state
        self.tell(FilesChanged())

    def schedule(self, name: str, at: float) -> None:
        if name not in self.rows:
            self.load(name)
        self.timers[name] = TimerFacts(name, "x.service", at, None)
        self.tell(Changed(name, next_elapse=True))

    def lose(self) -> None:
        """Every connection ends."""
        for connection in tuple(self.connected):
            self.connected.remove(connection)
            connection.ended = True
            connection.hear(Lost(error("lost")))


class Connection:
    """One way to it; as `Manager`."""

    def __init__(self, systemd: Systemd, way: Way = "bus", *, signals: bool = True) -> None:
        self.systemd, self.way = systemd, way
        self.abilities = Abilities(signals=signals, jobs=True)
        self.ended = False
        self._tell: Callable[[Event], object] = lambda event: None

    def hear(self, event: Event) -> None:
        if self.abilities.signals or isinstance(event, Lost):
            self._tell(event)

    async def open(self, tell: Callable[[Event], object]) -> None:
        await self._ask("open")
        if self.systemd.refuses.get(self.way, 0):
            self.systemd.refuses[self.way] -= 1
            raise error("absent")
        self._tell = tell
        self.systemd.connected.append(self)

    async def units(self, names: Sequence[str] | None = None, *, load: bool = False) -> list[Unit]:
        """As it was when it was asked, whatever comes until the answer does. Asked for a unit that
        is not there, systemd loads it, and lets go of it again."""
        rows = self.systemd.rows
        if names is None:
            answer = list(rows.values())
            await self._ask("list")
            return answer
        absent = [name for name in names if name not in rows]
        answer = [
            rows.get(name) or Unit(name, name, "not-found", "inactive", "dead") for name in names
        ]
        for name in absent:
            self.systemd.tell(Appeared(name))
        await self._ask("rows")
        for name in absent:
            if name not in self.systemd.rows:
                self.systemd.tell(Gone(name))
        return answer

    async def facts(self, unit: str) -> UnitFacts:
        answer = self.systemd.facts.get(unit, UnitFacts())
        await self._ask("facts", unit)
        return answer

    async def file_state(self, unit: str) -> str:
        answer = self.systemd.states.get(unit, "")
        await self._ask("state", unit)
        return answer

    async def timer(self, unit: str) -> TimerFacts:
        answer = self.systemd.timers.get(unit, TimerFacts(unit, "", None, None))
        await self._ask("timer", unit)
        return answer

    async def details(self, unit: str) -> UnitDetails:
        await self._ask("details", unit)
        if unit not in self.systemd.rows:
            raise error("refused")
        return UnitDetails(self.systemd.rows[unit], self.systemd.facts[unit])

    async def related(self, unit: str, properties: Sequence[str]) -> dict[str, tuple[str, ...]]:
        await self._ask("related", unit)
        return {name: self.systemd.related.get((unit, name), ()) for name in properties}

    async def change(self, step: Bus) -> int | None:
        await self._ask("change", step.unit)
        job = self.systemd.do(step)
        if self.abilities.signals:
            return job
        if job is not None:
            await asyncio.sleep(self.systemd.takes_s)
        return None

    async def cancel(self, unit: str) -> None:
        await self._ask("cancel", unit)
        self.systemd.rows[unit] = self.systemd.rows[unit]._replace(job="")
        self.systemd.tell(JobEnded(self.systemd._job, unit, "canceled"))

    async def close(self) -> None:
        self._tell = lambda event: None
        self.ended = True
        if self in self.systemd.connected:
            self.systemd.connected.remove(self)

    async def _ask(self, what: str, of: str = "") -> None:
        systemd = self.systemd
        systemd.asked[what] += 1
        systemd.asked_of[what, of] += 1
        await asyncio.sleep(systemd.delay_s.get(what, 0.001))
        if self.ended:
            raise error("lost")
        if what in systemd.fails:
            raise systemd.fails[what]


class Folders:
    """The unit folders of a systemd."""

    def __init__(self, systemd: Systemd) -> None:
        self.systemd = systemd
        self.scans = 0

    def scan(self) -> dict[str, UnitFile]:
        self.scans += 1
        states = self.systemd.states
        return {name: UnitFile(name, f"/etc/{name}", states[name]) for name in states}

    def stamp(self) -> object:
        return dict(self.systemd.states)
