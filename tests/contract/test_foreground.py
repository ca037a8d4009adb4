"""A program that has the terminal for a while: its status, and that it never outlives who waits."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from sptui.system.foreground import run_in_front


async def test_its_exit_status_and_signals() -> None:
    assert await run_in_front(["sh", "-c", "exit 0"]) == 0
    assert await run_in_front(["sh", "-c", "exit 3"]) == 3
    assert await run_in_front(["sh", "-c", "kill -9 $$"]) == -9


async def test_exact_arguments(tmp_path: Path) -> None:
    place = tmp_path / "with space; $(date) 'quote"
    argv = [sys.executable, "-c", "import sys; open(sys.argv[1], 'w').close()", str(place)]
    assert await run_in_front(argv) == 0
    assert place.exists()


@pytest.mark.parametrize("program", ["/nonexistent", "/", "no-such-program-anywhere"])
async def test_what_cant_be_started(program: str) -> None:
    assert await run_in_front([program]) is None


async def written(path: Path) -> None:
    """The program has come so far."""
    for _ in range(1000):
        if _written(path):
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"{path} was never written")


def _written(path: Path) -> bool:
    return path.exists() and path.read_text().endswith("\n")


async def gone(pid: int) -> bool:
    """It has ended. Its number may be in use for a moment longer where much runs."""
    for _ in range(500):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        await asyncio.sleep(0.01)
    return False


@pytest.mark.parametrize(
    "script", ["exec sleep 60", "trap '' TERM; echo >$1; while :; do sleep .1; done"]
)
async def test_who_does_not_wait_any_more_ends_it(script: str, tmp_path: Path) -> None:
    """Politely, and then by force."""
    pid = tmp_path / "pid"
    argv = ["sh", "-c", f"echo $$ >{pid}; {script}", "sh", str(tmp_path / "ready")]
    task = asyncio.create_task(run_in_front(argv))
    await written(pid)
    if "trap" in script:
        await written(tmp_path / "ready")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await gone(int(pid.read_text()))
