"""Says so many lines a second to journald, and prints how many it said, and in how many seconds:
`python -m benchmarks.log_flood RATE SECONDS [PRIORITY]`. Each line begins with the milliseconds of
the monotonic clock, as `@12345`."""

from __future__ import annotations

import socket
import sys
import time

SOCKET = "/run/systemd/journal/socket"
_STEP_S = 0.01


def main() -> int:
    """Say them all; a journal that can't take them makes it wait."""
    rate, seconds = int(sys.argv[1]), float(sys.argv[2])
    priority = sys.argv[3] if len(sys.argv) > 3 else "6"
    tail = f"\nPRIORITY={priority}\nSYSLOG_IDENTIFIER=flood\nSYSLOG_PID=77".encode()
    said, began = 0, time.monotonic()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as journald:
        journald.connect(SOCKET)
        while (passed := time.monotonic() - began) < seconds:
            stamp = time.monotonic_ns() // 1_000_000
            for n in range(said, min(int(passed * rate), said + rate // 20)):
                text = (
                    f"MESSAGE=@{stamp} request {n} of 192.0.2.{n % 200} took {n % 977} ms, and more"
                )
                journald.send(text.encode() + tail)
                said += 1
            time.sleep(max(0.0, began + (said / rate) + _STEP_S - time.monotonic()))
    print(said, time.monotonic() - began)
    return 0


if __name__ == "__main__":
    sys.exit(main())
