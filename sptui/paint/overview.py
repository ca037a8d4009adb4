"""The Overview: what needs you, how it stands, the rest. The same lines first, live, and once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sptui.model.msg import msg
from sptui.paint import facts, panels
from sptui.paint.disks import disks
from sptui.paint.frame import (
    LEAST_HEIGHT,
    LEAST_WIDTH,
    header,
    header_of,
    heading,
    keys,
    next_step,
    status,
    too_small,
)
from sptui.paint.line import width_of
from sptui.paint.outside import narrowed
from sptui.paint.plan import Plan, plan
from sptui.paint.span import crop, padded, solid
from sptui.paint.words import say, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sptui.glyphs import Glyphs
    from sptui.model.health import Finding
    from sptui.model.msg import Msg
    from sptui.model.overview import Overview
    from sptui.paint.frame import Key
    from sptui.paint.line import Line, Span

_TITLE_AT = 12  # sign, word of the level, and what is between


class Body(NamedTuple):
    """`rows`: the line of each finding that the filter leaves; -1: it is not on the screen."""

    lines: list[Line]
    rows: tuple[int, ...]


def filtered(findings: tuple[Finding, ...], filter: str) -> tuple[Finding, ...]:
    """The findings in which the letters of each word of `filter` are found, in their order."""
    if not filter.strip():
        return findings
    from sptui.model.fuzzy import match_words

    return tuple([f for f in findings if match_words(filter, _haystack(f)) is not None])


def body(
    view: Overview,
    width: int,
    height: int,
    g: Glyphs,
    *,
    cursor: int | None = 0,
    filter: str = "",
) -> Body:
    """Exactly `height` lines of `width` cells. `cursor` is a place among the filtered findings."""
    findings = filtered(view.findings, filter)
    two = width >= 80
    gap = 2 if width < 100 else 3
    left = (width - 2 - gap) // 2
    right = width - 2 - gap - left
    sizes = facts.wanted(view, right if two else width - 2, g)
    sections = max(sizes[0] + sizes[1] + 1, sizes[2]) if two else sum(sizes) + 2
    p = plan(width, height, max(1, len(findings)), sections)

    blank: list[Line] = [((" " * width, "text"),)]
    lines: list[Line] = blank * p.top_gap
    needs, rows = _needs(view, findings, cursor, filter, p.needs, width, g)
    rows = tuple([row + len(lines) if row >= 0 else -1 for row in rows])
    lines += needs
    lines += blank * p.needs_gap
    lines += _graphs(view, (left, gap, right), p, g)
    lines += blank * p.sections_gap
    if two:
        lines += _two_columns(view, (left, gap, right), p.sections, sizes, g)
    else:
        lines += _one_column(view, width, p.sections, sizes, g)
    lines += blank * (height - len(lines))
    return Body(lines[:height], tuple([row if row < height else -1 for row in rows]))


def frame(
    view: Overview,
    width: int,
    height: int,
    g: Glyphs,
    key_line: tuple[Sequence[Key], Sequence[Key]] = ((), ()),
    badge: Msg | None = None,
    step: Msg | None = None,
) -> list[Line]:
    """The whole screen: `height` lines of `width` cells. First frame and `--once` print it. `step`
    is what to do next about the first finding, where there are keys for it."""
    head = header_of(view, badge=badge)
    if width < LEAST_WIDTH or height < LEAST_HEIGHT:
        return too_small(width, height, head.health, g)
    if step is None and view.findings:
        step = view.findings[0].next
    return [
        header(head, width, g),
        *body(view, width, height - 3, g, cursor=0 if view.findings else None).lines,
        status(next_step(step), width, g),
        keys(*key_line, width, g),
    ]


def _needs(
    view: Overview,
    findings: tuple[Finding, ...],
    cursor: int | None,
    filter: str,
    room: int,
    width: int,
    g: Glyphs,
) -> tuple[list[Line], tuple[int, ...]]:
    note = word("needs.order") if findings else ""
    if filter:
        note = say(msg("needs.filtered", n=len(findings), of=len(view.findings)))
    head = _inset(heading(word("needs.title"), note, width - 2, g))
    if not findings:
        return [head, _inset(padded(_all_well(view, filter, g), width - 2, g))], ()
    first, last = _window(len(findings), room, cursor)
    detail_at = _detail_at(findings, width)
    rows = tuple([1 + n - first if first <= n < last else -1 for n in range(len(findings))])
    lines = [head]
    lines += [
        _finding(f, n == cursor, detail_at, width, g)
        for n, f in enumerate(findings[first:last], first)
    ]
    if last - first < len(findings):
        lines.append(_inset(padded(_more(findings, first, last, g), width - 2, g)))
    return lines, rows


def _all_well(view: Overview, filter: str, g: Glyphs) -> list[Span]:
    if filter and view.findings:
        return [(word("needs.no_match"), "text")]
    if view.sample is None or view.facts is None:
        return [(f"{g.pending} {word('needs.not_asked')}", "dim")]
    return [(g.ok, "ok"), (f" {word('needs.well')}", "text")]


def _window(count: int, room: int, cursor: int | None) -> tuple[int, int]:
    """Which findings are shown: all, or so many that one line is left to say what is not."""
    if count <= room:
        return 0, count
    some = max(1, room - 1)
    first = max(0, min((cursor or 0) - some + 1, count - some))
    return first, first + some


def _more(findings: Sequence[Finding], first: int, last: int, g: Glyphs) -> list[Span]:
    parts: list[str] = []
    for sign, hidden in ((g.up, findings[:first]), (g.down, findings[last:])):
        if hidden:
            bad = sum([f.level == "bad" for f in hidden])
            parts.append(f"{sign} {say(msg('needs.more', n=len(hidden), bad=bad))}")
    return [("   ".join(parts), "dim")]


def _finding(f: Finding, focused: bool, detail_at: int, width: int, g: Glyphs) -> Line:
    look = f.level if f.level in ("bad", "warning") else "text"
    sign = {"bad": g.bad, "warning": g.warning, "ok": g.ok}.get(f.level, g.unknown)
    name = f"{sign} {word(f'level.{f.level}')}"
    gap = (" " * (_TITLE_AT - 1 - len(name)), "text")
    title_w = (detail_at or width - 1) - _TITLE_AT - (2 if detail_at else 0)
    title = padded([(narrowed(say(f.title), g), look)], title_w, g)
    spans: list[Span] = [(name, look), gap, *title]
    if detail_at:
        room = width - 1 - detail_at
        detail = _clauses(narrowed(say(f.detail), g), room)
        spans += [("  ", "text"), *padded(crop([(detail, "text")], room, g), room, g)]
    mark = (g.cursor, "accent") if focused else (" ", "text")
    ground = "@select" if focused else ""
    return solid([(text, role + ground) for text, role in (mark, *spans, (" ", "text"))])


def _detail_at(findings: Sequence[Finding], width: int) -> int:
    """The column of details, 0 for none: they go before a title is cut."""
    longest = max([width_of(say(f.title)) for f in findings])
    if width < 80:
        at = _TITLE_AT + longest + 2
        return at if width - 1 - at >= 10 else 0
    drawn = 52 if width < 110 else 56
    return max(drawn, min(_TITLE_AT + longest + 2, width * 6 // 10))


def _clauses(text: str, room: int) -> str:
    """As much of a detail as fits, whole clauses if it can be."""
    while width_of(text) > room and ", " in text:
        text = text.rpartition(", ")[0]
    return text


def _graphs(view: Overview, columns: tuple[int, int, int], p: Plan, g: Glyphs) -> list[Line]:
    left, gap, right = columns
    lines: list[Line] = []
    for made, rows in ((panels.upper, p.upper), (panels.lower, p.lower)):
        if lines:
            lines += [((" " * (left + gap + right + 2), "text"),)] * p.graph_gap
        first, second = made(view, left, right, g)
        a = panels.paint(first, left, rows, g)
        b = panels.paint(second, right, rows, g)
        lines += [_joined(x, gap, y) for x, y in zip(a, b, strict=True)]
    return lines


def _two_columns(
    view: Overview,
    columns: tuple[int, int, int],
    room: int,
    sizes: tuple[int, int, int],
    g: Glyphs,
) -> list[Line]:
    """Disks and network at the left, the system at the right."""
    left, gap, right = columns
    parted = sizes[0] + sizes[1] < room or room > 10
    spare = room - (1 if parted else 0)
    network_rows = min(sizes[1], max(0, spare - min(sizes[0], 4)), 4)
    if network_rows < 2:
        network_rows, parted, spare = 0, False, room
    disk_rows = min(sizes[0], spare - network_rows)
    network_rows = min(sizes[1], spare - disk_rows) if network_rows else 0
    a = disks(view, left, disk_rows, g)
    if network_rows:
        a += [[(" " * left, "text")]] if parted else []
        a += facts.network(view, left, network_rows, g)
    b = facts.system(view, right, room, g)
    a += [[(" " * left, "text")]] * (room - len(a))
    b += [[(" " * right, "text")]] * (room - len(b))
    return [_joined(x, gap, y) for x, y in zip(a, b, strict=True)]


def _one_column(
    view: Overview, width: int, room: int, sizes: tuple[int, int, int], g: Glyphs
) -> list[Line]:
    """Disks, system, network, below each other; what has no room for a fact is left out."""
    disk_rows = min(sizes[0], max(2, min(4, room)), room)
    system_rows = min(sizes[2], room - disk_rows, 4)
    network_rows = min(sizes[1], room - disk_rows - max(0, system_rows))
    network_rows = network_rows if network_rows >= 2 else 0
    system_rows = min(sizes[2], room - disk_rows - network_rows)
    disk_rows = min(sizes[0], room - system_rows - network_rows)
    lines = disks(view, width - 2, disk_rows, g)
    if system_rows >= 2:
        lines += facts.system(view, width - 2, system_rows, g)
    if network_rows:
        lines += facts.network(view, width - 2, network_rows, g)
    lines += [[(" " * (width - 2), "text")]] * (room - len(lines))
    return [_inset(line) for line in lines[:room]]


def _inset(spans: Sequence[Span]) -> Line:
    return solid([(" ", "text"), *spans, (" ", "text")])


def _joined(a: Sequence[Span], gap: int, b: Sequence[Span]) -> Line:
    return solid([(" ", "text"), *a, (" " * gap, "text"), *b, (" ", "text")])


def _haystack(f: Finding) -> str:
    return f"{word(f'level.{f.level}')} {say(f.title)} {say(f.detail)} {f.subject}"
