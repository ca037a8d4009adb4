"""Read-only, and the lock: the badge, what is refused, and that it locks by itself again."""

from __future__ import annotations

from sptui.services.guard import Guard
from tests.ui.driver import Driver, console


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


async def choose(d: Driver, letters: str) -> None:
    await d.press("a", "/")
    await d.type(letters)
    await d.press("enter", "enter")


async def test_read_only_refuses_all_that_changes_anything_and_says_so():
    async with console(guard=Guard(read_only=True)) as d:
        assert d.lines[0].endswith("read-only   demo   19:46")
        assert "(R) restart" in d.keys or " R restart" not in d.keys
        await d.press("R")
        assert d.status == "Not now: this session is read-only."
        await d.press("c")
        assert d.copied, "looking goes on"
        await choose(d, "unlock")
        assert d.status == "Not now: it is read-only, and stays so."


async def test_a_locked_start_is_unlocked_for_a_time_and_locks_by_itself():
    clock = Clock()
    guard = Guard(locked=True, clock=clock)
    async with console(guard=guard) as d:
        assert d.lines[0].endswith("locked   demo   19:46")
        await d.press("R")
        assert d.status == "Not now: locked; unlock it first, under a."
        await choose(d, "unlock")
        assert d.lines[1].startswith(" How long it stays unlocked")
        await d.press("enter")
        await d.until(lambda: "unlocked 5 min" in d.lines[0])
        assert d.status == "✓ Unlocked for 5 min."
        assert d.app._relock is not None
        assert d.page.asking is None
        await d.press("R")
        await d.until(lambda: d.page.asking is not None)
        clock.now += 301.0
        await d.answer("y")
        await d.until(lambda: "locked; unlock it first" in d.status)
        d.app._follow_lock()
        await d.pilot.pause()
        assert d.lines[0].endswith("   locked   demo   19:46")


async def test_the_badge_follows_the_time_without_a_key():
    clock = Clock()
    async with console(guard=Guard(locked=True, clock=clock)) as d:
        await choose(d, "unlock")
        await d.press("enter")
        await d.until(lambda: "unlocked 5 min" in d.lines[0])
        waits = []
        d.app.set_timer = lambda seconds, call: waits.append((seconds, call))
        clock.now += 60.1
        d.app._follow_lock()
        await d.pilot.pause()
        assert "unlocked 4 min" in d.lines[0]
        seconds, call = waits[-1]
        assert 59 < seconds < 61
        clock.now += 240.0
        call()
        await d.pilot.pause()
        assert d.lines[0].endswith("   locked   demo   19:46")
        assert len(waits) == 1, "what is locked needs no time"


async def test_unlocked_for_good_has_no_badge_until_it_is_locked():
    async with console(guard=Guard(locked=True)) as d:
        await choose(d, "unlock")
        await d.press("end", "enter")
        await d.until(lambda: "locked" not in d.lines[0])
        await choose(d, "screen.lock")
        await d.until(lambda: "   locked" in d.lines[0])
        assert d.status == "✓ Locked: nothing can be changed."
