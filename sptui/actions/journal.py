"""Actions on the journal itself: begin new files, take old ones away, check them; and save what a
query finds. Source: journalctl(1)."""

from __future__ import annotations

from functools import partial

from sptui.actions.action import (
    Action,
    Argv,
    Call,
    Param,
    Params,
    Plan,
    State,
    Targets,
    always,
)
from sptui.model.msg import Msg, msg

KIND = "journal"
# What stays of the journal: what is younger, or the newest of that size.
KEEP = ("2weeks", "1week", "1month", "3months", "1day", "1G", "500M", "100M")
_SIZES = frozenset({"1G", "500M", "100M"})
_ROTATE = Argv(("journalctl", "--rotate"), 60.0)
# Each file is read as a whole.
_VERIFY_S, _VACUUM_S = 3600.0, 300.0
# Whether it is a query does not hang on when it is asked. Seconds since 1970.
_SOME_MOMENT = 2e9


def _not_root(state: State, targets: Targets) -> Msg | None:
    return None if state.uid == 0 else msg("not_now.root_only")


def _rotate(state: State, targets: Targets, params: Params) -> Plan:
    return Plan((_ROTATE,))


def _vacuum(state: State, targets: Targets, params: Params) -> Plan:
    """Only files that are closed are taken away, so the open ones are closed first."""
    keep = params["keep"]
    by = "size" if keep in _SIZES else "time"
    return Plan((_ROTATE, Argv(("journalctl", f"--vacuum-{by}={keep}"), _VACUUM_S)))


def _verify(state: State, targets: Targets, params: Params) -> Plan:
    """Quiet, it names what is wrong and nothing else."""
    return Plan((Argv(("journalctl", "--verify", "--quiet"), _VERIFY_S),))


def _save(state: State, targets: Targets, params: Params) -> Plan:
    return Plan((Call("log.save", tuple([(each.name, params[each.name]) for each in _SAVED])),))


def _ask_rotate(state: State, targets: Targets, params: Params) -> Msg:
    return msg("ask.journal.rotate")


def _ask_vacuum(state: State, targets: Targets, params: Params) -> Msg:
    return msg("ask.journal.vacuum", keep=msg(f"choice.{params['keep']}"))


def _no_query(state: State, targets: Targets, value: str) -> Msg | None:
    # (the first frame needs none of it)
    from sptui.model.log_query import QueryError, parse

    try:
        parse(value, _SOME_MOMENT)
    except QueryError as error:
        return error.what
    return None


_SAVED = (
    Param("query", msg("param.query"), default="", refused=_no_query),
    Param("format", msg("param.format"), ("plain", "json")),
    Param("path", msg("param.path"), default=""),
)

_action = partial(Action, key="", about=KIND, named=KIND)

ACTIONS = (
    _action(
        id="log.save",
        key="w",
        title=msg("action.log.save"),
        tooltip=msg("action.log.save.tip"),
        risk="safe",
        plan=_save,
        disabled_reason=always,
        label=msg("action.log.save.bar"),
        params=_SAVED,
        claims=False,
    ),
    _action(
        id="journal.rotate",
        title=msg("action.journal.rotate"),
        tooltip=msg("action.journal.rotate.tip"),
        risk="disturbing",
        plan=_rotate,
        disabled_reason=_not_root,
        confirm=_ask_rotate,
        invalidates=frozenset({"journal"}),
    ),
    _action(
        id="journal.vacuum",
        title=msg("action.journal.vacuum"),
        tooltip=msg("action.journal.vacuum.tip"),
        risk="destructive",
        plan=_vacuum,
        disabled_reason=_not_root,
        confirm=_ask_vacuum,
        params=(Param("keep", msg("param.keep"), KEEP),),
        invalidates=frozenset({"journal"}),
    ),
    _action(
        id="journal.verify",
        title=msg("action.journal.verify"),
        tooltip=msg("action.journal.verify.tip"),
        risk="safe",
        plan=_verify,
        disabled_reason=always,
        changes=False,
    ),
)
