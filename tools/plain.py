"""docs/plain.txt: what a person and `sptui plain` say to each other, on the demo's server."""

from __future__ import annotations

import os

from tests.cli.dialogue import Dialogue

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
