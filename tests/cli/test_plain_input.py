"""What comes over the line to plain mode: the end, rubbish, lines typed ahead, signals."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Talk, environment
from tests.cli.dialogue import HOUSE, Dialogue, held
from tests.cli.test_plain_mode import NOTHING, TO_THE_QUESTION

# ---------------------------------------------------------------- what comes over the line


@pytest.mark.parametrize(
    "lines",
    [(), ("2",), ("11",), ("1",), ("4",), ("4", "1"), ("5", "4"), TO_THE_QUESTION, ("11", "13")],
    ids="-".join,
)
def test_the_end_of_the_input_leaves_and_nothing_is_done(talk: Talk, lines: tuple[str]) -> None:
    dialogue = talk()
    dialogue.asks()
    if lines:
        dialogue.say(*lines)
    assert dialogue.end() == 0
    assert NOTHING not in dialogue.text


def test_a_line_without_its_end_is_none(talk: Talk) -> None:
    dialogue = talk()
    dialogue.asks()
    dialogue.say(*TO_THE_QUESTION)
    dialogue.write("y")
    assert dialogue.end() == 0
    assert dialogue.text.endswith("Nothing was done.\n")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (b"\x00\n", "There is a control character in that line"),
        (b"\x1b[A\x1b[2J\n", "There is a control character in that line"),
        (b"\xff\xfe\n", "That line is not UTF-8"),
        (b"x" * 70_000 + b"\n", "That line is too long"),
        ("\u202e1\n".encode(), "There is a control character in that line"),
        (b"99999999999999999999999\n", "99999999999999999999999 is nothing here."),
        (b"8\n", "8 is nothing here."),
        (b"0\n", "0 is nothing here."),
        (b"-1\n", "-1 is nothing here."),
        (b"1 2\n", "1 2 is nothing here."),
        ("\u0661\n".encode(), "\u0661 is nothing here."),
        ("\u00b2\n".encode(), "\u00b2 is nothing here."),
        (b"rm -rf /\n", "rm -rf / is nothing here."),
        (b"/\n", "/ is nothing here."),
        (b"m\n", "m is nothing here."),
    ],
)
def test_rubbish_is_answered_with_a_word(talk: Talk, typed: bytes, says: str) -> None:
    dialogue = talk()
    dialogue.asks()
    dialogue.write(typed)
    assert says in dialogue.asks()
    assert "All units" in dialogue.say("2")


def test_rubbish_never_answers_a_question(talk: Talk) -> None:
    dialogue = talk()
    dialogue.asks()
    dialogue.say(*TO_THE_QUESTION)
    for typed in (b"\x00y\n", b"y\xff\n", b"\x1by\n"):
        dialogue.write(typed)
        assert "it was not read." in dialogue.asks()
    assert "Nothing was done." in dialogue.say("n")


def test_lines_typed_ahead_choose_but_never_answer(talk: Talk) -> None:
    dialogue = talk()
    dialogue.asks()
    dialogue.write("11\n1\ny\ny\ny\n")
    dialogue.until("leaves it: ")
    assert NOTHING in dialogue.say("y"), "what is typed after it does"
    dialogue.write("1\ny\n")
    dialogue.until("leaves it: ")
    assert "Nothing was done." in dialogue.say("")
    assert dialogue.text.count(NOTHING) == 1


def test_a_script_that_was_written_blindly_does_nothing(tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_text("11\n1\ny\n")
    with script.open() as file:
        done = subprocess.run(
            [sys.executable, "-m", "sptui", "plain", "--demo"],
            cwd=HOUSE, env=environment(tmp_path), stdin=file, capture_output=True, text=True,
            timeout=60, check=False,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("all else leaves it: \nNothing was done.\n")


def test_who_says_yes_to_all_says_it_to_nothing(tmp_path: Path) -> None:
    code = "import sys\nsys.stdout.write('11\\n1\\n')\nwhile True: sys.stdout.write('y\\n')"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as yes:
        with Dialogue("plain", "--demo", env=environment(tmp_path), stdin=yes.stdout) as dialogue:
            dialogue.until("none of them can be an answer.\nNothing was done.\n")
            assert NOTHING not in dialogue.text
        yes.kill()


# ---------------------------------------------------------------- around it


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_signals_leave_with_their_number(talk: Talk, number: signal.Signals) -> None:
    dialogue = talk()
    dialogue.asks()
    dialogue.say(*TO_THE_QUESTION)
    os.kill(dialogue.pid, number)
    assert dialogue.left() == 128 + number
    assert dialogue.text.endswith("Nothing was done.\n")


def test_ctrl_c_goes_back_and_twice_leaves(talk: Talk) -> None:
    dialogue = talk()
    dialogue.asks()
    dialogue.say(*TO_THE_QUESTION)
    os.kill(dialogue.pid, signal.SIGINT)
    said = dialogue.asks()
    assert said.startswith("\nNothing was done.\nCtrl+C once more leaves.\nsptui on kiwi")
    dialogue.say("2")
    os.kill(dialogue.pid, signal.SIGINT)
    assert "Ctrl+C once more leaves." in dialogue.asks(), "a line came between"
    os.kill(dialogue.pid, signal.SIGINT)
    assert dialogue.left() == 130


def test_who_listens_no_more_ends_it(talk: Talk) -> None:
    dialogue = talk()
    dialogue.asks()
    dialogue.stop_listening()
    dialogue.write("2\n")
    assert dialogue.left() == 0


def test_ascii_only_where_the_locale_has_no_more(talk: Talk) -> None:
    dialogue = talk(LANG="C")
    dialogue.asks()
    dialogue.say("1", "b", "2", "m", "m", "1", "d", "b", "b", "4", "1")
    assert dialogue.text.isascii()


def test_of_this_machine_it_says_why_there_are_no_units(tmp_path: Path) -> None:
    with Dialogue("plain", "--state", str(tmp_path), env=environment(tmp_path)) as dialogue:
        said = dialogue.asks()
        assert said.startswith("sptui on ") and "demo" not in said
        dialogue.say("1", "b", "2", "b", "3", "b", "4", "1", "b", "b")
        assert dialogue.end() == 0
        held(dialogue.text)


def test_it_loads_no_toolkit(tmp_path: Path) -> None:
    code = (
        "import sys, json\nfrom sptui.cli import main\nmain(['plain', '--demo'])\n"
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=HOUSE, env=environment(tmp_path), input="2\n1\nb\nb\n4\n1\n", capture_output=True,
        text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    assert not {"textual", "readline", "curses"} & set(json.loads(done.stdout.splitlines()[-1]))
