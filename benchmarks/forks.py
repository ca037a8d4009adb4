"""Run by `sleepers` alone, with how many: starts them, and lets all of them wait for the one pipe.
They end with whoever holds its other end, however that ends."""

import os
import sys

for _ in range(int(sys.argv[1])):
    if not os.fork():
        os.read(0, 1)
        os._exit(0)
os.write(1, b".")
os.read(0, 1)
try:
    while True:
        os.wait()
except ChildProcessError:
    pass
