"""Actions on units that run, or shall: start, stop, restart, reload, kill, and the like. Several
marked ones are done at once; those of them that can't be are left out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

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
from sptui.actions.unit_target import KIND, Check, able, affects, ask, reason, unusable
from sptui.model.msg import Msg, msg

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
_AT_WORK = frozenset({"running", "starting", "stopping", "reloading"})


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


_WHOM = Param("whom", msg("param.whom"), WHOM, default="all")

# What most of these have in common.
_action = partial(
    Action,
    key="",
    risk="disturbing",
    invalidates=_INVALIDATES,
    about=KIND,
    many=True,
    right=MANAGE,
)

ACTIONS = (
    _action(
        id="unit.restart",
        key="R",
        title=msg("action.unit.restart"),
        tooltip=msg("action.unit.restart.tip"),
        plan=_job(_restart, "RestartUnit", "restart"),
        disabled_reason=reason(_restart),
        confirm=ask(_restart, "ask.unit.restart"),
        label=msg("action.unit.restart.bar"),
        affects=affects,
        goal="up",
    ),
    _action(
        id="unit.start",
        key="S",
        title=msg("action.unit.start"),
        tooltip=msg("action.unit.start.tip"),
        plan=_job(_start, "StartUnit", "start"),
        disabled_reason=reason(_start),
        confirm=ask(_start, "ask.unit.start"),
        label=msg("action.unit.start.bar"),
        affects=affects,
        opposite="unit.stop",
        goal="up",
    ),
    _action(
        id="unit.stop",
        key="T",
        title=msg("action.unit.stop"),
        tooltip=msg("action.unit.stop.tip"),
        plan=_job(_stop, "StopUnit", "stop"),
        disabled_reason=reason(_stop),
        confirm=ask(_stop, "ask.unit.stop"),
        label=msg("action.unit.stop.bar"),
        affects=affects,
        opposite="unit.start",
        goal="down",
    ),
    _action(
        id="unit.reload",
        title=msg("action.unit.reload"),
        tooltip=msg("action.unit.reload.tip"),
        plan=_job(_reload, "ReloadUnit", "reload"),
        disabled_reason=reason(_reload),
        confirm=ask(_reload, "ask.unit.reload"),
        goal="up",
    ),
    _action(
        id="unit.try-restart",
        title=msg("action.unit.try_restart"),
        tooltip=msg("action.unit.try_restart.tip"),
        plan=_job(_try_restart, "TryRestartUnit", "try-restart"),
        disabled_reason=reason(_try_restart),
        confirm=ask(_try_restart, "ask.unit.restart"),
        affects=affects,
        goal="up",
    ),
    _action(
        id="unit.kill",
        title=msg("action.unit.kill"),
        tooltip=msg("action.unit.kill.tip"),
        plan=_plan_kill,
        disabled_reason=reason(_kill),
        confirm=ask(_kill, "ask.unit.kill"),
        claims=False,  # it may be what a stop that hangs is waiting for
        params=(Param("signal", msg("param.signal"), SIGNALS), _WHOM),
        goal="signalled",
    ),
    _action(
        id="unit.reset-failed",
        title=msg("action.unit.reset_failed"),
        tooltip=msg("action.unit.reset_failed.tip"),
        plan=_plan_forget,
        disabled_reason=reason(_forget),
        confirm=ask(_forget, "ask.unit.reset_failed"),
        goal="forgotten",
    ),
    _action(
        id="unit.cancel",
        key="C",
        title=msg("action.unit.cancel"),
        tooltip=msg("action.unit.cancel.tip"),
        plan=_plan_cancel,
        disabled_reason=reason(_cancel),
        confirm=ask(_cancel, "ask.unit.cancel"),
        claims=False,  # what is to be cancelled has it
    ),
    _action(
        id="timer.run",
        key="N",
        title=msg("action.timer.run"),
        tooltip=msg("action.timer.run.tip"),
        plan=_plan_timer,
        disabled_reason=reason(_run_timer),
        confirm=ask(_run_timer, "ask.timer.run"),
        label=msg("action.timer.run.bar"),
        about="timer",
        goal="up",
    ),
)
