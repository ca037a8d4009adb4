"""From an action to its outcome, on a page: why not, what to choose, the question, the doing."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from sptui.actions.action import Action, Params, Targets, question
from sptui.actions.registry import choose, refusal
from sptui.model.msg import msg
from sptui.screens.asking import Asked, Asking

if TYPE_CHECKING:
    from sptui.screens.page import Page


def start(page: Page, action: Action, params: Params) -> None:
    """Refuse with the reason, ask what has to be chosen, ask for a yes, or do it."""
    targets, state = page.targets(), page.state()
    reason = refusal(action, state, targets)
    if reason is not None:
        page.tell(msg("status.not_now", reason=reason))
        return
    missing = next((each for each in action.params if each.asked and each.name not in params), None)
    if missing is not None:
        from sptui.screens.menu import Menu

        page.overlay = Menu.of_choices(page, action, missing, params)
        return
    chosen = choose(action, state, targets, params)
    if action.risk == "safe":
        perform(page, Asked(action, targets, chosen, action.plan(state, targets, chosen)))
        return
    page.sptui.spawn(_ask(page, action, targets, chosen))


async def _ask(page: Page, action: Action, targets: Targets, params: Params) -> None:
    """Find out what else it touches, then put the question."""
    targets = await page.sptui.services.doer.prepare(action, targets)
    state = page.state()
    asked = question(action, state, targets, params)
    if asked is None or page.asking is not None:
        return
    plan = action.plan(state, targets, params)
    what = Asked(action, targets, params, plan)
    page.asking = Asking(what, asked, time.monotonic())
    page.paint()
    page.sptui.when_seen(lambda: _seen(page))


def _seen(page: Page) -> None:
    if page.asking is not None:
        page.asking.seen(time.monotonic())


def answer(page: Page, asked: Asking, key: str) -> None:
    """A key while a question is open. What was asked about is what is done, whatever row the cursor
    is on by then."""
    given = asked.press(key, time.monotonic())
    if given in ("yes", "no"):
        page.asking = None
    if given == "yes":
        perform(page, asked.asked)


def perform(page: Page, asked: Asked) -> None:
    """Do it, read again what it changed, and say how it ended."""
    page.sptui.spawn(_perform(page, asked))


async def _perform(page: Page, asked: Asked) -> None:
    front = page.sptui.front(page)
    doer = page.sptui.services.doer
    outcome = await doer.perform(asked.action, asked.targets, asked.plan, page.state, front)
    if asked.action.invalidates:
        page.sptui.refresh_now()
    page.tell(outcome.text)
    page.paint()
