"""What is done to the journal, from the Logs page."""

from __future__ import annotations

from pathlib import Path

import pytest

from sptui.actions.action import Argv, Outcome
from sptui.model.msg import msg
from tests.ui.driver import Driver, console
from tests.ui.test_logs_page import opened, shows


async def vacuum(d: Driver, *keys: str) -> list[Argv]:
    """Choose the vacuum in the menu, and press these; the commands that ran."""
    ran: list[Argv] = []

    async def run(step: Argv) -> Outcome:
        ran.append(step)
        return Outcome(True, msg("outcome.done"), lines=("freed 8.0M",))

    d.app.services.doer._run = run
    await opened(d, "a", "/")
    await d.type("vacuum")
    await d.press("enter", "enter", *keys)
    return ran


async def test_a_vacuum_is_done_once_the_name_is_typed() -> None:
    async with console((80, 24)) as d:
        ran = await vacuum(d)
        assert any("the last two weeks" in line for line in d.lines)
        await d.press("down", "enter")
        assert "Type journal to do it" in d.status
        await d.answer(*"journal")
        assert ran == []
        await d.press("enter")
        await d.until(lambda: len(ran) == 2)
        assert [" ".join(step.argv) for step in ran] == [
            "journalctl --rotate",
            "journalctl --vacuum-time=1week",
        ]
        await d.until(lambda: "Done." in d.status)


@pytest.mark.parametrize("typed", ["", "Journal", "y", "journals"])
async def test_another_name_does_nothing(typed: str) -> None:
    async with console((80, 24)) as d:
        ran = await vacuum(d, "enter")
        await d.answer(*typed, "enter")
        assert ran == [] and "Type journal to do it" in d.status
        await d.press("escape")
        assert ran == [] and d.app.services.doing == ()


async def test_the_form_of_what_is_saved_takes_a_path_and_on_the_demo_nothing_is(
    tmp_path: Path,
) -> None:
    path = tmp_path / "x"
    async with console((80, 24)) as d:
        await opened(d, "w", "down", "down")
        await d.type(str(path))
        await d.press("enter")
        await shows(d, "This server does not exist: nothing was done")
        assert not path.exists()
