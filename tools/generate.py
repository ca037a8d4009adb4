"""Writes the documents that are made from tables, or by the program itself: docs/actions.md,
docs/keys.md, docs/configuration.md and docs/plain.txt.

`--check` writes nothing and says which are stale, so that a key that changed and its document go
in together.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from sptui.actions.registry import all_actions
from sptui.config import keys as config
from sptui.keys import FIXED, OWN
from sptui.model.duration import written
from sptui.paint.words import say, word
from sptui.screens.pages import all_pages
from tools import actions, plain

DOCS = Path(__file__).resolve().parent.parent / "docs"
KEYS = """\
# Keys
<!-- Made by `just docs` from sptui/keys.py and the records in sptui/actions. -->

On every screen; no screen and no action gives these another meaning:

{fixed}

Keys of one screen:

{own}

Keys of actions, by the rows that they are for. What each does in full, and the actions that have no
key, are in [actions.md](actions.md).

{actions}
"""
CONFIGURATION = """\
# Configuration
<!-- Made by `just docs`; edit the table that it is made from. -->

`/etc/sptui/config.toml`, then `/etc/sptui/conf.d/*.toml` by name, then a person's own
`$XDG_STATE_HOME/sptui/screen.toml`; the last one holds. Everything has a default, and a wrong value
loses only itself. `sptui config check` names file, line and key of what is wrong; `sptui config
show` prints what holds. A key with a dot lies in a table: `screen.theme` is `theme` under
`[screen]`.

{keys}

## Where things lie

`/var/lib/sptui` holds what was recorded (`history.db`) and the facts as of the last minute
(`facts.json`, the same as `status --json`). Root, and `sptui collect` as a service, write it;
anyone may read it. Who is not root writes the same two files under `$XDG_STATE_HOME/sptui`, while
nobody writes the machine's. `--state FOLDER` goes before both. Nothing there has to be kept: a
history that is taken away is begun anew.
"""


def keys() -> str:
    """Fixed keys and those of screens from sptui/keys.py, actions from the registry."""
    fixed = [(f"`{key.label}`", say(key.title)) for key in FIXED]
    own = [
        (f"`{key.label}`", word(page.word), say(key.title))
        for page in all_pages()
        for key in OWN.get(page.id, ())
    ]
    acts = [
        (f"`{act.key}`", actions.WHERE[act.about], say(act.title), f"`{act.id}`", act.risk)
        for act in all_actions()
        if act.key
    ]
    return KEYS.format(
        fixed=table(("key", "does"), fixed),
        own=table(("key", "on", "does"), own),
        actions=table(("key", "on", "does", "id", "risk"), acts),
    )


def configuration() -> str:
    """Every key that a configuration may have, what it takes, and what it is when nobody says."""
    rows = [(f"`{name}`", *limits(name, key)) for name, key in config.KEYS.items()]
    return CONFIGURATION.format(keys=table(("key", "takes", "default"), rows))


def limits(name: str, key: config.Key) -> tuple[str, str]:
    """What a key takes, and its default as it is written in TOML."""
    if key.check is config.percent:
        return "0 to 100, percent", f"`{key.default:g}`"
    if key.check is config.length:
        return '`"90s"`, `"10min"`, `"26h"`, `"14d"`', f'`"{written(float(key.default))}"`'
    if key.check is config.yes_no:
        return "`true`, `false`", f"`{config.shown(key.default)}`"
    words = {
        "tick": config.TICKS,
        "screen.theme": config.THEMES,
        "screen.colors": config.COLORS,
        "screen.glyphs": config.GLYPHS,
    }[name]
    return ", ".join(f"`{config.shown(word)}`" for word in words), f"`{config.shown(key.default)}`"


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines
    )


def main() -> int:
    check = "--check" in sys.argv[1:]
    stale = 0
    made = {"actions.md": actions.page(), "keys.md": keys(), "configuration.md": configuration()}
    made["plain.txt"] = plain.page()
    for name, text in made.items():
        path = DOCS / name
        if path.exists() and path.read_text("utf-8") == text:
            continue
        if check:
            print(f"docs/{name} is stale: run just docs")
            stale = 1
        else:
            path.write_text(text, "utf-8")
            print(f"wrote docs/{name}")
    return stale


if __name__ == "__main__":
    sys.exit(main())
