"""Why systemd does not do a thing, as a clause: by the D-Bus name of its error, and by the names of
units and files that stand in its words. Sources: org.freedesktop.systemd1(5), systemd's
src/libsystemd/sd-bus/bus-common-errors.h."""

from __future__ import annotations

from sptui.model.msg import Msg, msg
from sptui.model.unit_name import is_unit_name

_SYSTEMD, _DBUS = "org.freedesktop.systemd1.", "org.freedesktop.DBus.Error."
# About which unit it is may be told by systemd's words: it may be one that is needed.
_OF_UNIT = {
    _SYSTEMD + "NoSuchUnit": "refusal.no_unit",
    _SYSTEMD + "LoadFailed": "refusal.bad_file",
    _SYSTEMD + "BadUnitSetting": "refusal.bad_file",
    _SYSTEMD + "UnitMasked": "refusal.masked",
    _SYSTEMD + "OnlyByDependency": "refusal.only_others",
    _SYSTEMD + "JobTypeNotApplicable": "refusal.cannot",
    _SYSTEMD + "UnitGenerated": "refusal.generated",
    _SYSTEMD + "UnitLinked": "refusal.linked",
    _SYSTEMD + "UnitBusy": "refusal.busy",
}
_OF_FILE = {
    _SYSTEMD + "UnitExists": "refusal.file",
    _DBUS + "FileExists": "refusal.file",
}
_PLAIN = {
    _SYSTEMD + "TransactionIsDestructive": "refusal.job",
    _SYSTEMD + "TransactionJobsConflicting": "refusal.contradiction",
    _SYSTEMD + "TransactionOrderIsCyclic": "refusal.circle",
    _SYSTEMD + "ShuttingDown": "refusal.shutting_down",
    _SYSTEMD + "NoSuchProcess": "refusal.no_process",
    _DBUS + "UnknownMethod": "refusal.too_old",
    _DBUS + "InteractiveAuthorizationRequired": "refusal.who",
    _DBUS + "AccessDenied": "refusal.denied",
    "System.Error.EROFS": "refusal.read_only",
    "System.Error.ENOSPC": "refusal.full",
}
_MARKS = "'\"`,.:;()"


def refusal(name: str, said: str) -> Msg:
    """The clause for an error of that name with those words; the words themselves where the name
    tells people nothing more."""
    if name in _PLAIN:
        return Msg(_PLAIN[name])
    words = [word.strip(_MARKS) for word in said.split()]
    if name in _OF_UNIT:
        # Words speak of a unit by its name or its file.
        names = [word.rpartition("/")[2] for word in words]
        unit = next((each for each in names if is_unit_name(each)), "")
        if unit:
            return msg(_OF_UNIT[name], unit=unit)
    if name in _OF_FILE:
        path = next((word for word in words if word.startswith("/")), "")
        if path:
            return msg(_OF_FILE[name], path=path)
    return msg("refusal.said", said=(said or name).rstrip("."))
