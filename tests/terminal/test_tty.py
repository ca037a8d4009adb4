"""`system.terminal` alone, on a real pty: what it shows, how it waits, how it leaves."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from tests.terminal.harness import Terminal

HEAD = """
import os, select, sys, time
from sptui.system.terminal import HangUp, Terminal
from sptui.paint.cells import cells_of
t = Terminal()
def line(y, text, sgr="31"):
    t.put(y, 0, list(cells_of(text[:t.width].ljust(t.width), sgr)))
def listen(seconds):
    end, keys = time.monotonic() + seconds, b""
    while time.monotonic() < end:
        if select.select([t.fd], [], [], min(.05, seconds))[0]:
            keys += t.read()
        if t.unsent:
            t.flush()
        t.push()
    return keys
t.enter()
"""


def child(script: str, **how: object) -> Terminal:
    return Terminal([sys.executable, "-c", HEAD + script], cols=40, rows=8, **how)  # type: ignore[arg-type]


def test_shows_what_was_put_and_leaves_the_terminal_as_it_was() -> None:
    with child("line(0, 'first'); line(7, 'last'); t.push(); listen(.3); t.leave()") as t:
        assert t.pump(10, lambda: t.shows("last"))
        assert t.shows("first")
        assert t.wait(10) == 0
        assert t.troubles() == []
        assert not t.shows("last")


def test_only_differences_are_sent_and_all_of_it_after_redraw() -> None:
    script = (
        "line(0, 'abcdef'); t.push(limit=False); listen(.2)\n"
        "t.put(0, 2, list(cells_of('X', '31'))); t.push(); listen(.2)\n"
        "t.put(0, 2, list(cells_of('X', '31'))); t.push(); listen(.2)\n"
        "t.redraw(); t.push(); listen(.3); t.leave()"
    )
    with child(script) as t:
        assert t.wait(10) == 0
        assert t.raw().count(b"abcdef") == 1
        assert t.raw().count(b"abXdef") == 1


def test_answers_are_not_keys_and_nothing_is_typed_into_the_shell_afterwards() -> None:
    script = (
        "for n in range(50): line(n % 8, 'x' * 40, str(31 + n % 7)); t.push()\n"
        "keys = listen(.5); t.leave(); print('keys', keys, 'end', flush=True); time.sleep(.3); "
        "print('left', select.select([0], [], [], 0)[0], flush=True)"
    )
    with child(script) as t:
        t.type("q")
        assert t.wait(10) == 0
        assert "keys b'q' end" in t.text()
        assert "left []" in t.text()


def test_at_most_the_limit_is_unconfirmed_and_the_newest_frame_wins() -> None:
    script = (
        "for n in range(300):\n"
        " for y in range(8): line(y, f'frame {n} ' * 5, str(31 + (n + y) % 7))\n"
        " t.push(); listen(.005)\n"
        "listen(4); t.leave()"
    )
    with child(script, bytes_per_s=4000) as t:
        assert t.pump(
            20, lambda: all("frame 299 frame" in line for line in t.text().splitlines()[:8])
        )
        parts = t.raw().decode().split("frame ")  # the last of them may have been cut off
        frames = {int(part.split()[0]) for part in parts if part[:1].isdigit()}
        assert len(frames) < 100


def test_a_terminal_that_does_not_read_blocks_nothing() -> None:
    script = (
        "for n in range(3000):\n"
        " for y in range(8): line(y, f'{n} ' * 20, str(31 + (n + y) % 7))\n"
        " t.push()\n"
        "open('/proc/self/comm', 'w').write('done'); listen(30); t.leave()"
    )
    with child(script) as t:
        t.pump(1)
        t.stop_reading()
        assert t.pump(10, lambda: Path(f"/proc/{t.pid}/comm").read_text() == "done\n")


def test_a_hangup_is_told() -> None:
    script = "try: listen(20)\nexcept HangUp: os._exit(7)"
    with child(script, ignore=[signal.SIGHUP]) as t:
        t.pump(1)
        t.hangup()
        assert t.wait(10) == 7


def test_the_shells_own_descriptor_stays_blocking() -> None:
    with child("b = os.get_blocking(0), os.get_blocking(1); t.leave(); print('blocking', b)") as t:
        assert t.wait(10) == 0
        assert "blocking (True, True)" in t.text()
