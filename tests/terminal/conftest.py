"""sptui on a terminal of its own, as a person starts it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.terminal.harness import Terminal
from tests.terminal.runner import Faults

ROOT = Path(__file__).parent.parent.parent
Start = Callable[..., Terminal]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts sptui with the given arguments, and ends it after the test. Keywords go to `Terminal`;
    `argv` is another command, `faults` are laid over the machine, `first` is a line of shell before
    it."""
    running: list[Terminal] = []

    def run(
        *arguments: str,
        argv: Sequence[str] = (),
        faults: Faults | None = None,
        first: str = "",
        env: Mapping[str, str] | None = None,
        **how: Any,
    ) -> Terminal:
        kept = ["--state", str(tmp_path / "history")]  # root would write the machine's own
        command = list(argv) or [sys.executable, "-m", "sptui", *arguments, *kept]
        if faults is not None:
            command[2:3] = ["tests.terminal.runner", json.dumps(faults._asdict())]
        if first:
            command = ["sh", "-c", f'{first}; exec "$@"', "sh", *command]
        home = {
            "HOME": str(tmp_path),
            "XDG_STATE_HOME": str(tmp_path / "state"),
            "PYTHONPATH": str(ROOT),
        }
        running.append(Terminal(command, env=home | dict(env or {}), **how))
        return running[-1]

    yield run
    for terminal in running:
        terminal.close()
