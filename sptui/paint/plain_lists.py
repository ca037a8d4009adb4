"""Plain mode's lists: units, timers, processes, in numbered lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sptui.model.msg import Msg, msg
from sptui.model.timers_view import missed_run, outcome_of
from sptui.model.unit import UnitFacts, state_word
from sptui.model.unit_because import because
from sptui.paint import numbers
from sptui.paint.plain import rows, said
from sptui.paint.services_rows import since_of
from sptui.paint.words import say, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sptui.glyphs import Glyphs
    from sptui.model.process import ProcessRow
    from sptui.model.unit import Units
    from sptui.model.units_view import Listed

_PCT, _MEM = 1, 2


def head(
    what: str, units: Units, found: Listed, filter: str, now: float, width: int, g: Glyphs
) -> list[str]:
    """How many there are, and how many are not well; how old that is, where it is not live."""
    title = word(f"units.tab.{what}")
    if filter.strip():
        title = f"{title} {say(msg('plain.matching', filter=filter))}"
        text = say(msg("units.match", n=len(found.keys), of=found.total))
    else:
        bad = "units.failed" if what == "units" else "timers.bad"
        failed = say(Msg(bad, (("n", found.failed),)))
        text = f"{failed} {say(msg('units.of', n=found.loaded))}"
        if found.total > found.loaded:
            text += f", {say(msg('units.not_loaded', n=found.total - found.loaded))}"
    lines = said(f"{title}: {text}.", width, g)
    if units.why is not None:
        old = msg("unit_rest.stale", why=units.why, age=max(0.0, now - units.at))
        lines += said(say(old if units.rows else units.why), width, g)
    return lines


def unit_rows(
    units: Units, names: Sequence[str], first: int, now: float, width: int, g: Glyphs
) -> list[str]:
    """A line each: name, state, since when, and why it is so or what it does."""
    return rows(first, [_unit(units, name, now) for name in names], width, g, right=(2,))


def _unit(units: Units, name: str, now: float) -> tuple[str, ...]:
    unit = units.rows.get(name)
    if unit is None:
        file = units.files.get(name)
        masked = file is not None and file.state.startswith("masked")
        if "@." in name:
            return name, "", "", word("units.template")
        return name, "masked" if masked else "stopped", "", ""
    facts = units.facts.get(name, UnitFacts())
    since = since_of(facts, units.changed.get(name))
    age = "" if since is None else numbers.age(max(0.0, now - since))
    state = state_word(unit)
    why = because(unit, facts) if state in ("failed", "restarting") else None
    about = say(why) if why is not None else unit.description
    job = say(msg("plain.job", job=unit.job)) if unit.job else ""
    return name, state + job, age, "" if about == name else about


def timer_rows(
    units: Units, names: Sequence[str], first: int, now: float, width: int, g: Glyphs
) -> list[str]:
    """A line each: name, what came of the last run, when it runs next, what it starts."""
    return rows(first, [_timer(units, name, now) for name in names], width, g)


def _timer(units: Units, name: str, now: float) -> tuple[str, ...]:
    timer = units.timers.get(name)
    if timer is None:
        return name, "", "", ""
    outcome = outcome_of(timer, units, now)
    told = word(f"timers.outcome.{outcome}")
    if outcome == "missed":
        told = say(msg("timers.missed_at", at=numbers.moment(missed_run(timer, now), now)))
    if timer.next is None:
        when = word("timers.not_planned")
    else:
        left = max(0.0, timer.next - now)
        when = say(msg("plain.next", at=numbers.moment(timer.next, now), left=left))
    same = timer.activates == f"{name.removesuffix('.timer')}.service"
    return name, told, when, "" if same else say(msg("plain.starts", unit=timer.activates))


def process_rows(every: Sequence[ProcessRow], first: int, width: int, g: Glyphs) -> list[str]:
    """A line each: name, CPU, memory, number, user, and its command line."""
    return rows(first, [_process(each) for each in every], width, g, right=(_PCT, _MEM, 3))


def _process(row: ProcessRow) -> tuple[str, ...]:
    one = row.process
    cpu = numbers.pct(row.cpu_pct)
    command = " ".join(one.argv)
    return one.name, cpu, numbers.mem(one.rss_bytes), str(one.pid), one.user, command


def process_head(shown: int, total: int, filter: str, width: int, g: Glyphs) -> list[str]:
    """How many there are, and what the columns are."""
    match = say(msg("plain.matching", filter=filter)) + ", " if filter.strip() else ""
    of = say(msg("units.match", n=shown, of=total)) if filter.strip() else numbers.count(total)
    return said(say(msg("plain.processes", match=match, n=of)), width, g)


def page_end(first: int, shown: int, total: int, width: int, g: Glyphs) -> list[str]:
    """What of the list is shown, where that is not all."""
    if shown >= total:
        return []
    return said(say(msg("plain.page", first=first, last=first + shown - 1, n=total)), width, g)
