"""The Resources page as a person uses it, on the demo's server."""

from __future__ import annotations

import pytest
from textual.events import Key

from sptui.actions.action import Outcome
from sptui.model.msg import msg
from sptui.model.process import Want
from sptui.screens import acting
from tests.ui.driver import Driver, console


async def opened(d: Driver, *keys: str) -> None:
    await d.press("2", *keys)
    d.app.refresh_now()
    await d.pilot.pause()


def heading(d: Driver) -> str:
    return next(line for line in d.lines if line.startswith(" Services  Processes"))


async def test_two_opens_it_and_one_goes_back():
    async with console((120, 40)) as d:
        await opened(d)
        assert d.lines[0].startswith(" kiwi  SelfPrivacy  NixOS 26.05  Resources")
        assert any(line.startswith(" CPU 10 min") for line in d.lines)
        assert any(line.startswith("▌phpfpm-nextcloud") for line in d.lines)
        assert d.status.startswith("Memory is the scarcest here")
        assert "1 2 4 9 screens  ? help  q quit" in d.keys
        await d.press("1")
        assert d.lines[0].startswith(" kiwi  SelfPrivacy  NixOS 26.05  Overview")


async def test_what_nobody_looks_at_is_not_read():
    async with console() as d:
        await opened(d)
        watcher = d.app.services.processes
        assert watcher.want == Want(services=True)
        await d.press("tab")
        assert watcher.want.processes
        assert not watcher.want.sockets
        assert watcher.want.visible
        assert not watcher.want.io
        await d.press("s", "s")
        assert watcher.want.io, "the list is sorted by it, so all of it has to be known"
        await d.press("tab")
        assert watcher.want.sockets
        await d.press("tab")
        assert watcher.want == Want()
        seen = []
        watcher.looks.subscribe(seen.append)
        await d.press("1")
        count = len(seen)
        d.app.services.sampler.look()
        await d.pilot.pause()
        assert len(seen) == count, "a hidden page costs nothing"


@pytest.mark.parametrize(
    ("keys", "title"),
    [("", "10 min"), ("+", "1 h"), ("-", "5 min"), ("+++++++++", "30 d"), ("-----", "1 min")],
)
async def test_plus_and_minus_change_the_span(keys, title):
    async with console((120, 40)) as d:
        await opened(d, *keys)
        assert any(line.startswith(f" CPU {title} ") for line in d.lines)


async def test_time_moves_back_and_forth_to_now():
    async with console((120, 40)) as d:
        await opened(d)
        live = d.lines[2:20]
        await d.press("h", "h")
        assert d.lines[2:20] != live
        assert d.page._end is not None
        await d.press("l", "l", "l")
        assert d.page._end is None
        assert d.lines[2:20] == live


async def test_a_month_back_shows_gaps_as_gaps():
    async with console((120, 40)) as d:
        await opened(d, "+", "+", "+", "+", "+", *["h"] * 8)
        graph = [line[1:58] for line in d.lines[3:9]]
        assert not "".join(graph).strip(), "nothing was recorded two months ago"


async def test_sort_filter_tree():
    async with console((120, 40)) as d:
        await opened(d, "tab")
        first = heading(d)
        await d.press("s")
        await d.press("/")
        await d.type("restic")
        assert " of " in d.status
        await d.press("enter")
        assert all("restic" in line or not line[1:9].strip().isdigit() for line in d.lines[20:-2])
        await d.press("escape", "t")
        assert d.page._how.tree
        assert heading(d) == first


async def test_the_cursor_stays_on_its_process():
    async with console((120, 40)) as d:
        await opened(d, "tab", "down", "down")
        on = d.page._on
        await d.press("s")
        assert d.page._on == on
        d.app.refresh_now()
        await d.pilot.pause()
        assert d.page._on == on


async def test_ending_a_process_is_asked_shows_the_call_and_does_it(monkeypatch):
    done = []

    async def send(call, front):
        done.append(dict(call.args))
        return Outcome(True, msg("outcome.live"))

    async with console((120, 40), calls={"process.signal": send}) as d:
        await opened(d, "tab", "down")
        pid, start = d.page._on
        monkeypatch.setattr(d.app, "when_seen", lambda call: None)
        await d.press("T")
        await d.until(lambda: d.page.asking is not None)
        assert d.status.startswith("! ")
        assert f"process.signal(pid={pid}, start={start}, signal=TERM)" in d.keys
        await d.press("y")
        assert not done, "keys typed before it was seen are thrown away"
        await d.answer("down", "y")
        await d.until(lambda: bool(done))
        assert done == [{"pid": str(pid), "start": str(start), "signal": "TERM"}]
        assert d.page.asking is None


async def test_escape_leaves_the_process_alone(monkeypatch):
    async with console((120, 40)) as d:
        await opened(d, "tab")
        monkeypatch.setattr(acting, "perform", lambda page, asked: pytest.fail("done"))
        await d.press("T")
        await d.answer("escape")
        assert d.page.asking is None


async def test_other_signals_are_chosen_from_a_menu():
    async with console((120, 40)) as d:
        await opened(d, "tab", "a")
        lines = "\n".join(d.lines)
        assert " Send a signal " in lines
        assert " Change its priority " in lines
        await d.press("escape", "tab", "a")
        assert " Send a signal " not in "\n".join(d.lines), "a socket is no process"


async def test_nothing_on_the_demos_server_is_touched():
    async with console((120, 40)) as d:
        await opened(d, "tab", "T")
        await d.answer("y")
        await d.until(lambda: "does not exist" in d.status)


async def test_frozen_holds_figures_and_list():
    async with console((120, 40)) as d:
        await opened(d, "tab", "p")
        before = d.lines[1:-2]
        for _ in range(3):
            d.app.refresh_now()
        await d.pilot.pause()
        assert d.lines[1:-2] == before
        await d.press("+")
        assert any(line.startswith(" CPU 1 h") for line in d.lines)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (400, 120)])
async def test_every_list_fits_every_size(size):
    async with console(size) as d:
        await opened(d)
        for _ in range(4):
            assert len(d.lines) == size[1]
            assert d.lines[0].startswith(" kiwi")
            await d.press("tab")


async def test_copy_keeps_the_redacted_command_line():
    async with console((120, 40)) as d:
        await opened(d, "tab", "/")
        await d.type("restic")
        await d.press("enter", "c")
        assert d.copied
        assert "***" in d.copied[0]


async def test_a_key_typed_right_after_the_digit_is_for_the_new_page():
    async with console((120, 40)) as d:
        d.page.post_message(Key("2", "2"))
        d.page.post_message(Key("tab", None))
        await d.pilot.pause()
        await d.pilot.pause()
        assert d.page._how.what == "processes"


async def test_what_was_said_of_a_row_goes_with_the_cursor():
    async with console((120, 40)) as d:
        await opened(d, "tab", "enter")
        assert d.page.notice is not None
        await d.press("down")
        assert d.page.notice is None
