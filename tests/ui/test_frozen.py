"""A frozen picture stands still, and nothing is read for it."""

from __future__ import annotations

from tests.ui.driver import console


async def test_freeze_holds_the_picture_and_the_same_key_goes_on():
    async with console() as d:
        watching = len(d.app.services.sampler.overviews)
        await d.press("p")
        assert "frozen 19:46" in d.lines[0]
        before = d.lines[:-2]
        d.app.services.sampler.look()
        await d.pilot.pause()
        assert d.lines[:-2] == before
        assert len(d.app.services.sampler.overviews) == watching - 1, "nothing is read for it"
        await d.press("p")
        assert "frozen" not in d.lines[0]
        assert len(d.app.services.sampler.overviews) == watching
