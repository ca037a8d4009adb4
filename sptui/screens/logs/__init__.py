"""Logs: what the journal says, followed; and errors by kind."""

PAGE = ("9", "screen.logs", "screen.logs.about")
