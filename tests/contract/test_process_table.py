"""The table of processes over time: rates, and what is read when."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sptui.system import process_table
from sptui.system.process_table import FACTS_AT_ONCE
from tests.fakes.process_table import Machine

HZ = os.sysconf("SC_CLK_TCK")


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "root")


# ---------------------------------------------------------------- rates


def test_rates_are_between_two_looks(machine: Machine) -> None:
    machine.made.process(7, user=100, io=(1000, 2000))
    assert machine.look()[7].cpu_pct is None
    machine.made.process(7, user=100 + HZ, io=(1000, 2000))
    first = machine.look((7, 700))[7]
    assert first.cpu_pct == 50.0
    assert (first.read_bps, first.write_bps) == (None, None)
    machine.made.process(7, user=100 + HZ, io=(3000, 8000))
    second = machine.look((7, 700))[7]
    assert (second.cpu_pct, second.read_bps, second.write_bps) == (0.0, 1000.0, 3000.0)
    assert (second.process.read_bytes, second.process.write_bytes) == (3000, 8000)


def test_two_looks_in_a_moment_give_the_same_rates(machine: Machine) -> None:
    machine.look()
    machine.made.process(1, user=HZ)
    assert machine.look()[1].cpu_pct == 50.0
    machine.made.process(1, user=2 * HZ)
    assert machine.look(after=0.05)[1].cpu_pct == 50.0


def test_a_used_again_pid_is_another_process(machine: Machine) -> None:
    machine.made.process(7, b"old\0", user=900, start=50, io=(10, 10))
    machine.look()
    machine.made.process(7, b"new\0", user=5, start=100_300, io=(99, 99))
    found = machine.look((7, 50))[7]
    assert found.process.start == 100_300
    assert found.process.argv == ("new",)
    assert (found.read_bps, found.write_bps) == (None, None)
    # It began between the looks: what it used, it used in these two seconds.
    assert found.cpu_pct == 100 * 5 / HZ / 2


def test_an_old_process_that_turns_up_late_has_no_rate(machine: Machine) -> None:
    machine.look()
    machine.made.process(7, user=900, start=50)
    assert machine.look()[7].cpu_pct is None


def test_after_a_long_time_there_is_no_rate_of_now(machine: Machine) -> None:
    machine.look()
    machine.made.process(1, user=HZ)
    assert machine.look(after=600.0)[1].cpu_pct is None


def test_a_counter_that_steps_back_gives_no_rate(machine: Machine) -> None:
    machine.made.process(1, user=500, io=(500, 500))
    machine.look((1, 100))
    machine.look((1, 100))
    machine.made.process(1, user=400, io=(400, 600))
    found = machine.look((1, 100))[1]
    assert (found.cpu_pct, found.read_bps, found.write_bps) == (None, None, 50.0)


def test_age_goes_on_for_those_who_do_nothing(machine: Machine) -> None:
    one, two = machine.look()[1], machine.look()[1]
    assert two.age_s == pytest.approx(one.age_s + 2)


# ---------------------------------------------------------------- what is read when


def test_io_is_read_of_those_that_are_seen_or_work(machine: Machine) -> None:
    for pid in (7, 8, 9):
        machine.made.process(pid)
    machine.look()
    machine.made.process(8, user=HZ)
    machine.look((7, 700), (9, 1))  # the start of 9 is another's
    assert sorted(line for line in machine.files.read if line[0] == "i") == ["io 7", "io 8"]
    machine.look(all_io=True)
    assert len([line for line in machine.files.read if line[0] == "i"]) == 4


def test_who_is_at_rest_is_read_in_turn(machine: Machine) -> None:
    for pid in range(2, 31):
        machine.made.process(pid)
    for _ in range(5):
        machine.look()
    read: list[str] = []
    for _ in range(3):
        machine.look((7, 700))
        assert "7" in machine.files.stats
        assert len(machine.files.stats) <= 12
        read += machine.files.stats
    assert {str(pid) for pid in range(1, 31)} == set(read)


def test_who_did_anything_is_read_at_every_look(machine: Machine) -> None:
    for pid in range(2, 31):
        machine.made.process(pid)
    for _ in range(5):
        machine.look()
    for used in range(12):
        machine.made.process(9, user=used)
        machine.look()
    for _ in range(3):
        assert "9" in machine.files.stats
        machine.made.process(9, user=99)
        machine.look()


def test_time_that_nobody_accounts_for_is_looked_for_at_once(machine: Machine) -> None:
    for pid in range(2, 91):
        machine.made.process(pid)
    for looks in range(8):
        machine.files.used = 1000 + looks
        machine.look()
    for pid in (20, 50, 80):
        machine.made.process(pid, user=HZ)
        assert machine.files.used is not None
        machine.files.used += HZ
        found = machine.look()
        # It was at rest, so its rate is over the time since its turn.
        assert found[pid].cpu_pct is not None
        assert 50 / 3 <= found[pid].cpu_pct <= 50


def test_what_nobody_used_is_not_looked_for_again_and_again(machine: Machine) -> None:
    for pid in range(2, 91):
        machine.made.process(pid)
    machine.files.used = 1000
    for _ in range(6):
        machine.look()
    searched = 0
    for _ in range(40):
        machine.files.used += HZ  # as of a thousand processes that lived for a moment
        machine.look()
        searched += len(machine.files.stats) > 60
    assert 5 <= searched <= 10


def test_pids_are_listed_only_when_something_came_or_went(machine: Machine) -> None:
    machine.files.stamped = (60, 900)
    machine.look()
    machine.look()
    assert machine.files.lists == 1
    machine.made.process(7)
    machine.files.stamped = (60, 901)
    assert 7 in machine.look()
    machine.made.end(7)
    machine.files.stamped = (59, 901)
    assert 7 not in machine.look()
    machine.made.process(8)  # as in a container, whose host counts others too
    for _ in range(6):
        found = machine.look()
    assert 8 in found


def test_io_of_those_at_rest_is_read_in_turn(machine: Machine) -> None:
    machine.made.process(7, io=(0, 0))
    for _ in range(8):
        machine.look((7, 700))
    machine.made.process(7, io=(6000, 0))
    rates, reads = [], 0
    for _ in range(6):
        rates.append(machine.look((7, 700))[7].read_bps)
        reads += "io 7" in machine.files.read
    assert reads == 2
    assert sorted({rate for rate in rates if rate is not None}) == [0.0, 1000.0]
    assert None not in rates


def test_of_many_only_new_ones_are_listed_for_some_seconds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Machine(tmp_path / "root", few=10, part=5)
    monkeypatch.setattr(type(machine.files), "counts_its_own", True)
    for pid in range(2, 41):
        machine.made.process(pid)
    machine.files.stamped = (140, 40)
    machine.look()
    machine.made.process(41)
    machine.files.stamped = (141, 41)
    assert 41 in machine.look()
    assert (machine.files.lists, machine.files.lists_of_new) == (1, 1)
    assert machine.table.total == 41
    machine.made.end(41)
    machine.made.end(40)
    machine.files.stamped = (139, 41)
    machine.look()
    assert machine.table.total == 39  # though nobody knows yet which are gone
    machine.files.stamped = (139, 42)
    found = machine.look(after=7.0)
    assert len(found) == machine.table.total == 39
    assert machine.files.lists == 2
    machine.files.stamped = (139, 7)  # numbers began again
    machine.look()
    assert machine.files.lists == 3
    machine.files.stamped = None
    machine.look()
    assert machine.files.lists == 4


def test_in_a_container_all_are_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(tmp_path / "root", few=10, part=5)
    monkeypatch.setattr(type(machine.files), "counts_its_own", False)
    for pid in range(2, 41):
        machine.made.process(pid)
    machine.files.stamped = (9000, 40)
    machine.look()
    machine.files.stamped = (9001, 41)
    machine.look()
    assert (machine.files.lists, machine.files.lists_of_new) == (2, 0)
    assert machine.table.total == 40


def test_of_many_a_part_is_read_and_all_in_turn(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "root", few=40, part=20)
    for pid in range(2, 101):
        machine.made.process(pid)
    assert len(machine.look()) == 100
    read: set[str] = set()
    for _ in range(6):
        assert len(machine.look((50, 5000))) == 100
        assert machine.table.total == 100
        assert len(machine.files.stats) <= 21
        assert "50" in machine.files.stats
        read |= set(machine.files.stats)
    assert len(read) == 100


def test_of_many_those_that_work_are_read_at_every_look(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "root", few=10, part=5)
    for pid in range(2, 41):
        machine.made.process(pid)
    machine.look()
    used, seen = 0, 0
    for _ in range(40):
        used += HZ
        machine.made.process(30, user=used)
        found = machine.look()[30]
        seen += found.cpu_pct == 50.0
    assert seen >= 30  # once it was found, it stayed
    for _ in range(10):
        machine.look()
    assert machine.look()[30].cpu_pct == 0.0


def test_a_rate_of_one_whose_turn_is_rare_is_over_its_own_time(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "root", few=3, part=4)
    for pid in range(2, 13):
        machine.made.process(pid)
    machine.look()
    read_at = machine.mono
    used = 0
    for _ in range(13):
        used += HZ // 10
        machine.made.process(12, user=used)
        before = machine.table_ticks(12)
        rate = machine.look()[12].cpu_pct
        if "12" in machine.files.stats:
            seconds = machine.mono - read_at
            assert rate == pytest.approx(100 * (used - before) / HZ / seconds)
            read_at = machine.mono
    assert read_at > 1002


def test_new_ones_are_seen_at_once_among_many(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "root", few=10, part=5)
    for pid in range(2, 61):
        machine.made.process(pid)
    machine.look()
    machine.made.process(77)
    assert 77 in machine.look()


def test_command_lines_are_read_once_and_again_when_a_program_is_another(
    machine: Machine,
) -> None:
    machine.made.process(7, b"sh\0", name=b"sh")
    assert machine.look()[7].process.argv == ("sh",)
    for _ in range(4):
        machine.look()
        assert machine.files.read == []
    machine.made.process(7, b"prog\0-x\0", name=b"prog", user=1)
    found = machine.look()[7]
    assert found.process.argv == ("prog", "-x")
    assert found.process.name == "prog"


def test_command_lines_take_only_so_long(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process_table, "_FACTS_TIME_S", -1.0)
    for pid in range(2, 11):
        machine.made.process(pid)
    assert sum(bool(row.process.argv) for row in machine.look().values()) == 1
    assert sum(bool(row.process.argv) for row in machine.look().values()) == 2


def test_titles_of_those_that_are_seen_are_news(machine: Machine) -> None:
    machine.made.process(7, b"daemon: idle\0")
    machine.look()
    machine.made.process(7, b"daemon: busy\0", rss=251)
    found = {}
    for _ in range(7):
        found = machine.look((7, 700))
    assert found[7].process.argv == ("daemon: busy",)
    machine.made.process(7, b"daemon: done\0", rss=251)  # it can't be, but who knows
    for _ in range(32):
        found = machine.look((7, 700))
    assert found[7].process.argv == ("daemon: done",)


def test_so_many_command_lines_at_a_look(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process_table, "_FACTS_TIME_S", 60.0)
    for pid in range(2, 2 * FACTS_AT_ONCE):
        machine.made.process(pid)
    rows = machine.look()
    assert len(machine.files.read) == FACTS_AT_ONCE
    assert not machine.table.settled
    late = next(row.process for row in rows.values() if not row.process.argv)
    rows = machine.look((late.pid, late.start))
    assert machine.files.read[:2] == [f"io {late.pid}", f"argv {late.pid}"]
    assert machine.table.settled
    assert all(row.process.argv for row in rows.values())
