"""The drawn server's Resources as one value: what the goldens of that screen are painted from.

The histories are those of the drawings, one character (base 36) a sample: of levels that their
graphs have rows for.
"""

from sptui.model.machine import CpuShare, DiskRate, LinkRate, Pressure, Sample, Stall, Temperature
from sptui.model.overview import Overview
from sptui.model.process import Process, Processes, ProcessRow, ServiceRow, Socket
from sptui.model.resources import Resources, Span
from sptui.model.series import Series
from tests.ui import kiwi as seen

CORES = 4
MIB = 2**20
GIB = 2**30
MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0

_DRAWN = {
    80: {
        "cpu": (12, "4443343323332222112223454323322333232212112323333675222222233333444444454566"),
        "memory": (12, "8" * 76),
        "net": (8, "2456888643333232357777641111111112343233234445444565555565455454332222321111"),
        "disk": (8, "1123344442211111112222222223332333221112233211111111111121222222122223344433"),
    },
    120: {
        "cpu": (
            24,
            "66776545567777664342112212134677efd7877976787555655544234456898555653455564433323556577c"
            "ea443334355667887898899abc",
        ),
        "memory": (
            24,
            "g" * 51 + "fggffggggggggggggggggggggggggfffggggggggggggggggggggggffffffgfgff",
        ),
        "net": (
            16,
            "7554222434423231111111123355454433235649adfffd8666545559ffeed7111311113577746555779a879a"
            "b99bbbca899898653354643121",
        ),
        "disk": (
            16,
            "43332332322234234332222212232211121111112235789974421111123443443445565555432134565421111"
            "111122332333443243446787875",
        ),
    },
}


def _series(drawn: tuple[int, str], full: float, many: int, share: float = 1.0) -> Series:
    levels, text = drawn
    values = tuple([int(char, 36) * full * share / levels for char in text])
    return Series((*[None] * (many - len(values)), *values), 1000 * many)


def _wave(many: int, low: float, high: float, every: int) -> Series:
    """A figure that goes up and down, with a gap in it: the machine was off."""
    rising = [low + (high - low) * (n % every) / every for n in range(many)]
    gap = range(many // 3, many // 3 + many // 10)
    return Series(tuple([None if n in gap else v for n, v in enumerate(rising)]), 1000 * many)


def series(width: int) -> dict[str, Series]:
    """The named series, each as long as the wider graph has samples."""
    drawn, many = (_DRAWN[120], 116) if width >= 120 else (_DRAWN[80], 76)
    found = {
        "cpu": _series(drawn["cpu"], 100.0, many),
        "memory": _series(drawn["memory"], 100.0, many),
        "net.rx": _series(drawn["net"], 10e6, many, 0.8),
        "net.tx": _series(drawn["net"], 10e6, many, 0.2),
        "disk.read": _series(drawn["disk"], 20.2e6, many, 0.1),
        "disk.write": _series(drawn["disk"], 20.2e6, many, 0.9),
        "load": _wave(many, 0.3, 1.6, 23),
        "swap": _wave(many, 12.0, 15.0, many),
        "temp.CPU": _wave(many, 41.0, 52.0, 17),
        "temp.NVMe": _wave(many, 38.0, 41.0, 40),
        "disk.sda.read": _series(drawn["disk"], 20.2e6, many, 0.02),
        "disk.sda.write": _series(drawn["disk"], 20.2e6, many, 0.08),
        "disk.sdb.read": _series(drawn["disk"], 20.2e6, many, 0.08),
        "disk.sdb.write": _series(drawn["disk"], 20.2e6, many, 0.82),
        "net.eth0.rx": _series(drawn["net"], 10e6, many, 0.8),
        "net.eth0.tx": _series(drawn["net"], 10e6, many, 0.2),
    }
    for n, most in enumerate((48.0, 30.0, 40.0, 26.0)):
        found[f"cpu.{n}"] = _wave(many, 4.0, most, 19 + n)
    for name, most in (("cpu", 2.0), ("memory", 0.0), ("io", 9.0)):
        found[f"pressure.{name}"] = _wave(many, 0.0, most, 29)
    return found


def _stall(some10: float) -> Stall:
    return Stall(some10, some10, some10, 0.0, 0.0, 0.0, 1_000_000)


def _sample() -> Sample:
    reading = seen.READING._replace(
        load=(0.84, 0.71, 0.60), pressure=Pressure(_stall(1.2), _stall(0.0), _stall(4.1))
    )
    return seen.SAMPLE._replace(
        reading=reading,
        cpu=CpuShare(23.0, 17.0, 4.0, 2.0, 0.0),
        disks=(
            DiskRate("sda", True, 12e3, 160e3, 3.0),
            DiskRate("sdb", True, 72e3, 1.94e6, 18.0),
            DiskRate("dm-0", False, 0.0, 0.0, 0.0),
        ),
        links=(LinkRate("eth0", True, True, 1.2e6, 240e3), LinkRate("lo", False, True, 31e3, 31e3)),
    )


SAMPLE = _sample()
HEAT = (Temperature("CPU", 52.0, 100.0), Temperature("NVMe", 41.0, None))


def overview(width: int) -> Overview:
    return seen.kiwi(width, sample=SAMPLE, facts=seen.FACTS._replace(temperatures=HEAT))


# ---------------------------------------------------------------- who uses it


def _service(
    unit: str, cpu: float, memory_mib: float, io: float, tasks: int, pressure: float, age: float
) -> ServiceRow:
    return ServiceRow(
        f"{unit}.service", cpu * CORES, round(memory_mib * MIB), io, tasks, pressure, age, False
    )


SERVICES = (
    _service("phpfpm-nextcloud", 9.1, 1.9 * 1024, 1.1e6, 42, 0.0, 8 * DAY + 5),
    _service("sptui-job-0142", 6.2, 310, 84e6, 11, 2.1, 9 * MINUTE),
    _service("postgresql", 3.0, 720, 220e3, 19, 0.0, 12 * DAY + 5),
    _service("rspamd", 2.2, 640, 12e3, 38, 0.0, 12 * DAY + 5),
    _service("forgejo", 1.2, 310, 0.0, 14, 0.0, 12 * DAY + 5),
    _service("mailman", 0.8, 212, 0.0, 22, 0.0, 8 * DAY + 5),
    _service("nginx", 0.3, 36, 0.0, 5, 0.0, 12 * DAY + 5),
    _service("vaultwarden", 0.2, 48, 0.0, 9, 0.0, 12 * DAY + 5),
    _service("redis-sp-api", 0.1, 31, 0.0, 6, 0.0, 12 * DAY + 5),
    *[
        _service(name, 0.0, 4 + 3 * n, 0.0, 1 + n % 3, 0.0, 12 * DAY + 5)
        for n, name in enumerate(
            (
                *("dbus", "dovecot2", "fail2ban", "nscd", "postfix", "sshd", "systemd-journald"),
                *("systemd-logind", "systemd-networkd", "systemd-resolved", "systemd-timesyncd"),
                *("systemd-udevd", "user@1000"),
            )
        )
    ],
)


def _process(pid: int, command: str, **more: object) -> ProcessRow:
    argv = tuple(command.split())
    name = str(more.get("name") or argv[0].rpartition("/")[2][:15])
    given = {"parent": 1, "state": "S", "uid": 0, "user": "root", "nice": 0, "threads": 1}
    given |= {"kernel": False, "cpu_ticks": 10, "rss_bytes": 8 * MIB, "unit": f"{name}.service"}
    given |= {"read_bytes": 0, "write_bytes": 0}
    rates = {"cpu_pct": 0.0, "read_bps": 0.0, "write_bps": 0.0, "age_s": 12 * DAY + 5}
    for key, value in more.items():
        (rates if key in rates else given)[key] = value
    given |= {
        "name": more.get("name", name),
        "argv": () if more.get("kernel") or more.get("state") == "Z" else argv,
    }
    process = Process(pid=pid, start=100 * pid, **given)  # type: ignore[arg-type]
    return ProcessRow(process, **rates)  # type: ignore[arg-type]


_STORE = "/nix/store/"
PROCESSES = (
    _process(1, f"{_STORE}0x8c-systemd-258.2/lib/systemd/systemd --switched-root", parent=0),
    _process(2, "kthreadd", parent=0, kernel=True, rss_bytes=0, unit=""),
    _process(
        31, "kworker", name="kworker/u8:1", parent=2, kernel=True, rss_bytes=0, unit="", state="I"
    ),
    _process(
        812,
        f"{_STORE}1b2c-postgresql-16.11/bin/postgres -D /var/lib/postgresql/16",
        user="postgres",
        cpu_pct=6.0,
        rss_bytes=188 * MIB,
        write_bps=210e3,
    ),
    _process(
        901,
        "postgres: nextcloud nextcloud [local] SELECT",
        name="postgres",
        parent=812,
        user="postgres",
        state="R",
        cpu_pct=5.6,
        rss_bytes=240 * MIB,
        read_bps=10e3,
        age_s=41 * MINUTE * 4,
    ),
    _process(
        1204,
        f"{_STORE}9f3a-php-8.4.14/bin/php-fpm: pool nextcloud",
        name="php-fpm",
        user="nextcloud",
        cpu_pct=34.0,
        state="R",
        rss_bytes=412 * MIB,
        read_bps=1.1e6,
        age_s=8 * DAY,
        threads=2,
    ),
    _process(
        4711,
        f"{_STORE}7d1e-restic-0.18.1/bin/restic check --read-data-subset=3/12",
        cpu_pct=24.6,
        state="D",
        nice=10,
        threads=11,
        rss_bytes=301 * MIB,
        read_bps=84e6,
        age_s=9 * MINUTE + 40,
        unit="sptui-job-0142.service",
    ),
    _process(4800, "sh", parent=4711, state="Z", rss_bytes=0, age_s=130.0),
    _process(5012, "nginx: master process", name="nginx", rss_bytes=9 * MIB),
    _process(5013, "nginx: worker process", name="nginx", parent=5012, user="nginx", cpu_pct=1.2),
    _process(
        6001,
        f"{_STORE}5a77-forgejo-11.0.8/bin/gitea web --config /var/lib/forgejo/custom/conf/app.ini",
        user="forgejo",
        cpu_pct=4.4,
        rss_bytes=310 * MIB,
        read_bps=None,
        write_bps=None,
        threads=14,
    ),
    _process(
        590, f"{_STORE}0x8c-systemd-258.2/lib/systemd/systemd-resolved", user="systemd-resolve"
    ),
    _process(
        640, "sshd: /run/current-system/sw/bin/sshd -D [listener] 0 of 10-100 startups", name="sshd"
    ),
    _process(1301, "/usr/lib/postfix/sbin/master -w", unit="postfix.service"),
    _process(1320, f"{_STORE}3c6b-dovecot-2.4.1/sbin/dovecot -F", unit="dovecot2.service"),
    *[
        _process(7000 + n, f"/run/current-system/sw/bin/worker-{n} --quiet", user="nobody")
        for n in range(216)
    ],
)

SOCKETS = (
    Socket("tcp", "0.0.0.0", 22, 640, "sshd"),
    Socket("tcp6", "::", 22, 640, "sshd"),
    Socket("tcp", "0.0.0.0", 25, 1301, "master"),
    Socket("udp", "127.0.0.54", 53, 590, "systemd-resolve"),
    Socket("tcp", "0.0.0.0", 80, 5012, "nginx"),
    Socket("tcp", "0.0.0.0", 443, 5012, "nginx"),
    Socket("tcp6", "::", 443, 5012, "nginx"),
    Socket("tcp", "0.0.0.0", 993, 1320, "dovecot"),
    Socket("tcp", "127.0.0.1", 3000, 6001, "gitea"),
    Socket("tcp", "127.0.0.1", 5432, 812, "postgres"),
    Socket("tcp6", "::1", 5432, 812, "postgres"),
    Socket("tcp", "127.0.0.1", 8222, None, ""),
)


def resources(width: int = 80, *, end: float | None = None) -> Resources:
    """The whole of it, over 10 min, with the history that the drawing of this width shows."""
    looked = Processes(1.0, len(PROCESSES), PROCESSES, SERVICES, SOCKETS, ())
    return Resources(overview(width), Span(600, end), series(width), looked)
