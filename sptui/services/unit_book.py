"""What is known of the units, and what has to be asked: events and answers in, snapshots out. It
knows no connection and no clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

from sptui.model.unit import TimerFacts, Unit, UnitFacts, UnitFile, Units, Way, kind_of, state_word
from sptui.model.unit_event import (
    Appeared,
    Changed,
    Event,
    FilesChanged,
    Gone,
    JobBegan,
    JobEnded,
    Lost,
    Reloading,
)

T = TypeVar("T")

# A unit whose state changed is new for so long.
NEW_S = 10.0
# Answers kept of units that are on no screen any more.
_MOST_KEPT = 1000
# Kinds of units that have a control group, and states in which it is there.
_GROUPED = frozenset(("service", "socket", "mount", "swap", "scope", "slice"))
_AT_WORK = frozenset(("active", "activating", "reloading", "refreshing"))


class Heard:
    """What was heard while an answer was on its way, which may be older: `touched` are units of
    which something was told, `gone` those that systemd let go of and did not load again."""

    def __init__(self) -> None:
        self.touched: set[str] = set()
        self.gone: set[str] = set()


class UnitBook:
    """Everything known of the units over one connection after the other.

    Events are applied as they come. An answer is taken together with what was `Heard` since it was
    asked for: what was touched is asked for once more. So the last word on each unit is never older
    than the last event."""

    def __init__(self) -> None:
        self.rows: dict[str, Unit] = {}
        self.facts: dict[str, UnitFacts] = {}
        self.states: dict[str, str] = {}
        self.timers: dict[str, TimerFacts] = {}
        self.files: Mapping[str, UnitFile] = {}
        self._changed: dict[str, float] = {}
        # What has to be asked for, or asked for again: until then the last answer stays.
        self.list_due = self.files_due = True
        self.rows_due: set[str] = set()
        self._facts_due: set[str] = set()
        self._timers_due: set[str] = set()
        self._states_due: set[str] = set()
        self.reloading = False
        self._asked: list[Heard] = []

    # ------------------------------------------------------------ what is told

    def hear(self, event: Event, now: float) -> None:
        """Apply what systemd tells at `now`, in seconds since 1970."""
        if isinstance(event, Lost):
            return
        if isinstance(event, Reloading):
            self.reloading = event.begins
            if not event.begins:
                self.list_due = True
                self.rows_due.clear()
                self._change_files()
        elif isinstance(event, FilesChanged):
            self._change_files()
        elif self.reloading:
            # every unit goes and comes again: all are listed when that is over
            for heard in self._asked:
                heard.touched.add(event.unit)
        else:
            self._apply(event, now)

    def _apply(self, event: Changed | Appeared | Gone | JobBegan | JobEnded, now: float) -> None:
        name = event.unit
        for heard in self._asked:
            heard.touched.add(name)
            if isinstance(event, Gone):
                heard.gone.add(name)
            elif isinstance(event, Appeared):
                heard.gone.discard(name)
        if isinstance(event, Gone):
            self._drop(name)
        elif isinstance(event, Changed):
            self._change(event, now)
        else:
            self.rows_due.add(name)
            if isinstance(event, Appeared):  # what was known was of another by that name
                self._facts_due.add(name)
                self._timers_due.add(name)

    def _change_files(self) -> None:
        self.files_due = True
        self._states_due = set(self.states)

    def _drop(self, name: str) -> None:
        self.rows_due.discard(name)
        for known in (self.rows, self.facts, self.timers):
            known.pop(name, None)

    def _change(self, event: Changed, now: float) -> None:
        name, row = event.unit, self.rows.get(event.unit)
        if row is None:
            self.rows_due.add(name)
            return
        new = row._replace(
            active=_told(event.active, row.active),
            sub=_told(event.sub, row.sub),
            load=_told(event.load, row.load),
            job="" if event.job == 0 else row.job,
        )
        if event.job and not row.job:
            self.rows_due.add(name)  # it does not tell which kind of job
        self._put(new, now)
        if event.next_elapse and name in self.timers:
            self._timers_due.add(name)
        self._change_facts(event)

    def _change_facts(self, event: Changed) -> None:
        old = self.facts.get(event.unit)
        if old is None:
            return
        code = _told(event.exit_code, old.exit_code) or None
        self.facts[event.unit] = old._replace(
            since=_told(event.since, old.since),
            restarts=_told(event.restarts, old.restarts),
            result=_told(event.result, old.result),
            exit_code=code,
            exit_status=_told(event.exit_status, old.exit_status) if code else None,
            main_pid=_told(event.main_pid, old.main_pid) or None,
        )
        # that it has a control group now is not told
        if not old.group and event.active in _AT_WORK and kind_of(event.unit) in _GROUPED:
            self._facts_due.add(event.unit)

    def _put(self, new: Unit, now: float, *, first: bool = False) -> None:
        before = self.rows.get(new.name)
        self.rows[new.name] = new
        if not first and (before is None or state_word(before) != state_word(new)):
            self._changed[new.name] = now

    # ------------------------------------------------------------ what is answered

    @contextmanager
    def asking(self) -> Iterator[Heard]:
        """While an answer is on its way."""
        heard = Heard()
        self._asked.append(heard)
        try:
            yield heard
        finally:
            self._asked.remove(heard)

    def take_list(self, units: Iterable[Unit], heard: Heard, now: float) -> None:
        """All units that are loaded."""
        before, self.rows = self.rows, {unit.name: unit for unit in units}
        for name, unit in self.rows.items():
            old = before.get(name)
            if old is not None and state_word(old) != state_word(unit):
                self._changed[name] = now
        for name in heard.gone:
            self.rows.pop(name, None)
        self.rows_due |= heard.touched - heard.gone
        for known in (self.facts, self.timers):
            for name in known.keys() - self.rows.keys():
                del known[name]
        self._facts_due, self._timers_due = set(self.facts), set(self.timers)

    def take_rows(
        self, names: Iterable[str], units: Iterable[Unit], heard: Heard, now: float
    ) -> None:
        """Those of `names` that are loaded."""
        found = {unit.name: unit for unit in units}
        for name in names:
            if name in found and name not in heard.gone:
                self._put(found[name], now)
            else:
                self._drop(name)
            if name in heard.touched and name not in heard.gone:
                self.rows_due.add(name)

    def take_facts(self, name: str, facts: UnitFacts, heard: Heard) -> None:
        """How one unit is."""
        self._take(name, facts, heard, self.facts, self._facts_due)

    def take_timer(self, name: str, timer: TimerFacts, heard: Heard) -> None:
        """When one timer runs."""
        self._take(name, timer, heard, self.timers, self._timers_due)

    def _take(self, name: str, answer: T, heard: Heard, into: dict[str, T], due: set[str]) -> None:
        if name in self.rows:
            into[name] = answer
            if name in heard.touched:
                due.add(name)
            else:
                due.discard(name)

    def take_state(self, name: str, state: str, heard: Heard) -> None:
        """What systemd says of one unit file."""
        self.states[name] = state
        self._states_due.discard(name)

    def take_files(self, files: Mapping[str, UnitFile], *, told: bool) -> None:
        """All unit files. Where it was not `told` that they changed, what systemd said of them is
        asked again."""
        self.files = files
        if not told:
            self._states_due = set(self.states)

    def ask_again(self, names: Iterable[str]) -> None:
        """Nothing announces itself: all is listed, and what is looked at asked for once more."""
        self.list_due = True
        self._facts_due.update(names)
        self._timers_due.update(self.timers)

    def disconnect(self) -> None:
        """The connection has ended: what is known stays, and is true no more."""
        self.list_due = True
        self.rows_due.clear()
        self.reloading = False
        self._change_files()

    # ------------------------------------------------------------ what is to be asked

    def facts_wanted(self, names: Iterable[str]) -> list[str]:
        """Those of `names` that have to be asked for."""
        return [n for n in names if n in self.rows and _due(n, self.facts, self._facts_due)]

    def timers_wanted(self, names: Iterable[str] | None = None) -> list[str]:
        """The timers that have to be asked for: of all, or of `names`."""
        some = self.rows if names is None else [name for name in names if name in self.rows]
        timers = [name for name in some if kind_of(name) == "timer"]
        return [name for name in timers if _due(name, self.timers, self._timers_due)]

    def states_wanted(self, names: Iterable[str]) -> list[str]:
        """Those of `names` whose unit file has to be asked for."""
        return [name for name in names if _due(name, self.states, self._states_due)]

    def failed(self) -> list[str]:
        """The names of units that failed."""
        return [name for name, unit in self.rows.items() if unit.active == "failed"]

    def snapshot(self, way: Way, now: float, keep: frozenset[str], *, live: bool) -> Units:
        """All of it, in mappings that nobody changes any more. `keep` are names whose answers are
        needed still, where there are too many."""
        self._changed = {n: at for n, at in self._changed.items() if 0 <= now - at < NEW_S}
        for known in (self.facts, self.states):
            if len(known) > _MOST_KEPT + len(keep):
                for name in known.keys() - keep:
                    del known[name]
        facts = {
            name: facts._replace(file_state=self.states.get(name, ""))
            for name, facts in self.facts.items()
        }
        for name in self.states.keys() - facts.keys():
            facts[name] = UnitFacts(file_state=self.states[name])
        return Units(
            dict(self.rows),
            facts,
            self.files,
            dict(self.timers),
            way,
            now,
            live,
            None,
            dict(self._changed),
        )


def _told(new: T | None, old: T) -> T:
    return old if new is None else new


def _due(name: str, known: Mapping[str, object], due: set[str]) -> bool:
    return name not in known or name in due
