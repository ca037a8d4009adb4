"""The commands as people run them: in a process of their own, with pipes for a terminal."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sptui.cli.args import BUSES
from sptui.glyphs import SETS
from sptui.paint import ansi, overview, status
from sptui.services.sampler import Sampler, Setup
from sptui.services.unit_tally import tally
from sptui.system.demo import GROWTH, HOST, DemoCounters, DemoFacts
from sptui.system.demo_units import DemoManager
from tests.fakes.schema import errors

HOUSE = Path(__file__).parents[2]
SCHEMA = json.loads((HOUSE / "docs/status.schema.json").read_text("utf-8"))
PATIENCE_S = 60


def environment(home: Path, **more: str) -> dict[str, str]:
    base = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", "TERM": "xterm"}
    return {**base, **more}


def run(*argv: str, home: Path, **more: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "sptui", *argv],
        check=False,
        cwd=HOUSE,
        env=environment(home, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=PATIENCE_S,
    )


def demo() -> Sampler:
    counters = DemoCounters()
    setup = Setup(
        counters,
        DemoFacts(),
        HOST,
        history=counters.history(),
        before=counters.read(),
        demo=True,
        growth=GROWTH,
        ask_units=lambda seconds: tally(DemoManager().known()),
    )
    return Sampler(setup)


def config(folder: Path, text: str | bytes) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "config.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


# ---------------------------------------------------------------- status


def test_status_of_the_demo_is_what_paint_says(tmp_path: Path) -> None:
    done = run("--demo", "status", home=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode() == status.status_text(demo().look(), 80)
    assert all(len(line) <= 80 for line in done.stdout.decode().splitlines())


def test_without_a_terminal_the_status_is_what_one_gets(tmp_path: Path) -> None:
    assert run("--demo", home=tmp_path).stdout == run("--demo", "status", home=tmp_path).stdout


@pytest.mark.parametrize("more", [(), ("--sample", "0.2")])
def test_status_of_this_machine_as_data(tmp_path: Path, more: tuple[str, ...]) -> None:
    done = run("status", "--json", *more, home=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    data = json.loads(done.stdout)
    assert list(errors(data, SCHEMA, SCHEMA)) == []
    assert data["demo"] is False
    assert data["memory"]["total_bytes"] > 0
    assert (data["cpu"]["busy_pct"] is None) is (not more), "a rate needs two samples"
    assert data["units"] is None
    assert "units" in [item["what"] for item in data["unavailable"]]


def test_status_of_this_machine_in_words(tmp_path: Path) -> None:
    done = run("status", home=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"CPU -" in done.stdout, "one sample has no share: that is unknown, not 0"
    assert b"disks " in done.stdout


@pytest.mark.parametrize("way", BUSES)
def test_status_by_each_way_to_systemd_has_its_line_of_units(tmp_path: Path, way: str) -> None:
    done = run("status", "--bus", way, home=tmp_path)
    assert done.returncode == 0
    assert done.stderr == b""
    assert [line for line in done.stdout.decode().splitlines() if line.startswith("units")]


# ---------------------------------------------------------------- check


def test_check_tells_a_monitor(tmp_path: Path) -> None:
    done = run("--demo", "check", home=tmp_path)
    assert done.returncode == 2
    assert done.stdout.decode() == (
        "bad: Archive of the mailing lists failed (exit code 1; restarted 5 times, "
        "then systemd gave up); 2 more, see sptui status\n"
    )


@pytest.mark.parametrize(
    ("limits", "levels"),
    [
        ("disk_warning_pct = 99\ndisk_bad_pct = 98", {"disk.space": "bad"}),
        ("growth_warning = '20d'\ngrowth_bad = '10d'", {"disk.growth": "bad"}),
        ("clock_for = '9000d'\ngrowth_warning = '8d'", {"disk.growth": None}),
    ],
)
def test_findings_follow_the_thresholds(
    tmp_path: Path, limits: str, levels: dict[str, str | None]
) -> None:
    folder = config(tmp_path / "etc", f"[health]\n{limits}\n")
    done = run("--demo", "status", "--json", "--config", str(folder), home=tmp_path)
    found = json.loads(done.stdout)["health"]["findings"]
    told = {finding["rule"]: finding["level"] for finding in found}
    assert {rule: told.get(rule) for rule in levels} == levels


def test_check_of_a_machine_that_tells_nothing_is_not_ok(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    done = run("check", "--root", str(tmp_path / "root"), home=tmp_path)
    assert done.returncode != 0
    assert not done.stdout.startswith(b"ok")


# ---------------------------------------------------------------- the frame, once


@pytest.mark.parametrize(("width", "height"), [(80, 24), (120, 40)])
@pytest.mark.parametrize("glyphs", list(SETS))
def test_once_is_the_painted_frame(tmp_path: Path, width: int, height: int, glyphs: str) -> None:
    size = {"COLUMNS": str(width), "LINES": str(height)}
    done = run("--demo", "--once", "--glyphs", glyphs, home=tmp_path, **size)
    lines = overview.frame(demo().look(), width, height, SETS[glyphs])
    assert done.stdout.decode() == ansi.paint(lines, "dark", None) + "\n"
    assert b"\x1b" not in done.stdout


def test_the_demo_is_the_same_every_time_and_everywhere(tmp_path: Path) -> None:
    one = run("--demo", "--once", home=tmp_path)
    other = run("--demo", "--once", home=tmp_path, TZ="IST-5:30")
    assert one.stdout == other.stdout
    assert b"demo" in one.stdout


# ---------------------------------------------------------------- surroundings


@pytest.mark.parametrize("locale", [{"LANG": ""}, {"LC_ALL": "C"}, {"LANG": "POSIX"}])
def test_a_locale_without_utf8_gets_ascii(tmp_path: Path, locale: dict[str, str]) -> None:
    for argv in (("--demo", "--once"), ("--demo", "status"), ("status",), ("--help",), ("--nope",)):
        done = run(*argv, home=tmp_path, **locale)
        assert (done.stdout + done.stderr).isascii(), argv
        assert b"Traceback" not in done.stderr
    assert b"----" in run("--demo", "--once", home=tmp_path, **locale).stdout


def test_signs_that_were_asked_for_are_sent_whatever_the_locale(tmp_path: Path) -> None:
    done = run("--demo", "--once", "--glyphs", "block", home=tmp_path, LC_ALL="C")
    assert "\u2588" in done.stdout.decode()


def test_a_reader_that_leaves_is_no_error(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "sptui", "--demo", "check"],
        cwd=HOUSE,
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(PATIENCE_S) == 2, "what it found is still its status"


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "sptui", "--demo", "status"],
            check=False,
            cwd=HOUSE,
            env=environment(tmp_path),
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=PATIENCE_S,
        )
    assert done.returncode == 1
    assert done.stderr.startswith(b"sptui: can't write the output: No space left on device. Next: ")


def test_a_closed_output_is_no_crash(tmp_path: Path) -> None:
    done = subprocess.run(
        ["sh", "-c", 'exec "$0" -m sptui --demo status >&-', sys.executable],
        check=False,
        cwd=HOUSE,
        env=environment(tmp_path),
        stderr=subprocess.PIPE,
        timeout=PATIENCE_S,
    )
    assert done.returncode == 1
    assert done.stderr.count(b"\n") == 1


# ---------------------------------------------------------------- usage


@pytest.mark.parametrize(
    ("argv", "line"),
    [
        (["--zzq"], "there is no option --zzq. Next: sptui --help shows what there is"),
        (["--versoin"], "there is no option --versoin. Next: did you mean --version?"),
        (["stats"], "there is no command stats. Next: did you mean status?"),
        (["--glyphs"], "--glyphs lacks its value. Next: one of auto, braille, block, tty, ascii"),
        (["--tick=3"], "--tick can't be 3. Next: one of 1, 2, 5"),
        (["--bus", "kdbus"], "--bus can't be kdbus. Next: one of auto, bus, private, systemctl"),
        (["--once=1"], "--once takes no value. Next: sptui --help shows what there is"),
        (
            ["--json"],
            "--json goes only with sptui status or do. Next: sptui --help shows what there is",
        ),
        (
            ["config"],
            "sptui config takes one of show, check. Next: sptui --help shows what there is",
        ),
        (["status", "x"], "sptui status takes no further word, not x. Next: sptui --help shows"),
        (["status", "--sample", "0"], "--sample can't be 0. Next: a number of seconds from 0.1"),
        (["--\x1b[31m"], "there is no option --\ufffd[31m. Next: sptui --help shows what there is"),
    ],
)
def test_wrong_usage_is_one_line_and_64(tmp_path: Path, argv: list[str], line: str) -> None:
    done = run(*argv, home=tmp_path)
    assert done.returncode == 64
    assert done.stdout == b""
    assert done.stderr.decode().startswith(f"sptui: {line}")
    assert done.stderr.count(b"\n") == 1


def test_help_names_every_option_and_fits(tmp_path: Path) -> None:
    done = run("--help", home=tmp_path)
    text = done.stdout.decode()
    assert done.returncode == 0
    assert all(len(line) <= 80 for line in text.splitlines())
    named = set(re.findall(r"^  (?:-\w, )?(--[a-z-]+)", text, re.MULTILINE))
    assert named >= {"--once", "--demo", "--glyphs", "--theme", "--json", "--version", "--help"}
    assert "--root" not in named


def test_version_is_one_line(tmp_path: Path) -> None:
    done = run("-V", home=tmp_path)
    assert re.fullmatch(r"sptui \S.*\n", done.stdout.decode())


# ---------------------------------------------------------------- config

WRONG = """tick = "fast"
[screen]
teme = "dark"
glyphs = "ascii"
"""


def test_config_check_names_file_line_and_key(tmp_path: Path) -> None:
    folder = config(tmp_path / "etc", WRONG)
    (folder / "conf.d").mkdir()
    (folder / "conf.d/50-x.toml").write_text("\n\n[health\n")
    done = run("config", "check", "--config", str(folder), home=tmp_path)
    assert done.returncode == 1
    assert done.stdout.decode().replace(str(folder), "F").splitlines() == [
        'F/config.toml:1: tick: "fast" is not possible; allowed are 1, 2, 5',
        "F/config.toml:3: screen.teme: no such key; the nearest is screen.theme",
        "F/conf.d/50-x.toml:3: not TOML: Expected ']' at the end of a table declaration; "
        "the file is ignored",
    ]


def test_config_check_of_a_right_one(tmp_path: Path) -> None:
    folder = config(tmp_path / "etc", "tick = 5\n")
    done = run("config", "check", "--config", str(folder), home=tmp_path)
    assert (done.returncode, done.stdout) == (0, b"1 file read, no error.\n")


def test_config_show_says_what_holds_and_where_it_is_from(tmp_path: Path) -> None:
    folder = config(tmp_path / "etc", WRONG)
    done = run("config", "show", "--config", str(folder), home=tmp_path)
    text = done.stdout.decode().replace(str(folder), "F")
    assert done.returncode == 0
    assert "tick = 2                      # default\n" in text
    assert 'glyphs = "ascii"              # F/config.toml:4\n' in text
    assert "# F/config.toml:3: screen.teme: " in text


def test_a_wrong_configuration_is_a_finding_and_the_rest_holds(tmp_path: Path) -> None:
    folder = config(tmp_path / "etc", WRONG)
    done = run("--demo", "--once", "--config", str(folder), home=tmp_path)
    text = done.stdout.decode()
    assert text.isascii(), "glyphs = ascii holds"
    assert "Setting tick is ignored" in text
    assert "Setting screen.teme is ignored" in text


def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    folder = config(tmp_path / "etc", "tick = 5\n")
    (folder / "config.toml").chmod(0)
    # Root may read everything, so it becomes nobody; from inside, since the way here may be shut.
    code = """import os
from sptui.cli.args import BUSES
from sptui.config import load
os.chdir(FOLDER)
if os.geteuid() == 0:
    os.setuid(65534)
for p in load(".").problems:
    print(p.file, p.line, p.key, p.why.id, dict(p.why.fields))
"""
    done = subprocess.run(
        [sys.executable, "-c", code.replace("FOLDER", repr(str(folder)))],
        check=False,
        cwd=HOUSE,
        env=environment(tmp_path),
        capture_output=True,
        timeout=PATIENCE_S,
    )
    assert done.stdout.decode() == (
        "./config.toml None None config.unreadable {'why': 'Permission denied'}\n"
    )


def test_a_persons_own_choice_is_read_last(tmp_path: Path) -> None:
    own = tmp_path / "state/sptui"
    own.mkdir(parents=True)
    (own / "screen.toml").write_text("[screen]\nglyphs = 'ascii'\n")
    folder = config(tmp_path / "etc", "[screen]\nglyphs = 'block'\n")
    argv = ("config", "show", "--config", str(folder))
    done = run(*argv, home=tmp_path, XDG_STATE_HOME=str(tmp_path / "state"))
    assert b'glyphs = "ascii" ' in done.stdout


# ---------------------------------------------------------------- imports


def test_plain_commands_load_nothing_dear(tmp_path: Path) -> None:
    code = "import sys; from sptui.cli import main; main(%r); "
    code += "sys.stderr.write(' '.join(sorted({n.split('.')[0] for n in sys.modules})))"
    nowhere = ["--state", str(tmp_path)]  # reading the facts of this machine would take json
    for argv in (["status", *nowhere], ["check", *nowhere], ["--demo", "--once"]):
        done = subprocess.run(
            [sys.executable, "-c", code % argv],
            check=False,
            cwd=HOUSE,
            env=environment(tmp_path),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
        )
        loaded = set(done.stderr.split())
        dear = {
            "textual",
            "rich",
            "asyncio",
            "argparse",
            "tomllib",
            "json",
            "dataclasses",
            "logging",
        }
        assert not loaded & dear, argv
