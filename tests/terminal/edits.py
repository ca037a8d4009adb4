"""Starts sptui with one more action, at hand on every screen: X has the editor open a file.

python -m tests.terminal.edits FILE [arguments]
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

from sptui.actions import screen
from sptui.actions.action import Action, Call, Outcome, Plan, always
from sptui.model.msg import msg
from sptui.services.doing import CallDoer, Front
from sptui.services.units import UnitWatcher
from sptui.wire import doing


def apply(path: str) -> None:
    """Add the action, and what does it."""
    action = Action(
        id="test.edit",
        key="X",
        title=msg("action.unit.edit"),
        tooltip=msg("action.unit.edit.tip"),
        risk="safe",
        plan=lambda state, targets, params: Plan((Call("test.edit", ()),)),
        disabled_reason=always,
        changes=False,
        claims=False,
    )
    screen.ACTIONS = (*screen.ACTIONS, action)  # type: ignore[assignment]
    real = doing._calls

    def calls(units: Callable[[], UnitWatcher], root: str) -> Mapping[str, CallDoer]:
        return {**real(units, root), "test.edit": edit}

    async def edit(call: Call, front: Front) -> Outcome:
        status = await front.edit(path)
        return Outcome(True, msg("status.row", text=f"the editor ended with {status}"))

    doing._calls = calls  # type: ignore[assignment]


if __name__ == "__main__":
    apply(sys.argv.pop(1))
    from sptui.cli import main

    sys.exit(main())
