"""`sptui plain` over pipes, as a script talks with it: look, filter, act, follow, leave."""

from __future__ import annotations

import re

import pytest

from sptui.paint.status import status_text
from tests.cli.conftest import Talk
from tests.cli.test_commands import demo

# What a person types to come to a question about the unit that failed.
TO_THE_QUESTION = ("11", "1")
NOTHING = "This server does not exist: nothing was done."


def packed(text: str) -> str:
    """Without what only makes columns of it."""
    return re.sub(r"(?<=\S) {2,}", " ", text)


def numbered(menu: str, id: str) -> str:
    """The number that an action has in a menu."""
    return next(line.split()[0] for line in menu.splitlines() if line.endswith(f" {id}"))


# ---------------------------------------------------------------- look


def test_the_first_menu_says_what_is_wrong_and_where_to_go(talk: Talk) -> None:
    lines = talk().asks().splitlines()
    assert lines[0] == "sptui on kiwi (demo). 1 bad, 2 warnings. 22 Nov 19:46"
    assert lines[1].startswith(" 11 bad: Archive of the mailing lists failed, exit code 1")
    ways = [line.split()[:2] for line in lines if line[:4] in [f"  {n} " for n in range(1, 6)]]
    assert [" ".join(way) for way in ways] == [
        "1 status", "2 units", "3 timers", "4 processes", "5 actions",
    ]  # fmt: skip
    assert lines[-1] == "Number, ? help, q leave: "


def test_status_is_that_of_the_command(talk: Talk) -> None:
    dialogue = talk()
    dialogue.asks()
    said = dialogue.say("1")
    sampler = demo()
    sampler.look()
    assert status_text(sampler.look(), 80) in said


def test_a_finding_says_why_and_what_next_and_a_unit_what_can_be_done(talk: Talk) -> None:
    dialogue = talk()
    dialogue.asks()
    said = dialogue.say("12")
    assert "warning: Clock is not synchronised" in said
    assert "\nNext " in said
    said = dialogue.say("b", "11")
    assert "\nNext       read its last lines (journalctl -u hyperkitty.service), mend" in said
    assert "\nState      failed since 19:05:12, " in said
    assert "\n  1 Restart unit.restart\n" in packed(said)
    assert "\n  3 Stop not now: it does not run\n" in packed(said)


def test_units_worst_first_in_pages_whose_numbers_stay(talk: Talk) -> None:
    dialogue = talk()
    dialogue.asks()
    first = dialogue.say("2")
    assert first.splitlines()[1].startswith("All units: 1 failed of 214")
    assert first.splitlines()[2].split()[:3] == ["1", "hyperkitty.service", "failed"]
    second = dialogue.say("m")
    assert " 16 " in second and "16 to 30 of 214." in second
    name = next(line.split()[1] for line in second.splitlines() if line.startswith(" 17 "))
    assert f"\n{name}" in dialogue.say("17")
    again = dialogue.say("b")
    assert [line.split()[:2] for line in again.splitlines()[1:16]] == [
        line.split()[:2] for line in second.splitlines()[1:16]
    ], "back where one was"
    assert f"\n{name}" in dialogue.say("17")


@pytest.mark.parametrize(
    ("filter", "first", "count"),
    [
        ("/ngi", "nginx.service", "3 of 214"),
        ("/unit:nginx", "nginx.service", "1 of "),
        ("/state:failed", "hyperkitty.service", "1 of "),
        ("/failed", "hyperkitty.service", "1 of "),
        ("/ mailman running", "mailman", " of "),
    ],
)
def test_the_filter_is_that_of_the_screen(talk: Talk, filter: str, first: str, count: str) -> None:
    dialogue = talk()
    dialogue.asks()
    head, row = dialogue.say("2", filter).splitlines()[1:3]
    assert count in head
    assert row.split()[1].startswith(first)
    assert "1 failed of 214" in dialogue.say("/")


def test_a_filter_that_finds_nothing_says_so_and_has_no_number(talk: Talk) -> None:
    dialogue = talk()
    dialogue.asks()
    assert ": 0 of 214." in dialogue.say("2", "/no such thing anywhere")
    assert "1 is nothing here" in dialogue.say("1")


def test_timers_and_what_they_start(talk: Talk) -> None:
    dialogue = talk()
    dialogue.asks()
    said = dialogue.say("3")
    assert "fstrim.timer" in said and "next 23 Nov 00:00, in 4 h" in said
    said = dialogue.say("/hourly", "1")
    assert "\nStarts     hyperkitty-hourly.service" in said
    assert "Run it now" in said


def test_processes_by_what_they_take(talk: Talk) -> None:
    dialogue = talk()
    dialogue.asks()
    rows = re.findall(r"^ +\d+ \S+ +(\d+) % ", dialogue.say("4"), re.MULTILINE)
    shares = [int(share) for share in rows]
    assert len(shares) == 15
    assert shares == sorted(shares, reverse=True)
    said = dialogue.say("/user:postfix", "1")
    assert "\nUser       postfix\n" in said
    assert "process.terminate" in said


def test_details_are_all_there_is_and_help_says_what_can_be_typed(talk: Talk) -> None:
    dialogue = talk()
    dialogue.asks()
    said = dialogue.say("11", "d")
    assert "\nNeeds: 6\n" in said
    assert "ok postgresql.service, running, requires" in said
    said = dialogue.say("?")
    assert "f follows: a line for each change of state, until Enter." in said
    assert "\nState      failed since" in dialogue.say(""), "Enter shows it again"


# ---------------------------------------------------------------- act


def test_an_action_shows_its_plan_and_how_it_ended(talk: Talk) -> None:
    dialogue = talk()
    dialogue.asks()
    said = dialogue.say(*TO_THE_QUESTION)
    assert "\nRestart: hyperkitty.service\n" in said
    assert "\nDoes       systemctl restart hyperkitty.service\n" in said
    assert said.endswith("\nRestart hyperkitty.service?\ny and Enter do it, all else leaves it: ")
    assert NOTHING in dialogue.say("y")


@pytest.mark.parametrize("answer", ["", "n", "no", "j", "1", "b", "yy", "hyperkitty.service"])
def test_all_but_yes_leaves_it(talk: Talk, answer: str) -> None:
    dialogue = talk()
    dialogue.asks()
    said = dialogue.say(*TO_THE_QUESTION, answer)
    assert "Nothing was done." in said and NOTHING not in said


def test_parameters_are_asked_for_with_the_default_named(talk: Talk) -> None:
    dialogue = talk()
    dialogue.asks()
    said = dialogue.say("2", "/unit:nginx", "1", "6")
    assert "1 TERM  ask it to end; Enter takes this" in said
    said = dialogue.say("5")
    assert "3 all      all of them; Enter takes this" in said
    assert "systemctl kill --kill-whom=all --signal=SIGKILL nginx.service" in dialogue.say("")
    assert NOTHING in dialogue.say("y")
    assert "Number, f follow" in dialogue.say("6", "b"), "back to the unit"


def test_several_at_once_and_what_is_left_out(talk: Talk) -> None:
    dialogue = talk()
    dialogue.asks()
    assert "2 units:" in dialogue.say("2", "/mailman", "1, 2")
    said = dialogue.say("6")
    assert "Signal:" in said
    said = dialogue.say("", "")
    assert "--signal=SIGTERM mailman" in said
    assert "\nLeft out   mailman" in said and "it has no process" in said


def test_an_action_first_then_to_which(talk: Talk) -> None:
    dialogue = talk()
    dialogue.asks()
    menu = dialogue.say("5")
    said = dialogue.say(numbered(menu, "unit.stop"), "/unit:nginx", "1")
    assert "\nDoes       systemctl stop nginx.service\n" in said
    assert NOTHING in dialogue.say("y")
    assert "systemctl daemon-reload" in dialogue.say(numbered(menu, "unit.daemon-reload"))


def test_without_a_terminal_a_drop_in_comes_from_a_file(talk: Talk) -> None:
    dialogue = talk()
    dialogue.asks()
    menu = dialogue.say("2", "/unit:nginx", "1")
    said = dialogue.say(numbered(menu, "unit.edit"), "")
    assert said.endswith("goes back: "), "an editor has no terminal here"
    assert "from=/tmp/x.conf" in dialogue.say("/tmp/x.conf")


def test_read_only_says_so_everywhere(talk: Talk) -> None:
    dialogue = talk("--read-only")
    assert "\nRead-only: nothing can be changed from here.\n" in dialogue.asks()
    said = dialogue.say("11")
    assert said.count("not now: this session is read-only") >= 10
    said = dialogue.say("1")
    assert "Not now: this session is read-only." in said
    assert "do it" not in said


# ---------------------------------------------------------------- follow


def test_following_ends_with_enter(talk: Talk) -> None:
    dialogue = talk()
    dialogue.asks()
    dialogue.say("2")
    dialogue.write("f\n")
    dialogue.until("Enter ends it.\n")
    assert "All units" in dialogue.say("")
    dialogue.say("1")
    dialogue.write("f\n")
    dialogue.until("Enter ends it.\n")
    assert dialogue.end() == 0, "so does the end of the input"
