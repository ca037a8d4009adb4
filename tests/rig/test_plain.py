"""`sptui plain` on a real systemd: the same plan and outcome as by `sptui do`, what others do as it
happens, and nothing where nobody said yes."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.cli.dialogue import Dialogue, held
from tests.rig.deeds import DEEDS, RAN, UNIT, Deed, is_so, stage
from tests.rig.machine import remove, settled, shown, state, systemctl, until, write
from tests.rig.test_do import ALIKE, FAILS, HANGS
from tests.rig.units import RUNS, loaded
from tests.terminal.harness import Terminal
from tests.terminal.test_plain import Typist

YES = "all else leaves it: "
BY_ID = {deed.action: deed for deed in DEEDS}


@contextmanager
def talk(*argv: str) -> Iterator[Dialogue]:
    env = {"PYTHONPATH": os.getcwd(), "LANG": "C.UTF-8", "HOME": "/root"}
    env["PATH"] = os.environ["PATH"]
    with Dialogue("plain", *argv, env=env) as dialogue:
        dialogue.asks()
        yield dialogue
        held(dialogue.text)


def to(dialogue: Dialogue, unit: str) -> str:
    """The page of a unit."""
    said = dialogue.say("2", f"/unit:{unit}", "1")
    assert f"\n{unit}" in said
    return said


def number(menu: str, what: str) -> str:
    """The number of what stands at the end of a line, or of a value that begins one."""
    what = re.escape(what)
    found = re.search(rf"^ *(\d+) (?:{what}\b|.* {what}$)", menu, re.MULTILINE)
    assert found is not None, f"no {what} in {menu}"
    return found[1]


def choose(dialogue: Dialogue, deed: Deed) -> str:
    """From the first menu to the question of an action."""
    menu = to(dialogue, deed.target) if deed.target else dialogue.say("5")
    said = dialogue.say(number(menu, deed.action))
    settings = dict(deed.settings)
    for _ in range(5):
        if said.endswith(YES):
            return said
        if said.endswith("goes back: "):
            said = dialogue.say(settings.pop("from"))
            continue
        name = next((each for each in settings if asks_for(each, said)), None)
        said = dialogue.say(number(said, settings.pop(name)) if name else "")
    raise AssertionError(f"it asks and asks: {said}")


def asks_for(name: str, menu: str) -> bool:
    title = {
        "signal": "Signal",
        "whom": "Which of its processes",
        "runtime": "Until the next boot only",
        "now": "And now too",
    }.get(name)
    return title is not None and f"{title}:" in menu


def commands(said: str) -> list[str]:
    """What of the plan systemd is asked for."""
    lines = said[said.index("\nDoes ") + 1 :].splitlines()
    steps = [lines[0][11:]]
    for line in lines[1:]:
        if not line.startswith(" " * 11):
            break
        steps.append(line[11:])
    whole = re.split(r" (?=systemctl )", " ".join(steps))
    return [step for step in whole if step.startswith("systemctl ")]


def outcome(said: str) -> str:
    """The sentence that says how it ended."""
    how = r"^\d\d:\d\d:\d\d (?:Done|Failed|Not done)\. .*?(?=\n\S)"
    found = re.search(how, said, re.MULTILINE | re.DOTALL)
    assert found is not None, said
    return " ".join(found[0][9:].split())


# ------------------------------------------------------------------ what can be done


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.name)
def test_what_it_plans_happens_and_what_it_says_is_so(deed: Deed) -> None:
    with stage(deed), talk() as dialogue:
        said = choose(dialogue, deed)
        assert commands(said) == [each for each in deed.commands if each]
        assert not deed.after or not is_so(deed)() or deed.action in ALIKE, "nothing is done yet"
        before = shown(UNIT, "MainPID")["MainPID"]
        said = dialogue.say("y")
        assert outcome(said).startswith(f"Done. {deed.text}")
        until(is_so(deed), f"{deed.judged} is {dict(deed.after)}")
        if "restart" in deed.action:
            assert shown(UNIT, "MainPID")["MainPID"] != before
        if deed.action == "unit.reload":
            os.unlink("/run/deed-reloaded")
        assert ("u takes it back" in said) is bool(deed.opposite)
        if deed.opposite:
            said = dialogue.say("u")
            for _ in range(3):
                said = said if said.endswith(YES) else dialogue.say("")
            assert outcome(dialogue.say("y")).startswith("Done. ")
            assert not is_so(deed)()


def test_all_but_yes_changes_nothing() -> None:
    deed = BY_ID["unit.start"]
    with stage(deed), talk() as dialogue:
        choose(dialogue, deed)
        assert "Nothing was done." in dialogue.say("")
        for typed in ("n", "start", "1"):
            dialogue.say("2")
            assert "Nothing was done." in dialogue.say(typed)
        dialogue.say("2")
        dialogue.write("y")  # and the line ends
        assert dialogue.end() == 0
        assert not is_so(deed)()


def test_the_facts_are_systemds() -> None:
    with stage(BY_ID["unit.stop"]), talk() as dialogue:
        said = to(dialogue, UNIT)
        pid = shown(UNIT, "MainPID")["MainPID"]
        assert re.search(rf"^State +running since .*, process {pid}$", said, re.MULTILINE)
        assert re.search(r"^At boot +disabled, from /usr/lib/systemd/system/", said, re.MULTILINE)
        assert "not now: it runs already" in said
        details = dialogue.say("d")
        assert re.search(rf"^Processes: 1\n  {pid}, sleep infinity$", details, re.MULTILINE)


def test_what_fails_to_start_says_why_with_its_last_lines() -> None:
    with loaded({"rig-fails.service": FAILS}), talk() as dialogue:
        menu = to(dialogue, "rig-fails.service")
        dialogue.say(number(menu, "unit.start"))
        said = dialogue.say("y")
        assert outcome(said).startswith("Failed. rig-fails.service: failed; ")
        assert "\nWhat it said last:\n" in said
        assert "it could not bind" in said
        assert "exit code 7" in dialogue.say("")


def test_several_at_once() -> None:
    names = ["rig-one.service", "rig-two.service"]
    with loaded(dict.fromkeys(names, RUNS), stop=names), talk() as dialogue:
        menu = dialogue.say("2", "/rig-one", "/rig- stopped")
        both = " ".join([number(menu, name) for name in names])
        menu = dialogue.say(both)
        said = dialogue.say(number(menu, "unit.start"))
        assert commands(said) == [f"systemctl start {name}" for name in names]
        assert outcome(dialogue.say("y")).startswith("Done. All 2 done. rig-one.service: running")
        assert {state(name)[0] for name in names} == {"active"}


# ------------------------------------------------------------------ an editor on the same terminal


@contextmanager
def typing(editor: str) -> Iterator[Typist]:
    """On a terminal, where this shell script is the editor."""
    write({"rig-editor": f"#!/bin/sh\n{editor}\n"}, "/run")
    os.chmod("/run/rig-editor", 0o755)
    env = {"EDITOR": "/run/rig-editor", "PYTHONPATH": os.getcwd(), "HOME": "/root"}
    argv = [sys.executable, "-m", "sptui", "plain"]
    with Terminal(argv, env=env, term="vt102") as terminal:
        typist = Typist(terminal)
        typist.asks()
        yield typist
        terminal.type("q\r")
        assert terminal.wait(30) == 0
        assert terminal.troubles() == []
    remove(["rig-editor"], "/run")


def test_a_drop_in_is_edited_on_the_same_terminal_and_taken_back() -> None:
    content = "[Service]\\nEnvironment=DEED=done\\n"
    editor = f'stty raw -echo; echo "this is the editor"; printf "{content}" >"$1"'
    deed = BY_ID["unit.edit"]
    with stage(deed), typing(editor) as typist:
        menu = typist.say("2", f"/unit:{UNIT}", "1")
        runtime = typist.say(number(menu, "unit.edit"))
        typist.say(number(runtime, "yes"))
        said = typist.say("y")
        assert "this is the editor" in said
        assert re.search(r"^\d\d:\d\d:\d\d Done\. ", said, re.MULTILINE)
        until(is_so(deed), "the drop-in counts")
        typist.say("u")
        assert "Done. " in typist.say("y")
        assert not is_so(deed)()


def test_ctrl_c_in_the_editor_is_the_editors() -> None:
    deed = BY_ID["unit.edit"]
    with stage(deed), typing("stty -echo; echo waits; read line") as typist:
        menu = typist.say("2", f"/unit:{UNIT}", "1")
        runtime = typist.say(number(menu, "unit.edit"))
        typist.say(number(runtime, "yes"))
        typist.terminal.type("y\r")
        typist.asks("waits\n$")
        typist.terminal.press("^C")
        said = typist.asks()
        assert re.search(r"^\d\d:\d\d:\d\d (Failed|Not done|Done)\. ", said, re.MULTILINE)
        assert "Ctrl+C" not in said
        assert not is_so(deed)()
        assert "State " in typist.say("")


# ------------------------------------------------------------------ what others do


def test_following_shows_what_is_done_from_outside() -> None:
    with loaded({"rig-seen.service": RUNS}, stop=["rig-seen.service"]), talk() as dialogue:
        to(dialogue, "rig-seen.service")
        dialogue.write("f\n")
        dialogue.until("Enter ends it.\n")
        systemctl("start", "rig-seen.service")
        assert re.search(r"\d\d:\d\d:\d\d rig-seen", dialogue.until("rig-seen.service: running\n"))
        systemctl("kill", "--signal=KILL", "rig-seen.service")
        dialogue.until("rig-seen.service: failed")
        assert "State      failed" in dialogue.say("")
        assert "State      failed" in to_again(dialogue)


def to_again(dialogue: Dialogue) -> str:
    dialogue.say("b", "b")
    return to(dialogue, "rig-seen.service")


def test_following_all_units_shows_one_that_comes() -> None:
    with loaded({"rig-new.service": RUNS}, stop=["rig-new.service"]), talk() as dialogue:
        dialogue.say("2")
        dialogue.write("f\n")
        dialogue.until("Enter ends it.\n")
        systemctl("start", "rig-new.service")
        dialogue.until("rig-new.service: running")
        assert dialogue.end() == 0


def test_by_the_command_alone_it_is_asked_often_while_somebody_follows() -> None:
    files = {"rig-polled.service": RUNS}
    with loaded(files, stop=list(files)), talk("--bus", "systemctl") as dialogue:
        to(dialogue, "rig-polled.service")
        dialogue.write("f\n")
        dialogue.until("Enter ends it.\n")
        systemctl("start", "rig-polled.service")
        dialogue.until("rig-polled.service: running")
        assert dialogue.end() == 0


# ------------------------------------------------------------------ what goes on by itself


def test_what_hangs_can_be_left_and_cancelled() -> None:
    with loaded({"rig-hangs.service": HANGS}):
        systemctl("start", "rig-hangs.service")
        try:
            with talk() as dialogue:
                menu = to(dialogue, "rig-hangs.service")
                dialogue.say(number(menu, "unit.stop"))
                dialogue.write("y\n")
                dialogue.until("rig-hangs.service: stopping")
                os.kill(dialogue.pid, signal.SIGINT)
                said = dialogue.asks()
                assert "Stop goes on; how it ends is told here." in said
                assert "rig-hangs.service stop" in " ".join(systemctl("list-jobs").split())
                menu = to(dialogue, "rig-hangs.service")
                dialogue.say(number(menu, "unit.cancel"))
                dialogue.write("y\n")
                dialogue.until("systemd's job was cancelled.")
                dialogue.until("Failed. rig-hangs.service")
                assert "rig-hangs" not in systemctl("list-jobs")
        finally:
            systemctl("kill", "--signal=KILL", "rig-hangs.service", check=False)
            settled(["rig-hangs.service"], "failed")


def test_the_line_goes_while_it_is_done_and_systemd_goes_on() -> None:
    slow = "[Service]\nExecStart=/bin/sleep infinity\nExecStop=/bin/sleep 2\n"
    with loaded({"rig-slow.service": slow}, stop=["rig-slow.service"]):
        systemctl("start", "rig-slow.service")
        with talk() as dialogue:
            menu = to(dialogue, "rig-slow.service")
            dialogue.say(number(menu, "unit.stop"))
            dialogue.write("y\n")
            dialogue.until("rig-slow.service: stopping")
            os.kill(dialogue.pid, signal.SIGHUP)
            assert dialogue.left() == 129
        settled(["rig-slow.service"], "inactive")


def test_the_end_of_the_input_waits_for_what_was_begun() -> None:
    deed = BY_ID["unit.start"]
    with stage(deed), talk() as dialogue:
        choose(dialogue, deed)
        dialogue.write("y\n")
        assert dialogue.end() == 0
        assert outcome(dialogue.text).startswith(f"Done. {deed.text}")
        assert is_so(deed)()


def test_read_only_changes_nothing() -> None:
    with stage(BY_ID["unit.start"]), talk("--read-only") as dialogue:
        said = to(dialogue, UNIT)
        assert "unit." not in said.partition("\n  1 ")[2]
        for n in range(1, 6):
            assert "Not now: this session is read-only." in dialogue.say(str(n))
    assert state(UNIT)[0] == "inactive" and state(RAN)[0] == "inactive"
