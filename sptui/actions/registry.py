"""All actions there are: those that the files of this room list in ACTIONS. A new file is found by itself."""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache

import sptui.actions
from sptui.actions.action import Action


@lru_cache(1)
def all_actions() -> tuple[Action, ...]:
    """Every action, in the order of files and lists.

    Raises ValueError: two have the same id, or the same key, or one that is not safe has no question."""
    found: list[Action] = []
    for module in pkgutil.iter_modules(sptui.actions.__path__):
        found += getattr(importlib.import_module(f"sptui.actions.{module.name}"), "ACTIONS", ())
    check(found)
    return tuple(found)


def check(actions: list[Action]) -> None:
    """Raise ValueError where two actions clash, or one could be done without being asked."""
    ids = [action.id for action in actions]
    keys = [action.key for action in actions if action.key]
    for what, names in (("id", ids), ("key", keys)):
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"two actions have the same {what}: {', '.join(twice)}")
    unasked = [action.id for action in actions if action.risk != "safe" and action.confirm is None]
    if unasked:
        raise ValueError(f"not safe, and asks nothing: {', '.join(unasked)}")
