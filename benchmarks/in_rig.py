"""The half of a benchmark that runs inside the rig, and what it told."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from tests.rig import packages, runner


def told(place: Path, module: str, options: Sequence[str], limit_s: float) -> dict[str, object]:
    """What `module` prints there, as JSON. Raises SystemExit: it did not end well."""
    out = "/srv/told.json"
    shell = f"{packages.VENV}/bin/python -m {module} {' '.join(options)} >{out}"
    status = runner.inside(place, ["sh", "-c", shell], limit_s)
    if status:
        raise SystemExit(f"{module}: inside it ended with {status}")
    found: dict[str, object] = json.loads(
        (runner.root_of(place) / out.lstrip("/")).read_text("utf-8")
    )
    return found
