"""Signals reach the process that was meant, or none; priorities too, as far as the kernel lets."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sptui.model.proc_pid import parse_stat
from sptui.paint.words import say
from sptui.system import signalling
from sptui.system.process_files import ProcessFiles
from sptui.system.signalling import SIGNALS, Done, renice, send_signal
from tests.folders import until

HOUSE = Path(__file__).resolve().parent.parent.parent


def start_of(pid: int) -> int:
    return parse_stat(Path(f"/proc/{pid}/stat").read_bytes()).start


def state_of(pid: int) -> str:
    return parse_stat(Path(f"/proc/{pid}/stat").read_bytes()).state


def reason(done: Done) -> str:
    assert not done.ok
    return str(dict(done.text.fields)["reason"].id)  # type: ignore[union-attr]


@pytest.fixture
def child() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(["sleep", "600"]) as process:
        yield process
        process.kill()


def test_the_process_that_was_meant_gets_it(child: subprocess.Popen[bytes]) -> None:
    done = send_signal(child.pid, start_of(child.pid), "TERM")
    assert done.ok
    assert say(done.text) == f"TERM was sent to sleep ({child.pid})."
    assert child.wait(timeout=30) == -signal.SIGTERM


def test_it_is_held_and_goes_on(child: subprocess.Popen[bytes]) -> None:
    begun = start_of(child.pid)
    assert send_signal(child.pid, begun, "STOP").ok
    until(lambda: state_of(child.pid) == "T")
    assert send_signal(child.pid, begun, "CONT").ok
    until(lambda: state_of(child.pid) == "S")


@pytest.mark.parametrize("name", SIGNALS)
def test_another_process_never_gets_it(child: subprocess.Popen[bytes], name: str) -> None:
    done = send_signal(child.pid, start_of(child.pid) + 1, name)
    assert reason(done) == "process.another"
    time.sleep(0.02)
    assert child.poll() is None
    assert state_of(child.pid) == "S"


def test_the_start_is_looked_at_after_the_descriptor_is_open(
    child: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    opened, stat = os.pidfd_open, ProcessFiles.stat

    def note_open(pid: int) -> int:
        order.append("open")
        return opened(pid)

    def note_stat(self: ProcessFiles, pid: str) -> bytes:
        order.append("look")
        return stat(self, pid)

    monkeypatch.setattr(os, "pidfd_open", note_open)
    monkeypatch.setattr(ProcessFiles, "stat", note_stat)
    before = len(os.listdir("/proc/self/fd"))
    assert send_signal(child.pid, start_of(child.pid), "TERM").ok
    assert order == ["open", "look"]
    assert len(os.listdir("/proc/self/fd")) == before


AGAIN = """
import os, sys, time
sys.path.insert(0, {house!r})
from sptui.model.proc_pid import parse_stat
from sptui.system.signalling import renice, send_signal

def child():
    pid = os.fork()
    if not pid:
        time.sleep(600)
        os._exit(0)
    return pid, parse_stat(open(f"/proc/{{pid}}/stat", "rb").read()).start

pid, start = child()
os.kill(pid, 9)
os.waitpid(pid, 0)
print(send_signal(pid, start, "KILL").text.fields[0][1].id)
time.sleep(0.05)
open("/proc/sys/kernel/ns_last_pid", "w").write(str(pid - 1))
again, later = child()
print(again == pid, later > start)
for done in (send_signal(pid, start, "KILL"), renice(pid, start, 5)):
    print(done.ok, done.text.fields[0][1].id)
print(os.waitpid(pid, os.WNOHANG), os.getpriority(os.PRIO_PROCESS, pid))
print(send_signal(pid, later, "KILL").ok, os.waitpid(pid, 0)[1])
"""


def test_a_pid_that_was_given_out_again_is_not_hit() -> None:
    if os.getuid() != 0:
        pytest.skip("only root may choose the next PID")
    code = AGAIN.format(house=str(HOUSE))
    argv = ["unshare", "-p", "-f", "--mount-proc", sys.executable, "-c", code]
    done = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=60)
    if done.stderr.startswith("unshare:"):
        pytest.skip(f"no PIDs of our own here ({done.stderr.strip()})")
    assert done.stdout.splitlines() == [
        "process.gone",
        "True True",
        "False process.another",
        "False process.another",
        "(0, 0) 0",
        "True 9",
    ], done.stderr


def test_some_are_refused(child: subprocess.Popen[bytes]) -> None:
    begun = start_of(child.pid)
    assert reason(send_signal(1, start_of(1), "TERM")) == "process.first"
    assert reason(send_signal(os.getpid(), start_of(os.getpid()), "TERM")) == "process.itself"
    assert reason(send_signal(0, 0, "TERM")) == "process.gone"
    assert reason(send_signal(-child.pid, begun, "TERM")) == "process.gone"
    assert reason(send_signal(child.pid, begun, "SEGV")) == "process.no_signal"
    assert reason(renice(child.pid, begun, 20)) == "process.no_nice"
    assert reason(renice(1, start_of(1), 5)) == "process.first"
    assert child.poll() is None


def test_threads_of_the_kernel_are_refused() -> None:
    if not Path("/proc/2/stat").exists() or b"kthreadd" not in Path("/proc/2/comm").read_bytes():
        pytest.skip("the kernel's threads can't be seen here")
    assert reason(send_signal(2, start_of(2), "TERM")) == "process.kernel"
    assert reason(renice(2, start_of(2), 5)) == "process.kernel"


def test_one_that_is_gone_and_one_that_is_as_good_as() -> None:
    with subprocess.Popen(["sleep", "600"]) as child:
        begun = start_of(child.pid)
        os.kill(child.pid, signal.SIGKILL)
        until(lambda: state_of(child.pid) == "Z")
        assert reason(send_signal(child.pid, begun, "TERM")) == "process.zombie"
    assert reason(send_signal(child.pid, begun, "TERM")) == "process.gone"
    assert reason(renice(child.pid, begun, 5)) == "process.gone"


def test_every_thread_gets_the_priority() -> None:
    code = (
        "import threading, sys\n"
        "for _ in range(3): threading.Thread(target=threading.Event().wait, daemon=True).start()\n"
        "print(flush=True); sys.stdin.read()"
    )
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", code], stdin=pipe, stdout=pipe) as child:
        assert child.stdout is not None
        child.stdout.readline()
        done = renice(child.pid, start_of(child.pid), 7)
        assert done.ok
        assert say(done.text).endswith(f"({child.pid}) has priority 7 now.")
        threads = [int(name) for name in os.listdir(f"/proc/{child.pid}/task")]
        assert len(threads) == 4
        assert {os.getpriority(os.PRIO_PROCESS, thread) for thread in threads} == {7}
        child.communicate(b"")


def test_who_may_not_is_told() -> None:
    if os.getuid() != 0:
        pytest.skip("only root has somebody else's processes to try it on")
    found: list[Done] = []

    def as_nobody() -> None:
        import ctypes

        # Of this thread alone: the C library would change all of them.
        ctypes.CDLL(None, use_errno=True).syscall(117, 65534, 65534, 65534)  # setresuid
        found.append(send_signal(child.pid, begun, "TERM"))
        found.append(renice(child.pid, begun, 5))

    if os.uname().machine != "x86_64":
        pytest.skip("the number of setresuid(2) is known here for x86_64 alone")
    with subprocess.Popen(["sleep", "600"]) as child:
        begun = start_of(child.pid)
        thread = threading.Thread(target=as_nobody)
        thread.start()
        thread.join()
        assert child.poll() is None
        child.kill()
    assert [reason(done) for done in found] == ["process.not_allowed"] * 2


def test_it_says_when_the_pid_may_have_become_anothers(
    child: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def ends_meanwhile(pid: int, nice: int) -> None:
        child.kill()
        child.wait()

    monkeypatch.setattr(signalling, "_renice_threads", ends_meanwhile)
    done = renice(child.pid, start_of(child.pid), 5)
    assert not done.ok
    assert done.text.id == "outcome.maybe_reniced"


def test_an_old_kernel_is_told(
    child: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(pid: int) -> int:
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr(os, "pidfd_open", unknown)
    done = send_signal(child.pid, start_of(child.pid), "TERM")
    assert reason(done) == "process.no_descriptors"
