"""Signals to processes, and their priority: to the very process that was meant, or to none."""

from __future__ import annotations

import errno
import os
import signal
from typing import TYPE_CHECKING, NamedTuple

from sptui.model.msg import Msg, msg
from sptui.model.proc_pid import not_to_be_touched, parse_stat
from sptui.system.process_files import ProcessFiles, is_gone
from sptui.system.redact import redact_name

if TYPE_CHECKING:
    from sptui.model.proc_pid import Stat

SIGNALS = ("TERM", "INT", "HUP", "KILL", "STOP", "CONT", "USR1", "USR2")


class Done(NamedTuple):
    """How it ended, and what to say of it."""

    ok: bool
    text: Msg


def send_signal(pid: int, start: int, name: str) -> Done:
    """Send SIG`name` to the process `pid` that began at `start` (clock ticks after boot).

    A process descriptor is opened first and the start looked at after: as the process had that PID
    then, the descriptor is its own, and a process that gets the PID later is never hit. PID 1,
    sptui itself and kernel threads are refused. Never raises.
    """
    if name not in SIGNALS:
        return _not_sent(msg("process.no_signal", name=name))
    refused = not_to_be_touched(pid, os.getpid(), kernel=False)
    if refused is not None:
        return _not_sent(refused)
    try:
        handle = os.pidfd_open(pid)
    except OSError as error:
        return _not_sent(_why(pid, error))
    try:
        found = _is_meant(pid, start)
        if isinstance(found, Msg):
            return _not_sent(found)
        signal.pidfd_send_signal(handle, signal.Signals[f"SIG{name}"])
    except OSError as error:
        return _not_sent(_why(pid, error))
    finally:
        os.close(handle)
    text = msg("outcome.signalled", name=redact_name(found.name), pid=str(pid), signal=name)
    return Done(ok=True, text=text)


def renice(pid: int, start: int, nice: int) -> Done:
    """Give all threads of a process the priority `nice` (-20 first, 19 last).

    The kernel takes no process descriptor here, so the start is looked at before and after: should
    the PID become another process's in between, that one is changed, and the answer says so. (The
    kernel gives a number out again only after thousands of others.) Never raises.
    """
    if not -20 <= nice <= 19:
        return _not_reniced(msg("process.no_nice", nice=str(nice)))
    found = _is_meant(pid, start)
    if isinstance(found, Msg):
        return _not_reniced(found)
    try:
        _renice_threads(pid, nice)
    except PermissionError as error:
        if error.errno == errno.EACCES:
            return _not_reniced(msg("process.not_higher"))
        return _not_reniced(_why(pid, error))
    except OSError as error:
        return _not_reniced(_why(pid, error))
    after = _is_meant(pid, start)
    if isinstance(after, Msg) and after.id != "process.zombie":
        return Done(ok=False, text=msg("outcome.maybe_reniced", pid=str(pid)))
    text = msg("outcome.reniced", name=redact_name(found.name), pid=str(pid), nice=str(nice))
    return Done(ok=True, text=text)


def _not_sent(reason: Msg) -> Done:
    return Done(ok=False, text=msg("outcome.not_signalled", reason=reason))


def _not_reniced(reason: Msg) -> Done:
    return Done(ok=False, text=msg("outcome.not_reniced", reason=reason))


def _renice_threads(pid: int, nice: int) -> None:
    """Each thread has a priority of its own. The first one's failure counts: others may end
    meanwhile."""
    os.setpriority(os.PRIO_PROCESS, pid, nice)
    try:
        threads = os.listdir(f"/proc/{pid}/task")
    except OSError as error:
        if is_gone(error):
            return
        raise
    for thread in threads:
        try:
            os.setpriority(os.PRIO_PROCESS, int(thread), nice)
        except ProcessLookupError:
            continue


def _is_meant(pid: int, start: int) -> Stat | Msg:
    """The process, or why it is not to be touched."""
    try:
        found = parse_stat(ProcessFiles("").stat(str(pid)))
    except OSError as error:
        return _why(pid, error)
    except ValueError:
        return msg("process.gone", pid=str(pid))
    if found.start != start:
        return msg("process.another", pid=str(pid))
    return not_to_be_touched(pid, os.getpid(), kernel=found.kernel, state=found.state) or found


def _why(pid: int, error: OSError) -> Msg:
    if is_gone(error):
        return msg("process.gone", pid=str(pid))
    if error.errno in {errno.EPERM, errno.EACCES}:
        return msg("process.not_allowed", pid=str(pid))
    if error.errno in {errno.ENOSYS, errno.EOPNOTSUPP}:
        return msg("process.no_descriptors")
    return msg("process.failed", pid=str(pid), error=os.strerror(error.errno or 0))
