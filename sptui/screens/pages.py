"""All pages there are: each folder of this room with a PAGE in its `screen.py`. A new folder is
found by itself."""

import importlib
import pkgutil
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import sptui.screens
from sptui.screens.page import Page


class PageRecord(NamedTuple):
    """A page's mode name, the digit that opens it, the words for its name and for what it tells,
    and how it is made."""

    id: str
    key: str
    word: str
    about: str
    make: Callable[[], Page]


@lru_cache(1)
def all_pages() -> tuple[PageRecord, ...]:
    """Every page, by its digit (0 is last).

    Raises ValueError: two pages have the same digit."""
    found: list[PageRecord] = []
    for folder in pkgutil.iter_modules(sptui.screens.__path__):
        if folder.ispkg:
            module = importlib.import_module(f"sptui.screens.{folder.name}.screen")
            page: type[Page] = module.PAGE
            found.append(PageRecord(folder.name, page.digit, page.word, page.about, page))
    if len({page.key for page in found}) < len(found):
        raise ValueError(
            f"two pages have the same digit: {[(page.id, page.key) for page in found]}"
        )
    return tuple(sorted(found, key=lambda page: page.key.replace("0", "a")))
