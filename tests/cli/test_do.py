"""`sptui do` as scripts run it: in a process of its own, on the demo."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from sptui.actions.registry import all_actions
from tests.cli.test_commands import run
from tests.fakes.schema import errors

HOUSE = Path(__file__).parents[2]
SCHEMA = json.loads((HOUSE / "docs/do.schema.json").read_text("utf-8"))


def data(done: subprocess.CompletedProcess[bytes]) -> dict[str, Any]:
    found = json.loads(done.stdout.decode("ascii"))
    assert list(errors(found, SCHEMA, SCHEMA)) == []
    return dict(found)


def test_the_list_names_all_actions(tmp_path: Path) -> None:
    done = run("do", "--list", "--demo", home=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    rows = done.stdout.decode().splitlines()
    assert [row.split()[0] for row in rows] == [action.id for action in all_actions()]
    assert all(len(row) <= 80 for row in rows)
    told = data(run("do", "--list", "--json", "--demo", home=tmp_path))
    assert [each["id"] for each in told["actions"]] == [action.id for action in all_actions()]


@pytest.mark.parametrize("action", all_actions(), ids=lambda action: action.id)
def test_each_action_has_its_help(
    tmp_path: Path, action: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    from sptui.actions.action import State
    from sptui.cli.do.listing import help_of

    text = help_of(action, State())
    assert text.startswith(f"sptui do {action.id}")
    assert all(f"--set {param.name}=" in text for param in action.params)
    assert all(len(line) <= 80 for line in text.splitlines())


def test_help_of_one_is_asked_for_with_it(tmp_path: Path) -> None:
    done = run("do", "unit.kill", "--help", "--demo", home=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    text = done.stdout.decode()
    assert "TERM (default)" in text and "--set whom=" in text and "KILL" in text
    assert run("do", "--help", home=tmp_path).stdout == run("--help", home=tmp_path).stdout


def test_a_plan_is_one_document_and_nothing_is_done(tmp_path: Path) -> None:
    done = run(
        "do", "unit.enable", "prepare-kexec", "--set", "now=yes", "--dry-run", "--json", "--demo",
        home=tmp_path,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    told = data(done)
    assert [step["bus"]["member"] for step in told["steps"]] == [
        "EnableUnitFiles", "Reload", "StartUnit",
    ]  # fmt: skip
    assert told["steps"][0]["bus"]["body"] == [["prepare-kexec.service"], False, False]
    assert told["params"] == {"runtime": "no", "now": "yes"}


def test_a_file_for_a_drop_in_is_part_of_the_plan(tmp_path: Path) -> None:
    odd = f"{tmp_path}/\u00e9 \x1b.conf"
    done = run(
        "do", "unit.edit", "nginx", "--set", f"from={odd}", "--dry-run", "--json", "--demo",
        home=tmp_path,
    )  # fmt: skip
    told = data(done)
    assert told["steps"][0]["call"]["args"]["from"] == odd, "raw, and escaped"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("unit.stop", "nginx", "--yes"), 1, "This server does not exist: nothing was done."),
        (("unit.stop", "nginx"), 4, "--yes confirms it"),
        (("unit.stop", "nginxx"), 3, "did you mean nginx.service"),
        (("unit.stop", "nginx", "--read-only", "--yes"), 3, "this session is read-only"),
        (("unit.start", "nginx", "--yes"), 3, "it runs already"),
        (("timer.run", "nginx.service", "--yes"), 64, "is for timers"),
        (("process.terminate", "1", "--yes"), 3, "can't be done now: "),
        (("process.signal", "x", "--yes"), 64, "x is no PID"),
        (("unit.stop", "ng\nin\x1bx"), 64, "can't be the name of a unit"),
        (("unit.restrat",), 64, "did you mean unit.restart?"),
        ((), 64, "sptui do --list names all there is"),
        (("unit.stop", "--root", "/srv", "nginx"), 64, "--root and do don't go together"),
    ],
)
def test_exit_codes_and_the_one_line_beside_them(
    tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    done = run("do", *words, "--demo", home=tmp_path)
    assert done.returncode == code
    error = done.stderr.decode()
    assert said in error
    assert error.startswith("sptui: ") and error.count("\n") == 1
    assert error[:-1].isprintable()


def test_words_after_two_dashes_are_targets(tmp_path: Path) -> None:
    done = run("do", "unit.stop", "--dry-run", "--json", "--demo", "--", "-.mount", home=tmp_path)
    told = data(done)
    assert told["targets"] == ["-.mount"]
    assert told["steps"][0]["bus"]["argv"] == ["systemctl", "stop", "--", "-.mount"]
    done = run("do", "unit.stop", "-.mount", "--demo", home=tmp_path)
    assert done.returncode == 64 and b"there is no option -.mount" in done.stderr


def test_a_folder_names_its_mount(tmp_path: Path) -> None:
    done = run("do", "unit.stop", "/volumes/sdb", "--dry-run", "--json", "--demo", home=tmp_path)
    assert data(done)["targets"] == ["volumes-sdb.mount"]


def test_names_that_are_no_utf8_are_refused_in_words(tmp_path: Path) -> None:
    done = run("do", "unit.stop", "\udcff\udcfe", "--demo", home=tmp_path)
    assert done.returncode == 64 and done.stderr.count(b"\n") == 1


def test_no_systemd_is_a_reason(tmp_path: Path) -> None:
    done = run("do", "unit.stop", "x", "--bus", "private", "--json", home=tmp_path)
    if done.returncode == 0:
        pytest.skip("systemd answers here")
    assert done.returncode == 3
    told = data(done)
    assert told["disabled"] and told["targets"] == ["x"] and told["exit"] == 3
