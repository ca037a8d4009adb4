"""What came of an action on a unit: judged by how the unit is afterwards, not by what was sent."""

from __future__ import annotations

from typing import NamedTuple

from sptui.model.msg import Msg, msg
from sptui.model.unit import Unit, UnitFacts, state_word
from sptui.model.unit_because import because
from sptui.model.unit_details import UnitDetails

_UP = frozenset({"running", "active", "waiting", "reloading", "ran"})
# How a job ended, where that says more than the state of the unit. Source:
# org.freedesktop.systemd1(5), JobRemoved.
_JOB = frozenset(
    {
        *("canceled", "timeout", "dependency", "skipped", "invalid", "assert", "unsupported"),
        *("collected", "once", "concurrency"),
    }
)


class After(NamedTuple):
    """A unit after an action: `job` is how systemd's job for it ended, "" where there was none or
    that is not known; `since_before` is the last change of its state before the action."""

    unit: Unit
    facts: UnitFacts
    job: str = ""
    since_before: float | None = None
    details: UnitDetails | None = None


class Judged(NamedTuple):
    """Whether the goal was reached, and the sentence about it."""

    ok: bool
    text: Msg


def judge(goal: str, after: After, now: float) -> Judged:
    """`goal` as in `Action.goal`; `now` in seconds since 1970."""
    word = state_word(after.unit)
    if after.job in _JOB:
        return _not(after, msg(f"job.{after.job}"))
    if goal == "down":
        return _down(after, now)
    if goal in ("up", "reloaded"):
        return _up(after, now)
    if goal == "forgotten" and word in ("failed", "restarting"):
        return _not(after, _why(after))
    if goal in ("enabled", "disabled", "masked", "unmasked"):
        return _file(goal, after)
    return Judged(True, _is(after, now))


def _file(goal: str, after: After) -> Judged:
    """What systemd says of its file: another file or link may go before what was changed."""
    state = after.facts.file_state
    masked = state.startswith("masked") or after.unit.load == "masked"
    on = state.startswith(("enabled", "linked"))
    reached = {"enabled": on, "disabled": not on, "masked": masked, "unmasked": not masked}[goal]
    told = "outcome.at_boot" if reached else "outcome.as_before"
    return Judged(reached, msg(told, unit=after.unit.name, state=_at_boot(after)))


def _up(after: After, now: float) -> Judged:
    word = state_word(after.unit)
    if word in _UP or (word == "starting" and after.job != "failed"):
        if after.job == "failed":
            return Judged(
                False, msg("outcome.not_reloaded", unit=after.unit.name, state=_word(after))
            )
        return Judged(True, _is(after, now))
    if word == "stopped" and after.job != "failed":
        if after.facts.since is not None and after.facts.since == after.since_before:
            return _not(after, _why(after))
        return Judged(True, msg("outcome.ended_well", unit=after.unit.name))
    return _not(after, _why(after))


def _down(after: After, now: float) -> Judged:
    word = state_word(after.unit)
    if word in ("stopped", "masked"):
        return Judged(True, _is(after, now))
    if word == "failed":
        return Judged(True, msg("outcome.down", unit=after.unit.name, why=_why(after)))
    if word == "stopping":
        return Judged(False, msg("outcome.still_stopping", unit=after.unit.name))
    return Judged(False, msg("outcome.runs_again", unit=after.unit.name, state=_word(after)))


def _not(after: After, why: Msg) -> Judged:
    return Judged(
        False, msg("outcome.not_reached", unit=after.unit.name, state=_word(after), why=why)
    )


def _why(after: After) -> Msg:
    return because(after.unit, after.facts, after.details) or msg("because.not_told")


def _is(after: After, now: float) -> Msg:
    since = after.facts.since
    if since is None:
        return msg("outcome.is", unit=after.unit.name, state=_word(after))
    age = max(0.0, now - since)
    return msg("outcome.is_since", unit=after.unit.name, state=_word(after), age=age)


def _word(after: After) -> str:
    return state_word(after.unit)


def _at_boot(after: After) -> Msg:
    state = after.facts.file_state
    return Msg(f"at_boot.{state}") if state else msg("at_boot.none")
