"""What is being done, and how the last thing ended: the same on every page."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sptui.actions.action import Action, Outcome, Params, Target, Targets
from sptui.actions.registry import by_id, refusal
from sptui.actions.unit_target import KIND, target_of
from sptui.model.msg import Msg, msg
from sptui.paint import ended as paint

if TYPE_CHECKING:
    from sptui.glyphs import Glyphs
    from sptui.paint.line import Line
    from sptui.screens.page import Page
    from sptui.services.doing import Doing
    from sptui.services.handle import Services

CANCEL = "unit.cancel"


class Done(NamedTuple):
    """What was done to what, and how it ended."""

    action: Action
    targets: Targets
    params: Params
    outcome: Outcome

    @property
    def undo(self) -> Action | None:
        """What takes it back."""
        return by_id(self.outcome.undo) if self.outcome.undo else None


def name_of(target: Target) -> str:
    """What a target is called: a unit by its name, a process by name and PID."""
    name = target.get("name")
    return f"{name} ({target.id.partition(' ')[0]})" if name else target.id


def names_of(targets: Targets) -> Msg | str:
    """All of them in few words."""
    if not targets:
        return ""
    first = name_of(targets[0])
    return first if len(targets) == 1 else msg("doing.of", first=first, n=len(targets) - 1)


def as_known(page: Page, targets: Targets) -> Targets:
    """The same things, with what is known of them by now."""
    seen = page.sptui.services.seen_units
    if seen is None:
        return targets
    return tuple([target_of(seen, each.id) if each.kind == KIND else each for each in targets])


def under_way(services: Services) -> list[Doing]:
    """What changes something, or takes its time, and is not done yet, the oldest first."""
    return [each for each in services.doing if each.action.changes or each.action.claims]


def what(doing: Doing) -> Msg:
    """It in words: "stopping nginx.service"."""
    return msg(f"doing.{doing.action.id}", names=names_of(doing.targets))


def cancellable(page: Page) -> Targets:
    """The units that something is being done to now, and whose job can be cancelled."""
    cancel = by_id(CANCEL)
    if cancel is None:
        return ()
    state = page.state()
    doings = under_way(page.sptui.services)
    units = tuple([each for doing in doings for each in doing.targets if each.kind == KIND])
    able = [each for each in as_known(page, units) if refusal(cancel, state, (each,)) is None]
    return tuple(able)


def line(page: Page, g: Glyphs) -> Line | None:
    """What the status line says while something is being done; None: nothing is."""
    found = under_way(page.sptui.services)
    if not found:
        return None
    hint = msg("doing.cancel") if cancellable(page) else None
    age_s = page.sptui.services.doer.age_s(found[0])
    return paint.doing(what(found[0]), age_s, len(found) - 1, hint, g)
