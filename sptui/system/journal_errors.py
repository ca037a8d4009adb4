"""What journalctl complains of, told apart. Its words are those of the locale C."""

from __future__ import annotations

from sptui.model.errors import JournalError
from sptui.model.msg import Msg, msg

# Groups that may read all, where journalctl does not name its own.
GROUPS = "systemd-journal"
_MOST_SAID = 200


def late() -> JournalError:
    """It said nothing for too long."""
    return JournalError("late", msg("journal.late"), msg("journal.late.next"))


def unstartable(program: str, error: BaseException) -> JournalError:
    """It can't be started."""
    if isinstance(error, FileNotFoundError):
        what = msg("journal.absent", program=program)
        return JournalError("absent", what, msg("journal.absent.next"))
    why = getattr(error, "strerror", None) or str(error)
    kind = "denied" if isinstance(error, PermissionError) else "failed"
    what = msg("journal.unstartable", program=program, why=why)
    return JournalError(kind, what, msg("journal.unstartable.next"))


def unknown_option(err: str) -> str:
    """The option that an old journalctl does not know, without what was given to it; "": it
    complains of something else."""
    for mark in ("unrecognized option '", "invalid option -- '"):
        _, found, rest = err.partition(mark)
        if found:
            return rest.partition("'")[0].partition("=")[0]
    return ""


def failure(status: int, err: str) -> JournalError | None:
    """What its end means; None: it ended as it should. That nothing was found is no failure."""
    if status < 0:
        what = msg("journal.killed", signal=-status)
        return JournalError("ended", what, msg("journal.unforeseen.next"))
    said = _complaint(err)
    if status == 0 or not said:
        return None
    if "ermission" in said:
        return denied(err)
    if "without pattern matching" in said:
        return JournalError("refused", msg("journal.no_text"), msg("journal.no_text.next"))
    if "pattern" in said:
        what = msg("journal.pattern", why=said.rpartition('": ')[2])
        return JournalError("refused", what, msg("journal.pattern.next"))
    if "No such boot" in said:
        return JournalError("refused", msg("journal.no_boot"), msg("journal.no_boot.next"))
    return JournalError("refused", msg("journal.refused", why=said), msg("journal.refused.next"))


def denied(err: str) -> JournalError:
    """Rights lack; which groups have them."""
    return JournalError(
        "denied", msg("journal.denied"), msg("journal.denied.next", groups=groups(err))
    )


def ended() -> JournalError:
    """It ended while it was followed, and says not why."""
    return JournalError("ended", msg("journal.ended"), msg("journal.unforeseen.next"))


def hint(err: str, *, empty: bool) -> Msg | None:
    """What can't be seen, or is wrong with the journal, where it goes on regardless. `empty`: it
    found nothing at all."""
    if "not seeing messages" in err or "insufficient permissions" in err:
        return msg("journal.hint.rights", groups=groups(err))
    damaged = [line for line in err.splitlines() if _is_of_file(line)]
    if damaged:
        return msg("journal.hint.damaged", count=len(damaged), why=damaged[0][:_MOST_SAID])
    return msg("journal.hint.empty") if empty else None


def groups(err: str) -> str:
    """The groups that may see all, as it names them."""
    _, found, rest = err.partition("Users in groups ")
    named = rest.partition(" can see")[0].replace("'", "") if found else ""
    return named or GROUPS


def _is_of_file(line: str) -> bool:
    return line.startswith("Journal file ") and "ignoring" in line


def _complaint(err: str) -> str:
    """The last thing that it says of itself; not its hints, nor what it says of files that it
    leaves alone, nor that there is nothing."""
    lines = [
        line
        for line in err.splitlines()
        if line.strip()
        and not line.startswith(("Hint:", "   ", "-- "))
        and not _is_of_file(line)
        and "No journal files were found" not in line
    ]
    return lines[-1][:_MOST_SAID] if lines else ""
