"""What `sptui do` says before, does, and says afterwards."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest

from sptui.actions.action import Action, Outcome
from sptui.actions.registry import by_id
from sptui.cli.do import asking, command
from sptui.model.msg import Msg
from sptui.services.doing import Doer
from tests.fakes.done import LINES, Given, Tried, running


@pytest.fixture
def do(capfd: pytest.CaptureFixture[str]) -> Given:
    return Given(capfd)


# ------------------------------------------------------------------ done, and how it is then


def test_what_is_done_is_said_before_and_how_it_is_after(do: Given) -> None:
    done = do("unit.stop", "a", "--yes", before=running)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "Stop: a.service",
        "  $ systemctl stop a.service",
        "a.service: stopped since 0 s.",
        "undo: sptui do unit.start a.service",
    ]


def test_as_data_it_is_one_document(do: Given) -> None:
    done = do("unit.stop", "a", "--yes", "--json", before=running)
    assert (done.code, done.err) == (0, "")
    data = done.data
    assert data["exit"] == 0
    assert data["outcome"] == {
        "ok": True,
        "text": "a.service: stopped since 0 s.",
        "lines": [],
        "undo": ["sptui", "do", "unit.start", "a.service"],
    }
    assert [step["bus"]["member"] for step in data["steps"]] == ["StopUnit"]


def test_what_fails_is_told_on_standard_error_with_its_last_lines(do: Given) -> None:
    def fails(tried: Tried) -> None:
        tried.systemd.becomes["a.service"] = "failed"
        tried.systemd.ends["a.service"] = "failed"

    async def lines(self: object, name: str, after: object) -> tuple[str, ...]:
        return LINES

    with patch("sptui.services.unit_after.Afterwards._lines", lines):
        done = do("unit.start", "a", "--yes", before=fails)
        told = do("unit.start", "a", "--yes", "--json", before=fails)
    assert done.code == told.code == 1
    first, *last = done.err.splitlines()
    assert first.startswith("sptui: a.service: failed; ")
    assert "Next: read its last lines (journalctl -u a.service)" in first
    assert last == ["  it could not \ufffd[31mbind", "  giving up"], "and nothing to take back"
    assert told.data["outcome"]["lines"] == list(LINES), "raw, for programs"
    assert told.data["exit"] == 1
    assert told.err == done.err


def test_what_ended_but_left_one_failed_is_a_failure(do: Given) -> None:
    def one_fails(tried: Tried) -> None:
        tried.systemd.becomes["b.service"] = "failed"

    done = do("unit.start", "a", "b", "--yes", "--json", before=one_fails)
    assert done.code == 1 and done.data["outcome"]["ok"] is False


def test_those_that_can_t_be_are_named_before_and_left_out(do: Given) -> None:
    def one_runs(tried: Tried) -> None:
        tried.systemd.change("a.service", "running")

    done = do("unit.stop", "a", "b", "--yes", before=one_runs)
    assert done.code == 0
    assert "  left out: b.service; it does not run" in done.out.splitlines()
    assert done.out.splitlines()[-1] == "undo: sptui do unit.start a.service"
    data = do("unit.stop", "a", "b", "--dry-run", "--json", before=one_runs).data
    assert data["left_out"] == [{"target": "b.service", "why": "it does not run"}]
    assert data["targets"] == ["a.service", "b.service"]
    assert [step["bus"]["body"] for step in data["steps"]] == [["a.service", "replace"]]


def test_what_it_touches_is_known_before(do: Given) -> None:
    def needed(tried: Tried) -> None:
        running(tried)
        tried.systemd.related["a.service", "RequiredBy"] = ("b.service",)

    done = do("unit.stop", "a", "--dry-run", before=needed)
    assert "  touches too: b.service" in done.out.splitlines()
    assert do("unit.stop", "a", "--dry-run", "--json", before=needed).data["affects"] == [
        "b.service"
    ]


def test_a_dry_run_does_nothing_and_has_no_outcome(do: Given) -> None:
    told: list[object] = []

    def stopped(tried: Tried) -> None:
        running(tried)
        told.append(tried.systemd.told)

    data = do("unit.stop", "a", "--dry-run", "--json", "--yes", before=stopped).data
    assert "outcome" not in data and "exit" not in data
    assert told == [[]]


def test_start_and_enable_are_both_judged(do: Given) -> None:
    def fails(tried: Tried) -> None:
        tried.systemd.states["a.service"] = "disabled"
        tried.systemd.becomes["a.service"] = "failed"
        tried.systemd.ends["a.service"] = "failed"

    data = do("unit.enable", "a", "--set", "now=yes", "--yes", "--json", before=fails).data
    assert data["params"] == {"runtime": "no", "now": "yes"}
    assert data["exit"] == 1, "it is enabled, and did not start"


def test_what_a_timer_starts_is_judged_and_not_the_timer(do: Given) -> None:
    def scheduled(tried: Tried) -> None:
        tried.systemd.load("x.service")
        tried.systemd.schedule("d.timer", 5.0)
        tried.systemd.becomes["x.service"] = "failed"

    data = do("timer.run", "d", "--yes", "--json", before=scheduled).data
    assert [step["bus"]["body"][0] for step in data["steps"]] == ["x.service"]
    assert data["exit"] == 1
    assert data["outcome"]["text"].startswith("x.service: failed")


# ------------------------------------------------------------------ not confirmed


@pytest.mark.parametrize("words", [("--json",), ()])
def test_where_nobody_can_be_asked_nothing_is_done(do: Given, words: tuple[str, ...]) -> None:
    told: list[list[object]] = []

    def remember(tried: Tried) -> None:
        running(tried)
        told.append(tried.systemd.told)  # type: ignore[arg-type]

    done = do("unit.stop", "a", *words, before=remember)
    assert done.code == 4 and told == [[]]
    assert done.err == (
        "sptui: nothing was done: unit.stop asks first, and nobody can be asked here. "
        "Next: --yes confirms it\n"
    )
    if words:
        data = done.data
        assert data["exit"] == 4 and data["outcome"] is None
        confirm = {"question": "Stop a.service?", "option": "--yes", "name": None}
        assert data["confirm"] == confirm


def destructive() -> Action:
    action = by_id("unit.stop")
    assert action is not None
    return action._replace(risk="destructive")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--yes",), 4, "--confirm a.service confirms it"),
        ((), 4, "--confirm a.service confirms it"),
        (("--confirm", "a"), 4, "nothing was done: --confirm says a."),
        (("--confirm", "a.service"), 0, ""),
    ],
)
def test_what_destroys_wants_its_name(
    do: Given, words: tuple[str, ...], code: int, said: str
) -> None:
    with patch.object(command, "by_id", lambda id: destructive()):
        done = do("unit.stop", "a", *words, before=running)
    assert done.code == code
    assert said in done.err
    assert ("stopped" in done.out) is (code == 0)


def test_a_name_does_not_answer_what_wants_a_yes(do: Given) -> None:
    assert do("unit.stop", "a", "--confirm", "a.service", before=running).code == 4


def test_nobody_is_asked_where_standard_input_is_no_terminal() -> None:
    assert asking.asker() is None


def test_words_of_an_outcome_are_never_lost(do: Given) -> None:
    """What has no words yet is said as its id."""

    async def strange(self: Doer, *args: Any) -> Outcome:
        return Outcome(True, Msg("nothing.of.the.kind"))

    with patch.object(Doer, "perform", strange):
        assert "nothing.of.the.kind" in do("unit.stop", "a", "--yes", before=running).out


def test_what_takes_it_back_does_it_where_it_was_done(do: Given) -> None:
    def off(tried: Tried) -> None:
        tried.systemd.states["a.service"] = "disabled"

    data = do("unit.mask", "a", "--set", "runtime=yes", "--yes", "--json", before=off).data
    assert data["outcome"]["undo"] == [
        "sptui", "do", "unit.unmask", "--set=runtime=yes", "a.service",
    ]  # fmt: skip
    data = do("unit.mask", "a", "--yes", "--json", before=off).data
    assert data["outcome"]["undo"] == ["sptui", "do", "unit.unmask", "a.service"]
