"""What this machine has least of: the one sentence below the graphs."""

from sptui.model.machine import Pressure, Sample, Stall
from sptui.model.msg import Msg, msg
from sptui.model.resources import Resources
from sptui.model.series import Series

# Below this share of use, and without anyone waiting, there is enough of everything.
_PLENTY_PCT = 50.0
# Percent of the time that somebody waited: from here on it counts for more than how much is used.
_FELT_PCT = 10.0
# What the kernel itself tells of the past: its longest mean.
_LATELY_S = 300.0


def scarcest(view: Resources) -> Msg:
    """Which of CPU, memory and disks is the scarcest, its figure, and whether anyone waited for it
    in the span that is shown."""
    sample = view.overview.sample
    if sample is None:
        return msg("scarce.not_read")
    used = _used(sample)
    known = [(_score(pct, name, sample.reading.pressure), name) for name, pct in used.items()]
    if not known:
        return msg("scarce.not_read")
    score, name = max(known)
    if score < _PLENTY_PCT:
        return msg(
            "scarce.nothing",
            cpu=used.get("cpu"),
            memory=used.get("memory"),
            io=used.get("io"),
        )
    memory = sample.reading.memory
    waited = _waited(view, name, _stall(sample.reading.pressure, name))
    if name == "memory":
        free = memory.available_bytes if memory else None
        return msg("scarce.memory", available=free, waited=waited)
    return msg(f"scarce.{name}", used=used[name], waited=waited)


def _used(sample: Sample) -> dict[str, float]:
    """Percent in use of what is known."""
    used: dict[str, float] = {}
    if sample.cpu is not None:
        used["cpu"] = sample.cpu.busy_pct
    memory = sample.reading.memory
    if memory is not None and memory.total_bytes:
        used["memory"] = 100.0 * memory.used_bytes / memory.total_bytes
    busy = [disk.busy_pct for disk in sample.disks or () if disk.physical]
    if busy:
        used["io"] = max(busy)
    return used


def _score(used: float, name: str, pressure: Pressure) -> float:
    stall = _stall(pressure, name)
    felt = stall.some10 if stall else 0.0
    return 100.0 + felt if felt >= _FELT_PCT else used


def _waited(view: Resources, name: str, stall: Stall | None) -> Msg:
    """Over what is known of the span that is shown, or over the last 5 min where that is more."""
    most, seconds = 0.0, 0.0
    series = view.series.get(f"pressure.{name}")
    if series is not None and view.span.end is None:
        most, seconds = _seen(series, view.span.seconds)
    if stall is not None:
        if stall.some10 >= 1.0:
            return msg("scarce.pressure_now", pct=stall.some10)
        if seconds < _LATELY_S:
            most, seconds = max(stall.some10, stall.some60, stall.some300), _LATELY_S
    if not seconds:
        return msg("scarce.pressure_unknown")
    if most < 1.0:
        return msg("scarce.no_pressure", seconds=seconds)
    return msg("scarce.pressure", pct=most, seconds=seconds)


def _seen(series: Series, seconds: float) -> tuple[float, float]:
    """The highest value, and how many seconds before now something is known of."""
    known = [n for n, value in enumerate(series.values) if value is not None]
    if not known:
        return 0.0, 0.0
    most = max([value for value in series.values if value is not None])
    return most, seconds * (1 - known[0] / len(series.values))


def _stall(pressure: Pressure, name: str) -> Stall | None:
    return {"cpu": pressure.cpu, "memory": pressure.memory, "io": pressure.io}[name]
