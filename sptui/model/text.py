"""Text from outside, made safe to show: no control characters, no escapes, no invisible marks."""

from __future__ import annotations

_SELECTOR, _LAST_SELECTOR = "\ufe00", "\ufe0f"


def clean(text: str, limit: int = 4096) -> str:
    r"""At most `limit` characters of `text`, all printable.

    A tab becomes four spaces and any other space one; what is left of Cc, Cf (bidi marks, zero
    widths), Cs, Co, Cn, Zl and Zp becomes U+FFFD each. Variation selectors go: they show nothing,
    and terminals disagree on how wide they make a character. Cleaning twice changes nothing.
    """
    if len(text) <= limit and text.isprintable() and (text.isascii() or not _selects(text)):
        return text  # the common case
    return "".join(
        [
            "" if _SELECTOR <= c <= _LAST_SELECTOR else c if c.isprintable() else _instead(c)
            for c in text[:limit]
        ]
    )[:limit]


def _selects(text: str) -> bool:
    return any(_SELECTOR <= c <= _LAST_SELECTOR for c in text)


def _instead(c: str) -> str:
    if c == "\t":
        return "    "
    # isspace() is also true of line breaks and separators, which must not pass for spaces.
    if c.isspace() and c > "\u0085" and c not in "\u2028\u2029":
        return " "
    return "\ufffd"
