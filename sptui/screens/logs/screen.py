"""Logs: kinds of warnings and errors, then the journal, followed at its end; Enter shows an entry
whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from sptui.actions.action import Action, Params, Target, Targets
from sptui.actions.journal import KIND as JOURNAL
from sptui.actions.registry import by_id, for_row
from sptui.actions.unit_log import LOG
from sptui.actions.unit_target import KIND as UNIT
from sptui.keys import OwnKey
from sptui.model.cursor import place
from sptui.model.journal import Entry
from sptui.model.journal_rows import LogsSeen
from sptui.model.log_kinds import Kind
from sptui.model.log_line import asked_of, next_range, other_boot
from sptui.model.log_query import Query, QueryError, parse
from sptui.model.logs_view import How
from sptui.model.msg import Msg, msg
from sptui.model.overview import Overview
from sptui.paint import logs as paint
from sptui.paint.line import Line
from sptui.paint.logs_entry import at_rest
from sptui.screens.beside import Beside
from sptui.screens.logs import rows
from sptui.screens.logs.one import OneEntry
from sptui.screens.page import Page

if TYPE_CHECKING:
    from textual.timer import Timer

    from sptui.services.logs import LogWatcher
    from sptui.services.sampler import Loop

# Typing is over when so long no key came: each query starts a program.
_TYPED_S = 0.15
# So near to where rows end more are read.
_NEAR = 150
_LONGEST = 500
_END = 9999
SAVE = "log.save"
NOTHING = msg("not_now.nothing_selected")


class LogsPage(Page):
    """Its rows are entries of the journal, and the kinds above them."""

    opens: Msg | None = msg("key.entry.bar")
    opens_title = msg("key.entry")

    def __init__(self) -> None:
        super().__init__()
        self._how = How()
        self._asked = ""
        self._wrong: QueryError | None = None
        self._typed: Timer | None = None
        self._drawn: paint.Body | None = None
        self._left_at = 0
        self._on: tuple[str, str] | None = None
        self._open: OneEntry | None = None
        self._beside = Beside(self.paint)

    # ------------------------------------------------------------ what is looked at

    @property
    def _logs(self) -> LogWatcher:
        return self.sptui.services.logs

    @property
    def _seen(self) -> LogsSeen:
        return self._logs.seen.value or LogsSeen()

    @property
    def _kinds(self) -> Sequence[Kind]:
        return self._logs.kinds.value or ()

    def listen(self, loop: Loop, tell: Callable[[Overview], object]) -> Callable[[], None]:
        """Follow the journal, while this is looked at."""
        return self._logs.subscribe(loop, tell)

    def on_unmount(self) -> None:
        """Nobody waits for an answer any more."""
        super().on_unmount()
        self._beside.end()

    # ------------------------------------------------------------ the page

    def body(self, width: int, height: int) -> Sequence[Line]:
        """The lists, or the entry that is open."""
        view, g, logs = self.shown, self.sptui.looks.g, self._logs
        if view is None:
            return ()
        self.opens = msg("key.these.bar" if self._how.on == "kinds" else "key.entry.bar")
        if self._open is not None:
            self.opens = None
            return self._open.body(view.now, width, height, g)
        seen, kinds, how = self._seen, logs.kinds.value, self._how
        if how.at is not None:
            since = max(0, seen.end - self._left_at)
            seen = seen._replace(new=seen.new + since)
        if kinds:
            keys = [rows.identity(kind) for kind in kinds]
            how = how._replace(kind=place(keys, self._on, how.kind))
            self._on = keys[how.kind] if how.on == "kinds" else None
        drawn = paint.body(
            None if logs.seen.value is None else seen,
            logs.rows, kinds, logs.state.value, how, view.now, width, height, g,
        )  # fmt: skip
        at = None if how.at is None else drawn.at
        self._how = how._replace(top=drawn.top, at=at, kinds_top=drawn.kinds_top)
        self._drawn = drawn
        return drawn.lines

    def _entry(self) -> Entry | None:
        """The focused one."""
        if self._open is not None:
            return self._open.entry
        found = self._logs.rows(self._number(), 1) if self._how.on == "stream" else ()
        return found[0] if found and isinstance(found[0], Entry) else None

    def _number(self) -> int:
        at = self._how.at
        return self._seen.end - 1 if at is None else at

    def _kind(self) -> Kind | None:
        kinds = self._kinds
        on = kinds and self._how.on == "kinds" and self._open is None
        return kinds[min(self._how.kind, len(kinds) - 1)] if on else None

    def _unit(self) -> str:
        row = self._kind() or self._entry()
        return row.unit if row is not None else ""

    def targets(self) -> tuple[Target, ...]:
        """The focused row; of an entry that is open all its fields."""
        kind, entry = self._kind(), self._entry()
        if kind is not None:
            return (rows.kind_target(kind),)
        if entry is None:
            return ()
        found = rows.target(entry)
        if self._open is not None and (text := self._open.text()):
            found = found._replace(text=text)
        return (found,)

    def actions(self) -> Iterable[Action]:
        """Those for the journal, and the log of the row's unit alone."""
        return [*for_row(JOURNAL), *[each for each in for_row(UNIT) if each.id == LOG]]

    def key_actions(self) -> Iterable[Action]:
        """Those for the journal."""
        return for_row(JOURNAL)

    def targets_of(self, action: Action) -> Targets:
        """The row, or its unit."""
        if action.about == JOURNAL:
            return ()
        if action.about == UNIT:
            return (rows.unit_target(self._unit()),) if self._unit() else ()
        return self.targets()

    def start_action(self, action: Action, params: Params, targets: Targets | None = None) -> None:
        """What is saved is what is asked for."""
        if action.id == SAVE and self._wrong is None:
            params = {"query": self._asked, **params}
        super().start_action(action, params, targets)

    def title_of_row(self) -> str:
        """Whose line it is."""
        return self._unit() or super().title_of_row()

    def at_rest(self) -> Line | Msg | None:
        """Which row it is, and what Enter does."""
        view, kind, entry = self.shown, self._kind(), self._entry()
        if view is None or self._seen.why is not None:
            return None
        if kind is not None:
            return paint.kind_at_rest(kind, view.now)
        if self._open is not None:
            return msg("logs.entry.rest")
        return at_rest(entry, view.now) if entry is not None else None

    def own_keys(self) -> Sequence[OwnKey]:
        """Those of the lists; or, of an entry that is open, its unit and the way back."""
        keys = super().own_keys()
        if self._open is None:
            return keys
        unit = [key for key in keys if key.label == "o"]
        return [*unit, OwnKey((), "Esc", msg("key.back.bar"), msg("key.back"), 0)]

    # ------------------------------------------------------------ the query

    def filter_said(self, caret: str = "") -> Msg:
        """The query, and how much was found; or what is wrong with it."""
        seen, room = self._seen, max(20, self.app.size.width - 36)
        text, n = self.filter + caret, seen.end - seen.first
        if len(text) > room:
            text = self.sptui.looks.g.cut + text[1 - room :]
        if self.typing and not self.filter:
            return msg("logs.filter.how", caret=caret)
        if self._wrong is not None:
            wrong = msg("logs.wrong", why=self._wrong.what, next=self._wrong.next)
            return msg("logs.filter.wrong", text=text, why=wrong)
        if not seen.ready or self._asked != self.filter:
            return msg("logs.filter.asked", text=text, n=n)
        return msg("logs.filter" if seen.start else "logs.filter.more", text=text, n=n)

    def press(self, key: str) -> None:
        """Do what a key does; a query that is another one by then is asked."""
        super().press(key)
        if self.filter == self._asked and self._wrong is None:
            return
        if self._typed is not None:
            self._typed.stop()
        if self.typing:
            self._typed = self.set_timer(_TYPED_S, self._read)
        else:
            self._read()
            self.paint()

    def _type_filter(self, key: str) -> None:
        if key == "enter":
            self._read()
            self.typing = self._wrong is not None
        elif key == "ctrl+u":
            self.filter = ""
        elif key == "space" or len(key) == 1:
            self.filter = (self.filter + (" " if key == "space" else key))[:_LONGEST]
        else:
            super()._type_filter(key)

    def _read(self) -> None:
        """Ask for what is typed, if it is a query; else what was asked stays."""
        view = self.shown or self.sptui.services.sampler.overviews.value
        try:
            query = parse(self.filter, view.now if view is not None else 0.0)
        except QueryError as error:
            self._wrong = error
            self.paint()
            return
        self._wrong = None
        if self.filter != self._asked:
            self._asked = self.filter
            self._follow(query)

    def _follow(self, query: Query | None = None) -> None:
        """The newest of it from now on."""
        self._how = self._how._replace(at=None)
        if query is not None:
            self.freeze(on=False)
            self._logs.hold(on=False)
            self._logs.ask(query)
        else:
            self._logs.hold(on=False)

    def show(self, thing: str) -> None:
        """Come here for what units say, whose names have spaces between them."""
        self.filter, self.typing, self._open = asked_of(thing.split()), False, None
        self._how = self._how._replace(on="stream")
        self._read()

    # ------------------------------------------------------------ moving

    def move(self, step: int) -> None:
        """The cursor goes to another row, or the lines of the open entry move."""
        if self._open is not None:
            self._open.move(step)
        elif self._how.on == "kinds":
            last = max(0, len(self._kinds) - 1)
            self._on, at = None, max(0, min(last, self._how.kind + step))
            self._how = self._how._replace(kind=at)
        else:
            self._move(step)

    def _move(self, step: int) -> None:
        seen, logs, drawn = self._seen, self._logs, self._drawn
        if seen.end <= seen.first:
            return
        if abs(step) == 10 and drawn is not None:  # a page is what is seen
            step = (1 if step > 0 else -1) * max(1, drawn.end - drawn.top - 1)
        at = max(seen.first, self._number() + step)
        if at >= seen.end - 1 and (seen.live or step >= _END):
            self._follow()
            return
        if self._how.at is None:
            self._left_at = seen.end
            logs.hold(on=True)
        at = min(at, seen.end - 1)
        self._how = self._how._replace(at=at)
        if at - seen.first < _NEAR and not seen.start:
            logs.older()
        elif seen.end - at < _NEAR and not seen.live:
            logs.newer()

    def open(self) -> None:
        """The focused entry whole; of a kind, its entries."""
        kind, entry = self._kind(), self._entry()
        if kind is not None:
            self.filter = rows.query_of(kind)
            self._how = self._how._replace(on="stream")
        elif entry is None:
            self.tell(NOTHING)
        elif self._open is None:
            self._show_whole(self._number(), entry)

    def _show_whole(self, number: int, entry: Entry) -> None:
        if self._how.at is None:  # it stays while it is read
            self._left_at = self._seen.end
            self._logs.hold(on=True)
        self._how = self._how._replace(at=number)
        self._open = OneEntry(number, entry)
        self._beside.ask(self._open.load(self._logs))

    def _back(self) -> None:
        """Out of the entry, the kinds, the query; then to the end."""
        if self._open is not None:
            self.notice, self._open = None, None
        elif self._how.on == "kinds":
            self._how = self._how._replace(on="stream")
        elif self.filter or self.frozen:
            super()._back()
        else:
            self._follow()

    def do_filter(self) -> None:
        """Of the list: it is what can be filtered."""
        self._open = None
        super().do_filter()

    # ------------------------------------------------------------ keys of its own

    def press_own(self, key: str) -> bool:
        """Do one of them."""
        how = self._how
        save = by_id(SAVE)
        if key == "o":
            self._to_unit()
        elif save is not None and key == save.key:
            self.start_action(save, {})
        elif self._open is not None:
            return key in ("h", "l", "left", "right") and self._step(key in ("l", "right"))
        elif key in ("tab", "shift+tab"):
            to_kinds = how.on == "stream" and bool(self._kinds)
            self._how = how._replace(on="kinds" if to_kinds else "stream", grouped=True)
        elif key == "g":
            self._how = how._replace(on="stream", grouped=not how.grouped)
        elif key in ("+", "-"):
            self.filter = next_range(self.filter, 1 if key == "+" else -1)
        elif key in ("h", "left", "l", "right"):
            self.filter = other_boot(self.filter, -1 if key in ("h", "left") else 1)
        else:
            return False
        return True

    def _to_unit(self) -> None:
        unit = self._unit()
        if unit:
            self.sptui.show("services", unit)
        else:
            self.tell(msg("logs.no_unit"))

    def _step(self, after: bool) -> bool:
        """The entry before or after the open one."""
        one, step = self._open, 1 if after else -1
        number = one.number + step if one is not None else 0
        while found := self._logs.rows(number, 1):
            if isinstance(found[0], Entry):
                self._show_whole(number, found[0])
                break
            number += step
        return True


PAGE = LogsPage
