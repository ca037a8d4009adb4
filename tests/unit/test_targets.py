"""From what people type to what actions are about, over a systemd of ours."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from sptui.actions.action import Target
from sptui.actions.registry import by_id, refusal
from sptui.model.errors import RefusedError, SptuiError, UsageError
from sptui.model.msg import Msg, msg
from sptui.model.process import Processes, Want
from sptui.paint.words import say
from sptui.services.guard import Guard
from sptui.services.handle import Services
from sptui.services.processes import ProcessWatcher
from sptui.services.targets import of_any_kind, process_named, targets_of, units_named
from sptui.services.units import UnitWatcher
from sptui.system.demo_processes import DemoProcesses
from tests.fakes.systemd import Connection, Systemd, error
from tests.fakes.watched import Watched, virtual, watching


class Silent(Connection):
    """Accepts, and never lists anything."""

    async def units(self, names: object = None) -> object:  # type: ignore[override]
        await asyncio.sleep(10_000)
        return []


def handle(watcher: UnitWatcher, source: object = None) -> Services:
    async def no_text(path: str, drop_ins: object) -> None:
        return None

    sampler = watcher._sampler
    return Services(
        sampler,
        lambda: None,  # type: ignore[arg-type, return-value]
        lambda: ProcessWatcher(source or DemoProcesses(), sampler),  # type: ignore[arg-type]
        lambda: watcher,
        lambda units: None,  # type: ignore[arg-type, return-value]
        guard=Guard(),
        make_logs=lambda: None,  # type: ignore[arg-type, return-value]
        make_explainer=lambda units: None,  # type: ignore[arg-type, return-value]
        unit_text=no_text,  # type: ignore[arg-type]
        save_look=lambda look: None,
        save_copy=lambda text: None,
    )


async def names(it: Watched, *words: str, kind: str = "service") -> list[str]:
    return [each.id for each in await units_named(it.watcher, words, kind=kind)]


async def refused(it: Watched, *words: str) -> SptuiError:
    with pytest.raises(SptuiError) as caught:
        await units_named(it.watcher, words)
    return caught.value


# ------------------------------------------------------------------ which unit


@virtual
async def test_units_are_found_as_people_name_them() -> None:
    async with watching() as it:
        assert await names(it, "a", "c.socket", "d") == ["a.service", "c.socket", "d.timer"]
        assert await names(it, "a", "a.service") == ["a.service"], "each once"
        assert await names(it, "new") == ["new.service"], "of it there is only a file"


@virtual
async def test_what_is_there_only_as_a_name_is_not_found() -> None:
    async with watching() as it:
        gone = await refused(it, "qqq")
        assert isinstance(gone, RefusedError) and gone.exit_code == 3
        assert gone.what == msg("do.no_unit", unit="qqq.service")
        assert gone.next.id == "next.units"
        near = await refused(it, "neww")
        assert near.next == msg("next.near_unit", names="new.service")


@virtual
async def test_a_name_of_several_is_refused_with_all_of_them() -> None:
    async with watching() as it:
        for kind in ("socket", "timer", "path"):
            it.systemd.load(f"many.{kind}")
        await asyncio.sleep(1)
        many = await refused(it, "many")
        assert many.what == msg("do.many", word="many")
        assert many.next == msg("next.which", names="many.path, many.socket, many.timer")
        it.systemd.load("many.service")
        assert await names(it, "many") == ["many.service"]
        assert await names(it, "many", kind="timer") == ["many.timer"]


@virtual
async def test_another_name_of_a_unit_is_that_unit() -> None:
    async with watching() as it:
        it.systemd.rows["also.service"] = it.systemd.rows["a.service"]
        assert await names(it, "also", "a") == ["a.service"], "two names, one claim"


@virtual
async def test_what_runs_without_a_file_can_still_be_named() -> None:
    async with watching() as it:
        it.systemd.change("a.service", "running")
        row = it.systemd.rows["a.service"]
        it.systemd.rows["a.service"] = row._replace(load="not-found")
        assert await names(it, "a") == ["a.service"]


@pytest.mark.parametrize(
    "word", ["", "a\nb", "a\0b", "\x1b[31m", "a b", "*", "a" * 300, "/..", "\udcff.service"]
)
def test_what_can_be_no_unit_is_wrong_usage_and_never_asked_for(word: str) -> None:
    @virtual
    async def run() -> None:
        async with watching() as it:
            before = it.systemd.asked["rows"]
            wrong = await refused(it, "a", word)
            assert isinstance(wrong, UsageError) and wrong.exit_code == 64
            assert it.systemd.asked["rows"] == before
            assert say(wrong.what).isprintable()

    run()


@pytest.mark.parametrize("name", ["-.mount", "--help.service", "-dash.service"])
def test_names_may_begin_with_dashes(name: str) -> None:
    @virtual
    async def run() -> None:
        async with watching(systemd=Systemd(name)) as it:
            assert await names(it, name) == [name]

    run()


# ------------------------------------------------------------------ what is known of it


@virtual
async def test_all_that_a_refusal_asks_for_is_known_at_once() -> None:
    """Nobody has looked at it: what the watcher did not ask for is asked for now."""
    async with watching() as it:
        facts = it.systemd.facts
        facts["a.service"] = facts["a.service"]._replace(can_stop=False)
        it.systemd.change("a.service", "running")
        it.systemd.states["a.service"] = "static"
        it.systemd.schedule("d.timer", 5.0)
        facts["a.service"] = facts["a.service"]._replace(can_stop=False)
        [target, timer] = await units_named(it.watcher, ["a", "d"])
        assert (target.get("state"), target.get("cannot")) == ("running", "stop")
        assert target.get("file_state") == "static"
        assert timer.get("activates") == "x.service"
        stop, enable = by_id("unit.stop"), by_id("unit.enable")
        assert stop is not None and enable is not None
        state = handle(it.watcher).state()
        assert refusal(stop, state, (target,)) == msg("not_now.no_hand_stop")
        assert refusal(enable, state, (target,)) == msg("not_now.static")


@virtual
async def test_a_question_that_systemd_refuses_is_no_reason() -> None:
    async with watching() as it:
        it.systemd.fails = {"facts": error("refused"), "state": error("refused")}
        [target] = await units_named(it.watcher, ["a"])
        assert target.get("cannot") == ""


# ------------------------------------------------------------------ nobody answers


def test_who_can_t_be_asked_is_an_error_at_once() -> None:
    @virtual
    async def run() -> None:
        systemd = Systemd("a.service")
        systemd.refuses["bus"] = 1000
        async with watching(systemd=systemd) as it:
            began = asyncio.get_running_loop().time()
            nobody = await refused(it, "a")
            assert nobody.exit_code == 3 and nobody.what.id == "units.nobody"
            assert asyncio.get_running_loop().time() - began < 1.0

    run()


def test_a_systemd_that_lists_nothing_is_waited_for_so_long() -> None:
    @virtual
    async def run() -> None:
        async with watching(Silent) as it:
            late = await refused(it, "a")
            assert late.exit_code == 3 and late.what == msg("do.no_list", seconds=15.0)

    run()


def test_a_connection_that_was_lost_a_moment_ago_is_waited_for() -> None:
    @virtual
    async def run() -> None:
        async with watching() as it:
            it.systemd.fails["open"] = error("lost")
            it.systemd.lose()
            await asyncio.sleep(0.1)
            asyncio.get_running_loop().call_later(2.0, it.systemd.fails.clear)
            assert await names(it, "a") == ["a.service"]

    run()


# ------------------------------------------------------------------ by what an action is about


def of_action(id: str, *words: str, wrong: type[SptuiError] | None = None) -> Msg | list[Target]:
    found: list[Msg | list[Target]] = []

    @virtual
    async def run() -> None:
        async with watching() as it:
            it.systemd.schedule("d.timer", 5.0)
            await asyncio.sleep(1)
            action = by_id(id)
            assert action is not None
            if wrong is None:
                found.append(list(await targets_of(action, words, handle(it.watcher))))
                return
            with pytest.raises(wrong) as caught:
                await targets_of(action, words, handle(it.watcher))
            found.append(caught.value.what)

    run()
    return found[0]


@pytest.mark.parametrize(
    ("id", "words", "wrong", "what"),
    [
        ("unit.stop", (), UsageError, "error.lacks_target"),
        ("process.terminate", (), UsageError, "error.lacks_target"),
        ("unit.daemon-reload", ("a",), UsageError, "error.no_target"),
        ("screen.copy", ("a",), UsageError, "error.no_target"),
        ("timer.run", ("a.service",), UsageError, "error.no_timer"),
        ("process.terminate", ("a",), UsageError, "error.no_pid"),
        ("process.terminate", ("-1",), UsageError, "error.no_pid"),
        ("process.terminate", ("999999999",), RefusedError, "process.gone"),
    ],
)
def test_words_that_do_not_fit(
    id: str, words: tuple[str, ...], wrong: type[SptuiError], what: str
) -> None:
    found = of_action(id, *words, wrong=wrong)
    assert isinstance(found, Msg) and found.id == what


def test_what_takes_no_target_gets_none_and_a_timer_is_found_by_its_stem() -> None:
    assert of_action("unit.daemon-reload") == []
    [timer] = of_action("timer.run", "d")  # type: ignore[misc]
    assert timer.id == "d.timer"


@virtual
async def test_numbers_are_processes_where_no_action_says_what_they_are() -> None:
    async with watching() as it:
        process = DemoProcesses().read(Want(processes=True)).rows[0].process
        [found] = await of_any_kind([str(process.pid)], handle(it.watcher))
        assert (found.kind, found.id) == ("process", f"{process.pid} {process.start}")
        [found] = await of_any_kind(["a"], handle(it.watcher))
        assert (found.kind, found.id) == ("unit", "a.service")


# ------------------------------------------------------------------ processes


def watch(read: Callable[[Want], Processes] | None = None) -> ProcessWatcher:
    source = DemoProcesses()
    if read is not None:
        source.read = read  # type: ignore[method-assign]
    return ProcessWatcher(source, None)  # type: ignore[arg-type]


def test_a_process_is_named_by_its_pid_or_by_pid_and_start() -> None:
    process = DemoProcesses().read(Want(processes=True)).rows[0].process
    for word in (str(process.pid), f"{process.pid} {process.start}"):
        target = process_named(watch(), word)
        assert target.id == f"{process.pid} {process.start}"
        assert (target.get("name"), target.get("uid")) == (process.name, str(process.uid))


def test_a_pid_that_is_another_process_by_now_is_refused() -> None:
    process = DemoProcesses().read(Want(processes=True)).rows[0].process
    with pytest.raises(RefusedError):
        process_named(watch(), f"{process.pid} {process.start + 1}")


def test_where_no_process_can_be_read_there_is_none() -> None:
    def fails(want: Want) -> Processes:
        raise OSError

    with pytest.raises(RefusedError):
        process_named(watch(fails), "1")
