"""Why a unit is not well, as a clause: what its program did, or what systemd had against it.

Sources: systemd.exec(5) "PROCESS EXIT CODES" and `$SERVICE_RESULT`, systemd.service(5),
systemd.unit(5); signal numbers as on all but MIPS, Alpha and SPARC: signal(7).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sptui.model.msg import Msg, msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sptui.model.unit import Unit, UnitFacts
    from sptui.model.unit_details import UnitDetails

_EXITED, _KILLED, _DUMPED = 1, 2, 3

_SIGNALS = (
    *("HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2"),
    *("PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG"),
    *("XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS"),
)
_CRASHES = frozenset({"ILL", "TRAP", "ABRT", "BUS", "FPE", "SEGV", "SYS"})

# What systemd itself could not do for a program, told by the exit code: the id of its wording.
_SET_UP: Mapping[int, str] = {
    200: "because.exit.chdir",
    202: "because.exit.fds",
    203: "because.exit.exec",
    204: "because.exit.memory",
    205: "because.exit.limits",
    208: "because.exit.input",
    209: "because.exit.output",
    210: "because.exit.chroot",
    214: "because.exit.scheduling",
    215: "because.exit.affinity",
    216: "because.exit.group",
    217: "because.exit.user",
    218: "because.exit.capabilities",
    219: "because.exit.cgroup",
    222: "because.exit.output",
    224: "because.exit.pam",
    225: "because.exit.network",
    226: "because.exit.namespace",
    227: "because.exit.privileges",
    228: "because.exit.seccomp",
    229: "because.exit.selinux",
    231: "because.exit.apparmor",
    232: "because.exit.families",
    233: "because.exit.runtime_directory",
    235: "because.exit.chown",
    237: "because.exit.keyring",
    238: "because.exit.state_directory",
    239: "because.exit.cache_directory",
    240: "because.exit.logs_directory",
    241: "because.exit.configuration_directory",
    242: "because.exit.numa",
    243: "because.exit.credentials",
    244: "because.exit.bpf",
    245: "because.exit.bpf",
}
_OTHER_SET_UP = frozenset({201, 206, 207, 211, 212, 213, 220, 221, 230, 236})

# Results whose wording needs nothing else.
_RESULTS: Mapping[str, str] = {
    "watchdog": "because.watchdog",
    "oom-kill": "because.out_of_memory",
    "resources": "because.resources",
    "exec-condition": "because.exec_condition",
    "skip-condition": "because.exec_condition",
    "dependency": "because.dependency",
    "condition": "because.condition",
    "assert": "because.assert",
    "trigger-limit-hit": "because.triggered_too_often",
    "service-start-limit-hit": "because.starts_too_often",
    "unit-start-limit-hit": "because.starts_too_often",
    "mount-start-limit-hit": "because.mounts_too_often",
    "unmounted": "because.unmounted",
}
_NEEDS = frozenset({"requires", "requisite", "binds_to"})


def because(
    unit: Unit,
    facts: UnitFacts,
    details: UnitDetails | None = None,
    others: Mapping[str, Unit] | None = None,
) -> Msg | None:
    """Why it failed, restarts again and again, was not started, or can't be; None where there is
    nothing to say. Of one that failed there always is something.

    `details` tell the program's name, conditions and what is wrong with the unit file; `others` are
    all units, by name, to tell that one it needs is not there."""
    restarting = unit.active == "activating" and unit.sub.startswith("auto-restart")
    if unit.active == "failed" or restarting:
        why = _ended(unit, facts, details) or _unusable(unit, details) or msg("because.not_told")
        return _with_restarts(why, facts, restarting)
    if unit.active in ("active", "reloading", "refreshing", "activating", "deactivating"):
        return None
    return (
        _unusable(unit, details)
        or _ended(unit, facts, details)
        or _condition(details)
        or _lacks(details, others)
    )


def exit_word(facts: UnitFacts) -> Msg | None:
    """How the main process ended, in two or three words; None: it did not, or nobody says."""
    if facts.exit_status is None or not facts.exit_code:
        return None
    if facts.exit_code == _EXITED:
        return msg("exit.code", code=facts.exit_status)
    name = signal_name(facts.exit_status)
    return msg("exit.dumped" if facts.exit_code == _DUMPED else "exit.signal", signal=name)


def signal_name(number: int) -> str:
    """Its name, as in "TERM" or "RTMIN+3"; a number that is no signal is told as it is."""
    if 1 <= number <= len(_SIGNALS):
        return _SIGNALS[number - 1]
    return f"RTMIN+{number - 34}" if 34 <= number <= 64 else str(number)


def _with_restarts(why: Msg, facts: UnitFacts, restarting: bool) -> Msg:
    if not facts.restarts:
        return why
    if restarting:
        return msg("because.restarts", why=why, n=facts.restarts)
    return msg("because.gave_up", why=why, n=facts.restarts)


def _ended(unit: Unit, facts: UnitFacts, details: UnitDetails | None) -> Msg | None:
    """By what systemd calls its result."""
    result = facts.result
    if result in ("", "success"):
        return None
    process = _process(facts, details)
    if result in ("exit-code", "signal", "core-dump"):
        return process or msg("because.command_failed")
    if result == "start-limit-hit":
        return msg("because.limit_after", why=process) if process else msg("because.limit")
    if result == "timeout":
        name = _killed_by(facts)
        return msg("because.timeout_killed", signal=name) if name else msg("because.timeout")
    if result == "protocol":
        kind = details.type if details else ""
        known = unit.name.endswith(".service") and kind
        return msg("because.protocol_of", type=kind) if known else msg("because.protocol")
    if result == "oom-kill" and details and details.memory_max_bytes:
        return msg("because.memory_limit", bytes=details.memory_max_bytes)
    if result in _RESULTS:
        return msg(_RESULTS[result])
    return msg("because.other", result=result)


def _killed_by(facts: UnitFacts) -> str:
    if facts.exit_code in (_KILLED, _DUMPED) and facts.exit_status:
        return signal_name(facts.exit_status)
    return ""


def _process(facts: UnitFacts, details: UnitDetails | None) -> Msg | None:
    """How its main process ended, where that is what failed."""
    code, status = facts.exit_code, facts.exit_status
    if status is None or not code:
        return None
    if code == _EXITED:
        return _exit(status, details) if status else None
    name = signal_name(status)
    if code == _DUMPED:
        return msg("because.dumped", signal=name)
    return msg("because.crashed" if name in _CRASHES else "because.killed", signal=name)


def _exit(code: int, details: UnitDetails | None) -> Msg:
    if code == 203:
        program = next((c.argv[0] for c in details.commands if c.argv), "") if details else ""
        return msg("because.exit.exec_of", program=program) if program else msg(_SET_UP[code])
    if code == 217 and details and details.user:
        return msg("because.exit.user_of", user=details.user)
    if code in _SET_UP:
        return msg(_SET_UP[code], code=code)
    if code in _OTHER_SET_UP:
        return msg("because.exit.set_up", code=code)
    if code in (126, 127):
        return msg("because.exit.shell_missing" if code == 127 else "because.exit.shell_denied")
    if 128 < code <= 128 + len(_SIGNALS):
        return msg("because.exit.shell_signal", code=code, signal=signal_name(code - 128))
    return msg("because.exit_code", code=code)


def _unusable(unit: Unit, details: UnitDetails | None) -> Msg | None:
    """Why systemd could not load it, or won't start it."""
    error = details.load_error if details else ""
    if unit.load == "not-found":
        return msg("because.no_file")
    if unit.load == "masked":
        return msg("because.masked")
    if unit.load in ("error", "bad-setting"):
        return msg("because.bad_file_of", error=error) if error else msg("because.bad_file")
    return None


def _condition(details: UnitDetails | None) -> Msg | None:
    """The first condition of its file that does not hold."""
    for one in (details.conditions if details else None) or ():
        if one.held is False:
            return msg(
                "because.condition_of",
                condition=one.name,
                parameter=("!" if one.negated else "") + one.parameter,
            )
    return None


def _lacks(details: UnitDetails | None, others: Mapping[str, Unit] | None) -> Msg | None:
    """One that it can't be without, which failed."""
    if details is None or not others:
        return None
    for one in details.dependencies:
        other = others.get(one.unit) if one.kind in _NEEDS else None
        if other is not None and other.active == "failed":
            return msg("because.needs_failed", unit=one.unit)
    return None
