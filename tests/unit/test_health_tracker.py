"""How long it has been so: the tracker's memory, by the clock that no admin can set."""

from sptui.model.machine import Clock
from sptui.services.health import HealthTracker
from tests.fakes.machine import facts, low, reading, volume


def rules(tracker: HealthTracker, *args: object) -> list[str]:
    return [finding.rule for finding in tracker.judge(*args)]


def test_memory_must_stay_low_for_a_minute() -> None:
    tracker = HealthTracker()
    assert rules(tracker, low(1000.0), facts()) == []
    assert rules(tracker, low(1058.0), facts()) == []
    assert rules(tracker, low(1060.0), facts()) == ["memory.low"]
    assert rules(tracker, reading(1062.0), facts()) == []
    assert rules(tracker, low(1064.0), facts()) == [], "the minute begins anew"


def test_kills_are_told_for_a_day() -> None:
    tracker = HealthTracker()
    assert rules(tracker, reading(1e6, oom_kills=7), facts()) == [], "who knows when those were"
    assert rules(tracker, reading(1e6 + 2, oom_kills=8), facts()) == ["memory.oom"]
    found = tracker.judge(reading(1e6 + 80_000, oom_kills=10), facts())
    assert dict(found[0].detail.fields)["count"] == 3
    found = tracker.judge(reading(1e6 + 2 + 86_400, oom_kills=10), facts())
    assert dict(found[0].detail.fields)["count"] == 2
    assert rules(tracker, reading(1e6 + 200_000, oom_kills=10), facts()) == []


def test_kills_since_a_boot_today_count() -> None:
    tracker = HealthTracker()
    assert rules(tracker, reading(5000.0, oom_kills=1), facts()) == ["memory.oom"]
    assert rules(tracker, reading(5002.0, oom_kills=0), facts()) == ["memory.oom"]
    assert rules(tracker, reading(5004.0, oom_kills=None), facts()) == ["memory.oom"]


def test_a_clock_that_was_right_has_ten_minutes() -> None:
    lost = facts(clock=Clock(False, 16.0))
    tracker = HealthTracker()
    assert rules(tracker, reading(9e5), lost) == ["clock.unsynchronised"], "up for long enough"
    assert rules(tracker, reading(9e5 + 10), facts()) == []
    assert rules(tracker, reading(9e5 + 20), lost) == []
    assert rules(tracker, reading(9e5 + 619), lost) == []
    assert rules(tracker, reading(9e5 + 620), lost) == ["clock.unsynchronised"]


def test_a_mount_that_turns_read_only_is_told_until_it_is_writable_or_gone() -> None:
    good, bad = volume("/srv"), volume("/srv", read_only=True)
    tracker = HealthTracker()
    assert rules(tracker, reading(1e5), facts(volume(), bad)) == [], "it was mounted so"
    assert rules(tracker, reading(1e5), facts(volume(), good)) == []
    assert rules(tracker, reading(1e5), facts(volume(), bad)) == ["disk.readonly"]
    assert rules(tracker, reading(1e5), facts(volume())) == []
    assert rules(tracker, reading(1e5), facts(volume(), bad)) == [], "mounted anew"


def test_since_is_known_only_for_what_began_while_somebody_looked() -> None:
    full = facts(volume(free=4, used=96))
    tracker = HealthTracker()
    assert tracker.judge(reading(1e5), full)[0].since is None
    assert tracker.judge(reading(1e5 + 500), full)[0].since is None
    assert tracker.judge(reading(1e5 + 502), facts()) == ()
    began = reading(1e5 + 504)
    assert tracker.judge(began, full)[0].since == began.at
    assert tracker.judge(reading(1e5 + 600), full)[0].since == began.at


def test_since_moves_with_a_wall_clock_that_jumps_and_does_not_flicker() -> None:
    full = facts(volume(free=4, used=96))
    tracker = HealthTracker()
    tracker.judge(reading(1e5), facts())
    began = reading(1e5 + 100)
    tracker.judge(began, full)
    year = 365 * 86_400.0
    later = reading(1e5 + 200)
    assert tracker.judge(later._replace(at=later.at + 0.4), full)[0].since == began.at
    assert tracker.judge(later._replace(at=later.at + year), full)[0].since == began.at + year


def test_slow_sources_do_not_make_old_things_new() -> None:
    tracker = HealthTracker()
    tracker.judge(reading(1e5), None)
    full = facts(volume(free=4, used=96))
    assert tracker.judge(reading(1e5 + 6), full)[0].since is None
