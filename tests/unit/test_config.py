"""The configuration: what is wrong is named by file, line and key, and loses only itself."""

import os
import stat
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sptui.config import findings, load, place, state_file
from sptui.config.keys import KEYS
from sptui.config.save import as_toml, save_screen
from sptui.model.errors import SaveError
from sptui.model.health_view import DEFAULTS
from sptui.paint.words import WORDS, say


def written(folder: Path, text: str | bytes, name: str = "config.toml") -> str:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(folder)


def errors(folder: str, own: str | None = None) -> list[str]:
    problems = load(folder, own).problems
    return [f"{place(p)}: {say(p.why)}".replace(folder, "F") for p in problems]


def test_without_any_file_all_defaults_hold(tmp_path: Path) -> None:
    config = load(str(tmp_path / "none"), str(tmp_path / "no.toml"))
    assert (config.tick_s, config.theme, config.colors, config.glyphs) == (
        2,
        "auto",
        "auto",
        "auto",
    )
    assert config.health == DEFAULTS
    assert config.problems == ()
    assert config.files == ()


def test_every_key_can_be_set(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        """tick = 5
        [screen]
        theme = "light"
        colors = "256"
        glyphs = "tty"
        [health]
        disk_warning_pct = 20
        disk_bad_pct = 10.5
        memory_for = "5min"
        """,
    )
    config = load(folder)
    assert config.problems == ()
    assert (config.tick_s, config.theme, config.colors, config.glyphs) == (5, "light", "256", "tty")
    assert config.health == DEFAULTS._replace(
        disk_warning_pct=20.0, disk_bad_pct=10.5, memory_for_s=300.0
    )


def test_the_last_one_holds(tmp_path: Path) -> None:
    folder = written(tmp_path, 'tick = 1\n[screen]\ntheme = "dark"\nglyphs = "ascii"\n')
    written(tmp_path, "[screen]\ntheme = 'light'\n", "conf.d/20-b.toml")
    written(tmp_path, "tick = 5\n[screen]\ntheme = 'mono'\n", "conf.d/10-a.toml")
    written(tmp_path, "tick = 'no'\n", "conf.d/readme.txt")
    own = str(tmp_path / "own.toml")
    written(tmp_path, "[screen]\nglyphs = 'tty'\n", "own.toml")
    config = load(folder, own)
    assert (config.tick_s, config.theme, config.glyphs) == (5, "light", "tty")
    origins = {setting.key: setting.origin for setting in config.settings}
    assert origins["tick"] == f"{folder}/conf.d/10-a.toml:1"
    assert origins["screen.theme"] == f"{folder}/conf.d/20-b.toml:2"
    assert origins["screen.glyphs"] == f"{own}:2"
    assert origins["screen.colors"] is None


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("\ntick = 3\n", "F/config.toml:2: tick: 3 is not possible; allowed are 1, 2, 5"),
        ("tick = true\n", "F/config.toml:1: tick: true is not possible; allowed are 1, 2, 5"),
        ('tick = "2"\n', 'F/config.toml:1: tick: "2" is not possible; allowed are 1, 2, 5'),
        (
            "# x\n[screen]\n\ntheme = 'red'\n",
            'F/config.toml:4: screen.theme: "red" is not possible; '
            "allowed are auto, dark, light, 16, mono",
        ),
        (
            "[screen]\nteme = 'dark'\n",
            "F/config.toml:2: screen.teme: no such key; the nearest is screen.theme",
        ),
        (
            "[repositories.main]\nurl = 1\n",
            "F/config.toml:1: repositories: no such key; there are tick, start_locked, "
            "screen.theme, screen.colors, screen.glyphs and those of [health]",
        ),
        (
            "screen = 3\n",
            "F/config.toml:1: screen: 3 is not possible; allowed is a table, [screen]",
        ),
        (
            "[health]\ndisk_bad_pct = 101\n",
            "F/config.toml:2: health.disk_bad_pct: 101 is not possible; "
            "allowed is a number from 0 to 100",
        ),
        (
            "[health]\ndisk_bad_pct = nan\n",
            "F/config.toml:2: health.disk_bad_pct: nan is not possible; "
            "allowed is a number from 0 to 100",
        ),
        (
            "[health]\ndisk_bad_pct = true\n",
            "F/config.toml:2: health.disk_bad_pct: true is not possible; "
            "allowed is a number from 0 to 100",
        ),
        (
            "[health]\nmemory_for = 60\n",
            "F/config.toml:2: health.memory_for: 60 is not possible; "
            'allowed is a length like "90s", "10min", "24h"',
        ),
        (
            "[health]\ndisk_warning_pct = 2\ndisk_bad_pct = 4\n",
            "F/config.toml:3: health.disk_bad_pct: health.disk_warning_pct is 2 and "
            "health.disk_bad_pct 4; the warning must come first",
        ),
        (
            "[health]\npressure_warning_pct = 60\n",
            "F/config.toml:2: health.pressure_warning_pct: health.pressure_warning_pct is 60 and "
            "health.pressure_bad_pct 40; the warning must come first",
        ),
        ("tick = \n", "F/config.toml:1: tick: not TOML: Invalid value; the file is ignored"),
        (
            "tick = 2\n[screen\n",
            "F/config.toml:2: not TOML: Expected ']' at the end of a table declaration; "
            "the file is ignored",
        ),
        ('x = "abc', "F/config.toml:1: x: not TOML: Unterminated string; the file is ignored"),
        (b"a = 1\nb = '\xff'\n", "F/config.toml:2: not UTF-8; the file is ignored"),
    ],
)
def test_an_error_names_file_line_and_key(tmp_path: Path, text: str | bytes, error: str) -> None:
    assert errors(written(tmp_path, text)) == [error]


def test_what_is_wrong_loses_only_itself(tmp_path: Path) -> None:
    folder = written(tmp_path, "tick = 9\nfoo = 1\n[screen]\ntheme = 'light'\nglyphs = 7\n")
    written(tmp_path, "tick = [\n", "conf.d/50.toml")
    written(tmp_path, "[health]\ndisk_warning_pct = 9\n", "conf.d/60.toml")
    config = load(folder)
    assert len(config.problems) == 4
    assert (config.tick_s, config.theme, config.glyphs) == (2, "light", "auto")
    assert config.health.disk_warning_pct == 9


def test_a_wrong_value_leaves_the_one_before_it(tmp_path: Path) -> None:
    folder = written(tmp_path, "tick = 5\n")
    written(tmp_path, "tick = 'fast'\n", "conf.d/50.toml")
    assert load(folder).tick_s == 5


def test_what_is_no_plain_file_is_said_and_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "conf.d").mkdir()
    os.mkfifo(tmp_path / "conf.d/10-pipe.toml")
    (tmp_path / "conf.d/20-dir.toml").mkdir()
    (tmp_path / "conf.d/30-gone.toml").symlink_to("nowhere")
    (tmp_path / "conf.d/40-big.toml").write_bytes(b"#" * 300_000)
    assert errors(str(tmp_path)) == [
        "F/conf.d/10-pipe.toml: can't be read: Not a plain file; the file is ignored",
        "F/conf.d/20-dir.toml: can't be read: Is a directory; the file is ignored",
        "F/conf.d/30-gone.toml: can't be read: No such file or directory; the file is ignored",
        "F/conf.d/40-big.toml: can't be read: File too large; the file is ignored",
    ]


def test_a_folder_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "conf.d").write_text("")
    assert errors(str(tmp_path)) == [
        "F/conf.d: can't be read: Not a directory; the file is ignored"
    ]


@pytest.mark.parametrize("text", ["x = " + "[" * 5000, "x = " + "1" * 5000, "x = 1e999\n"])
def test_hostile_values_are_errors_like_others(tmp_path: Path, text: str) -> None:
    assert len(load(written(tmp_path, text)).problems) == 1


def test_problems_stand_on_the_overview(tmp_path: Path) -> None:
    folder = written(tmp_path, "tick = 9\n")
    written(tmp_path, "[", "conf.d/x.toml")
    found = findings(load(folder).problems)
    assert [finding.level for finding in found] == ["warning", "warning"]
    assert len({finding.subject for finding in found}) == 2
    for finding in found:
        for text in (finding.title, finding.detail, finding.why, finding.next):
            assert text.id in WORDS
            assert say(text)
    assert "config.toml:1: tick" in say(found[0].why)


def test_show_can_be_pasted_back(tmp_path: Path) -> None:
    folder = written(tmp_path, "tick = 1\n[health]\nclock_for = '90min'\ndisk_bad_pct = 2.5\n")
    config = load(folder)
    text = as_toml(config, lambda origin: origin or "default")
    assert f"tick = 1                      # {folder}/config.toml:1\n" in text
    again = load(written(tmp_path / "again", text))
    assert again.problems == ()
    assert [s.value for s in again.settings] == [s.value for s in config.settings]
    assert {s.key for s in again.settings if s.origin} == set(KEYS)


def test_a_choice_is_kept_beside_what_is_there(tmp_path: Path) -> None:
    own = tmp_path / "state/sptui/screen.toml"
    save_screen(str(own), theme="light")
    save_screen(str(own), glyphs="ascii")
    assert tomllib.loads(own.read_text()) == {"screen": {"theme": "light", "glyphs": "ascii"}}
    assert load(str(tmp_path), str(own)).theme == "light"
    assert stat.S_IMODE(own.stat().st_mode) == 0o600
    assert stat.S_IMODE(own.parent.stat().st_mode) == 0o700
    assert [path.name for path in own.parent.iterdir()] == ["screen.toml"]


def test_a_broken_file_is_never_written_over(tmp_path: Path) -> None:
    own = tmp_path / "screen.toml"
    own.write_text("tick = \n")
    with pytest.raises(SaveError) as caught:
        save_screen(str(own), theme="light")
    assert "is not TOML" in say(caught.value.what)
    assert own.read_text() == "tick = \n"


def test_where_nothing_can_be_written_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SaveError) as caught:
        save_screen(str(tmp_path / "file/sptui/screen.toml"), theme="light")
    assert "Not a directory" in say(caught.value.what)
    with pytest.raises(SaveError):
        save_screen(None, theme="light")


@pytest.mark.parametrize(
    ("environ", "path"),
    [
        ({"XDG_STATE_HOME": "/s", "HOME": "/h"}, "/s/sptui/screen.toml"),
        ({"XDG_STATE_HOME": "s", "HOME": "/h"}, "/h/.local/state/sptui/screen.toml"),
        ({"HOME": "/h"}, "/h/.local/state/sptui/screen.toml"),
        ({"HOME": ""}, None),
        ({}, None),
    ],
)
def test_a_persons_own_file(environ: dict[str, str], path: str | None) -> None:
    assert state_file(environ) == path


@given(
    st.one_of(
        st.binary(max_size=200), st.text(max_size=200).map(lambda t: t.encode("utf-8", "replace"))
    )
)
def test_no_bytes_keep_sptui_from_starting(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    folder = tmp_path_factory.mktemp("config")
    config = load(written(folder, data))
    assert config.tick_s in (1, 2, 5)
    assert all(say(problem.why) for problem in config.problems)


def test_a_locked_start_is_yes_or_no(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    assert not load(str(tmp_path)).start_locked
    file.write_text("start_locked = true\n")
    assert load(str(tmp_path)).start_locked
    file.write_text("start_locked = 1\n")
    wrong = load(str(tmp_path))
    assert not wrong.start_locked
    assert say(wrong.problems[0].why) == "1 is not possible; allowed are true, false"
