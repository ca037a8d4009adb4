"""Where the watcher of logs meets the journal: this machine's, or the demo's."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sptui.services.logs import LogWatcher
    from sptui.services.sampler import Sampler


def logs(sampler: Sampler, *, root: str = "/", demo: bool = False) -> LogWatcher:
    """What the journal says. Nothing is read yet; a recorded folder has none."""
    from sptui.services.logs import LogWatcher

    if demo:
        from sptui.system.demo_journal import DemoJournal

        return LogWatcher(DemoJournal(), sampler)
    from sptui.system.no_journal import NoJournal

    return LogWatcher(NoJournal(), sampler)
