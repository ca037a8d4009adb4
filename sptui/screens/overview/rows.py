"""The rows of the Overview: findings, and what is said of the focused one. Pure."""

from __future__ import annotations

from sptui.actions.action import Target
from sptui.model.health import Finding
from sptui.paint.words import say


def identity(finding: Finding) -> str:
    """What makes it the same finding a moment later."""
    return f"{finding.rule} {finding.subject}"


def target(finding: Finding) -> Target:
    """What actions get of a finding; its text is what `c` copies."""
    text = f"{say(finding.title)}: {say(finding.why)} {say(finding.next)}"
    return Target("finding", identity(finding), text)
