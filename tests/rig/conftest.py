"""What is in this folder runs inside the rig only: tests/rig/run brings it there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rig.machine import IN_RIG

_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not IN_RIG:
        for item in items:
            if _HERE in item.path.parents:
                item.add_marker(pytest.mark.skip(reason="wants a real systemd: tests/rig/run"))
