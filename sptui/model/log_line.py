"""A query as the line that a person types: one key of it changed, all else left as it was."""

from __future__ import annotations

from collections.abc import Sequence

from sptui.model.log_query import quoted, tokens, unquoted

# How far back `+` and `-` look, the nearest first; "": as far as there is.
RANGES = ("15min", "1h", "6h", "24h", "7d", "30d", "")


def value_of(line: str, key: str) -> str:
    """What the line says behind `key:`; "": nothing."""
    return next(
        (
            unquoted(value) if value[:1] == '"' else value
            for name, value in _keyed(line)
            if name == key
        ),
        "",
    )


def with_value(line: str, key: str, value: str) -> str:
    """The line with `key:value` instead of what it said of that key; "" takes it out."""
    rest = [token for token in tokens(line) if not token.startswith(f"{key}:")]
    said = [f"{key}:{quoted(value)}"] if value else []
    return " ".join([*rest, *said])


def asked_of(units: Sequence[str]) -> str:
    """The line for what these units say."""
    return " ".join([f"unit:{quoted(unit)}" for unit in units])


def next_range(line: str, step: int) -> str:
    """The line for a longer (1) or shorter (-1) time back from now."""
    now = value_of(line, "since")
    at = RANGES.index(now) if now in RANGES else len(RANGES) - 1
    return with_value(line, "since", RANGES[max(0, min(len(RANGES) - 1, at + step))])


def other_boot(line: str, step: int) -> str:
    """The line for the boot before (-1) or after (1) the one that it asks for: of all boots back to
    this one; after this one there are all again."""
    now = value_of(line, "boot")
    if not now.lstrip("-").isdigit():
        return with_value(line, "boot", "0" if step < 0 else "")
    offset = min(0, int(now)) + step
    return with_value(line, "boot", "" if offset > 0 else str(offset))


def _keyed(line: str) -> list[tuple[str, str]]:
    parts = [token.partition(":") for token in tokens(line) if token[0] not in '"/~']
    return [(key, value) for key, colon, value in parts if colon]
