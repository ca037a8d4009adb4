"""Actions on units that run, or shall: start, stop, restart, reload, kill, and the like. Several
marked ones are done at once; those of them that can't be are left out."""

from __future__ import annotations

from collections.abc import Callable

from sptui.actions.action import (
    Action,
    Bus,
    Call,
    Param,
    Params,
    Plan,
    State,
    Target,
    Targets,
)
from sptui.model.msg import Msg, msg
from sptui.model.needed import needed_for
from sptui.model.unit import Unit, UnitFacts, Units, state_word
from sptui.model.unit_name import is_template

KIND = "unit"
MANAGE = "org.freedesktop.systemd1.manage-units"
# The order is that of the menu: what asks, before what forces. Names as in signal(7).
SIGNALS = ("TERM", "HUP", "INT", "QUIT", "KILL", "USR1", "USR2", "STOP", "CONT")
_NUMBERS = {
    "HUP": 1, "INT": 2, "QUIT": 3, "KILL": 9, "USR1": 10, "USR2": 12, "TERM": 15, "CONT": 18,
    "STOP": 19,
}  # fmt: skip
WHOM = ("main", "control", "all")
_INVALIDATES = frozenset({"units"})
_UP = frozenset({"running", "active", "waiting", "reloading"})
# After these what hangs on the unit may be gone.
_DISTURBS = frozenset({"restart", "stop", "kill", "mask", "disable"})
_AT_WORK = frozenset({"running", "starting", "stopping", "reloading"})

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


def in_the_way(target: Target) -> Msg | None:
    """The job that systemd has for it already."""
    job = target.get("job")
    return msg("not_now.job", job=job) if job else None


def _cannot(target: Target, verb: str, why: str) -> Msg | None:
    return msg(why) if verb in target.get("cannot").split() else None


def _start(state: State, target: Target) -> Msg | None:
    word = target.get("state")
    if word in _UP:
        return msg("not_now.runs")
    if word == "ran":
        return msg("not_now.ran")
    return (
        unusable(target) or in_the_way(target) or _cannot(target, "start", "not_now.no_hand_start")
    )


def _stop(state: State, target: Target) -> Msg | None:
    if target.get("state") in ("stopped", "failed", "masked") and not target.get("job"):
        return msg("not_now.not_running")
    return in_the_way(target) or _cannot(target, "stop", "not_now.no_hand_stop")


def _restart(state: State, target: Target) -> Msg | None:
    return (
        unusable(target)
        or in_the_way(target)
        or _cannot(target, "start", "not_now.no_hand_start")
        or (_cannot(target, "stop", "not_now.no_hand_stop") if _runs(target) else None)
    )


def _try_restart(state: State, target: Target) -> Msg | None:
    return _restart(state, target) if _runs(target) else msg("not_now.not_running")


def _reload(state: State, target: Target) -> Msg | None:
    if not _runs(target):
        return msg("not_now.not_running")
    return in_the_way(target) or _cannot(target, "reload", "not_now.no_reload")


def _kill(state: State, target: Target) -> Msg | None:
    return None if target.get("state") in _AT_WORK else msg("not_now.no_process_in_it")


def _forget(state: State, target: Target) -> Msg | None:
    failed = target.get("state") in ("failed", "restarting")
    return None if failed else msg("not_now.not_failed")


def _cancel(state: State, target: Target) -> Msg | None:
    return None if target.get("job") else msg("not_now.no_job")


def _run_timer(state: State, target: Target) -> Msg | None:
    return None if target.get("activates") else msg("not_now.starts_nothing")


def _runs(target: Target) -> bool:
    return target.get("state") not in ("stopped", "failed", "masked")


def _job(check: Check, member: str, verb: str) -> Callable[[State, Targets, Params], Plan]:
    """A job of systemd's for each unit. It takes the place of one that it can't go with, as with
    systemctl; that there is one has been looked at before."""

    def plan(state: State, targets: Targets, params: Params) -> Plan:
        return Plan(tuple([job(member, verb, each.id) for each in able(check, state, targets)]))

    return plan


def job(member: str, verb: str, unit: str) -> Bus:
    """One job for one unit."""
    return Bus(member, "ss", (unit, "replace"), command(verb, unit), unit, job=True)


def command(verb: str, *units: str, options: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The command that does the same. Names may begin with a dash."""
    dashes = ("--",) if any(unit.startswith("-") for unit in units) else ()
    return ("systemctl", verb, *options, *dashes, *units)


def _plan_kill(state: State, targets: Targets, params: Params) -> Plan:
    name, whom = params["signal"], params["whom"]
    options = (f"--kill-whom={whom}", f"--signal=SIG{name}")
    return Plan(
        tuple(
            [
                Bus(
                    "KillUnit", "ssi", (each.id, whom, _NUMBERS[name]),
                    command("kill", each.id, options=options), each.id,
                )
                for each in able(_kill, state, targets)
            ]
        )
    )  # fmt: skip


def _plan_forget(state: State, targets: Targets, params: Params) -> Plan:
    return Plan(
        tuple(
            [
                Bus("ResetFailedUnit", "s", (each.id,), command("reset-failed", each.id), each.id)
                for each in able(_forget, state, targets)
            ]
        )
    )


def _plan_cancel(state: State, targets: Targets, params: Params) -> Plan:
    """Which number the job has is asked at that moment."""
    cancelled = able(_cancel, state, targets)
    return Plan(tuple([Call("unit.cancel", (("unit", each.id),)) for each in cancelled]))


def _plan_timer(state: State, targets: Targets, params: Params) -> Plan:
    started = [each.get("activates") for each in able(_run_timer, state, targets)]
    return Plan(tuple([job("StartUnit", "start", unit) for unit in started]))


# ------------------------------------------------------------------ the questions


def named(targets: Targets) -> Msg:
    """Who a question is about: one by name, several by number, with the first."""
    first = targets[0].id if targets else ""
    if len(targets) == 1:
        return msg("ask.one", unit=first)
    return msg("ask.several", n=len(targets), unit=first)


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
            needed=msg(f"ask.needed.{needs[0]}") if needs and verb in _DISTURBS else Msg(""),
        )

    return of


def _too(verb: str, others: tuple[str, ...]) -> Msg:
    """What happens to other units too."""
    if not others:
        return Msg("")
    if len(others) == 1:
        return msg(f"ask.also.{verb}", units=msg("ask.one", unit=others[0]))
    return msg(f"ask.also.{verb}", units=msg("ask.several", n=len(others), unit=others[0]))


def _others(targets: Targets, what: str) -> tuple[str, ...]:
    """Units that it does the same to (`also`), or that end for it (`ends`), as somebody found out
    before; not those that are asked for."""
    own = {each.id for each in targets}
    others = [name for each in targets for name in each.get(what).split()]
    return tuple([name for name in dict.fromkeys(others) if name not in own])


def affects(state: State, targets: Targets, params: Params) -> tuple[str, ...]:
    """Other units that it starts, restarts or stops."""
    return (*_others(units_of(targets), "also"), *_others(units_of(targets), "ends"))


_WHOM = Param("whom", msg("param.whom"), WHOM, default="all")

ACTIONS = (
    Action(
        id="unit.restart",
        key="R",
        title=msg("action.unit.restart"),
        tooltip=msg("action.unit.restart.tip"),
        risk="disturbing",
        plan=_job(_restart, "RestartUnit", "restart"),
        disabled_reason=reason(_restart),
        confirm=ask(_restart, "ask.unit.restart"),
        label=msg("action.unit.restart.bar"),
        invalidates=_INVALIDATES,
        about=KIND,
        affects=affects,
        many=True,
        right=MANAGE,
        goal="up",
    ),
    Action(
        id="unit.start",
        key="S",
        title=msg("action.unit.start"),
        tooltip=msg("action.unit.start.tip"),
        risk="disturbing",
        plan=_job(_start, "StartUnit", "start"),
        disabled_reason=reason(_start),
        confirm=ask(_start, "ask.unit.start"),
        label=msg("action.unit.start.bar"),
        invalidates=_INVALIDATES,
        about=KIND,
        affects=affects,
        opposite="unit.stop",
        many=True,
        right=MANAGE,
        goal="up",
    ),
    Action(
        id="unit.stop",
        key="T",
        title=msg("action.unit.stop"),
        tooltip=msg("action.unit.stop.tip"),
        risk="disturbing",
        plan=_job(_stop, "StopUnit", "stop"),
        disabled_reason=reason(_stop),
        confirm=ask(_stop, "ask.unit.stop"),
        label=msg("action.unit.stop.bar"),
        invalidates=_INVALIDATES,
        about=KIND,
        affects=affects,
        opposite="unit.start",
        many=True,
        right=MANAGE,
        goal="down",
    ),
    Action(
        id="unit.reload",
        key="",
        title=msg("action.unit.reload"),
        tooltip=msg("action.unit.reload.tip"),
        risk="disturbing",
        plan=_job(_reload, "ReloadUnit", "reload"),
        disabled_reason=reason(_reload),
        confirm=ask(_reload, "ask.unit.reload"),
        invalidates=_INVALIDATES,
        about=KIND,
        many=True,
        right=MANAGE,
        goal="up",
    ),
    Action(
        id="unit.try-restart",
        key="",
        title=msg("action.unit.try_restart"),
        tooltip=msg("action.unit.try_restart.tip"),
        risk="disturbing",
        plan=_job(_try_restart, "TryRestartUnit", "try-restart"),
        disabled_reason=reason(_try_restart),
        confirm=ask(_try_restart, "ask.unit.restart"),
        invalidates=_INVALIDATES,
        about=KIND,
        affects=affects,
        many=True,
        right=MANAGE,
        goal="up",
    ),
    Action(
        id="unit.kill",
        key="",
        title=msg("action.unit.kill"),
        tooltip=msg("action.unit.kill.tip"),
        risk="disturbing",
        plan=_plan_kill,
        disabled_reason=reason(_kill),
        confirm=ask(_kill, "ask.unit.kill"),
        claims=False,  # it may be what a stop that hangs is waiting for
        params=(Param("signal", msg("param.signal"), SIGNALS), _WHOM),
        invalidates=_INVALIDATES,
        about=KIND,
        many=True,
        right=MANAGE,
        goal="signalled",
    ),
    Action(
        id="unit.reset-failed",
        key="",
        title=msg("action.unit.reset_failed"),
        tooltip=msg("action.unit.reset_failed.tip"),
        risk="disturbing",
        plan=_plan_forget,
        disabled_reason=reason(_forget),
        confirm=ask(_forget, "ask.unit.reset_failed"),
        invalidates=_INVALIDATES,
        about=KIND,
        many=True,
        right=MANAGE,
        goal="forgotten",
    ),
    Action(
        id="unit.cancel",
        key="C",
        title=msg("action.unit.cancel"),
        tooltip=msg("action.unit.cancel.tip"),
        risk="disturbing",
        plan=_plan_cancel,
        disabled_reason=reason(_cancel),
        confirm=ask(_cancel, "ask.unit.cancel"),
        invalidates=_INVALIDATES,
        about=KIND,
        many=True,
        claims=False,  # what is to be cancelled has it
        right=MANAGE,
    ),
    Action(
        id="timer.run",
        key="N",
        title=msg("action.timer.run"),
        tooltip=msg("action.timer.run.tip"),
        risk="disturbing",
        plan=_plan_timer,
        disabled_reason=reason(_run_timer),
        confirm=ask(_run_timer, "ask.timer.run"),
        label=msg("action.timer.run.bar"),
        invalidates=_INVALIDATES,
        about="timer",
        many=True,
        right=MANAGE,
        goal="up",
    ),
)
