"""The runs of a unit, from what systemd said of them in the journal.

Source: https://github.com/systemd/systemd/blob/main/src/systemd/sd-messages.h"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

STARTED = "39f53479d3a045ac8e11786248231fbf"
FAILED = "d9b373ed55a64feb8242e02dbe79a49c"
ENDED_WELL = "7ad2d189f7e94e70a38c781354912448"
STOPPED = "9d1aaa27d60140bd96365438aad20286"
_TELLING = frozenset({STARTED, FAILED, ENDED_WELL, STOPPED})
# One that failed sooner than this after its start was never well.
_WELL_US = 60_000_000


class Said(NamedTuple):
    """What systemd said of a unit: when (microseconds since 1970), by which of its messages, of
    which invocation."""

    at: int
    message: str
    invocation: str


class Run(NamedTuple):
    """A run of a unit that was well: from when until when, in seconds since 1970."""

    began: float
    until: float


def last_good(said: Iterable[Said], now: str) -> Run | None:
    """The last run that was well, but for the invocation `now`: it ended well, or was stopped, or
    ran for a minute before it failed. `said` is the newest first. None: there is none."""
    runs: dict[str, list[Said]] = {}
    for each in said:
        if each.message in _TELLING and each.invocation:
            runs.setdefault(each.invocation, []).append(each)
    for invocation, told in runs.items():
        run = _good(told)
        # The one that failed just now may have been well for days before.
        if run is not None and (invocation != now or _failed(told)):
            return run
    return None


def _failed(told: Sequence[Said]) -> bool:
    return any(each.message == FAILED for each in told)


def _good(told: Sequence[Said]) -> Run | None:
    began = next((each.at for each in told if each.message == STARTED), None)
    end = told[0].at
    if _failed(told):
        well = began is not None and end - began >= _WELL_US
    else:
        well = began is not None or any(each.message == ENDED_WELL for each in told)
    if not well:
        return None
    first = told[-1].at if began is None else began
    return Run(first / 1e6, end / 1e6)
