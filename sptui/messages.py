"""What crosses from services to screens."""

from __future__ import annotations

from textual.message import Message

from sptui.model.overview import Overview


class Looked(Message):
    """The sampler looked at the machine. Of a backlog only the newest is handled."""

    def __init__(self, view: Overview) -> None:
        super().__init__()
        self.view = view

    def can_replace(self, message: Message) -> bool:
        """Any later look says more than this one."""
        return isinstance(message, Looked)
