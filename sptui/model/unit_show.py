"""What `systemctl` prints, as the values that D-Bus would have: `unit_bus` makes the same of both.
Nothing here raises: what can't be understood counts as not told. Source: systemctl(1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sptui.model.unit import Unit, kind_of
from sptui.model.unit_bus import FACTS, FACTS_OF_KIND, Properties, is_name
from sptui.model.unit_bus_details import DEPENDENCIES, OF_UNIT, of_kind

# One unit of `systemctl show`: the values of each property, in order; some stand there many times.
Shown = Mapping[str, Sequence[str]]

ROW = ("Id", "Description", "LoadState", "ActiveState", "SubState", "Following")
# Each unit has one of these load states, or of these states: asked for by them, what only follows
# another unit (one of the names of a device) is left out.
LISTED = (
    "loaded", "not-found", "bad-setting", "error", "merged", "masked", "stub",
    "active", "reloading", "refreshing", "inactive", "failed", "activating", "deactivating",
    "maintenance",
)  # fmt: skip
FACTS_SHOWN = ("Id", *FACTS, *FACTS_OF_KIND["service"])
TIMER_SHOWN = (
    "Id", "Unit", "NextElapseUSecRealtime", "NextElapseUSecMonotonic", "LastTriggerUSec",
    "TimersCalendar", "Persistent", "Result",
)  # fmt: skip
_EVERY_KIND = tuple(dict.fromkeys([*of_kind("x.service"), *of_kind("x.socket")]))
# Values that may hold line breaks are asked apart, so that none can pass for another property.
STEPS_SHOWN = tuple(
    [name for name in _EVERY_KIND if name.startswith("Exec") and "Main" not in name]
)
_NUMBERS = frozenset(
    {
        *("NRestarts", "ExecMainCode", "ExecMainStatus", "MainPID"),
        *("CPUUsageNSec", "MemoryCurrent", "MemoryPeak", "MemoryMax", "TasksCurrent"),
    }
)
_FLAGS = frozenset(
    {"NeedDaemonReload", "Transient", "Persistent", "CanStart", "CanStop", "CanReload"}
)
_LISTS = frozenset({*DEPENDENCIES, "DropInPaths", "Documentation"})
_MOMENTS = frozenset({"NextElapseUSecRealtime", "LastTriggerUSec"})
_NO_VALUE = frozenset({"", "n/a", "[n/a]", "(null)"})
_NOT_TOLD = "[unprintable]"

_ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}

_SPANS = {
    "y": 31_557_600_000_000, "month": 2_629_800_000_000, "w": 604_800_000_000,
    "d": 86_400_000_000, "h": 3_600_000_000, "min": 60_000_000, "s": 1_000_000, "ms": 1_000,
    "us": 1, "\u03bcs": 1,
}  # fmt: skip

_KINDS = frozenset(
    {
        *("service", "socket", "target", "device", "mount", "automount", "swap", "timer"),
        *("path", "slice", "scope"),
    }
)


def is_unit(name: str) -> bool:
    """Whether a unit can have this name. systemctl takes any text for a name, and makes one of it.
    A template is no unit: it is a file, of which units are made. Source: systemd.unit(5)."""
    stem = name.rpartition(".")[0]
    return (
        is_name(name) and kind_of(name) in _KINDS and stem != "" and "@" not in (stem[0], stem[-1])
    )


def is_template(name: str) -> bool:
    """Whether it is the name of a template: "getty@.service"."""
    stem = name.rpartition(".")[0]
    return is_name(name) and kind_of(name) in _KINDS and len(stem) > 1 and stem[-1] == "@"


def details_shown(name: str) -> list[str]:
    """What is asked for the details of a unit, but STEPS_SHOWN. Conditions are not: systemctl
    prints that it can't print them, also of a unit that has none."""
    own = [each for each in of_kind(name) if each not in STEPS_SHOWN]
    return [*[each for each in OF_UNIT if each not in ("Conditions", "Asserts")], *own, "Job"]


# ---------------------------------------------------------------- lists


def listed_units(rows: object) -> list[Unit] | None:
    """The rows of `list-units -o json`, parsed. None: they are none."""
    if not isinstance(rows, list):
        return None
    found = [_unit(row) for row in rows]
    return [unit for unit in found if unit is not None] if any(found) or not rows else None


def _unit(row: object) -> Unit | None:
    if not isinstance(row, dict):
        return None
    words = [row.get(key) for key in ("unit", "description", "load", "active", "sub", "job")]
    name, description, load, active, sub, job = [w if isinstance(w, str) else "" for w in words]
    return Unit(name, description, load, active, sub, job) if name else None


def tabled_units(text: str) -> list[Unit] | None:
    """The rows of `list-units` as a table with titles (before systemd 246). None: it is none."""
    head, _, body = text.partition("\n")
    titles = head.split()
    if titles[:4] != ["UNIT", "LOAD", "ACTIVE", "SUB"] or titles[-1] != "DESCRIPTION":
        return None
    ends = head.index("DESCRIPTION")
    job_at = head.find(" JOB ") + 1
    found: list[Unit] = []
    for line in body.split("\n"):
        if not line.strip():
            break  # the legend follows
        words = line.split(None, 4)
        if len(words) < 4:
            continue
        name, load, active, sub, description = [*words, ""][:5]
        job = line[job_at:ends].strip() if job_at else ""
        if job:
            description = description.partition(" ")[2].strip()
        found.append(Unit(name, description.rstrip(), load, active, sub, job))
    return found


def listed_states(text: str) -> list[str]:
    """The lines of `is-enabled`: a state of each unit; "" for one that is not there."""
    lines = text.split()
    return ["" if line == "not-found" else line for line in lines]


# ---------------------------------------------------------------- properties


def shown(text: str) -> list[Shown]:
    """The units of `show`, in the order in which they were asked for."""
    found: list[Shown] = []
    for block in text.split("\n\n"):
        values: dict[str, list[str]] = {}
        for line in block.split("\n"):
            name, equals, value = line.partition("=")
            if equals and name.isalnum():
                values.setdefault(name, []).append(value)
        if values:
            found.append(values)
    return found


def unit_shown(unit: Shown) -> Unit:
    """A unit's row of the list, from ROW."""
    values = [unit.get(name, [""])[0] for name in ROW]
    name, description, load, active, sub, following = values
    return Unit(name, description, load, active, sub, "", following)


def properties(unit: Shown) -> Properties:
    """Its values as D-Bus has them: moments in microseconds since 1970, numbers, lists."""
    return {name: _typed(name, values) for name, values in unit.items()}


def _typed(name: str, values: Sequence[str]) -> object:
    value = values[0]
    if name in _MOMENTS or name.endswith("Timestamp"):
        return moment_us(value)
    if name in _NUMBERS:
        return _number(value)
    if name in _FLAGS:
        return value == "yes"
    if name in _LISTS:
        return [word for each in values for word in words(each) if word != _NOT_TOLD]
    match name:
        case "NextElapseUSecMonotonic":
            return span_us(value)
        case "TimersCalendar":
            return [row for row in map(_calendar, values) if row is not None]
        case "Listen":
            return [row for row in map(_listen, values) if row is not None]
        case "LoadError":
            head, _, message = value.partition(" ")
            return head, message.removeprefix('"').removesuffix('"')
        case "InvocationID":
            return _bytes(value)
    return "" if value in (_NOT_TOLD, "[not set]") else value


def steps(text: str) -> dict[str, list[tuple[str, list[str], bool]]]:
    """The commands of one unit, from `show` of STEPS_SHOWN: of each step (program, arguments,
    whether its failure counts for nothing). systemctl parts arguments by a blank, whatever is in
    them: their number may be another than it is."""
    found: dict[str, list[tuple[str, list[str], bool]]] = {}
    for name, value in _entries(text):
        head, between, rest = value.partition(" ; argv[]=")
        argv, ignored, flags = rest.rpartition(" ; ignore_errors=")
        if between and ignored and head.startswith("{ path="):
            row = head[len("{ path=") :], argv.split(" "), flags.startswith("yes")
            found.setdefault(name, []).append(row)
    return found


def _entries(text: str) -> Iterator[tuple[str, str]]:
    """Each property with its value, which may be many lines."""
    name, lines = "", list[str]()
    for line in text.split("\n"):
        head, equals, value = line.partition("=")
        if equals and head in STEPS_SHOWN and value.startswith("{ path="):
            if name:
                yield name, "\n".join(lines)
            name, lines = head, [value]
        else:
            lines.append(line)
    if name:
        yield name, "\n".join(lines)


# ---------------------------------------------------------------- values


def moment_us(text: str) -> int | None:
    """`Wed 2026-11-25 13:02:04.076373 UTC` in microseconds since 1970; 0 for never. None: it is no
    moment, or of a zone that is not UTC."""
    from datetime import UTC, datetime, timedelta

    if text in _NO_VALUE:
        return 0
    parts = text.split(" ")
    if len(parts) != 4 or parts[3] != "UTC" or not parts[1][:1].isdigit():
        return None
    try:
        then = datetime.fromisoformat(f"{parts[1]} {parts[2]}+00:00")
    except ValueError:
        return None
    return (then - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def span_us(text: str) -> int | None:
    """`1y 1month 4d 16h 31min 31.107741s` in microseconds. None: it is none, or for ever."""
    if text == "0":
        return 0
    total = 0
    for part in text.split(" "):
        digits = part.rstrip("abcdefghijklmnopqrstuvwxyz\u03bc")
        unit = _SPANS.get(part[len(digits) :])
        whole, dot, rest = digits.partition(".")
        if unit is None or not _is_number(whole) or (dot and not _is_number(rest)):
            return None
        total += int(whole) * unit + (int(rest[:6].ljust(6, "0")) * unit // 1_000_000 if dot else 0)
    return total


def words(text: str) -> list[str]:
    """The words of a list. One with blanks or quotes in it stands in double quotes, with a
    backslash before what is special there."""
    found: list[str] = []
    word: str | None = None
    quoted = escaped = False
    for c in text:
        if escaped:
            word, escaped = (word or "") + _ESCAPED.get(c, c), False
        elif c == "\\" and quoted:
            escaped = True
        elif c == '"':
            quoted, word = not quoted, word or ""
        elif c == " " and not quoted:
            if word is not None:
                found.append(word)
            word = None
        else:
            word = (word or "") + c
    return found if word is None else [*found, word]


def _number(text: str) -> int | None:
    digits = text.removeprefix("-")
    return int(text) if _is_number(digits) else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 20


def _calendar(text: str) -> tuple[str, str, int] | None:
    """`{ OnCalendar=Mon *-*-* 00:00:00 ; next_elapse=... }`."""
    base, equals, rest = text.removeprefix("{ ").partition("=")
    specification, between, _ = rest.partition(" ; next_elapse=")
    return (base, specification, 0) if equals and between else None


def _listen(text: str) -> tuple[str, str] | None:
    """`/run/dbus/system_bus_socket (Stream)`: type and address."""
    address, between, kind = text.rpartition(" (")
    return (kind.removesuffix(")"), address) if between and kind.endswith(")") else None


def _bytes(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
