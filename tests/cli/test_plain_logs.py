"""The journal in `sptui plain`: the newest first, any query, an entry whole, and what comes."""

from __future__ import annotations

from tests.cli.conftest import Talk
from tests.cli.test_plain_mode import packed


def test_the_newest_warnings_come_first(talk: Talk) -> None:
    dialogue = talk()
    dialogue.asks()
    said = packed(dialogue.say("7"))
    assert "prio:warning boot:0: 66 lines, the newest first." in said
    assert "\n  1 19:45:00 warning hyperkitty hourly: worker is not running" in said
    assert "\n1 to 15 of 66.\n" in said
    assert "\n 16 21 Nov 17:52:00 warning postfix timeout talking" in packed(dialogue.say("m"))


def test_a_query_finds_and_what_is_none_is_said_and_changes_nothing(talk: Talk) -> None:
    dialogue = talk()
    dialogue.asks()
    said = packed(dialogue.say("7", "/unit:hyper* prio:err again"))
    assert "unit:hyper* prio:err again: nothing was said." in said
    said = packed(dialogue.say("/unit:hyper* locked"))
    assert "unit:hyper* locked: 45 lines, the newest first." in said
    said = packed(dialogue.say("/prio:grave"))
    assert "prio:grave is nothing that prio: knows" in said
    assert "unit:hyper* locked: 45 lines" in said


def test_a_number_tells_all_of_an_entry(talk: Talk) -> None:
    dialogue = talk()
    dialogue.asks()
    said = dialogue.say("7", "7")
    assert (
        "hyperkitty.service, error:\ndjango.db.utils.OperationalError: database is locked\n" in said
    )
    assert "\nTraceback (most recent call last):\n" in said
    assert "\nSYSLOG_IDENTIFIER hyperkitty\n" in said
    assert "66 lines" in dialogue.say("b")


def test_nothing_in_a_message_reaches_the_terminal_as_it_came(talk: Talk) -> None:
    dialogue = talk()
    dialogue.asks()
    said = dialogue.say("7", "/admin", "1")
    assert "Invalid user admin" in said
    assert not set(said) & set("\x1b\x07\u202e")


def test_of_a_unit_l_tells_what_it_said(talk: Talk) -> None:
    dialogue = talk()
    dialogue.asks()
    said = dialogue.say("11", "l")
    assert "unit:hyperkitty.service: 49 lines" in said
    assert "unit.log" not in dialogue.text, "the screen's own way to it is none here"
    said = dialogue.say("b")
    assert "hyperkitty.service: Archive of the mailing lists" in said


def test_following_says_so_and_enter_ends_it(talk: Talk) -> None:
    dialogue = talk()
    dialogue.asks()
    dialogue.say("7")
    dialogue.write("f\n")
    dialogue.until("A line for each that comes; Enter ends it.")
    dialogue.write("\n")
    assert "66 lines" in dialogue.asks()
    assert dialogue.end() == 0
