"""`sptui config show` and `sptui config check`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sptui.cli.out import put
from sptui.cli.printed import settings
from sptui.config import place
from sptui.model.msg import msg
from sptui.model.text import clean
from sptui.paint.words import say, word

if TYPE_CHECKING:
    from sptui.cli.args import Options
    from sptui.config import Config
    from sptui.model.msg import Msg
    from sptui.system.surroundings import Surroundings


def run(options: Options, around: Surroundings) -> int:
    """The part that was asked for; 1 where the configuration has an error and `check` was asked."""
    config = settings(options)
    if options.part == "show":
        put(_shown(config), utf8=around.utf8)
        return 0
    put(_checked(config), utf8=around.utf8)
    return 1 if config.problems else 0


def _checked(config: Config) -> str:
    """One line an error, `file:line: key: what`; else one line that all is well."""
    lines = [f"{clean(place(problem))}: {say(problem.why)}" for problem in config.problems]
    return "\n".join(lines or [say(_well(config))]) + "\n"


def _well(config: Config) -> Msg:
    return msg("config.well", count=len(config.files)) if config.files else msg("config.none")


def _shown(config: Config) -> str:
    """What holds, as TOML; errors stand in comments at its end."""
    from sptui.config.save import as_toml

    text = as_toml(config, lambda origin: clean(origin or word("config.default")))
    errors = [f"# {clean(place(problem))}: {say(problem.why)}\n" for problem in config.problems]
    return text + "".join(["\n", *errors] if errors else [])
