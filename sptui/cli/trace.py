"""Where the trace of a crash goes: a log beside the person's own choices, never the screen."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sptui.cli.out import complain
from sptui.config import state_file
from sptui.model.msg import msg
from sptui.paint.words import say
from sptui.system.own_files import append

if TYPE_CHECKING:
    from sptui.system.surroundings import Surroundings

# Then the log begins anew, and the old one is kept once.
_MOST_BYTES = 256 * 1024


def complain_of(error: Exception, around: Surroundings) -> None:
    """One line on standard error that says what ended sptui, and where the trace is."""
    path = keep(error)
    why = f"{type(error).__name__}: {error}"
    if isinstance(error, ImportError):
        text = msg("error.no_screen", why=why)
    elif path is None:
        text = msg("error.crash", why=why)
    else:
        text = msg("error.crash_logged", why=why, path=path)
    complain(say(text), utf8=around.utf8)


def keep(error: BaseException) -> str | None:
    """Append the trace of `error` to the log, without local variables: they may hold secrets.
    Returns the log's path; None where it could not be written."""
    import time
    from traceback import format_exception

    own = state_file(os.environ)
    if own is None:
        return None
    path = own.rpartition("/")[0] + "/sptui.log"
    when = time.strftime("%Y-%m-%dT%H:%M:%S%z")
    try:
        append(path, f"{when}\n{''.join(format_exception(error))}\n", _MOST_BYTES)
    except OSError:
        return None
    return path
