"""`sptui motd`: what the newest facts say. It never fails, and never waits for more than a file."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from sptui.cli.out import put
from sptui.model.facts_file import Newer, from_json
from sptui.model.msg import msg
from sptui.paint.motd import motd
from sptui.paint.words import say, word
from sptui.system.state import FACTS, places, read_facts
from sptui.system.surroundings import look_around

if TYPE_CHECKING:
    from sptui.model.facts_file import FactsFile
    from sptui.model.msg import Msg


def greet(state: str | None = None) -> int:
    """Print the text at login; always returns 0: a login must not trip over it."""
    with suppress(Exception, KeyboardInterrupt):
        text = _text(state)
        put(text, utf8=look_around(os.environ).utf8)
    return 0


def _text(state: str | None) -> str:
    """Of the machine's facts and the person's own the newest that can be read."""
    found: list[FactsFile] = []
    problems: list[Msg] = []
    for folder in places(state=state).reading():
        path = f"{folder}/{FACTS}"
        try:
            found.append(from_json(read_facts(folder)))
        except FileNotFoundError:
            continue
        except Newer:
            problems.append(msg("motd.newer", path=path))
        except ValueError:
            problems.append(msg("motd.broken", path=path))
        except OSError as error:
            problems.append(msg("missing.error", path=path, error=error.strerror or str(error)))
    if found:
        return motd(max(found, key=lambda facts: facts.at), time.time())
    if problems:
        return say(msg("motd.unreadable", why=problems[0])) + "\n"
    return word("motd.none") + "\n"
