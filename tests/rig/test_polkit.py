"""What polkit refuses an ordinary user, told before; and in words after, where it can't be told."""

from __future__ import annotations

import ast
import os
import pwd
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rig.machine import run

WHO = "rig-anna"
UNITS = "org.freedesktop.systemd1.manage-units"
FILES = "org.freedesktop.systemd1.manage-unit-files"
RELOAD = "org.freedesktop.systemd1.reload-daemon"
RULE = Path("/etc/polkit-1/rules.d/10-rig.rules")
ASKS = f"""
import asyncio
from sptui.system.polkit import refused_of
print(sorted(asyncio.run(refused_of({(UNITS, FILES, RELOAD)}))))
"""
DOES = """
import asyncio, sys
from sptui.actions.unit import job
from sptui.model.errors import BusError
from sptui.paint.words import say
from tests.rig.ways import open_manager
async def main():
    async with open_manager(sys.argv[1]) as manager:
        try:
            print("done", await manager.change(job("RestartUnit", "restart", "cron.service")))
        except BusError as error:
            print(error.kind, say(error.what), say(error.next), sep=": ")
asyncio.run(main())
"""


@pytest.fixture(scope="module", autouse=True)
def user() -> Iterator[None]:
    run("useradd", WHO)
    yield
    RULE.unlink(missing_ok=True)
    run("userdel", WHO)


@pytest.fixture
def rules() -> Iterator[Path]:
    """The folder of an admin's rules, which anybody may read here (as on NixOS)."""
    mode = RULE.parent.stat().st_mode
    RULE.parent.chmod(0o755)
    yield RULE.parent
    RULE.unlink(missing_ok=True)
    RULE.parent.chmod(mode)
    forgotten()


def as_anna(code: str, *args: str) -> str:
    who = pwd.getpwnam(WHO)
    argv = ["setpriv", f"--reuid={who.pw_uid}", f"--regid={who.pw_gid}", "--clear-groups"]
    python = ["env", f"PYTHONPATH={os.environ['PYTHONPATH']}", "python", "-c", code, *args]
    return run(*argv, *python).strip()


def refused() -> set[str]:
    return set(ast.literal_eval(as_anna(ASKS)))


def rule(condition: str, result: str) -> None:
    RULE.write_text(
        f"polkit.addRule(function(action, subject) {{ if ({condition})"
        f" return polkit.Result.{result}; }});\n"
    )
    RULE.chmod(0o644)
    forgotten()


def forgotten() -> None:
    """polkit reads its rules anew."""
    run("systemctl", "reset-failed", "polkit.service", check=False)  # it counts its starts
    run("systemctl", "restart", "polkit.service")


def test_what_takes_a_password_is_refused(rules: Path):
    assert refused() == {UNITS, FILES, RELOAD}


def test_where_the_rules_can_t_be_read_units_may_be_allowed_one_by_one():
    """As Debian has it: only polkit may look into the folder."""
    assert RULE.parent.stat().st_mode & 0o007 == 0
    assert refused() == {FILES, RELOAD}


def test_what_a_rule_allows_is_not_refused(rules: Path):
    rule(f'action.id == "{RELOAD}"', "YES")
    assert refused() == {UNITS, FILES}
    rule(f'action.id == "{FILES}"', "YES")  # which implies the others: systemd's policy says so
    assert refused() == set()


def test_a_rule_for_one_unit_keeps_all_units_open(rules: Path):
    one = 'action.lookup("unit") == "cron.service"'
    rule(f'action.id == "{UNITS}" && {one}', "YES")
    assert refused() == {FILES, RELOAD}
    assert as_anna(DOES, "bus").startswith("done ")


def test_root_is_refused_nothing():
    assert run("python", "-c", ASKS).strip() == "[]"


@pytest.mark.parametrize("way", ["bus", "systemctl"])
def test_a_refusal_is_words(way: str):
    assert as_anna(DOES, way) == (
        "denied: systemd refuses restart cron.service: you would have to say who you are, and"
        " nobody can ask you here: do it as root"
    )


@pytest.mark.parametrize("way", ["bus", "systemctl"])
def test_a_plain_no_is_words(rules: Path, way: str):
    rule(f'action.id == "{UNITS}"', "NO")
    assert as_anna(DOES, way) == (
        "denied: systemd refuses restart cron.service: you may not: do it as root"
    )
