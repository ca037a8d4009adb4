"""What the rows of Services are to actions and to the clipboard. Pure."""

from __future__ import annotations

from sptui.actions.action import Target
from sptui.model.unit import Unit, Units, state_word


def target(units: Units, name: str) -> Target:
    """What actions get of the unit `name`; its name is what `c` copies."""
    unit = units.rows.get(name) or Unit(name, "", "", "", "")
    file = units.files.get(name)
    known = (
        ("state", state_word(unit) if unit.load else "stopped"),
        ("load", unit.load),
        ("file_state", file.state if file else ""),
    )
    return Target("unit", name, name, known)
