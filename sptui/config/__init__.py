"""What an admin, and the person at the screen, have chosen: checked and merged. Wrong is said, and
never fatal.

Order, the last one holds: defaults, /etc/sptui/config.toml, /etc/sptui/conf.d/*.toml by name, the
person's own screen.toml. A wrong value loses only itself, a file that can't be read only itself.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from sptui.config.keys import (
    KEYS,
    PAIRS,
    TABLES,
    Value,
    Wrong,
    as_written,
    health_key,
    shown,
)
from sptui.model.health import Finding
from sptui.model.health_view import Thresholds
from sptui.model.msg import Msg, msg
from sptui.system import own_files as files
from sptui.system.state import own_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = "/etc/sptui"


class Problem(NamedTuple):
    """One error of a configuration. `line` (1..) and `key` are None where there is none: the whole
    file."""

    file: str
    line: int | None
    key: str | None
    why: Msg


class Setting(NamedTuple):
    """One key's value and where it is from: `file:line`, or None for the default."""

    key: str
    value: Value
    origin: str | None


class Config(NamedTuple):
    """What holds. `start_locked`: nothing may be changed before somebody unlocks it; `theme`,
    `colors` and `glyphs` may be "auto"; `files` were read, in their order."""

    tick_s: int
    start_locked: bool
    theme: str
    colors: str
    glyphs: str
    health: Thresholds
    settings: tuple[Setting, ...]
    problems: tuple[Problem, ...]
    files: tuple[str, ...]


def state_file(environ: Mapping[str, str] = os.environ) -> str | None:
    """The person's own choices: $XDG_STATE_HOME/sptui/screen.toml; None where there is no home."""
    folder = own_folder(environ)
    return None if folder is None else folder + "/screen.toml"


def load(folder: str | None = FOLDER, own: str | None = None) -> Config:
    """What holds, from `folder` and the person's `own` file (None: not asked). Never raises: what
    is wrong is in `problems`."""
    problems: list[Problem] = []
    values: dict[str, Setting] = {}
    used: list[str] = []
    for path in _paths(folder, own, problems):
        text = _text(path, problems)
        if text is not None:
            used.append(path)
            _take(path, text, values, problems)
    _check_pairs(values, problems)
    settings = tuple([values.get(key) or Setting(key, KEYS[key].default, None) for key in KEYS])
    return _made(settings, tuple(problems), tuple(used))


def _made(
    settings: tuple[Setting, ...], problems: tuple[Problem, ...], used: tuple[str, ...]
) -> Config:
    value = {setting.key: setting.value for setting in settings}
    limits = Thresholds(*[float(value[health_key(field)[0]]) for field in Thresholds._fields])
    return Config(
        int(value["tick"]),
        bool(value["start_locked"]),
        str(value["screen.theme"]),
        str(value["screen.colors"]),
        str(value["screen.glyphs"]),
        limits,
        settings,
        problems,
        used,
    )


def _paths(folder: str | None, own: str | None, problems: list[Problem]) -> list[str]:
    paths: list[str] = []
    if folder:
        paths.append(f"{folder}/config.toml")
        try:
            paths += files.names_in(f"{folder}/conf.d", ".toml")
        except OSError as error:
            problems.append(Problem(f"{folder}/conf.d", None, None, _unreadable(error)))
    if own is not None:
        paths.append(own)
    return [path for path in paths if files.exists(path)]


def _unreadable(error: OSError) -> Msg:
    return msg("config.unreadable", why=error.strerror or type(error).__name__)


def _text(path: str, problems: list[Problem]) -> str | None:
    try:
        return files.read_text(path)
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        problems.append(Problem(path, line, None, msg("config.not_utf8")))
    except OSError as error:
        problems.append(Problem(path, None, None, _unreadable(error)))
    return None


def _take(path: str, text: str, values: dict[str, Setting], problems: list[Problem]) -> None:
    """Put what `text` says into `values`, over what is there."""
    import tomllib  # 5 ms, which a machine without a configuration need not pay

    from sptui.model.toml_lines import line_of, lines_of

    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits is a plain ValueError
        problems.append(_broken(path, text, str(error)))
        return
    lines = lines_of(text)
    for keys, value in _flat(document):
        name = ".".join(keys)
        line = line_of(lines, keys)
        try:
            if name not in KEYS:
                raise Wrong(_unknown(name, value))
            values[name] = Setting(name, KEYS[name].check(value), f"{path}:{line}")
        except Wrong as wrong:
            problems.append(Problem(path, line, name, wrong.why))


def _flat(document: Mapping[str, object]) -> list[tuple[tuple[str, ...], object]]:
    """(key, value) of each key, those in our tables with the table's name before them."""
    out: list[tuple[tuple[str, ...], object]] = []
    for name, value in document.items():
        if name in TABLES and isinstance(value, dict):
            out += [((name, str(key)), inner) for key, inner in value.items()]
        else:
            out.append(((name,), value))
    return out


def _unknown(name: str, value: object) -> Msg:
    if name in TABLES:
        return msg("config.no_table", value=shown(value), name=name)
    from difflib import get_close_matches

    near = get_close_matches(name, KEYS, 1) or get_close_matches(
        name.rpartition(".")[2], KEYS, 1, 0.5
    )
    if near:
        return msg("config.unknown_near", near=near[0])
    return msg(
        "config.unknown", allowed=", ".join([key for key in KEYS if not key.startswith("health.")])
    )


def _broken(path: str, text: str, said: str) -> Problem:
    """tomllib tells the place in its message only: "Invalid value (at line 3, column 9)"."""
    what, _, place = said.rpartition(" (at ")
    number = place.removeprefix("line ").partition(",")[0]
    rows = text.split("\n")
    line = int(number) if number.isdigit() else len(rows)
    key, found, _ = rows[min(line, len(rows)) - 1].partition("=")
    return Problem(
        path, line, key.strip() if found else None, msg("config.broken", said=what or said)
    )


def _check_pairs(values: dict[str, Setting], problems: list[Problem]) -> None:
    for warning, bad, worse in PAIRS:
        pair = [values[key] for key in (warning, bad) if key in values]
        first, second = (
            float(values[key].value if key in values else KEYS[key].default)
            for key in (warning, bad)
        )
        if pair and (second - first) * worse < 0:
            blamed = pair[-1]
            file, _, line = (blamed.origin or "").rpartition(":")
            why = msg(
                "config.order",
                warning=warning,
                first=as_written(warning, first),
                bad=bad,
                second=as_written(bad, second),
            )
            problems.append(Problem(file, int(line) if line.isdigit() else None, blamed.key, why))
            for setting in pair:
                del values[setting.key]


def place(problem: Problem) -> str:
    """`file:line: key`, as far as there is one."""
    where = problem.file if problem.line is None else f"{problem.file}:{problem.line}"
    return where if problem.key is None else f"{where}: {problem.key}"


def findings(problems: tuple[Problem, ...]) -> tuple[Finding, ...]:
    """The problems as the Overview shows them: what is wrong is ignored, the rest holds."""
    return tuple(
        [
            Finding(
                "config.wrong",
                place(problem),
                "warning",
                msg("finding.config", key=problem.key)
                if problem.key
                else msg("finding.config_file", file=problem.file),
                msg("detail.config", place=place(problem)),
                msg("reason.config", place=place(problem), why=problem.why),
                msg("next.config"),
            )
            for problem in problems
        ]
    )
