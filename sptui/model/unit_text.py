"""The text of a unit: its file and all that changes it, in the order in which systemd reads it."""

from typing import NamedTuple

from sptui.model.msg import Msg


class TextFile(NamedTuple):
    """One file of it. `path` is as systemd names it; `real` is what links lead to, "" where there
    is no link. `lines` are without line breaks, secrets struck out where they were read; `cut` says
    that there is more than was read. `missing`: why it can't be read."""

    path: str
    real: str
    lines: tuple[str, ...]
    drop_in: bool = False
    cut: bool = False
    missing: Msg | None = None


class UnitText(NamedTuple):
    """`files`: first the unit file, where there is one, then its drop-ins. `left_out` counts those
    that were not read, since together they are too long."""

    files: tuple[TextFile, ...]
    left_out: int = 0
