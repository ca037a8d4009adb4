"""What the watcher of units needs: a connection to systemd, unit folders, control groups."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from sptui.model.bus_step import Bus
from sptui.model.process import ServiceRow
from sptui.model.unit import Abilities, TimerFacts, Unit, UnitFacts, UnitFile, Way
from sptui.model.unit_details import UnitDetails
from sptui.model.unit_event import Event


class Manager(Protocol):
    """One connection to the service manager. Each call has a deadline, can be cancelled, and raises
    BusError. After `Lost` was told, or `close`, it is of no use any more."""

    @property
    def way(self) -> Way: ...
    @property
    def abilities(self) -> Abilities: ...
    async def open(self, tell: Callable[[Event], object]) -> None:
        """Connect, and tell every event from then on. Events come in the loop, in order."""

    async def units(self, names: Sequence[str] | None = None, *, load: bool = False) -> list[Unit]:
        """All units that are loaded, or those of these names (one that is not there has `load`
        not-found). With `load` those of them that are not are loaded, so that it is sure how they
        are; else one that systemd let go of just now counts as not there."""

    async def facts(self, unit: str) -> UnitFacts: ...
    async def file_state(self, unit: str) -> str:
        """What systemd says of the unit's file; "" where it has none. It may cost systemd 10 ms and
        more where there are thousands of files."""

    async def timer(self, unit: str) -> TimerFacts: ...
    async def details(self, unit: str) -> UnitDetails: ...
    async def related(self, unit: str, properties: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """Names of units that these properties of its interface Unit hold ("RequiredBy")."""

    async def change(self, step: Bus) -> int | None:
        """Have systemd do it. The number of the job, which ends later; None: it is done. (Over a
        command it is done when that ends.)"""

    async def cancel(self, unit: str) -> None:
        """Cancel the job that is queued for a unit; none is no error."""

    async def close(self) -> None: ...


class UnitFileSource(Protocol):
    """The unit folders. `scan` reads them all (some ms for thousands); `stamp` tells, cheaply,
    whether they changed since: the same value means no. OSError: they can't be read."""

    def scan(self) -> Mapping[str, UnitFile]: ...
    def stamp(self) -> object: ...


class UnitUseSource(Protocol):
    """What units use, from their control groups: `groups` are the path below /sys/fs/cgroup of each
    unit that is looked at. A unit whose group is gone is left out."""

    def read(self, groups: Mapping[str, str]) -> Mapping[str, ServiceRow]: ...
