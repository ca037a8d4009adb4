"""A history with some rows in it, for tests to spoil, and what an error of it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sptui.model.errors import HistoryError
from sptui.paint.words import say
from sptui.system.store import Store

NOW = 1_790_000_040.0
MINUTE = int(NOW // 60)
ROW = {f"series.{n}": float(n) for n in range(60)}


def filled(path: str, count: int = 200) -> None:
    store = Store(path)
    store.add([(MINUTE + n, ROW) for n in range(count)], NOW)
    store.close()


def rows(store: Store) -> list[int]:
    found = store.read("minute", 0, 1e11, ["series.0"]).get("series.0", [])
    return [int(piece[0] // 60) for piece in found]


def kind_of(call: Callable[[], object]) -> str:
    with pytest.raises(HistoryError) as caught:
        call()
    said = f"{say(caught.value.what)}. {say(caught.value.next)}"
    assert "{" not in said
    assert ": -" not in said
    return caught.value.kind
