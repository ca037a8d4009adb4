"""Processes, units and listening sockets of the made-up server: the same at every run.

Each `read` is one tick later. The first one has the figures of the drawings; then they go up and
down a little around them. What a unit uses is what its processes use together.
"""

from __future__ import annotations

from typing import NamedTuple

from sptui.model.process import (
    Process,
    Processes,
    ProcessRow,
    ServiceRow,
    Socket,
    Want,
)

_CORES = 4
_MIB = 1 << 20
_HZ = 100
_DAY = 86_400
_UP_S = 12 * _DAY + 5 * 3_600
_USERS = {
    "root": 0,
    "systemd-network": 152,
    "systemd-resolve": 153,
    "systemd-timesync": 154,
    "messagebus": 4,
    "nscd": 990,
    "postgres": 71,
    "nextcloud": 985,
    "nginx": 60,
    "forgejo": 984,
    "vaultwarden": 983,
    "mailman": 982,
    "postfix": 991,
    "dovecot2": 46,
    "rspamd": 980,
    "redis-sp-api": 979,
    "redis-rspamd": 978,
    "anna": 1000,
}


# PID, parent, how many like it, user, age (- since boot), percent of all cores, MiB, bytes a second
# read and written, threads, state and priority, command.
_TABLE = """
phpfpm-nextcloud.service
    1204      1   1 nextcloud     8d  0.0     19    0     0  1 S0   php-fpm: master process (/etc/php-fpm.conf)
   88121   1204   1 nextcloud     8d  5.0    415  1e6   6e4  1 R0   php-fpm: pool nextcloud
   88340   1204   1 nextcloud     8d  2.6    269  2e4 1.2e4  1 S0   php-fpm: pool nextcloud
   90002   1204   1 nextcloud     8d  1.4    191    0   8e3  1 S0   php-fpm: pool nextcloud
   90010   1204  38 nextcloud     8d  0.0  27.65    0     0  1 S0   php-fpm: pool nextcloud
sptui-job-0142.service
   91140      1   1 root        560s  5.6    296 83.9e6 1e5  9 D10  restic -r rclone:box:kiwi -o rclone.args=*** check --read-data-subset=3/12
   91152  91140   1 root        559s  0.4     14    0     0  2 S10  rclone serve restic --stdio box:kiwi
postgresql.service
     871      1   1 postgres       -  0.1    148    0     0  1 S0   postgres -D /var/lib/postgresql/16
     880    871   1 postgres       -  0.1    121    0 1.6e5  1 S0   postgres: checkpointer
     881    871   1 postgres       -  0.1     22    0   2e4  1 S0   postgres: background writer
     883    871   1 postgres       -  0.2     12    0 3.4e4  1 S0   postgres: walwriter
     884    871   1 postgres       -  0.0      9    0     0  1 S0   postgres: autovacuum launcher
   88130    871   1 postgres    164m  2.5    211  6e3     0  1 R0   postgres: nextcloud nextcloud [local] SELECT
   88131    871  13 postgres    164m  0.0  15.15    0     0  1 S0   postgres: nextcloud nextcloud [local] idle
rspamd.service
    1410      1   1 rspamd         -  0.1     61    0     0  1 S0   rspamd: main process
    1440   1410   1 rspamd         -  0.7     88    0   2e3  7 S0   rspamd: normal process (localhost:11333)
    1441   1410   1 rspamd         -  0.2     91    0   1e3  7 S0   rspamd: controller process (localhost:11334)
dovecot2.service
    1320      1   1 root           -  0.1     12    0     0  1 S0   dovecot -F
    1330   1320   1 dovecot2       -  0.0      4    0     0  1 S0   dovecot/anvil
    1331   1320   4 dovecot2       -  0.0     12    0     0  1 S0   dovecot/imap-login
    1339   1320   8 dovecot2     51m 0.05      3  500   125  1 S0   dovecot/imap
postfix.service
    1301      1   1 root           -  0.1      8    0     0  1 S0   master -w
    1350   1301   1 postfix        -  0.1     10    0   4e3  1 S0   qmgr -l -t unix -u
    1351   1301   1 postfix        -  0.0      9    0     0  1 S0   tlsmgr -l -t unix -u
   91120   1301   6 postfix      44s 0.05   4.17    0     0  1 S0   smtpd -n smtp -t inet -u
forgejo.service
    1402      1   1 forgejo        -  1.2    310    0     0 14 S0   gitea web --config /var/lib/forgejo/custom/conf/app.ini
mailman.service
    1500      1   1 mailman       8d  0.1     21    0     0  1 S0   python3 mailman start --force
    1510   1500  11 mailman       8d 0.03     10    0     0  1 S0   python3 runner
mailman-uwsgi.service
    1530      1   5 mailman       8d 0.05   16.2    0     0  2 S0   uwsgi --ini /etc/mailman3/uwsgi.ini
nginx.service
    1012      1   1 root           -  0.0      8    0     0  1 S0   nginx: master process
    1013   1012   4 nginx          - 0.07      7    0     0  1 S0   nginx: worker process
vaultwarden.service
    1601      1   1 vaultwarden    -  0.2     48    0     0  9 S0   vaultwarden
redis-sp-api.service
    1610      1   1 redis-sp-api   -  0.1     31    0     0  6 S0   redis-server unixsocket:/run/redis-sp-api/redis.sock
redis-rspamd.service
    1611      1   1 redis-rspamd   -  0.1     12    0     0  6 S0   redis-server unixsocket:/run/redis-rspamd/redis.sock
selfprivacy-api.service
    1620      1   1 root           -  0.2    118    0     0  4 S0   python3 app.py
selfprivacy-api-worker.service
    1630      1   1 root           -  0.1     96    0     0  6 S0   python3 huey_consumer.py selfprivacy_api.task_registry.huey
fail2ban.service
    1640      1   1 root           -  0.1     41    0     0  5 S0   python3 fail2ban-server -xf start
systemd-journald.service
     402      1   1 root           -  0.1     64    0   9e3  1 S0   systemd-journald
systemd-udevd.service
     431      1   1 root           -  0.0     11    0     0  1 S0   systemd-udevd
systemd-networkd.service
     588      1   1 systemd-network  - 0.0     9    0     0  1 S0   systemd-networkd
systemd-resolved.service
     590      1   1 systemd-resolve  - 0.0    14    0     0  1 S0   systemd-resolved
systemd-timesyncd.service
     591      1   1 systemd-timesync - 0.0     8    0     0  2 S0   systemd-timesyncd
systemd-logind.service
     602      1   1 root           -  0.0      9    0     0  1 S0   systemd-logind
dbus.service
     598      1   1 messagebus     -  0.0      5    0     0  1 S0   dbus-daemon --system --nofork
nscd.service
     604      1   1 nscd           -  0.0      3    0     0  9 S0   nsncd
sshd.service
     640      1   1 root           -  0.0      9    0     0  1 S0   sshd: sshd -D [listener] 0 of 10-100 startups
session-31.scope
   90700    640   1 root         41m  0.0     10    0     0  1 S0   sshd-session: anna [priv]
   90712  90700   1 anna         41m  0.0      7    0     0  1 S0   sshd-session: anna@pts/0
   90713  90712   1 anna         41m  0.0      5    0     0  1 S0   -bash
user@1000.service
   90703      1   1 anna         41m  0.0     12    0     0  1 S0   systemd --user
init.scope
       1      0   1 root           -  0.1     14    0     0  1 S0   systemd --switched-root --system
-
   91171  91140   1 root        130s  0.0      0    0     0  1 Z0   sh
"""  # noqa: E501 - a table to read


class _Of(NamedTuple):
    """One line of the table, and its unit."""

    unit: str
    pid: int
    parent: int
    times: int
    user: str
    age_s: float
    cpu: float
    memory: float
    read: float
    write: float
    threads: int
    state: str
    nice: int
    command: str


def _parse(table: str) -> tuple[_Of, ...]:
    found: list[_Of] = []
    unit = ""
    for line in table.strip().split("\n"):
        if line[0] != " ":
            unit = "" if line == "-" else line
            continue
        pid, parent, times, user, age, cpu, memory, read, write, threads, state, command = (
            line.split(None, 11)
        )
        unit_s = {"d": _DAY, "m": 60, "s": 1}
        age_s = _UP_S - 20 if age == "-" else int(age[:-1]) * unit_s[age[-1]]
        numbers = float(cpu), float(memory), float(read), float(write)
        found.append(
            _Of(
                unit, int(pid), int(parent), int(times), user, age_s, *numbers, int(threads),
                state[0], int(state[1:]), command,
            )
        )  # fmt: skip
    return tuple(found)


_THREADS = (
    *("kthreadd", "rcu_preempt", "migration/0", "migration/1", "migration/2", "migration/3"),
    *("ksoftirqd/0", "ksoftirqd/1", "ksoftirqd/2", "ksoftirqd/3", "kworker/0:1-events"),
    *(
        "kworker/1:2-mm_percpu_wq",
        "kworker/u16:3-flush-8:16",
        "kswapd0",
        "kcompactd0",
        "khugepaged",
    ),
    *("jbd2/sda2-8", "jbd2/sdb-8", "kworker/2:0H-kblockd", "kworker/3:1-events", "kauditd"),
)
_ALL = "0.0.0.0"  # noqa: S104 - an address to show
_SOCKETS = (
    Socket("tcp", _ALL, 22, 640, "sshd"),
    Socket("tcp6", "::", 22, 640, "sshd"),
    Socket("tcp", _ALL, 25, 1301, "master"),
    Socket("tcp6", "::", 25, 1301, "master"),
    Socket("tcp", "127.0.0.53", 53, 590, "systemd-resolve"),
    Socket("udp", "127.0.0.53", 53, 590, "systemd-resolve"),
    Socket("tcp", _ALL, 80, 1012, "nginx"),
    Socket("tcp6", "::", 80, 1012, "nginx"),
    Socket("tcp", _ALL, 443, 1012, "nginx"),
    Socket("tcp6", "::", 443, 1012, "nginx"),
    Socket("udp", "198.51.100.23", 443, 1012, "nginx"),
    Socket("tcp", _ALL, 465, 1301, "master"),
    Socket("tcp", _ALL, 587, 1301, "master"),
    Socket("tcp", _ALL, 993, 1320, "dovecot"),
    Socket("tcp6", "::", 993, 1320, "dovecot"),
    Socket("tcp", "127.0.0.1", 3000, 1402, "gitea"),
    Socket("tcp", "127.0.0.1", 5050, 1620, "python3"),
    Socket("tcp", "127.0.0.1", 5432, 871, "postgres"),
    Socket("tcp6", "::1", 5432, 871, "postgres"),
    Socket("tcp", "127.0.0.1", 8024, 1510, "python3"),
    Socket("tcp", "127.0.0.1", 8222, 1601, "vaultwarden"),
    Socket("tcp6", "::1", 11333, 1440, "rspamd"),
    Socket("tcp", "127.0.0.1", 11334, 1441, "rspamd"),
    Socket("udp", "198.51.100.23", 68, 588, "systemd-network"),
)


class DemoProcesses:
    """As `ProcessReader`, of the server kiwi. `tick_s` seconds pass between two reads."""

    def __init__(self, tick_s: float = 2.0) -> None:
        self._tick_s = tick_s
        self._tick = 0
        self._all = [(of, n) for of in _parse(_TABLE) for n in range(of.times)]

    def read(self, want: Want) -> Processes:
        """The next tick."""
        tick, self._tick = self._tick, self._tick + 1
        up = _UP_S + tick * self._tick_s
        found = [self._row(of, n, tick, up) for of, n in self._all]
        rows = (*found, *[_thread(n, name, up) for n, name in enumerate(_THREADS, 2)])
        return Processes(
            up,
            len(rows),
            rows if want.processes else (),
            _services(found) if want.services else (),
            _SOCKETS if want.sockets else (),
            (),
        )

    def close(self) -> None:
        """Nothing is open."""

    def _row(self, of: _Of, n: int, tick: int, up: float) -> ProcessRow:
        pid = of.pid + n
        # 1 at tick 0; then each goes its own way around it.
        sways = 1.0 if tick == 0 else 0.75 + (tick * (7 + pid % 5) + pid) % 11 / 20
        age = of.age_s + self._tick_s * tick
        read, written = of.read * sways, of.write * sways
        argv = () if of.state == "Z" else tuple(of.command.split(" "))
        if of.command.partition(" ")[0].endswith(":"):
            argv = (of.command,)
        process = Process(
            pid,
            round((up - age) * _HZ),
            of.parent,
            of.command.partition(" ")[0].rpartition("/")[2].rstrip(":")[:15],
            of.state,
            _USERS[of.user],
            of.user,
            of.nice,
            of.threads,
            kernel=False,
            cpu_ticks=round(of.cpu * _CORES / 100 * _HZ * age),
            rss_bytes=round(of.memory * _MIB),
            read_bytes=round(of.read * age),
            write_bytes=round(of.write * age),
            argv=argv,
            unit=of.unit,
        )
        return ProcessRow(process, of.cpu * _CORES * sways, read, written, age)


def _thread(pid: int, name: str, up: float) -> ProcessRow:
    """One of the kernel's own."""
    parent = 0 if pid == 2 else 2
    state = "S" if name[0] != "k" or "worker" not in name else "I"
    process = Process(
        pid, 20, parent, name, state, 0, "root", 0, 1, True, pid * 40, 0, 0, 0, (), ""
    )
    return ProcessRow(process, 0.0, 0.0, 0.0, up - 0.2)


def _services(rows: list[ProcessRow]) -> tuple[ServiceRow, ...]:
    """What the units use, as their control groups would tell it."""
    units: dict[str, list[ProcessRow]] = {}
    for row in rows:
        if row.process.unit:
            units.setdefault(row.process.unit, []).append(row)
    return tuple(
        [
            ServiceRow(
                unit,
                sum([row.cpu_pct or 0.0 for row in mine]),
                sum([row.process.rss_bytes for row in mine]),
                sum([(row.read_bps or 0.0) + (row.write_bps or 0.0) for row in mine]),
                sum([row.process.threads for row in mine]),
                2.1 if unit.startswith("sptui-job") else 0.0,
                max([row.age_s for row in mine]),
                about=False,
            )
            for unit, mine in units.items()
        ]
    )
