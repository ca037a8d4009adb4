"""All benchmarks by one door: `python -m benchmarks.run [compare | resources | units | logs |
soak | slow-line | imports] [options]`."""

from __future__ import annotations

import sys

from benchmarks import compare, imports, logs, resources, slow_line, soak, units

_ALL = {
    "compare": compare.main,
    "resources": resources.main,
    "units": units.main,
    "logs": logs.main,
    "soak": soak.main,
    "slow-line": slow_line.main,
    "imports": imports.main,
}


def main() -> int:
    """Run the one that is named; `compare` where none is."""
    named, rest = (
        (sys.argv[1], sys.argv[2:])
        if sys.argv[1:2] and sys.argv[1] in _ALL
        else ("compare", sys.argv[1:])
    )
    return _ALL[named](rest)


if __name__ == "__main__":
    sys.exit(main())
