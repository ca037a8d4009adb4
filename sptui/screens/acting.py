"""From an action to its outcome, on a page: why not, what to choose, the question, the doing."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from sptui.actions.action import Action, Params, Targets, question
from sptui.model.msg import msg
from sptui.screens.asking import Asking

if TYPE_CHECKING:
    from sptui.screens.page import Page


def start(page: Page, action: Action, params: Params) -> None:
    """Refuse with the reason, ask what has to be chosen, ask for a yes, or do it."""
    targets = page.targets()
    reason = action.disabled_reason(page.state(), targets)
    if reason is not None:
        page.tell(msg("status.not_now", reason=reason))
        return
    missing = next((param for param in action.params if param.name not in params), None)
    if missing is not None:
        from sptui.screens.menu import Menu

        page.overlay = Menu.of_choices(page, action, missing, params)
        return
    asked = question(action, page.state(), targets, params)
    if asked is None:
        perform(page, action, targets, params)
        return
    page.asking = Asking(action, targets, params, asked, time.monotonic())
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
        perform(page, asked.action, asked.targets, asked.params)


def perform(page: Page, action: Action, targets: Targets, params: Params) -> None:
    """Do it, read again what it changed, and say how it ended."""
    outcome = page.sptui.perform(action.plan(page.state(), targets, params), page)
    if action.invalidates:
        page.sptui.refresh_now()
    page.tell(outcome.text)
