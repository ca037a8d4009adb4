"""Lines as they come: whole ones only, rubbish told apart, and nothing from before a question."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sptui.system.line_input import MOST, LineInput, Typed

PATIENCE_S = 20


class Pipe:
    """What is written into it is what somebody types."""

    def __init__(self) -> None:
        self.read, self._write = os.pipe()
        self.lines = LineInput(self.read)

    def write(self, data: bytes) -> None:
        os.write(self._write, data)

    def end(self) -> None:
        if self._write >= 0:
            os.close(self._write)
            self._write = -1

    async def next(self) -> Typed:
        async with asyncio.timeout(PATIENCE_S):
            return await self.lines.line()

    async def all(self) -> list[Typed]:
        """To the end."""
        self.end()
        found = []
        with pytest.raises(EOFError):
            while True:
                found.append(await self.next())
        return found


@pytest.fixture
def pipe() -> Iterator[Pipe]:
    made = Pipe()
    yield made
    made.end()
    os.close(made.read)


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"", []),
        (b"one\ntwo\n", [Typed("one"), Typed("two")]),
        (b"\n\n", [Typed(""), Typed("")]),
        (b"one\r\ntwo\rthree\n", [Typed("one"), Typed("two"), Typed("three")]),
        (b"one\nno end", [Typed("one")]),
        (b"a\tb\n", [Typed("a\tb")]),
        ("Bücher 日本\n".encode(), [Typed("Bücher 日本")]),
        (b"\x00\n", [Typed("", "control")]),
        (b"\x1b[A\nok\n", [Typed("", "control"), Typed("ok")]),
        (b"\xc2\x9b31m\n", [Typed("", "control")]),
        (b"\xff\xfe\nok\n", [Typed("", "coding"), Typed("ok")]),
        ("\u202e\n".encode(), [Typed("", "control")]),
        (b"x" * MOST + b"\n", [Typed("x" * MOST)]),
        (b"x" * (MOST + 1) + b"\nok\n", [Typed("", "long"), Typed("ok")]),
        (b"x" * 60000 + b"\nok\n", [Typed("", "long"), Typed("ok")]),
    ],
)
async def test_lines(pipe: Pipe, data: bytes, lines: list[Typed]) -> None:
    pipe.write(data)
    assert await pipe.all() == lines


@given(st.lists(st.binary(max_size=50), max_size=20), st.integers(1, 7))
def test_any_bytes_in_any_pieces_give_a_line_for_each_end(pieces: list[bytes], size: int) -> None:
    lines = LineInput(0)
    whole = b"".join(pieces)
    for at in range(0, len(whole), size):
        lines._take(whole[at : at + size])
    ends = whole.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n")
    assert len(lines._lines) == ends
    assert all(not each.text or each.text.replace("\t", "").isprintable() for each in lines._lines)


async def test_a_line_that_comes_in_pieces_is_one(pipe: Pipe) -> None:
    waiting = asyncio.create_task(pipe.next())
    for piece in (b"ng", b"in", b"x\r"):
        pipe.write(piece)
        await asyncio.sleep(0)
    assert await waiting == Typed("nginx")
    pipe.write(b"\nnext\n")
    assert await pipe.next() == Typed("next"), "what follows a return is its own"


async def test_the_loop_goes_on_while_somebody_waits(pipe: Pipe) -> None:
    waiting = asyncio.create_task(pipe.next())
    for _ in range(10):
        await asyncio.sleep(0)
    assert not waiting.done()
    pipe.write(b"at last\n")
    assert await waiting == Typed("at last")


async def test_what_was_written_before_a_question_never_answers_it(pipe: Pipe) -> None:
    pipe.write(b"2\ny\ny\n")
    assert await pipe.next() == Typed("2")
    pipe.write(b"y\nhalf of ")
    assert await pipe.lines.quiet()
    pipe.write(b"a line y\nmine\n")
    assert await pipe.next() == Typed("mine"), "the rest of a line from before is none either"


async def test_who_never_pauses_is_not_waited_for(
    pipe: Pipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sptui.system.line_input._RESTLESS_S", 0.2)
    done = asyncio.Event()

    async def yes() -> None:
        while not done.is_set():
            pipe.write(b"y\n" * 20)
            await asyncio.sleep(0.01)

    writer = asyncio.create_task(yes())
    assert not await pipe.lines.quiet()
    done.set()
    await writer


async def test_the_end_is_found_while_waiting_for_quiet(pipe: Pipe) -> None:
    pipe.write(b"y\n")
    pipe.end()
    assert await pipe.lines.quiet()
    with pytest.raises(EOFError):
        await pipe.next()


async def test_a_file_is_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "script"
    path.write_bytes(b"1\n2\ny\n")
    fd = os.open(path, os.O_RDONLY)
    try:
        lines = LineInput(fd)
        assert await lines.line() == Typed("1")
        assert await lines.quiet(), "all of it was there before"
        with pytest.raises(EOFError):
            await lines.line()
    finally:
        os.close(fd)


async def test_nothing_is_the_end() -> None:
    fd = os.open(os.devnull, os.O_RDONLY)
    try:
        with pytest.raises(EOFError):
            await LineInput(fd).line()
    finally:
        os.close(fd)


async def test_whoever_waits_can_be_broken_off_and_asks_again(pipe: Pipe) -> None:
    assert not pipe.lines.break_off(RuntimeError("nobody waits"))
    waiting = asyncio.create_task(pipe.next())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert pipe.lines.break_off(RuntimeError("Ctrl+C"))
    with pytest.raises(RuntimeError, match="Ctrl"):
        await waiting
    pipe.write(b"and on\n")
    assert await pipe.next() == Typed("and on")


async def test_a_terminal_that_is_gone_is_the_end() -> None:
    master, slave = os.openpty()
    lines = LineInput(slave)
    assert lines.is_terminal
    os.write(master, b"one\n")
    assert await lines.line() == Typed("one")
    os.write(master, b"y\n")
    assert await lines.quiet()
    os.write(master, b"two\n")
    assert await lines.line() == Typed("two"), "and not what was typed before the question"
    os.close(master)
    with pytest.raises(EOFError):
        await lines.line()
    os.close(slave)
