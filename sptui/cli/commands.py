"""Every command but the one at login: what was asked for, and the exit status."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sptui.cli.args import Options, parse
from sptui.cli.out import complain, put
from sptui.model.errors import SptuiError
from sptui.model.msg import msg
from sptui.paint.words import say
from sptui.system.surroundings import look_around

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sptui.system.surroundings import Surroundings

_FAILED = 1


def run(argv: Sequence[str]) -> int:
    """Do what these arguments ask for; returns the exit status."""
    around = look_around(os.environ)
    try:
        return _run(parse(argv), around)
    except SptuiError as error:
        complain(say(msg("error.line", what=error.what, next=error.next)), utf8=around.utf8)
        return error.exit_code
    except OSError as error:  # the output could not be written
        why = error.strerror or type(error).__name__
        complain(say(msg("error.output", why=why)), utf8=around.utf8)
        return _FAILED
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # noqa: BLE001 - it ends here, with its reason and a trace
        from sptui.cli.trace import complain_of

        complain_of(error, around)
        return _FAILED


def _run(options: Options, around: Surroundings) -> int:
    if (options.help and not (options.command == "do" and options.words)) or options.version:
        from sptui.cli.usage import usage, version

        put(usage() if options.help else version(), utf8=around.utf8)
        return 0
    match options.command:
        case "config":
            from sptui.cli import settings

            return settings.run(options, around)
        case "do":
            from sptui.cli.do import command

            return command.run(options, around)
        case "collect":
            from sptui.cli import collect

            return collect.run(options, around)
        case "plain":
            from sptui.cli import plain

            return plain.run(options, around)
        case "motd":
            from sptui.cli import motd

            return motd.greet(options.state)
    from sptui.cli import printed

    if options.command == "check":
        return printed.check(options, around)
    if options.once and options.command is None:
        return printed.once(options, around)
    if options.command == "status" or not around.interactive:
        return printed.status(options, around)
    from sptui.cli.console import run_screen

    return run_screen(options, around)
