"""Units of systemd: what the list of all of them tells, what is asked only for those that somebody
looks at, and the one word for how a unit is. Source: org.freedesktop.systemd1(5), systemd(1)."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from sptui.model.msg import Msg

# How unit states are had: the bus by dbus-fast or by pydbus, systemd's own socket (root, no bus
# wanted), the command systemctl, a made-up server; "" nobody answers.
Way = Literal["bus", "pydbus", "private", "systemctl", "demo", ""]

# One word a state, everywhere. `ran` is a oneshot that ended well, `active` what holds no process
# (target, mount, device, slice, swap).
StateWord = Literal[
    "failed", "restarting", "starting", "stopping", "reloading", "running", "active", "waiting",
    "ran", "stopped", "masked", "unknown",
]  # fmt: skip


class Abilities(NamedTuple):
    """What a way to systemd can do: `signals`, changes announce themselves (else somebody has to
    ask again and again); `jobs`, it can start and stop units and hear how that ended."""

    signals: bool
    jobs: bool


class Unit(NamedTuple):
    """One unit that systemd has loaded, in systemd's own words: `load` (loaded, not-found, masked,
    error, bad-setting ...), `active` (active, inactive, activating, deactivating, reloading, failed
    ...), `sub` (running, exited, auto-restart ...), `job` the type of the job that is queued for it
    (start, stop ...), "" without one. Words that nobody knows yet are kept as they came.
    `following` names the unit that this one is another name of."""

    name: str
    description: str
    load: str
    active: str
    sub: str
    job: str = ""
    following: str = ""


class UnitFacts(NamedTuple):
    """What is asked for a unit that somebody looks at. Seconds since 1970; None: never, or not of
    this kind. `since` is the last change of its state; `result` as systemd has it (success,
    exit-code, signal, timeout, oom-kill, start-limit-hit ...); `exit_code` is how its main process
    ended (1 exited, 2 killed, 3 dumped core), `exit_status` with what (status or signal); `group`
    is its control group below /sys/fs/cgroup, "" without one; `file_state` what systemd says of its
    unit file (enabled, static ...), "" where that was not asked. `can_start`, `can_stop` and
    `can_reload` are False where nobody may do so by hand, or it can't reload."""

    since: float | None = None
    restarts: int | None = None
    result: str = ""
    exit_code: int | None = None
    exit_status: int | None = None
    main_pid: int | None = None
    group: str = ""
    file_state: str = ""
    can_start: bool | None = None
    can_stop: bool | None = None
    can_reload: bool | None = None


class UnitFile(NamedTuple):
    """A unit file as a scan of the unit folders found it. `state` in systemd's words (enabled,
    enabled-runtime, linked, alias, masked, static, disabled, indirect, generated, transient, bad);
    `path` is the file that counts, `drop_ins` what changes it, in the order in which it is read."""

    name: str
    path: str
    state: str
    drop_ins: tuple[str, ...] = ()


class TimerFacts(NamedTuple):
    """When a timer runs. Seconds since 1970; None: never. `activates` is the unit it starts;
    `calendar` are its calendar specifications as systemd writes them; `persistent`: a run that was
    missed while the machine was off is made up for; `result` of the last try to start."""

    unit: str
    activates: str
    next: float | None
    last: float | None
    calendar: tuple[str, ...] = ()
    persistent: bool = False
    result: str = ""


class Units(NamedTuple):
    """All that is known of the units at one instant. `rows` are those that are loaded; `facts` and
    `timers` of those that somebody looked at; `files` all unit files, empty until scanned.

    `at` is when this was true (seconds since 1970): now, unless `why` says why it is old. `live`:
    changes announce themselves; else it is asked every few seconds. Nobody answers: `way` is ""
    and `why` says so. `changed` are the units whose state changed lately, and when."""

    rows: Mapping[str, Unit]
    facts: Mapping[str, UnitFacts]
    files: Mapping[str, UnitFile]
    timers: Mapping[str, TimerFacts]
    way: Way
    at: float
    live: bool = True
    why: Msg | None = None
    changed: Mapping[str, float] = {}


class FailedUnit(NamedTuple):
    """A unit that failed: since when (seconds since 1970) and how, as far as that is known."""

    name: str
    description: str
    since: float | None
    facts: UnitFacts


class UnitTally(NamedTuple):
    """Of all units, for health and the plain reports: how many are loaded, and which failed, worst
    (newest) first. `why` says why it is old since `at`, or why nothing is known: then `way` is ""
    and `total` 0."""

    total: int
    failed: tuple[FailedUnit, ...]
    way: Way
    at: float
    why: Msg | None = None


# ------------------------------------------------------------------ the word

_BY_ACTIVE: Mapping[str, StateWord] = {
    "failed": "failed",
    "activating": "starting",
    "deactivating": "stopping",
    "reloading": "reloading",
    "refreshing": "reloading",
    "inactive": "stopped",
    "maintenance": "stopped",
}
_WAITS = frozenset({"waiting", "listening", "elapsed"})
_NO_PROCESS = (".target", ".mount", ".device", ".slice", ".swap")


def state_word(unit: Unit) -> StateWord:
    """How it is, in one word; `unknown` for words of systemd that are not known here."""
    if unit.active == "active":
        if unit.sub in _WAITS:
            return "waiting"
        if unit.name.endswith(_NO_PROCESS):
            return "active"
        return "ran" if unit.sub == "exited" else "running"
    if unit.load == "masked" and unit.active == "inactive":
        return "masked"
    if unit.active == "activating" and unit.sub.startswith("auto-restart"):
        return "restarting"
    return _BY_ACTIVE.get(unit.active, "unknown")


def kind_of(name: str) -> str:
    """The kind of a unit: what follows the last dot of its name ("service")."""
    return name.rpartition(".")[2]
