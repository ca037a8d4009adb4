"""The command `sptui`. Nothing dear is imported up here: the text at login has its own path."""

from __future__ import annotations

import gc

gc.disable()  # looking for garbage costs a tenth of the start; the live screen turns it on again
# ruff: noqa: E402

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run `sptui` with these arguments (those of the process when None); returns the exit status:
    0 done, 1 failed, 64 wrong usage, 130 interrupted; `check` has its own."""
    words = sys.argv[1:] if argv is None else list(argv)
    if words == ["motd"]:
        from sptui.cli.motd import greet

        return greet()
    from sptui.cli.commands import run

    return run(words)
