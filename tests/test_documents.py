"""The documents: commands that are there, links that lead somewhere, rooms and keys that exist.

That generated ones are fresh is `just docs-check`.
"""

import re
from pathlib import Path

import pytest

from sptui.actions.registry import all_actions
from sptui.keys import FIXED, OWN
from sptui.screens.pages import all_pages

HOUSE = Path(__file__).resolve().parent.parent
PAGES = [*HOUSE.glob("*.md"), *HOUSE.glob("docs/**/*.md")]
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(HOUSE)))
def test_links_lead_somewhere(page: Path) -> None:
    links = [link for link in LINK.findall(page.read_text("utf-8")) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_readme_begins_with_the_two_commands() -> None:
    lines = (HOUSE / "README.md").read_text("utf-8").splitlines()
    commands = [line for line in lines if line.startswith("python3 -m venv ")]
    assert len(commands) == 2
    assert max(lines.index(command) for command in commands) < 15
    assert commands[0].endswith(" && .venv/bin/sptui")
    assert commands[1].endswith(" && .venv/bin/just check")


def test_ci_runs_the_second_command_from_the_readme() -> None:
    run = (HOUSE / ".ci/run").read_text("utf-8")
    assert "grep '^python3 -m venv ' README.md | sed -n 2p" in run
    assert "just check" not in run


def test_the_keys_of_the_readme_are_keys() -> None:
    text = (HOUSE / "README.md").read_text("utf-8").split("## Keys")[1].split("\n## ")[0]
    said = {key.lower() for key in re.findall(r"^\|.*?\|", text, re.MULTILINE)}
    shown = {key for cell in said for key in re.findall(r"`([^`]+)`", cell)}
    names = {"esc": "escape", "↑": "up", "↓": "down"}
    known = {key for fixed in FIXED for key in fixed.keys} | {act.key for act in all_actions()}
    known |= {key for keys in OWN.values() for own in keys for key in own.keys}
    known |= {page.key for page in all_pages()}
    assert shown
    assert {names.get(key, key) for key in shown} <= known


def test_the_house_names_every_room() -> None:
    text = (HOUSE / "docs/house.md").read_text("utf-8")
    rooms = [
        path.name + "/" * path.is_dir()
        for path in (HOUSE / "sptui").iterdir()
        if not path.name.startswith("__") and (path.is_dir() or path.suffix == ".py")
    ]
    assert [room for room in rooms if f"| `{room}`" not in text and f"`{room}` " not in text] == []


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = sorted(int(path.name[:4]) for path in (HOUSE / "docs/adr").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_nothing_leans_on_what_lies_beside_the_project() -> None:
    texts = [
        path
        for top in (".ci", "docs", "tests", "tools", "sptui", "benchmarks")
        for path in (HOUSE / top).rglob("*")
        if path.suffix in {".py", ".md", ".txt", ".json", ".toml", ""} and path.is_file()
    ]
    texts += [path for path in HOUSE.iterdir() if path.is_file() and path.name != "uv.lock"]
    beside = re.compile(rb"\.\./" + rb"shared|/work/" + rb"(?:main|shared)")
    assert [str(path) for path in texts if beside.search(path.read_bytes())] == []
