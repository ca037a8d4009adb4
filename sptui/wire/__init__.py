"""The one place where services meet what they read from: this machine, a recorded folder, or the
demo's made-up server."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from sptui.config import Config, findings, state_file
from sptui.services.sampler import Sampler, Setup

if TYPE_CHECKING:
    from sptui.model.health import Growth
    from sptui.model.msg import Msg
    from sptui.model.overview import Overview
    from sptui.model.unit import UnitTally
    from sptui.model.unit_text import UnitText
    from sptui.services.handle import Services
    from sptui.services.history import History
    from sptui.services.processes import ProcessWatcher
    from sptui.services.recorder import Keeper
    from sptui.services.unit_sources import Manager
    from sptui.services.units import UnitWatcher


def sampler(
    config: Config,
    *,
    root: str = "/",
    demo: bool = False,
    tick_s: int | None = None,
    one_look: bool = False,
    service: bool = False,
    growth: tuple[Growth, ...] = (),
    log: Callable[[BaseException], object] = lambda error: None,
    bus: str = "auto",
) -> Sampler:
    """A sampler over the machine under `root`, or over the demo. `tick_s` goes before the
    configuration's; `one_look`: nobody will look a second time; `service`: nobody looks at
    it, so what changes slowly is asked once a minute; `growth` is what is known of it. `bus` is the
    way to systemd, where nobody watches units and so the sampler asks."""
    tick = float(tick_s or config.tick_s)
    problems = findings(config.problems)
    if demo:
        from sptui.services.unit_tally import tally
        from sptui.system.demo import GROWTH, HOST, DemoCounters, DemoFacts
        from sptui.system.demo_units import DemoManager

        counters = DemoCounters(tick)
        return Sampler(
            Setup(
                counters,
                DemoFacts(),
                HOST,
                tick,
                config.health,
                history=counters.history(),
                before=counters.read(),
                problems=problems,
                demo=True,
                one_look=one_look,
                log=log,
                growth=GROWTH,
                ask_units=lambda seconds: tally(DemoManager().known()),
            )
        )
    from sptui.system.counters import Counters
    from sptui.system.facts import FactReader
    from sptui.system.host import read_host

    # systemd gives a service that may not write a view of its own, in which all is read-only.
    every_s, mounts_of = (60.0, "1") if service else (10.0, "self")
    return Sampler(
        Setup(
            Counters(root),
            FactReader(root, interval_s=every_s, one_look=one_look, mounts_of=mounts_of),
            read_host(root),
            tick,
            config.health,
            problems=problems,
            one_look=one_look,
            log=log,
            growth=growth,
            ask_units=_asker(bus) if _lives(root) and (one_look or service) else None,
        )
    )


def known_growth(
    *, root: str = "/", state: str | None = None, environ: Mapping[str, str] = os.environ
) -> tuple[Growth, ...]:
    """How file systems grow, as the newest facts tell: for who looks only once, and does not open
    the history for it. Nothing where there are none."""
    import time

    from sptui.model.facts_file import from_json, growth_at
    from sptui.system.state import places, read_facts

    found = []
    for folder in places(root=root, state=state, environ=environ).reading():
        try:
            found.append(from_json(read_facts(folder)))
        except (OSError, ValueError):
            continue
    return growth_at(max(found, key=lambda facts: facts.at), time.time()) if found else ()


def keeper(
    *, root: str = "/", state: str | None = None, environ: Mapping[str, str] = os.environ
) -> Keeper:
    """Who keeps rows in the history that this process may write, and leaves facts.json beside
    it. Nothing is opened yet."""
    from sptui.services.past import Both
    from sptui.services.recorder import Keeper
    from sptui.system.state import HISTORY, places
    from sptui.system.store import Store

    where = places(root=root, state=state, environ=environ)
    stores = [Store(f"{folder}/{HISTORY}", where.mode) for folder in where.reading()]
    past = stores[0] if len(stores) == 1 else Both(*stores)
    if where.write is None:
        return Keeper(None, past)
    publish = _publisher(where.write, where.mode)
    if where.own is None:
        return Keeper(stores[0], past, publish=publish)
    return Keeper(stores[1], past, shared=stores[0], publish=publish)


def _publisher(folder: str, mode: int) -> Callable[[Overview], None]:
    """Leaves an Overview as facts.json, whole or not at all."""
    from json import dumps

    from sptui.paint.status_json import status_data
    from sptui.system.own_files import write_atomic
    from sptui.system.state import FACTS, clear_halves

    begun = False

    def publish(view: Overview) -> None:
        nonlocal begun
        if not begun:
            clear_halves(folder)
            begun = True
        text = dumps(status_data(view), indent=1, allow_nan=False) + "\n"
        write_atomic(f"{folder}/{FACTS}", text, mode)

    return publish


def history(
    sampler: Sampler,
    *,
    root: str = "/",
    demo: bool = False,
    state: str | None = None,
    environ: Mapping[str, str] = os.environ,
) -> History:
    """The recorded past, and what goes on being recorded once it is `start`ed. Nothing is opened
    yet; who made it calls `close`."""
    from sptui.services.history import History
    from sptui.services.ring import Ring

    ring = Ring(sampler.tick_s)
    if demo:
        from sptui.system.demo_past import DemoPast, ticks

        for view in ticks(sampler.tick_s):
            ring.put(view)
        return History(ring, DemoPast())
    made = keeper(root=root, state=state, environ=environ)
    return History(ring, made.past, made)


def processes(sampler: Sampler, *, root: str = "/", demo: bool = False) -> ProcessWatcher:
    """Who uses what, on this machine or the demo's."""
    from sptui.services.processes import ProcessWatcher

    if demo:
        from sptui.system.demo_processes import DemoProcesses

        return ProcessWatcher(DemoProcesses(), sampler)
    from sptui.system.processes import ProcessReader

    return ProcessWatcher(ProcessReader(root), sampler)


def ways(
    *, root: str = "/", demo: bool = False, only: str = "auto"
) -> Sequence[Callable[[], Manager]]:
    """The ways to systemd, best first; none where `root` is a recorded folder."""
    if demo:
        from sptui.system.demo_units import DemoManager

        return (DemoManager,)
    from sptui.system.ways import managers

    return managers(only) if _lives(root) else ()


def _lives(root: str) -> bool:
    """Whether it is this machine, and no recorded folder."""
    return not root.rstrip("/")


def _asker(bus: str) -> Callable[[float], UnitTally]:
    """One look at all units; blocks, for so many seconds at most for each way. By the ways that
    need a loop and what comes with it only where one of them was asked for."""

    def ask(seconds: float) -> UnitTally:
        import time

        from sptui.model.errors import BusError
        from sptui.services.unit_tally import MOST_FAILED, look_once, none_known, tally
        from sptui.system.ways import sockets

        found = sockets(bus)
        if found is None:
            import asyncio

            return asyncio.run(look_once(ways(only=bus), seconds))
        errors: list[BusError] = []
        for way, path in found:
            from sptui.system.units_once import look

            try:
                return tally(look(way, path, MOST_FAILED, seconds))
            except BusError as error:
                errors.append(error)
        return none_known(errors, time.time(), named=bus != "auto")

    return ask


def units(
    sampler: Sampler, *, root: str = "/", demo: bool = False, bus: str = "auto"
) -> UnitWatcher:
    """How units are, on this machine or the demo's. Nothing is opened yet."""
    from sptui.services.units import UnitWatcher

    made = ways(root=root, demo=demo, only=bus)
    if demo:
        from sptui.system.demo import now
        from sptui.system.demo_units import DemoUnitFiles, DemoUnitUse

        return UnitWatcher(made, sampler, DemoUnitFiles(), DemoUnitUse(sampler.tick_s), now)
    from sptui.system.unit_files import UnitFiles
    from sptui.system.unit_use import UnitUse

    return UnitWatcher(made, sampler, UnitFiles(root), UnitUse(root), log=sampler.log)


def unit_text(*, demo: bool) -> Callable[[str, Sequence[str]], Awaitable[UnitText]]:
    """A unit file and what changes it, read in a thread: a disk may not answer."""

    async def read_text(path: str, drop_ins: Sequence[str]) -> UnitText:
        import asyncio

        if demo:
            from sptui.system.demo_unit_details import read
        else:
            from sptui.system.unit_text import read
        return await asyncio.to_thread(read, path, drop_ins)

    return read_text


def services(
    sampler: Sampler,
    environ: Mapping[str, str],
    *,
    root: str = "/",
    demo: bool = False,
    state: str | None = None,
    bus: str = "auto",
    read_only: bool = False,
    locked: bool = False,
) -> Services:
    """What screens get to work with; `state` is the folder of the history that was asked for, `bus`
    the way to systemd. `read_only` and `locked`: nothing may be changed, ever or until somebody
    unlocks it."""
    from sptui.services.guard import Guard
    from sptui.services.handle import Services
    from sptui.wire.doing import doer, editor, rights, unit_files
    from sptui.wire.logs import logs
    from sptui.wire.why import explainer

    own, guard = state_file(environ), Guard(read_only=read_only, locked=locked)

    def save_look(choices: Mapping[str, str]) -> Msg | None:
        from sptui.config.save import save_screen
        from sptui.model.errors import SaveError

        try:
            save_screen(own, **choices)
        except SaveError as error:
            return error.what
        return None

    def save_copy(text: str) -> str | None:
        from sptui.system.own_files import write_atomic

        if own is None:
            return None
        path = own.rpartition("/")[0] + "/copied.txt"
        try:
            write_atomic(path, text)
        except OSError:
            return None
        return path

    def first_start() -> bool:
        """Who has no place to remember it is taken for an old hand."""
        from sptui.system.own_files import exists, write_atomic

        mark = own and own.rpartition("/")[0] + "/started"
        if not mark or exists(mark):
            return False
        try:
            write_atomic(mark, "")
        except OSError:
            return False
        return True

    return Services(
        sampler,
        lambda: history(sampler, root=root, demo=demo, state=state, environ=environ),
        lambda: processes(sampler, root=root, demo=demo),
        lambda: units(sampler, root=root, demo=demo, bus=bus),
        lambda watcher: doer(watcher, environ, guard, root=root, demo=demo),
        guard=guard,
        make_logs=lambda: logs(sampler, root=root, demo=demo),
        make_explainer=lambda watcher: explainer(watcher, demo=demo),
        unit_text=unit_text(demo=demo),
        save_look=save_look,
        save_copy=save_copy,
        first_start=first_start,
        unit_files=unit_files(root, demo=demo),
        rights=None if demo else rights,
        edit=None if demo else editor(environ),
        uid=0 if demo else os.geteuid(),  # the demo is the same for everybody
        pid=os.getpid(),
    )
