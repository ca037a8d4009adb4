"""The table of health rules: readings in, findings out, worst first."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from sptui.model import health_judges as judges
from sptui.model.health import Finding, Level
from sptui.model.health_view import DEFAULTS, ONE_LOOK, Thresholds, Trend, View, failed
from sptui.model.machine import Facts, Reading
from sptui.model.msg import msg

_ORDER: dict[Level, int] = {"bad": 0, "warning": 1, "unknown": 2, "ok": 3}


# Reasons why a probe can't be made that are no fault: this kernel has no such thing, or only root
# may look. They are listed as unavailable; a finding would never go away, and hide what matters.
_NOT_HERE = ("missing.absent", "missing.unsupported")
_ROOT_ONLY = ("missing.denied", "missing.absent")


class Rule(NamedTuple):
    """One row: `id`, what judges, the probes (names in `Missing.what`) without which it can't, and
    the reasons for lacking them that are `excused`: anywhere, or in a container only."""

    id: str
    judge: Callable[[View], Iterable[Finding]]
    probes: tuple[str, ...] = ()
    excused: tuple[str, ...] = ()
    excused_in_container: tuple[str, ...] = ()


RULES: tuple[Rule, ...] = (
    Rule("disk.space", judges.disk_space, ("mounts",)),
    Rule("disk.growth", judges.disk_growth),
    Rule("disk.inodes", judges.disk_inodes),
    Rule("disk.readonly", judges.disk_readonly),
    Rule("disk.silent", judges.disk_silent),
    Rule("memory.low", judges.memory_low, ("memory",)),
    Rule("pressure.memory", judges.pressure_memory, ("pressure.memory",), _NOT_HERE),
    Rule("pressure.io", judges.pressure_io, ("pressure.io",), _NOT_HERE),
    Rule("memory.oom", judges.memory_oom, ("oom_kills",), _NOT_HERE),
    # a container may not even ask for the clock, which is its host's business
    Rule(
        "clock.unsynchronised",
        judges.clock,
        ("clock",),
        excused_in_container=("missing.denied",),
    ),
    Rule("network.no_route", judges.no_route, ("routes",)),
    Rule("network.resolver", judges.resolver, ("resolvers",), ("missing.absent",)),
    Rule(
        "access.no_way_in",
        judges.no_way_in,
        ("ways_in", "ways_in.passwords", "ways_in.keys"),
        _ROOT_ONLY,
    ),
)


def _not_asked(view: View, rule: Rule) -> Iterator[Finding]:
    """A probe that could not be made is unknown, never ok."""
    item = failed(view, *rule.probes)
    excused = rule.excused
    if view.facts is not None and view.facts.host.container is not None:
        excused += rule.excused_in_container
    if item is not None and item.why.id not in excused:
        yield Finding(
            rule.id,
            item.what,
            "unknown",
            msg("finding.not_asked", what=msg(f"probe.{item.what}")),
            item.why,
            msg("reason.not_asked", what=msg(f"probe.{item.what}"), why=item.why),
            msg("next.not_asked"),
        )


def findings(
    reading: Reading | None,
    facts: Facts | None,
    trend: Trend = ONE_LOOK,
    limits: Thresholds = DEFAULTS,
) -> tuple[Finding, ...]:
    """All that is wrong or could not be asked: worst first, then by rule and subject. Each (rule,
    subject) once."""
    view = View(reading, facts, trend, limits)
    found: dict[tuple[str, str], Finding] = {}
    for rule in RULES:
        for finding in (*rule.judge(view), *_not_asked(view, rule)):
            found.setdefault((finding.rule, finding.subject), finding)
    return worst_first(found.values())


def worst_first(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Bad, warning, unknown; within one level by rule and subject, so that rows keep their
    places."""
    return tuple(sorted(found, key=lambda f: (_ORDER[f.level], f.rule, f.subject)))


def overall(found: Iterable[Finding], *, have_data: bool) -> Level:
    """The machine's health in one word: that of its worst finding; unknown while nothing was
    read."""
    if not have_data:
        return "unknown"
    return min((finding.level for finding in found), key=_ORDER.__getitem__, default="ok")
