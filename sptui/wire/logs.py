"""Where the watcher of logs meets the journal: this machine's, or the demo's."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sptui.services.log_sources import JournalSource
    from sptui.services.logs import LogWatcher
    from sptui.services.sampler import Sampler


def logs(sampler: Sampler, *, root: str = "/", demo: bool = False) -> LogWatcher:
    """What the journal says. Nothing is read yet."""
    from sptui.services.logs import LogWatcher

    source = journal(root=root, demo=demo)
    if demo or root.rstrip("/"):
        return LogWatcher(source, sampler)
    from sptui.system.journal import this_boot

    return LogWatcher(source, sampler, boot=this_boot())


def journal(*, root: str = "/", demo: bool = False) -> JournalSource:
    """The journal of this machine, or the demo's; a recorded folder has none."""
    if demo:
        from sptui.system.demo_journal import DemoJournal

        return DemoJournal()
    if root.rstrip("/"):
        from sptui.system.no_journal import NoJournal

        return NoJournal()
    from sptui.system.journal import Journal

    return Journal()
