"""All pages there are: each folder of this room, which says PAGE in its `__init__.py`. A new folder
is found by itself. Textual is not needed to know them: the plain first frame names them too."""

import importlib
import os
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sptui.screens.page import Page


class PageRecord(NamedTuple):
    """A page's mode name (its folder), the digit that opens it, and the words for its name and for
    what it tells."""

    id: str
    key: str
    word: str
    about: str

    def make(self) -> "Page":
        """The page itself; its code is loaded when it is first opened."""
        module = importlib.import_module(f"sptui.screens.{self.id}.screen")
        page: Page = module.PAGE()
        return page


@lru_cache(1)
def all_pages() -> tuple[PageRecord, ...]:
    """Every page, by its digit (0 is last).

    Raises ValueError: two pages have the same digit."""
    here = os.path.dirname(__file__)
    found: list[PageRecord] = []
    for name in sorted(os.listdir(here)):
        if os.path.exists(f"{here}/{name}/screen.py"):
            package = importlib.import_module(f"sptui.screens.{name}")
            found.append(PageRecord(name, *package.PAGE))
    if len({page.key for page in found}) < len(found):
        raise ValueError(f"two pages have the same digit: {[page[:2] for page in found]}")
    return tuple(sorted(found, key=lambda page: page.key.replace("0", "a")))


def page(id: str) -> PageRecord:
    """The record of one page. Raises KeyError: there is none."""
    return {record.id: record for record in all_pages()}[id]


def digits(keys: Sequence[str]) -> str:
    """The digits of all pages as one label: "1-4" where none is missing between, else "1 2 4"."""
    whole = "".join(keys) in "1234567890"
    return f"{keys[0]}-{keys[-1]}" if whole else " ".join(keys)
