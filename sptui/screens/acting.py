"""From an action to its outcome, on a page: why not, what to choose, the question, the doing, how
it ended, and the way back."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from sptui.actions.action import Action, Params, State, Targets, question, units_in
from sptui.actions.registry import by_id, choose, given_back, refusal
from sptui.actions.unit_target import KIND, target_of, units_of
from sptui.model.errors import SptuiError
from sptui.model.msg import msg
from sptui.paint import ended as paint
from sptui.screens.asking import Asked, Asking
from sptui.screens.doings import CANCEL, Done, cancellable, under_way, what
from sptui.services.targets import as_they_are

# What systemd says of units is waited for so long.
_AGAIN_S = 1.0

if TYPE_CHECKING:
    from sptui.screens.overlay import Overlay
    from sptui.screens.page import Page


def press(page: Page, key: str) -> bool:
    """Start the action that has this key on a page; False: it means nothing here."""
    action = next((each for each in page.actions() if each.key == key), None)
    stops = by_id(CANCEL)
    if stops is not None and key == stops.key and not _usable(page, action) and cancel(page):
        return True
    if action is not None:
        start(page, action, {})
    return action is not None


def _usable(page: Page, action: Action | None) -> bool:
    return action is not None and refusal(action, page.state(), page.targets_of(action)) is None


def start(
    page: Page,
    action: Action,
    params: Params,
    targets: Targets | None = None,
    *,
    certain: bool = False,
) -> None:
    """Refuse with the reason, ask what has to be chosen, ask for a yes, or do it. Unless the
    targets are `certain`, what is refused for how units are is looked at once more: not all of it
    may have been known."""
    targets, state = page.targets_of(action) if targets is None else targets, page.state()
    reason = refusal(action, state, targets)
    if reason is not None:
        if certain or not unsure(action, state, targets):
            page.tell(msg("status.not_now", reason=reason))
        else:
            page.sptui.spawn(_look_again(page, action, params, targets))
        return
    if any(each.asked and each.name not in params for each in action.params):
        page.overlay = _chooser(page, action, targets, params)
        return
    try:
        chosen = choose(action, state, targets, params)
    except SptuiError as error:  # it could be had when it was chosen
        page.tell(error.what)
        return
    if action.risk == "safe":
        perform(page, Asked(action, targets, chosen, action.plan(state, targets, chosen)))
        return
    page.sptui.spawn(_ask(page, action, targets, chosen))


def unsure(action: Action, state: State, targets: Targets) -> bool:
    """Whether a refusal may be for what is not known yet: of units, facts come after their rows."""
    forbidden = action.changes and (state.read_only or state.locked)
    return not forbidden and state.systemd is None and bool(units_of(targets))


def again(page: Page, action: Action, targets: Targets, over: Overlay) -> None:
    """Start what an overlay refuses, or say why not, by how things are now."""
    page.sptui.spawn(_look_again(page, action, {}, targets, over))


def _chooser(page: Page, action: Action, targets: Targets, params: Params) -> Overlay:
    """A menu for one thing to choose, a form for several, or for a text."""
    asked = [each for each in action.params if each.asked]
    if len(asked) == 1 and asked[0].choices:
        from sptui.screens.menu import Menu

        return Menu.of_choices(page, action, targets, asked[0], params)
    from sptui.screens.form import Form

    return Form(page, action, targets, params)


async def _ask(page: Page, action: Action, targets: Targets, params: Params) -> None:
    """Find out what else it touches, then put the question; not to somebody who has gone on to
    something else meanwhile."""
    targets = await page.sptui.services.doer.prepare(action, targets)
    state = page.state()
    asked = question(action, state, targets, params)
    if asked is None or not page.at_hand:
        return
    page.notice = None  # it was said of what was before
    page.asking = Asking(
        Asked(action, targets, params, action.plan(state, targets, params)), asked, time.monotonic()
    )
    page.paint()
    page.sptui.when_seen(lambda: _seen(page))


def _seen(page: Page) -> None:
    if page.asking is not None:
        page.asking.seen(time.monotonic())


def answer(page: Page, asked: Asking, key: str) -> None:
    """A key while a question is open. What was asked about is what is done, whatever row the cursor
    is on by then."""
    given = asked.press(key, time.monotonic())
    if given == "whole":
        _whole(page, asked)
    elif given == "none" and page.overlay is not None:
        page.overlay.press(key)
    elif given == "no" and page.overlay is not None:
        page.overlay = None  # out of the plan first; the question stays
    elif given in ("yes", "no"):
        page.asking = page.overlay = None
    if given == "yes":
        perform(page, asked.asked)


def _whole(page: Page, asked: Asking) -> None:
    """Show the whole plan, or no longer."""
    from sptui.screens.whole import WholePlan

    page.overlay = WholePlan(page, asked.asked) if page.overlay is None else None


def look(page: Page, action: Action, targets: Targets, back: Overlay) -> None:
    """A dry run: the whole plan, with what is taken when nobody chooses; then `back` again."""
    page.sptui.spawn(_look(page, action, targets, back))


async def _look(page: Page, action: Action, targets: Targets, back: Overlay) -> None:
    from sptui.screens.whole import WholePlan

    targets = await page.sptui.services.doer.prepare(action, targets)
    state = page.state()
    if page.overlay is back and refusal(action, state, targets) is None:
        params = choose(action, state, targets, {})
        plan = action.plan(state, targets, params)
        page.overlay = WholePlan(page, Asked(action, targets, params, plan), back)
        page.paint()


def perform(page: Page, asked: Asked) -> None:
    """Do it, read again what it changed, and say how it ended."""
    page.sptui.spawn(_perform(page, asked))


async def _perform(page: Page, asked: Asked) -> None:
    console = page.sptui
    front, doer = console.front(page), console.services.doer
    console.follow_doing()
    outcome = await doer.perform(asked.action, asked.targets, asked.plan, page.state, front)
    if asked.action.invalidates:
        console.refresh_now()
    # those that were left out have nothing to take back
    units = units_in(asked.plan)
    targets = tuple(
        [each for each in asked.targets if each.kind != KIND or not units or each.id in units]
    )
    console.ended(Done(asked.action, targets or asked.targets, asked.params, outcome), page)


def show_outcome(page: Page, done: Done, *, asked_here: bool) -> None:
    """Say how it ended on the page that is looked at; all of it, where it failed, there is more to
    say than the status line holds, and nothing else is open."""
    outcome, g = done.outcome, page.sptui.looks.g
    hints = [msg("ended.undo")] if done.undo is not None else []
    if not hints and outcome.next is not None:
        hints = [msg("ended.next", next=outcome.next)]
    width = page.app.size.width
    said = paint.outcome(outcome.text, outcome.ok, outcome.refused, hints, width, g)
    if outcome.lines or not said.whole:
        if not outcome.ok and asked_here and page.at_hand:
            from sptui.screens.ended import Ended

            page.overlay = Ended(done)
            page.paint()
            return
        hints = [*(hints if done.undo is not None else []), msg("ended.why")]
        said = paint.outcome(outcome.text, outcome.ok, outcome.refused, hints, width, g)
    page.tell(said.line)
    page.paint()


def undo(page: Page) -> None:
    """Take back what was done last, through the same door."""
    done = page.sptui.last
    if done is None or done.undo is None:
        page.tell(msg("ended.no_undo" if done is None else "ended.no_own_undo"))
        return
    params = given_back(done.undo.id, done.params)
    page.sptui.spawn(_look_again(page, done.undo, params, done.targets))


async def _look_again(
    page: Page, action: Action, params: Params, targets: Targets, over: Overlay | None = None
) -> None:
    """Start it for things that were selected before, as they are now, as far as that is told within
    a second; unless somebody has gone on to something else. `over` stays open where it is
    refused."""
    names = [each.id for each in units_of(targets)]
    with suppress(SptuiError, TimeoutError):
        async with asyncio.timeout(_AGAIN_S):
            now = await as_they_are(page.sptui.services.units, names, file_states=True)
            again = [target_of(now, each.id) if each.kind == KIND else each for each in targets]
            targets = tuple(again)
    if over is not None and page.overlay is over and refusal(action, page.state(), targets) is None:
        page.overlay = None
    if page.at_hand or (over is not None and page.overlay is over):
        start(page, action, params, targets, certain=True)
        page.paint()


def show_last(page: Page) -> None:
    """How the last action ended, whole."""
    from sptui.screens.ended import Ended

    if page.sptui.last is None:
        page.tell(msg("ended.nothing"))
    else:
        page.overlay = Ended(page.sptui.last)


def cancel(page: Page) -> bool:
    """Cancel the job of systemd's that is waited for now; False: none is."""
    action, targets = by_id(CANCEL), cancellable(page)
    if action is None or not targets:
        return False
    start(page, action, {}, targets)
    return True


def may_leave(page: Page) -> bool:
    """Whether sptui may be left at once. While something is being done it says so first; asked
    again, it leaves: systemd goes on by itself."""
    found = under_way(page.sptui.services)
    warning = msg("quit.goes_on", what=what(found[0])) if found else None
    if warning is None or page.notice == warning:
        return True
    page.tell(warning)
    return False
