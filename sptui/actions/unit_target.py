"""Units as actions know them: what is known of one, which of several something can be done to, and
what is asked about them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sptui.actions.action import Params, State, Target, Targets
from sptui.model.msg import Field, Msg, msg
from sptui.model.needed import needed_for
from sptui.model.unit import Unit, UnitFacts, Units, state_word
from sptui.model.unit_name import is_template

KIND = "unit"
# After these what hangs on the unit may be gone.
_DISTURBS = frozenset({"restart", "stop", "kill", "mask", "disable"})

Check = Callable[[State, Target], Msg | None]


def target_of(units: Units, name: str) -> Target:
    """The target that these actions take; its name is what `c` copies."""
    unit = units.rows.get(name) or Unit(name, "", "", "", "")
    facts = units.facts.get(name) or UnitFacts()
    file, timer = units.files.get(name), units.timers.get(name)
    can = (("start", facts.can_start), ("stop", facts.can_stop), ("reload", facts.can_reload))
    known = (
        ("state", state_word(unit) if unit.load else "stopped"),
        ("load", unit.load if unit.load or file is None else "loaded"),
        ("file_state", facts.file_state or (file.state if file else "")),
        ("job", unit.job),
        ("cannot", " ".join([verb for verb, able in can if able is False])),
        ("activates", timer.activates if timer else ""),
        ("path", file.path if file else ""),
        ("drop_ins", "\n".join(file.drop_ins) if file else ""),
    )
    return Target(KIND, name, name, known)


def units_of(targets: Targets) -> Targets:
    """Those of the targets that are units."""
    return tuple([each for each in targets if each.kind == KIND])


def able(check: Check, state: State, targets: Targets) -> Targets:
    """Those that an action can be done to now."""
    return tuple([each for each in units_of(targets) if why_not(check, state, each) is None])


def why_not(check: Check, state: State, target: Target) -> Msg | None:
    """Why it can't be done to this one: what holds for all of these actions, then its own."""
    if is_template(target.id):
        return msg("not_now.template", unit=target.id)
    return check(state, target)


def reason(check: Check) -> Callable[[State, Targets], Msg | None]:
    """The reason that an action can't be used: the first unit's, where it can be done to none."""

    def of(state: State, targets: Targets) -> Msg | None:
        units = units_of(targets)
        if state.systemd is not None:
            return state.systemd
        if not units:
            return msg("not_now.no_unit")
        return None if able(check, state, units) else why_not(check, state, units[0])

    return of


def unusable(target: Target) -> Msg | None:
    """Why systemd can't start it at all."""
    load = target.get("load")
    if load == "masked" or target.get("state") == "masked":
        return msg("not_now.masked")
    if load == "not-found" or not load:
        return msg("not_now.no_unit_file")
    return msg("not_now.bad_unit_file") if load in ("error", "bad-setting") else None


# ------------------------------------------------------------------ the questions


def named(targets: Targets) -> Msg:
    """Who a question is about."""
    return _names([each.id for each in targets])


def _names(units: Sequence[str]) -> Msg:
    """One by its name; of several the first, and how many more."""
    first = units[0] if units else ""
    if len(units) < 2:
        return msg("ask.one", unit=first)
    return msg("ask.several", n=len(units) - 1, unit=first)


def ask(check: Check, question: str) -> Callable[[State, Targets, Params], Msg]:
    """What is asked, what else it touches, and what hangs on it."""

    def of(state: State, targets: Targets, params: Params) -> Msg:
        units = able(check, state, targets)
        needs = [need for each in units if (need := needed_for(each.id))]
        asked = msg(question, units=named(units), **params)
        verb = question.rpartition(".")[2]
        return msg(
            "ask.unit",
            question=asked,
            also=_too(verb, _others(units, "also")),
            ends=_too("ends", _others(units, "ends")),
            needed=msg(f"ask.needed.{needs[0]}") if needs and verb in _DISTURBS else "",
        )

    return of


def _too(verb: str, others: tuple[str, ...]) -> Field:
    """What happens to other units too."""
    return msg(f"ask.also.{verb}", units=_names(others)) if others else ""


def _others(targets: Targets, what: str) -> tuple[str, ...]:
    """Units that it does the same to (`also`), or that end for it (`ends`), as somebody found out
    before; not those that are asked for."""
    own = {each.id for each in targets}
    others = [name for each in targets for name in each.get(what).split()]
    return tuple([name for name in dict.fromkeys(others) if name not in own])


def affects(state: State, targets: Targets, params: Params) -> tuple[str, ...]:
    """Other units that it starts, restarts or stops."""
    return (*_others(units_of(targets), "also"), *_others(units_of(targets), "ends"))
