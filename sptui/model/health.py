"""Health: pure rules over what was read, each with a reason and a next step. Source: DESIGN.md,
Health."""

from typing import Literal, NamedTuple

from sptui.model.msg import Msg

Level = Literal["ok", "warning", "bad", "unknown"]
Sureness = Literal["sure", "rough", "guess"]

# A disk that is full later than this is full never.
_MOST_DAYS = 3650.0


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


class Growth(NamedTuple):
    """How a file system fills: bytes a day (negative where it empties), days seen, and how much to
    trust it: `sure` is two weeks that agree, `rough` five days, or a month in which it changed,
    `guess` everything else."""

    mount: str
    bytes_per_day: float
    days: float
    sureness: Sureness

    def days_to_full(self, free_bytes: float) -> float | None:
        """Days until `free_bytes` are used; None where that is never, or in more than ten years."""
        if self.bytes_per_day <= 0.0 or free_bytes > self.bytes_per_day * _MOST_DAYS:
            return None
        return max(0.0, free_bytes) / self.bytes_per_day


def growth_of(all_: tuple[Growth, ...], mount: str) -> Growth | None:
    """That of one mount, None where it is not known."""
    return next((each for each in all_ if each.mount == mount), None)
