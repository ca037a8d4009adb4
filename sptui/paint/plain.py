"""Plain mode's lines: the first menu, what is wrong, numbered rows and entries. For terminals that
only have lines, for scripts and for ears: words, no signs, nothing that moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sptui.model.msg import Msg, msg
from sptui.paint import numbers
from sptui.paint.line import fit, width_of
from sptui.paint.menu import wrapped
from sptui.paint.outside import narrowed, shown
from sptui.paint.words import say, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sptui.glyphs import Glyphs
    from sptui.model.health import Finding
    from sptui.model.overview import Overview

# Lines are no longer, however wide the terminal; and no narrower, however narrow.
WIDEST, NARROWEST = 80, 24
# A number and the space behind it; labels of facts.
NUMBER_W, LABEL_W = 4, 11


class Entry(NamedTuple):
    """What a number chooses: its title, a word about it, and why it can't be chosen now."""

    number: int
    title: str
    detail: str = ""
    reason: str = ""


def said(text: str, width: int, g: Glyphs, start: str = "", indent: int = 0) -> list[str]:
    """`text` in lines of at most `width` cells, those after the first indented by `indent`; `start`
    stands before it. Cleaned already; what fits stays as it is."""
    text = narrowed(text, g)
    indent = max(indent, width_of(start))
    if width_of(start) + width_of(text) <= width:
        return [(start + text).rstrip()]
    rows = wrapped([(text, "text")], max(8, width - indent))
    lines = ["".join([piece for piece, _ in row]) for row in rows]
    return [(start if n == 0 else " " * indent) + line for n, line in enumerate(lines)]


def told(label: str, text: str, width: int, g: Glyphs) -> list[str]:
    """A label and what there is to say."""
    return said(text, width, g, fit(word(label) if label else "", LABEL_W), LABEL_W)


def head(view: Overview, guarded: Msg | None, width: int, g: Glyphs) -> list[str]:
    """Whose menu it is, and how it stands; `guarded` says that nothing may be changed."""
    name = shown(view.host.name, g)
    if view.demo:
        name += f" ({word('frame.demo')})"
    bad = sum([each.level == "bad" for each in view.findings])
    warnings = sum([each.level == "warning" for each in view.findings])
    parts = [say(msg("frame.bad", n=bad))] if bad else []
    parts += [say(msg("frame.warnings", n=warnings))] if warnings else []
    health = ", ".join(parts) or word("needs.well" if _asked(view) else "needs.not_asked")
    date = numbers.date(view.now).strip()
    line = say(msg("plain.head", name=name, health=health.rstrip("."), at=date))
    lines = said(line, width, g)
    if guarded is not None:
        lines += said(say(guarded), width, g)
    return lines


def _asked(view: Overview) -> bool:
    return view.sample is not None and view.facts is not None


def findings(found: Sequence[Finding], first: int, width: int, g: Glyphs) -> list[str]:
    """What is wrong, worst first, numbered from `first` on."""
    lines: list[str] = []
    for number, each in enumerate(found, first):
        text = f"{word(f'level.{each.level}')}: {say(each.title)}, {say(each.detail)}"
        lines += said(text, width, g, f"{number:>{NUMBER_W - 1}} ", NUMBER_W)
    return lines


def finding(one: Finding, now: float, width: int, g: Glyphs) -> list[str]:
    """What is wrong, since when, why, and what to do."""
    lines = said(f"{word(f'level.{one.level}')}: {say(one.title)}", width, g)
    if one.since is not None:
        since = msg("why.since", age=max(0.0, now - one.since), at=one.since)
        lines += told("", say(since), width, g)
    lines += told("why.because", say(one.why), width, g)
    lines += told("why.figure", say(one.detail), width, g)
    lines += told("why.next", say(one.next), width, g)
    rule = f"{shown(one.rule, g)} {say(msg('why.subject', subject=one.subject))}"
    return lines + told("why.rule", rule, width, g)


def entries(every: Sequence[Entry], width: int, g: Glyphs) -> list[str]:
    """What can be chosen, a line each; what can't be now, with its reason."""
    lines: list[str] = []
    widest = max([width_of(one.title) for one in every], default=0)
    beside = NUMBER_W + widest + 22 <= width
    for one in every:
        start = f"{one.number:>{NUMBER_W - 1}} "
        title = narrowed(one.title, g)
        text = say(msg("menu.not_now", reason=one.reason)) if one.reason else one.detail
        if not text:
            lines += said(title, width, g, start, NUMBER_W)
        elif beside:
            lines += said(text, width, g, start + fit(title, widest + 2), NUMBER_W + widest + 2)
        else:
            between = ". " if one.reason else ", "
            lines += said(f"{title}{between}{text}", width, g, start, NUMBER_W)
    return lines


def rows(
    first: int, every: Sequence[Sequence[str]], width: int, g: Glyphs, right: Sequence[int] = ()
) -> list[str]:
    """Numbered rows of a list: cells below each other, of which the last one is cut where there is
    no room for it, and goes first. `right` are columns that end below each other. The first cell is
    never cut: it is what people type elsewhere."""
    if not every:
        return []
    cells = [[shown(cell, g) for cell in row] for row in every]
    widths = [max([width_of(row[n]) for row in cells]) for n in range(len(cells[0]) - 1)]
    beside = NUMBER_W + sum([w + 2 for w in widths])
    lines: list[str] = []
    for number, row in enumerate(cells, first):
        start = f"{number:>{NUMBER_W - 1}} "
        if beside <= width + 2:
            parts = [fit(row[n], w, right=n in right) for n, w in enumerate(widths)]
            left = start + "  ".join(parts)
            rest = row[-1] if width - beside >= 8 else ""
            line = f"{left}  {rest}" if rest else left.rstrip()
            lines.append(fit(line, width).rstrip() if width_of(line) > width else line)
        else:
            lines += said(" ".join([cell for cell in row[:-1] if cell]), width, g, start, NUMBER_W)
    return lines


def prompt(keys: Sequence[str], width: int, g: Glyphs) -> list[str]:
    """What can be typed, each by the id of its words; the answer is typed behind the last line."""
    lines = [""]
    for n, key in enumerate(keys):
        part = narrowed(word(f"plain.key.{key}"), g) + ("," if n < len(keys) - 1 else ": ")
        if lines[-1] and width_of(lines[-1]) + 1 + width_of(part) > width:
            lines.append("")
        lines[-1] += f" {part}" if lines[-1] else part
    return lines


def help(keys: Sequence[str], width: int, g: Glyphs) -> list[str]:
    """What each of them does."""
    every = (*keys, "enter", "ctrl_c")
    return [line for key in every for line in said(word(f"plain.help.{key}"), width, g, "  ", 4)]
