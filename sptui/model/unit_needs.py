"""What one unit needs, what needs it, and the order among them: each other unit once, with all that
binds it, the worst first. Source: systemd.unit(5)."""

from collections.abc import Mapping
from typing import NamedTuple

from sptui.model.unit import StateWord, Unit, state_word
from sptui.model.unit_details import UnitDetails

# The strongest ones first. `triggers` and `triggered_by` are sockets, timers, paths and what they
# start.
NEEDS = (
    *("requires", "requisite", "binds_to", "wants", "upholds", "part_of", "triggers"),
    *("on_failure", "on_success"),
)
NEEDED_BY = (
    *("required_by", "requisite_of", "bound_by", "wanted_by", "upheld_by", "consists_of"),
    *("triggered_by", "on_failure_of", "on_success_of"),
)
ORDER = ("conflicts", "conflicted_by", "after", "before")
_BESIDE = ("after", "before")

_WORST: tuple[StateWord, ...] = (
    *("failed", "restarting", "unknown", "starting", "stopping", "reloading", "masked"),
    "stopped",
)


class Need(NamedTuple):
    """Another unit, how it is, whether there is none of that name (no unit file, or none that
    systemd has loaded), and the kinds of dependency, the strongest first."""

    unit: str
    state: StateWord
    absent: bool
    kinds: tuple[str, ...]


def needs(details: UnitDetails, units: Mapping[str, Unit]) -> tuple[Need, ...]:
    """What it needs, with whether it is started after or before that."""
    return _gathered(details, units, NEEDS, _BESIDE)


def needed_by(details: UnitDetails, units: Mapping[str, Unit]) -> tuple[Need, ...]:
    """What needs it, with whether it is started before or after that."""
    return _gathered(details, units, NEEDED_BY, _BESIDE)


def ordered(details: UnitDetails, units: Mapping[str, Unit]) -> tuple[Need, ...]:
    """Those that only the order binds it to, or that can't run beside it; none that `needs` or
    `needed_by` have."""
    other = {one.unit for one in details.dependencies if one.kind in NEEDS or one.kind in NEEDED_BY}
    found = _gathered(details, units, ORDER, ())
    return tuple([one for one in found if one.unit not in other])


def _gathered(
    details: UnitDetails,
    units: Mapping[str, Unit],
    wanted: tuple[str, ...],
    beside: tuple[str, ...],
) -> tuple[Need, ...]:
    kinds: dict[str, set[str]] = {}
    for one in details.dependencies:
        if one.kind in wanted and one.unit != details.unit.name:
            kinds.setdefault(one.unit, set()).add(one.kind)
    for one in details.dependencies:
        if one.kind in beside and one.unit in kinds:
            kinds[one.unit].add(one.kind)
    every = (*wanted, *beside)
    found = [
        _need(name, units.get(name), tuple([kind for kind in every if kind in has]))
        for name, has in kinds.items()
    ]
    return tuple(sorted(found, key=_worst_first))


def _need(name: str, unit: Unit | None, kinds: tuple[str, ...]) -> Need:
    if unit is None:
        return Need(name, "unknown", True, kinds)
    return Need(name, state_word(unit), unit.load == "not-found", kinds)


def _worst_first(one: Need) -> tuple[int, str]:
    known = one.state in _WORST and not one.absent
    return (_WORST.index(one.state) if known else len(_WORST), one.unit)
