"""`--help` and `--version`, made from the table of options."""

from __future__ import annotations

from sptui.cli.args import COMMANDS, OPTIONS, Option
from sptui.model.msg import msg
from sptui.paint.words import say, word

_LEFT = 22


def version() -> str:
    """One line: the name and the version."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        number = installed("sptui")
    except PackageNotFoundError:  # run out of a folder that nobody installed
        number = word("help.no_version")
    return f"sptui {number}\n"


def usage() -> str:
    """All commands and options, at most 80 wide."""
    lines = [word("help.what"), "", word("help.usage"), "", word("help.commands")]
    for command, parts in COMMANDS.items():
        for part in parts or ("",):
            name = f"{command} {part}".strip()
            lines.append(_row(name, word(f"help.command.{name.replace(' ', '_')}")))
    lines += ["", word("help.options")]
    lines += [
        _row(_flags(option), word(f"help.option.{option.field}"))
        for option in OPTIONS
        if not option.hidden
    ]
    return "\n".join([*lines, "", word("help.values"), *_values(), ""])


def _flags(option: Option) -> str:
    name = f"--{option.name}"
    value = f" {say(option.value)}" if option.value else ""
    return f"{option.short}, {name}" if option.short else name + value


def _values() -> list[str]:
    return [
        _row(say(option.value), ", ".join(option.allowed))
        for option in OPTIONS
        if option.value and option.allowed and option.field != "tick"
    ] + [_row("SECONDS", say(msg("help.ticks", ticks=", ".join(_ticks()))))]


def _ticks() -> tuple[str, ...]:
    return next(option.allowed for option in OPTIONS if option.field == "tick")


def _row(left: str, right: str) -> str:
    return (
        f"  {left:<{_LEFT}}{right}" if len(left) < _LEFT else f"  {left}\n{'':{_LEFT + 2}}{right}"
    )
