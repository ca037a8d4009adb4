"""All actions there are: those that the files of this room list in ACTIONS. A new file is found by
itself."""

from __future__ import annotations

import importlib
import os
from functools import lru_cache

from sptui.actions.action import Action


@lru_cache(1)
def all_actions() -> tuple[Action, ...]:
    """Every action, in the order of files and lists.

    Raises ValueError: two have the same id, or the same key, or one that is not safe has no
    question."""
    found: list[Action] = []
    # (pkgutil would say the same, and takes 10 ms to import, which the first frame would feel)
    for name in sorted(os.listdir(os.path.dirname(__file__))):
        if name.endswith(".py") and name not in ("__init__.py", "registry.py"):
            module = importlib.import_module(f"sptui.actions.{name.removesuffix('.py')}")
            found += getattr(module, "ACTIONS", ())
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
