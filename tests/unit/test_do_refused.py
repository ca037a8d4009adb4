"""What `sptui do` does not do, what it leaves, and what it says there is to be done."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import Any
from unittest.mock import patch

import pytest

from sptui.actions.action import Outcome
from sptui.model.errors import SptuiError, UsageError
from sptui.paint.words import say
from sptui.services.doing import Doer
from sptui.services.handle import Services
from tests.fakes.done import Given, Tried, running
from tests.fakes.systemd import error


@pytest.fixture
def do(capfd: pytest.CaptureFixture[str]) -> Given:
    return Given(capfd)


# ------------------------------------------------------------------ refused


@pytest.mark.parametrize(
    ("words", "how", "why"),
    [
        (("unit.stop", "a"), {"read_only": True}, "this session is read-only"),
        (("unit.stop", "b", "nowhere"), {}, "there is no unit nowhere.service"),
        (("unit.start", "a"), {}, "it runs already"),
        (("unit.edit", "a", "b"), {}, "it takes one at a time"),
        (("screen.freeze",), {}, "it is about the screen"),
        (
            ("unit.stop", "a"),
            {"denied": frozenset({"org.freedesktop.systemd1.manage-units"})},
            "polkit refuses you org.freedesktop.systemd1.manage-units; root may",
        ),
    ],
)
def test_what_can_t_be_done_is_refused_with_the_reason(
    do: Given, words: tuple[str, ...], how: dict[str, Any], why: str
) -> None:
    done = do(*words, "--yes", before=running, **how)
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith(f"sptui: {words[0]} can't be done now: {why}. Next: ")
    assert done.err.count("\n") == 1
    for option in ("--yes", "--dry-run"):
        told = do(*words, option, "--json", before=running, **how)
        assert told.code == 3
        data = told.data
        assert data["disabled"] == why and data["steps"] == []
        assert data["targets"] == [
            f"{word}.service" if why.startswith(("this", "it runs", "it takes", "polkit")) else word
            for word in words[1:]
        ]


def test_who_lacks_rights_is_told_who_has_them(do: Given) -> None:
    denied = frozenset({"org.freedesktop.systemd1.manage-units"})
    assert do("unit.stop", "a", before=running, denied=denied).err.endswith("Next: do it as root\n")
    assert do("unit.start", "a", before=running).err.endswith(
        "Next: sptui do --list -- a.service says what can\n"
    )


def test_who_is_second_is_told_by_whom(do: Given) -> None:
    done = do("unit.stop", "a", "--yes", "--json", before=running, taken="a.service")
    assert done.code == 3
    assert done.data["outcome"]["ok"] is False
    assert done.err.startswith("sptui: ")


def test_a_right_that_is_refused_only_then_is_refused_all_the_same(do: Given) -> None:
    def denies(tried: Tried) -> None:
        running(tried)
        tried.systemd.fails["change"] = error("denied")

    done = do("unit.stop", "a", "--yes", before=denies)
    assert done.code == 3 and done.err.startswith("sptui: ")


def test_what_changed_between_plan_and_deed_is_looked_at_again(do: Given) -> None:
    real = Doer.perform

    async def later(self: Doer, *args: Any) -> Outcome:
        watcher = self._units()
        watcher.manager().systemd.queue("a.service", "stop")  # type: ignore[attr-defined]
        return await real(self, *args)

    with patch.object(Doer, "perform", later):
        done = do("unit.stop", "a", "--yes", before=running)
    assert done.code == 3
    assert "systemd's job (stop) for it is not done" in done.err


# ------------------------------------------------------------------ wrong usage


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("unit.stopp", "a"), "there is no action unit.stopp"),
        (("unit.stop",), "unit.stop lacks its target"),
        (("unit.stop", "a\nb"), "can't be the name of a unit"),
        (("unit.stop", ""), "can't be the name of a unit"),
        (("unit.daemon-reload", "a"), "unit.daemon-reload takes no target, not a"),
        (("unit.kill", "a", "--set", "signal"), "--set wants NAME=VALUE, not signal"),
        (("unit.kill", "a", "--set", "signal=HUP", "--set", "signal=INT"), "gives signal twice"),
        (("unit.kill", "a", "--set", "signal=9"), "signal can't be 9"),
        (("unit.kill", "a", "--set", "sig=TERM"), "unit.kill has no sig"),
        (("unit.kill", "a", "--set", "signal="), "signal can't be "),
    ],
)
def test_wrong_usage_is_said_and_is_64(do: Given, words: tuple[str, ...], what: str) -> None:
    with pytest.raises(UsageError) as caught:
        do(*words, "--yes", before=running)
    wrong: SptuiError = caught.value
    assert wrong.exit_code == 64
    assert what in say(wrong.what)
    assert say(wrong.what).isprintable() and say(wrong.next)


# ------------------------------------------------------------------ a signal while it goes on


def hangs(tried: Tried) -> None:
    running(tried)
    tried.systemd.takes_s = 10_000.0
    loop = asyncio.get_running_loop()
    loop.call_later(30, os.kill, os.getpid(), tried.signal)  # type: ignore[attr-defined]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_what_goes_on(do: Given, number: signal.Signals) -> None:
    seen: list[Tried] = []

    def remember(tried: Tried) -> None:
        seen.append(tried)
        hangs(tried)

    done = do("unit.stop", "a", "--yes", before=remember, signal=number)
    assert done.code == 130
    assert done.err == (
        "Left; what systemd was asked for goes on. systemctl status a.service shows it, "
        "sptui do unit.cancel a.service cancels it.\n"
    )
    assert seen[0].systemd.rows["a.service"].job == "stop", "nothing is cancelled"
    assert seen[0].systemd.asked["cancel"] == 0
    told = do("unit.stop", "a", "--yes", "--json", before=hangs, signal=number)
    assert told.code == 130
    assert (told.data["outcome"], told.data["exit"]) == (None, 130)


def test_while_an_editor_has_the_terminal_ctrl_c_is_its(do: Given) -> None:
    async def edit(self: Services, path: str) -> int:
        os.kill(os.getpid(), signal.SIGINT)
        await asyncio.sleep(1)
        return 0

    with patch.object(Services, "edit", edit), patch("os.isatty", lambda fd: fd < 2):
        done = do("unit.edit", "a", "--yes", "--json", before=running)
    assert done.code == 0


def test_who_ends_it_ends_the_editor_too(do: Given) -> None:
    ended: list[str] = []

    async def edit(self: Services, path: str) -> int:
        os.kill(os.getpid(), signal.SIGTERM)
        try:
            await asyncio.sleep(100)
        except asyncio.CancelledError:
            ended.append(path)
            raise
        return 0

    with patch.object(Services, "edit", edit), patch("os.isatty", lambda fd: fd < 2):
        done = do("unit.edit", "a", "--yes", "--json", before=running)
    assert done.code == 130 and len(ended) == 1


def test_without_a_terminal_there_is_no_editor(do: Given) -> None:
    async def edit(self: Services, path: str) -> int:
        raise AssertionError("nobody sits there")

    with patch.object(Services, "edit", edit):
        assert do("unit.edit", "a", "--yes", "--json", before=running).code == 1


# ------------------------------------------------------------------ what there is


def test_all_actions_are_listed_and_for_a_target_why_not(do: Given) -> None:
    plain = do("--list")
    assert plain.code == 0
    rows = {line.split()[0]: line for line in plain.out.splitlines()}
    assert rows["unit.kill"].split(None, 3)[1:] == [
        "disturbing",
        "unit",
        "Send a signal (signal, whom)",
    ]
    data = do("--list", "--json").data
    assert data["targets"] is None
    assert {each["id"] for each in data["actions"]} == set(rows)
    assert all("disabled" not in each for each in data["actions"])
    of_a = do("--list", "a", "--json", before=running).data
    why = {each["id"]: each["disabled"] for each in of_a["actions"]}
    assert of_a["targets"] == ["a.service"]
    assert why["unit.start"] == "it runs already" and why["unit.stop"] is None
    assert "timer.run" not in why and "process.signal" not in why
    assert "timer.run" in {each["id"] for each in do("--list", "d", "--json").data["actions"]}
    told = do("--list", "a", before=running)
    assert any(
        line.split()[0] == "unit.start" and line.endswith("not now: it runs already")
        for line in told.out.splitlines()
    )


def test_choices_that_can_t_be_had_are_listed_with_the_reason(do: Given) -> None:
    def on(tried: Tried) -> None:
        tried.systemd.states["a.service"] = "enabled-runtime"

    data = do("--list", "a", "--json", before=on).data
    disable = next(each for each in data["actions"] if each["id"] == "unit.disable")
    runtime = disable["params"][0]
    assert runtime["default"] == "yes"
    assert runtime["refused"] == {"no": "it is on until the next boot only"}


def test_a_choice_that_can_t_be_had_now_is_refused_and_no_wrong_usage(do: Given) -> None:
    def on(tried: Tried) -> None:
        tried.systemd.states["a.service"] = "enabled-runtime"

    done = do("unit.disable", "a", "--set", "runtime=no", "--yes", before=on)
    assert done.code == 3
    assert "runtime=no can't be had: it is on until the next boot only" in done.err
