"""The lists below one unit's facts: each has a heading and rows, of which only those on the screen
are put into words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sptui.model.msg import msg
from sptui.model.unit import UnitFacts, state_word
from sptui.model.unit_needs import needed_by, needs, ordered
from sptui.paint import numbers
from sptui.paint.table import Column, Row
from sptui.paint.unit_facts import sign, state_look
from sptui.paint.words import say, word

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sptui.glyphs import Glyphs
    from sptui.model.unit import Units, Way
    from sptui.model.unit_details import Command, Condition, UnitDetails
    from sptui.model.unit_needs import Need
    from sptui.paint.line import Span
    from sptui.paint.table import Cell

_STATE_W = 10
_EMPTY: Span = ("", "text")
# Where a unit file lies tells who put it there: the longer path counts.
_ORIGINS = (
    ("/nix/store/", "origin.store"),
    ("/run/systemd/generator", "origin.generated"),
    ("/run/systemd/transient/", "origin.transient"),
    ("/run/", "origin.run"),
    ("/etc/", "origin.etc"),
    ("/usr/local/", "origin.local"),
    ("/usr/", "origin.package"),
    ("/lib/", "origin.package"),
)


class Section(NamedTuple):
    """`names` has, for each row, the unit that Enter opens, "" for none; `row` paints one.
    `untold`: whether there are rows is not known, and `note` says so."""

    title: str
    note: str
    columns: tuple[Column, ...]
    names: tuple[str, ...]
    row: Callable[[int], Row]
    untold: bool = False


def origin(path: str) -> str:
    """The id of the words for who put a unit file where it is; "" for none of the usual places."""
    return next((id for start, id in _ORIGINS if path.startswith(start)), "")


def sections(
    details: UnitDetails, units: Units, now: float, width: int, g: Glyphs
) -> tuple[Section, ...]:
    """All lists that have rows, or of which it is not told whether they do: what it needs and what
    needs it first."""
    every = (
        _units("needs", needs(details, units.rows), units, now, g),
        _units("needed_by", needed_by(details, units.rows), units, now, g),
        _sockets(details, units, g),
        _conditions(details, units.way, g),
        _files(details),
        _commands(details),
        _processes(details),
        _units("order", ordered(details, units.rows), units, now, g),
        _documentation(details),
    )
    return tuple([section for section in every if section.names or section.untold])


# ---------------------------------------------------------------- other units


def _units(what: str, found: Sequence[Need], units: Units, now: float, g: Glyphs) -> Section:
    columns = (
        Column("", 24, grow=True),
        Column("", _STATE_W),
        Column("", numbers.AGE_W, right=True, rank=2),
        Column("", 20, rank=1),
        Column("", 24, rank=3, grow=True),
    )
    bad = sum([one.state == "failed" for one in found])
    note = say(msg("unit.failed_of" if bad else "unit.all_of", n=len(found), bad=bad))
    names = tuple([one.unit for one in found])

    def row(n: int) -> Row:
        # the strongest, and the order; where it is the other one that says it, the other way round
        strongest, last = found[n].kinds[0], found[n].kinds[-1]
        if what == "needed_by":
            last = {"before": "after", "after": "before"}.get(last, last)
        return _unit(found[n], sorted({strongest, last}, key=strongest.__ne__), units, now, g)

    return Section(word(f"unit.list.{what}"), note, columns, names, row)


def _unit(one: Need, kinds: Sequence[str], units: Units, now: float, g: Glyphs) -> Row:
    unit = units.rows.get(one.unit)
    facts = units.facts.get(one.unit, UnitFacts())
    since = "" if facts.since is None else numbers.age(now - facts.since)
    state: Span = (one.state, state_look(one.state))
    mark = sign(one.state, g)
    if one.absent:
        state, mark = (word("unit.absent"), "dim"), (g.off, "dim")
    if units.why is not None:  # it is old
        state, mark = (state[0], "dim"), (mark[0], "dim")
    return Row(
        (
            (mark, (f" {one.unit}", "text")),
            state,
            (since, "text"),
            (", ".join([word(f"dependency.{kind}") for kind in kinds]), "dim"),
            (unit.description if unit and not one.absent else "", "dim"),
        )
    )


def _sockets(details: UnitDetails, units: Units, g: Glyphs) -> Section:
    columns = (Column("", 24, grow=True), Column("", 16), Column("", 30, grow=True))

    def row(n: int) -> Row:
        one = details.listening[n]
        unit = units.rows.get(one.unit)
        state = state_word(unit) if unit else "unknown"
        cells: tuple[Cell, ...] = (
            (sign(state, g), (f" {one.unit}", "text")),
            (one.type, "dim"),
            (one.address, "text"),
        )
        return Row(cells)

    return _section(
        "sockets", columns, len(details.listening), row, [one.unit for one in details.listening]
    )


# ---------------------------------------------------------------- what belongs to it alone


def _processes(details: UnitDetails) -> Section:
    columns = (Column("", 7, right=True), Column("", 30, grow=True))

    def row(n: int) -> Row:
        one = details.processes[n]
        # of a long command line what it is called stands first
        program, space, rest = one.command.partition(" ")
        program = program.rpartition("/")[2] or program if program.startswith("/") else program
        below = one.below.strip("/")
        cells: list[Span] = [(program, "text"), ((space + rest)[:512], "dim")]
        if below:
            cells.insert(0, (f"{below}  ", "dim"))
        return Row(((str(one.pid), "text"), tuple(cells)))

    return _section("processes", columns, len(details.processes), row)


def _commands(details: UnitDetails) -> Section:
    """All steps, where there is more than the one that is a fact already."""
    columns = (Column("", 14), Column("", 30, grow=True))
    found: Sequence[Command] = details.commands if len(details.commands) > 1 else ()

    def row(n: int) -> Row:
        one = found[n]
        ignored: Span = (f"  {word('unit.may_fail')}" if one.ignored else "", "dim")
        said = " ".join(one.argv)[:512]
        return Row(((one.step, "dim"), ((said, "text"), ignored)))

    return _section("commands", columns, len(found), row)


def _conditions(details: UnitDetails, way: Way, g: Glyphs) -> Section:
    columns = (Column("", 34, grow=True), Column("", 14))
    found = sorted(details.conditions or (), key=_held)

    def row(n: int) -> Row:
        one = found[n]
        mark: Span = (g.pending, "dim")
        held: Span = (word("unit.untried"), "dim")
        if one.held is not None:
            mark = (g.ok, "ok") if one.held else (g.warning, "warning")
            held = (word("unit.held"), "text") if one.held else (word("unit.not_held"), "warning")
        said = f" {one.name}={'!' if one.negated else ''}{one.parameter}"
        return Row(((mark, (said, "text")), held))

    section = _section("conditions", columns, len(found), row)
    if details.conditions is not None:
        return section
    note = word("unit.untold_by_systemctl" if way == "systemctl" else "unit.untold")
    return section._replace(note=note, untold=True)


def _held(one: Condition) -> int:
    return 0 if one.held is False else 1 if one.held else 2


def _files(details: UnitDetails) -> Section:
    columns = (Column("", 40, grow=True), Column("", 24))
    paths = [path for path in (details.path, *details.drop_ins) if path]
    if details.source and details.source != details.path:
        paths.insert(0, details.source)

    def row(n: int) -> Row:
        id = origin(paths[n])
        return Row(((paths[n], "text"), (word(id) if id else "", "dim")))

    section = _section("files", columns, len(paths), row)
    many = len(details.drop_ins)
    return section._replace(note=say(msg("unit.drop_ins", n=many))) if many else section


def _documentation(details: UnitDetails) -> Section:
    columns = (Column("", 40, grow=True),)
    found = details.documentation
    return _section("documentation", columns, len(found), lambda n: Row(((found[n], "text"),)))


def _section(
    what: str,
    columns: tuple[Column, ...],
    many: int,
    row: Callable[[int], Row],
    names: Sequence[str] | None = None,
) -> Section:
    opens = tuple(names) if names is not None else ("",) * many
    return Section(word(f"unit.list.{what}"), numbers.count(many), columns, opens, row)
