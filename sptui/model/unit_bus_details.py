"""One unit in full, from its properties. As in `unit_bus`: nothing here raises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sptui.model.unit import Unit, kind_of
from sptui.model.unit_bus import (
    FACTS,
    FACTS_OF_KIND,
    facts_of,
    moment,
    number,
    text,
    texts,
)
from sptui.model.unit_details import (
    Command,
    Condition,
    Dependency,
    Listening,
    UnitDetails,
    UnitProcess,
)

if TYPE_CHECKING:
    from sptui.model.unit_bus import Properties

# systemd's property, and what it is here.
DEPENDENCIES: Mapping[str, str] = {
    "Requires": "requires",
    "Requisite": "requisite",
    "Wants": "wants",
    "BindsTo": "binds_to",
    "PartOf": "part_of",
    "Upholds": "upholds",
    "Conflicts": "conflicts",
    "Before": "before",
    "After": "after",
    "OnFailure": "on_failure",
    "OnSuccess": "on_success",
    "Triggers": "triggers",
    "TriggeredBy": "triggered_by",
    "RequiredBy": "required_by",
    "RequisiteOf": "requisite_of",
    "WantedBy": "wanted_by",
    "BoundBy": "bound_by",
    "ConsistsOf": "consists_of",
    "UpheldBy": "upheld_by",
    "ConflictedBy": "conflicted_by",
    "OnFailureOf": "on_failure_of",
    "OnSuccessOf": "on_success_of",
}
# Never all of them at once: among them is the state of the unit file, for which systemd reads all
# unit folders anew.
OF_UNIT = (
    *FACTS, "Id", "Description", "LoadState", "ActiveState", "SubState", "Following", "LoadError",
    "FragmentPath", "SourcePath", "DropInPaths", "NeedDaemonReload", "Transient", "Documentation",
    "ActiveEnterTimestamp", "InactiveEnterTimestamp", "InvocationID", "Conditions", "Asserts",
    *DEPENDENCIES,
)  # fmt: skip
STEPS = (
    "ExecCondition", "ExecStartPre", "ExecStart", "ExecStartPost", "ExecReload", "ExecStop",
    "ExecStopPost",
)  # fmt: skip
_USED = ("CPUUsageNSec", "MemoryCurrent", "MemoryPeak", "MemoryMax", "TasksCurrent")
_SOCKET_STEPS = ("ExecStartPre", "ExecStartPost", "ExecStopPre", "ExecStopPost")
_OF_KIND: Mapping[str, tuple[str, ...]] = {
    "service": (
        *_USED, *STEPS, "User", "Type", "Restart", "StatusText", "ExecMainStartTimestamp",
        "ExecMainExitTimestamp",
    ),
    "socket": (*_USED, *_SOCKET_STEPS, "User", "Listen"),
    "mount": (*_USED, "User"),
    "swap": (*_USED, "User"),
    "scope": _USED,
    "slice": _USED,
}  # fmt: skip


def of_kind(name: str) -> tuple[str, ...]:
    """The properties of the unit's own kind that are asked for."""
    kind = kind_of(name)
    return (*FACTS_OF_KIND.get(kind, ()), *_OF_KIND.get(kind, ()))


def details_of(
    name: str,
    found: Properties,
    *,
    job: str = "",
    listening: Mapping[str, object] | None = None,
    processes: object = (),
) -> UnitDetails:
    """From the properties that OF_UNIT and `of_kind` name, as far as they are there. `job` is the
    type of its job, `listening` the property Listen of each socket unit it has to do with,
    `processes` the answer of GetUnitProcesses. Nothing of it is redacted."""
    facts = facts_of(found)
    return UnitDetails(
        unit=Unit(
            text(found.get("Id")) or name,
            text(found.get("Description")),
            text(found.get("LoadState")),
            text(found.get("ActiveState")),
            text(found.get("SubState")),
            job,
            text(found.get("Following")),
        ),
        facts=facts,
        path=text(found.get("FragmentPath")),
        source=text(found.get("SourcePath")),
        drop_ins=texts(found.get("DropInPaths")),
        stale_file=found.get("NeedDaemonReload") is True,
        transient=found.get("Transient") is True,
        documentation=texts(found.get("Documentation")),
        commands=tuple([one for step in _all_steps(name) for one in commands_of(step, found)]),
        user=text(found.get("User")),
        restart=text(found.get("Restart")),
        type=text(found.get("Type")),
        status_text=text(found.get("StatusText")),
        load_error=_load_error(found.get("LoadError")),
        started=moment(found.get("ExecMainStartTimestamp") or found.get("ActiveEnterTimestamp")),
        ended=moment(found.get("ExecMainExitTimestamp"))
        if found.get("ExecMainStartTimestamp")
        else moment(found.get("InactiveEnterTimestamp")),
        invocation=_invocation(found.get("InvocationID")),
        cpu_s=_seconds(number(found.get("CPUUsageNSec"))),
        memory_bytes=number(found.get("MemoryCurrent")),
        memory_peak_bytes=number(found.get("MemoryPeak")),
        memory_max_bytes=number(found.get("MemoryMax")),
        tasks=number(found.get("TasksCurrent")),
        conditions=_all_conditions(found.get("Conditions"), found.get("Asserts")),
        dependencies=tuple(
            [
                Dependency(kind, unit)
                for each, kind in DEPENDENCIES.items()
                for unit in texts(found.get(each))
            ]
        ),
        listening=tuple(
            [one for unit, value in (listening or {}).items() for one in listening_of(unit, value)]
        ),
        processes=processes_of(processes, facts.group),
    )


def sockets_of(name: str, found: Properties) -> tuple[str, ...]:
    """The socket units whose addresses belong to it: itself, or those that start it."""
    if kind_of(name) == "socket":
        return (name,)
    return tuple([each for each in texts(found.get("TriggeredBy")) if kind_of(each) == "socket"])


def commands_of(step: str, found: Properties) -> list[Command]:
    """The commands of one step: (path, arguments, whether failure counts for nothing, ...)."""
    return [
        Command(step, texts(row[1]) or (text(row[0]),), row[2] is True)
        for row in _rows(found.get(step), 3)
    ]


def listening_of(unit: str, value: object) -> list[Listening]:
    """The addresses of a socket unit: (type, address)."""
    return [Listening(unit, text(row[0]), text(row[1])) for row in _rows(value, 2)]


def processes_of(value: object, group: str) -> tuple[UnitProcess, ...]:
    """The answer of GetUnitProcesses: (control group, PID, command line)."""
    found = []
    for path, pid, command in [row[:3] for row in _rows(value, 3)]:
        at, number_of = text(path), number(pid)
        if number_of is not None:
            below = at.removeprefix(group).strip("/") if at.startswith(f"{group}/") else ""
            found.append(UnitProcess(number_of, below, text(command)))
    return tuple(found)


def _all_steps(name: str) -> tuple[str, ...]:
    return _SOCKET_STEPS if kind_of(name) == "socket" else STEPS


def _rows(value: object, least: int) -> list[Sequence[object]]:
    """The structures of an array that have so many parts."""
    if not isinstance(value, list | tuple):
        return []
    return [row for row in value if isinstance(row, list | tuple) and len(row) >= least]


def _all_conditions(*values: object) -> tuple[Condition, ...] | None:
    """Those of several properties; None: there may be some in one that was not told."""
    found = tuple([one for value in values for one in _conditions(value)])
    return found if found or all(isinstance(value, list | tuple) for value in values) else None


def _conditions(value: object) -> list[Condition]:
    """(name, whether it only triggers, negated, parameter, how it ended)."""
    found = []
    for name, _, negated, parameter, state in [row[:5] for row in _rows(value, 5)]:
        ended = number(state) or 0
        held = None if not ended else ended > 0
        found.append(Condition(text(name), text(parameter), negated is True, held))
    return found


def _load_error(value: object) -> str:
    """Of (D-Bus name, words) the words, or the name where there are none."""
    if not isinstance(value, list | tuple) or len(value) < 2:
        return ""
    return text(value[1]) or text(value[0])


def _invocation(value: object) -> str:
    """16 bytes as hexadecimal digits; "" where it never ran."""
    if isinstance(value, list | tuple) and all(type(b) is int and 0 <= b < 256 for b in value):
        value = bytes(value)
    return value.hex() if isinstance(value, bytes | bytearray) and any(value) else ""


def _seconds(nanoseconds: int | None) -> float | None:
    return None if nanoseconds is None else nanoseconds / 1e9
