"""Who waits for the end of a job of systemd's, and hears of it before, after, or never."""

import asyncio

import pytest

from sptui.model.unit_event import Gone, JobBegan, JobEnded
from sptui.services.unit_jobs import UnitJobs


def ended(job: int, result: str = "done") -> JobEnded:
    return JobEnded(job, f"{job}.service", result)


async def waiting(jobs: UnitJobs, *numbers: int) -> list[asyncio.Task[str]]:
    """Tasks that wait for these by now."""
    tasks = [asyncio.create_task(jobs.ended(number, jobs.connection)) for number in numbers]
    await asyncio.sleep(0)
    assert not any(task.done() for task in tasks)
    return tasks


async def test_an_ending_that_comes_while_somebody_waits():
    jobs = UnitJobs()
    [task] = await waiting(jobs, 7)
    jobs.hear(ended(7, "failed"))
    assert await task == "failed"


async def test_an_ending_that_came_before_anybody_asked():
    """systemd may have done it before its answer with the number is read."""
    jobs = UnitJobs()
    jobs.hear(ended(7, "canceled"))
    assert await jobs.ended(7, jobs.connection) == "canceled"
    assert await jobs.ended(7, jobs.connection) == "canceled"


async def test_what_is_about_others_tells_nobody():
    jobs = UnitJobs()
    [task] = await waiting(jobs, 7)
    for event in (ended(8), JobBegan(7, "7.service"), Gone("7.service")):
        jobs.hear(event)
    await asyncio.sleep(0)
    assert not task.done()
    jobs.hear(ended(7))
    assert await task == "done"


async def test_two_who_wait_for_the_same_one():
    jobs = UnitJobs()
    tasks = await waiting(jobs, 7, 7, 7)
    tasks[1].cancel()
    await asyncio.sleep(0)
    jobs.hear(ended(7, "timeout"))
    assert [await tasks[0], await tasks[2]] == ["timeout", "timeout"]
    with pytest.raises(asyncio.CancelledError):
        await tasks[1]


async def test_many_at_once_get_each_its_own():
    jobs = UnitJobs()
    tasks = await waiting(jobs, *range(1000))
    for number in reversed(range(1000)):
        jobs.hear(ended(number, f"result {number}"))
    assert await asyncio.gather(*tasks) == [f"result {number}" for number in range(1000)]


async def test_a_connection_that_ends_leaves_nobody_waiting():
    jobs = UnitJobs()
    tasks = await waiting(jobs, 7, 8, 7)
    jobs.end()
    assert await asyncio.gather(*tasks) == ["", "", ""]


async def test_who_asks_only_after_the_connection_ended_waits_for_nothing():
    """The answer with the number was the last thing that came over it."""
    jobs = UnitJobs()
    before = jobs.connection
    jobs.hear(ended(7))
    jobs.end()
    assert await jobs.ended(7, before) == ""
    jobs.hear(ended(7, "failed"))  # another one's
    assert await jobs.ended(7, before) == ""
    assert await jobs.ended(7, jobs.connection) == "failed"


async def test_another_connection_has_other_numbers():
    jobs = UnitJobs()
    jobs.hear(ended(7, "failed"))
    jobs.end()
    [task] = await waiting(jobs, 7)
    jobs.hear(ended(7, "done"))
    assert await task == "done"


async def test_endings_that_nobody_asks_for_don_t_pile_up():
    jobs = UnitJobs()
    for number in range(2000):
        jobs.hear(ended(number))
    assert await jobs.ended(1999, jobs.connection) == "done"
    await waiting(jobs, 0)  # it is forgotten, as if it were still to come
    assert len(jobs._ended) == 512


async def test_who_waits_no_more_leaves_nothing_behind():
    jobs = UnitJobs()
    tasks = await waiting(jobs, 7, 7, 8)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert jobs._waiting == {}
    jobs.hear(ended(7))
    assert await jobs.ended(7, jobs.connection) == "done"
