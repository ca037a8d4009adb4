"""Actions on unit files: at boot or not, masked or not, a drop-in of one's own; and that systemd
reads them again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sptui.actions.action import (
    Action,
    Bus,
    BusValue,
    Call,
    Param,
    Params,
    Plan,
    State,
    Step,
    Target,
    Targets,
)
from sptui.actions.unit import command, job
from sptui.actions.unit_target import KIND, Check, able, ask, reason, unusable
from sptui.model.msg import Msg, msg

FILES = "org.freedesktop.systemd1.manage-unit-files"
RELOAD = "org.freedesktop.systemd1.reload-daemon"
# The drop-in that is ours, among others that an admin or a package may have.
DROP_IN = "50-sptui.conf"
_FOR_GOOD, _UNTIL_BOOT = "/etc/systemd/system", "/run/systemd/system"
_INVALIDATES = frozenset({"units", "unit_files"})
_NOT_OF_A_FILE = frozenset({"generated", "transient"})
_RELOAD = Bus("Reload", "", (), command("daemon-reload"))


def drop_in_path(unit: str, *, runtime: bool) -> str:
    """Where our drop-in of a unit lies: for good, or until the next boot."""
    return f"{_UNTIL_BOOT if runtime else _FOR_GOOD}/{unit}.d/{DROP_IN}"


# ------------------------------------------------------------------ why not


def _enable(state: State, target: Target) -> Msg | None:
    file = target.get("file_state")
    if file == "enabled" or (file == "enabled-runtime" and state.unit_files is not None):
        return msg("not_now.enabled")
    if file in ("static", "alias", "indirect"):
        return msg(f"not_now.{file}")
    return unusable(target) or _no_file_of_its_own(file)


def _disable(state: State, target: Target) -> Msg | None:
    file = target.get("file_state")
    if file not in ("enabled", "enabled-runtime", "linked", "linked-runtime"):
        return msg("not_now.not_enabled")
    return state.unit_files if not file.endswith("-runtime") else None


def _mask(state: State, target: Target) -> Msg | None:
    if target.get("file_state").startswith("masked") or target.get("load") == "masked":
        return msg("not_now.masked_already")
    # The link that masks would have its place, and one below /run would come after it.
    if target.get("path").startswith(f"{_FOR_GOOD}/"):
        return msg("not_now.in_the_way", path=target.get("path"))
    return None if target.get("load") else msg("not_now.no_unit_file")


def _unmask(state: State, target: Target) -> Msg | None:
    file = target.get("file_state")
    if not file.startswith("masked") and target.get("load") != "masked":
        return msg("not_now.not_masked")
    return state.unit_files if file == "masked" else None


def _edit(state: State, target: Target) -> Msg | None:
    if state.uid != 0:
        return msg("not_now.root_only")
    return unusable(target) or _no_file_of_its_own(target.get("file_state"))


def _revert(state: State, target: Target) -> Msg | None:
    if state.uid != 0:
        return msg("not_now.root_only")
    return None if _ours(target) else msg("not_now.no_drop_in")


def _ours(target: Target) -> str:
    """The path of our drop-in, "" where there is none."""
    found = {drop_in_path(target.id, runtime=runtime) for runtime in (False, True)}
    return next((path for path in target.get("drop_ins").split("\n") if path in found), "")


def _no_file_of_its_own(file_state: str) -> Msg | None:
    return msg("not_now.generated") if file_state in _NOT_OF_A_FILE else None


def _not_for_good(state: State, targets: Targets, value: str) -> Msg | None:
    return state.unit_files if value == "no" else None


def _masks_where(state: State, targets: Targets, value: str) -> Msg | None:
    paths = [each.get("path") for each in targets if value == "yes"]
    found = next((path for path in paths if path.startswith(f"{_UNTIL_BOOT}/")), None)
    return msg("not_now.in_the_way", path=found) if found else _not_for_good(state, targets, value)


def _lies_where(state: State, targets: Targets, value: str, word: str) -> Msg | None:
    """Whether what is to be undone is in the folder for good, or in that until the next boot."""
    files = [each.get("file_state") for each in targets]
    if files and all(file.endswith("-runtime") for file in files):
        return msg(f"not_now.only_{word}_runtime") if value == "no" else None
    if files and not any(file.endswith("-runtime") for file in files):
        return msg(f"not_now.only_{word}_for_good") if value == "yes" else state.unit_files
    return None


def _enabled_where(state: State, targets: Targets, value: str) -> Msg | None:
    return _lies_where(state, targets, value, "enabled")


def _masked_where(state: State, targets: Targets, value: str) -> Msg | None:
    return _lies_where(state, targets, value, "masked")


# ------------------------------------------------------------------ plans


def _files(
    check: Check, member: str, verb: str, *, force: bool, also: tuple[str, str] | None = None
) -> Callable[[State, Targets, Params], Plan]:
    """Change what is linked in the unit folders, have systemd read them again, and, where that is
    asked for, start or stop the units too."""

    def plan(state: State, targets: Targets, params: Params) -> Plan:
        units = tuple([each.id for each in able(check, state, targets)])
        runtime = params["runtime"] == "yes"
        options = ("--no-reload", *(("--runtime",) if runtime else ()))
        body: tuple[BusValue, ...] = (units, runtime, *((False,) if force else ()))
        signature = "asbb" if force else "asb"
        steps: list[Step] = [
            Bus(member, signature, body, command(verb, *units, options=options)),
            _RELOAD,
        ]
        if also is not None and params.get("now") == "yes":
            steps += [job(*also, unit) for unit in units]
        return Plan(tuple(steps))

    return plan


def _plan_edit(state: State, targets: Targets, params: Params) -> Plan:
    """The drop-in is written by an editor, or taken from a file, and is in its place only after
    `systemd-analyze verify` has nothing against it."""
    unit = able(_edit, state, targets)[0].id
    path = drop_in_path(unit, runtime=params["runtime"] == "yes")
    args = (("unit", unit), ("path", path), ("from", params["from"]), ("check", "verify"))
    return Plan((Call("drop_in.write", args), _RELOAD))


def _plan_revert(state: State, targets: Targets, params: Params) -> Plan:
    target = able(_revert, state, targets)[0]
    args = (("unit", target.id), ("path", _ours(target)))
    return Plan((Call("drop_in.revert", args), _RELOAD))


def _plan_reload(state: State, targets: Targets, params: Params) -> Plan:
    return Plan((_RELOAD,))


def _no_systemd(state: State, targets: Targets) -> Msg | None:
    return state.systemd


def _ask_reload(state: State, targets: Targets, params: Params) -> Msg:
    return msg("ask.daemon_reload")


_RUNTIME = Param("runtime", msg("param.runtime"), ("no", "yes"), refused=_not_for_good, kept=True)
_NOW = Param("now", msg("param.now"), ("no", "yes"))
_FROM = Param("from", msg("param.from"), default="", asked=False)

# What most of these have in common.
_action = partial(
    Action,
    key="",
    risk="disturbing",
    invalidates=_INVALIDATES,
    about=KIND,
)
_linking = partial(_action, many=True, right=FILES)

ACTIONS = (
    _linking(
        id="unit.enable",
        title=msg("action.unit.enable"),
        tooltip=msg("action.unit.enable.tip"),
        plan=_files(_enable, "EnableUnitFiles", "enable", force=True, also=("StartUnit", "start")),
        disabled_reason=reason(_enable),
        confirm=ask(_enable, "ask.unit.enable"),
        params=(_RUNTIME, _NOW),
        opposite="unit.disable",
        goal="enabled",
    ),
    _linking(
        id="unit.disable",
        title=msg("action.unit.disable"),
        tooltip=msg("action.unit.disable.tip"),
        plan=_files(
            _disable, "DisableUnitFiles", "disable", force=False, also=("StopUnit", "stop")
        ),
        disabled_reason=reason(_disable),
        confirm=ask(_disable, "ask.unit.disable"),
        params=(_RUNTIME._replace(refused=_enabled_where), _NOW),
        opposite="unit.enable",
        goal="disabled",
    ),
    _linking(
        id="unit.mask",
        title=msg("action.unit.mask"),
        tooltip=msg("action.unit.mask.tip"),
        plan=_files(_mask, "MaskUnitFiles", "mask", force=True, also=("StopUnit", "stop")),
        disabled_reason=reason(_mask),
        confirm=ask(_mask, "ask.unit.mask"),
        params=(_RUNTIME._replace(refused=_masks_where), _NOW),
        opposite="unit.unmask",
        goal="masked",
    ),
    _linking(
        id="unit.unmask",
        title=msg("action.unit.unmask"),
        tooltip=msg("action.unit.unmask.tip"),
        plan=_files(_unmask, "UnmaskUnitFiles", "unmask", force=False),
        disabled_reason=reason(_unmask),
        confirm=ask(_unmask, "ask.unit.unmask"),
        params=(_RUNTIME._replace(refused=_masked_where),),
        opposite="unit.mask",
        goal="unmasked",
    ),
    _action(
        id="unit.edit",
        key="E",
        title=msg("action.unit.edit"),
        tooltip=msg("action.unit.edit.tip"),
        plan=_plan_edit,
        disabled_reason=reason(_edit),
        confirm=ask(_edit, "ask.unit.edit"),
        params=(_RUNTIME, _FROM),
        opposite="unit.revert",
        right=RELOAD,
    ),
    _action(
        id="unit.revert",
        title=msg("action.unit.revert"),
        tooltip=msg("action.unit.revert.tip"),
        plan=_plan_revert,
        disabled_reason=reason(_revert),
        confirm=ask(_revert, "ask.unit.revert"),
        right=RELOAD,
    ),
    _action(
        id="unit.daemon-reload",
        title=msg("action.unit.daemon_reload"),
        tooltip=msg("action.unit.daemon_reload.tip"),
        plan=_plan_reload,
        disabled_reason=_no_systemd,
        confirm=_ask_reload,
        about="systemd",
        right=RELOAD,
    ),
)
