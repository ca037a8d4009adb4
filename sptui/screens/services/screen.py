"""Services: all units and timers, worst first; Enter shows one in full, with what it needs and what
needs it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from sptui.actions.action import Action, Target
from sptui.actions.registry import for_row
from sptui.actions.unit_target import target_of as target
from sptui.keys import OwnKey
from sptui.model.cursor import place
from sptui.model.msg import Msg, msg
from sptui.model.overview import Overview
from sptui.model.units_view import How, Listed, listed, next_sort
from sptui.paint import frame
from sptui.paint import services as paint
from sptui.paint.line import Line
from sptui.paint.words import say
from sptui.screens.beside import Beside
from sptui.screens.page import Page
from sptui.screens.services.one import OneUnit

if TYPE_CHECKING:
    from sptui.model.process import ServiceRow
    from sptui.model.unit import Units
    from sptui.services.sampler import Loop

NOTHING = msg("not_now.nothing_selected")


class ServicesPage(Page):
    """Its rows are units, or timers; or, where one is open, the units that belong to it."""

    opens = msg("key.details.bar")
    opens_title = msg("key.details")

    def __init__(self) -> None:
        super().__init__()
        self._how = How()
        self._on: str | None = None
        self._top = 0
        self._moved = False
        self._rows: frozenset[str] = frozenset()
        self._found: Listed | None = None
        self._held: tuple[Units, Mapping[str, ServiceRow]] | None = None
        self._open: list[OneUnit] = []
        self._beside = Beside(self.paint)

    # ------------------------------------------------------------ what is looked at

    def listen(self, loop: Loop, tell: Callable[[Overview], object]) -> Callable[[], None]:
        """Ask for the units: their states come when they change, their figures at each tick."""
        self._want()
        return self.sptui.services.units.subscribe(loop, tell)

    def on_unmount(self) -> None:
        """Nobody waits for an answer any more."""
        super().on_unmount()
        self._beside.end()

    def _want(self) -> None:
        rows = self._open[-1].visible if self._open else self._rows
        self.sptui.services.units.want(rows, timers=self._how.what == "timers" and not self._open)

    def _seen(self) -> tuple[Units | None, Mapping[str, ServiceRow]]:
        """What is drawn: the newest, or what was there when the picture was frozen."""
        watcher = self.sptui.services.units
        if self.frozen is None or self._held is None:
            units = watcher.seen.value
            self._held = None if units is None else (units, dict(watcher.use))
        return self._held or (None, {})

    # ------------------------------------------------------------ the page

    def body(self, width: int, height: int) -> Sequence[Line]:
        """The list, or the unit that is open."""
        view, g = self.shown, self.sptui.looks.g
        units, use = self._seen()
        if view is None:
            return ()
        if units is None:
            return paint.waiting(width, height, g)
        if self._open:
            cores = _cores(view)
            lines = self._open[-1].body(units, use, view.now, width, height, g, cores)
            if self.frozen is None and self._open[-1].due(units):
                self._beside.ask(self._open[-1].load(self.sptui.services))
        else:
            lines = self._list(units, use, view, width, height)
        self._want()
        return lines

    def _list(
        self,
        units: Units,
        use: Mapping[str, ServiceRow],
        view: Overview,
        width: int,
        height: int,
    ) -> Sequence[Line]:
        how = self._how._replace(filter=self.filter)
        found = listed(units, how, view.now)
        # until somebody moves it, the cursor is on the worst, whatever that is
        at = place(found.keys, self._on, how.cursor) if self._moved else 0
        how = how._replace(cursor=at)
        g = self.sptui.looks.g
        cores = _cores(view)
        drawn = paint.body(units, use, how, found, view.now, width, height, g, self._top, cores)
        self._rows, self._top = frozenset(drawn.rows), drawn.first
        self._how, self._found = how, found
        self._on = found.keys[at] if found.keys else None
        return drawn.lines

    def _focused(self) -> str | None:
        return (self._open[-1].focused or None) if self._open else self._on

    def targets(self) -> tuple[Target, ...]:
        """The unit that is open, else the marked ones, else the focused one."""
        units, _ = self._seen()
        if units is None:
            return ()
        if self._open:
            return (target(units, self._open[-1].name),)
        shown = self._found.keys if self._found else ()
        marked = [name for name in shown if name in self._how.marked]
        return tuple([target(units, name) for name in marked or ([self._on] if self._on else [])])

    def actions(self) -> Iterable[Action]:
        """Those for units, and those for any screen."""
        timer = (self._focused() or "").endswith(".timer")
        return for_row("timer" if timer else "unit")

    def title_of_row(self) -> str:
        """The focused unit's name."""
        targets = self.targets()
        return targets[0].id if targets else super().title_of_row()

    def at_rest(self) -> Line | Msg | None:
        """How the focused unit is, in a sentence; or how many are marked."""
        if self._how.marked and not self._open:
            g, marked = self.sptui.looks.g, msg("status.marked", n=len(self._how.marked))
            return ((g.mark, "accent"), (f" {say(marked)}", "text"))
        units, use = self._seen()
        view, name = self.shown, self._focused()
        if units is None or view is None or name is None:
            return None
        if self._open and (step := self._open[-1].next_step()):
            return frame.next_step(step)
        return paint.at_rest(units, use, name, view.now)

    def filter_count(self) -> tuple[int, int]:
        """Rows left, and all."""
        return (len(self._found.keys), self._found.total) if self._found else (0, 0)

    # ------------------------------------------------------------ keys

    def own_keys(self) -> Sequence[OwnKey]:
        """Those of the list; or, of a unit that is open, its file and the way back."""
        keys = super().own_keys()
        if not self._open:
            return keys
        file = [key._replace(bar=msg("key.unit_file.bar")) for key in keys if key.label == "u"]
        back = OwnKey((), "Esc", msg("key.back.bar"), msg("key.back"), 0)
        return [*file, back]

    def move(self, step: int) -> None:
        """The cursor goes to another row."""
        keys = self._found.keys if self._found else ()
        if self._open:
            self._open[-1].move(step)
        elif keys:
            at = max(0, min(len(keys) - 1, self._how.cursor + step))
            self._how = self._how._replace(cursor=at)
            self._on, self._moved = keys[at], True

    def open(self) -> None:
        """The focused unit in full."""
        name = self._focused()
        if name is None:
            self.tell(NOTHING)
        elif not self._open or name != self._open[-1].name:
            self._open.append(OneUnit(name))

    def show(self, thing: str) -> None:
        """Come here for one unit."""
        self._how = self._how._replace(what="units")
        self._on, self._moved, self.filter = thing, True, ""
        self._open = [OneUnit(thing)]

    def _back(self) -> None:
        """Out of the unit file, the unit, the filter, the marks."""
        if self._open:
            self.notice = None
            if not self._open[-1].back():
                self._open.pop()
        elif not self.filter and self._how.marked:
            self._how = self._how._replace(marked=frozenset())
        else:
            super()._back()

    def do_filter(self) -> None:
        """Of the list: it is what can be filtered."""
        self._open.clear()
        super().do_filter()

    def press_own(self, key: str) -> bool:
        """Do one of them."""
        how = self._how
        if key == "u":
            self._unit_file()
        elif self._open:
            return False
        elif key in ("tab", "shift+tab"):
            self._how = How(what="timers" if how.what == "units" else "units")
            self._on, self._moved, self._top = None, False, 0
        elif key == "s":
            self._how = how._replace(sort=next_sort(how.what, how.sort))
        elif key == "space" and self._on is not None:
            self._how = how._replace(marked=how.marked ^ {self._on})
            self.move(1)
        else:
            return False
        return True

    def _unit_file(self) -> None:
        if not self._open:
            self.open()
        if self._open:
            one = self._open[-1]
            one.read()
            self._beside.ask(one.load_text(self.sptui.services))


def _cores(view: Overview) -> int:
    return len(view.sample.cores) if view.sample is not None else 1


PAGE = ServicesPage
