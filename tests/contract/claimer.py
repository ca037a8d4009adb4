"""Another session, for tests of claims: `python -m tests.contract.claimer FOLDER THING...` claims
the things and says so, or says who has them, then waits until a line is read."""

from __future__ import annotations

import sys

from sptui.model.errors import TakenError
from sptui.paint.words import say
from sptui.system.claims import Claims
from sptui.system.who import Who

ANNA = Who("anna", "pts/7", "192.0.2.9")


def main(run: str, *things: str) -> None:
    sys.stdin.readline()  # everybody starts at once
    try:
        with Claims(ANNA, {"XDG_RUNTIME_DIR": run}, run).hold(things, "unit.stop"):
            print("held", flush=True)
            sys.stdin.readline()
    except TakenError as error:
        print(say(error.what), flush=True)
        sys.stdin.readline()


if __name__ == "__main__":
    main(*sys.argv[1:])
