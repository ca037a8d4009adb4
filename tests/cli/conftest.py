"""Starts `sptui plain` on the demo's server, and holds all that it says to what it promises."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.dialogue import Dialogue, held

Talk = Callable[..., Dialogue]


def environment(home: Path, **more: str) -> dict[str, str]:
    base = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", "TERM": "dumb"}
    return {**base, **more}


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    """Starts it on the demo's server. Whatever was said to it: no escape code, no long line."""
    made: list[Dialogue] = []

    def start(*argv: str, **more: str) -> Dialogue:
        made.append(Dialogue("plain", "--demo", *argv, env=environment(tmp_path, **more)))
        return made[-1]

    yield start
    for dialogue in made:
        with dialogue:
            held(dialogue.text)
