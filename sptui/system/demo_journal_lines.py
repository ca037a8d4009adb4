"""What the made-up server said in its journal: the same at every run."""

from __future__ import annotations

from typing import NamedTuple

_MINUTE, _HOUR, _DAY = 60.0, 3_600.0, 86_400.0
# When it booted, and when the boot before that began, in seconds before now.
BOOTS = (12 * _DAY + 5 * _HOUR, 31 * _DAY)


class Said(NamedTuple):
    """What was said so many seconds ago, how gravely, by whom, and in or of which unit."""

    ago: float
    priority: int
    source: str
    unit: str
    message: str
    pid: int = 1


_TRACEBACK = """django.db.utils.OperationalError: database is locked
Traceback (most recent call last):
  File "/nix/store/8dq1ll-django/lib/python3.13/site-packages/django/db/backends/utils.py", line 105
    return self.cursor.execute(sql, params)
  File "/nix/store/8dq1ll-django/lib/python3.13/site-packages/django/db/backends/sqlite3/base.py",\
 line 360
    return super().execute(query, params)
sqlite3.OperationalError: database is locked

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/nix/store/k2x0vm-hyperkitty/bin/manage.py", line 10, in <module>
    execute_from_command_line(sys.argv)
  File "/nix/store/8dq1ll-django/lib/python3.13/site-packages/django/core/management/__init__.py"
    utility.execute()
  File "/nix/store/k2x0vm-hyperkitty/lib/python3.13/site-packages/django_q/cluster.py", line 412
    task.save()
  File "/nix/store/8dq1ll-django/lib/python3.13/site-packages/django/db/models/base.py", line 902
    self.save_base(using=using, force_insert=force_insert)
  File "/nix/store/8dq1ll-django/lib/python3.13/site-packages/django/db/models/query.py", line 1836
    return query.get_compiler(using=using).execute_sql(returning_fields)
django.db.utils.OperationalError: database is locked"""
_KITTY, _KITTY_UNIT = "hyperkitty", "hyperkitty.service"
_HOURLY = "hyperkitty-hourly.service"
# The last hour, as the drawing has it: seconds ago at 19:46:00.
_LAST = (
    Said(2462, 4, _KITTY, _KITTY_UNIT, "retrying: database is locked (1 of 3)", 2_410),
    Said(2458, 4, _KITTY, _KITTY_UNIT, "retrying: database is locked (2 of 3)", 2_410),
    Said(2449, 4, _KITTY, _KITTY_UNIT, "retrying: database is locked (3 of 3)", 2_410),
    Said(2448.4, 3, _KITTY, _KITTY_UNIT, "database is locked", 2_410),
    Said(2448.2, 3, _KITTY, _KITTY_UNIT, _TRACEBACK, 2_410),
    Said(
        2448.1, 5, "systemd", _KITTY_UNIT,
        "hyperkitty.service: Main process exited, code=exited, status=1/FAILURE",
    ),
    Said(2448, 4, "systemd", _KITTY_UNIT, "hyperkitty.service: Failed with result 'exit-code'."),
    Said(
        2447.9, 3, "systemd", _KITTY_UNIT,
        "hyperkitty.service: Start request repeated too quickly.",
    ),
    Said(
        2447.8, 3, "systemd", _KITTY_UNIT,
        "Failed to start hyperkitty.service - Archive of the mailing lists.",
    ),
    Said(1860, 4, _KITTY, _HOURLY, "hourly: worker is not running, 14 mails wait", 7_312),
    Said(960, 4, _KITTY, _HOURLY, "hourly: worker is not running, 19 mails wait", 7_512),
    Said(60, 4, _KITTY, _HOURLY, "hourly: worker is not running, 23 mails wait", 7_712),
)  # fmt: skip
_SLOW_DISK = "EXT4-fs (sda2): delayed block allocation took {0}.{1} s"
_NO_PEER = "timeout talking to 203.0.113.80"
# Hostile, as others can make a journal: colours, a bell, a line that goes right to left.
_HOSTILE = "Invalid user \x1b[31madmin\x1b[0m\x07 \u202egnp.exe from 198.51.100.23 port 40022"
_BOOT = (
    (6, "kernel", "", "Linux version 6.12.61 (nixbld@localhost) (gcc 14.3.0) #1-NixOS SMP"),
    (
        6,
        "kernel",
        "",
        "Command line: initrd=\\efi\\initrd init=/nix/store/9x-nixos-system-kiwi/init",
    ),
    (6, "kernel", "", "Memory: 7964112K/8388076K available"),
    (6, "kernel", "", "EXT4-fs (sda2): mounted filesystem with ordered data mode"),
    (6, "systemd", "", "systemd 257.9 running in system mode"),
    (5, "kernel", "", "random: crng init done"),
    (6, "systemd", "nginx.service", "Started nginx.service - Web server."),
    (6, "systemd", "postgresql.service", "Started postgresql.service - Databases."),
    (6, "systemd", "dovecot2.service", "Started dovecot2.service - Mail: IMAP."),
    (6, "systemd", "multi-user.target", "Reached target multi-user.target - Multi-User System."),
)


def _days() -> list[Said]:
    """What is said every day, at its hour."""
    found = []
    for day in range(31):
        at = day * _DAY
        found += [
            Said(at + 19.76 * _HOUR, 6, "systemd", "logrotate.service",
                 "Finished logrotate.service - Turns log files over."),
            Said(at + 9.93 * _HOUR, 6, "systemd", "acme-renew-kiwi.example.service",
                 "Certificate is good for more than 30 days."),
            Said(at + 15.1 * _HOUR, 6, "systemd", "systemd-tmpfiles-clean.service",
                 "Finished systemd-tmpfiles-clean.service - Cleanup of Temporary Directories."),
        ]  # fmt: skip
        for step in range(6):
            ago = at + (1.1 + 3.7 * step) * _HOUR
            pid, peer = 3_000 + 37 * day + step, f"192.0.2.{10 + (day * 7 + step) % 200}"
            found += [
                Said(ago, 6, "nextcloud-cron", "nextcloud-cron.service",
                     f"ran {3 + step} jobs in {120 + 31 * step} ms", pid),
                Said(ago - 400, 6, "postfix/smtpd", "postfix.service",
                     f"connect from {peer}", 1_904),
                Said(ago - 900, 6, "sshd", "sshd.service",
                     f"Failed password for root from {peer} port {40_000 + pid}", pid + 5),
                Said(ago - 1_300, 6, "dovecot", "dovecot2.service",
                     f"imap-login: Login: user=<anna>, rip={peer}, TLS", 1_822),
            ]  # fmt: skip
    return found


def _troubles() -> list[Said]:
    """What went wrong more than once."""
    kitty = [
        Said((0.9 + 7.1 * i) * _HOUR, 3, _KITTY, _KITTY_UNIT, "database is locked", 2_410)
        for i in range(1, 41)
    ]
    peers = [
        Said((3 + 22.9 * i) * _HOUR, 4, "postfix", "postfix.service", _NO_PEER, 1_904)
        for i in range(12)
    ]
    disk = [
        Said((2 + 4.4 * i) * _DAY, 4, "kernel", "", _SLOW_DISK.format(2 + i, 1 + 3 * i), 0)
        for i in range(3)
    ]
    return [*kitty, *peers, *disk, Said(5 * _HOUR, 6, "sshd", "sshd.service", _HOSTILE, 6_101)]


def _boots() -> list[Said]:
    return [
        Said(began - 0.4 * i, priority, source, unit, message, 0 if source == "kernel" else 1)
        for began in BOOTS
        for i, (priority, source, unit, message) in enumerate(_BOOT)
    ]


def said() -> list[Said]:
    """All, the oldest first."""
    found = [*_LAST, *_days(), *_troubles(), *_boots()]
    return sorted((each for each in found if each.ago <= BOOTS[-1]), key=lambda each: -each.ago)


# What comes while somebody looks, again and again.
COMES = (
    Said(0, 6, "postfix/smtpd", "postfix.service", "connect from 192.0.2.44", 1_904),
    Said(0, 6, "dovecot", "dovecot2.service", "imap-login: Login: user=<ben>", 1_822),
    Said(0, 6, "nextcloud-cron", "nextcloud-cron.service", "ran 4 jobs in 151 ms", 7_730),
    Said(0, 4, "postfix", "postfix.service", _NO_PEER, 1_904),
)  # fmt: skip
