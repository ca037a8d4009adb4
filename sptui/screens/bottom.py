"""The status line and the key line of a page, from what is open on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from sptui.actions.registry import refusal
from sptui.model.msg import Msg
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
ENTER = "Enter"
# What goes first when the key line is short: the highest, see `keys.OwnKey`.
_FILTER, _SCREENS, _REFUSED, _ANY_ROW = 2, 3, 5, 6


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
        status = page.filter_said(g.caret)
    else:
        from sptui.screens import doings  # the first frame does not need it

        keys = _at_rest(page)
        status = page.notice or doings.line(page, g)
        status = status or (page.filter_said() if page.filter else page.at_rest())
    return frame.status(status, width, g), frame.keys(*keys, width, g)


def _asking(page: Page, asked: Asking, width: int) -> tuple[Line, Line]:
    g = page.sptui.looks.g
    q = asked.question
    status = question(q.text, asked.asked.action.risk, q.type_name, asked.typed, g)
    action = asked.asked.action
    yes = say(action.label or q.yes)
    yes = yes[:1].lower() + yes[1:]
    if q.type_name is None:
        keys = [Key("y", yes), Key("Esc", word("key.leave_it")), Key("v", word("key.whole.bar"))]
    else:
        keys = [Key("Enter", yes, asked.right), Key("Esc", word("key.keep"))]
        keys.append(Key("Tab", word("key.whole.bar")))
    if page.overlay is not None:
        keys[1:] = [Key("Esc", word("key.close_plan.bar")), *page.overlay.keys(g)[0]]
    return (
        frame.status(status, width, g, ground="ask"),
        frame.keys(keys, [], width, g, ground="ask", note=f"$ {q.command}"),
    )


def _at_rest(page: Page) -> Keys:
    own = [
        Key(key.label, say(key.bar), rank=key.rank)
        for key in page.own_keys()
        if key.bar is not None
    ]
    if page.opens is not None:
        own.insert(0, Key(ENTER, say(page.opens), bool(page.targets())))
    digits = page.sptui.page_keys()
    return bar(page.key_actions(), page.state(), page.targets_of, digits, own)


def bar(
    actions: Iterable[Action],
    state: State,
    targets: Callable[[Action], Targets],
    digits: Sequence[str],
    own: Sequence[Key],
) -> Keys:
    """The key line of a page at rest: Enter and what can be done with this row, the page's `own`
    keys, and those of everywhere. The plain first frame has the same."""
    here: list[Key] = []
    after: list[Key] = []
    for action in actions:
        if action.key and action.label is not None:
            able = refusal(action, state, targets(action)) is None
            rank = _ANY_ROW if not action.about else 0 if able else _REFUSED
            (here if action.about else after).append(Key(action.key, say(action.label), able, rank))
    left = [
        *[key for key in own if key.key == ENTER],
        *here,
        *[key for key in own if key.key != ENTER],
        Key("a", word("key.actions.bar")),
        Key("/", word("key.filter.bar"), rank=_FILTER),
        *after,
    ]
    right = [Key("?", word("key.help.bar")), Key("q", word("key.quit.bar"))]
    if len(digits) > 1:
        right.insert(0, Key(label_of(digits), word("key.screens.bar"), rank=_SCREENS))
    return left, right
