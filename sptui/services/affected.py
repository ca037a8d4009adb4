"""What else is started or stopped with a unit, as its dependencies say. Source: systemd.unit(5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from sptui.model.unit import Unit, state_word

if TYPE_CHECKING:
    from sptui.services.unit_sources import Manager

# Who is stopped, or restarted, together with a unit; who is started for it; who can't run beside.
_WITH = ("RequiredBy", "RequisiteOf", "BoundBy", "ConsistsOf", "PropagatesStopTo")
_FOR = ("Requires", "BindsTo", "Wants", "Upholds")
_NOT_BESIDE = ("Conflicts", "ConflictedBy")
_MOST = 100
_DOWN = frozenset({"stopped", "failed", "masked", "unknown"})


class Affected(NamedTuple):
    """Other units that the same is done to, and those that are stopped for it."""

    also: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()


async def affected(
    manager: Manager, rows: Mapping[str, Unit], unit: str, *, starts: bool
) -> Affected:
    """Of those that are loaded: when `unit` starts, what is not up yet and comes too, and what has
    to go; when it stops, what is up and goes too. Targets say nothing that people know, and are
    left out. Raises BusError."""
    properties = (*_FOR, *_NOT_BESIDE) if starts else _WITH
    found: dict[str, None] = {}
    ends: dict[str, None] = {}
    due = [unit]
    while due and len(found) < _MOST:
        related = await manager.related(due.pop(), properties)
        ends.update(dict.fromkeys(_up(rows, _of(related, _NOT_BESIDE))))
        for name in _of(related, _FOR if starts else _WITH):
            up = bool(_up(rows, (name,)))
            fresh = name not in (unit, *found) and name in rows
            if fresh and up is not starts and rows[name].load == "loaded":
                found[name] = None
                due.append(name)
    return Affected(_said(found), _said(ends) if starts else ())


def _of(related: Mapping[str, tuple[str, ...]], properties: Sequence[str]) -> list[str]:
    return [name for each in properties for name in related.get(each, ())]


def _up(rows: Mapping[str, Unit], names: Sequence[str]) -> list[str]:
    return [name for name in names if name in rows and state_word(rows[name]) not in _DOWN]


def _said(names: Mapping[str, None]) -> tuple[str, ...]:
    return tuple([name for name in names if not name.endswith((".target", ".slice", ".device"))])
