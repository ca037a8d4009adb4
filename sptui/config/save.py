"""The configuration written: as text that can be pasted back, and the person's own choices kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sptui.config.keys import KEYS, length
from sptui.model import duration
from sptui.model.errors import SaveError
from sptui.model.msg import msg
from sptui.system import own_files as files

if TYPE_CHECKING:
    from sptui.config import Config


def as_toml(config: Config, said: Callable[[str | None], str]) -> str:
    """What holds as TOML that can be pasted back; `said` words an origin (None: the default) for
    the comments."""
    import tomli_w

    rows: list[tuple[str, str]] = []
    table = ""
    for setting in config.settings:
        here, _, name = setting.key.rpartition(".")
        if here != table:
            rows += [("", ""), (f"[{here}]", "")]
            table = here
        value = setting.value
        if KEYS[setting.key].check is length:
            value = duration.written(float(value))
        rows.append((tomli_w.dumps({name: value}).strip(), said(setting.origin)))
    return "".join([f"{left:<28}  # {note}\n" if note else f"{left}\n" for left, note in rows])


def save_screen(path: str | None, **choices: str) -> None:
    """Keep the person's `theme`, `colors` or `glyphs` in `path`, beside what stands there already.

    Raises SaveError: there is no home, the file there is broken, or it can't be written."""
    if path is None:
        raise SaveError(msg("error.no_home"), msg("next.no_home"))
    import tomllib

    import tomli_w

    document: dict[str, object] = {}
    try:
        if files.exists(path):
            document = tomllib.loads(files.read_text(path))
        table = document.get("screen")
        document["screen"] = {**(table if isinstance(table, dict) else {}), **choices}
        files.write_atomic(path, tomli_w.dumps(document))
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise SaveError(msg("error.save", file=path, why=why), msg("next.save")) from error
    except ValueError as error:
        raise SaveError(
            msg("error.save_broken", file=path), msg("next.save_broken", file=path)
        ) from error
