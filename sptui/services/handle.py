"""What screens get to work with: the services of one console, joined in `wire`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sptui.actions.action import Call, Outcome
    from sptui.model.msg import Msg
    from sptui.model.unit_text import UnitText
    from sptui.services.history import History
    from sptui.services.processes import ProcessWatcher
    from sptui.services.sampler import Loop, Sampler
    from sptui.services.units import UnitWatcher


class Services:
    """`save_look` keeps the user's own choice of colours and signs, and returns what went wrong, if
    anything; `save_copy` keeps a copied text in a file for terminals without a clipboard, and
    returns its path, or None; `first_start` says, once, that this person never started sptui.
    `calls` do the steps of actions that touch the machine, by their name; `uid` is who we are,
    `pid` our own process.

    `unit_text` reads a unit file and what changes it.

    History, processes and units are made when they are first asked for: the first frame needs none
    of them."""

    def __init__(
        self,
        sampler: Sampler,
        make_history: Callable[[], History],
        make_processes: Callable[[], ProcessWatcher],
        make_units: Callable[[], UnitWatcher],
        *,
        unit_text: Callable[[str, Sequence[str]], Awaitable[UnitText]],
        save_look: Callable[[Mapping[str, str]], Msg | None],
        save_copy: Callable[[str], str | None],
        first_start: Callable[[], bool] = lambda: False,
        calls: Mapping[str, Callable[[Call], Outcome]] | None = None,
        uid: int = 0,
        pid: int = 0,
    ) -> None:
        self.sampler = sampler
        self._make_history, self._make_processes = make_history, make_processes
        self._make_units, self.unit_text = make_units, unit_text
        self.save_look, self.save_copy, self.first_start = save_look, save_copy, first_start
        self.calls = calls or {}
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

    def watch(self) -> None:
        """Keep the states of units true from now on; in the running loop."""
        self.units.start()

    async def unwatch(self) -> None:
        """Let go of the connection to systemd, where there is one."""
        if "units" in self.__dict__:
            await self.units.close()

    def record(self, loop: Loop) -> None:
        """Keep what is seen from now on."""
        if not self._recording:
            self._recording = True
            self.history.start(self.sampler, loop)

    def close(self) -> None:
        """Keep what is known of this minute; waits a second at most."""
        if self._recording:
            self.history.close()
