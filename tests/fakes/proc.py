"""A folder that reads like the /proc and /sys/fs/cgroup of a machine, made of few words."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.rubbish import text_of

# As the kernel printed it, with places for what tests change.
_STAT = (
    "{pid} ({name}) {state} {parent} 1 1 0 -1 {flags} 2900 6548 1 0 {user} {system} 0 0 20 {nice}"
    " {threads} 0 {start} 4780032 {rss} 18446744073709551615 1 1 0 0 0 0 65536 4 65538 0 0 0 17 0 0"
    " 0 0 0 0 0 0 0 0 0 0 0 0\n"
)
_IO = "rchar: 1\nwchar: 2\nsyscr: 3\nsyscw: 4\nread_bytes: {}\nwrite_bytes: {}\n"
_KTHREAD = 0x200040
# /proc/net: one that listens on 127.0.0.1:631, and a connection of no interest.
TCP = (
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout "
    "inode\n"
    "   0: 0100007F:0277 00000000:0000 0A 00000000:00000000 00:00000000 00000000  {uid}        0 "
    "{inode} 1 0 100 0 0 10 0\n"
    "   1: 0100007F:0277 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 "
    "999 1 0 20 4 30 10 -1\n"
)


def stat_line(pid: int, name: bytes = b"daemon", **more: object) -> bytes:
    """One line of /proc/PID/stat."""
    given = {"state": "S", "parent": 1, "flags": 0x400100, "user": 0, "system": 0, "nice": 0}
    given |= {"threads": 1, "start": 100 * pid, "rss": 250, **more}
    text = _STAT.format(pid=pid, name=text_of(name), **given)
    return text.encode("utf-8", "surrogateescape")


class FakeProc:
    """Builds and changes it. `uptime` is in seconds; processes begin at 100 ticks times their
    PID."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.proc = root / "proc"
        self.groups = root / "sys/fs/cgroup"
        (self.proc / "net").mkdir(parents=True)
        (root / "etc").mkdir()
        (root / "etc/passwd").write_text("root:x:0:0::/root:/bin/sh\nanna:x:1000:1000::/:/bin/sh\n")
        self.uptime(5000.0)

    def uptime(self, seconds: float) -> None:
        (self.proc / "uptime").write_text(f"{seconds} 100.0\n")

    def process(
        self,
        pid: int,
        argv: bytes = b"/usr/bin/daemon\0-v\0",
        *,
        name: bytes = b"daemon",
        kernel: bool = False,
        unit: str = "/system.slice/daemon.service",
        io: tuple[int, int] | None = (0, 0),
        **more: object,
    ) -> None:
        """A process, new or changed."""
        folder = self.proc / str(pid)
        (folder / "fd").mkdir(parents=True, exist_ok=True)
        if kernel:
            more |= {"flags": _KTHREAD, "rss": 0}
        (folder / "stat").write_bytes(stat_line(pid, name, **more))
        (folder / "comm").write_bytes(name + b"\n")
        (folder / "cmdline").write_bytes(b"" if kernel else argv)
        (folder / "cgroup").write_text(f"0::{unit}\n")
        if io is not None:
            (folder / "io").write_text(_IO.format(*io))

    def end(self, pid: int) -> None:
        shutil.rmtree(self.proc / str(pid))

    def controllers(self, names: str = "cpu io memory pids") -> None:
        self.groups.mkdir(parents=True, exist_ok=True)
        (self.groups / "cgroup.controllers").write_text(names + "\n")

    def group(self, path: str, usage_us: int = 0, pids: str = "", **files: str) -> None:
        """A control group with its files; "" leaves one out."""
        folder = self.groups / path
        folder.mkdir(parents=True, exist_ok=True)
        given = {
            "cpu.stat": f"usage_usec {usage_us}\nuser_usec 0\nsystem_usec 0\n",
            "memory.current": "1048576\n",
            "pids.current": "3\n",
            "io.stat": "8:0 rbytes=1000 wbytes=2000 rios=1 wios=1 dbytes=0 dios=0\n",
            "cpu.pressure": "some avg10=1.50 avg60=0.00 avg300=0.00 total=5\n",
            "cgroup.procs": pids,
        }
        given |= {name.replace("_", "."): text for name, text in files.items()}
        for name, text in given.items():
            if text or name == "cgroup.procs":
                (folder / name).write_text(text)
            else:
                (folder / name).unlink(missing_ok=True)

    def listens(self, inode: int, pid: int | None = None, uid: int = 0) -> None:
        """A listening socket, and who has it open."""
        (self.proc / "net/tcp").write_text(TCP.format(inode=inode, uid=uid))
        for name in ("tcp6", "udp", "udp6"):
            (self.proc / "net" / name).write_text("  sl  local_address\n")
        if pid is not None:
            link = self.proc / str(pid) / "fd" / "3"
            link.unlink(missing_ok=True)
            link.symlink_to(f"socket:[{inode}]")


def small_machine(root: Path) -> FakeProc:
    """PID 1, a kernel thread, a daemon, a zombie of its, and control groups for them."""
    made = FakeProc(root)
    made.process(1, b"/sbin/init\0", name=b"systemd", unit="/init.scope", start=10, parent=0)
    made.process(2, name=b"kthreadd", kernel=True, unit="/", start=10, parent=0)
    made.process(300, name=b"daemon", user=50, system=25, threads=4, io=(4096, 8192))
    made.process(301, b"", name=b"sh", state="Z", rss=0, parent=300, io=None)
    made.controllers()
    made.group("init.scope", 10, "1\n")
    made.group("system.slice", 99)
    made.group("system.slice/daemon.service", 1_000_000, "300\n301\n")
    made.listens(4242, 300)
    return made
