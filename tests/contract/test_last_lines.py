"""The last lines of an invocation, by a made-up journalctl; by the real one in
tests/rig/test_last_lines.py."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from sptui.system import last_lines as module
from sptui.system.last_lines import last_lines

ID = "0123456789abcdef0123456789abcdef"


def journalctl(folder: Path, script: str) -> Sequence[str]:
    """One that notes what it is asked, and then does what `script` says."""
    path = folder / "journalctl"
    path.write_text(
        f'echo "$*" >>{folder}/asked\n[ "$1" = --sync ] && exit 1\n{script}', encoding="utf-8"
    )
    return ("/bin/sh", str(path))


def lines(folder: Path, *messages: object) -> Sequence[str]:
    said = [json.dumps({"MESSAGE": each, "INVOCATION_ID": ID}) for each in messages]
    (folder / "out").write_text("\n".join(said) + "\n")
    return journalctl(folder, f"cat {folder}/out")


async def test_the_oldest_comes_first(tmp_path: Path):
    said = await last_lines("a.service", ID, lines(tmp_path, "one", [116, 119, 111], None, "three"))
    assert said == ("one", "two", "three")


async def test_what_is_asked(tmp_path: Path):
    await last_lines("a.service", ID, lines(tmp_path, "one"))
    asked = (tmp_path / "asked").read_text().splitlines()[-1].split()
    wanted = f"_SYSTEMD_INVOCATION_ID={ID} + INVOCATION_ID={ID}"
    assert " ".join(asked).endswith(f"{wanted} + _SYSTEMD_UNIT=a.service + UNIT=a.service _PID=1")
    assert {"--output=json", "--all", "--lines=50", "--no-pager"} <= set(asked)


async def test_an_old_one_is_asked_again_without_what_it_does_not_know(tmp_path: Path):
    (tmp_path / "out").write_text(json.dumps({"MESSAGE": "one", "INVOCATION_ID": ID}))
    says = "journalctl: unrecognized option '--output-fields=MESSAGE'"
    script = f'case "$*" in *--output-fields*) echo "{says}" >&2; exit 1;; esac\n'
    program = journalctl(tmp_path, f"{script}cat {tmp_path}/out")
    assert await last_lines("a.service", ID, program) == ("one",)


async def test_what_another_run_of_it_said_is_left_out(tmp_path: Path):
    """Lines that have no name are of the run that was told of last: a process that ends at once is
    gone before the journal has looked it up."""
    other = "f" * 32
    told = [
        ("nobody's", "", 1), ("old", other, 2), ("old too", "", 3), ("says first", "", 5),
        ("begins", ID, 4), ("says", "", 6), ("ends", ID, 7), ("after it", "", 8),
        ("another", "e" * 32, 9), ("its", "", 10),
    ]  # fmt: skip
    said = [
        {"MESSAGE": text, "_SYSTEMD_INVOCATION_ID": id, "__REALTIME_TIMESTAMP": str(at)}
        for text, id, at in told
    ]
    (tmp_path / "out").write_text("\n".join([json.dumps(each) for each in said]))
    found = await last_lines("a.service", ID, journalctl(tmp_path, f"cat {tmp_path}/out"))
    assert found == ("says first", "begins", "says", "ends", "after it")


async def test_ten_lines_at_most_and_the_last_ones(tmp_path: Path):
    said = await last_lines("a.service", ID, lines(tmp_path, "\n".join(map(str, range(30))), "x"))
    assert said == (*map(str, range(21, 30)), "x")


async def test_a_line_is_not_endless(tmp_path: Path):
    [line] = await last_lines("a.service", ID, lines(tmp_path, "x" * 100_000))
    assert len(line) == 4096


@pytest.mark.parametrize(
    "script",
    ["exit 1", "echo 'No journal files were opened due to insufficient permissions.' >&2; exit 1",
     "echo rubbish", "printf '\\377\\376\\000'", "kill -9 $$", "echo '{\"MESSAGE\":\"half'"],
)  # fmt: skip
async def test_nothing_where_it_fails(tmp_path: Path, script: str):
    assert await last_lines("a.service", ID, journalctl(tmp_path, script)) == ()


async def test_nothing_where_there_is_no_journalctl():
    assert await last_lines("a.service", ID, ["/nonexistent/journalctl"]) == ()


async def test_it_is_not_waited_for_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "_ASK_S", 0.05)
    assert await last_lines("a.service", ID, journalctl(tmp_path, "sleep 600")) == ()


async def test_of_more_than_it_may_say_what_is_whole_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(module, "_MOST_BYTES", 100)
    assert await last_lines("a.service", ID, lines(tmp_path, "one", "x" * 100)) == ("one",)


@pytest.mark.parametrize(
    "id", ["", ID[1:], ID + "0", ID.upper(), "-" * 32, "a b" + ID[3:], "\0" * 32]
)
async def test_what_is_no_invocation_is_not_asked_for(tmp_path: Path, id: str):
    assert await last_lines("a.service", id, lines(tmp_path, "one")) == ()
    assert not (tmp_path / "asked").exists()
