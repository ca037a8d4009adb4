"""The rows of the list of units. Only those on the screen are put into words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sptui.model.msg import msg
from sptui.model.needed import needed_for
from sptui.model.unit import Unit, kind_of, state_word
from sptui.model.units_view import sort_of
from sptui.paint import numbers
from sptui.paint.line import fit, width_of
from sptui.paint.outside import shown
from sptui.paint.resources_lists import machine_pct
from sptui.paint.span import spread
from sptui.paint.table import Column, Row, Sort, layout
from sptui.paint.unit_facts import sign, state_look
from sptui.paint.words import say, word

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sptui.glyphs import Glyphs
    from sptui.model.process import ServiceRow
    from sptui.model.unit import StateWord, UnitFacts, UnitFile, Units
    from sptui.model.units_view import How
    from sptui.paint.line import Span
    from sptui.paint.table import Cell

FRESH_S = 10.0  # so long what changed stands out
_NAME, _STATE, _RESTARTS, _CPU, _MEMORY, _BOOT, _WHAT = range(7)
# A state and its age share their cells: what takes long words does not take long.
_STATE_W = 16
_WIDE = 116
_EMPTY: Span = ("", "text")
_AWAY = frozenset({"stopped", "masked"})

# Of the state's column the title has its own arrow.
SORT_COLUMNS = {"name": Sort(_NAME, down=False), "boot": Sort(_BOOT)}


def columns(how: How, width: int, g: Glyphs) -> tuple[Column, ...]:
    """What goes first when room is short: what it does, restarts, CPU, memory, at boot."""
    arrow = g.sort_down if sort_of(how) == "state" else ""
    since = word("column.since")
    state = fit(word("column.state") + arrow, _STATE_W - width_of(since)) + since
    return (
        Column(word("column.unit"), 32 if width >= _WIDE else 26, grow=True),
        Column(state, _STATE_W),
        Column(word("column.restarts"), 8, right=True, rank=4),
        Column(word("column.cpu"), numbers.PCT_W, right=True, rank=3),
        Column(word("column.memory"), numbers.SIZE_W, right=True, rank=2),
        Column(word("column.at_boot"), 9, rank=1),
        Column(word("column.what"), 28, rank=5, grow=True),
    )


def unit_rows(
    units: Units,
    use: Mapping[str, ServiceRow],
    names: Sequence[str],
    marked: frozenset[str],
    now: float,
    fields: Sequence[Column],
    width: int,
    cores: int,
    g: Glyphs,
) -> list[Row]:
    """A row each. All of them are dim when they are old."""
    room = dict(layout(fields, width))[_NAME]
    rows: list[Row] = []
    for name in names:
        unit = units.rows.get(name)
        cells = (
            _loaded(unit, units, use.get(name), now, room, cores, g)
            if unit is not None
            else _file(name, units.files.get(name), room, g)
        )
        if units.why is not None:
            cells = tuple([_dimmed(cell) for cell in cells])
        rows.append(Row(cells, name in marked))
    return rows


def boot_word(state: str) -> str:
    """What systemd says of a unit file, in the words of the column; what is not known here as it
    is."""
    return word(f"at_boot.{state}") if state in _BOOT_WORDS else state


_BOOT_WORDS = frozenset(
    """bad enabled enabled-runtime linked linked-runtime alias masked masked-runtime static disabled
    indirect generated transient""".split()  # noqa: SIM905 - a list of words to read
)


# ------------------------------------------------------------------ one that is loaded


def _loaded(
    unit: Unit,
    units: Units,
    use: ServiceRow | None,
    now: float,
    room: int,
    cores: int,
    g: Glyphs,
) -> tuple[Cell, ...]:
    name = unit.name
    facts = units.facts.get(name)
    file = units.files.get(name)
    state = state_word(unit)
    mark, said = sign(state, g), (str(state), state_look(state))
    if unit.load == "not-found" and state == "stopped":
        mark, said = (g.off, "dim"), (word("unit.absent"), "dim")
    elif unit.load in ("error", "bad-setting") and state in _AWAY:
        mark = g.warning, "warning"
    boot = (facts.file_state if facts is not None else "") or (file.state if file else "")
    return (
        _name(name, mark, room, g),
        _state(said, unit, facts, units, now, g),
        _restarts(facts, state),
        *_figures(unit, facts, use, state, cores, g),
        (boot_word(boot), "text"),
        _what(unit, units, now),
    )


def _name(name: str, mark: Span, room: int, g: Glyphs) -> Cell:
    """Sign and name; at the right end what hangs on it."""
    left: list[Span] = [mark, (f" {shown(name, g)}", "text")]
    need = needed_for(name)
    if not need:
        return tuple(left)
    return tuple(spread(left, [(word(f"needed_for.{need}"), "accent")], room, g))


def _state(
    said: Span, unit: Unit, facts: UnitFacts | None, units: Units, now: float, g: Glyphs
) -> Cell:
    changed = units.changed.get(unit.name)
    since = since_of(facts, changed)
    if facts is None and since is None:
        waits = units.why is None and unit.load != "not-found"
        return tuple(spread([said], [(g.pending, "dim")] if waits else [], _STATE_W, g))
    if since is None:
        return (said,)
    fresh = changed is not None and now - changed < FRESH_S
    age: Span = (numbers.age(now - since), "accent" if fresh else "text")
    return tuple(spread([said], [age], _STATE_W, g))


def since_of(facts: UnitFacts | None, changed: float | None) -> float | None:
    """When its state changed last, in seconds since 1970: what was asked may be older than what was
    told since."""
    known = [at for at in (facts.since if facts is not None else None, changed) if at is not None]
    return max(known, default=None)


def _restarts(facts: UnitFacts | None, state: StateWord) -> Span:
    """How often it was started again by itself; of what is off only if it was."""
    if facts is None or facts.restarts is None or (state in _AWAY and not facts.restarts):
        return _EMPTY
    return numbers.count(facts.restarts), "text"


def _figures(
    unit: Unit,
    facts: UnitFacts | None,
    use: ServiceRow | None,
    state: StateWord,
    cores: int,
    g: Glyphs,
) -> tuple[Span, Span]:
    """CPU and memory: nothing of what has no control group; on its way until it was looked at."""
    if use is None:
        waits = facts is not None and facts.group and state == "running"
        figure: Span = (g.pending, "dim") if waits else _EMPTY
        return figure, figure
    about = g.about if use.about else ""
    cpu: Span = (g.pending, "dim")
    if use.cpu_pct is not None:
        cpu = _about(about, numbers.pct(machine_pct(use.cpu_pct, cores)), numbers.PCT_W)
    return cpu, _about(about, numbers.mem(use.memory_bytes), numbers.SIZE_W)


def _about(sign: str, text: str, room: int) -> Span:
    fits = sign and text != numbers.UNREAD and len(text) < room
    return (sign + text if fits else text), "text"


def _what(unit: Unit, units: Units, now: float) -> Span:
    """When it runs next, of a timer of which that is known; else what it says of itself."""
    timer = units.timers.get(unit.name) if kind_of(unit.name) == "timer" else None
    if timer is not None and timer.next is not None:
        return say(msg("units.next", left=max(0.0, timer.next - now))), "dim"
    if unit.following:
        return say(msg("units.alias", unit=unit.following)), "dim"
    return ("" if unit.description == unit.name else unit.description), "dim"


# ------------------------------------------------------------------ one that has a file only


def _file(name: str, file: UnitFile | None, room: int, g: Glyphs) -> tuple[Cell, ...]:
    boot = file.state if file is not None else ""
    state: StateWord = "masked" if boot.startswith("masked") else "stopped"
    said: Span = (state, "text")
    what: Span = _EMPTY
    if "@." in name:
        said, what = _EMPTY, (word("units.template"), "dim")
    elif boot == "alias":
        said = _EMPTY
    cells = (_name(name, (g.off, "text"), room, g), said, _EMPTY, _EMPTY, _EMPTY)
    return (*cells, (boot_word(boot), "text"), what)


def _dimmed(cell: Cell) -> Cell:
    if len(cell) == 2 and isinstance(cell[0], str):
        return cell[0], "dim"
    return tuple([(text, "dim") for text, _ in cell])
