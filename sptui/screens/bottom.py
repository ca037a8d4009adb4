"""The status line and the key line of a page, from what is open on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from sptui.actions.registry import refusal
from sptui.model.msg import Msg, msg
from sptui.paint import frame
from sptui.paint.frame import Key
from sptui.paint.line import Line
from sptui.paint.question import question
from sptui.paint.words import say, word
from sptui.screens.pages import digits as label_of

if TYPE_CHECKING:
    from sptui.actions.action import Action, State, Targets
    from sptui.screens.asking import Asking
    from sptui.screens.page import Page

Keys = tuple[list[Key], list[Key]]
_ENTER = "Enter"


def bottom(page: Page, width: int) -> tuple[Line, Line]:
    """What stands in the last two lines: a question, an overlay's words, the filter, or what to do
    next."""
    g = page.sptui.looks.g
    if page.asking is not None:
        return _asking(page, page.asking, width)
    status: Line | Msg | None
    if page.overlay is not None:
        left, right = page.overlay.keys(g)
        status = page.notice or page.overlay.status()
        return frame.status(status, width, g), frame.keys(left, right, width, g)
    if page.typing:
        keys: Keys = ([Key("Enter", word("key.keep_filter")), Key("Esc", word("key.clear"))], [])
        status = _filter(page, g.caret)
    else:
        own = [(key.label, key.bar) for key in page.own_keys() if key.bar is not None]
        if page.opens is not None:
            own.insert(0, (_ENTER, page.opens))
        digits = page.sptui.page_keys()
        keys = bar(page.actions(), page.state(), page.targets(), digits, own)
        status = page.notice or (_filter(page) if page.filter else page.at_rest())
    return frame.status(status, width, g), frame.keys(*keys, width, g)


def _asking(page: Page, asked: Asking, width: int) -> tuple[Line, Line]:
    g = page.sptui.looks.g
    q = asked.question
    status = question(q.text, asked.asked.action.risk, q.type_name, asked.typed, g)
    if q.type_name is None:
        keys = [Key("y", say(q.yes)), Key("Esc", word("key.leave_it"))]
    else:
        keys = [Key("Enter", say(q.yes), asked.right), Key("Esc", word("key.keep"))]
    return (
        frame.status(status, width, g, ground="ask"),
        frame.keys(keys, [], width, g, ground="ask", note=f"$ {q.command}"),
    )


def _filter(page: Page, caret: str = "") -> Msg:
    found, total = page.filter_count()
    return msg("status.filter", text=page.filter + caret, found=found, total=total)


def bar(
    actions: Iterable[Action],
    state: State,
    targets: Targets,
    digits: Sequence[str],
    own: Iterable[tuple[str, Msg]] = ((_ENTER, msg("key.open.bar")),),
) -> Keys:
    """The key line of a page at rest: this row's keys, and those of everywhere. The plain first
    frame has the same."""
    left = [Key(key, say(label), key != _ENTER or bool(targets)) for key, label in own]
    left += [Key("a", word("key.actions.bar")), Key("/", word("key.filter.bar"))]
    left += [
        Key(action.key, say(action.label), refusal(action, state, targets) is None)
        for action in actions
        if action.key and action.label is not None
    ]
    right = [Key("?", word("key.help.bar")), Key("q", word("key.quit.bar"))]
    if len(digits) > 1:
        right.insert(0, Key(label_of(digits), word("key.screens.bar")))
    return left, right
