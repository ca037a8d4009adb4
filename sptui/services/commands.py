"""Steps of actions that run a command of this machine: done, and told by how it ended."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from sptui.actions.action import Outcome
from sptui.model.msg import Msg, msg
from sptui.model.unit_because import signal_name

if TYPE_CHECKING:
    from sptui.actions.action import Argv

# What it said last is told; of a line so much.
_LINES, _CHARACTERS = 10, 4096
_SHELLS = {126: "because.exit.shell_denied", 127: "because.exit.shell_missing"}


class Ended(Protocol):
    """How a command ended: its exit status, below 0 the signal that ended it, and what it said."""

    @property
    def status(self) -> int: ...
    @property
    def out(self) -> bytes: ...
    @property
    def err(self) -> bytes: ...


# Runs these arguments for so many seconds at most. Raises OSError: it can't be started; ValueError:
# no command can have these arguments; TimeoutError: it took longer, and was killed.
Run = Callable[[Sequence[str], float], Awaitable[Ended]]


async def done(step: Argv, run: Run) -> Outcome:
    """Run it to its end. Its last lines are in the outcome, whether it ended well or not. Never
    raises."""
    name = step.argv[0].rpartition("/")[2]
    try:
        ended = await run(step.argv, step.deadline_s)
    except TimeoutError:
        why = msg("command.late", seconds=step.deadline_s)
        return Outcome(False, msg("command.failed", command=name, why=why))
    except FileNotFoundError:
        what = msg("command.absent", command=name)
        return Outcome(False, what, refused=True, next=msg("command.absent.next"))
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or str(error)
        return Outcome(False, msg("command.unstartable", command=name, why=said), refused=True)
    lines = _last(ended)
    if ended.status == 0:
        return Outcome(True, msg("outcome.done"), lines=lines)
    why = _why(ended.status)
    return Outcome(False, msg("command.failed", command=name, why=why), lines=lines)


def _why(status: int) -> Msg:
    """How it ended, in words."""
    if status < 0:
        return msg("because.killed", signal=signal_name(-status))
    known = _SHELLS.get(status)
    return Msg(known) if known else msg("because.exit_code", code=status)


def _last(ended: Ended) -> tuple[str, ...]:
    """What it said last; its complaints last of all, since they say more."""
    text = b"\n".join([ended.out, ended.err]).decode("utf-8", "surrogateescape")
    # A line that a command writes over again and again counts as it was left.
    lines = [line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n")]
    return tuple([line[:_CHARACTERS] for line in lines if line.strip()][-_LINES:])
