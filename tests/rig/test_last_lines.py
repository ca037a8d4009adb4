"""The last lines of an invocation, from the real journal."""

from __future__ import annotations

import os
import pwd

from sptui.system.last_lines import last_lines
from tests.rig import units
from tests.rig.machine import run, shown, systemctl

UNIT = "says.service"
# More than fits, an escape sequence, what is no UTF-8, two lines at once, and nothing.
_SAYS = (
    r"for n in 1 2 3 4 5 6 7 8 9 10 11 12; do echo line $$n; done; "
    r"printf '\\033[31mred\\033[0m\\n\\377\\376\\n\\n'; echo why $$INVOCATION_ID >&2; exit 3"
)


def invocation(unit: str = UNIT) -> str:
    return shown(unit, "InvocationID")["InvocationID"]


def failing(script: str) -> str:
    return f'[Service]\nType=oneshot\nExecStart=/bin/sh -c "{script}"\n'


async def test_what_a_unit_that_fails_said_last():
    with units.loaded({UNIT: failing(_SAYS)}):
        systemctl("start", UNIT, check=False)
        first = invocation()
        said = await last_lines(UNIT, first)
        assert len(said) == 10
        odd = [said.index(line) for line in ("\x1b[31mred\x1b[0m", "\udcff\udcfe", f"why {first}")]
        assert odd == sorted(odd), "the oldest first"
        systemctl("start", UNIT, check=False)
        second = invocation()
        assert second != first
        assert await last_lines(UNIT, first) == said
        again = await last_lines(UNIT, second)
        assert f"why {second}" in again and f"why {first}" not in again


async def test_what_was_said_a_moment_ago_is_there():
    """Also of a unit that starts for the first time: the journal knows not yet whose its lines
    are."""
    names = [f"says-{n}.service" for n in range(20)]
    with units.loaded({name: failing(f"echo why {name}; exit 3") for name in names}):
        for name in names:
            systemctl("start", name, check=False)
            said = await last_lines(name, invocation(name))
            assert f"why {name}" in said
            assert any("status=3" in line for line in said)


async def test_an_invocation_that_never_was():
    assert await last_lines(UNIT, "0" * 31 + "1") == ()


async def test_who_may_not_read_the_journal_reads_nothing():
    with units.loaded({UNIT: failing("echo why; exit 3")}):
        systemctl("start", UNIT, check=False)
        code = (
            "import asyncio; from sptui.system.last_lines import last_lines;"
            f"print(asyncio.run(last_lines('x', '{invocation()}')))"
        )
        nobody = pwd.getpwnam("nobody")
        argv = ["setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]
        python = ["env", f"PYTHONPATH={os.environ['PYTHONPATH']}", "python", "-c", code]
        assert run(*argv, *python).strip() == "()"
