"""Which editor a person wants."""

from __future__ import annotations

from collections.abc import Mapping

_VARIABLES = ("SYSTEMD_EDITOR", "VISUAL", "EDITOR")
# `editor` is what Debian's alternatives say; then what a beginner gets out of again.
_COMMON = ("editor", "nano", "vim", "vi")


def editor_argv(environ: Mapping[str, str]) -> tuple[str, ...] | None:
    """The editor's command and its arguments, to which the file's name is added: the first that
    there is of $SYSTEMD_EDITOR, $VISUAL and $EDITOR (they may have arguments), else one that is
    common. None: there is none."""
    import shlex
    import shutil

    path = environ.get("PATH")
    for given in [environ.get(name, "") for name in _VARIABLES]:
        try:
            words = shlex.split(given)
        except ValueError:  # a quote without its end
            continue
        program = shutil.which(words[0], path=path) if words and words[0] else None
        if program is not None:
            return (program, *words[1:])
    found = [shutil.which(name, path=path) for name in _COMMON]
    return next(((program,) for program in found if program is not None), None)
