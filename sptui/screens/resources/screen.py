"""Resources: graphs over any span, and who uses what: services, processes, sockets, devices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from sptui.actions.action import Action, Target
from sptui.actions.registry import for_row
from sptui.model.cursor import place
from sptui.model.msg import Msg, msg
from sptui.model.overview import Overview
from sptui.model.process import Want
from sptui.model.processes_view import Identity, listed, next_sort, next_tab
from sptui.model.resources import RANGES, How, Resources, Span
from sptui.paint import resources
from sptui.paint.line import Line
from sptui.screens.page import Page
from sptui.screens.resources.rows import target

if TYPE_CHECKING:
    from sptui.services.sampler import Loop

_FIRST_RANGE = RANGES.index(600)
# A step in time is this part of the span.
_STEP = 4
NOTHING = msg("not_now.nothing_selected")


class ResourcesPage(Page):
    """Its rows are those of the list; the graphs above are read."""

    opens = None

    def __init__(self) -> None:
        super().__init__()
        self._how = How()
        self._range = _FIRST_RANGE
        self._end: float | None = None
        self._picture: Resources | None = None
        self._drawn: resources.Body | None = None
        self._on: Identity | None = None
        self._top = 0
        self._moved = False

    # ------------------------------------------------------------ what is looked at

    def listen(self, loop: Loop, tell: Callable[[Overview], object]) -> Callable[[], None]:
        """Ask for the processes too."""
        self._want()
        return self.sptui.services.processes.subscribe(loop, tell)

    def _want(self) -> None:
        seen = self._drawn.visible if self._drawn is not None else frozenset()
        what = self._how.what
        self.sptui.services.processes.want = Want(
            services=what == "services",
            processes=what in ("processes", "sockets"),
            sockets=what == "sockets",
            io=what == "processes" and self._how.sort == "io",
            visible=seen,
        )

    # ------------------------------------------------------------ the page

    def body(self, width: int, height: int) -> Sequence[Line]:
        """Graphs, figures, and the list."""
        view = self.shown
        if view is None:
            return ()
        g = self.sptui.looks.g
        services = self.sptui.services
        held = self._picture.processes if self.frozen and self._picture else None
        span = Span(RANGES[self._range], self._end)
        bare = Resources(view, span, {}, held or services.processes.looks.value)
        how = self._how._replace(filter=self.filter)
        rows = listed(bare, how)
        # until somebody moves it, the cursor is on what uses most, whatever that is
        at = place(rows.keys, self._on, how.cursor) if self._moved else 0
        how = how._replace(cursor=at)
        names = resources.asked(view, how, width, height, rows=rows, first=self._top)
        count = resources.samples(width, g)
        series = services.history.series(names, span, view.now, count)
        self._picture = bare._replace(series=series)
        drawn = resources.body(self._picture, how, width, height, g, rows=rows, first=self._top)
        self._drawn, self._top = drawn, drawn.first
        self._how = how._replace(filter="")
        self._on = drawn.rows[how.cursor] if drawn.rows else None
        self._want()
        return drawn.lines

    def targets(self) -> tuple[Target, ...]:
        """What the focused row is about."""
        if self._picture is None or self._on is None:
            return ()
        found = target(self._picture, self._on)
        return (found,) if found else ()

    def actions(self) -> Iterable[Action]:
        """Those for rows of this kind, and those for any screen."""
        return for_row("process" if self._how.what == "processes" else "")

    def title_of_row(self) -> str:
        """The focused row's name."""
        targets = self.targets()
        return targets[0].text.partition("\n")[0] if targets else super().title_of_row()

    def at_rest(self) -> Msg | None:
        """What is scarce here."""
        return resources.scarcest(self._picture) if self._picture else None

    def filter_count(self) -> tuple[int, int]:
        """Rows left, and all."""
        return (len(self._drawn.rows), self._drawn.total) if self._drawn else (0, 0)

    def move(self, step: int) -> None:
        """The cursor goes to another row."""
        if self._drawn is not None and self._drawn.rows:
            at = max(0, min(len(self._drawn.rows) - 1, self._how.cursor + step))
            self._how = self._how._replace(cursor=at)
            self._on = self._drawn.rows[at]
            self._moved = True

    def open(self) -> None:
        """The whole row; of a service its unit (those of a user's own systemd are not listed)."""
        targets = self.targets()
        if targets and targets[0].kind == "unit" and "/" not in targets[0].id:
            self.sptui.show("services", targets[0].id)
            return
        self.tell(msg("status.row", text=targets[0].text) if targets else NOTHING)

    # ------------------------------------------------------------ keys of its own

    def press_own(self, key: str) -> bool:
        """Do one of them."""
        how = self._how
        if key in ("+", "-"):
            step = 1 if key == "+" else -1
            self._range = max(0, min(len(RANGES) - 1, self._range + step))
        elif key in ("left", "h", "right", "l"):
            self._move_in_time(-1 if key in ("left", "h") else 1)
        elif key in ("tab", "shift+tab"):
            self._how = How(what=next_tab(how.what, 1 if key == "tab" else -1))
            self._on, self._moved, self._top = None, False, 0
            self._want()
            self.sptui.refresh_now()
        elif key == "s":
            self._how = how._replace(sort=next_sort(how.what, how.sort))
        elif key == "t":
            self._how = how._replace(tree=not how.tree)
        else:
            return False
        return True

    def _move_in_time(self, step: int) -> None:
        """A quarter of the span back or forth; forth past now is live again."""
        view = self.shown
        if view is None:
            return
        end = (self._end or view.now) + step * RANGES[self._range] / _STEP
        self._end = None if end >= view.now else end


PAGE = ResourcesPage
