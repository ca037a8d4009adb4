"""Who may import whom, and when: the layers as a graph, deferred imports in fresh processes."""

import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parent.parent
PACKAGE = HOUSE / "sptui"
# What the first frame and `status` can't afford (docs/adr/0007), or must not see at all.
DEAR = frozenset({"textual", "asyncio", "dataclasses", "msgspec", "inspect", "logging", "argparse"})
DEAR |= {"pathlib", "psutil", "json", "tomllib", "subprocess", "rich", "unittest", "socket", "ssl"}
DEAR |= {"sqlite3", "threading"}
# No facts lie there, whatever this machine has: reading them takes json.
NOWHERE = ("--state", "/nonexistent")


def modules(room: str) -> list[str]:
    """Every module of a room, by its dotted name; a room may be one file."""
    one = PACKAGE / f"{room}.py"
    paths = [one] if one.exists() else sorted((PACKAGE / room).rglob("*.py"))
    names = [".".join(path.relative_to(HOUSE).with_suffix("").parts) for path in paths]
    return [name.removesuffix(".__init__") for name in names]


def loaded_by(code: str) -> set[str]:
    """Top names of the modules in a fresh process that ran `code`, less what Python starts with."""
    ask = f"import sys; before = set(sys.modules)\n{code}\n"
    ask += "sys.__stderr__.write('\\n' + ' '.join(sorted(set(sys.modules) - before)))"
    argv = [sys.executable, "-c", ask]
    done = subprocess.run(argv, check=False, cwd=HOUSE, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return {name.split(".")[0] for name in done.stderr.splitlines()[-1].split()}


def test_the_layers_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    argv = [str(linter), "--no-logo", "--no-cache"]
    done = subprocess.run(argv, check=False, cwd=HOUSE, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("room", ["model", "actions", "glyphs", "themes", "keys", "paint"])
def test_a_low_room_loads_nothing_dear(room: str) -> None:
    assert modules(room)
    assert not loaded_by("import " + ", ".join(modules(room))) & DEAR


@pytest.mark.parametrize("room", ["services", "system", "config", "wire"])
def test_no_room_below_the_messages_knows_a_toolkit(room: str) -> None:
    assert modules(room)
    assert not loaded_by("import " + ", ".join(modules(room))) & {"textual", "rich"}


def test_importing_the_program_loads_nothing_dear() -> None:
    assert not loaded_by("import sptui.cli, sptui.cli.console, sptui.wire, sptui.live") & DEAR


@pytest.mark.parametrize(
    ("arguments", "needed"),
    [
        (["status", *NOWHERE], {"socket", "threading"}),
        (["status", "--json", *NOWHERE], {"socket", "threading", "json"}),
        (["check", *NOWHERE], {"socket", "threading"}),
        (["--once", *NOWHERE], {"socket", "threading"}),
        (["motd"], {"json"}),
        (["--once", "--demo"], set()),
        (["config", "check"], set()),
        (["--help"], set()),
    ],
    ids=" ".join,
)
def test_a_command_loads_only_what_it_needs(arguments: list[str], needed: set[str]) -> None:
    assert not loaded_by(f"from sptui.cli import main; main({arguments!r})") & DEAR - needed


def test_the_search_sees_a_deferred_import() -> None:
    assert "textual" in loaded_by("import sptui.paint.line; import textual.strip")
