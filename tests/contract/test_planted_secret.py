"""A secret in another process's command line is nowhere in what leaves the reader: real processes,
with secrets wherever people put them."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from sptui.model.process import Process, Processes, Want
from sptui.system.processes import ProcessReader
from tests.folders import until

ALL = Want(services=True, processes=True, sockets=True)
# Listens, names itself and waits: all three are ways for a secret to get out.
WAITS = """
import ctypes, socket, sys
server = socket.create_server(("127.0.0.1", 0))
if sys.argv[1] == "name":
    ctypes.CDLL(None).prctl(15, sys.argv[2].encode(), 0, 0, 0)
print(flush=True)
sys.stdin.read()
"""


def places(secret: str) -> list[list[str]]:
    return [
        ["x", "restic", "-r", f"rest:https://me:{secret}@host:8000/", "check"],
        ["x", "restic", "-o", f"rclone.args=serve restic --stdio --pass {secret} box:"],
        ["x", "rclone", "--b2-account", "abc", "--b2-key", secret, "ls", "b2:"],
        ["x", f"--password={secret}", "--token", secret, "--port", "3"],
        ["x", "sshpass", "-p", secret, "ssh", "host"],
        ["x", "mysql", "-u", "root", f"-p{secret}"],
        ["x", "curl", "-H", f"Authorization: Bearer {secret}", "-u", f"me:{secret}"],
        ["x", f"PGPASSWORD={secret}", f"AWS_SECRET_ACCESS_KEY={secret}"],
        ["x", json.dumps({"user": "me", "password": secret})],
        ["x", "sh", "-c", f"echo {secret} | docker login --password-stdin"],
        ["x", f"daemon: worker --password {secret} [idle]"],
        ["name", f"sshpass -p {secret[:4]}"],
        ["x", "--password", secret + " " * 20_000],
        ["x" * 20_000, "--password", secret],
    ]


@pytest.fixture
def planted() -> Iterator[tuple[str, list[int]]]:
    secret = "Zq7$" + secrets.token_hex(12)
    pipe = subprocess.PIPE
    with ExitStack() as stack:
        children = []
        for argv in places(secret):
            command = [sys.executable, "-S", "-c", WAITS, *argv]
            children.append(stack.enter_context(subprocess.Popen(command, stdin=pipe, stdout=pipe)))
        title = f"prog: --password {secret} --port 3"
        command = [title, "-S", "-c", WAITS, "x"]
        children.append(
            stack.enter_context(
                subprocess.Popen(command, executable=sys.executable, stdin=pipe, stdout=pipe)
            )
        )
        for child in children:
            assert child.stdout is not None
            child.stdout.readline()
        yield secret, [child.pid for child in children]
        for child in children:
            child.communicate(b"")


def found(seen: Processes, pids: list[int]) -> dict[int, Process]:
    return {row.process.pid: row.process for row in seen.rows if row.process.pid in pids}


def test_it_is_nowhere_in_what_leaves(planted: tuple[str, list[int]]) -> None:
    secret, pids = planted
    raw = b"".join(Path(f"/proc/{pid}/cmdline").read_bytes() for pid in pids)
    assert raw.count(secret.encode()) >= len(pids)  # it is there to be found
    reader = ProcessReader("/")
    seen = reader.read(ALL)

    def all_known() -> bool:
        nonlocal seen
        seen = reader.read(ALL)
        mine = found(seen, pids)
        owners = {socket.pid for socket in seen.sockets}
        return all(mine[pid].argv for pid in pids) and set(pids) <= owners

    until(all_known)
    reader.close()
    text = repr(seen)
    assert text.count("***") >= len(pids)
    # Not even its beginning: a name holds no more than 15 bytes.
    assert secret[:4] not in text
    titled = found(seen, pids)[pids[-1]]
    assert titled.argv[0] == "prog: --password *** --port 3"
