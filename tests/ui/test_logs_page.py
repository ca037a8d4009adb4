"""The Logs page as a person uses it, on the demo's server."""

from __future__ import annotations

from sptui.system.demo_journal import DemoJournal
from tests.ui.driver import Driver, console


async def opened(d: Driver, *keys: str) -> None:
    """On the page, with its rows and kinds there."""
    await d.press("9")
    await d.until(lambda: any("following: newest" in line for line in d.lines))
    await d.until(lambda: any("systemd  " in line for line in d.lines[1:5]))
    await d.press(*keys)


def row(d: Driver) -> str:
    """The one with the cursor."""
    return next((line for line in d.lines if line.startswith("▌")), "")


async def shows(d: Driver, text: str) -> None:
    await d.until(lambda: any(text in line for line in d.lines))


async def test_nine_opens_it_at_the_newest_line() -> None:
    async with console((120, 40)) as d:
        await opened(d)
        assert d.lines[0].startswith(" kiwi  SelfPrivacy  NixOS 26.05  Logs")
        assert d.lines[2].startswith(" Errors by kind ──")
        assert row(d).startswith("▌19:45:00 ! hyperkitty             7712  hourly:")
        assert d.status == "19:45:00.000  hyperkitty-hourly.service, PID 7712, warning"
        assert d.keys.startswith("Enter whole  w save  o unit  Tab next list")


async def test_it_holds_when_the_cursor_leaves_the_end_and_end_follows_again() -> None:
    async with console((80, 24)) as d:
        await opened(d, "k")
        assert "19:30:00 ! hyperkitty" in row(d)
        await shows(d, "↓ holds: End follows again")
        said = d.app.services.logs._source
        assert isinstance(said, DemoJournal)
        said._every_s = 0.0
        await d.until(lambda: any(" new: End follows again" in line for line in d.lines))
        assert "19:30:00 ! hyperkitty" in row(d)
        said._every_s = 9.0
        await d.press("end")
        await shows(d, "following: newest")
        assert "19:30:00" not in row(d)


async def test_home_goes_back_as_far_as_there_is() -> None:
    async with console((80, 24)) as d:
        await opened(d)
        for _ in range(6):
            await d.press("home")
        await d.until(lambda: "Linux version 6.12.61" in row(d) or "kernel" in row(d))
        seen = d.app.services.logs.seen.value
        assert seen is not None
        assert seen.start
        assert any("Thu 22 Oct" in line for line in d.lines)


async def test_a_query_is_typed_and_what_is_wrong_with_it_is_said() -> None:
    async with console((80, 24)) as d:
        await opened(d, "/")
        assert d.status.startswith("/ ▏  unit: prio:err boot:-1 since:2h")
        assert d.status.endswith("/regex/ ~any")
        await d.type("unit:hyperkitty prio:")
        await d.until(lambda: "prio: wants something after it" in d.status)
        await d.press("enter")
        assert "▏" in d.status, "it is still being typed"
        await d.type("err lock")
        await d.until(lambda: "42 lines   Esc clears" in d.status)
        await d.press("enter")
        assert d.status.startswith("/ unit:hyperkitty prio:err lock  42 lines")
        assert any("hyperkitty, error and worse, lock" in line for line in d.lines)
        await d.press("escape")
        await shows(d, "19:45:00 ! hyperkitty")
        assert any("all of it" in line for line in d.lines)


async def test_nothing_that_matches_says_what_to_do() -> None:
    async with console((80, 24)) as d:
        await opened(d, "/")
        await d.type("nowhere-at-all")
        await d.press("enter")
        await shows(d, "Nothing matches.  Esc clears the filter")


async def test_enter_shows_all_of_an_entry_and_escape_leads_back() -> None:
    async with console((80, 24)) as d:
        await opened(d, *"kkkkkkk", "enter")
        await d.until(lambda: bool(d.page.targets()[0].text.startswith("__CURSOR=")))
        assert d.lines[1].startswith(" ✗ hyperkitty  hyperkitty.service")
        assert "Traceback (most recent call last):" in "\n".join(d.lines)
        await d.press("end")
        assert "_SYSTEMD_UNIT" in "\n".join(d.lines)
        await d.press("c")
        assert d.copied[-1].startswith("__CURSOR=")
        assert "MESSAGE=django.db.utils.OperationalError" in d.copied[-1]
        await d.press("l")
        await shows(d, "Main process exited")
        await d.press("escape")
        assert row(d).startswith("▌19:05:11   systemd")


async def test_kinds_are_chosen_and_shown() -> None:
    async with console((120, 40)) as d:
        await opened(d, "tab")
        assert "41  hyperkitty" in row(d)
        assert d.status.startswith("41 times, first 10 Nov")
        assert d.keys.startswith("Enter show these")
        await d.press("enter")
        await d.until(lambda: "45 lines" in d.status)
        assert d.status.startswith("/ by:hyperkitty boot:0 /database is locked/")
        await d.press("g")
        assert not any("Errors by kind" in line for line in d.lines)
        await d.press("tab")
        assert any("Errors by kind" in line for line in d.lines)


async def test_time_and_boot_change_the_query() -> None:
    async with console((120, 40)) as d:
        await opened(d, "-")
        assert d.status.startswith("/ since:30d")
        await d.press("-", "-", "-", "-")
        await d.until(lambda: d.status.startswith("/ since:1h") and "lines" in d.status)
        assert d.status.startswith("/ since:1h  15 lines")
        await d.press("+", "+", "+", "+", "+", "h")
        assert d.status.startswith("/ boot:0")
        await d.press("h")
        await shows(d, "the boot before")
        assert any("nothing newer can match" in line for line in d.lines)
        await d.press("l", "l")
        await shows(d, "all of it")


async def test_o_opens_the_unit_and_capital_l_comes_back_to_its_log() -> None:
    async with console((80, 24)) as d:
        await opened(d, "k", "k", "k", "o")
        assert "Services" in d.lines[0]
        await shows(d, "hyperkitty.service  Archive of the mailing lists")
        await d.press("L")
        await shows(d, "following: newest")
        assert "Logs" in d.lines[0]
        await d.until(lambda: any(line.endswith(", hyperkitty") for line in d.lines))
        assert d.page.filter == "unit:hyperkitty.service"


async def test_capital_l_on_a_finding_shows_the_log_of_its_unit() -> None:
    async with console((80, 24)) as d:
        await d.press("L")
        await d.until(lambda: d.page.filter == "unit:hyperkitty.service")
        await shows(d, "following: newest")


async def test_what_belongs_to_no_unit_says_so() -> None:
    async with console((80, 24)) as d:
        await opened(d, "/")
        await d.type("is:kernel")
        await d.press("enter")
        await shows(d, "EXT4-fs")
        await d.press("o")
        assert d.status == "It belongs to no unit."


async def test_frozen_it_stands_still_and_another_query_is_live_again() -> None:
    async with console((80, 24)) as d:
        await opened(d, "p")
        assert "frozen" in d.lines[0]
        await d.press("-")
        await d.until(lambda: "frozen" not in d.lines[0])


async def test_save_begins_with_what_is_asked_for() -> None:
    async with console((80, 24)) as d:
        await opened(d, "/")
        await d.type("prio:err")
        await d.press("enter", "w")
        assert "prio:err" in "\n".join(d.lines[1:7])


async def test_nothing_is_read_for_it_while_another_page_is_shown() -> None:
    async with console((80, 24)) as d:
        await opened(d, "1")
        assert d.app.services.logs._loop is None
        await d.press("9")
        assert d.app.services.logs._loop is not None
