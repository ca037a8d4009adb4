"""The Overview's section of disks: how full each file system is, and what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sptui.model.msg import msg
from sptui.paint import numbers
from sptui.paint.frame import heading
from sptui.paint.line import fit, width_of
from sptui.paint.meter import bar
from sptui.paint.outside import narrowed, shown
from sptui.paint.span import padded, spread
from sptui.paint.words import say, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sptui.glyphs import Glyphs
    from sptui.model.health import Finding
    from sptui.model.machine import Space, Volume
    from sptui.model.overview import Overview
    from sptui.paint.line import Look, Span

# Rules whose finding colours the bar of the file system it is about.
_FILLING = frozenset(("disk.space", "disk.full", "disk.growth"))
_WORST = {"bad": 0, "warning": 1}


def disks(view: Overview, width: int, rows: int, g: Glyphs) -> list[list[Span]]:
    """At most `rows` lines of `width` cells: heading and file systems by name.

    When there is no room for all, the worst and fullest are shown, and what is hidden is counted.
    """
    title = word("disks.title")
    if view.facts is None:
        return [heading(title, "", width, g), padded([(g.pending, "dim")], width, g)][:rows]
    volumes = sorted(view.facts.volumes, key=lambda v: v.mount.point)
    looks = _looks(view.findings)
    left = _left(view.findings)
    note = say(msg("disks.extent", n=len(volumes))) if volumes else ""
    lines = [heading(title, note, width, g)]
    if not volumes:
        return [*lines, padded([(word("disks.none"), "dim")], width, g)][:rows]
    room = max(0, rows - 1)
    hidden: list[Volume] = []
    if len(volumes) > room:
        ranked = sorted(volumes, key=lambda v: _rank(v, looks))
        kept = set(ranked[: max(1, room - 1)])
        hidden = [v for v in volumes if v not in kept]
        volumes = [v for v in volumes if v in kept]
    behind = max([1 + width_of(left.get(v.mount.point, "")) for v in volumes], default=1)
    name_w = _name_width(volumes, width, behind)
    bar_w = 10 if width >= 45 else 6
    if any(_used_pct(v.space) >= 99.5 for v in volumes if v.space):
        bar_w -= 1  # "100 %" must not touch the bar
    lines += [
        _row(v, looks.get(v.mount.point), left.get(v.mount.point), name_w, bar_w, width, g)
        for v in volumes
    ]
    if hidden:
        filling = sum([v.mount.point in looks for v in hidden])
        more = say(msg("disks.more", n=len(hidden), filling=filling))
        lines.append(padded([(f"{g.down} {more}", "dim")], width, g))
    return lines[:rows]


def _row(
    v: Volume,
    look: Look | None,
    full_in: str | None,
    name_w: int,
    bar_w: int,
    width: int,
    g: Glyphs,
) -> list[Span]:
    wide = width >= 45
    name = _from_left(shown(v.mount.point, g), name_w, g)
    if v.space is None and v.why is not None:
        why = narrowed(say(v.why), g)
        return padded([(f"{name} ", "text"), (f"{g.unknown} {why}", "warning")], width, g)
    if v.space is None:
        bars = bar(None, bar_w, g)
        return padded([(f"{name} ", "text"), *bars, (f"  {g.pending}", "dim")], width, g)
    used = _used_pct(v.space)
    bars = bar(used, bar_w, g, look or "accent")
    figure = look or "text"
    share = numbers.pct(used)
    free = numbers.size(v.space.free_bytes)
    before = numbers.PCT_W - len(share) + (11 if wide else 6) - bar_w
    start: list[Span] = [(f"{name} ", "text"), *bars, (" " * before, "text"), (share, figure)]
    if not wide:
        return spread(start, [(full_in or free, figure)], width, g)
    pad = " " * (numbers.SIZE_W + 1 - len(free))
    rest: list[Span] = [(pad, "text"), (free, figure), (f" {word('disks.free')}", "dim")]
    if full_in is not None:
        rest.append((f" {full_in}", figure))
    elif width >= 66:
        rest.append((" " + say(msg("disks.of", total=v.space.total_bytes)), "dim"))
    return padded([*start, *rest], width, g)


def _name_width(volumes: Sequence[Volume], width: int, behind: int) -> int:
    """Names get what figures leave, but no more than they need; 12 or 14 cells at least. `behind`
    is what stands behind the figures."""
    longest = max([width_of(v.mount.point) for v in volumes], default=0)
    if width < 45:
        return 12 if width < 40 else min(max(12, longest), width - 26)
    figures = 1 + 10 + 1 + numbers.PCT_W + 1 + numbers.SIZE_W + 5
    figures += max(13, behind) if width >= 66 else behind if behind > 1 else 0
    return min(max(14, longest), width - figures)


def _from_left(text: str, width: int, g: Glyphs) -> str:
    """A path in `width` cells; of a longer one the end is kept."""
    if width_of(text) <= width:
        return fit(text, width)
    while text and width_of(text) > width - width_of(g.cut):
        text = text[1:]
    return fit(g.cut + text, width)


def _used_pct(space: Space) -> float:
    """Percent of what anyone may write: reserved blocks count neither as free nor as used."""
    whole = space.used_bytes + space.free_bytes
    return 100.0 * space.used_bytes / whole if whole > 0 else 0.0


def _rank(v: Volume, looks: dict[str, Look]) -> tuple[int, float, str]:
    silent = 2 if v.space is None and v.why is not None else 3
    used = _used_pct(v.space) if v.space else 0.0
    return _WORST.get(looks.get(v.mount.point, ""), silent), -used, v.mount.point


def _looks(findings: Sequence[Finding]) -> dict[str, Look]:
    return {
        f.subject: f.level
        for f in reversed(findings)
        if f.rule in _FILLING and f.level in ("bad", "warning")
    }


def _left(findings: Sequence[Finding]) -> dict[str, str]:
    """What is said of file systems that fill: when they will be full."""
    return {
        f.subject: say(msg("disks.full_in", left_s=dict(f.title.fields).get("left_s")))
        for f in findings
        if f.rule == "disk.growth"
    }
