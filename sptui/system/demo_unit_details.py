"""Details, timers and unit files of the made-up server: the same at every run.

The lists' archive worker is told in full, as it is what is wrong there; of the others there is what
anyone would expect of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sptui.model.unit import TimerFacts, Unit, UnitFacts
from sptui.model.unit_details import (
    Command,
    Condition,
    Dependency,
    Listening,
    UnitDetails,
    UnitProcess,
)
from sptui.model.unit_text import TextFile, UnitText

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sptui.model.process import Process

_MIB = 1 << 20
_HOUR = 3_600.0
_FOLDER = "/etc/systemd/system/"
_STORE = "/nix/store/"


class _Of(NamedTuple):
    """What one unit says of itself; dependencies as "kind unit unit; kind unit"."""

    argv: str = ""
    user: str = ""
    restart: str = ""
    depends: str = ""
    listens: str = ""
    cpu_s: float | None = None
    memory: int | None = None
    peak: int | None = None
    status: str = ""
    drop_ins: tuple[str, ...] = ()
    before: str = ""


_USUAL = "requires sysinit.target system.slice; after sysinit.target basic.target; before shutdown.target; conflicts shutdown.target"  # noqa: E501
_AT_BOOT = "wanted_by multi-user.target; before multi-user.target"
_NET = "wants network-online.target; after network-online.target"

_UNITS: dict[str, _Of] = {
    "hyperkitty.service": _Of(
        "mailman-web qcluster", "mailman-web", "on-failure",
        "requires postgresql.service mailman-web-setup.service; wants network-online.target;"
        " after postgresql.service mailman-web-setup.service network-online.target;"
        " part_of mailman.service; triggered_by hyperkitty-hourly.timer",
        cpu_s=1.2, peak=131 * _MIB, drop_ins=("overrides.conf",),
    ),
    "hyperkitty-hourly.service": _Of(
        "mailman-web runjobs hourly", "mailman-web", "",
        "requires postgresql.service; triggered_by hyperkitty-hourly.timer", cpu_s=4.1,
    ),
    "mailman.service": _Of(
        "mailman start --force", "mailman", "on-failure",
        "requires postfix.service; wants network-online.target; after postfix.service"
        " network-online.target; consists_of hyperkitty.service mailman-uwsgi.service",
        cpu_s=412.0, peak=140 * _MIB,
    ),
    "mailman-uwsgi.service": _Of(
        "uwsgi --ini /etc/mailman3/uwsgi.ini", "mailman-web", "always",
        "requires mailman-uwsgi.socket mailman-web-setup.service; part_of mailman.service;"
        " triggered_by mailman-uwsgi.socket", "mailman-uwsgi.socket Stream /run/mailman-web.socket",
        cpu_s=61.0, peak=96 * _MIB,
    ),
    "postgresql.service": _Of(
        "postgres -D /var/lib/postgresql/16", "postgres", "always",
        "required_by hyperkitty.service mailman-web-setup.service phpfpm-nextcloud.service"
        " forgejo.service; before hyperkitty.service",
        cpu_s=9_120.0, peak=811 * _MIB, before="ExecStartPre postgresql-pre-start",
    ),
    "nginx.service": _Of(
        "nginx -c /etc/nginx/nginx.conf", "nginx", "always",
        _NET + "; wants acme-kiwi.example.service; after acme-kiwi.example.service",
        cpu_s=812.0, peak=61 * _MIB, drop_ins=("limits.conf",), before="ExecStartPre nginx -t",
    ),
    "sshd.service": _Of(
        "sshd -D -f /etc/ssh/sshd_config", "", "always", "wants sshd-keygen.service;"
        " after network.target sshd-keygen.service", cpu_s=44.0, peak=21 * _MIB,
    ),
    "phpfpm-nextcloud.service": _Of(
        "php-fpm -y /etc/php-fpm.conf", "nextcloud", "on-failure",
        "requires postgresql.service; wants redis-nextcloud.service; after postgresql.service",
        cpu_s=61_200.0, peak=2_011 * _MIB, status="Processes active: 2, idle: 39, Requests: 412088",
    ),
}  # fmt: skip

# A timer, seconds to its next run and since its last one, and when it runs, on a Sunday at 19:46.
_TIMERS: tuple[tuple[str, float, float, str], ...] = (
    ("acme-renew-kiwi.example.timer", 14.07 * _HOUR, 9.93 * _HOUR, "*-*-* 09:50:00"),
    ("hyperkitty-hourly.timer", 14 * 60.0, 46 * 60.0, "hourly"),
    ("nixos-upgrade.timer", 32.9 * _HOUR, 135.1 * _HOUR, "Tue *-*-* 04:40:00"),
    ("logrotate.timer", 4.24 * _HOUR, 19.76 * _HOUR, "daily"),
    ("systemd-tmpfiles-clean.timer", 9 * _HOUR, 15 * _HOUR, ""),
    ("fstrim.timer", 4.24 * _HOUR, 163.76 * _HOUR, "weekly"),
)


def details(
    unit: Unit, facts: UnitFacts, enabled: str, processes: Sequence[Process] = ()
) -> UnitDetails:
    """One unit in full. `processes` are those of the whole server."""
    of = _UNITS.get(unit.name, _Of())
    plain = unit.name.endswith((".service", ".timer", ".socket", ".target", ".path"))
    own = tuple(
        [UnitProcess(p.pid, "", " ".join(p.argv)) for p in processes if p.unit == unit.name]
    )
    commands = [Command("ExecStart", tuple(of.argv.split()))] if of.argv else []
    if of.before:
        step, _, argv = of.before.partition(" ")
        commands.insert(0, Command(step, tuple(argv.split())))
    service = unit.name.endswith(".service")
    return UnitDetails(
        unit,
        facts,
        _FOLDER + unit.name if plain else "",
        drop_ins=tuple([f"{_FOLDER}{unit.name}.d/{name}" for name in of.drop_ins]),
        commands=tuple(commands),
        user=of.user,
        restart=of.restart or ("no" if service else ""),
        type="simple" if service else "",
        status_text=of.status,
        started=facts.since,
        invocation="5c" * 16 if unit.active == "failed" else "",
        cpu_s=of.cpu_s,
        memory_bytes=of.memory,
        memory_peak_bytes=of.peak,
        tasks=len(own) or None,
        conditions=_conditions(unit),
        dependencies=_dependencies(unit, of, enabled),
        listening=_listening(of),
        processes=own,
    )


def timers(now: float) -> tuple[TimerFacts, ...]:
    """All timers, at `now`."""
    return tuple(
        [
            TimerFacts(
                name,
                name.removesuffix("timer") + "service",
                now + left,
                now - ago,
                (calendar,) if calendar else (),
                persistent=bool(calendar),
                result="success",
            )
            for name, left, ago, calendar in _TIMERS
        ]
    )


def read(path: str, drop_ins: Sequence[str]) -> UnitText:
    """The unit file at `path`, and what changes it."""
    files: list[TextFile] = []
    if path:
        name = path.rpartition("/")[2]
        files.append(TextFile(path, f"{_STORE}r4k2v9-unit-{name}/{name}", _unit_file(name)))
    for each in drop_ins:
        real = f"{_STORE}x0p8qz-system-units/{each.removeprefix(_FOLDER)}"
        files.append(TextFile(each, real, _drop_in(each), drop_in=True))
    return UnitText(tuple(files))


# ---------------------------------------------------------------- parts


def _dependencies(unit: Unit, of: _Of, enabled: str) -> tuple[Dependency, ...]:
    usual = _USUAL if unit.name.endswith(".service") else ""
    boots = _AT_BOOT if enabled == "enabled" and unit.name.endswith(".service") else ""
    starts = ""
    if unit.name.endswith(".timer"):
        starts = f"triggers {unit.name.removesuffix('timer')}service; wanted_by timers.target"
    found: list[Dependency] = []
    for part in "; ".join([text for text in (of.depends, starts, boots, usual) if text]).split(";"):
        kind, *names = part.split() or [""]
        found += [Dependency(kind, name) for name in names]
    return tuple(found)


def _listening(of: _Of) -> tuple[Listening, ...]:
    if not of.listens:
        return ()
    unit, type, address = of.listens.split()
    return (Listening(unit, type, address),)


def _conditions(unit: Unit) -> tuple[Condition, ...]:
    if unit.name != "systemd-fsck-root.service":
        return ()
    return (
        Condition("ConditionPathExists", "/run/initramfs/fsck-root", negated=True, held=False),
        Condition("ConditionPathIsReadWrite", "/", negated=True, held=False),
    )


def _unit_file(name: str) -> tuple[str, ...]:
    of = _UNITS.get(name, _Of())
    lines = ["[Unit]"]
    for part in of.depends.split(";"):
        kind, *names = part.split() or [""]
        if kind in ("after", "requires", "wants"):
            lines.append(f"{kind.capitalize()}={' '.join(names)}")
    if name.endswith(".timer"):
        calendar = next((each[3] for each in _TIMERS if each[0] == name), "")
        when = [f"OnCalendar={calendar}", "Persistent=true"] if calendar else ["OnBootSec=15min"]
        return (*lines, "", "[Timer]", *when, "", "[Install]", "WantedBy=timers.target")
    if not of.argv:
        return tuple(lines)
    program, _, rest = of.argv.partition(" ")
    lines += ["", "[Service]", 'Environment="LOCALE_ARCHIVE=/run/current-system/sw/lib/locale"']
    lines += ["Environment=DJANGO_SECRET_KEY=***"] if "mailman-web" in of.argv else []
    lines += [f"ExecStart={_STORE}8dq1ll-{program}/bin/{program} {rest}".rstrip()]
    lines += [f"Restart={of.restart}"] if of.restart else []
    lines += [f"User={of.user}"] if of.user else []
    lines += ["", "[Install]", "WantedBy=multi-user.target"]
    return tuple(lines)


def _drop_in(path: str) -> tuple[str, ...]:
    if path.endswith("limits.conf"):
        return ("# set by the module of the web server", "[Service]", "LimitNOFILE=65536")
    return ("[Service]", "RestartSec=2", "MemoryMax=512M")
