"""The smallest Textual app that shows a word and answers a key: what the framework alone costs."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Static


class EmptyApp(App[None]):
    BINDINGS = [("question_mark", "answer")]  # noqa: RUF012 - so Textual's own are declared

    def compose(self) -> ComposeResult:
        yield Static("ready", id="word")

    def action_answer(self) -> None:
        self.query_one("#word", Static).update("answered")


if __name__ == "__main__":
    EmptyApp().run()
