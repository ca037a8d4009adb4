"""Looks at processes come with the sampler's ticks, and only while somebody looks."""

from __future__ import annotations

from sptui.config import load
from sptui.model.process import Processes, Want
from sptui.model.unit import FailedUnit, UnitFacts, UnitTally
from sptui.services.processes import ProcessWatcher
from sptui.wire import sampler


class Source:
    def __init__(self) -> None:
        self.wanted: list[Want] = []
        self.fails = False

    def read(self, want: Want) -> Processes:
        if self.fails:
            raise OSError("gone")
        self.wanted.append(want)
        return Processes(float(len(self.wanted)), 1, (), (), (), ())


class Loop:
    """Time stands still; what is due is called by hand."""

    def __init__(self) -> None:
        self.due = []

    def time(self) -> float:
        return 0.0

    def call_at(self, when, call):
        self.due.append(call)
        return self

    def cancel(self) -> None:
        self.due.clear()


def test_a_look_comes_before_the_overview_is_told_and_asks_what_is_wanted() -> None:
    source, loop = Source(), Loop()
    made = sampler(load(None), demo=True)
    watcher = ProcessWatcher(source, made)
    watcher.want = Want(processes=True)
    seen = []
    undo = watcher.subscribe(loop, lambda view: seen.append(watcher.looks.value))
    made.look()
    assert source.wanted == [Want(processes=True)]
    assert seen[-1] is watcher.looks.value
    undo()
    made.look()
    assert len(source.wanted) == 1, "nobody looks any more"


def test_a_unit_that_fails_is_told_without_another_look() -> None:
    source, loop = Source(), Loop()
    made = sampler(load(None), demo=True)
    made.look()
    watcher = ProcessWatcher(source, made)
    told = []
    watcher.subscribe(loop, told.append)
    unit = FailedUnit("a.service", "A", 1.0, UnitFacts())
    made.tell_units(UnitTally(3, (unit,), "demo", 2.0))
    assert len(told) == 2
    assert len(source.wanted) == 1
    made.look()
    assert len(source.wanted) == 2


def test_a_look_that_fails_keeps_the_last_one() -> None:
    source = Source()
    watcher = ProcessWatcher(source, sampler(load(None), demo=True))
    first = watcher.look()
    assert first is not None
    source.fails = True
    assert watcher.look() is first
