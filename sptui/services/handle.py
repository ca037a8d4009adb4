"""What screens get to work with: the services of one console, joined in `wire`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sptui.actions.action import State
    from sptui.model.msg import Msg
    from sptui.model.unit import Units
    from sptui.model.unit_text import UnitText
    from sptui.services.doing import Doer, Doing
    from sptui.services.guard import Guard
    from sptui.services.history import History
    from sptui.services.logs import LogWatcher
    from sptui.services.processes import ProcessWatcher
    from sptui.services.sampler import Loop, Sampler
    from sptui.services.units import UnitWatcher
    from sptui.services.why import Explainer


class Services:
    """`save_look` keeps the user's own choice of colours and signs, and returns what went wrong, if
    anything; `save_copy` keeps a copied text in a file for terminals without a clipboard, and
    returns its path, or None; `first_start` says, once, that this person never started sptui.
    `unit_text` reads a unit file and what changes it. `uid` is who we are, `pid` our own process;
    `guard` says whether anything may be changed; `unit_files` why unit files can't be written for
    good (None: they can), and `rights` which polkit actions are refused to us. `edit` has the
    person's editor open a file on the terminal as it is, and returns its exit status (None: there
    is none).

    History, processes, units, logs and the doer of actions are made when they are first asked for:
    the first frame needs none of them."""

    def __init__(
        self,
        sampler: Sampler,
        make_history: Callable[[], History],
        make_processes: Callable[[], ProcessWatcher],
        make_units: Callable[[], UnitWatcher],
        make_doer: Callable[[Callable[[], UnitWatcher]], Doer],
        *,
        guard: Guard,
        make_logs: Callable[[], LogWatcher],
        make_explainer: Callable[[Callable[[], UnitWatcher]], Explainer],
        unit_text: Callable[[str, Sequence[str]], Awaitable[UnitText]],
        save_look: Callable[[Mapping[str, str]], Msg | None],
        save_copy: Callable[[str], str | None],
        first_start: Callable[[], bool] = lambda: False,
        unit_files: Callable[[], Msg | None] = lambda: None,
        rights: Callable[[], Awaitable[frozenset[str]]] | None = None,
        edit: Callable[[str], Awaitable[int | None]] | None = None,
        uid: int = 0,
        pid: int = 0,
    ) -> None:
        self.sampler = sampler
        self._make_history, self._make_processes = make_history, make_processes
        self._make_units, self.unit_text = make_units, unit_text
        self._make_doer, self.guard = make_doer, guard
        self._make_logs, self._make_explainer = make_logs, make_explainer
        self._unit_files, self._ask_rights = unit_files, rights
        self._denied: frozenset[str] = frozenset()
        self._edit = edit
        self.save_look, self.save_copy, self.first_start = save_look, save_copy, first_start
        self.uid, self.pid = uid, pid
        self._recording = False

    @cached_property
    def history(self) -> History:
        """What was seen, and is kept."""
        return self._make_history()

    @cached_property
    def processes(self) -> ProcessWatcher:
        """Who uses what."""
        return self._make_processes()

    @cached_property
    def units(self) -> UnitWatcher:
        """How units are."""
        return self._make_units()

    @cached_property
    def logs(self) -> LogWatcher:
        """What the journal says."""
        return self._make_logs()

    @cached_property
    def doer(self) -> Doer:
        """Who does what actions plan."""
        return self._make_doer(lambda: self.units)

    @cached_property
    def explainer(self) -> Explainer:
        """Who explains why a unit is not well."""
        return self._make_explainer(lambda: self.units)

    @property
    def seen_units(self) -> Units | None:
        """What is known of the units; None: nothing yet, and nothing against them."""
        return self.units.seen.value if "units" in self.__dict__ else None

    @property
    def doing(self) -> tuple[Doing, ...]:
        """What is being done now."""
        return (self.doer.now.value or ()) if "doer" in self.__dict__ else ()

    async def edit(self, path: str) -> int | None:
        """The exit status of the editor, once it is closed; None: there is none."""
        return None if self._edit is None else await self._edit(path)

    @cached_property
    def unit_files(self) -> Msg | None:
        """Why unit files can't be written for good."""
        return self._unit_files()

    def watch(self) -> None:
        """Keep the states of units true from now on; in the running loop."""
        self.units.start()

    async def learn_rights(self) -> None:
        """Ask, once, what is refused to us."""
        if self._ask_rights is not None:
            ask, self._ask_rights = self._ask_rights, None
            self._denied = await ask()

    def state(self) -> State:
        """What actions may look at, of the machine and of us; a screen adds what it shows."""
        from sptui.actions.action import State

        seen = self.seen_units
        return State(
            uid=self.uid,
            pid=self.pid,
            screen=False,
            read_only=self.guard.read_only,
            locked=self.guard.locked,
            systemd=seen.why if seen is not None else None,
            unit_files=self.unit_files,
            denied=self._denied,
        )

    async def unwatch(self) -> None:
        """Let go of systemd, and of the journal, as far as they are watched."""
        if "units" in self.__dict__:
            await self.units.close()
        if "logs" in self.__dict__:
            await self.logs.close()

    def record(self, loop: Loop) -> None:
        """Keep what is seen from now on."""
        if not self._recording:
            self._recording = True
            self.history.start(self.sampler, loop)

    def close(self) -> None:
        """Keep what is known of this minute; waits a second at most."""
        if self._recording:
            self.history.close()
