"""`sptui motd` as people log in, and what is shipped for them and for systemd."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.test_commands import HOUSE, PATIENCE_S, environment, run

PACKAGING = HOUSE / "packaging"


# ---------------------------------------------------------------- the text at login


def facts_of(state: Path, home: Path, **more: object) -> dict:
    demo = json.loads(run("--demo", "status", "--json", home=home).stdout)
    now = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())
    state.mkdir(exist_ok=True)
    data = {**demo, "at": now, **more}
    (state / "facts.json").write_text(json.dumps(data))
    return data


def motd(state: Path, home: Path, **more: str) -> str:
    done = run("motd", "--state", str(state), home=home, **more)
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout.decode()


def test_motd_says_what_needs_you(tmp_path: Path) -> None:
    facts_of(tmp_path / "s", tmp_path)
    lines = motd(tmp_path / "s", tmp_path).splitlines()
    assert lines[0].startswith("kiwi: 1 bad, 2 warnings. ")
    assert lines[1].startswith("  bad      Archive of the mailing lists failed (")
    assert lines[2:] == [
        "  warning  Clock is not synchronised; Disk sdb will be full in 9 d",
        "Type sptui.",
    ]


def test_motd_is_one_line_when_all_is_well(tmp_path: Path) -> None:
    facts_of(tmp_path / "s", tmp_path, health={"level": "ok", "findings": []})
    assert motd(tmp_path / "s", tmp_path).count("\n") == 1
    assert motd(tmp_path / "s", tmp_path).startswith("kiwi: all is well. ")


def test_motd_of_old_facts_says_so(tmp_path: Path) -> None:
    then = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(time.time() - 12 * 86_400))
    facts_of(tmp_path / "s", tmp_path, at=then)
    assert motd(tmp_path / "s", tmp_path).startswith("kiwi: facts are 12")
    assert " d old: sptui-collect does not run.\n" in motd(tmp_path / "s", tmp_path)


NOT_WHOLE = "sptui: facts can't be read: {path} is not whole. Type sptui.\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "sptui: no facts yet: sptui-collect does not run. Type sptui.\n"),
        (b"", NOT_WHOLE),
        (b"{", NOT_WHOLE),
        (b"[1]", NOT_WHOLE),
        (b"\xff\xfe\x00", NOT_WHOLE),
        (b"[" * 100_000, NOT_WHOLE),
        (b'{"schema": 1, "host": "x", "at": "2026-11-22T19:4', NOT_WHOLE),
        (
            b'{"schema": 7}',
            "sptui: facts can't be read: {path} is from a newer sptui. Type sptui.\n",
        ),
    ],
)
def test_motd_of_no_facts_or_half_of_them(tmp_path: Path, text: bytes | None, said: str) -> None:
    state = tmp_path / "s"
    state.mkdir()
    if text is not None:
        (state / "facts.json").write_bytes(text)
    assert motd(state, tmp_path) == said.format(path=f"{state}/facts.json")


def test_motd_of_what_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "s/facts.json").mkdir(parents=True)
    assert "Is a directory" in motd(tmp_path / "s", tmp_path)
    (tmp_path / "p").mkdir()
    os.mkfifo(tmp_path / "p/facts.json")
    assert motd(tmp_path / "p", tmp_path).startswith("sptui: facts can't be read: ")


def test_motd_sends_no_escape_codes_and_no_other_characters(tmp_path: Path) -> None:
    finding = {"level": "bad", "title": "\x1b]0;x\x07 \u202e caf\u00e9", "since": None}
    facts_of(tmp_path / "s", tmp_path, host="\x1b[31m", health={"findings": [finding]})
    text = motd(tmp_path / "s", tmp_path, LANG="C")
    assert "\x1b" not in text
    assert text.isascii()
    assert "caf\u00e9" in motd(tmp_path / "s", tmp_path)


def test_motd_where_nobody_reads_or_there_is_no_room(tmp_path: Path) -> None:
    for target in (">/dev/full", ">&-", "| true"):
        line = f"exec 3>&2; set -e; {sys.executable} -m sptui motd {target}; echo $? >&3"
        done = subprocess.run(
            ["sh", "-c", line],
            cwd=HOUSE,
            env=environment(tmp_path),
            capture_output=True,
            check=True,
        )
        assert done.stderr == b"0\n", target


def test_motd_loads_next_to_nothing(tmp_path: Path) -> None:
    facts_of(tmp_path / "s", tmp_path)
    code = "import sys; from sptui.cli.motd import greet; greet(sys.argv[1]); "
    code += "sys.stderr.write(' '.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "s")],
        check=True,
        cwd=HOUSE,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
    )
    dear = {"asyncio", "dataclasses", "sqlite3", "datetime", "threading", "sptui.cli.args"}
    assert not set(done.stderr.split()) & {*dear, "sptui.config", "sptui.wire", "sptui.services"}
    assert "kiwi" in done.stdout


# ---------------------------------------------------------------- what is shipped


def shell(script: str, path: Path, *argv: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": f"{path}:/usr/bin:/bin", "HOME": "/nonexistent"}
    return subprocess.run(
        [*argv, "-c", script], env=env, capture_output=True, text=True, check=False, timeout=30
    )


@pytest.mark.parametrize("argv", [("bash", "--norc"), ("dash",), ("bash", "--norc", "-eu")])
def test_the_snippet_speaks_only_to_somebody(tmp_path: Path, argv: tuple[str, ...]) -> None:
    if shutil.which(argv[0]) is None:
        pytest.skip(f"there is no {argv[0]} here")
    fake = tmp_path / "sptui"
    fake.write_text("#!/bin/sh\necho said $*; exit 3\n")
    fake.chmod(0o755)
    snippet = f". {PACKAGING}/sptui-motd.sh; echo after $?"
    assert shell(snippet, tmp_path, *argv).stdout == "after 0\n", "nobody sits there"
    assert shell(snippet, tmp_path, *argv, "-i").stdout == "after 0\n", "a pipe is nobody"
    if shutil.which("script"):
        line = f"{' '.join(argv)} -i -c '{snippet}; . {PACKAGING}/sptui-motd.sh; echo again'"
        done = subprocess.run(
            ["script", "-qec", line, "/dev/null"],
            env={"PATH": f"{tmp_path}:/usr/bin:/bin", "TERM": "dumb"},
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )
        assert done.stdout.splitlines() == ["said motd", "after 0", "again"]


def test_the_snippet_without_sptui_or_with_one_that_hangs(tmp_path: Path) -> None:
    snippet = f". {PACKAGING}/sptui-motd.sh; echo after $?"
    assert shell(snippet, tmp_path, "bash", "-i").stdout == "after 0\n"
    (tmp_path / "sptui").write_text("#!/bin/sh\nsleep 600\n")
    (tmp_path / "sptui").chmod(0o755)
    if not shutil.which("script"):
        pytest.skip("there is no script(1) here to make a terminal")
    begun = time.monotonic()
    done = subprocess.run(
        ["script", "-qec", f"bash --norc -i -c '{snippet}'", "/dev/null"],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin", "TERM": "dumb"},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert "after 0" in done.stdout
    assert time.monotonic() - begun < 20


@pytest.mark.parametrize("name", [path.name for path in PACKAGING.glob("*.[st]*[er]")])
def test_the_units_are_right(tmp_path: Path, name: str) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("there is no systemd-analyze here")
    for path in PACKAGING.glob("sptui-*.[st]*[er]"):
        text = path.read_text("utf-8").replace("ExecStart=sptui", "ExecStart=/bin/true")
        (tmp_path / path.name).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / name)],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )
    if "Failed to" in done.stderr and "bus" in done.stderr:
        pytest.skip(f"systemd-analyze does not work here: {done.stderr.splitlines()[0]}")
    assert (done.returncode, done.stderr) == (0, "")


def test_all_that_is_packaged_is_shipped() -> None:
    import tomllib

    build = tomllib.loads((HOUSE / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]
    assert build["targets"]["wheel"]["shared-data"] == {"packaging": "share/sptui"}
    assert "/packaging" in build["targets"]["sdist"]["include"]
    names = {path.name for path in PACKAGING.iterdir()}
    assert names == {
        "sptui-collect.service",
        "sptui-collect-once.service",
        "sptui-collect.timer",
        "sptui-motd.sh",
    }
