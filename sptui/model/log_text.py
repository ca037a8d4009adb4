"""Texts that a message has to have, as one pattern for `journalctl --grep` (PCRE2 over bytes), and
where they are in a message.

Source: pcre2pattern(3). Both sides are made from the same pieces, so that what is found is what is
marked; but for a regular expression that a person typed, which is read by two libraries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sptui.model.log_query import Text

# A regular expression that takes longer marks nothing.
_MARKS_S = 0.02
# Nothing further on in a line is marked: no screen is so wide.
_MOST = 2000
# A capital after a backslash is no letter.
_CAPITAL = re.compile(r"(?:\\.|[^\\])*?(?<!\\)[A-Z]", re.DOTALL)


def grep(texts: Sequence[Text]) -> str:
    """The pattern that a message matches which has all of them. Case counts as each of them says:
    it is for `--case-sensitive=true`."""
    pieces = [piece for text in texts for piece in _pieces(text)]
    if len(pieces) == 1:
        return pieces[0]
    return r"(?s)\A" + "".join([f"(?=.*?{piece})" for piece in pieces])


def find(texts: Sequence[Text], line: str) -> tuple[tuple[int, int], ...]:
    """Where they are in a line, in order, not overlapping."""
    found: list[tuple[int, int]] = []
    line = line[:_MOST]
    for text in texts:
        if text.kind == "regex":
            found += _by_regex(text.text, line)
        elif text.kind == "fuzzy":
            found += _by_letters(text.text, line)
        else:
            for piece in _pieces(text):
                found += [each.span() for each in re.finditer(piece, line)]
    return _joined(found)


def _joined(found: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    joined: list[tuple[int, int]] = []
    for begin, end in sorted(found):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif begin < end:
            joined.append((begin, end))
    return tuple(joined)


@lru_cache(64)
def _pieces(text: Text) -> tuple[str, ...]:
    """The patterns that all have to be there."""
    if text.kind == "words":
        return tuple([_literal(word, _cased(word)) for word in text.text.split()])
    if text.kind == "exact":
        return (_literal(text.text, _cased(text.text)),)
    if text.kind == "regex":
        return (f"(?:{text.text})" if _CAPITAL.match(text.text) else f"(?i:{text.text})",)
    cased = _cased(text.text)
    first, *rest = [_letter(sign, cased) for sign in text.text]
    # Each letter is the next there is: no text makes this take long.
    return (first + "".join([rf"(?>(?:(?!{one})[^\n])*){one}" for one in rest]),)


def _cased(text: str) -> bool:
    return any(sign.isupper() for sign in text)


def _literal(text: str, cased: bool) -> str:
    return "".join([_letter(sign, cased) for sign in text])


def _letter(sign: str, cased: bool) -> str:
    """One character, for a library that knows bytes and for one that knows text."""
    forms = [sign] if cased else list(dict.fromkeys([sign.lower(), sign.upper()]))
    forms = [_plain(form) for form in forms if len(form) == 1] or [_plain(sign)]
    if len(forms) == 1:
        return forms[0]
    return f"[{''.join(forms)}]" if sign.isascii() else f"(?:{'|'.join(forms)})"


def _plain(sign: str) -> str:
    if not sign.isascii() or sign.isalnum() or sign == "_":
        return sign
    return f"\\x{ord(sign):02x}" if ord(sign) < 33 or ord(sign) == 127 else "\\" + sign


def _by_letters(text: str, line: str) -> list[tuple[int, int]]:
    """Each letter, the next there is."""
    cased = _cased(text)
    (piece,) = _pieces(_fuzzy(text))
    whole = re.search(piece, line)
    if whole is None:
        return []
    at, found = whole.start(), []
    for sign in text:
        one = re.compile(_letter(sign, cased)).search(line, at)
        if one is None:
            return []
        found.append(one.span())
        at = one.end()
    return found


def _fuzzy(text: str) -> Text:
    from sptui.model.log_query import Text

    return Text("fuzzy", text)


def _by_regex(pattern: str, line: str) -> list[tuple[int, int]]:
    import regex

    flags = 0 if _CAPITAL.match(pattern) else regex.IGNORECASE
    try:
        compiled = regex.compile(pattern, flags)
        return [each.span() for each in compiled.finditer(line, timeout=_MARKS_S)]
    except (regex.error, TimeoutError, RecursionError, OverflowError):
        return []
