"""The system bus by pydbus and PyGObject, where a distribution has them: the optional extra
`sptui[pydbus]`. It has no features of its own. GLib wants a loop of its own, and its calls block:
both are in a thread each, and what they give comes back into ours."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Protocol, cast

from sptui.model.unit_bus import MANAGER, PATH, Signal
from sptui.system.bus_manager import DEADLINE_S, absent, lost, refused

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sptui.model.errors import BusError
    from sptui.model.unit import Way
    from sptui.system.bus_manager import Call

_SYSTEMD = "org.freedesktop.systemd1"


class _Variant(Protocol):
    def unpack(self) -> Sequence[object]: ...


class _Connection(Protocol):
    """What is used of Gio.DBusConnection: neither library has types."""

    def call_sync(self, *args: object) -> _Variant: ...
    def signal_subscribe(self, *args: object) -> int: ...
    def signal_unsubscribe(self, id: int) -> None: ...
    def connect(self, signal: str, heard: Callable[..., None]) -> int: ...
    def set_exit_on_close(self, on: bool) -> None: ...


class PydbusLink:
    """One connection."""

    way: Way = "pydbus"

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(4, "sptui-pydbus")
        self._connection: _Connection | None = None
        self._subscribed: list[int] = []
        self._quit: Callable[[], None] = lambda: None
        self._open = False

    async def open(
        self, tell: Callable[[Signal], object], ended: Callable[[BusError], object]
    ) -> None:
        """Connect, and listen to systemd."""
        loop = asyncio.get_running_loop()
        try:
            self._connection = await loop.run_in_executor(self._pool, _connect)
        except ImportError as error:
            raise absent("pydbus", OSError(str(error))) from error
        except Exception as error:  # GLib.Error is known only once it is imported
            raise absent("/run/dbus/system_bus_socket", OSError(str(error))) from error
        self._open = True

        def heard(
            connection: object, sender: str, path: str, interface: str, member: str, body: _Variant
        ) -> None:
            signal = Signal(path, interface, member, body.unpack())
            loop.call_soon_threadsafe(self._hear, tell, signal)

        def closed(*why: object) -> None:
            loop.call_soon_threadsafe(self._end, ended)

        self._listen(self._connection, heard, closed)

    async def call(self, call: Call) -> Sequence[object]:
        """The answer's body."""
        connection = self._connection
        if connection is None or not self._open:
            raise lost()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, _ask, connection, call)

    async def close(self) -> None:
        """Nothing is told any more."""
        self._open = False
        if self._connection is not None:
            for number in self._subscribed:
                self._connection.signal_unsubscribe(number)
            self._connection = None
        self._quit()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _hear(self, tell: Callable[[Signal], object], signal: Signal) -> None:
        if self._open:
            tell(signal)

    def _end(self, ended: Callable[[BusError], object]) -> None:
        if self._open:
            self._open = False
            ended(lost())

    def _listen(
        self, connection: _Connection, heard: Callable[..., None], closed: Callable[..., None]
    ) -> None:
        """GLib hands signals to the context of the thread that subscribed: that is this one's."""
        from gi.repository import Gio, GLib

        ready = threading.Event()

        def run() -> None:
            context = GLib.MainContext()
            context.push_thread_default()
            main = GLib.MainLoop(context)
            self._quit = main.quit
            none = Gio.DBusSignalFlags.NONE
            for interface, member, path in (
                (MANAGER, None, PATH),
                ("org.freedesktop.DBus.Properties", "PropertiesChanged", None),
            ):
                number = connection.signal_subscribe(
                    _SYSTEMD, interface, member, path, None, none, heard
                )
                self._subscribed.append(number)
            connection.connect("closed", closed)
            ready.set()
            main.run()
            context.pop_thread_default()

        threading.Thread(target=run, name="sptui-glib", daemon=True).start()
        ready.wait(DEADLINE_S)


def _connect() -> _Connection:
    """A connection of its own: the shared one would stay closed after the bus went once."""
    from gi.repository import Gio
    from pydbus import connect

    address = Gio.dbus_address_get_for_bus_sync(Gio.BusType.SYSTEM, None)
    connection = cast("_Connection", connect(address).con)
    connection.set_exit_on_close(False)
    return connection


def _ask(connection: _Connection, call: Call) -> Sequence[object]:
    from gi.repository import Gio, GLib

    body = GLib.Variant(f"({call.signature})", call.args) if call.signature else None
    try:
        given = connection.call_sync(
            _SYSTEMD, call.path, call.interface, call.member, body, None,
            Gio.DBusCallFlags.NONE, int(DEADLINE_S * 1000), None,
        )  # fmt: skip
    except GLib.Error as error:
        name = Gio.DBusError.get_remote_error(error)
        if name is None or name.endswith((".Disconnected", ".NoReply", ".ServiceUnknown")):
            raise lost(str(error)) from error
        Gio.DBusError.strip_remote_error(error)
        raise refused(name, str(error.message)) from error
    return given.unpack()
