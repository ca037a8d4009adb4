"""Where the cursor of a list is when its rows come, go and change places."""

from collections.abc import Sequence
from typing import TypeVar

# What makes a row the same thing a moment later.
Key = TypeVar("Key")


def place(keys: Sequence[Key], wanted: Key | None, fallback: int) -> int:
    """Where the row `wanted` is now: the cursor stays on its thing when the order changes. When it
    is gone, `fallback`, or the last row."""
    at = max(0, min(fallback, len(keys) - 1))
    if wanted is None or (keys and keys[at] == wanted):
        return at
    return keys.index(wanted) if wanted in keys else at
