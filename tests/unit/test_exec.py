"""Commands are run to their end, or ended: nothing of them stays, whatever they do."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sptui.system.exec import Done, environment, run

LONG_S = 30.0


def shell(script: str, *args: str) -> list[str]:
    return ["/bin/sh", "-c", script, "sh", *args]


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110 - what is waited for is another process
            await asyncio.sleep(0.01)


def alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def there(pid: int) -> bool:
    return os.path.exists(f"/proc/{pid}")


def number(path: Path) -> int:
    """The PID that a script wrote to a file; 0: not yet."""
    text = path.read_text("utf-8") if path.exists() else ""
    return int(text) if text.endswith("\n") else 0


async def test_what_a_command_says_and_how_it_ends() -> None:
    done = await run(shell("echo a; echo b >&2; exit 3"), LONG_S)
    assert done == Done(3, b"a\n", b"b\n")


async def test_arguments_arrive_as_they_are() -> None:
    odd = ["a b", "$(id)", "'; rm -rf /", "\x1b[2J", "\udcff", ""]
    done = await run(shell('for a; do printf "%s\\n" "$a"; done', *odd), LONG_S)
    assert done.out.decode("utf-8", "surrogateescape").split("\n")[:-1] == odd


async def test_it_has_no_terminal_no_input_and_no_settings_of_ours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LD_PRELOAD", "")
    monkeypatch.setenv("SYSTEMD_LESS", "x")
    monkeypatch.setenv("PATH", "/opt/own")
    done = await run(shell("env; cat; (: </dev/tty) 2>/dev/null || echo none"), LONG_S)
    lines = done.out.decode().splitlines()
    assert lines[-1] == "none"
    given = dict(line.split("=", 1) for line in lines[:-1])
    assert (
        {"PATH", "LC_ALL", "TZ"} <= given.keys() <= {*environment(), "PWD", "SHLVL", "_", "OLDPWD"}
    )
    assert (given["LC_ALL"], given["TZ"]) == ("C", "UTC")
    assert given["PATH"].startswith("/opt/own:") and given["PATH"].endswith(":/bin")


async def test_a_command_is_found_where_the_systems_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    assert (await run(["true"], LONG_S)).status == 0


@pytest.mark.parametrize(
    "argv", [["/nonexistent/x"], ["sptui-no-such-command"], ["/etc/passwd"], ["/"]]
)
async def test_what_can_not_be_started(argv: list[str]) -> None:
    with pytest.raises(OSError):
        await run(argv, LONG_S)


async def test_arguments_that_no_command_can_have() -> None:
    with pytest.raises(ValueError):
        await run(["true", "a\0b"], LONG_S)


async def test_a_command_that_a_signal_ended() -> None:
    assert (await run(shell("kill -9 $$"), LONG_S)).status == -9


async def test_late_is_ended_with_what_it_started(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    script = 'trap "" TERM; sleep 60 & echo $! >"$1"; wait; sleep 60'
    with pytest.raises(TimeoutError):
        await run(shell(script, str(note)), 0.5)
    child = number(note)
    await until(lambda: not alive(child))


async def test_who_is_cancelled_ends_it(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    task = asyncio.create_task(run(shell('echo $$ >"$1"; exec sleep 60', str(note)), LONG_S))
    await until(lambda: number(note) > 0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not there(number(note))  # waited for, too


async def test_too_much_is_cut_and_ends_it() -> None:
    done = await run(shell("while :; do echo aaaaaaaaaaaaaaaa; done"), LONG_S, most_bytes=1000)
    assert done.cut and len(done.out) == 1000 and done.status == -9


async def test_complaints_without_end_do_not_hold_it_up() -> None:
    script = "i=0; while [ $i -lt 20000 ]; do echo complaint >&2; i=$((i+1)); done; echo done"
    done = await run(shell(script), LONG_S)
    assert done.out == b"done\n" and len(done.err) == 64 << 10 and not done.cut


async def test_what_it_leaves_behind_is_not_waited_for() -> None:
    done = await run(shell("sleep 20 & echo done; exit 0"), 15)
    assert (done.status, done.out) == (0, b"done\n")


async def test_nothing_stays_open() -> None:
    await run(["true"], LONG_S)  # what the loop keeps for itself
    before = os.listdir("/proc/self/fd")
    every = await asyncio.gather(*[run(shell("echo 1"), LONG_S) for _ in range(8)])
    assert [done.out for done in every] == [b"1\n"] * 8
    await asyncio.sleep(0)
    assert len(os.listdir("/proc/self/fd")) <= len(before)
