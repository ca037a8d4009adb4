"""The drawn server's units as values: what the goldens of Services are painted from.

The rows that are drawn have the drawn figures; those below them are of the made-up server."""

from sptui.model.process import ServiceRow
from sptui.model.unit import TimerFacts, Unit, UnitFacts, UnitFile, Units
from sptui.model.units_view import How, listed
from sptui.system.demo_unit_table import UNITS
from sptui.system.demo_units import DemoUnitFiles
from sptui.system.demo_units import parse as demo_table
from tests.ui.kiwi import NOW

CORES = 4
MIB = 2**20
DAY = 86_400.0

# Name, state, age in s, percent of all cores, MiB, at boot, what it does.
_DRAWN: tuple[tuple[str, str, float, int, int, str, str], ...] = (
    ("hyperkitty", "failed", 41 * 60, 0, 0, "enabled", "Archive of the mailing lists"),
    ("dovecot2", "running", 12, 0, 88, "enabled", "Mail: IMAP"),
    ("fail2ban", "running", 12, 0, 41, "enabled", "Bans after failed logins"),
    ("forgejo", "running", 12, 1, 310, "enabled", "Forgejo"),
    ("mailman", "running", 8, 1, 131, "enabled", "Mailing lists: core"),
    ("nginx", "running", 12, 0, 36, "enabled", "Web server"),
    ("nixos-upgrade", "stopped", 5, 0, 0, "static", "Automatic upgrade"),
    ("phpfpm-nextcloud", "running", 8, 9, 1741, "enabled", "Nextcloud"),
    ("postfix", "running", 12, 0, 52, "enabled", "Mail: SMTP"),
    ("postgresql", "running", 12, 3, 720, "enabled", "Databases"),
    ("redis-rspamd", "running", 12, 0, 12, "enabled", "Spam filter's memory"),
    ("redis-sp-api", "running", 12, 0, 31, "enabled", "SelfPrivacy API's memory"),
    ("rspamd", "running", 12, 1, 240, "enabled", "Spam filter"),
    ("selfprivacy-api", "running", 12, 0, 118, "enabled", "SelfPrivacy API"),
    ("selfprivacy-api-worker", "running", 12, 0, 96, "enabled", "SelfPrivacy API's jobs"),
    ("sshd", "running", 12, 0, 9, "enabled", "Remote login"),
    ("systemd-fsck-root", "stopped", 12, 0, 0, "static", "File system check"),
    ("systemd-journald", "running", 12, 0, 64, "static", "Journal"),
)
TIMER = "acme-renew-kiwi.example.timer"
_STATES = {
    "failed": ("failed", "failed"),
    "running": ("active", "running"),
    "stopped": ("inactive", "dead"),
}


def _made() -> tuple[Units, dict[str, ServiceRow]]:
    rows: dict[str, Unit] = {}
    facts: dict[str, UnitFacts] = {}
    files: dict[str, UnitFile] = {}
    use: dict[str, ServiceRow] = {}
    for short, state, age, cpu, mib, boot, what in _DRAWN:
        name = f"{short}.service"
        rows[name] = Unit(name, what, "loaded", *_STATES[state])
        since = NOW - (age if state == "failed" else age * DAY + 5)
        group = f"/system.slice/{name}" if state == "running" else ""
        facts[name] = UnitFacts(since, 0, "success", group=group, file_state=boot)
        files[name] = UnitFile(name, f"/etc/systemd/system/{name}", boot)
        if group:
            use[name] = ServiceRow(name, cpu * CORES, mib * MIB, 0.0, 9, 0.0, age * DAY, False)
    facts["hyperkitty.service"] = UnitFacts(
        NOW - 41 * 60, 5, "exit-code", 1, 1, file_state="enabled"
    )
    rows[TIMER] = Unit(TIMER, "Certificate of kiwi.example", "loaded", "active", "waiting")
    facts[TIMER] = UnitFacts(NOW - 12 * DAY - 5, file_state="enabled")
    timers = {TIMER: TimerFacts(TIMER, "acme.service", NOW + 14 * 3600 + 9, NOW - 36_000.0)}
    below = "systemd-journald.service"
    for name, of in demo_table(UNITS).items():
        if name not in rows and (name > below or not name.endswith((".service", ".timer"))):
            rows[name] = of.unit
            facts[name] = UnitFacts(NOW - of.age_s, file_state=of.boot)
    for n in range(214 - len(rows)):
        name = f"systemd-nspawn@test{n:02}.service"
        rows[name] = Unit(name, f"Container test{n:02}", "loaded", "inactive", "dead")
        facts[name] = UnitFacts(file_state="disabled")
    files |= {name: file for name, file in DemoUnitFiles().scan().items() if "@." in name}
    return Units(rows, facts, files, timers, "bus", NOW), use


UNITS_SEEN, USE = _made()


def units(**changes: object) -> Units:
    """The whole of it."""
    return UNITS_SEEN._replace(**changes)  # type: ignore[arg-type]


def thousands(count: int) -> Units:
    """So many units, as a machine has them that serves many: some failed, some only in files."""
    rows: dict[str, Unit] = {}
    files: dict[str, UnitFile] = {}
    kinds = ("service", "service", "socket", "timer", "device", "mount")
    for n in range(count):
        kind = kinds[n % len(kinds)]
        name = f"tenant-{n % 97:02}-worker-{n:05}.{kind}"
        state = ("failed", "failed") if n % 1000 == 7 else ("active", "running")
        rows[name] = Unit(name, f"Worker {n} of tenant {n % 97}", "loaded", *state)
        files[name] = UnitFile(name, f"/etc/systemd/system/{name}", "enabled")
    for n in range(count // 20):
        name = f"spare-{n:04}.service"
        files[name] = UnitFile(name, f"/usr/lib/systemd/system/{name}", "disabled")
    return Units(rows, {}, files, {}, "bus", NOW)


def shown(seen: Units, how: How) -> tuple[str, ...]:
    """The names that `how` leaves."""
    return listed(seen, how, NOW).keys
