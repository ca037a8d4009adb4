"""The Overview's sections of facts: disks, network, system. Each gives lines of an exact width."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sptui.model.msg import msg
from sptui.paint import numbers
from sptui.paint.disks import disks
from sptui.paint.frame import heading
from sptui.paint.line import fit, width_of
from sptui.paint.outside import narrowed, shown
from sptui.paint.span import padded
from sptui.paint.words import say, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sptui.glyphs import Glyphs
    from sptui.model.health import Finding
    from sptui.model.machine import Facts, Route, Sample, Stall
    from sptui.model.overview import Overview
    from sptui.paint.line import Look, Span

LABEL_W = 10

Spans = list["Span"]

__all__ = ["disks", "network", "system", "wanted"]


def wanted(view: Overview, width: int, g: Glyphs) -> tuple[int, int, int]:
    """Lines that disks, network and system would take, headings included."""
    volumes = len(view.facts.volumes) if view.facts else 1
    return (
        1 + max(1, volumes),
        1 + len(_network_facts(view, width, g)),
        1 + len(_system_facts(view, width, g)),
    )


def network(view: Overview, width: int, rows: int, g: Glyphs) -> list[Spans]:
    """At most `rows` lines: heading, first interface, route, resolver, further interfaces."""
    facts = _network_facts(view, width, g)
    addresses = len(view.facts.network.addresses) if view.facts else 0
    note = say(msg("links.extent", n=addresses)) if addresses else ""
    room = rows - 1
    lines = [heading(word("links.title"), note, width, g)]
    if len(facts) > room >= 4:
        more = f"{g.down} {say(msg('links.more', n=len(facts) - room + 1))}"
        facts = [*facts[: room - 1], ("", [(more, "dim")])]
    return lines + _fact_lines(facts[:room], width, g)


def system(view: Overview, width: int, rows: int, g: Glyphs) -> list[Spans]:
    """At most `rows` lines: heading, and facts as there is room, the most asked ones first."""
    container = view.host.container
    note = say(msg("system.container", container=container)) if container else ""
    lines = [heading(word("system.title"), narrowed(note, g), width, g)]
    return lines + _fact_lines(_system_facts(view, width, g)[: rows - 1], width, g)


Fact = tuple[str, Spans]


def _fact_lines(facts: Sequence[Fact], width: int, g: Glyphs) -> list[Spans]:
    """Label dim, value from a common column."""
    return [
        padded([(fit(label, LABEL_W - 1, cut=g.cut) + " ", "dim"), *value], width, g)
        for label, value in facts
    ]


def _network_facts(view: Overview, width: int, g: Glyphs) -> list[Fact]:
    if view.facts is None:
        return [(word("links.route"), _pending(g)), (word("links.resolver"), _pending(g))]
    by_interface: dict[str, list[str]] = {}
    routes = view.facts.network.routes
    for route in routes:
        by_interface.setdefault(route.interface, [])
    for name, address in view.facts.network.addresses:
        by_interface.setdefault(name, []).append(address)
    facts: list[Fact] = []
    for name, addresses in by_interface.items():
        text = "  ".join(addresses)
        value = [(shown(text, g), "text")] if text else [(word("links.no_address"), "dim")]
        facts.append((shown(name, g), value))
    level = _levels(view.findings)
    fixed: list[Fact] = [
        (word("links.route") if not nth else "", _route(route, level, width, g))
        for nth, route in enumerate(routes)
    ]
    if not routes:
        fixed = [(word("links.route"), _no_route(view.facts, level, g))]
    fixed.append((word("links.resolver"), _resolver(view.facts, level, width, g)))
    return [*facts[:1], *fixed, *facts[1:]]


def _route(route: Route, level: dict[str, str], width: int, g: Glyphs) -> Spans:
    how = word("links.in_reach" if route.reachable else "links.not_in_reach")
    where = say(msg("links.on", interface=route.interface))
    if route.gateway:
        short, where = where, say(msg("links.via", gateway=route.gateway, where=where))
        if width_of(where) + width_of(how) + LABEL_W + 4 > width:
            where = where.removesuffix(f" {short}")
    look = level.get("network.no_route", "warning")
    return _judged(route.reachable, narrowed(where, g), how, look, g)


def _no_route(facts: Facts, level: dict[str, str], g: Glyphs) -> Spans:
    if any(missing.what == "routes" for missing in facts.missing):
        return [(numbers.UNREAD, "text")]
    look = level.get("network.no_route", "warning")
    sign = g.bad if look == "bad" else g.warning
    return [(f"{sign} {word('links.no_route')}", look)]


def _resolver(facts: Facts, level: dict[str, str], width: int, g: Glyphs) -> Spans:
    names = [shown(name, g) for name in facts.network.resolvers]
    if not names:
        return [(word("links.no_resolver"), "text")]
    answers = facts.network.resolver_answers
    how = word("links.answers" if answers else "links.no_answer")
    text = ", ".join(names)
    if width_of(text) + width_of(how) + LABEL_W + 4 > width:
        text = names[0] + (f" +{len(names) - 1}" if len(names) > 1 else "")
    return _judged(answers, text, how, level.get("network.resolver", "warning"), g)


def _judged(well: bool | None, what: str, how: str, look: Look, g: Glyphs) -> Spans:
    """A sign, what it is, and how it stands; while that is not known, a sign is on its way."""
    if well is None:
        return [(f"{g.pending} ", "dim"), (what, "text")]
    if well:
        return [(f"{g.ok} ", "ok"), (what, "text"), (f"  {how}", "dim")]
    sign = g.bad if look == "bad" else g.warning
    return [(f"{sign} {what}  {how}", look)]


def _system_facts(view: Overview, width: int, g: Glyphs) -> list[Fact]:
    return [
        fact
        for fact in (
            _os(view, g),
            _up(view),
            _units(view, g),
            _pressure(view, width, g),
            _clock(view, g),
            (word("system.kernel"), [(shown(view.host.kernel, g), "text")]),
            _hottest(view, g),
            _swap(view),
            _shares(view.sample, width, g),
            _cores(view.sample, width),
        )
        if fact is not None and fact[1]
    ]


def _os(view: Overview, g: Glyphs) -> Fact:
    """The system's own name is the label: `NixOS     26.05.4821`."""
    name, _, rest = shown(view.host.os, g).partition(" ")
    version = shown(view.host.os_version, g)
    if not name or width_of(name) >= LABEL_W:
        return word("system.title"), [(shown(view.host.os, g), "text")]
    return name, [(version if rest in version else rest, "text")]


def _up(view: Overview) -> Fact | None:
    if view.sample is None:
        return None
    reading = view.sample.reading
    since = numbers.date(reading.at - reading.boot, reading.at).strip()
    text = say(msg("system.up_since", up=reading.boot, since=since))
    return word("system.up"), [(text, "text")]


def _units(view: Overview, g: Glyphs) -> Fact:
    """How many units are well; how old that is, or why nobody knows."""
    tally = view.units
    if tally is None:
        return word("system.units"), _pending(g)
    if tally.why is not None and not tally.total:
        return word("system.units"), [(f"{numbers.UNREAD} {narrowed(say(tally.why), g)}", "text")]
    failed = len(tally.failed)
    said = say(msg("status.units_well", well=tally.total - failed, total=tally.total))
    value: Spans = [(f"{g.bad} {said}", "bad")] if failed else [(said, "text")]
    if tally.why is not None:
        old = msg("system.units_old", age=max(0.0, view.now - tally.at))
        value.append((say(old), "warning"))
    return word("system.units"), value


def _pressure(view: Overview, width: int, g: Glyphs) -> Fact | None:
    if view.sample is None:
        return word("system.pressure"), _pending(g)
    pressure = view.sample.reading.pressure
    level = _levels(view.findings)
    value: Spans = []
    for name, stall in (("cpu", pressure.cpu), ("memory", pressure.memory), ("io", pressure.io)):
        figure = numbers.pct(_some10(stall))
        if width < 45 and name != "io":
            figure = figure.removesuffix(" %")  # one unit for all three, where room is short
        gap = "  " if value else ""
        text = f"{gap}{word(f'waits.{name}')} {figure}"
        value.append((text, level.get(f"pressure.{name}", "text")))
    return word("system.pressure"), value


def _some10(stall: Stall | None) -> float | None:
    return stall.some10 if stall else None


def _clock(view: Overview, g: Glyphs) -> Fact:
    if view.facts is None:
        return word("system.clock"), _pending(g)
    synchronised = view.facts.clock.synchronised
    if synchronised is None:
        told = any(missing.what == "clock" for missing in view.facts.missing)
        return word("system.clock"), [(numbers.UNREAD, "text")] if told else _pending(g)
    if synchronised:
        return word("system.clock"), [(word("system.synchronised"), "text")]
    look = _levels(view.findings).get("clock.unsynchronised", "text")
    return word("system.clock"), [(word("system.not_synchronised"), look)]


def _hottest(view: Overview, g: Glyphs) -> Fact | None:
    if view.facts is None or not view.facts.temperatures:
        return None
    hottest = max(view.facts.temperatures, key=lambda sensor: sensor.celsius)
    limit = hottest.critical_celsius
    look = "bad" if limit is not None and hottest.celsius >= limit else "text"
    figure = narrowed(say(msg("system.celsius", celsius=hottest.celsius)), g)
    return word("system.hottest"), [(figure, look), (f"  {shown(hottest.label, g)}", "dim")]


def _swap(view: Overview) -> Fact | None:
    memory = view.sample.reading.memory if view.sample else None
    if memory is None or not memory.swap_total_bytes:
        return None
    text = numbers.mem_of(memory.swap_used_bytes, memory.swap_total_bytes)
    return word("system.swap"), [(text, "text")]


def _shares(sample: Sample | None, width: int, g: Glyphs) -> Fact | None:
    if sample is None or sample.reading.cpu is None:
        return None
    share = sample.cpu
    if share is None:
        return word("system.shares"), _pending(g)
    parts = [
        say(msg("system.user", share=share.user_pct)),
        say(msg("system.kernel_share", share=share.system_pct)),
        say(msg("system.waiting", share=share.iowait_pct)),
        say(msg("system.stolen", share=share.steal_pct)),
    ]
    while len("  ".join(parts)) > width - LABEL_W:
        parts.pop()
    return word("system.shares"), [("  ".join(parts), "text")]


def _cores(sample: Sample | None, width: int) -> Fact | None:
    """Each core's percent, as many as there is room for; the heading tells how many there are."""
    if sample is None or len(sample.cores) < 2 or not any(sample.cores):
        return None
    room = (width - LABEL_W - 2) // 4
    figures = [
        numbers.pct(share.busy_pct if share else None).removesuffix(" %").rjust(2)
        for share in sample.cores[:room]
    ]
    return word("system.cores"), [("  ".join(figures) + " %", "text")]


def _pending(g: Glyphs) -> Spans:
    return [(g.pending, "dim")]


def _levels(findings: Sequence[Finding]) -> dict[str, str]:
    """The look that each rule's worst finding gives. Findings come worst first."""
    looks: dict[str, str] = {}
    for finding in findings:
        if finding.level in ("bad", "warning"):
            looks.setdefault(finding.rule, finding.level)
    return looks
