"""One look at all units: against a peer that a whole library speaks for, and against bad ones."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from dbus_fast import Message, MessageType, Variant

from sptui.model.errors import BusError
from sptui.model.unit import UnitFacts
from sptui.model.unit_bus import path_of
from sptui.system.bus_wire import decode, frames
from sptui.system.units_once import look

Reply = Callable[[Message], list[bytes]]


def row(name: str, active: str = "active", sub: str = "running", following: str = "") -> list:
    path = path_of(name)
    return [name, f"What {name} does", "loaded", active, sub, following, path, 0, "", "/"]


def answer(to: Message, signature: str, *body: object, error: str = "") -> bytes:
    message = Message(
        message_type=MessageType.ERROR if error else MessageType.METHOD_RETURN,
        error_name=error or None,
        reply_serial=to.serial,
        signature=signature,
        body=list(body),
        serial=1,
    )
    return bytes(message._marshall(False))


SIGNAL = Message.new_signal("/x", "org.x.Y", "Z", "s", ["noise"])
SIGNAL.serial = 5
FACTS: dict[str, Variant] = {
    "StateChangeTimestamp": Variant("t", 1_700_000_000_000_000),
    "NRestarts": Variant("u", 5),
    "Result": Variant("s", "exit-code"),
    "ExecMainCode": Variant("i", 1),
    "ExecMainStatus": Variant("i", 3),
    "MainPID": Variant("u", 0),
    "ControlGroup": Variant("s", "/system.slice/b.service"),
}


class Peer:
    """A systemd whose units these are; it answers calls, noise in between."""

    def __init__(self, *rows: list) -> None:
        self.rows = list(rows)
        self.asked: list[tuple[str, str | None]] = []

    def __call__(self, call: Message) -> list[bytes]:
        self.asked.append((call.member, call.destination))
        noise = bytes(SIGNAL._marshall(False))
        if call.member == "Hello":
            return [answer(call, "s", ":1.7")]
        if call.member == "ListUnits":
            return [noise, answer(call, "a(ssssssouso)", self.rows), noise]
        _, name = call.body
        if name in FACTS:
            return [answer(call, "v", FACTS[name])]
        return [answer(call, "s", "no", error="org.freedesktop.DBus.Error.UnknownProperty")]


@contextmanager
def served(folder: Path, reply: Reply, greet: bytes = b"OK 00\r\n") -> Iterator[str]:
    """The path of a socket behind which each call is answered by `reply`, in pieces of 7 bytes;
    no more answers: it hangs up."""
    path = str(folder / "socket")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen()
        thread = threading.Thread(target=serve, args=(server, reply, greet))
        thread.start()
        try:
            yield path
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join(10)


def serve(server: socket.socket, reply: Reply, greet: bytes) -> None:
    try:
        link, _ = server.accept()
    except OSError:
        return
    # who asked may have hung up first: that is its right
    with link, suppress(BrokenPipeError, ConnectionResetError):
        link.settimeout(10)
        link.recv(4096)
        link.sendall(greet)
        if not greet.startswith(b"OK"):
            return
        buffer = bytearray()
        while data := link.recv(4096):
            buffer += data
            if buffer.startswith(b"BEGIN\r\n"):
                del buffer[:7]
            for frame in frames(buffer):
                answers = reply(decode(frame))
                if not answers:
                    return
                sent = b"".join(answers)
                for n in range(0, len(sent), 7 if len(sent) < 2000 else 4096):
                    link.sendall(sent[n : n + (7 if len(sent) < 2000 else 4096)])


@pytest.mark.parametrize("way", ["bus", "private"])
def test_units_are_listed_and_failed_ones_asked_about(tmp_path: Path, way: str) -> None:
    rows = [row("a.service"), row("b.service", "failed", "failed"), row("c.mount", "failed")]
    peer = Peer(*rows)
    with served(tmp_path, peer) as path:
        seen = look(way, path, 50, 5.0)
    assert seen.way == way
    assert seen.at == pytest.approx(time.time(), abs=60)
    assert {name: unit.active for name, unit in seen.rows.items()} == {
        "a.service": "active", "b.service": "failed", "c.mount": "failed",
    }  # fmt: skip
    assert seen.facts == {
        "b.service": UnitFacts(
            1_700_000_000.0, 5, "exit-code", 1, 3, None, "/system.slice/b.service"
        ),
        "c.mount": UnitFacts(1_700_000_000.0, result="exit-code", group="/system.slice/b.service"),
    }
    told = {destination for member, destination in peer.asked if member != "Hello"}
    assert told == ({"org.freedesktop.systemd1"} if way == "bus" else {None})
    assert (peer.asked[0][0] == "Hello") is (way == "bus"), "systemd's own socket knows no Hello"


def test_thousands_are_listed_and_few_asked_about(tmp_path: Path) -> None:
    peer = Peer(*[row(f"u{n}.service", "failed", "failed") for n in range(5000)])
    with served(tmp_path, peer) as path:
        seen = look("private", path, 50, 10.0)
    assert len(seen.rows) == 5000
    assert len(seen.facts) == 50


def test_a_property_that_is_refused_is_one_that_is_not_told(tmp_path: Path) -> None:
    def reply(call: Message) -> list[bytes]:
        if call.member == "ListUnits":
            return Peer(row("b.service", "failed"))(call)
        return [answer(call, "s", "no", error="org.x.No")]

    with served(tmp_path, reply) as path:
        assert look("private", path, 50, 5.0).facts == {"b.service": UnitFacts()}


def raised(folder: Path, way: str, reply: Reply, greet: bytes = b"OK 00\r\n", s: float = 5) -> str:
    with served(folder, reply, greet) as path, pytest.raises(BusError) as error:
        look(way, path, 50, s)
    return error.value.kind


def test_a_peer_that_hangs_up_says_no_or_talks_rubbish(tmp_path: Path) -> None:
    faults: dict[str, Reply] = {
        "lost": lambda call: [],
        "lies": lambda call: [b"rubbish that is no message of D-Bus at all"],
        "absent": lambda call: [
            answer(call, "", error="org.freedesktop.DBus.Error.ServiceUnknown")
        ],
        "denied": lambda call: [answer(call, "", error="org.freedesktop.DBus.Error.AccessDenied")],
    }
    for n, (kind, reply) in enumerate(faults.items()):
        (folder := tmp_path / str(n)).mkdir()
        assert raised(folder, "private", reply) == kind
        (folder / "bus").mkdir()
        assert raised(folder / "bus", "bus", reply) == kind


def test_a_list_of_another_kind_makes_no_sense(tmp_path: Path) -> None:
    assert raised(tmp_path, "private", lambda call: [answer(call, "s", "units?")]) == "lies"


def test_who_is_not_let_in_is_told(tmp_path: Path) -> None:
    assert raised(tmp_path, "bus", Peer(), b"REJECTED EXTERNAL\r\n") == "denied"


def test_what_is_no_d_bus_at_all_makes_no_sense(tmp_path: Path) -> None:
    assert raised(tmp_path, "bus", Peer(), b"220 mail ready\r\n") == "lies"


def test_it_gives_up_in_time(tmp_path: Path) -> None:
    hold = threading.Event()

    def reply(call: Message) -> list[bytes]:
        hold.wait(10)
        return []

    began = time.monotonic()
    try:
        with served(tmp_path, reply) as path, pytest.raises(BusError) as error:
            try:
                look("private", path, 50, 0.1)
            finally:
                hold.set()
    finally:
        hold.set()
    assert error.value.kind == "late"
    assert time.monotonic() - began < 5


def test_nobody_there(tmp_path: Path) -> None:
    with pytest.raises(BusError) as error:
        look("private", str(tmp_path / "nothing"), 50, 5.0)
    assert error.value.kind == "absent"
