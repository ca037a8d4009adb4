"""Everything that the Resources screen shows at one instant, and how it is looked at."""

from collections.abc import Mapping
from typing import NamedTuple

from sptui.model.overview import Overview
from sptui.model.process import Processes
from sptui.model.series import Series

# The spans that + and - go through, in seconds: 1 min to 30 days.
RANGES = (60, 300, 600, 3600, 6 * 3600, 86_400, 7 * 86_400, 30 * 86_400)

# Names of recorded series: "cpu", "cpu.user", "cpu.system", "cpu.iowait", "cpu.steal", "cpu.N" (a
# core), "memory", "swap" (percent), "pressure.cpu|memory|io" (percent, some avg10), "load" (1 min),
# "disk.NAME.read|write", "net.NAME.rx|tx" (bytes a second), "disk.read|write", "net.rx|tx" (sums of
# physical ones), "temp.LABEL" (Celsius), "space.MOUNT" (bytes used). In a name the part between is
# as the kernel gives it: not cleaned.


class Span(NamedTuple):
    """The time that the graphs show: `seconds` long, ending at `end` (seconds since 1970), or now
    when that is None."""

    seconds: int
    end: float | None


class Resources(NamedTuple):
    """`series` has what the graphs need, each already one value a sample of the graph (a gap is
    None), for the span. `processes` is None until first looked at."""

    overview: Overview
    span: Span
    series: Mapping[str, Series]
    processes: Processes | None


class How(NamedTuple):
    """How the list is looked at: `what` is services, processes, sockets or devices, `sort` the name
    of a column of it (processes_view.SORTS), `tree` whether children stand below their parents.
    `cursor` is a place in the rows that are left by `filter`; below 0 there is none."""

    what: str = "services"
    sort: str = "cpu"
    tree: bool = False
    filter: str = ""
    cursor: int = 0
