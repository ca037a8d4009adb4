"""The Overview: findings worst first, graphs, disks, network, system."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sptui.actions.action import Action, Target, Targets
from sptui.model.cursor import place
from sptui.model.health import Finding
from sptui.model.msg import Msg, msg
from sptui.paint import overview
from sptui.paint.line import Line
from sptui.paint.words import say
from sptui.screens.overview import rows
from sptui.screens.overview.rows import identity, target
from sptui.screens.page import Page


class OverviewPage(Page):
    """Its rows are the findings; everything else is read."""

    def __init__(self) -> None:
        super().__init__()
        self._at = 0
        self._on = ""
        self._moved = False

    def findings(self) -> tuple[Finding, ...]:
        """The findings that the filter leaves."""
        view = self.shown
        return overview.filtered(view.findings, self.filter) if view else ()

    def focused_finding(self) -> Finding | None:
        """The finding under the cursor: it stays on its thing when others come and go, and on the
        worst until somebody moves it."""
        findings = self.findings()
        if not findings:
            return None
        keys = [identity(each) for each in findings]
        self._at = place(keys, self._on, self._at) if self._moved else 0
        self._on = identity(findings[self._at])
        return findings[self._at]

    def body(self, width: int, height: int) -> Sequence[Line]:
        """The lines between header and status line."""
        view = self.shown
        if view is None:
            return ()
        cursor = self._at if self.focused_finding() is not None and self.overlay is None else None
        return overview.body(
            view, width, height, self.sptui.looks.g, cursor=cursor, filter=self.filter
        ).lines

    def targets(self) -> tuple[Target, ...]:
        """The focused finding."""
        finding = self.focused_finding()
        return (target(finding),) if finding else ()

    def targets_of(self, action: Action) -> Targets:
        """The finding, or the unit that it is about."""
        units = self.sptui.services.seen_units
        return rows.targets_of(action, self.focused_finding(), units)

    def actions(self) -> Iterable[Action]:
        """Those for any row, and those for the unit that the finding is about."""
        return rows.actions_of(self.focused_finding())

    def key_actions(self) -> Iterable[Action]:
        """Of those for units, the one that helps."""
        return rows.key_actions(self.actions())

    def title_of_row(self) -> str:
        """The focused finding's title."""
        finding = self.focused_finding()
        return say(finding.title) if finding else super().title_of_row()

    def next_step(self) -> Msg | None:
        """The focused finding's next step."""
        return rows.next_of(self.focused_finding())

    def filter_count(self) -> tuple[int, int]:
        """Findings left, and all."""
        view = self.shown
        return len(self.findings()), len(view.findings) if view else 0

    def move(self, step: int) -> None:
        """The cursor goes to another finding."""
        findings = self.findings()
        if findings:
            self.focused_finding()
            self._at = max(0, min(len(findings) - 1, self._at + step))
            self._on = identity(findings[self._at])
            self._moved = True

    def open(self) -> None:
        """Why the focused finding is there, and what to do."""
        finding = self.focused_finding()
        if finding is None:
            self.tell(msg("not_now.nothing_selected"))
            return
        if unit := rows.unit_of(finding):
            self.sptui.show("services", unit)
            return
        from sptui.screens.why import Why

        self.overlay = Why(self, finding)


PAGE = OverviewPage
