"""Text from outside, made safe to show: no control characters, no escapes, no invisible marks."""

from __future__ import annotations


def clean(text: str, limit: int = 4096) -> str:
    r"""At most `limit` characters of `text`, all printable.

    A tab becomes four spaces and any other space one; what is left of Cc, Cf (bidi marks, zero
    widths), Cs, Co, Cn, Zl and Zp becomes U+FFFD each. Cleaning twice changes nothing.
    """
    if len(text) <= limit and text.isprintable():  # the common case
        return text
    return "".join([c if c.isprintable() else _instead(c) for c in text[:limit]])[:limit]


def _instead(c: str) -> str:
    if c == "\t":
        return "    "
    # isspace() is also true of line breaks and separators, which must not pass for spaces.
    if c.isspace() and c > "\u0085" and c not in "\u2028\u2029":
        return " "
    return "\ufffd"
