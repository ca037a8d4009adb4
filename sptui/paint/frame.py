"""What is around every screen: header, status and key line, headings, the small window's notice."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sptui.model.msg import Msg, msg
from sptui.paint import numbers
from sptui.paint.line import line_width, on
from sptui.paint.outside import shown, told
from sptui.paint.span import crop, padded, solid, spread
from sptui.paint.words import say, spans, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sptui.glyphs import Glyphs
    from sptui.model.health import Finding
    from sptui.model.machine import Host
    from sptui.model.overview import Overview
    from sptui.paint.line import Line, Look, Span

LEAST_WIDTH, LEAST_HEIGHT = 60, 20
_KEYS_KEPT = 4


class Key(NamedTuple):
    """A key of the key line. One that can't be used now is `(R) restart`, dim. The highest `rank`
    goes first when room is short."""

    key: str
    label: str
    enabled: bool = True
    rank: int = 0


class Health(NamedTuple):
    """How many findings there are of each level; `known` is False until something was asked."""

    bad: int = 0
    warnings: int = 0
    unknown: int = 0
    known: bool = True


class Header(NamedTuple):
    """What the header shows. `screen` is a word's id; `now` and `frozen_at` seconds since 1970;
    `badge` says what is forbidden."""

    host: Host
    screen: str
    health: Health
    now: float
    frozen_at: float | None = None
    demo: bool = False
    badge: Msg | None = None


def header_of(
    view: Overview,
    screen: str = "screen.overview",
    frozen_at: float | None = None,
    badge: Msg | None = None,
) -> Header:
    """The header of a screen, from the newest view."""
    known = view.sample is not None and view.facts is not None
    health = count(view.findings, known)
    return Header(view.host, screen, health, view.now, frozen_at, view.demo, badge)


def count(findings: Sequence[Finding], known: bool = True) -> Health:
    """Findings by level. `known`: something was asked already, so that none means well."""
    levels = [finding.level for finding in findings]
    return Health(levels.count("bad"), levels.count("warning"), levels.count("unknown"), known)


def health(h: Health, g: Glyphs) -> list[Span]:
    """Health in signs and words: what is bad, what warns, else ok or unknown."""
    out: list[Span] = []
    if h.bad:
        out.append((f"{g.bad} {say(msg('frame.bad', n=h.bad))}", "bad"))
    if h.warnings:
        text = f"{g.warning} {say(msg('frame.warnings', n=h.warnings))}"
        out += [("  ", "text"), (text, "warning")] if out else [(text, "warning")]
    if out:
        return out
    if h.unknown or not h.known:
        return [(f"{g.unknown} {word('level.unknown')}", "text")]
    return [(g.ok, "ok"), (f" {word('level.ok')}", "text")]


def header(h: Header, width: int, g: Glyphs) -> Line:
    """Host, kind and screen; health; clock. Below 80 columns the kind goes, then the clock."""
    parts = health(h.health, g)
    for kind, clock in ((width >= 80, True), (False, True), (False, False)):
        start, end = _place(h, width if kind else 0, g), _clock(h, width, clock)
        room = width - 4 - line_width(parts) - line_width(end)
        if line_width(start) <= room:
            break
    start = crop(start, room, g)
    # Health has its own place, so that it does not move when what is beside it does.
    least = width - 4 - line_width(end) - line_width(parts)
    gap = max(2, min(width * 9 // 20, least) - 1 - line_width(start))
    left = [(" ", "text"), *start, (" " * gap, "text"), *parts]
    return solid(on(spread(left, [*end, (" ", "text")], width, g), "surface"))


def _place(h: Header, width: int, g: Glyphs) -> list[Span]:
    """Whose machine this is, and where in sptui we are."""
    kind, os = word(f"kind.{h.host.kind}"), shown(h.host.os, g)
    # An operating system that begins with the kind's name, or is all there is to say, stands alone.
    if width < 100 or not os:
        names = [kind] if width >= 80 else []
    elif os.startswith(kind) or h.host.kind == "linux":
        names = [os]
    else:
        names = [kind, os]
    middle = [(f"  {name}", "dim") for name in names]
    room = max(12, width // 3)
    host: list[Span] = crop([(shown(h.host.name, g), "heading")], 30, g)
    return [*host, *crop(middle, room, g), ("  ", "text"), (word(h.screen), "heading")]


def _clock(h: Header, width: int, wanted: bool) -> list[Span]:
    """What is forbidden, that it is a demo, and the time."""
    parts: list[Span] = [(say(h.badge), "accent")] if h.badge is not None else []
    if h.demo:
        parts.append((word("frame.demo"), "accent"))
    if h.frozen_at is not None:
        parts.append((say(msg("frame.frozen", at=h.frozen_at)), "warning"))
    elif wanted:
        date = f"{numbers.day(h.now)}  " if width >= 100 else ""
        parts.append((date + numbers.clock(h.now), "text"))
    return [span for part in parts for span in (("   ", "text"), part)][1:]


def status(text: Line | Msg | None, width: int, g: Glyphs, ground: str = "bg") -> Line:
    """The line above the keys, from column 1 on: a painted line, or a message in plain text."""
    inner = told(spans(text) if isinstance(text, Msg) else text or (), g)
    line = padded([(" ", "text"), *crop(inner, width - 2, g)], width, g)
    return solid(on(line, ground))


def next_step(step: Msg | None) -> Line:
    """What to do next for the focused row, as the status line shows it."""
    return ((word("frame.next"), "dim"), *spans(step)) if step is not None and step.id else ()


def keys(
    left: Sequence[Key],
    right: Sequence[Key],
    width: int,
    g: Glyphs,
    *,
    ground: str = "surface",
    note: str = "",
) -> Line:
    """The key line: this row's keys, those of everywhere at the right, a command between them.

    When room is short, the highest rank goes first; of one rank all but four at the left, from the
    right; then those of everywhere, from the left; then the rest. `note`, the command, is cut.
    """
    here, everywhere = _shown_keys(left, g), _shown_keys(right, g)
    room = width - 2 - (12 if note else 0)
    while _keys_width(here) + (2 + _keys_width(everywhere) if everywhere else 0) > room:
        if not _drop(here, everywhere):
            break
    start = [(" ", "text"), *_key_spans(here)]
    end = _key_spans(everywhere)
    if note:
        spare = width - 3 - line_width(start) - line_width(end) - (2 if end else 0)
        end = [*crop([(shown(note, g), "dim")], spare, g), *([("  ", "text")] if end else []), *end]
    line = spread(start, [*end, (" ", "text")], width, g) if end else padded(start, width, g)
    return solid(on(line, ground))


def _drop(here: list[Key], everywhere: list[Key]) -> bool:
    """Take one away; False: none can go."""
    worst = max([key.rank for key in (*here, *everywhere)], default=0)
    mine = [nth for nth, key in enumerate(here) if key.rank == worst]
    theirs = [nth for nth, key in enumerate(everywhere) if key.rank == worst]
    if worst and mine:
        here.pop(mine[-1])
    elif worst:
        everywhere.pop(theirs[0])
    elif len(here) > _KEYS_KEPT or (not everywhere and len(here) > 1):
        here.pop()
    elif everywhere:
        everywhere.pop(0)
    else:
        return False
    return True


def _shown_keys(these: Sequence[Key], g: Glyphs) -> list[Key]:
    return [key._replace(key=shown(key.key, g), label=shown(key.label, g)) for key in these]


def _key_spans(these: Sequence[Key]) -> list[Span]:
    out: list[Span] = []
    for nth, (key, label, enabled, _) in enumerate(these):
        if nth:
            out.append(("  ", "text"))
        if enabled:
            out += [(key, "key"), (f" {label}", "dim")] if label else [(key, "key")]
        else:
            out.append((f"({key}) {label}", "dim"))
    return out


def _keys_width(these: Sequence[Key]) -> int:
    return line_width(_key_spans(these))


def heading(
    title: str, note: str, width: int, g: Glyphs, *, note_look: Look = "dim", room: bool = True
) -> list[Span]:
    """A section's heading in exactly `width` cells: title, rule to the edge, note at its end."""
    end: list[Span] = [(f" {note}", note_look)] if note else []
    start = crop([(title, "heading")], width - line_width(end) - (2 if room else 0), g)
    rule = width - line_width(start) - line_width(end) - 1
    if rule < 1:
        return padded(start, width, g)
    return [*start, (" ", "text"), (g.rule * rule, "rule"), *end]


def too_small(width: int, height: int, h: Health | None, g: Glyphs) -> list[Line]:
    """The notice of a window below 60x20: exactly `height` lines of `width` cells."""
    needs = msg(
        "small.needs", width=LEAST_WIDTH, height=LEAST_HEIGHT, have_width=width, have_height=height
    )
    said: list[list[Span]] = [
        spans(needs),
        health(h, g) if h is not None else [],
        spans(Msg("small.larger")),
        spans(Msg("small.quit")),
    ]
    lines = [padded(line, width, g) for line in said if line]
    lines += [[(" " * width, "text")]] * (height - len(lines))
    return [solid(line) for line in lines[: max(0, height)]]
