"""What every menu of plain mode works with: the services, the talk, and what is known now."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection, Coroutine, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from sptui.model.errors import BusError
from sptui.model.unit import UnitFile, Units
from sptui.services.targets import as_they_are, connected

if TYPE_CHECKING:
    from sptui.actions.action import Action, State
    from sptui.cli.plain.talk import Talk
    from sptui.model.overview import Overview
    from sptui.services.handle import Services

T = TypeVar("T")

# File systems and systemd answer in far less; who asks would rather have a menu than wait longer.
_LOOK_S, _SYSTEMD_S, _RIGHTS_S = 0.03, 5.0, 1.0
# What was begun and is nearly done is not left half done.
_GRACE_S = 1.0


class Session:
    """One conversation."""

    def __init__(self, services: Services, talk: Talk) -> None:
        self.services, self.talk = services, talk
        self._going: set[asyncio.Task[Any]] = set()

    def look(self) -> Overview:
        """The machine now; what was seen last where it can't be read. Raises OSError, ValueError:
        nothing was ever seen."""
        try:
            return self.services.sampler.look(wait_s=_LOOK_S)
        except (OSError, ValueError):
            view = self.services.sampler.overviews.value
            if view is None:
                raise
            return view

    def state(self) -> State:
        """What actions may look at."""
        return self.services.state()

    def event_at(self) -> float:
        """Now, for what happens: seconds since 1970. A made-up server has its own time."""
        view = self.services.sampler.overviews.value
        return view.now if view is not None and view.demo else time.time()

    # ------------------------------------------------------------ units

    async def seen(self) -> Units:
        """All units, once systemd has told them; with the reason where it does not."""
        watcher = self.services.units
        error: BusError | None = None
        files: Mapping[str, UnitFile] = {}
        try:
            async with asyncio.timeout(_SYSTEMD_S):
                await connected(watcher)
                files = await watcher.files()
        except TimeoutError:
            pass
        except BusError as found:
            error = found
        seen = watcher.seen.value or Units({}, {}, {}, {}, "", self.event_at())
        if files:  # they may be newer than what was published
            seen = seen._replace(files=files)
        return seen if error is None or seen.why else seen._replace(why=error.what)

    async def asked(self, names: Sequence[str], *, file_states: bool = False) -> Units:
        """The same, in which these are as systemd says just now, if it does."""
        seen = await self.seen()
        if seen.why is not None:
            return seen
        try:
            async with asyncio.timeout(_SYSTEMD_S):
                return await as_they_are(self.services.units, names, file_states=file_states)
        except (BusError, TimeoutError):
            return await self.seen()

    async def learn_rights(self) -> None:
        """What is refused to us, if that is told soon."""
        try:
            async with asyncio.timeout(_RIGHTS_S):
                await self.services.learn_rights()
        except (TimeoutError, BusError):
            return

    # ------------------------------------------------------------ what goes on

    def begin(self, work: Coroutine[object, object, T]) -> asyncio.Task[T]:
        """Have it done; it goes on when nobody waits for it any more."""
        task = asyncio.get_running_loop().create_task(work)
        self._going.add(task)
        task.add_done_callback(self._going.discard)
        return task

    async def settle(self) -> None:
        """Give what was begun a moment to be done: what systemd was asked for goes on anyway."""
        if self._going:
            await asyncio.wait(self._going, timeout=_GRACE_S)


def actions_for(kinds: Collection[str]) -> list[Action]:
    """The actions for these kinds of things, in the registry's order; those on the journal come
    last, as they are wanted least."""
    from sptui.actions.registry import all_actions
    from sptui.actions.unit_log import LOG  # lines have a key of their own for it

    found = [each for each in all_actions() if each.about in kinds and each.id != LOG]
    return sorted(found, key=lambda each: each.about == "journal")
