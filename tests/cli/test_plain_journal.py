"""What plain mode asks for before something is done to the journal, or saved of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.cli.dialogue import Dialogue

Talk = Callable[..., Dialogue]
NOTHING = "This server does not exist: nothing was done"


def chosen(menu: str, id: str) -> str:
    return next(line.split()[0] for line in menu.splitlines() if line.endswith(f" {id}"))


def test_what_is_saved_is_asked_for_and_enter_alone_is_all_of_it(
    talk: Talk, tmp_path: Path
) -> None:
    dialogue = talk()
    dialogue.asks()
    number = chosen(dialogue.say("5"), "log.save")
    assert "else all); Enter alone will do:" in " ".join(dialogue.say(number).split())
    assert "json" in dialogue.say("")
    dialogue.say("2")
    said = dialogue.say(f"{tmp_path}/x")
    whole = "".join(said.split())  # a long line goes on in the next
    assert f"log.save(query=,format=json,path={tmp_path}/x)" in whole
    assert NOTHING in said
    assert dialogue.end() == 0
    assert not (tmp_path / "x").exists()


def test_a_vacuum_wants_the_name(talk: Talk) -> None:
    dialogue = talk()
    dialogue.asks()
    number = chosen(dialogue.say("5"), "journal.vacuum")
    assert "the last two weeks; Enter takes this" in dialogue.say(number)
    said = dialogue.say("7")
    assert "Delete all of the journal but the newest 500 MiB?" in said
    assert said.endswith("Type journal to do it: ")
    assert "Nothing was done." in dialogue.say("y")
    dialogue.say(number, "7")
    assert NOTHING in dialogue.say("journal")
    assert dialogue.end() == 0
