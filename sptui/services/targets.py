"""What actions are about, from what people type: units by their names, processes by their PID. What
has to be known of them to say whether something can be done is asked of the machine just then."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from sptui.actions import process
from sptui.actions.action import Action, Target, Targets
from sptui.actions.unit_target import KIND, target_of
from sptui.model.errors import BusError, RefusedError, UsageError
from sptui.model.msg import Msg, msg
from sptui.model.process import Want
from sptui.model.unit import Unit, Units, kind_of
from sptui.model.unit_name import is_template, is_unit_name
from sptui.model.unit_search import named, nearest, others
from sptui.services.unit_after import look

if TYPE_CHECKING:
    from sptui.services.handle import Services
    from sptui.services.processes import ProcessWatcher
    from sptui.services.units import UnitWatcher

TIMER, SYSTEMD = "timer", "systemd"
# Kinds of targets that people name; other actions take none.
NAMED = frozenset({KIND, TIMER, process.KIND})
# systemd may read its configuration for seconds, and answers nobody meanwhile.
_LONGEST_S = 15.0
# What may be over in a moment: the connection is tried again.
_PASSING = frozenset({"lost", "late"})
_MOST_NAMED = 8


async def targets_of(action: Action, words: Sequence[str], services: Services) -> Targets:
    """The targets of `action` that `words` name, each once, with all that is known of them.

    Raises UsageError: it takes none, wants one, or a word can't be the name of any; RefusedError:
    there is none of that name, or several, or nobody can be asked."""
    if action.about not in NAMED:
        if words:
            too_much = msg("error.no_target", action=action.id, word=words[0])
            raise UsageError(too_much, msg("next.targets"))
        # that none is named does not mean that nobody has to be there
        return await units_named(services.units, ()) if action.about == SYSTEMD else ()
    if not words:
        wanted = msg(f"target.{action.about}")
        raise UsageError(
            msg("error.lacks_target", action=action.id), msg("next.name_it", it=wanted)
        )
    if action.about == process.KIND:
        return tuple(dict.fromkeys([process_named(services.processes, word) for word in words]))
    if action.about != TIMER:
        return await units_named(services.units, words)
    found = await units_named(services.units, words, kind=TIMER)
    wrong = [each.id for each in found if kind_of(each.id) != TIMER]
    if wrong:
        raise UsageError(msg("error.no_timer", action=action.id, unit=wrong[0]), msg("next.timers"))
    return found


async def of_any_kind(words: Sequence[str], services: Services) -> Targets:
    """As above, where no action says what they are: numbers are processes, all else are units."""
    if all(word.partition(" ")[0].isdecimal() for word in words):
        return tuple([process_named(services.processes, word) for word in words])
    return await units_named(services.units, words)


# ------------------------------------------------------------------ units


async def units_named(
    watcher: UnitWatcher, words: Sequence[str], *, kind: str = "service"
) -> Targets:
    """The units that these words name, each once; `kind` is meant where they say none. Raises as
    `targets_of` does."""
    for word in words:
        if not is_unit_name(named(word, kind)):
            raise UsageError(msg("error.no_unit_name", word=word), msg("next.unit_name"))
    try:
        async with asyncio.timeout(_LONGEST_S):
            seen = await connected(watcher)
            known = _known(seen) | (await watcher.files()).keys()
            names = [await _name(watcher, word, kind, known) for word in words]
            names = list(dict.fromkeys(names))
            now = await as_they_are(watcher, names, file_states=True)
    except TimeoutError:
        late = msg("do.no_list", seconds=_LONGEST_S)
        raise RefusedError(late, msg("next.try_again")) from None
    except BusError as error:
        raise RefusedError(error.what, error.next) from error
    return tuple([target_of(now, name) for name in names])


async def connected(watcher: UnitWatcher) -> Units:
    """All units that are loaded, once somebody has told them. Raises BusError: nobody will."""
    watcher.start()
    told: asyncio.Future[Units] = asyncio.get_running_loop().create_future()

    def hear(units: Units) -> None:
        if told.done():
            return
        try:
            watcher.manager()
        except BusError as error:
            if error.kind not in _PASSING:
                told.set_exception(error)
        else:
            told.set_result(units)

    leave = watcher.seen.subscribe(hear)
    try:
        return await told
    finally:
        leave()


async def as_they_are(watcher: UnitWatcher, names: Sequence[str], *, file_states: bool) -> Units:
    """All that is known of the units, in which these are as systemd says just now; with
    `file_states`, which costs it more, what it says of their unit files too, which are looked at
    anew. Raises BusError."""
    manager = watcher.manager()
    seen = watcher.seen.value or Units({}, {}, {}, {}, manager.way, 0.0)
    now = await look(manager, names, files=file_states)
    timers = {name: await manager.timer(name) for name in names if kind_of(name) == TIMER}
    return seen._replace(
        rows={**seen.rows, **{name: row for name, (row, _) in now.items()}},
        facts={**seen.facts, **{name: facts for name, (_, facts) in now.items()}},
        timers={**seen.timers, **timers},
        files=await watcher.files(anew=file_states),
    )


def _known(seen: Units) -> set[str]:
    """Those that are there, and not only mentioned by others."""
    return {name for name, row in seen.rows.items() if _there(row)}


def _there(row: Unit) -> bool:
    return row.load != "not-found" or row.active != "inactive"


async def _name(watcher: UnitWatcher, word: str, kind: str, known: Collection[str]) -> str:
    """The one unit that a word means, by its own name. Raises RefusedError, BusError."""
    name = named(word, kind)
    if not is_template(name):
        [row] = await watcher.manager().units([name], load=True)
        if _there(row):
            return row.name
    if name in known:
        return name
    found = others(word, kind, known)
    if len(found) == 1:
        return found[0]
    if found:
        raise RefusedError(msg("do.many", word=word), msg("next.which", names=_listed(found)))
    near = nearest(name, known)
    next_ = msg("next.near_unit", names=_listed(near)) if near else msg("next.units")
    raise RefusedError(msg("do.no_unit", unit=name), next_)


def _listed(names: Sequence[str]) -> Msg | str:
    """The first of them, and how many more there are."""
    first = ", ".join(names[:_MOST_NAMED])
    more = len(names) - _MOST_NAMED
    return msg("do.and_more", first=first, n=more) if more > 0 else first


# ------------------------------------------------------------------ processes


def process_named(watcher: ProcessWatcher, word: str) -> Target:
    """The process of a PID, or of "PID START" as its target has it. Raises UsageError: it is no
    number; RefusedError: there is none, or not the one that began then."""
    pid, _, start = word.partition(" ")
    if not (pid.isascii() and pid.isdecimal() and len(pid) < 10):
        raise UsageError(msg("error.no_pid", word=word), msg("next.pid"))
    watcher.want = Want(processes=True)
    seen = watcher.look()
    found = {row.process.pid: row.process for row in seen.rows} if seen is not None else {}
    one = found.get(int(pid))
    if one is None or start not in ("", str(one.start)):
        raise RefusedError(msg("process.gone", pid=pid), msg("next.pid"))
    return process.target_of(one, f"{one.pid} {one.name}")
