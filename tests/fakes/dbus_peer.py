"""A systemd that speaks D-Bus over a socket in a folder: as a bus with systemd on it, or as
systemd's own socket. What it answers and how it fails is by script."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from dbus_fast import Message, MessageType, Variant
from dbus_fast._private.marshaller import Marshaller

from sptui.model.unit_bus import MANAGER, PATH, PROPERTIES, name_of, path_of
from sptui.system.bus_wire import decode, frames

OWNER = ":1.7"
SYSTEMD = "org.freedesktop.systemd1"
BUS, BUS_PATH = "org.freedesktop.DBus", "/org/freedesktop/DBus"
BOOTED = 1_760_000_000_000_000
Properties = dict[str, Variant]
# Signature and body of an answer.
Answer = tuple[str, list[object]]


def packed(message: Message) -> bytes:
    """The bytes of a message with its sender, which only a bus may say and dbus-fast leaves out."""
    body = Marshaller(message.signature, message.body).marshall() if message.signature else b""
    fields = [
        (number, Variant(kind, value))
        for number, kind, value in (
            (1, "o", message.path),
            (2, "s", message.interface),
            (3, "s", message.member),
            (4, "s", message.error_name),
            (5, "u", message.reply_serial),
            (6, "s", message.destination),
            (7, "s", message.sender),
            (8, "g", message.signature),
        )
        if value
    ]
    head = [ord("l"), message.message_type.value, 0, 1, len(body), message.serial, fields]
    header = bytes(Marshaller("yyyyuua(yv)", head).marshall())
    return header + bytes(-len(header) % 8) + bytes(body)


class Refusal(Exception):
    """An answer that is an error: its D-Bus name and words."""


class Peer:
    """Listens at `path`. Faults, by the member of a call: `silent` ones are never answered, `late`
    ones when `release` is called, at those in `closes` the connection ends, those in `refuses` are
    answered with (name, words), those in `lies` with what is given here, whatever was asked."""

    def __init__(self, path: Path, *, bus: bool) -> None:
        self.path, self.bus = path, bus
        self.units: dict[str, Properties] = {}
        self.files: dict[str, str] = {}
        self.processes: dict[str, list[tuple[str, int, str]]] = {}
        self.owner = OWNER
        self.asked: list[tuple[str, list[object]]] = []
        self.silent: set[str] = set()
        self.late: set[str] = set()
        self.closes: set[str] = set()
        self.refuses: dict[str, tuple[str, str]] = {}
        self.lies: dict[str, Answer] = {}
        self.greeting: bytes | None = b"OK 0123456789abcdef0123456789abcdef\r\n"
        self._held: list[Callable[[], None]] = []
        self._serial = 100
        self._writers: list[asyncio.StreamWriter] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    # ------------------------------------------------------------ its life

    @property
    def address(self) -> str:
        return f"unix:path={self.path}" if self.bus else str(self.path)

    async def listen(self) -> None:
        self._server = await asyncio.start_unix_server(self._serve, self.path)

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
        self.cut()
        if self._tasks:
            await asyncio.wait(self._tasks)
        self.path.unlink(missing_ok=True)

    def cut(self) -> None:
        """Every connection ends, in whatever it was."""
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._writers.append(writer)
        try:
            await self._talk(reader, writer)
        except (OSError, EOFError):
            pass  # whoever talked to us has gone
        finally:
            writer.transport.abort()
            self._tasks.discard(task)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = await reader.readuntil(b"\r\n")
        assert line.startswith(b"\0AUTH EXTERNAL "), line
        if self.greeting is None:
            await reader.read()
            return
        writer.write(self.greeting)
        assert await reader.readuntil(b"\r\n") == b"BEGIN\r\n"
        buffer = bytearray()
        while data := await reader.read(65536):
            buffer += data
            for frame in frames(buffer):
                self._answer(decode(frame), writer)

    # ------------------------------------------------------------ what it says

    def send(self, data: bytes) -> None:
        for writer in self._writers:
            writer.write(data)

    def signal(
        self,
        member: str,
        signature: str = "",
        *body: object,
        path: str = PATH,
        interface: str = MANAGER,
        sender: str | None = None,
    ) -> None:
        self.send(
            self.packed(member, signature, *body, path=path, interface=interface, sender=sender)
        )

    def packed(
        self,
        member: str,
        signature: str = "",
        *body: object,
        path: str = PATH,
        interface: str = MANAGER,
        sender: str | None = None,
    ) -> bytes:
        """The bytes of a signal."""
        self._serial += 1
        return packed(
            Message(
                path=path,
                interface=interface,
                member=member,
                message_type=MessageType.SIGNAL,
                signature=signature,
                body=list(body),
                sender=sender or (self.owner if self.bus else SYSTEMD),
                serial=self._serial,
            )
        )

    def change(self, unit: str, interface: str = "Unit", **found: Variant) -> None:
        """Properties of a unit are others now, and that is told."""
        self.units[unit].update(found)
        self.signal(
            "PropertiesChanged",
            "sa{sv}as",
            f"{SYSTEMD}.{interface}",
            found,
            [],
            path=path_of(unit),
            interface=PROPERTIES,
        )

    def own(self, owner: str) -> None:
        """systemd leaves the bus ("") or comes to it."""
        before, self.owner = self.owner, owner
        self.signal(
            "NameOwnerChanged", "sss", SYSTEMD, before, owner,
            path=BUS_PATH, interface=BUS, sender=BUS,
        )  # fmt: skip

    def load(self, name: str, active: str = "inactive", sub: str = "dead", **more: Variant) -> None:
        """A unit is there."""
        self.units[name] = {
            "Id": Variant("s", name),
            "Description": Variant("s", f"What {name} does"),
            "LoadState": Variant("s", "loaded"),
            "ActiveState": Variant("s", active),
            "SubState": Variant("s", sub),
            "Following": Variant("s", ""),
            "Job": Variant("(uo)", (0, "/")),
            "StateChangeTimestamp": Variant("t", BOOTED),
        } | more

    def release(self) -> None:
        """What was held back is answered now."""
        held, self._held = self._held, []
        for answer in held:
            answer()

    # ------------------------------------------------------------ what it answers

    def _answer(self, call: Message, writer: asyncio.StreamWriter) -> None:
        member = call.member or ""
        self.asked.append((member, list(call.body)))
        if member in self.closes:
            writer.transport.abort()
        elif member in self.late:
            self._held.append(lambda: self._reply(call, writer))
        elif member not in self.silent:
            self._reply(call, writer)

    def _reply(self, call: Message, writer: asyncio.StreamWriter) -> None:
        try:
            if call.member in self.refuses:
                raise Refusal(*self.refuses[call.member])
            signature, body = self.lies.get(call.member or "") or self._told(call)
            reply = Message.new_method_return(call, signature, body)
        except Refusal as refusal:
            name, why = refusal.args
            reply = Message.new_error(call, name, why)
        reply.serial = self._serial = self._serial + 1
        if self.bus:
            reply.destination = ":1.42"
        reply.sender = BUS if call.destination == BUS else self.owner
        writer.write(packed(reply))

    def _told(self, call: Message) -> Answer:
        body = call.body
        if call.destination == BUS:
            return self._of_bus(call.member or "", body)
        match call.member:
            case "Subscribe":
                return "", []
            case "ListUnits":
                return self._rows(self.units)
            case "ListUnitsByPatterns":
                return self._rows([name for name in self.units if name in body[1]])
            case "ListUnitsByNames":
                return self._rows(body[0])
            case "GetUnitFileState":
                if body[0] not in self.files:
                    raise Refusal("org.freedesktop.DBus.Error.FileNotFound", "No such file")
                return "s", [self.files[body[0]]]
            case "GetUnitProcesses":
                if body[0] not in self.units:
                    raise Refusal(f"{SYSTEMD}.NoSuchUnit", "not loaded")
                return "a(sus)", [self.processes.get(body[0], [])]
            case "Get":
                found = self._unit(call)
                if body[1] not in found:
                    raise Refusal(f"{BUS}.Error.UnknownProperty", f"Unknown property {body[1]}")
                return "v", [found[body[1]]]
            case "GetAll":
                return "a{sv}", [self._unit(call)]
        raise Refusal(f"{BUS}.Error.UnknownMethod", f"Unknown method {call.member}")

    def _of_bus(self, member: str, body: Sequence[object]) -> Answer:
        if not self.bus:
            raise Refusal(f"{BUS}.Error.UnknownObject", "This is no bus.")
        match member:
            case "Hello":
                return "s", [":1.42"]
            case "AddMatch":
                return "", []
            case "GetNameOwner" if self.owner:
                return "s", [self.owner]
        raise Refusal(f"{BUS}.Error.NameHasNoOwner", f"Could not get owner of {body}")

    def _unit(self, call: Message) -> Properties:
        path = call.path or ""
        if path.startswith(f"{PATH}/job/"):
            return {"JobType": Variant("s", "start")}
        return self._of(name_of(path))

    def _of(self, name: str) -> Properties:
        absent = {
            "Id": name, "Description": name, "LoadState": "not-found", "ActiveState": "inactive",
            "SubState": "dead", "Following": "",
        }  # fmt: skip
        return self.units.get(name) or {key: Variant("s", value) for key, value in absent.items()}

    def _rows(self, names: Sequence[str] | dict[str, Properties]) -> Answer:
        rows = []
        keys = ("Id", "Description", "LoadState", "ActiveState", "SubState", "Following")
        for name in names:
            found = self._of(name)
            job, path = found["Job"].value if "Job" in found else (0, "/")
            texts = [found[key].value for key in keys]
            rows.append((*texts, path_of(name), job, "start" if job else "", path))
        return "a(ssssssouso)", [rows]
