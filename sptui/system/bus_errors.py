"""What can go wrong on the way to systemd, as the one error that people read."""

from __future__ import annotations

from sptui.model.errors import BusError
from sptui.model.msg import Msg, msg
from sptui.system.refusals import refusal

_DBUS = "org.freedesktop.DBus.Error."
_KINDS = {
    _DBUS + "AccessDenied": "denied",
    _DBUS + "InteractiveAuthorizationRequired": "denied",
    _DBUS + "NameHasNoOwner": "absent",
    _DBUS + "ServiceUnknown": "absent",
    # Who was asked ended before it answered.
    _DBUS + "NoReply": "lost",
    _DBUS + "Disconnected": "lost",
    _DBUS + "Timeout": "late",
    _DBUS + "TimedOut": "late",
}


def absent(where: str, why: str) -> BusError:
    """Nobody answers there."""
    return BusError("absent", msg("bus.absent", where=where, why=why), msg("bus.absent.next"))


def denied(where: str, why: str) -> BusError:
    """Somebody is there, and lets us not in, or not do that."""
    return BusError("denied", msg("bus.denied", where=where, why=why), msg("bus.denied.next"))


def lost(where: str, why: str = "") -> BusError:
    """The connection ended."""
    what = msg("bus.lost.why", where=where, why=why) if why else msg("bus.lost", where=where)
    return BusError("lost", what, msg("bus.again.next"))


def late(what: str, limit_s: float) -> BusError:
    """No answer in time; `what` is what was asked."""
    return BusError("late", msg("bus.late", what=what, limit_s=limit_s), msg("bus.again.next"))


def lies(what: str) -> BusError:
    """An answer that makes no sense."""
    return BusError("lies", msg("bus.lies", what=what), msg("bus.lies.next"))


def refused(where: str, what: str, name: str, why: str) -> BusError:
    """An error that came as the answer to `what`, by its D-Bus name; words of whoever sent it in
    `why`."""
    kind = _KINDS.get(name, "absent" if name.startswith(_DBUS + "Spawn.") else "refused")
    if kind == "absent":
        return absent(where, why or name)
    if kind == "lost":
        return lost(where, why)
    said = msg("bus.refused", what=what, why=refusal(name, why))
    next_ = {"denied": "bus.denied.next", "late": "bus.again.next"}.get(kind, "bus.refused.next")
    return BusError(kind, said, Msg(next_), name)


def unsendable(where: str, what: str, why: str) -> BusError:
    """What is asked can't be said in D-Bus at all, as systemd has nothing of that name."""
    return refused(where, what, _DBUS + "InvalidArgs", why)


def connecting(where: str, error: Exception) -> BusError:
    """Why a connection did not come about."""
    if isinstance(error, PermissionError):
        return denied(where, error.strerror or "")
    if isinstance(error, OSError):
        return absent(where, error.strerror or str(error))
    return absent(where, str(error) or type(error).__name__)
