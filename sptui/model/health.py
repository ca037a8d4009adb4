"""Health: pure rules over what was read, each with a reason and a next step. Source: DESIGN.md,
Health."""

from typing import Literal, NamedTuple

from sptui.model.msg import Msg

Level = Literal["ok", "warning", "bad", "unknown"]


class Finding(NamedTuple):
    """One thing that is wrong, or could not be asked.

    `rule` and `subject` are its identity (`disk.space`, `/`); `title` says what, `detail` the
    figure beside it in few words, `why` a whole sentence, `next` what to do. `since` is seconds
    since 1970, None if not known.
    """

    rule: str
    subject: str
    level: Level
    title: Msg
    detail: Msg
    why: Msg
    next: Msg
    since: float | None = None
