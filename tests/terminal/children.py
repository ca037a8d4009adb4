"""Real processes for tests of the list of processes: asleep, with any command line and name; only
these are ever signalled."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

# Forks what ends at once, for five seconds: some hundred a second, never many at a time.
_BOMB = """
import os, time
os.nice(5)
end = time.monotonic() + 5
while time.monotonic() < end:
    pids = []
    for _ in range(30):
        pid = os.fork()
        if not pid:
            os._exit(0)
        pids.append(pid)
    for pid in pids:
        os.waitpid(pid, 0)
"""


class Sleeper:
    """One process. `port` is where it listens, 0 where it does not."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self._process = process
        self.pid = process.pid
        self.port = port

    def ended(self) -> int | None:
        """None while it lives; else its exit status, negative for a signal."""
        return self._process.poll()

    def kill(self) -> None:
        """End it, and take it off the kernel's hands, so that its PID is free."""
        self._process.kill()
        self._process.wait(10)


@contextmanager
def sleeper(*arguments: str, name: bytes = b"", listens: bool = False) -> Iterator[Sleeper]:
    """A process that sleeps, with `arguments` at the end of its command line."""
    how = [name.hex(), "listens" if listens else "sleeps"]
    argv = [sys.executable, "-I", "-S", __file__, *how, *arguments]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL) as process:
        try:
            assert process.stdout is not None
            yield Sleeper(process, int(process.stdout.readline()))
        finally:
            process.kill()


@contextmanager
def bomb() -> Iterator[subprocess.Popen[bytes]]:
    """Processes that come and go as fast as they can, for five seconds."""
    with subprocess.Popen([sys.executable, "-I", "-S", "-c", _BOMB]) as process:
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def same_pid(pid: int) -> Iterator[int | None]:
    """Another process with the number of one that is gone: None where the kernel can't be asked for
    it (only root can), or gave it to somebody else."""
    try:
        with open("/proc/sys/kernel/ns_last_pid", "w", encoding="ascii") as last:
            last.write(str(pid - 1))
    except OSError:
        yield None
        return
    child = os.fork()
    if not child:
        with suppress(BaseException):
            os.execv("/bin/sleep", ["sleep", "60"])
        os._exit(1)
    try:
        yield child if child == pid else None
    finally:
        os.kill(child, 9)
        with suppress(ChildProcessError):
            os.waitpid(child, 0)


def _sleep(name: str, how: str) -> None:
    """What a sleeper is: it takes its name, says its port, and waits for its end."""
    with open("/proc/self/comm", "wb", buffering=0) as comm:
        comm.write(bytes.fromhex(name) or b"sleeper")
    with socket.socket() as listener:
        if how == "listens":
            listener.bind(("127.0.0.1", 0))
            listener.listen()
        port = listener.getsockname()[1] if how == "listens" else 0
        os.write(1, b"%d\n" % port)
        signal.pause()


if __name__ == "__main__":
    _sleep(sys.argv[1], sys.argv[2])
