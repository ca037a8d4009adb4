"""The way into the rig: what it brings along, and what it lets pass."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.rig import packages, runner

HOUSE = Path(__file__).resolve().parents[2]


def test_what_sptui_and_pytest_need_is_brought_along_and_nothing_else():
    found = packages.closure(packages.WANTED)
    assert {"textual", "rich", "pytest", "pluggy", "pyte", "wcwidth"} <= found
    assert not {"sptui", "ruff", "mypy", "uv", "pre-commit"} & found


def test_every_package_comes_with_its_hashes():
    entries = list(packages.locked({"textual", "pytest"}))
    assert [entry.partition("==")[0] for entry in entries] == ["pytest", "textual"]
    assert all("--hash=sha256:" in entry for entry in entries)


def case(name: str, inner: str = "") -> str:
    return f'<testcase classname="tests.contract.test_managers" name="{name}">{inner}</testcase>'


@pytest.mark.parametrize(
    ("cases", "untried"),
    [
        ([f"test_list[{way}]" for way in runner.WAYS], []),
        (["test_list[fake-bus-x]", "test_list[private]"], ["pydbus", "systemctl"]),
        ([], list(runner.WAYS)),
    ],
)
def test_a_way_that_passed_no_test_is_named(tmp_path: Path, cases: list[str], untried: list[str]):
    junit = tmp_path / "junit.xml"
    junit.write_text(f"<testsuite>{''.join(map(case, cases))}</testsuite>")
    assert runner.untried(junit) == untried


def test_a_failed_test_of_a_way_does_not_count(tmp_path: Path):
    junit = tmp_path / "junit.xml"
    junit.write_text(f"<testsuite>{case('test_list[bus]', '<failure/>')}</testsuite>")
    assert "bus" in runner.untried(junit)


SKIPS = {
    "called": "def test(): pytest.skip('no bus')",
    "marked": "@pytest.mark.skip(reason='no bus')\ndef test(): pass",
    "whole": "pytest.skip('no bus', allow_module_level=True)",
    "imported": "pytest.importorskip('no_such_module')",
}


@pytest.mark.parametrize("how", SKIPS)
def test_a_skip_in_the_rig_is_a_failure(tmp_path: Path, how: str):
    (tmp_path / "test_it.py").write_text(f"import pytest\n{SKIPS[how]}\n")
    argv = [sys.executable, "-m", "pytest", "-q", "-c", "/dev/null", "--rootdir", str(tmp_path)]
    env = {"PYTHONPATH": str(HOUSE), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    status = [
        subprocess.run(
            [*argv, *plugin, str(tmp_path)], env=env, cwd=tmp_path, capture_output=True, check=False
        ).returncode
        for plugin in ([], ["-p", "tests.rig.no_skips"])
    ]
    assert status[0] in (0, 5)
    assert status[1] in (1, 2)
