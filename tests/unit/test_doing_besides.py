"""What an action touches besides, steps that sptui does itself, and the commands that are shown."""

from __future__ import annotations

import asyncio

from sptui.actions.action import Action, Bus, Call, Plan, State, command_of
from sptui.actions.registry import all_actions, by_id, refusal
from sptui.model.msg import msg
from tests.fakes.stage import Front, said, stage
from tests.fakes.systemd import Systemd
from tests.fakes.watched import virtual

# ------------------------------------------------------------------ what else it touches


@virtual
async def test_what_stops_too_is_known_before_the_question() -> None:
    async with stage() as s:
        for name in ("a.service", "b.service"):
            s.it.systemd.change(name, "running")
        s.it.systemd.related["a.service", "RequiredBy"] = ("b.service", "gone.service")
        s.it.systemd.related["b.service", "BoundBy"] = ("c.socket",)
        await asyncio.sleep(1)
        action = by_id("unit.stop")
        assert action is not None
        [target] = await s.doer.prepare(action, s.targets("a.service"))
        assert target.get("also") == "b.service", "c.socket is not up, gone.service not there"
        asked = action.confirm
        assert asked is not None
        also = dict(asked(State(), (target,), {}).fields)["also"]
        assert also == msg("ask.also.stop", units=msg("ask.one", unit="b.service"))
        assert action.affects(State(), (target,), {}) == ("b.service",)


@virtual
async def test_a_start_names_what_comes_too_and_what_has_to_go() -> None:
    async with stage() as s:
        s.it.systemd.change("b.service", "running")
        s.it.systemd.related["a.service", "Wants"] = ("c.socket", "b.service")
        s.it.systemd.related["a.service", "Conflicts"] = ("b.service", "shutdown.target")
        await asyncio.sleep(1)
        action = by_id("unit.start")
        assert action is not None
        [target] = await s.doer.prepare(action, s.targets("a.service"))
        assert (target.get("also"), target.get("ends")) == ("c.socket", "b.service")


@virtual
async def test_a_systemd_that_is_slow_to_tell_holds_up_no_question() -> None:
    async with stage() as s:
        s.it.systemd.delay_s["related"] = 60.0
        began = asyncio.get_running_loop().time()
        action = by_id("unit.stop")
        assert action is not None
        targets = s.targets("a.service")
        assert await s.doer.prepare(action, targets) == targets
        assert asyncio.get_running_loop().time() - began <= 1.01


# ------------------------------------------------------------------ own calls


def record(*steps: Call) -> tuple[Action, Plan]:
    action = all_actions()[0]
    return action._replace(disabled_reason=lambda state, targets: None), Plan(steps)


@virtual
async def test_own_calls_are_done_in_order_until_one_wants_no_more() -> None:
    async with stage() as s:
        more, last = (("last", "no"),), (("last", "yes"),)
        action, plan = record(
            Call("own", more), Call("known", more), Call("known", last), Call("known", more)
        )
        outcome = await s.doer.perform(action, (), plan, State, Front())
        assert outcome.ok and [step.arg("last") for step in s.done] == ["no", "yes"]


@virtual
async def test_a_call_that_nobody_knows_is_said() -> None:
    async with stage() as s:
        action, plan = record(Call("unknown", ()))
        outcome = await s.doer.perform(action, (), plan, State, Front())
        assert not outcome.ok and said(outcome) == "outcome.no_way"


def test_each_unit_action_shows_a_command_that_does_the_same() -> None:
    systemd = Systemd("-.mount")
    assert systemd.rows
    for action in all_actions():
        if action.about == "unit" and refusal(action, State(), ()) is None:
            raise AssertionError(f"{action.id} can be used on nothing")
    step = Bus("StopUnit", "ss", ("-.mount", "replace"), ("systemctl", "stop", "--", "-.mount"))
    assert command_of(Plan((step,))) == "systemctl stop -- -.mount"
