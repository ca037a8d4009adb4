"""Writes a history until it is killed, again and again: see test_store.py.

A line on standard input is the first minute to write. A child of its own does that, row after row
without a pause; each line it prints is a row that was written. Its pid is told before, and that it
has ended after.
"""

import os
import sys

from sptui.system.store import Store


def write(path: str, minute: int) -> None:
    store = Store(path)
    while True:
        row = {f"series.{n}": float(minute) for n in range(60)}
        store.add([(minute, row)], minute * 60.0)
        os.write(1, b"%d\n" % minute)
        minute += 7  # an hour is over every nine rows: then more is done


def main(path: str) -> None:
    import sqlite3  # noqa: F401 - so that no child has to

    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            write(path, int(line))
        os.write(1, b"pid %d\n" % pid)
        os.waitpid(pid, 0)
        os.write(1, b"ended\n")


if __name__ == "__main__":
    main(sys.argv[1])
