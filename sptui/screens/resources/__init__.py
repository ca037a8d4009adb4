"""Resources: who uses what, now and last month."""

PAGE = ("2", "screen.resources", "screen.resources.about")
