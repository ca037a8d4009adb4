"""Services: every unit's and timer's state, the moment it changes."""

PAGE = ("4", "screen.services", "screen.services.about")
