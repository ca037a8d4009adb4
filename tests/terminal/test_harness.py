"""The harness itself, tried on small programs: it sees what it should, also when the program does
wrong."""

from __future__ import annotations

import signal
import sys
import time

import pytest

from tests.terminal.harness import Terminal

PY = [sys.executable, "-I", "-c"]
RAW = "import os,sys,tty;tty.setraw(0);w=lambda s:os.write(1,s.encode());"


def test_answers_what_a_terminal_answers() -> None:
    script = RAW + (
        "w('ab\\x1b[5n\\x1b[6n\\x1b[c\\x1b]11;?\\x1b\\\\');g=b''\n"
        "while b'rgb' not in g or g[-1:]!=b'\\\\': g+=os.read(0,99)\n"
        "w('\\r\\n'+repr(g))"
    )
    with Terminal([*PY, script], background="#14171b") as t:
        assert t.wait(20) == 0
        assert r"b'\x1b[0n\x1b[1;3R\x1b[?62;c\x1b]11;rgb:1414/1717/1b1b\x1b\\'" in t.text()


def test_can_be_told_not_to_answer() -> None:
    script = RAW + (
        "import select;w('\\x1b[5n\\x1b[6n\\x1b[c\\x1b]11;?\\x07');"
        "w('answered' if select.select([0],[],[],.5)[0] else 'silence')"
    )
    with Terminal([*PY, script], answers=False) as t:
        t.wait(20)
        assert t.text().strip() == "silence"


def test_a_terminal_left_wrong_is_told_and_one_left_right_is_not() -> None:
    with Terminal([*PY, RAW + "w('\\x1b[?1049h\\x1b[?25l')"]) as t:
        assert t.wait(20) == 0
        assert t.troubles() == [
            "the alternate screen is shown",
            "the cursor is hidden",
            "line settings differ: without lines, echo, Ctrl+C",
        ]
    with Terminal(
        [*PY, "import tty,termios as m;o=m.tcgetattr(0);tty.setraw(0);m.tcsetattr(0,0,o)"]
    ) as t:
        assert t.wait(20) == 0
        assert t.troubles() == []


def test_typed_keys_resize_and_hangup_reach_the_child() -> None:
    script = (
        "import os,select,signal as s;"
        "z=lambda *_:os.write(1,b'size %d %d\\n'%os.get_terminal_size());"
        "s.signal(s.SIGWINCH,z);z()\nwhile 1:\n"
        " if select.select([0],[],[],.05)[0]: print('got',input(),flush=True)"
    )
    with Terminal([*PY, script], cols=33, rows=11) as t:
        assert t.pump(20, "^size 33 11")
        t.resize(60, 12)
        assert t.pump(20, "^size 60 12")
        t.press("x", "ENTER")
        assert t.pump(20, "^got x")
        assert t.left_behind() == []
        t.hangup()
        assert t.wait(20) == -signal.SIGHUP


def test_ignored_signals_are_found_ignored() -> None:
    script = "from signal import *;print(*[getsignal(n) == SIG_IGN for n in (SIGHUP, SIGINT)])"
    with Terminal([*PY, script], ignore=[signal.SIGHUP]) as t:
        t.wait(20)
        assert t.text().strip() == "True False"
    assert signal.getsignal(signal.SIGHUP) == signal.SIG_DFL


def test_a_stalled_terminal_takes_no_byte_and_then_all() -> None:
    script = RAW + (
        "import select;w('up');os.read(0,1);os.set_blocking(1,False)\n"
        "try: w('x')\n"
        "except BlockingIOError: select.select([0],[],[]);w('late')"
    )
    with Terminal([*PY, script]) as t:
        assert t.pump(20, "^up$")
        t.stop_reading()
        t.type("a")
        t.pump(1)
        assert t.total_bytes == 2
        t.go_on_reading()
        t.type("b")
        assert t.pump(20, "^uplate$")


def test_a_slow_line_is_as_slow_as_said_also_for_answers() -> None:
    script = RAW + (
        "import time;t=time.monotonic();w('.'*480+'\\x1b[5n');os.read(0,9);"
        "print(end=f'[{time.monotonic()-t:.1f}]',flush=True)"
    )
    with Terminal([*PY, script], bytes_per_s=960) as t:
        assert t.pump(20, r"\[.*]")
        assert 0.4 <= float(t.text().strip(".[] \n")) < 5


def test_usage_counts_threads_and_children() -> None:
    script = (
        "import os,threading,time\n"
        "def burn(s):\n e=time.thread_time()+s\n while time.thread_time()<e: pass\n"
        "t=threading.Thread(target=burn,args=(.2,));t.start();t.join()\n"
        "p=os.fork()\n"
        "if p==0: burn(.2);os._exit(0)\n"
        "os.waitpid(p,0);burn(.2);print('done',flush=True);time.sleep(60)"
    )
    with Terminal([*PY, script]) as t:
        assert t.pump(60, "^done")
        usage = t.usage()
        assert 0.55 <= usage.cpu_s < 1.5
        assert usage.threads == 1
        assert usage.switches > 0
        assert 5 << 20 < usage.peak_rss_bytes < 100 << 20


@pytest.mark.parametrize("argv", [["no-such-program-anywhere"]])
def test_a_command_that_is_not_there_is_an_error_and_leaves_nothing(argv: list[str]) -> None:
    with pytest.raises(FileNotFoundError):
        Terminal(argv)


def test_close_ends_the_child_whatever_it_ignores() -> None:
    with Terminal(
        [*PY, "import time;print('up',flush=True);time.sleep(60)"],
        ignore=[signal.SIGHUP, signal.SIGTERM],
    ) as t:
        assert t.pump(20, "^up")
        began = time.monotonic()
    assert t.status == -signal.SIGKILL
    assert time.monotonic() - began < 20
