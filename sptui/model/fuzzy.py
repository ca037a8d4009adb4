"""Fuzzy matching: letters in order are enough, side by side is better."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_TOGETHER, _WORD_START, _TEXT_START, _GAP_COSTS = 8, 6, 4, 3


def match(query: str, text: str) -> tuple[int, tuple[int, ...]] | None:
    """How well `query` is found in `text` (higher is better), and where its letters are.

    Case and spaces of the query do not count. None: its letters are not there in this order.
    An empty query is found everywhere, with 0.
    """
    wanted, where = _folded(query).replace(" ", ""), _folded(text)
    if not wanted:
        return 0, ()
    best: tuple[int, tuple[int, ...]] | None = None
    start = where.find(wanted[0])
    while start >= 0:
        positions = _from(wanted, where, start)
        if positions is None:
            break  # what is not there from here is not there from further on either
        score = _score(positions, where)
        if best is None or score > best[0]:
            best = score, positions
        start = where.find(wanted[0], start + 1)
    return best


def match_words(query: str, text: str) -> tuple[int, tuple[int, ...]] | None:
    """As `match`, for each word of `query` by itself: words may stand in another order."""
    total, found = 0, set[int]()
    for word in query.split():
        one = match(word, text)
        if one is None:
            return None
        total += one[0]
        found.update(one[1])
    return total, tuple(sorted(found))


def _folded(text: str) -> str:
    """Lower case, each character still at its place: what would become two stays as it is."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join([_fold(c) for c in text])


def _fold(c: str) -> str:
    lower = c.lower()
    return lower if len(lower) == 1 else c


def _from(wanted: str, where: str, start: int) -> tuple[int, ...] | None:
    """Places of the letters, the first at `start`: side by side, else the next word's start, else
    the next there is."""
    plain = [start]
    for letter in wanted[1:]:
        at = where.find(letter, plain[-1] + 1)
        if at < 0:
            return None
        plain.append(at)
    chosen = [start]
    for letter in wanted[1:]:
        at = chosen[-1] + 1
        if not where.startswith(letter, at):
            at = _word_start(letter, where, at)
            if at < 0:
                at = where.find(letter, chosen[-1] + 1)
        if at < 0:
            return tuple(plain)
        chosen.append(at)
    return tuple(chosen if _score(chosen, where) > _score(plain, where) else plain)


def _word_start(letter: str, where: str, at: int) -> int:
    while True:
        at = where.find(letter, at)
        if at < 0 or _starts_word(where, at):
            return at
        at += 1


def _starts_word(where: str, at: int) -> bool:
    return at == 0 or not where[at - 1].isalnum()


def _score(positions: list[int] | tuple[int, ...], where: str) -> int:
    score = _TEXT_START if positions[0] == 0 else 0
    before = -2
    for at in positions:
        if at == before + 1:
            score += _TOGETHER
        elif before >= 0:
            score -= _GAP_COSTS
        if _starts_word(where, at):
            score += _WORD_START
        before = at
    return score


def finder(word: str) -> Callable[[str], bool]:
    """Whether a line of a text has the letters of `word` in order, as `match` would say; many times
    faster, for lists of thousands."""
    import re

    letters = [re.escape(c) for c in _folded(word).replace(" ", "")]
    if not letters:
        return lambda text: True
    # Each letter is the next there is: no text makes this take long.
    between = [f"[^\\n{letter}]*{letter}" for letter in letters[1:]]
    find = re.compile(letters[0] + "".join(between)).search
    return lambda text: find(_folded(text)) is not None
