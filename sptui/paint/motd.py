"""The text at login: five lines at most, one when all is well, and never older than it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sptui.model.facts_file import FRESH_S
from sptui.model.msg import msg
from sptui.model.text import clean
from sptui.paint.line import fit, width_of
from sptui.paint.words import say, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sptui.model.facts_file import FactsFile, Said
    from sptui.model.health import Level

_WIDTH = 80
_LABEL_W = 9
_LEVELS: tuple[Level, ...] = ("bad", "warning", "unknown")
_MOST_LINES = 5


def motd(facts: FactsFile, now: float) -> str:
    """The lines, each with its newline. `now` is seconds since 1970."""
    age = now - facts.at
    if age < -FRESH_S:
        return f"{_cut(say(msg('motd.early', host=facts.host, at=facts.at)))}\n"
    counts = [
        say(msg(f"motd.{level}", n=n))
        for level in _LEVELS
        if (n := sum([said.level == level for said in facts.findings]))
    ]
    stale = age > FRESH_S
    if not counts and not stale:
        return f"{_cut(say(msg('motd.well', host=facts.host, at=facts.at)))}\n"
    counted = ", ".join(counts)
    if stale:
        head = [
            _cut(say(msg("motd.stale", host=facts.host, age_s=age))),
            _row(
                "motd.then",
                [say(msg("motd.counted", counts=counted or word("motd.nothing"), at=facts.at))],
            ),
        ]
    else:
        head = [_cut(say(msg("motd.head", host=facts.host, counts=counted, at=facts.at)))]
    rows = [row for level in _LEVELS if (row := _level(level, facts.findings, now))]
    lines = [*head, *rows][: _MOST_LINES - 1]
    return "\n".join([*lines, word("motd.type"), ""])


def _level(level: Level, findings: Sequence[Said], now: float) -> str:
    """All findings of one level in one line; what is bad with its age."""
    texts: list[str] = []
    for said in findings:
        if said.level == level:
            aged = level == "bad" and said.since is not None
            age = msg("motd.aged", title=said.title, age_s=now - (said.since or 0.0))
            texts.append(say(age) if aged else clean(said.title))
    return _row(f"level.{level}", texts) if texts else ""


def _row(label: str, texts: Sequence[str]) -> str:
    """As many of the texts as there is room for, and how many there are more."""
    start = f"  {word(label):{_LABEL_W}}"
    for nth in range(len(texts), 0, -1):
        more = len(texts) - nth
        rest = [say(msg("motd.more", n=more))] if more else []
        line = start + "; ".join([*texts[:nth], *rest])
        if width_of(line) <= _WIDTH:
            return line
    more = len(texts) - 1
    end = f"; {say(msg('motd.more', n=more))}" if more else ""
    return _cut(start + texts[0], _WIDTH - width_of(end)) + end


def _cut(text: str, width: int = _WIDTH) -> str:
    return text if width_of(text) <= width else fit(text, width - 2, cut="...")
