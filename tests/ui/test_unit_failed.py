"""A unit that failed, in full: what a person who asks why sees."""

from __future__ import annotations

import pytest

from tests.ui import golden
from tests.ui.driver import Driver, console
from tests.ui.test_menus_page import on

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 20)], ids=str)


async def opened(d: Driver) -> None:
    await on(d, "hyperkitty.service")
    await d.press("enter")
    await d.until(lambda: "Last lines" in "\n".join(d.lines))
    seen = d.app.services.units.seen
    await d.until(lambda: d.page._open[-1].visible <= seen.value.facts.keys())
    d.page.paint()  # what is known of its rows has come
    await d.pilot.pause()


@SIZES
@pytest.mark.parametrize("glyphs", ["braille", "tty", "ascii"])
async def test_all_of_it(size: tuple[int, int], glyphs: str) -> None:
    async with console(size, glyphs=glyphs) as d:
        await opened(d)
        end = "" if glyphs == "braille" else f".{glyphs}"
        golden.check(f"unit-failed-{size[0]}x{size[1]}{end}", "\n".join(d.lines))


async def test_the_status_line_says_what_to_do_until_another_row_is_looked_at() -> None:
    async with console((120, 40)) as d:
        await opened(d)
        assert d.status.startswith("Next: see who has the file open")
        assert d.status.endswith("R: Restart")
        assert any("That is" in line and "database or lock" in line for line in d.lines)
        assert any("Changed" in line and "generation 42" in line for line in d.lines)
        await d.press("down")
        assert not d.status.startswith("Next: ")


async def test_what_is_well_has_no_lines() -> None:
    async with console((120, 40)) as d:
        await on(d, "nginx.service")
        await d.press("enter")
        await d.until(lambda: "Needs" in "\n".join(d.lines))
        assert "Last lines" not in "\n".join(d.lines)
        assert not d.status.startswith("Next: ")
