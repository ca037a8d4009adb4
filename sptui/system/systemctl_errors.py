"""Why systemctl did not do a thing. It says so in words only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sptui.system.bus_errors import refused

if TYPE_CHECKING:
    from sptui.model.errors import BusError
    from sptui.system.exec import Done

_DBUS, _SYSTEMD = "org.freedesktop.DBus.Error.", "org.freedesktop.systemd1."
NO_UNIT, NO_NAME = _SYSTEMD + "NoSuchUnit", _DBUS + "InvalidArgs"
_MOST_WHY = 300
# What it says where D-Bus has an error with a name, most telling first.
_SAYS = (
    ("interactive authentication required", _DBUS + "InteractiveAuthorizationRequired"),
    ("access denied", _DBUS + "AccessDenied"),
    ("permission denied", _DBUS + "AccessDenied"),
    ("operation not permitted", _DBUS + "AccessDenied"),
    ("not been booted with systemd", _DBUS + "NameHasNoOwner"),
    ("in chroot", _DBUS + "NameHasNoOwner"),
    ("failed to connect", _DBUS + "NameHasNoOwner"),
    ("failed to get d-bus connection", _DBUS + "NameHasNoOwner"),
    ("connection reset", _DBUS + "Disconnected"),
    ("connection terminated", _DBUS + "Disconnected"),
    ("transport endpoint", _DBUS + "Disconnected"),
    ("disconnected from message bus", _DBUS + "Disconnected"),
    ("timed out", _DBUS + "Timeout"),
    ("is masked", _SYSTEMD + "UnitMasked"),
    ("requested by dependency only", _SYSTEMD + "OnlyByDependency"),
    ("is not applicable for unit", _SYSTEMD + "JobTypeNotApplicable"),
    ("conflicting jobs", _SYSTEMD + "TransactionJobsConflicting"),
    ("is cyclic", _SYSTEMD + "TransactionOrderIsCyclic"),
    ("is destructive", _SYSTEMD + "TransactionIsDestructive"),
    ("shutting down", _SYSTEMD + "ShuttingDown"),
    ("bad unit file setting", _SYSTEMD + "BadUnitSetting"),
    ("process to kill", _SYSTEMD + "NoSuchProcess"),
    ("transient or generated", _SYSTEMD + "UnitGenerated"),
    ("already exists", _SYSTEMD + "UnitExists"),
    ("unit name", NO_NAME),
    ("signal string", NO_NAME),
    ("read-only file system", "System.Error.EROFS"),
    ("no space left", "System.Error.ENOSPC"),
    ("unknown command verb", _DBUS + "UnknownMethod"),
    ("not found", NO_UNIT),
    ("not loaded", NO_UNIT),
    ("does not exist", NO_UNIT),
    ("no such file", NO_UNIT),
)
# How a job ended, which the unit's own state says better. Source: systemd's
# src/shared/bus-wait-for-jobs.c.
_JOB_ENDED = (
    "job for", "job failed", "cannot reload", "assertion failed on job",
    "not supported on this system", "was started already once", "concurrency limit",
)  # fmt: skip


def error_of(done: Done, what: str) -> BusError:
    """Why it did not do `what`."""
    said = _said(done) or str(done.status)
    lower = said.lower()
    name = next((name for needle, name in _SAYS if needle in lower), _DBUS + "Failed")
    if said.startswith("Failed to "):  # do that: the reason comes behind
        said = said.partition(": ")[2] or said
    return refused("systemctl", what, name, said[:_MOST_WHY])


def tells_of_a_job(done: Done) -> bool:
    """Whether it was done, and only the job did not end well."""
    lower = _said(done).lower()
    return any(words in lower for words in _JOB_ENDED)


def _said(done: Done) -> str:
    """The first line that is no mere warning."""
    said = (done.err.strip() or done.out.strip()).decode("utf-8", "replace")
    lines = said.splitlines()
    return next((line for line in lines if not line.startswith("Warning:")), "".join(lines[:1]))
