"""journalctl and what it prints may be bad in every way: each is told apart, and ends no more than
what was asked. By a journalctl of ours; the real one in tests/rig/test_journal_faults.py."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from contextlib import aclosing
from pathlib import Path

import pytest

from sptui.model.errors import JournalError
from sptui.model.journal import Entry
from sptui.model.log_query import Query, Text
from sptui.paint.words import say
from sptui.services.log_sources import JournalSource
from sptui.system import journal as module
from sptui.system.journal import Journal, this_boot
from tests.contract.journals import SCRIPT, add, asked, entry, ordinary, scripted, written
from tests.contract.test_journal import ALL, everything, got, wants_files

HINT = """Hint: You are currently not seeing messages from other users and the system.
      Users in groups 'adm', 'systemd-journal', 'wheel' can see all messages.
      Pass -q to turn off this notice.
"""


async def error_of(journal: Journal, query: Query = ALL) -> JournalError:
    with pytest.raises(JournalError) as caught:
        await got(journal.read(query, 10))
    return caught.value


def shell(folder: Path, script: str) -> Journal:
    path = folder / "journalctl"
    path.write_text(script)
    return Journal(("/bin/sh", str(path)))


# ------------------------------------------------------------ journalctl itself


async def test_one_that_is_not_there() -> None:
    error = await error_of(Journal(("no-such-journalctl",)))
    assert error.kind == "absent"
    assert "no-such-journalctl" in say(error.what)


async def test_one_that_may_not_be_run(tmp_path: Path) -> None:
    (tmp_path / "journalctl").write_text("no program")
    error = await error_of(Journal((str(tmp_path / "journalctl"),)))
    assert error.kind == "denied"


async def test_a_query_that_no_command_can_have(tmp_path: Path) -> None:
    journal = scripted(tmp_path, ordinary())
    with pytest.raises(JournalError) as caught:
        await journal.whole("a\0b")
    assert caught.value.kind == "failed"


async def test_one_that_is_killed_while_it_is_followed(tmp_path: Path) -> None:
    journal = scripted(tmp_path, ordinary(), killed_after=150)
    found: list[Entry] = []
    with pytest.raises(JournalError) as caught:
        async with aclosing(journal.follow(ALL, "")) as bursts:
            async for burst in bursts:
                found += burst
    assert caught.value.kind == "ended"
    assert "9" in say(caught.value.what)
    assert len(found) == 150


async def test_one_that_ends_while_it_is_followed(tmp_path: Path) -> None:
    with pytest.raises(JournalError) as caught:
        await got(shell(tmp_path, "exit 0").follow(ALL, ""))
    assert caught.value.kind == "ended"


async def test_one_that_hangs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_ANSWERS_S", 0.3)
    journal = scripted(tmp_path, ordinary(), hangs=True)
    assert (await error_of(journal)).kind == "late"
    with pytest.raises(JournalError) as caught:
        await journal.end()
    assert caught.value.kind == "late"


async def test_what_is_not_wanted_any_more_ends_with_what_it_started(tmp_path: Path) -> None:
    script = f"sleep 300 & echo $! >{tmp_path}/child; echo $$ >{tmp_path}/parent; wait"
    task = asyncio.create_task(got(shell(tmp_path, script).follow(ALL, "")))
    await until(lambda: (tmp_path / "parent").exists() and (tmp_path / "parent").read_text())
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    for name in ("parent", "child"):
        pid = int((tmp_path / name).read_text())
        await until(lambda pid=pid: not alive(pid))


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.01)


def alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


# ------------------------------------------------------------ an old one


async def test_an_old_one_is_asked_again_without_what_it_does_not_know(tmp_path: Path) -> None:
    journal = scripted(tmp_path, ordinary(), lacks=["--output-fields"])
    found = await got(journal.read(ALL, 300))
    assert [each.seq for each in found] == list(range(300, 0, -1))
    await got(journal.read(ALL, 10))
    with_it = [any(word.startswith("--output-fields") for word in argv) for argv in asked(tmp_path)]
    assert with_it == [True, False, False]


async def test_an_old_one_that_is_asked_twice_at_once_answers_both(tmp_path: Path) -> None:
    journal = scripted(tmp_path, ordinary(), lacks=["--output-fields"])
    both = await asyncio.gather(got(journal.read(ALL, 300)), got(journal.read(ALL, 10)))
    assert [len(found) for found in both] == [300, 10]


async def test_one_that_can_t_look_for_text(tmp_path: Path) -> None:
    journal = scripted(tmp_path, ordinary(), grep="no")
    error = await error_of(journal, Query(texts=(Text("exact", "line"),)))
    assert error.kind == "refused"
    assert "can't search" in say(error.what)


async def test_one_that_has_no_json_for_boots(tmp_path: Path) -> None:
    script = """cat <<'.'
-1 b007ed00b007ed00b007ed00b007ed00 Mon 2026-11-02 10:00:00 UTC\xe2Tue 2026-11-03 10:00:00 UTC
 0 c0ffee00d15ea5e0c0ffee00d15ea5e0 Tue 2026-11-03 10:01:00 UTC-Sun 2026-11-22 19:46:00 UTC
rubbish
.
"""
    boots = await shell(tmp_path, script).boots()
    assert [(boot.offset, boot.id[:4]) for boot in boots] == [(-1, "b007"), (0, "c0ff")]


@pytest.mark.parametrize("said", ["", "{}", "[1]", '[{"index":"x"}]', "[[[", "null"])
async def test_boots_that_make_no_sense(tmp_path: Path, said: str) -> None:
    assert await shell(tmp_path, f"echo '{said}'").boots() == ()


# ------------------------------------------------------------ what it complains of


@pytest.mark.parametrize(
    ("said", "kind", "words"),
    [
        ('Bad pattern "(((": missing closing parenthesis', "refused", "missing closing"),
        ("Failed to compile pattern '(': missing )", "refused", "expression"),
        ("Data from the specified boot (-5) is not available: No such boot ID in journal",
         "refused", "boot"),
        ("No journal files were opened due to insufficient permissions.", "denied", "may not"),
        ("Failed to open /var/log/journal: Permission denied", "denied", "may not"),
        ("Failed to seek to cursor: Invalid argument", "refused", "Failed to seek"),
        ("Failed to iterate through journal: Bad message", "refused", "Bad message"),
    ],
)  # fmt: skip
async def test_each_complaint(tmp_path: Path, said: str, kind: str, words: str) -> None:
    error = await error_of(scripted(tmp_path, [], err=said + "\n", status=1))
    assert (error.kind, words in say(error.what)) == (kind, True)
    assert "{" not in say(error.what) + say(error.next)


async def test_a_complaint_is_waited_for_after_its_end(tmp_path: Path) -> None:
    late = "(exec >&-; sleep 0.2; echo 'Failed to seek to cursor: x' >&2) & exec >&-; exit 1"
    assert (await error_of(shell(tmp_path, late))).kind == "refused"


async def test_who_may_not_read_hears_which_groups_may(tmp_path: Path) -> None:
    refusal = "No journal files were opened due to insufficient permissions.\n"
    error = await error_of(scripted(tmp_path, [], err=HINT + refusal, status=1))
    assert "adm, systemd-journal, wheel" in say(error.next)
    error = await error_of(scripted(tmp_path, [], err=refusal, status=1))
    assert "systemd-journal" in say(error.next)


async def test_who_may_read_only_his_own_is_told_so(tmp_path: Path) -> None:
    end = await scripted(tmp_path, ordinary(), err=HINT).end()
    assert end.entry is not None and end.hint is not None
    assert "adm, systemd-journal, wheel" in say(end.hint)


async def test_that_nothing_was_found_is_no_failure(tmp_path: Path) -> None:
    for said in ("", HINT, "-- No entries --\n", "No journal files were found.\n"):
        assert await got(scripted(tmp_path, [], err=said, status=1).read(ALL, 5)) == []
    assert await got(shell(tmp_path, "echo '-- No entries --'").read(ALL, 5)) == []


async def test_files_that_are_corrupt_are_told_and_the_others_read(tmp_path: Path) -> None:
    said = (
        "Journal file /var/log/journal/x/system@1.journal~ corrupted, ignoring file.\n"
        "Journal file /var/log/journal/x/user-1000.journal is truncated, ignoring file.\n"
    )
    journal = scripted(tmp_path, ordinary(), err=said)
    end = await journal.end()
    assert end.hint is not None
    assert "2 files" in say(end.hint) and "system@1.journal~" in say(end.hint)
    assert len(await got(journal.read(ALL, 300))) == 300


async def test_without_any_entry_it_is_said(tmp_path: Path) -> None:
    for err in ("", "No journal files were found.\n"):
        end = await scripted(tmp_path, [], err=err).end()
        assert end.entry is None
        assert end.hint is not None and "no entries" in say(end.hint)


async def test_much_that_it_complains_of_is_not_kept(tmp_path: Path) -> None:
    script = (
        'i=0; while [ $i -lt 20000 ]; do echo "noise noise noise $i" >&2; i=$((i+1)); done; exit 1'
    )
    error = await error_of(shell(tmp_path, script))
    assert "noise 19999" in say(error.what)


# ------------------------------------------------------------ what it prints


async def test_each_form_of_a_message(tmp_path: Path) -> None:
    escape = "\x1b[31mred\x1b[0m \u202e\x07"
    told = [
        entry(1, "two\nlines"), entry(2, [114, 101, 100, 255]), entry(3, None),
        entry(4, ["one", "two"]), entry(5, [[97], "b"]), entry(6, ""), entry(7, escape),
        entry(8, {"a": 1}), entry(9, 5), entry(10, "last"),
    ]  # fmt: skip
    told[2]["MESSAGE"] = None
    found = await got(scripted(tmp_path, told).read(ALL, 100))
    by = {each.seq: each.message for each in found}
    assert by[1] == "two\nlines" and by[2] == "red\udcff" and by[4] == "one\ntwo"
    assert by[7] == escape and by[10] == "last"
    assert by[3] == by[6] == "", "an entry that says nothing is one"
    assert by[5] == "a\nb"


async def test_lines_that_are_no_entries_are_left_out(tmp_path: Path) -> None:
    rubbish = ["", "x", "[]", "{}", "[" * 50_000, '{"MESSAGE":', "\udcff", "null", '{"a":1,"a":2}']
    told: list[dict[str, object]] = [entry(1), *[{"raw": each} for each in rubbish[:6]], entry(2)]
    told += [{"raw": each} for each in rubbish[7:]]
    journal = shell(tmp_path, f"{sys.executable} {SCRIPT} {tmp_path} --follow --no-tail")
    scripted(tmp_path, told)
    found = await got(journal.follow(ALL, ""), 2)
    assert [each.seq for each in found] == [1, 2]


async def test_a_message_of_ten_megabytes_is_cut_and_the_next_is_there(tmp_path: Path) -> None:
    told = [entry(1), entry(2, "begins " + "x" * 10_000_000), entry(3)]
    found = await got(scripted(tmp_path, told).read(ALL, 10))
    assert [each.seq for each in found] == [3, 2, 1]
    assert found[1].message.startswith("begins xxx")
    assert len(found[1].message) <= 256 << 10
    assert found[1].left_out >= 9_000_000


async def test_bytes_of_ten_megabytes_too(tmp_path: Path) -> None:
    told = [entry(1), entry(2, [27, 255] * 1_000_000), entry(3)]
    found = await got(scripted(tmp_path, told).read(ALL, 10))
    assert [each.seq for each in found] == [3, 2, 1]
    assert found[1].message.startswith("\x1b\udcff\x1b")
    assert found[1].left_out


async def test_a_whole_entry_with_every_kind_of_field(tmp_path: Path) -> None:
    odd = entry(2, "x" * 10_000_000, BYTES=[0, 10, 27, 255], LINES="one\n\ntwo", EMPTY="")
    journal = scripted(tmp_path, [entry(1), odd, entry(3)])
    fields = {field.name: field for field in await journal.whole(str(odd["__CURSOR"]))}
    message = fields["MESSAGE"]
    assert set(message.value) == {"x"} and 60_000 < len(message.value) <= 64 << 10
    assert len(message.value) + message.left_out == 10_000_000
    assert fields["BYTES"].value == "\0\n\x1b\udcff"
    assert fields["LINES"].value == "one\n\ntwo"
    assert fields["EMPTY"].value == ""
    assert set(odd) == set(fields)


# ------------------------------------------------------------ while it is followed


async def test_what_comes_is_followed(tmp_path: Path) -> None:
    journal = scripted(tmp_path, ordinary())
    found: list[int] = []
    async with asyncio.timeout(20), aclosing(journal.follow(ALL, entry(300)["__CURSOR"])) as bursts:  # type: ignore[arg-type]
        async for burst in bursts:
            found += [each.seq for each in burst]
            if found[-1] < 340:
                add(tmp_path, [entry(seq) for seq in range(found[-1] + 1, found[-1] + 11)])
            else:
                break
    assert found == list(range(300, 341))


async def test_who_does_not_take_what_comes_is_not_overwhelmed(tmp_path: Path) -> None:
    """journalctl waits, and no more than some hundred KiB are kept."""
    script = f"echo $$ >{tmp_path}/pid; while :; do cat {tmp_path}/out; done"
    (tmp_path / "out").write_text('{"__CURSOR":"i=1","MESSAGE":"x"}\n' * 10_000)
    async with aclosing(shell(tmp_path, script).follow(ALL, "")) as bursts:
        await anext(bursts)
        await asyncio.sleep(0.5)
        before = cpu_ticks(int((tmp_path / "pid").read_text()))
        await asyncio.sleep(0.5)
        assert cpu_ticks(int((tmp_path / "pid").read_text())) - before <= 5
        resident = rss_bytes()
        for _ in range(50):
            await anext(bursts)
        assert rss_bytes() - resident < 8 << 20


def cpu_ticks(pid: int) -> int:
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        fields = file.read().rpartition(")")[2].split()
    return sum(int(ticks) for ticks in fields[11:15])


def rss_bytes() -> int:
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.parametrize("how", ["scripted", "files"])
async def test_a_clock_that_was_set_back_loses_and_doubles_nothing(
    how: str, tmp_path: Path
) -> None:
    told = ordinary()
    for fields in told[200:]:
        fields["__REALTIME_TIMESTAMP"] = str(
            int(str(fields["__REALTIME_TIMESTAMP"])) - 3_600_000_000
        )
    source: JournalSource = scripted(tmp_path, told)
    if how == "files":
        wants_files()
        source = written(tmp_path, told)
    found = await everything(source)
    assert [entry.message.split()[1] for entry in found] == [str(n) for n in range(1, 301)]
    assert found[200].at < found[199].at
    read, page = [], await got(source.read(ALL, 70))
    while page:
        read += page
        page = await got(source.read(ALL, 70, cursor=read[-1].cursor))
    assert read == found[::-1]
    assert await got(source.follow(ALL, found[150].cursor), 150) == found[150:]


def test_this_boot_is_known() -> None:
    assert len(this_boot()) == 32
