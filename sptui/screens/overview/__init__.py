"""The Overview: what needs you, and how it stands."""

PAGE = ("1", "screen.overview", "screen.overview.about")
