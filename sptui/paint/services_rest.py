"""How one unit is, in a sentence: what the status line says of the row under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sptui.model.msg import Msg, msg
from sptui.model.needed import needed_for
from sptui.model.unit import UnitFacts, state_word
from sptui.model.unit_because import because
from sptui.model.units_view import counted
from sptui.paint.services_rows import since_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sptui.model.msg import Field
    from sptui.model.process import ServiceRow
    from sptui.model.unit import Unit, Units


def at_rest(units: Units, use: Mapping[str, ServiceRow], name: str, now: float) -> Msg | None:
    """The sentence of the unit `name`, or how old all of them are; None: nothing is known."""
    if not units.rows:
        return None
    if units.why is not None:
        return msg("unit_rest.stale", why=units.why, age=max(0.0, now - units.at))
    unit = units.rows.get(name)
    if unit is None:
        return _file(units, name)
    if unit.following:
        return msg("unit_rest.alias", unit=name, of=unit.following)
    if not counted(unit):
        return msg("unit_rest.absent", unit=name)
    return _loaded(units, unit, now)


def _loaded(units: Units, unit: Unit, now: float) -> Msg:
    name = unit.name
    facts = units.facts.get(name, UnitFacts())
    state = state_word(unit)
    since = since_of(facts, units.changed.get(name))
    age = None if since is None else max(0.0, now - since)
    why = because(unit, facts)
    if state == "failed":
        told = why or msg("because.not_told")
        if age is None:
            return msg("unit_rest.failed_once", unit=name, why=told)
        return msg("unit_rest.failed", unit=name, age=age, why=told)
    if state == "restarting":
        return msg("unit_rest.restarting", unit=name, why=why or msg("because.not_told"))
    if state == "unknown":
        return msg("unit_rest.unknown", unit=name, active=unit.active, sub=unit.sub)
    what: Field = ""
    if unit.description not in ("", name):
        what = msg("unit_rest.what", text=unit.description.rstrip(". "))
    timer = units.timers.get(name)
    if timer is not None and timer.next is not None and state == "waiting":
        left = max(0.0, timer.next - now)
        return msg("unit_rest.next", unit=name, activates=timer.activates, left=left, what=what)
    fields: dict[str, Field] = {"unit": name, "what": what, "needed": _needed(name)}
    if unit.job and state in ("stopped", "masked"):
        return msg("unit_rest.queued", job=unit.job, **fields)
    if state == "ran":
        ago: Field = "" if age is None else msg("unit_rest.ago", age=age)
        return msg("unit_rest.ran", ago=ago, **fields)
    if state == "masked":
        return msg("unit_rest.masked", **fields)
    fields["since"] = "" if age is None else msg("unit_rest.for", age=age)
    fields["state"] = state
    if state == "stopped" and why is not None:
        return msg("unit_rest.state_why", why=why, **fields)
    return msg("unit_rest.state", **fields)


def _file(units: Units, name: str) -> Msg | None:
    """Of one that is not loaded."""
    file = units.files.get(name)
    if file is None:
        return None
    if "@." in name:
        return msg("unit_rest.template", unit=name)
    if file.state.startswith("masked"):
        return msg("unit_rest.masked_file", unit=name, needed=_needed(name))
    if file.state == "alias":
        return msg("unit_rest.alias", unit=name, of=file.path.rpartition("/")[2])
    return msg("unit_rest.file", unit=name, needed=_needed(name))


def _needed(name: str) -> Field:
    need = needed_for(name)
    return msg(f"unit_rest.needed.{need}") if need else ""
