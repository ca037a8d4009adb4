"""To the demo's server nothing can be done, and that is said."""

import pytest

from sptui.actions.unit import job
from sptui.model.errors import BusError
from sptui.paint.words import say
from sptui.system.demo_units import DemoManager


async def test_nothing_is_done_and_it_says_why():
    manager = DemoManager()
    before = await manager.units()
    with pytest.raises(BusError) as caught:
        await manager.change(job("StopUnit", "stop", "nginx.service"))
    assert caught.value.kind == "demo"
    assert "demo" in say(caught.value.next)
    await manager.cancel("nginx.service")
    assert await manager.units() == before


async def test_related_units_are_those_of_its_page():
    manager = DemoManager()
    properties = ("RequiredBy", "WantedBy", "Requires", "NoSuchThing")
    found = await manager.related("nginx.service", properties)
    assert set(found) == set(properties)
    told = {(each.kind.replace("_", ""), each.unit) for each in (
        await manager.details("nginx.service")
    ).dependencies}  # fmt: skip
    assert {(name.lower(), unit) for name, units in found.items() for unit in units} == {
        each for each in told if each[0] in ("requiredby", "wantedby", "requires")
    }
    assert any(found.values())
    assert found["NoSuchThing"] == ()
