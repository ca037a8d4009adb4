"""What a page asks of the console that it is a page of: the app satisfies it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from sptui.actions.action import Outcome, Plan
    from sptui.screens.page import Page
    from sptui.services.handle import Services
    from sptui.widgets.looks import Looks


class Console(Protocol):
    """See `app.SptuiApp`: each of these is said there."""

    looks: Looks
    services: Services

    def page_keys(self) -> list[str]: ...
    def go(self, key: str) -> None: ...
    def show(self, page: str, thing: str) -> None: ...
    def perform(self, plan: Plan, page: Page) -> Outcome: ...
    def when_seen(self, call: Callable[[], object]) -> None: ...
    def refresh_now(self) -> None: ...
    def redraw(self) -> None: ...
    def suspend_now(self) -> None: ...
    def exit(self, *, return_code: int) -> None: ...
