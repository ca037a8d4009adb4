"""Help and palette as a person uses them."""

from __future__ import annotations

from sptui.messages import Looked
from tests.ui.driver import console


async def test_help_shows_this_rows_keys_and_does_them():
    async with console() as d:
        await d.press("j", "?")
        assert d.lines[0].startswith(" kiwi  SelfPrivacy  Help")
        assert d.lines[1].startswith(" Clock is not synchronised")
        assert "on Clock is not synchronised" in d.status
        await d.press("down", "down")
        assert d.lines[4].startswith("▌p")
        await d.press("enter")
        assert d.page.overlay is None
        assert d.page.frozen is not None
        await d.press("?", "?")
        assert d.page.overlay is None


async def test_every_fixed_key_is_in_help_or_in_the_key_line():
    async with console((120, 40)) as d:
        await d.press("?")
        text = "\n".join(d.lines)
        for label in ("Enter", ": ^P", "/", "j k", "Esc", "^L", "^Z", "?", "q", "r", "a", "p", "c"):
            assert f" {label} " in text or f"▌{label} " in text


async def test_help_scrolls_in_a_small_window():
    async with console((60, 20)) as d:
        await d.press("?")
        assert "Signs" not in "\n".join(d.lines)
        await d.press("pagedown", "pagedown", "pagedown")
        assert "Signs" in "\n".join(d.lines)
        await d.press("down")
        assert any(line.startswith("▌") for line in d.lines)


async def test_palette_finds_by_letters_in_order_and_does_it():
    async with console() as d:
        await d.press(":")
        await d.type("frz pic")
        assert d.lines[2].startswith("▌Freeze the picture")
        await d.press("enter")
        assert d.page.frozen is not None
        await d.press("ctrl+p")
        await d.type("ascii")
        await d.press("enter")
        assert d.app.looks.g.name == "ascii"


async def test_palette_keeps_what_cannot_be_done_with_its_reason():
    async with console() as d:
        view = d.page.view
        d.page.post_message(Looked(view._replace(findings=())))
        await d.pilot.pause()
        await d.press(":")
        await d.type("copy")
        assert "not now: nothing is selected" in d.lines[2]
        await d.press("enter")
        assert "nothing is selected" in d.status
        assert d.page.overlay is not None


async def test_palette_with_nothing_found_stays_open():
    async with console() as d:
        await d.press(":")
        await d.type("zzzz")
        assert "Nothing has these letters" in "\n".join(d.lines)
        await d.press("enter", "down", "up")
        assert d.page.overlay is not None
        await d.press("ctrl+u")
        assert d.page.overlay.count() > 10
        await d.press("escape")
        assert d.page.overlay is None


async def test_q_in_the_palette_is_a_letter():
    async with console() as d:
        await d.press(":", "q")
        assert d.app.is_running
        assert "Go to or do q" in d.lines[1]


async def test_who_is_new_is_told_where_help_is():
    async with console(first_start=True) as d:
        assert d.status.startswith("Next: "), "the demo is always the same"
        d.page.view = d.page.view._replace(demo=False)
        d.page.on_mount()
        await d.pilot.pause()
        assert d.status == "New here? ? explains this screen."
