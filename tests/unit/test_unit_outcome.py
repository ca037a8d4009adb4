"""What came of it, by how the unit is afterwards: files. (States are in test_doing.py.)"""

from __future__ import annotations

import pytest

from sptui.model.msg import msg
from sptui.model.unit import Unit, UnitFacts
from sptui.model.unit_outcome import After, judge


@pytest.mark.parametrize(
    ("goal", "state", "load", "ok"),
    [
        ("enabled", "enabled", "loaded", True),
        ("enabled", "enabled-runtime", "loaded", True),
        ("enabled", "disabled", "loaded", False),
        ("disabled", "disabled", "loaded", True),
        ("disabled", "static", "loaded", True),
        ("disabled", "enabled", "loaded", False),
        ("disabled", "enabled-runtime", "loaded", False),
        ("masked", "masked-runtime", "loaded", True),
        ("masked", "", "masked", True),
        ("masked", "enabled", "loaded", False),
        ("unmasked", "enabled", "loaded", True),
        ("unmasked", "masked", "masked", False),
    ],
)
def test_what_systemd_says_of_the_file_counts(goal: str, state: str, load: str, ok: bool) -> None:
    """Whatever systemd was told: a file in a folder that goes before may hide what was done."""
    after = After(Unit("a.service", "", load, "inactive", "dead"), UnitFacts(file_state=state))
    judged = judge(goal, after, 0.0)
    assert judged.ok is ok
    assert judged.text.id == ("outcome.at_boot" if ok else "outcome.as_before")
    at_boot = msg(f"at_boot.{state or 'none'}")
    assert dict(judged.text.fields) == {"unit": "a.service", "state": at_boot}
