"""Does as it is told on its standard input, one line a thing, and reports what it did: see
test_truth.py."""

import json
import mmap
import os
import resource
import socket
import sys
from pathlib import Path

CHUNK = 1 << 16


def own_seconds() -> float:
    """CPU used by this process, to the microsecond, as getrusage(2) has it."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def seconds_in_proc() -> float:
    """The same in whole ticks, as the other reader finds it."""
    fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def burn(seconds: float) -> None:
    end = own_seconds() + seconds
    while own_seconds() < end:
        sum(range(2000))


def write(path: Path, size: int) -> int:
    """Bytes that are on the disk when it returns."""
    chunk = os.urandom(CHUNK)  # a file system that compresses gains nothing
    with path.open("wb") as file:
        for _ in range(size // CHUNK):
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return size // CHUNK * CHUNK


def touch(size: int) -> mmap.mmap:
    """Memory with every page there, in one go, so that others have no time to take some."""
    return mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | mmap.MAP_POPULATE)


def send(size: int) -> int:
    """Bytes sent over the loopback interface."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        one = socket.create_connection(server.getsockname())
        other, _ = server.accept()
    with one, other:
        for _ in range(size // CHUNK):
            one.sendall(bytes(CHUNK))
            left = CHUNK
            while left:
                left -= len(other.recv(left))
    return size // CHUNK * CHUNK


def main(folder: Path) -> None:
    say(ready=1)
    held: list[mmap.mmap] = []
    file = folder / "burnt"
    for line in sys.stdin:
        what, _, amount = line.strip().partition(" ")
        cpu, in_proc = own_seconds(), seconds_in_proc()
        told: dict[str, float] = {}
        if what == "burn":
            burn(float(amount))
        elif what == "write":
            told["written"] = write(file, int(amount))
        elif what == "touch":
            # It is kept, and on one core: what is given back lies in that core's own store of
            # pages, which the kernel counts as in use, and the next pages would come from there.
            os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
            held.append(touch(int(amount)))
            told["touched"] = len(held[-1])
        elif what == "send":
            told["sent"] = send(int(amount))
        elif what == "forget":
            file.unlink(missing_ok=True)
        say(cpu_s=own_seconds() - cpu, process_s=seconds_in_proc() - in_proc, **told)


def say(**told: float) -> None:
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
