"""Lengths of time as people write them in a configuration: a whole number and a unit."""

from __future__ import annotations

# Longest unit first: a length is written with the largest that leaves a whole number.
UNITS: tuple[tuple[str, int], ...] = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))

# 100 years: more is a slip of the keyboard.
MOST_S = 36_525 * 86_400


def seconds(text: str) -> float:
    """`"90s"`, `"10min"`, `"26h"`, `"14d"` in seconds.

    Raises ValueError: anything else, or more than a hundred years."""
    number = text.rstrip("abcdefghijklmnopqrstuvwxyz ")
    unit = text[len(number) :].strip()
    factor = dict(UNITS).get(unit)
    if factor is None or not number.isascii() or not number.isdigit() or len(number) > 10:
        raise ValueError(text)
    length = int(number) * factor
    if length > MOST_S:
        raise ValueError(text)
    return float(length)


def written(length_s: float) -> str:
    """The text that `seconds` reads as `length_s`, which is a whole number: 600 is `"10min"`."""
    whole = round(length_s)
    for unit, factor in UNITS:
        if whole and whole % factor == 0:
            return f"{whole // factor}{unit}"
    return "0s"
