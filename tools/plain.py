"""What a person and `sptui plain` say to each other on the demo's server: docs/plain.txt, and a
picture of it on a kernel console."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.cli.dialogue import HOUSE, Dialogue
from tests.terminal import picture
from tests.terminal.harness import Terminal
from tests.terminal.test_plain import Typist

# Look, filter, look closer, change one's mind, then why something failed, and act.
TYPED = ("2", "/ngi", "1", "6", "", "", "n", "b", "b", "11", "1", "y", "?", "q")


def page() -> str:
    """All that was said, and what was typed behind the prompts."""
    env = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TERM": "dumb"}
    with Dialogue("plain", "--demo", env=env) as dialogue:
        dialogue.asks()
        dialogue.say(*TYPED[:-1])
        dialogue.write(f"{TYPED[-1]}\n")
        if dialogue.left() != 0:
            raise SystemExit("sptui plain --demo did not end well")
        return dialogue.text


def draw(path: Path) -> None:
    """Its last 24 lines, at a question."""
    argv = [sys.executable, "-m", "sptui", "plain", "--demo"]
    with Terminal(argv, term="linux", env={"PYTHONPATH": str(HOUSE)}) as terminal:
        typist = Typist(terminal)
        typist.asks()
        typist.say("2", "/ngi", "1", "6", "", "")
        terminal.draw()
        picture.draw(terminal.vt, picture.CONSOLE, console=True).save(path)
