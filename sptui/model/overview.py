"""Everything that the Overview shows at one instant: what `sptui status`, `--once` and the live
screen draw from."""

from typing import NamedTuple

from sptui.model.health import Finding, Growth
from sptui.model.machine import Facts, Host, Sample
from sptui.model.series import History
from sptui.model.unit import UnitTally


class Overview(NamedTuple):
    """`now` is seconds since 1970. `sample` and `facts` are None until first read. `demo` marks a
    made-up server. `growth` is that of the file systems of which enough was recorded;
    `units` is None until systemd was asked."""

    now: float
    host: Host
    sample: Sample | None
    facts: Facts | None
    findings: tuple[Finding, ...]
    history: History
    demo: bool = False
    growth: tuple[Growth, ...] = ()
    units: UnitTally | None = None
