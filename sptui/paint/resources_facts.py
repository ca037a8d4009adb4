"""Between graphs and list: cores, pressure, swap, heat and load."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from sptui.model.msg import msg
from sptui.paint import numbers
from sptui.paint.line import fit, line_width
from sptui.paint.meter import bar
from sptui.paint.outside import narrowed
from sptui.paint.span import padded, spread
from sptui.paint.words import say, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sptui.glyphs import Glyphs
    from sptui.model.machine import CpuShare, Stall
    from sptui.model.overview import Overview
    from sptui.paint.line import Look, Span

Spans = list["Span"]

# More cores than this are one strip.
_BARS = 8
_LABEL_W = 10
# Percent of 10 s that somebody waited.
_WARNS, _HURTS = 10.0, 40.0


def facts_lines(view: Overview, width: int) -> int:
    """How many lines `facts` takes."""
    cores = len(view.sample.cores) if view.sample else 1
    if width >= 100 and cores <= 4:
        return 2
    return 1 + (1 if cores > _BARS else -(-cores // 4) if cores else 0)


def facts(view: Overview, columns: tuple[int, int, int], rows: int, g: Glyphs) -> list[Spans]:
    """At most `rows` lines as wide as all `columns`; the last ones first when there are few."""
    left, gap, right = columns
    width = left + gap + right
    count = len(view.sample.cores) if view.sample else 0
    if width >= 98 and count <= 4:
        a = _cores(view, left, 2, 3, g)
        a += [[(" " * left, "text")]] * (2 - len(a))
        b = [_pressure(view, right, g), _also(view, right, g)]
        lines = [[*x, (" " * gap, "text"), *y] for x, y in zip(a, b, strict=False)]
    else:
        shape = _strip(view, width, g) if count > _BARS else None
        lines = shape or _cores(view, width, 4, 3 if width >= 98 else 2, g)
        lines.append(_all_in_one(view, width, g))
    return lines[-rows:] if rows else []


def pressure_look(pct: float | None) -> Look:
    """How a share of time that somebody waited looks."""
    if pct is None or pct < _WARNS:
        return "text"
    return "bad" if pct >= _HURTS else "warning"


def _cores(view: Overview, width: int, per: int, gap: int, g: Glyphs) -> list[Spans]:
    """`per` cores a line, each with its bar where there is room for one."""
    cores = view.sample.cores if view.sample else ()
    cell = (width - gap * (per - 1)) // per
    lines: list[Spans] = []
    for at in range(0, len(cores), per):
        line: Spans = []
        for n, share in enumerate(cores[at : at + per], at):
            line += [(" " * gap, "text")] if line else []
            line += _core(n, share, cell, g)
        lines.append(padded(line, width, g))
    return lines


def _core(n: int, share: CpuShare | None, width: int, g: Glyphs) -> Spans:
    label = say(msg("resources.core", n=n))
    busy = share.busy_pct if share else None
    figure, look = (g.pending, "dim") if share is None else (numbers.pct(busy), "text")
    space = 2 if width >= 24 else 1
    room = width - len(label) - space - max(5, len(figure) + 1)
    if room < 4:
        return spread([(label, "dim")], [(figure, look)], width, g)
    start: Spans = [(label + " " * space, "dim"), *bar(busy, room, g)]
    return spread(start, [(figure, look)], width, g)


def _strip(view: Overview, width: int, g: Glyphs) -> list[Spans]:
    """One cell a core, highest first: where one is stuck among many, it is seen."""
    cores = view.sample.cores if view.sample else ()
    busy = sorted([share.busy_pct for share in cores if share and isfinite(share.busy_pct)])
    label = say(msg("resources.cores", n=len(cores)))
    if not busy:
        return [padded([(f"{label}  ", "dim"), (g.pending, "dim")], width, g)]
    end = say(msg("resources.cores_ends", most=busy[-1], least=busy[0]))
    room = width - len(label) - len(end) - 4
    cells = "".join([_level(pct, g) for pct in reversed(busy)])
    start: Spans = [(f"{label}  ", "dim"), (fit(cells, max(1, room), cut=g.cut), "graph_top")]
    return [spread(start, [(end, "text")], width, g)]


def _level(pct: float, g: Glyphs) -> str:
    level = max(1, int(max(0.0, min(100.0, pct)) * g.levels / 100 + 0.5))
    return g.cells[level * (g.levels + 1) + level if g.across == 2 else level]


def _pressure(view: Overview, width: int, g: Glyphs) -> Spans:
    label = fit(word("system.pressure"), _LABEL_W)
    return padded([(label, "dim"), *_waits(view, "   " if width >= 50 else "  ", g)], width, g)


def _also(view: Overview, width: int, g: Glyphs) -> Spans:
    parts = _others(view, g)
    said: list[Spans] = []
    if "swap" in parts:
        said.append([(say(msg("panel.swap", used=parts["swap"][0][0])), "text")])
    if "hottest" in parts:
        figure, look = parts["hottest"][0]
        said.append([(say(msg("resources.hottest", figure=figure)), look)])
    load = _load(view)
    start: Spans = [(fit(word("resources.also"), _LABEL_W), "dim")]
    for most in (3, 1) if load else ():
        told = [*said, [(say(msg("panel.load", load=" ".join(load[:most]))), "text")]]
        line = [*start, *_joined(told, 2)]
        if line_width(line) <= width:
            return padded(line, width, g)
    return padded([*start, *(_joined(said, 2) or [(g.pending, "dim")])], width, g)


def _all_in_one(view: Overview, width: int, g: Glyphs) -> Spans:
    """Pressure and what there is one of, in one line; the last words go when it is short."""
    waits, load = _waits(view, "  ", g), _load(view)
    others: list[Spans] = [
        [(f"{word(f'system.{name}')} ", "dim"), *spans] for name, spans in _others(view, g).items()
    ]
    long, short = word("resources.pressure_10"), word("system.pressure")
    tries = [
        *[(long, [*others, _load_part(load, most)], 3) for most in (3, 1) if load],
        (long, others, 3),
        (long, others, 2),
        (short, others, 2),
        *[(short, others[-n:] if n else [], 2) for n in range(len(others) - 1, -1, -1)],
    ]
    for label, parts, gap in tries:
        line = _joined([[(f"{label}  ", "dim"), *waits], *parts], gap)
        if line_width(line) <= width:
            break
    return padded(line, width, g)


def _load_part(load: Sequence[str], most: int) -> Spans:
    return [(f"{word('resources.load')} ", "dim"), (" ".join(load[:most]), "text")]


def _waits(view: Overview, gap: str, g: Glyphs) -> Spans:
    if view.sample is None:
        return [(g.pending, "dim")]
    out: Spans = []
    for name, stall in zip(("cpu", "memory", "io"), view.sample.reading.pressure, strict=True):
        pct = _some10(stall)
        text = f"{word(f'waits.{name}')} {numbers.pct(pct)}"
        out += [(gap, "text")] if out else []
        out.append((text, pressure_look(pct)))
    return out


def _others(view: Overview, g: Glyphs) -> dict[str, Spans]:
    """Swap in use and the hottest sensor, where there are any."""
    out: dict[str, Spans] = {}
    memory = view.sample.reading.memory if view.sample else None
    if memory is not None and memory.swap_total_bytes:
        text = numbers.mem_of(memory.swap_used_bytes, memory.swap_total_bytes)
        out["swap"] = [(text, "text")]
    if view.facts is not None and view.facts.temperatures:
        sensor = max(view.facts.temperatures, key=lambda one: one.celsius)
        out["hottest"] = [celsius(sensor.celsius, sensor.critical_celsius, g)]
    return out


def celsius(value: float | None, limit: float | None, g: Glyphs) -> Span:
    """A temperature; bad from where its maker calls it critical."""
    figure = narrowed(say(msg("system.celsius", celsius=value)), g)
    hot = limit is not None and value is not None and value >= limit
    return figure, "bad" if hot else "text"


def _load(view: Overview) -> list[str]:
    if view.sample is None:
        return []
    return [numbers.load(value) for value in view.sample.reading.load or (None,)]


def _joined(parts: Sequence[Spans], gap: int) -> Spans:
    out: Spans = []
    for part in parts:
        out += [(" " * gap, "text"), *part] if out else part
    return out


def _some10(stall: Stall | None) -> float | None:
    return stall.some10 if stall else None
