"""Plain mode as whoever does an action knows it: it can lend its terminal to an editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sptui.actions.action import Call, Outcome
    from sptui.cli.plain.talk import Talk


class LinesFront:
    """Fulfils the Protocol Front."""

    def __init__(self, talk: Talk, environ: Mapping[str, str]) -> None:
        self._talk, self._environ = talk, environ

    async def edit(self, path: str) -> int | None:
        """Give the terminal to an editor of this file; its exit status, None where there is no
        editor or no terminal."""
        if not self._talk.is_terminal:
            return None
        from sptui.system.editor import editor_argv
        from sptui.system.foreground import run_in_front

        argv = editor_argv(self._environ)
        if not argv:
            return None
        with self._talk.lent():
            return await run_in_front((*argv, path))

    def own(self, call: Call) -> Outcome | None:
        """There is nothing that only lines can do."""
        return None
