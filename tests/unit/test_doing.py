"""What an action plans is done, once, by the one who has it, and judged by how the machine is
afterwards."""

from __future__ import annotations

import asyncio

import pytest

from sptui.actions.action import State
from sptui.actions.registry import by_id
from sptui.model.msg import Msg, msg
from sptui.model.unit_details import UnitDetails
from tests.fakes.stage import LINES, Front, said, stage
from tests.fakes.systemd import Connection
from tests.fakes.watched import polled, virtual

# ------------------------------------------------------------------ what came of it


@virtual
async def test_a_start_is_done_when_its_job_is_and_the_unit_stays_up() -> None:
    async with stage() as s:
        began = asyncio.get_running_loop().time()
        outcome = await s.do("unit.start", "a.service")
        assert outcome.ok and outcome.undo == "unit.stop"
        assert said(outcome) == "outcome.is_since"
        assert dict(outcome.text.fields)["state"] == "running"
        assert [(step.member, step.body) for step in s.it.systemd.told] == [
            ("StartUnit", ("a.service", "replace"))
        ]
        assert asyncio.get_running_loop().time() - began >= 1.5, "half a second, and one to fall in"
        assert [len(now) for now in s.seen] == [1, 0]
        assert s.claims.held == []


@virtual
async def test_a_program_that_falls_over_at_once_did_not_start() -> None:
    async with stage() as s:
        s.it.systemd.change("a.service", "stopped")
        asyncio.get_running_loop().call_later(1.0, s.it.systemd.change, "a.service", "failed")
        outcome = await s.do("unit.start", "a.service")
        assert not outcome.ok and not outcome.refused
        assert said(outcome) == "outcome.not_reached"
        assert dict(outcome.text.fields)["state"] == "failed"


@virtual
async def test_what_fails_to_start_says_why_and_what_it_said_last() -> None:
    async with stage() as s:

        async def details(self: Connection, unit: str) -> UnitDetails:
            systemd = self.systemd
            return UnitDetails(systemd.rows[unit], systemd.facts[unit], invocation="a" * 32)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Connection, "details", details)
            s.it.systemd.ends["a.service"] = "failed"
            s.it.systemd.becomes["a.service"] = "failed"
            outcome = await s.do("unit.start", "a.service")
        assert not outcome.ok
        why = dict(outcome.text.fields)["why"]
        assert isinstance(why, Msg) and why.id.startswith("because.")
        assert outcome.lines == LINES


@virtual
async def test_a_condition_that_does_not_hold_is_not_taken_for_a_program_that_ran() -> None:
    """The job is done, and nothing has changed."""
    async with stage() as s:
        s.it.systemd.becomes["a.service"] = "stopped"
        before = s.it.systemd.facts["a.service"].since
        real = s.it.systemd.change

        def change(name: str, state: str) -> None:
            real(name, state)
            facts = s.it.systemd.facts[name]
            s.it.systemd.facts[name] = facts._replace(since=before)

        s.it.systemd.change = change  # type: ignore[method-assign]
        outcome = await s.do("unit.start", "a.service")
        assert not outcome.ok and said(outcome) == "outcome.not_reached"


@virtual
async def test_a_oneshot_that_ran_and_ended_is_well() -> None:
    async with stage() as s:
        s.it.systemd.becomes["a.service"] = "stopped"
        outcome = await s.do("unit.start", "a.service")
        assert outcome.ok and said(outcome) == "outcome.ended_well"
        assert outcome.undo == "", "it is as it was"


@pytest.mark.parametrize(
    ("job", "reason"), [("canceled", "job.canceled"), ("dependency", "job.dependency")]
)
def test_a_job_that_ended_otherwise_says_so(job: str, reason: str) -> None:
    @virtual
    async def run() -> None:
        async with stage() as s:
            s.it.systemd.ends["a.service"] = job
            outcome = await s.do("unit.start", "a.service")
            assert not outcome.ok
            assert dict(outcome.text.fields)["why"] == msg(reason)

    run()


@virtual
async def test_over_a_way_without_signals_it_is_the_same() -> None:
    async with stage(polled) as s:
        outcome = await s.do("unit.start", "a.service")
        assert outcome.ok and said(outcome) == "outcome.is_since"


@virtual
async def test_several_are_started_together_and_one_that_fails_is_named() -> None:
    async with stage() as s:
        s.it.systemd.becomes["b.service"] = "failed"
        s.it.systemd.ends["b.service"] = "failed"
        began = asyncio.get_running_loop().time()
        outcome = await s.do("unit.start", "a.service", "b.service", "c.socket")
        assert asyncio.get_running_loop().time() - began < 2.0, "not one after the other"
        assert not outcome.ok and said(outcome) == "outcome.some"
        fields = dict(outcome.text.fields)
        assert (fields["n"], fields["of"]) == (1, 3)
        assert isinstance(fields["first"], Msg)
        assert dict(fields["first"].fields)["unit"] == "b.service"
        assert outcome.undo == "unit.stop", "two of them came up"


@virtual
async def test_what_did_not_come_up_can_t_be_taken_back() -> None:
    async with stage() as s:
        s.it.systemd.becomes["b.service"] = "failed"
        s.it.systemd.ends["b.service"] = "failed"
        outcome = await s.do("unit.start", "b.service")
        assert not outcome.ok and outcome.undo == ""


@virtual
async def test_those_that_can_t_be_are_left_out() -> None:
    async with stage() as s:
        s.it.systemd.change("a.service", "running")
        await asyncio.sleep(1)
        plan = by_id("unit.stop")
        assert plan is not None
        outcome = await s.do("unit.stop", "a.service", "b.service")
        assert [step.unit for step in s.it.systemd.told] == ["a.service"]
        assert outcome.ok and outcome.undo == "unit.start"


@virtual
async def test_enabled_is_what_systemd_says_afterwards() -> None:
    async with stage() as s:
        s.it.systemd.enable("a.service", "disabled")
        await asyncio.sleep(2)
        outcome = await s.do("unit.enable", "a.service", now="yes")
        assert [step.member for step in s.it.systemd.told] == [
            "EnableUnitFiles", "Reload", "StartUnit",
        ]  # fmt: skip
        assert outcome.ok and outcome.undo == "unit.disable"
        first, second = [each for _, each in outcome.text.fields if isinstance(each, Msg)]
        assert dict(first.fields)["state"] == msg("at_boot.enabled")
        assert dict(second.fields)["state"] == "running"


# ------------------------------------------------------------ between the question and the yes


@virtual
async def test_what_vanished_between_the_question_and_the_yes_is_not_touched() -> None:
    async with stage() as s:
        action = by_id("unit.start")
        assert action is not None
        targets = s.targets("a.service")
        plan = action.plan(State(), targets, {})
        s.it.systemd.unload("a.service")
        outcome = await s.doer.perform(action, targets, plan, State, Front())
        assert outcome.refused and s.it.systemd.told == []
        assert dict(outcome.text.fields)["reason"] == msg("not_now.no_unit_file")


@virtual
async def test_what_was_done_by_another_meanwhile_is_not_done_again() -> None:
    async with stage() as s:
        action = by_id("unit.start")
        assert action is not None
        targets = s.targets("a.service")
        plan = action.plan(State(), targets, {})
        s.it.systemd.change("a.service", "running")
        outcome = await s.doer.perform(action, targets, plan, State, Front())
        assert outcome.refused and s.it.systemd.told == []


@virtual
async def test_a_job_of_somebody_else_is_not_replaced() -> None:
    async with stage() as s:
        targets = s.targets("a.service")
        action = by_id("unit.start")
        assert action is not None
        plan = action.plan(State(), targets, {})
        s.it.systemd.queue("a.service", "stop")
        outcome = await s.doer.perform(action, targets, plan, State, Front())
        assert outcome.refused and s.it.systemd.told == []
        assert dict(outcome.text.fields)["reason"] == msg("not_now.job", job="stop")


@virtual
async def test_a_session_that_was_locked_meanwhile_does_nothing() -> None:
    async with stage() as s:
        action = by_id("unit.start")
        assert action is not None
        targets = s.targets("a.service")
        plan = action.plan(State(), targets, {})
        locked = State(locked=True)
        outcome = await s.doer.perform(action, targets, plan, lambda: locked, Front())
        assert outcome.refused and s.it.systemd.told == []


@virtual
async def test_of_two_sessions_one_acts_and_the_other_is_told() -> None:
    async with stage() as s:
        both = await asyncio.gather(
            s.do("unit.start", "a.service"), s.do("unit.start", "a.service")
        )
        assert sorted(outcome.refused for outcome in both) == [False, True]
        assert len(s.it.systemd.told) == 1


# ------------------------------------------------------------------ when the line to systemd breaks


@virtual
async def test_a_connection_lost_in_mid_job_is_waited_for_and_the_truth_read_then() -> None:
    async with stage() as s:
        s.it.systemd.takes_s = 5.0
        asyncio.get_running_loop().call_later(1.0, s.it.systemd.lose)
        outcome = await s.do("unit.start", "a.service")
        assert outcome.ok and said(outcome) == "outcome.is_since"
        assert len(s.it.systemd.told) == 1, "it is not sent twice"


@virtual
async def test_nobody_to_ask_is_an_outcome_in_words() -> None:
    async with stage() as s:
        targets = s.targets("a.service")
        action = by_id("unit.start")
        assert action is not None
        plan = action.plan(State(), targets, {})
        s.it.systemd.refuses["bus"] = 1000
        s.it.systemd.lose()
        await asyncio.sleep(1)
        outcome = await s.doer.perform(action, targets, plan, State, Front())
        assert not outcome.ok and s.it.systemd.told == []
        assert s.claims.held == []
        assert s.doer.now.value == ()
