"""The details of a unit from all of its properties, as D-Bus has them. Nothing here raises."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sptui.model.unit import Unit
from sptui.model.unit_bus import Properties, facts_of, moment, number, text, texts
from sptui.model.unit_details import (
    Command,
    Condition,
    Dependency,
    Listening,
    UnitDetails,
    UnitProcess,
)

# Properties of dependencies, as the kinds of `Dependency`.
DEPENDENCIES: dict[str, str] = {
    "Requires": "requires",
    "Requisite": "requisite",
    "Wants": "wants",
    "BindsTo": "binds_to",
    "PartOf": "part_of",
    "Upholds": "upholds",
    "RequiredBy": "required_by",
    "RequisiteOf": "requisite_of",
    "WantedBy": "wanted_by",
    "BoundBy": "bound_by",
    "UpheldBy": "upheld_by",
    "ConsistsOf": "consists_of",
    "Conflicts": "conflicts",
    "ConflictedBy": "conflicted_by",
    "Before": "before",
    "After": "after",
    "OnSuccess": "on_success",
    "OnFailure": "on_failure",
    "Triggers": "triggers",
    "TriggeredBy": "triggered_by",
}
_STEPS = (
    "ExecCondition", "ExecStartPre", "ExecStart", "ExecStartPost", "ExecReload", "ExecStop",
    "ExecStopPost",
)  # fmt: skip
Redact = Callable[[Sequence[str]], Sequence[str]]


def unit_in(found: Properties, name: str) -> Unit:
    """The row of the list, from the properties of the Unit interface."""
    job = found.get("Job")
    following = text(found.get("Following"))
    return Unit(
        name,
        text(found.get("Description")),
        text(found.get("LoadState")),
        text(found.get("ActiveState")),
        text(found.get("SubState")),
        text(job[2]) if isinstance(job, list | tuple) and len(job) > 2 else "",
        following,
    )


def details_of(
    name: str,
    found: Properties,
    listening: Sequence[Listening],
    processes: Sequence[UnitProcess],
    redact: Redact,
) -> UnitDetails:
    """From the properties of Unit and of its kind, together in `found`."""
    facts = facts_of(found)
    cpu = number(found.get("CPUUsageNSec"))
    return UnitDetails(
        unit=unit_in(found, name),
        facts=facts._replace(file_state=text(found.get("UnitFileState"))),
        path=text(found.get("FragmentPath")),
        source=text(found.get("SourcePath")),
        drop_ins=texts(found.get("DropInPaths")),
        stale_file=found.get("NeedDaemonReload") is True,
        transient=found.get("Transient") is True,
        documentation=texts(found.get("Documentation")),
        commands=commands(found, redact),
        user=text(found.get("User")),
        restart=text(found.get("Restart")),
        type=text(found.get("Type")),
        status_text=text(found.get("StatusText")),
        load_error=_load_error(found.get("LoadError")),
        started=moment(found.get("ActiveEnterTimestamp")),
        ended=moment(found.get("InactiveEnterTimestamp")),
        invocation=_hex(found.get("InvocationID")),
        cpu_s=None if cpu is None else cpu / 1e9,
        memory_bytes=number(found.get("MemoryCurrent")),
        memory_peak_bytes=number(found.get("MemoryPeak")),
        tasks=number(found.get("TasksCurrent")),
        conditions=(*_conditions(found.get("Conditions")), *_conditions(found.get("Asserts"))),
        dependencies=dependencies(found),
        listening=tuple(listening),
        processes=tuple(processes),
    )


def dependencies(found: Properties) -> tuple[Dependency, ...]:
    """Both ways, in the order of DEPENDENCIES."""
    return tuple(
        [
            Dependency(kind, unit)
            for key, kind in DEPENDENCIES.items()
            for unit in texts(found.get(key))
        ]
    )


def commands(found: Properties, redact: Redact) -> tuple[Command, ...]:
    """What it runs, step by step: (path, argv, ignore failure, …)."""
    out: list[Command] = []
    for step in _STEPS:
        rows = found.get(step)
        for row in rows if isinstance(rows, list | tuple) else ():
            if isinstance(row, list | tuple) and len(row) > 2:
                argv = texts(row[1])
                out.append(Command(step, tuple(redact(argv)), row[2] is True))
    return tuple(out)


def listening_of(unit: str, found: Properties) -> tuple[Listening, ...]:
    """What a socket unit listens on."""
    rows = found.get("Listen")
    return tuple(
        [
            Listening(unit, text(row[0]), text(row[1]))
            for row in (rows if isinstance(rows, list | tuple) else ())
            if isinstance(row, list | tuple) and len(row) == 2
        ]
    )


def processes_of(body: object, group: str, redact: Redact) -> tuple[UnitProcess, ...]:
    """From GetUnitProcesses: (control group, PID, command line)."""
    out: list[UnitProcess] = []
    for row in body if isinstance(body, list | tuple) else ():
        if isinstance(row, list | tuple) and len(row) == 3 and number(row[1]):
            where = text(row[0])
            below = where[len(group) :].strip("/") if group and where.startswith(group) else where
            line = " ".join(redact(text(row[2]).split(" ")))
            out.append(UnitProcess(number(row[1]) or 0, below, line))
    return tuple(sorted(out, key=lambda process: (process.below, process.pid)))


def _conditions(value: object) -> tuple[Condition, ...]:
    """(type, trigger, negate, parameter, state): state is 0 untried, above it held, below not."""
    out: list[Condition] = []
    for row in value if isinstance(value, list | tuple) else ():
        if isinstance(row, list | tuple) and len(row) == 5:
            state = number(row[4]) or 0
            held = None if state == 0 else state > 0
            out.append(Condition(text(row[0]), text(row[3]), row[2] is True, held))
    return tuple(out)


def _load_error(value: object) -> str:
    """(name, message); both empty where there is none."""
    if isinstance(value, list | tuple) and len(value) == 2:
        return text(value[1]) or text(value[0])
    return ""


def _hex(value: object) -> str:
    if isinstance(value, bytes | bytearray):
        return value.hex()
    if isinstance(value, list | tuple) and all(isinstance(each, int) for each in value):
        return bytes(value).hex() if value else ""
    return ""
