"""The base of every page: frame, keys, question, overlays. A page adds its body and what its rows
are.

State that belongs to the machine is in services; here is only what is on the screen: cursor,
filter, what is open."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.events import Key as KeyEvent
from textual.events import Paste, Resize
from textual.screen import Screen

from sptui.actions.action import Action, Params, State, Target, Targets
from sptui.actions.registry import all_actions
from sptui.keys import BY_KEY, LETTER_STEPS, OWN, OwnKey
from sptui.messages import Looked
from sptui.model.msg import Msg, msg
from sptui.model.overview import Overview
from sptui.model.text import clean
from sptui.paint import frame
from sptui.paint.line import Line
from sptui.paint.words import word
from sptui.screens import acting
from sptui.screens.asking import Asking
from sptui.screens.bottom import bottom
from sptui.screens.overlay import Overlay
from sptui.screens.overlay import press as press_overlay
from sptui.screens.pages import page as page_record
from sptui.widgets.lines import Lines

if TYPE_CHECKING:
    from sptui.screens.console import Console
    from sptui.services.sampler import Loop

# An outcome stands in the status line this long.
_NOTICE_S = 10.0


class Page(Screen[None], inherit_css=False):
    """A page of the console. Subclasses override what is marked so below."""

    DEFAULT_CSS = "Page { layout: vertical; overflow: hidden hidden; }"
    opens: Msg | None = msg("key.open.bar")
    """Enter's word in the key line; None where there is no room for it."""
    opens_title: Msg = msg("key.open")
    """What help says of Enter."""

    def __init__(self) -> None:
        super().__init__()
        self.view: Overview | None = None
        self.frozen: Overview | None = None
        self.filter = ""
        self.typing = False
        self.overlay: Overlay | None = None
        self._parts: list[Lines] = []
        self.asking: Asking | None = None
        self.notice: Line | Msg | None = None
        self._notice_until = 0.0
        self._unsubscribe: Callable[[], None] | None = None

    # ------------------------------------------------------------ what a page is (to override)

    @property
    def _folder(self) -> str:
        """The folder that it lies in, by which everything else knows it."""
        return type(self).__module__.split(".")[-2]

    @property
    def word(self) -> str:
        """The id of the word for its name, as its folder says."""
        return page_record(self._folder).word

    def listen(self, loop: Loop, tell: Callable[[Overview], object]) -> Callable[[], None]:
        """Ask for what this page shows, while it is shown. Returns the undo."""
        return self.sptui.services.sampler.subscribe(loop, tell)

    def at_rest(self) -> Line | Msg | None:
        """What the status line says when nothing else has to be said."""
        return frame.next_step(self.next_step())

    def own_keys(self) -> Sequence[OwnKey]:
        """Keys that only this page has (`keys.OWN`). `press_own` does them."""
        return OWN.get(self._folder, ())

    def press_own(self, key: str) -> bool:
        """Do what a key means on this page only; False where it means nothing here."""
        return False

    def body(self, width: int, height: int) -> Sequence[Line]:
        """The lines between header and status line."""
        raise AssertionError("a page draws its body")

    def targets(self) -> tuple[Target, ...]:
        """What is selected: actions are about it."""
        return ()

    def title_of_row(self) -> str:
        """What the focused row is called, for the help about it."""
        return word(self.word)

    def next_step(self) -> Msg | None:
        """What to do next for the focused row."""
        return None

    def move(self, step: int) -> None:
        """The cursor goes `step` rows down (up when negative)."""

    def open(self) -> None:
        """Enter on the focused row."""

    def show(self, thing: str) -> None:
        """Another page leads here, to one thing: the id of a target."""

    # ------------------------------------------------------------ Textual's side

    @property
    def sptui(self) -> Console:
        """The app, as far as a page knows it."""
        return self.app  # type: ignore[return-value]

    def compose(self) -> ComposeResult:
        """Header, body, status line, key line: four widgets of lines. They have their lines from
        the first layout on, so that no blank screen is ever drawn."""
        looks = self.sptui.looks
        self.view = self.sptui.services.sampler.overviews.value
        self._parts = [Lines(looks, id=name) for name in ("header", "body", "status", "keys")]
        self.paint()
        yield from self._parts

    def on_mount(self) -> None:
        """Who is new here is told how to learn more, once; the demo is always the same."""
        demo = self.view is not None and self.view.demo
        if not demo and self.sptui.services.first_start():
            self.tell(msg("status.new_here"))
            self.paint()

    def on_resize(self, event: Resize) -> None:
        """Another size is another picture."""
        self.paint()

    def on_screen_resume(self) -> None:
        """Shown: ask for news (this may come twice in a row)."""
        if self._unsubscribe is None and self.frozen is None:
            self._unsubscribe = self.listen(
                asyncio.get_running_loop(), lambda view: self.post_message(Looked(view))
            )

    def on_screen_suspend(self) -> None:
        """Hidden: nothing is read for it."""
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None

    def freeze(self, *, on: bool) -> None:
        """The picture stands still, and nothing is read for it; or it is live again."""
        self.frozen = self.view if on else None
        if on:
            self.on_screen_suspend()
        else:
            self.on_screen_resume()

    def on_unmount(self) -> None:
        """Gone for good."""
        self.on_screen_suspend()

    def on_looked(self, message: Looked) -> None:
        """News: show them, unless the picture is frozen."""
        self.view = message.view
        self.paint()

    # ------------------------------------------------------------ painting

    @property
    def shown(self) -> Overview | None:
        """What is drawn: the newest look, or the frozen one."""
        return self.frozen or self.view

    def paint(self) -> None:
        """Draw everything from the state; only lines that differ are repainted."""
        view = self.shown
        width, height = self.app.size
        if view is None or not self._parts:
            return
        g = self.sptui.looks.g
        if width < frame.LEAST_WIDTH or height < frame.LEAST_HEIGHT:
            self._show(frame.too_small(width, height, frame.count(view.findings), g))
            return
        frozen, badge = self.frozen.now if self.frozen else None, self.sptui.services.guard.badge
        header = frame.header_of(view, self._word(), frozen, badge)
        body = self._body(width, height - 3)  # first: the status line counts the rows in it
        status, keys = bottom(self, width)
        self._show([frame.header(header, width, g), *body, status, keys])

    def _show(self, lines: Sequence[Line]) -> None:
        """Give each widget its lines. A window too low for the frame has all of them in the body's
        place."""
        parts = (lines[:1], lines[1:-2], lines[-2:-1], lines[-1:])
        for widget, part in zip(self._parts, parts, strict=True):
            widget.show(part)

    def _word(self) -> str:
        return (self.overlay.word if self.overlay else "") or self.word

    def _body(self, width: int, height: int) -> Sequence[Line]:
        below = list(self.body(width, height))
        if self.overlay is None:
            return below
        over = list(self.overlay.lines(width, height, self.sptui.looks.g))
        return [*over, *below[len(over) :]]

    def filter_said(self, caret: str = "") -> Msg:
        """The filter, as the status line shows it; `caret` while it is typed (to override)."""
        found, total = self.filter_count()
        return msg("status.filter", text=self.filter + caret, found=found, total=total)

    def filter_count(self) -> tuple[int, int]:
        """How many rows the filter leaves, and how many there are (to override)."""
        return 0, 0

    # ------------------------------------------------------------ keys

    def on_key(self, event: KeyEvent) -> None:
        """Every key comes here: what it does depends on what is open. One that was typed right
        after the digit of another page is for that page."""
        event.stop()
        event.prevent_default()
        char = event.character
        page = self.app.screen if isinstance(self.app.screen, Page) else self
        page.press(char if char and char.isprintable() and char != " " else event.key)

    def on_paste(self, event: Paste) -> None:
        """Pasted text is text for what is being typed, and never a row of keys."""
        event.stop()
        if self.asking is None and (self.typing or self.overlay is not None):
            for char in clean(event.text, limit=200):
                self.press(char)

    def press(self, key: str) -> None:
        """Do what a key does now, and draw."""
        if self.asking is not None:
            acting.answer(self, self.asking, key)
        elif self.overlay is not None:
            press_overlay(self, self.overlay, key)
        elif self.typing:
            self._type_filter(key)
        else:
            self.press_page(key)
        self.paint()

    def press_page(self, key: str) -> None:
        """A key for the page itself, whatever was open on it."""
        does = BY_KEY.get(key)
        if does == "move":
            self.notice = None  # it was said of the row before
            self.move(LETTER_STEPS[key])
        elif does == "back":
            self._back()
        elif does is not None:
            getattr(self, f"do_{does}")()
        elif self.press_own(key):
            return
        elif key in self.sptui.page_keys():
            self.sptui.go(key)
        elif not acting.press(self, key):
            self.tell(msg("status.press_q") if key == "ctrl+c" else msg("status.no_key", key=key))

    def _back(self) -> None:
        """One step out of the innermost thing; never out of sptui."""
        self.notice = None
        if self.filter:
            self.filter = ""
        elif self.frozen:
            self.freeze(on=False)

    def _type_filter(self, key: str) -> None:
        if key == "escape":
            self.filter, self.typing = "", False
        elif key == "enter":
            self.typing = False
        elif key == "backspace":
            self.filter = self.filter[:-1]
        elif key in ("up", "down"):
            self.move(1 if key == "down" else -1)
        elif key == "space" or len(key) == 1:
            self.filter = (self.filter + (" " if key == "space" else key))[:60]

    def do_open(self) -> None:
        """Enter."""
        self.open()

    def do_filter(self) -> None:
        """The status line takes the filter's text."""
        self.typing = True

    def do_refresh(self) -> None:
        """Read everything again, now."""
        self.freeze(on=False)
        self.sptui.refresh_now()

    def do_redraw(self) -> None:
        """Somebody else wrote on the terminal."""
        self.sptui.redraw()

    def do_suspend(self) -> None:
        """Back to the shell for a while."""
        self.sptui.suspend_now()

    def do_quit(self) -> None:
        """Leave."""
        if acting.may_leave(self):
            self.sptui.exit(return_code=0)

    def do_undo(self) -> None:
        """Take back what was done last."""
        acting.undo(self)

    def do_outcome(self) -> None:
        """How the last action ended."""
        acting.show_last(self)

    def do_help(self) -> None:
        """What the keys do here."""
        from sptui.screens.help import Help

        self.overlay = Help(self)

    def do_palette(self) -> None:
        """Find anything by name."""
        from sptui.screens.palette import Palette

        self.overlay = Palette(self)

    def do_actions(self) -> None:
        """What can be done with the focused row."""
        from sptui.screens.menu import Actions

        self.overlay = Actions(self)

    # ------------------------------------------------------------ actions

    def state(self) -> State:
        """What actions may look at."""
        looks = self.sptui.looks
        return self.sptui.services.state()._replace(
            frozen=self.frozen is not None,
            theme=looks.theme,
            depth=looks.depth,
            glyphs=looks.g.name,
            screen=True,
        )

    def actions(self) -> Iterable[Action]:
        """The actions that make sense here: those for any row (to override)."""
        return [action for action in all_actions() if not action.about]

    def key_actions(self) -> Iterable[Action]:
        """Those of them that the key line may name (to override)."""
        return self.actions()

    def targets_of(self, action: Action) -> Targets:
        """What of all that is selected an action is about (to override)."""
        return self.targets()

    @property
    def at_hand(self) -> bool:
        """Whether somebody looks at it, and nothing is open or asked there."""
        idle = self.asking is None and self.overlay is None and not self.typing
        return idle and self.is_current and not self.sptui.lent

    def start_action(self, action: Action, params: Params, targets: Targets | None = None) -> None:
        """Refuse with the reason, ask what has to be chosen, ask for a yes, or do it."""
        acting.start(self, action, params, targets)

    def tell(self, text: Line | Msg) -> None:
        """Say something in the status line for ten seconds."""
        self.notice = text
        self._notice_until = time.monotonic() + _NOTICE_S
        self.set_timer(_NOTICE_S + 0.1, self._end_notice)

    def _end_notice(self) -> None:
        if self.notice is not None and time.monotonic() >= self._notice_until:
            self.notice = None
            self.paint()
