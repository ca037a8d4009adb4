"""What systemd says over D-Bus, as values: lists, properties, signals. Nothing here raises: what is
of another type than it should be counts as not told. Source: org.freedesktop.systemd1(5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sptui.model.unit import TimerFacts, Unit, UnitFacts
from sptui.model.unit_event import (
    Appeared,
    Changed,
    Event,
    FilesChanged,
    Gone,
    JobBegan,
    JobEnded,
    Reloading,
)

PATH = "/org/freedesktop/systemd1"
MANAGER = "org.freedesktop.systemd1.Manager"
UNIT = "org.freedesktop.systemd1.Unit"
TIMER = "org.freedesktop.systemd1.Timer"
JOB = "org.freedesktop.systemd1.Job"
PROPERTIES = "org.freedesktop.DBus.Properties"
_UNIT_PATH, _JOB_PATH = PATH + "/unit/", PATH + "/job/"
_NEVER = 2**64 - 1
_LAST_US = 253_402_300_800_000_000  # the year 10000

# A mapping of properties, with variants taken out.
Properties = Mapping[str, object]


class Signal(NamedTuple):
    """One signal, its body with variants taken out."""

    path: str
    interface: str
    member: str
    body: Sequence[object]


# ------------------------------------------------------------------ names and paths

_HEX = frozenset("0123456789abcdefABCDEF")
_IN_NAMES = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:-_.\\@",
)
_LONGEST_NAME = 255


def is_name(name: str) -> bool:
    """Whether systemd could have a unit of that name. What is none is not sent to it at all.
    Source: systemd.unit(5), "DESCRIPTION"."""
    return 0 < len(name) <= _LONGEST_NAME and "." in name and _IN_NAMES.issuperset(name)


def path_of(name: str) -> str:
    """The object of a unit. Every byte but letters and digits is escaped, and a digit in front."""
    out = []
    for n, byte in enumerate(name.encode("utf-8", "replace")):
        plain = 97 <= byte <= 122 or 65 <= byte <= 90 or (48 <= byte <= 57 and n > 0)
        out.append(chr(byte) if plain else f"_{byte:02x}")
    return _UNIT_PATH + ("".join(out) or "_")


def name_of(path: str) -> str:
    """The unit of an object path, "" where it is none."""
    if not path.startswith(_UNIT_PATH) or not path.isascii():
        return ""
    head, *rest = path[len(_UNIT_PATH) :].split("_")
    if not rest:
        return head
    out = bytearray(head.encode())
    for part in rest:
        if len(part) < 2 or not _HEX.issuperset(part[:2]):
            return ""
        out.append(int(part[:2], 16))
        out += part[2:].encode()
    return out.decode("utf-8", "replace")


def job_of(path: object) -> int | None:
    """The number of a job, of its object path; None for what is none."""
    number_ = text(path).removeprefix(_JOB_PATH) if text(path).startswith(_JOB_PATH) else ""
    return int(number_) if number_.isascii() and number_.isdigit() else None


def kind_interface(name: str) -> str:
    """The interface of a unit's own kind: "org.freedesktop.systemd1.Service"."""
    return "org.freedesktop.systemd1." + name.rpartition(".")[2].capitalize()


# ------------------------------------------------------------------ values


def text(value: object) -> str:
    """A string; "" for anything else."""
    return value if isinstance(value, str) else ""


def texts(value: object) -> tuple[str, ...]:
    """An array of strings; what is none in it is left out."""
    if not isinstance(value, list | tuple):
        return ()
    return tuple([each for each in value if isinstance(each, str)])


def flag(value: object) -> bool | None:
    """A boolean; None for anything else."""
    return value if isinstance(value, bool) else None


def number(value: object) -> int | None:
    """A number; None for anything else, and for the one that means "not set"."""
    if isinstance(value, bool) or not isinstance(value, int) or value == _NEVER:
        return None
    return value


def moment(value: object) -> float | None:
    """Microseconds since 1970 as seconds; 0 is never, and so is what no calendar has."""
    micro = number(value)
    return micro / 1e6 if micro is not None and 0 < micro < _LAST_US else None


# ------------------------------------------------------------------ lists and properties


def units_of(rows: object) -> list[Unit]:
    """The rows of ListUnits (ssssssouso); what is none of them is left out. Thousands of rows have
    few states: each is kept once."""
    if not isinstance(rows, list | tuple):
        return []
    found: list[Unit] = []
    once: dict[str, str] = {"": ""}
    keep = once.setdefault
    for row in rows:
        if not isinstance(row, list | tuple) or len(row) < 9:
            continue
        name, description, load, active, sub, following = [
            each if isinstance(each, str) else "" for each in row[:6]
        ]
        if name:
            job = text(row[8]) if row[7] else ""
            found.append(
                Unit(
                    name,
                    description,
                    keep(load, load),
                    keep(active, active),
                    keep(sub, sub),
                    keep(job, job),
                    following,
                )
            )
    return found


FACTS = ("StateChangeTimestamp", "CanStart", "CanStop", "CanReload")
FACTS_OF_KIND: Mapping[str, tuple[str, ...]] = {
    "service": (
        "NRestarts", "Result", "ExecMainCode", "ExecMainStatus", "MainPID", "ControlGroup",
    ),
    "socket": ("Result", "ControlGroup"),
    "mount": ("Result", "ControlGroup"),
    "swap": ("Result", "ControlGroup"),
    "scope": ("Result", "ControlGroup"),
    "slice": ("ControlGroup",),
    "timer": ("Result",),
    "path": ("Result",),
    "automount": ("Result",),
}  # fmt: skip


def facts_of(found: Properties) -> UnitFacts:
    """From the properties named in FACTS and FACTS_OF_KIND, as far as they are there."""
    code, status = number(found.get("ExecMainCode")), number(found.get("ExecMainStatus"))
    return UnitFacts(
        since=moment(found.get("StateChangeTimestamp")),
        restarts=number(found.get("NRestarts")),
        result=text(found.get("Result")),
        exit_code=code or None,
        exit_status=status if code else None,
        main_pid=number(found.get("MainPID")) or None,
        group=text(found.get("ControlGroup")),
        can_start=flag(found.get("CanStart")),
        can_stop=flag(found.get("CanStop")),
        can_reload=flag(found.get("CanReload")),
    )


def timer_of(name: str, found: Properties, booted: float) -> TimerFacts:
    """From the properties of its interface Timer; `booted` is when CLOCK_MONOTONIC was 0, in
    seconds since 1970."""
    real = moment(found.get("NextElapseUSecRealtime"))
    mono = moment(found.get("NextElapseUSecMonotonic"))
    moments = [each for each in (real, booted + mono if mono is not None else None) if each]
    return TimerFacts(
        unit=name,
        activates=text(found.get("Unit")),
        next=min(moments, default=None),
        last=moment(found.get("LastTriggerUSec")),
        calendar=_specifications(found.get("TimersCalendar")),
        persistent=found.get("Persistent") is True,
        result=text(found.get("Result")),
    )


def _specifications(value: object) -> tuple[str, ...]:
    """The middle of each (base, specification, next)."""
    if not isinstance(value, list | tuple):
        return ()
    rows = [row for row in value if isinstance(row, list | tuple) and len(row) == 3]
    return tuple([text(row[1]) for row in rows if text(row[1])])


# ------------------------------------------------------------------ signals


def event_of(signal: Signal) -> Event | None:
    """What a signal of systemd tells; None where that is nothing for us."""
    body = signal.body
    if signal.interface == PROPERTIES:
        return _changed(signal) if signal.member == "PropertiesChanged" else None
    if signal.interface != MANAGER:
        return None
    if signal.member == "UnitFilesChanged":
        return FilesChanged()
    if not body:
        return None
    first = body[0]
    if signal.member in ("UnitNew", "UnitRemoved"):
        name = text(first)
        made = Appeared if signal.member == "UnitNew" else Gone
        return made(name) if name else None
    if signal.member == "Reloading":
        return Reloading(first is True)
    if signal.member == "JobNew" and len(body) >= 3:
        return JobBegan(number(first) or 0, text(body[2]))
    if signal.member == "JobRemoved" and len(body) >= 4:
        return JobEnded(number(first) or 0, text(body[2]), text(body[3]))
    return None


_TOLD = ("ActiveState", "SubState", "LoadState", "StateChangeTimestamp", "Result", "NRestarts")
_TIMES = ("NextElapseUSecRealtime", "NextElapseUSecMonotonic", "LastTriggerUSec")


def _changed(signal: Signal) -> Changed | Appeared | None:
    """The parts of a unit that its list and its facts show. Where only their names are told, it is
    as if the unit were new: it has to be asked."""
    name, body = name_of(signal.path), signal.body
    if not name or len(body) < 2 or not isinstance(body[1], Mapping):
        return None
    found: Properties = body[1]
    if len(body) > 2 and not set(texts(body[2])).isdisjoint(_TOLD):
        return Appeared(name)
    job = found.get("Job")
    event = Changed(
        name,
        active=text(found.get("ActiveState")) or None,
        sub=text(found.get("SubState")) or None,
        load=text(found.get("LoadState")) or None,
        since=moment(found.get("StateChangeTimestamp")),
        job=number(job[0]) if isinstance(job, list | tuple) and job else None,
        restarts=number(found.get("NRestarts")),
        result=text(found.get("Result")) or None,
        exit_code=number(found.get("ExecMainCode")),
        exit_status=number(found.get("ExecMainStatus")),
        main_pid=number(found.get("MainPID")),
        next_elapse=any(each in found for each in _TIMES),
    )
    return None if event == Changed(name) else event
