"""What plain mode does, with a systemd that obeys: outcome, undo, names to be typed, what goes on
by itself, changes from outside, a lock."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator, Callable, Coroutine

import pytest

from sptui.actions.action import Action, Outcome, Plan, Targets
from sptui.actions.registry import by_id
from sptui.actions.unit import job
from sptui.actions.unit_target import target_of
from sptui.cli.plain import _converse, acting
from sptui.cli.plain.session import Session
from sptui.cli.plain.talk import BreakError, LeaveError, Talk
from sptui.config import load
from sptui.model.msg import msg
from sptui.model.unit_event import Changed
from sptui.system.line_input import LineInput
from sptui.wire import sampler, services
from tests.cli.dialogue import held
from tests.ui.obedient import Obedient, obey

PATIENCE_S = 20
UNIT = "nginx.service"


class Inside:
    """Plain mode in this process: a pipe is what is typed, `text` what it said."""

    def __init__(self, *, locked: bool = False) -> None:
        read, self._write = os.pipe()
        self.text = ""
        self._seen = 0
        self._said = asyncio.Event()
        self.talk = Talk(LineInput(read), self._put, utf8=True)
        joined = services(sampler(load(None), demo=True), os.environ, demo=True, locked=locked)
        self.session = Session(joined, self.talk)
        self.task: asyncio.Task[object] | None = None
        self._fds = [read, self._write]

    def _put(self, text: str) -> bool:
        self.text += text
        self._said.set()
        return True

    def begin(self, work: Coroutine[object, object, object]) -> None:
        self.session.services.watch()
        self.task = asyncio.create_task(work)

    def type(self, text: str) -> None:
        os.write(self._write, text.encode())

    async def until(self, text: str, *, at_end: bool = False) -> str:
        """What it says until `text` was said."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                new = self.text[self._seen :]
                if new.endswith(text) if at_end else text in new:
                    self._seen = len(self.text)
                    return new
                assert self.task is not None and not self.task.done(), (self.text, self.task)
                self._said.clear()
                said = asyncio.create_task(self._said.wait())
                await asyncio.wait({said, self.task}, return_when=asyncio.FIRST_COMPLETED)
                said.cancel()

    async def asks(self) -> str:
        return await self.until(": ", at_end=True)

    async def say(self, *lines: str) -> str:
        said = ""
        for line in lines:
            self.type(f"{line}\n")
            said = await self.asks()
        return said

    async def end(self) -> None:
        if self.task is not None:
            self.task.cancel()
            await asyncio.wait({self.task})
        await self.session.settle()
        await self.session.services.unwatch()
        for fd in self._fds:
            os.close(fd)
        held(self.text)


Start = Callable[..., Inside]


@pytest.fixture
def systemd(monkeypatch: pytest.MonkeyPatch) -> Obedient:
    return obey(monkeypatch)


@pytest.fixture
async def inside(systemd: Obedient) -> AsyncIterator[Inside]:
    """The whole conversation, at its first menu."""
    made = Inside()
    made.begin(_converse(made.session))
    await made.asks()
    yield made
    await made.end()


def number(menu: str, id: str) -> str:
    return next(line.split()[0] for line in menu.splitlines() if line.endswith(f" {id}"))


async def at_unit(inside: Inside, name: str = UNIT) -> str:
    return await inside.say("2", f"/unit:{name}", "1")


# ---------------------------------------------------------------- plan and outcome


async def test_done_is_read_from_systemd_again_and_can_be_taken_back(
    inside: Inside, systemd: Obedient
) -> None:
    menu = await at_unit(inside)
    said = await inside.say(number(menu, "unit.stop"))
    assert "\nDoes       systemctl stop nginx.service\n" in said
    assert "\nBack by    Start\n" in said
    said = await inside.say("y")
    assert re.search(r"^19:46:\d\d Done. nginx.service: stopped", said, re.MULTILINE)
    assert "\nu takes it back: Start.\n" in said
    assert [(step.member, step.unit) for step in systemd.told] == [("StopUnit", UNIT)]
    said = await inside.say("u")
    assert "systemctl start nginx.service" in said
    said = await inside.say("y")
    assert re.search(r"^19:46:\d\d nginx.service: running$", said, re.MULTILINE), "as it happens"
    assert "Done. nginx.service: running" in said
    assert [step.member for step in systemd.told] == ["StopUnit", "StartUnit"]


async def test_what_failed_says_so(inside: Inside, systemd: Obedient) -> None:
    systemd.fails = True
    menu = await at_unit(inside, "hyperkitty")
    said = await inside.say(number(menu, "unit.restart"), "y")
    assert re.search(r"^19:46:\d\d Failed. hyperkitty.service: failed; ", said, re.MULTILINE)
    assert "takes it back" not in said


async def test_what_is_refused_says_why(inside: Inside, systemd: Obedient) -> None:
    systemd.denies = True
    menu = await at_unit(inside)
    said = await inside.say(number(menu, "unit.restart"), "y")
    assert re.search(r"^19:46:\d\d (Failed|Not done). polkit says no", said, re.MULTILINE)


# ---------------------------------------------------------------- what goes on by itself


async def test_what_takes_long_goes_on_without_being_waited_for(
    inside: Inside, systemd: Obedient
) -> None:
    systemd.waits = asyncio.Event()
    menu = await at_unit(inside)
    await inside.say(number(menu, "unit.stop"))
    inside.type("y\n")
    async with asyncio.timeout(PATIENCE_S):
        await systemd.is_told.wait()
    inside.talk.interrupt()
    said = await inside.asks()
    assert "Stop goes on; how it ends is told here." in said
    assert said.splitlines()[-1].startswith("Number, ? help"), "back at the first menu"
    systemd.waits.set()
    said = await inside.until("Done. nginx.service: stopped")
    assert said.endswith("Number, ? help, q leave: ") or await inside.asks(), "and it asks again"


async def test_it_is_said_that_it_takes_long(
    inside: Inside, systemd: Obedient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acting, "_STILL_S", 0.1)
    systemd.waits = asyncio.Event()
    menu = await at_unit(inside)
    await inside.say(number(menu, "unit.stop"))
    inside.type("y\n")
    await inside.until("Stop goes on; Ctrl+C goes back to the menu without ending it.")
    systemd.waits.set()
    await inside.until("Done. nginx.service: stopped")


async def test_ctrl_c_while_systemd_is_asked_is_not_lost(
    inside: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = inside.session.asked

    async def slow(names: list[str]) -> object:
        inside.talk.interrupt()
        return await asked(names)

    monkeypatch.setattr(inside.session, "asked", slow)
    said = await inside.say("2")
    assert "Ctrl+C once more leaves.\nsptui on kiwi" in said


# ---------------------------------------------------------------- following


async def test_following_tells_what_somebody_else_does(inside: Inside, systemd: Obedient) -> None:
    def changed(active: str, sub: str) -> None:
        for tell in systemd.announce:
            tell(Changed(UNIT, active=active, sub=sub, job=0))  # type: ignore[operator]

    await at_unit(inside)
    inside.type("f\n")
    await inside.until("Enter ends it.\n")
    changed("deactivating", "stop-sigterm")
    assert re.search(r"19:46:00 nginx.service: stopping\n$", await inside.until("stopping\n"))
    changed("failed", "failed")
    await inside.until("nginx.service: failed")
    assert "nginx.service: Web server" in await inside.say("")
    changed("active", "running")
    assert "running" not in (await inside.say("?")).splitlines()[0], "nobody follows any more"


async def test_following_a_list_tells_of_those_that_the_filter_leaves(
    inside: Inside, systemd: Obedient
) -> None:
    await inside.say("2", "/state:failed")
    inside.type("f\n")
    await inside.until("Enter ends it.\n")
    for tell in systemd.announce:
        tell(Changed("postfix.service", active="failed", sub="failed"))  # type: ignore[operator]
    await inside.until("postfix.service: failed")
    await inside.say("")


# ---------------------------------------------------------------- destructive, locked, in the way


def remove(targets: Targets) -> Action:
    """A record that is made up: there is nothing destructive yet."""
    stop = by_id("unit.stop")
    assert stop is not None
    return stop._replace(
        id="unit.remove",
        risk="destructive",
        confirm=lambda state, targets, params: msg("ask.unit.stop", units=targets[0].id),
        plan=lambda state, targets, params: Plan((job("StopUnit", "stop", targets[0].id),)),
    )


@pytest.fixture
async def asked(systemd: Obedient) -> AsyncIterator[Inside]:
    """At the question of that record; nothing was typed before it."""
    made = Inside()
    made.session.services.watch()
    units = await made.session.asked([UNIT], file_states=True)
    targets = (target_of(units, UNIT),)
    made.begin(acting.act(made.session, remove(targets), targets))
    await made.until("Type nginx.service to do it: ")
    yield made
    await made.end()


async def came(inside: Inside) -> Outcome | None:
    assert inside.task is not None
    async with asyncio.timeout(PATIENCE_S):
        found = await inside.task
    assert found is None or isinstance(found, acting.Came)
    return found.outcome if found else None


@pytest.mark.parametrize("typed", ["", "y", "yes", "nginx", "NGINX.service", " nginx.service"])
async def test_destructive_wants_the_very_name(
    asked: Inside, systemd: Obedient, typed: str
) -> None:
    asked.type(f"{typed}\n")
    assert await came(asked) is None
    assert asked.text.endswith("Nothing was done.\n")
    assert systemd.told == []


async def test_destructive_with_its_name_is_done(asked: Inside, systemd: Obedient) -> None:
    asked.type(f"{UNIT}\n")
    outcome = await came(asked)
    assert outcome is not None and outcome.ok
    assert [step.unit for step in systemd.told] == [UNIT]


async def test_a_name_typed_ahead_is_none(systemd: Obedient) -> None:
    made = Inside()
    made.session.services.watch()
    units = await made.session.asked([UNIT], file_states=True)
    targets = (target_of(units, UNIT),)
    made.type(f"{UNIT}\n{UNIT}\n")
    made.begin(acting.act(made.session, remove(targets), targets))
    await made.until("Type nginx.service to do it: ")
    made.type("no\n")
    assert await came(made) is None
    assert systemd.told == []
    await made.end()


async def test_the_line_goes_between_question_and_answer(asked: Inside, systemd: Obedient) -> None:
    os.close(asked._fds.pop())
    with pytest.raises(EOFError):
        await came(asked)
    assert asked.text.endswith("Nothing was done.\n")
    assert systemd.told == []


async def test_ctrl_c_at_the_question_is_no(asked: Inside, systemd: Obedient) -> None:
    asked.talk.interrupt()
    with pytest.raises(BreakError):
        await came(asked)
    assert systemd.told == []


async def test_locked_until_somebody_unlocks_it(systemd: Obedient) -> None:
    made = Inside(locked=True)
    made.begin(_converse(made.session))
    assert "\nLocked: nothing can be changed before 6 unlocks it.\n" in await made.asks()
    await at_unit(made)
    assert "Not now: locked; the first menu unlocks it." in await made.say("1")
    await made.say("b", "b", "6")
    assert "Done. Unlocked for 5 min." in await made.say("")
    assert "\nDoes       systemctl restart" in await made.say("2", f"/unit:{UNIT}", "1", "1")
    await made.say("n", "b", "b", "6")
    assert "Not now: locked" in await made.say("2", f"/unit:{UNIT}", "1", "1")
    assert systemd.told == []
    await made.end()


async def test_a_lock_that_comes_back_before_the_answer_holds(systemd: Obedient) -> None:
    made = Inside()
    made.begin(_converse(made.session))
    await made.asks()
    menu = await at_unit(made)
    await made.say(number(menu, "unit.restart"))
    made.session.services.guard.lock()
    assert "Not done. Not now: locked" in await made.say("y")
    assert systemd.told == []
    await made.end()


async def test_q_is_heard_everywhere(inside: Inside) -> None:
    await at_unit(inside)
    inside.type("q\n")
    assert inside.task is not None
    async with asyncio.timeout(PATIENCE_S):
        assert await inside.task == 0


async def test_nobody_reads_any_more_while_changes_are_told(
    inside: Inside, systemd: Obedient
) -> None:
    await at_unit(inside)
    inside.type("f\n")
    await inside.until("Enter ends it.\n")
    inside.talk._put = lambda text: False  # type: ignore[method-assign]
    for tell in systemd.announce:
        tell(Changed(UNIT, active="failed", sub="failed", job=0))  # type: ignore[operator]
    assert inside.task is not None
    async with asyncio.timeout(PATIENCE_S):
        assert await inside.task == 0, "it leaves"
    assert inside.session.services.units.seen.value is not None
    assert inside.session.services.units.seen.value.why is None, "the connection is as it was"


async def test_nobody_reads_any_more(systemd: Obedient) -> None:
    made = Inside()
    made.talk._put = lambda text: False  # type: ignore[method-assign]
    with pytest.raises(LeaveError):
        made.talk.tell(["x"])
    await made.end()
