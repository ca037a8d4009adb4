"""Where sptui finds itself: character set, console font, options, what is written and where to."""

import array
import fcntl
import os
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sptui.cli.args import Options, parse
from sptui.cli.out import put
from sptui.model.errors import UsageError
from sptui.model.look import Look, Wish
from sptui.paint.words import WORDS
from sptui.system import surroundings
from sptui.system.own_files import append, write_atomic
from sptui.system.surroundings import console_has, utf8_locale


@pytest.mark.parametrize(
    ("environ", "utf8"),
    [
        ({"LANG": "de_DE.UTF-8"}, True),
        ({"LANG": "de_DE.utf8@euro"}, True),
        ({"LC_CTYPE": "UTF-8"}, True),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "C"}, False),
        ({"LANG": "de_DE.UTF-8", "LC_CTYPE": "en_US.ISO-8859-1"}, False),
        ({"LANG": "C", "LC_ALL": "", "LC_CTYPE": "de_DE.UTF-8"}, True),
        ({"LANG": "POSIX"}, False),
        ({}, False),
    ],
)
def test_the_locale_says_which_characters(environ: dict[str, str], utf8: bool) -> None:
    assert utf8_locale(environ, lambda: environ) is utf8


def test_what_python_put_there_is_not_what_the_user_said() -> None:
    coerced = {"LC_CTYPE": "C.UTF-8"}
    assert utf8_locale(coerced, dict) is False
    assert utf8_locale(coerced, lambda: coerced) is True
    assert utf8_locale(coerced, lambda: {"LC_CTYPE": "C"}) is False


def test_the_console_is_asked_for_its_font(monkeypatch: pytest.MonkeyPatch) -> None:
    def ioctl(fd: int, request: int, data: bytearray) -> int:
        assert request == 0x4B66
        room, address = struct.unpack("HP", data)
        pairs = array.array("H", [ord("\u2500"), 1, ord("\u2588"), 2])
        assert room * 4 >= len(pairs.tobytes())
        import ctypes

        ctypes.memmove(address, pairs.tobytes(), len(pairs.tobytes()))
        struct.pack_into("H", data, 0, 2)
        return 0

    monkeypatch.setattr(fcntl, "ioctl", ioctl)
    assert console_has("a\u2500\u2588") is True
    assert console_has("a\u2584") is False


def test_what_is_no_console_does_not_say() -> None:
    read, write = os.pipe()
    try:
        assert console_has("x", read) is None
    finally:
        os.close(read)
        os.close(write)


@pytest.mark.parametrize(
    ("columns", "lines"), [("120", "40"), ("", ""), ("x", "-1"), ("99999", "0")]
)
def test_a_pipe_has_the_size_that_the_environment_says(
    monkeypatch: pytest.MonkeyPatch, columns: str, lines: str
) -> None:
    def none(fd: int) -> os.terminal_size:
        raise OSError

    monkeypatch.setattr(surroundings.os, "get_terminal_size", none)
    around = surroundings.look_around({"COLUMNS": columns, "LINES": lines, "TERM": "xterm"})
    assert (around.width, around.height) == ((120, 40) if columns == "120" else (80, 24))


@pytest.mark.parametrize("term", ["", "dumb"])
def test_a_dumb_terminal_gets_no_screen(monkeypatch: pytest.MonkeyPatch, term: str) -> None:
    monkeypatch.setattr(surroundings.os, "isatty", lambda fd: True)
    assert surroundings.look_around({"TERM": term}).interactive is False
    assert surroundings.look_around({"TERM": "xterm"}).interactive is True


@pytest.mark.parametrize(
    ("wish", "background", "look"),
    [
        (Wish("auto", "auto", "auto", "256", "tty"), "dark", Look("dark", "256", "tty")),
        (Wish("auto", "auto", "auto", "256", "tty"), "light", Look("light", "256", "tty")),
        (
            Wish("light", "truecolor", "ascii", "16", "tty"),
            "dark",
            Look("light", "truecolor", "ascii"),
        ),
        (Wish("16", "auto", "auto", "truecolor", "tty"), "light", Look("light", "16", "tty")),
        (Wish("mono", "256", "block", "16", "tty"), "dark", Look("dark", "mono", "block")),
    ],
)
def test_what_was_asked_for_goes_before_what_there_is(
    wish: Wish, background: str, look: Look
) -> None:
    assert wish._replace(background=background).look == look


def test_output_is_written_whole_and_in_the_readers_characters() -> None:
    read, write = os.pipe()
    assert put("\u2713 \udcff ok\n", utf8=True, fd=write)
    assert put("\u2713 ok\n", utf8=False, fd=write)
    assert os.read(read, 100) == b"\xe2\x9c\x93 ? ok\n? ok\n"
    os.close(read)
    assert put("x", utf8=True, fd=write) is False
    os.close(write)


def test_an_output_that_is_full_for_a_moment_is_waited_for() -> None:
    read, write = os.pipe()
    os.set_blocking(write, False)
    pid = os.fork()
    if pid == 0:
        os.close(write)
        got = 0
        while part := os.read(read, 1000):
            got += len(part)
        os._exit(got == 200_000)
    os.close(read)
    assert put("x" * 200_000, utf8=True, fd=write)
    os.close(write)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 1


def test_a_log_grows_to_its_limit_and_begins_anew(tmp_path: Path) -> None:
    log = tmp_path / "state/sptui.log"
    for number in range(5):
        append(str(log), f"{number}" * 50 + "\n", most_bytes=100)
    assert log.read_text() == "4" * 50 + "\n"
    assert (tmp_path / "state/sptui.log.old").read_text()[0] == "2"
    assert log.stat().st_mode & 0o777 == 0o600


def test_a_write_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.toml"
    write_atomic(str(path), "old")

    def full(fd: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_atomic(str(path), "new")
    assert path.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["x.toml"]


def test_options_are_read_as_they_are_written() -> None:
    assert parse([]) == Options()
    assert parse(["--demo", "status", "--json", "--sample=0.5"]) == Options(
        command="status", demo=True, json=True, sample=0.5
    )
    assert parse(["--glyphs", "ascii", "--theme=mono", "--tick", "5", "--colors", "16"]) == Options(
        glyphs="ascii", theme="mono", tick=5, colors="16"
    )
    assert parse(["--", "config", "show"]) == Options(command="config", part="show")
    assert parse(["--root", "/r", "--config=/c", "--textual-driver", "-h", "-V"]) == Options(
        root="/r", config="/c", textual_driver=True, help=True, version=True
    )


@given(st.lists(st.one_of(st.text(max_size=12), st.sampled_from(["--tick", "-", "--", "status"]))))
def test_any_words_are_options_or_wrong_usage(argv: list[str]) -> None:
    try:
        parse(argv)
    except UsageError as error:
        assert error.exit_code == 64
        assert error.what.id in WORDS
        assert error.next.id in WORDS
