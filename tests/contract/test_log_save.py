"""`log.save` on a journal, from what was asked for to what is told of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sptui.actions.action import Call, Outcome
from sptui.model.errors import JournalError
from sptui.paint.words import say
from sptui.system import log_file
from sptui.system.journal import Journal
from sptui.wire.saving import saver
from tests.contract.journals import ordinary, scripted
from tests.fakes.stage import Front


async def saved(journal: Journal, path: str, query: str = "", form: str = "plain") -> Outcome:
    args = (("query", query), ("format", form), ("path", path))
    return await saver(lambda: journal)(Call("log.save", args), Front())


async def test_what_matches_is_saved_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "out"
    outcome = await saved(scripted(tmp_path, ordinary()), str(path), "unit:a1 prio:err")
    text = path.read_text()
    said = [line.rpartition("line ")[2].split()[0] for line in text.splitlines()]
    assert said == [str(n) for n in range(1, 301) if n % 3 == 1 and n % 8 <= 3]
    assert outcome.ok
    assert say(outcome.text) == f"{len(said)} entries, 2.9 kB, saved to {path}."


async def test_as_json_each_line_is_an_entry(tmp_path: Path) -> None:
    path = tmp_path / "out"
    assert (await saved(scripted(tmp_path, ordinary(10)), str(path), form="json")).ok
    found = [json.loads(line) for line in path.read_text().splitlines()]
    assert [each["seq"] for each in found] == list(range(1, 11))
    assert found[0]["unit"] == "a1.service" and found[0]["message"] == "line 1 odd"


async def test_that_there_are_more_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_file, "MOST_ENTRIES", 100)
    monkeypatch.setattr(log_file.save, "__kwdefaults__", {"most": 100, "most_bytes": 1 << 20})
    path = tmp_path / "out"
    outcome = await saved(scripted(tmp_path, ordinary()), str(path))
    assert outcome.ok and "There are older ones" in say(outcome.text)
    assert path.read_text().count("\n") == 100 and "line 300 " in path.read_text()


async def test_nothing_that_matches_is_told_and_no_file_made(tmp_path: Path) -> None:
    path = tmp_path / "out"
    outcome = await saved(scripted(tmp_path, ordinary()), str(path), '"never said"')
    assert not outcome.ok and say(outcome.text) == "Nothing matches. No file was made."
    assert not path.exists()


async def test_what_is_there_stays_and_that_is_told(tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.write_text("precious")
    outcome = await saved(scripted(tmp_path, ordinary()), str(path))
    assert outcome.refused and say(outcome.text).startswith(f"There is something at {path} already")
    assert path.read_text() == "precious"


async def test_where_it_can_t_be_written_it_says_why(tmp_path: Path) -> None:
    outcome = await saved(scripted(tmp_path, ordinary()), str(tmp_path / "none" / "out"))
    assert not outcome.ok and say(outcome.text).endswith("No such file or directory.")


async def test_without_a_path_it_is_named_by_the_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert (await saved(scripted(tmp_path, ordinary(3)), "", form="json")).ok
    [made] = (tmp_path / "here").iterdir()
    assert made.name.startswith("journal-20") and made.suffix == ".jsonl"


async def test_a_tilde_is_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert (await saved(scripted(tmp_path, ordinary(3)), "~/mine")).ok
    assert (tmp_path / "mine").exists()


async def test_a_journal_that_can_t_be_read_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "out"
    with pytest.raises(JournalError):
        await saved(Journal((str(tmp_path / "none"),)), str(path))
    assert not path.exists()
