"""One unit that is open on the Services screen: what is known of it, and how it is looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sptui.actions.registry import by_id
from sptui.model.errors import BusError
from sptui.model.msg import Msg, msg
from sptui.model.unit_details import UnitDetails
from sptui.paint import unit as paint
from sptui.paint.line import Line

if TYPE_CHECKING:
    from sptui.glyphs import Glyphs
    from sptui.model.msg import Msg
    from sptui.model.process import ServiceRow
    from sptui.model.unit import Unit, Units
    from sptui.model.unit_text import UnitText
    from sptui.model.unit_why import Why
    from sptui.services.handle import Services


class OneUnit:
    """Its rows are the units that it needs and that need it; its unit file has none."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._details: UnitDetails | None = None
        self._error: BusError | None = None
        self._text: UnitText | None = None
        self.why: Why | None = None
        self._reads = False
        self._asked_of: tuple[Unit | None, bool] | None = None
        self._cursor = self._first = 0
        self._rows: tuple[str, ...] = ()
        self.visible: frozenset[str] = frozenset((name,))

    @property
    def focused(self) -> str:
        """The unit that Enter opens; "" where the row is none."""
        rows = () if self._reads else self._rows
        return rows[min(self._cursor, len(rows) - 1)] if rows else self.name

    def due(self, units: Units | None) -> bool:
        """Whether its state is another one than when it was asked for last: it is then asked
        again."""
        now = (units.rows.get(self.name), units.why is None) if units is not None else (None, True)
        before, self._asked_of = self._asked_of, now
        return now != before

    async def load(self, services: Services) -> None:
        """Ask for all of it. What was known stays where that fails, with the reason."""
        try:
            self._details, self._error = await services.units.details(self.name), None
            self.why = await services.explainer.explain(self.name, self._details)
        except BusError as error:
            self._error = error

    def read(self) -> None:
        """Show the unit file, and what changes it, from now on."""
        self._reads, self._text, self._first = True, None, 0

    async def load_text(self, services: Services) -> None:
        """Read it."""
        paths = services.units.files_of(self.name)
        details = self._details
        path, drop_ins = (details.path, details.drop_ins) if details else ("", ())
        if paths is not None and not path:
            path, drop_ins = paths.path, paths.drop_ins
        self._text = await services.unit_text(path, drop_ins)

    def back(self) -> bool:
        """One step out of it; False: it is to be closed."""
        read, self._reads, self._first = self._reads, False, 0
        return read

    def next_step(self) -> Msg | None:
        """What to do about it, where it is not well and nobody looks at another one of its rows."""
        step = None if self.why is None or self._cursor else self.why.next
        if step is None:
            return None
        action = by_id(step.action)
        if action is None:
            return step.text
        return msg("why.keyed", text=step.text, key=action.key or "a", action=action.title)

    def move(self, step: int) -> None:
        """Another row; where there are none, other lines."""
        if self._reads or not self._rows:
            self._first = max(0, self._first + step)
        else:
            self._cursor = max(0, min(len(self._rows) - 1, self._cursor + step))

    def body(
        self,
        units: Units,
        use: Mapping[str, ServiceRow],
        now: float,
        width: int,
        height: int,
        g: Glyphs,
        cores: int = 1,
    ) -> Sequence[Line]:
        """Its lines. `use` is in percent of one of `cores`."""
        if self._reads:
            text = paint.unit_file_body(self._text, width, height, g, self._first)
            self._first = text.first
            return text.lines
        if self._details is None:
            return paint.without(self.name, units, self._error, now, width, height, g).lines
        drawn = paint.body(
            self._details, units, use.get(self.name), now, width, height, g,
            first=self._first, cursor=self._cursor, error=self._error, cores=cores, why=self.why,
        )  # fmt: skip
        self._rows, self._first = drawn.rows, drawn.first
        self.visible = drawn.shown | {self.name}
        return drawn.lines
