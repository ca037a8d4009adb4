"""`sptui status`: one screen of text, words instead of signs: to be read aloud, and piped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sptui.glyphs import SETS
from sptui.model.msg import Msg, msg
from sptui.paint import numbers
from sptui.paint.line import fit, width_of
from sptui.paint.outside import shown
from sptui.paint.words import WORDS, say, word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sptui.model.machine import Facts, Missing, Sample
    from sptui.model.overview import Overview
    from sptui.model.unit import UnitTally

_LABEL_W = 9
# Names from outside stay as they are; what is not theirs is ASCII anyway, but for a degree sign.
_G = SETS["braille"]


def status_text(view: Overview, width: int = 80) -> str:
    """The whole screen, lines of at most `width` cells, with a newline at its end."""
    width = max(40, width)
    lines = [_head(view, width), *_findings(view, width)]
    if view.sample is not None:
        lines += _wrapped("", _load(view.sample), width)
    for label, parts in _rest(view):
        if parts:
            lines += _wrapped(word(label), parts, width)
    return "\n".join([*lines, ""])


def _head(view: Overview, width: int) -> str:
    host = view.host
    kind = word(f"kind.{host.kind}")
    os = f"{host.os} {host.os_version}".strip()
    if host.os_version.startswith(host.os.rpartition(" ")[2]):  # "NixOS 26.05", "26.05.4821"
        os = f"{host.os.rpartition(' ')[0]} {host.os_version}".strip()
    where = (
        os
        if os.startswith(kind) or host.kind == "linux"
        else say(msg("status.on", kind=kind, os=os))
    )
    name = f"{host.name} ({word('frame.demo')})" if view.demo else host.name
    up = view.sample.reading.boot if view.sample else None
    left = f"{shown(name, _G)}  {shown(where, _G)}"
    if up is not None:
        left += f"  {say(msg('status.up', up=up))}"
    date = numbers.date(view.now).strip()
    return f"{fit(left, width - len(date) - 1)} {date}"


def _findings(view: Overview, width: int) -> Iterator[str]:
    if not view.findings:
        level, text = ("ok", "needs.well") if _asked(view) else ("unknown", "needs.not_asked")
        yield f"{word(f'level.{level}'):{_LABEL_W}}{word(text)}"
    for nth, finding in enumerate(view.findings):
        label = word(f"level.{finding.level}")
        yield from _wrapped(label, [f"{say(finding.title)}: {say(finding.detail)}"], width)
        if (finding.level == "bad" or nth == 0) and finding.next.id:
            yield from _wrapped("", [f"{word('status.next')} {say(finding.next)}"], width, _LABEL_W)


def _asked(view: Overview) -> bool:
    return view.sample is not None and view.facts is not None


def _load(sample: Sample) -> list[str]:
    """What is used now: rates and shares need two readings, and are `-` with one."""
    reading = sample.reading
    memory = reading.memory
    load = reading.load[0] if reading.load else None
    busy = numbers.pct(sample.cpu.busy_pct if sample.cpu else None)
    parts = [f"{word('panel.cpu')} {busy}  {say(msg('panel.load', load=load))}"]
    used = numbers.mem_of(memory.used_bytes, memory.total_bytes) if memory else numbers.UNREAD
    parts.append(say(msg("status.memory", used=used)))
    if memory and memory.swap_total_bytes:
        swap = numbers.mem_of(memory.swap_used_bytes, memory.swap_total_bytes)
        parts.append(say(msg("panel.swap", used=swap)))
    return parts


def _rest(view: Overview) -> Iterator[tuple[str, list[str]]]:
    facts, sample = view.facts, view.sample
    if sample is not None:
        stalls = [stall.some10 if stall else None for stall in sample.reading.pressure]
        waits = msg("status.pressure", cpu=stalls[0], memory=stalls[1], io=stalls[2])
        yield "status.pressure_label", [say(waits)]
    if facts is not None:
        yield "status.disks", _disks(facts)
    if sample is not None:
        rates = msg("status.io", read=sample.read_bps, written=sample.write_bps)
        yield "status.io_label", [say(rates)]
        traffic = msg("status.traffic", received=sample.rx_bps, sent=sample.tx_bps)
        yield "status.network", [say(traffic), *(_network(facts) if facts else [])]
    if view.units is not None:
        yield "status.units", _units(view.units)
    if facts is not None:
        yield "status.clock", _clock(facts)
    missing = (*(sample.reading.missing if sample else ()), *(facts.missing if facts else ()))
    for why, names in _unread(missing):
        yield "status.unread", [say(msg("status.unread_line", what=", ".join(names), why=why))]


def _units(tally: UnitTally) -> list[str]:
    if tally.why is not None and not tally.total:
        return [f"{numbers.UNREAD} {say(tally.why)}"]
    well = msg("status.units_well", well=tally.total - len(tally.failed), total=tally.total)
    return [say(well), *([say(tally.why)] if tally.why else [])]


def _disks(facts: Facts) -> list[str]:
    parts: list[str] = []
    for volume in sorted(facts.volumes, key=lambda v: v.mount.point):
        space = volume.space
        if space is None:
            state = say(volume.why) if volume.why else numbers.UNREAD
        else:
            whole = space.used_bytes + space.free_bytes
            state = numbers.pct(100.0 * space.used_bytes / whole if whole > 0 else 0.0)
        parts.append(f"{shown(volume.mount.point, _G)} {state}")
    return parts or [word("disks.none")]


def _network(facts: Facts) -> list[str]:
    by_interface: dict[str, list[str]] = {}
    for interface, address in facts.network.addresses:
        by_interface.setdefault(interface, []).append(address)
    parts = [
        shown(f"{interface} {' '.join(addresses)}", _G)
        for interface, addresses in by_interface.items()
    ]
    for route in facts.network.routes:
        via = say(msg("status.route", gateway=route.gateway or route.interface))
        parts.append(via + _judged(route.reachable, "links.in_reach", "links.not_in_reach"))
    if not facts.network.routes:
        parts.append(word("links.no_route"))
    if facts.network.resolvers:
        via = say(msg("status.resolver", first=facts.network.resolvers[0]))
        well = facts.network.resolver_answers
        parts.append(via + _judged(well, "links.answers", "links.no_answer"))
    return parts


def _judged(well: bool | None, yes: str, no: str) -> str:
    return "" if well is None else f" {word(yes if well else no)}"


def _clock(facts: Facts) -> list[str]:
    synchronised = facts.clock.synchronised
    if synchronised is None:
        parts = [numbers.UNREAD]
    else:
        parts = [word("system.synchronised" if synchronised else "system.not_synchronised")]
    if facts.temperatures:
        hottest = max(facts.temperatures, key=lambda sensor: sensor.celsius)
        text = msg("status.hottest", celsius=hottest.celsius, label=hottest.label)
        parts.append(say(text))
    return parts


def _unread(missing: Sequence[Missing]) -> Iterator[tuple[Msg, list[str]]]:
    """What could not be read, by its reason."""
    by_reason: dict[Msg, list[str]] = {}
    for item in missing:
        id_ = f"probe.{item.what}"
        name = word(id_) if id_ in WORDS else shown(item.what, _G)
        by_reason.setdefault(item.why, []).append(name)
    yield from by_reason.items()


def _wrapped(label: str, parts: Iterable[str], width: int, indent: int | None = None) -> list[str]:
    """Parts in lines, three spaces between them; what is longer is broken at a space."""
    margin = indent if indent is not None else _LABEL_W if label else 0
    lines: list[str] = []
    line = f"{label:{margin}}" if label else " " * margin
    empty = True
    for part in parts:
        joined = line + ("" if empty else "   ") + part
        if width_of(joined) > width and not empty:
            lines.append(line)
            joined = " " * margin + part
        while width_of(joined) > width:
            at = joined.rfind(" ", margin + 1, width)
            at = at if at > margin else max(1, width - 1)
            while width_of(joined[:at]) > width:
                at -= 1
            lines.append(joined[:at].rstrip())
            joined = " " * margin + joined[at:].lstrip()
        line, empty = joined, False
    return [*lines, line.rstrip()]
