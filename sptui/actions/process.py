"""Actions on one process: ask it to end, send it another signal, change its priority."""

from __future__ import annotations

from functools import partial

from sptui.actions.action import Action, Call, Param, Params, Plan, State, Target, Targets
from sptui.model.msg import Msg, msg
from sptui.model.proc_pid import not_to_be_touched
from sptui.model.process import Process

# The order is that of the menu: what asks, before what forces.
SIGNALS = ("TERM", "INT", "HUP", "KILL", "STOP", "CONT", "USR1", "USR2")
NICE = ("0", "5", "10", "19", "-5", "-10")
KIND = "process"
_INVALIDATES = frozenset({"processes"})


def target_of(process: Process, text: str) -> Target:
    """The target that these actions take; `text` is the row for the clipboard."""
    known = (
        ("name", process.name),
        ("user", process.user),
        ("uid", str(process.uid)),
        ("kernel", "yes" if process.kernel else "no"),
        ("state", process.state),
        ("nice", str(process.nice)),
    )
    return Target(KIND, f"{process.pid} {process.start}", text, known)


def _parts(target: Target) -> tuple[str, str, dict[str, str]]:
    """PID, start, and what else is known."""
    pid, _, start = target.id.partition(" ")
    return pid, start, dict(target.known)


def _reason(state: State, targets: Targets) -> Msg | None:
    target = next((each for each in targets if each.kind == KIND), None)
    if target is None:
        return msg("not_now.no_process")
    pid, start, known = _parts(target)
    if not pid.isdigit() or not start.isdigit():
        return msg("not_now.no_process")
    kernel = known.get("kernel") == "yes"
    refused = not_to_be_touched(int(pid), state.pid, kernel=kernel, state=known.get("state", ""))
    if refused is not None:
        return refused
    if state.uid != 0 and known.get("uid", str(state.uid)) != str(state.uid):
        return msg("not_now.not_yours", user=known.get("user", ""))
    return None


def _call(name: str, targets: Targets, **args: str) -> Plan:
    """One call for each process that is selected."""
    calls: list[Call] = []
    for target in targets:
        if target.kind == KIND:
            pid, start, _ = _parts(target)
            calls.append(Call(name, (("pid", pid), ("start", start), *args.items())))
    return Plan(tuple(calls))


def _terminate(state: State, targets: Targets, params: Params) -> Plan:
    return _call("process.signal", targets, signal="TERM")


def _signal(state: State, targets: Targets, params: Params) -> Plan:
    return _call("process.signal", targets, signal=params["signal"])


def _renice(state: State, targets: Targets, params: Params) -> Plan:
    return _call("process.renice", targets, nice=params["nice"])


def _ask_terminate(state: State, targets: Targets, params: Params) -> Msg:
    return msg("ask.signal.TERM", **_who(targets))


def _ask_signal(state: State, targets: Targets, params: Params) -> Msg:
    return msg(f"ask.signal.{params['signal']}", **_who(targets))


def _ask_renice(state: State, targets: Targets, params: Params) -> Msg:
    now = _parts(targets[0])[2].get("nice")
    return msg("ask.renice", nice=params["nice"], now=now, **_who(targets))


def _who(targets: Targets) -> dict[str, str | None]:
    """Who a question is about."""
    pid, _, known = _parts(targets[0])
    return {"pid": pid, "name": known.get("name"), "user": known.get("user")}


# What all of these have in common.
_action = partial(
    Action,
    key="",
    risk="disturbing",
    disabled_reason=_reason,
    invalidates=_INVALIDATES,
    about=KIND,
)

ACTIONS = (
    _action(
        id="process.terminate",
        key="T",
        title=msg("action.terminate"),
        tooltip=msg("action.terminate.tip"),
        plan=_terminate,
        confirm=_ask_terminate,
        label=msg("action.terminate.bar"),
    ),
    _action(
        id="process.signal",
        title=msg("action.signal"),
        tooltip=msg("action.signal.tip"),
        plan=_signal,
        confirm=_ask_signal,
        params=(Param("signal", msg("param.signal"), SIGNALS),),
    ),
    _action(
        id="process.renice",
        title=msg("action.renice"),
        tooltip=msg("action.renice.tip"),
        plan=_renice,
        confirm=_ask_renice,
        params=(Param("nice", msg("param.nice"), NICE),),
    ),
)
