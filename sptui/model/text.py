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


def uncoloured(text: str) -> str:
    """`text` without the sequences that programs colour it by (CSI ... m). All else stays, to be
    cleaned."""
    parts = text.split("\x1b[")
    return parts[0] + "".join([_after_colour(part) for part in parts[1:]])


def _after_colour(part: str) -> str:
    end = part.find("m")
    if end >= 0 and all(c in "0123456789;:" for c in part[:end]):
        return part[end + 1 :]
    return f"\x1b[{part}"
