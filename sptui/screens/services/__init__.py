"""Services: every unit's and timer's state, the moment it changes."""

from sptui.model.msg import msg

PAGE = ("4", "screen.services", "screen.services.about")
