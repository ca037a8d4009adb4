"""The system bus by pydbus, where a distribution has it: GLib's loop runs in a thread of its own
beside ours."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeAlias

from sptui.model.errors import BusError
from sptui.model.unit import Way
from sptui.model.unit_bus import MANAGER, PATH, PROPERTIES, Signal
from sptui.system import bus_errors
from sptui.system.bus_fast import SYSTEM_BUS
from sptui.system.bus_link import (
    BUS_NAME,
    BUS_PATH,
    CAME_BACK,
    COMES_BACK_S,
    LEAVES,
    NAME,
    Call,
    of_manager,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    _Answer: TypeAlias = Sequence[object] | BusError

_CLOSES_S = 2.0
_OPENS_MS = 5000
# Of a burst of signals, before others get their turn in our loop.
_AT_ONCE = 100


class PydbusLink:
    """A connection to the bus at `address`. Fulfils the Protocol Link."""

    way: Way = "pydbus"

    def __init__(self, address: str = SYSTEM_BUS) -> None:
        self.where = address
        self._thread: _Thread | None = None

    async def open(
        self, hear: Callable[[Signal], object], lost: Callable[[BusError], object]
    ) -> None:
        """Connect, in a thread, and have the bus hand on what systemd tells."""
        thread = self._thread = _Thread(self.where, hear, lost)
        thread.start()
        try:
            await thread.opened
        except BaseException:
            await self.close()
            raise

    async def call(self, call: Call) -> Sequence[object]:
        """The body of the answer."""
        if self._thread is None:
            raise bus_errors.lost(self.where)
        return await self._thread.call(call)

    async def close(self) -> None:
        """End it; what is waited for is told so."""
        thread, self._thread = self._thread, None
        if thread is not None:
            await thread.end()


class _Thread:
    """GLib's side. What is named `_in_` something runs there, the rest in our loop."""

    def __init__(
        self,
        where: str,
        hear: Callable[[Signal], object],
        lost: Callable[[BusError], object],
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self.opened: asyncio.Future[None] = self._loop.create_future()
        self._where, self._hear, self._tell_lost = where, hear, lost
        self._error: BusError | None = None
        self._waiting: set[asyncio.Future[Sequence[object]]] = set()
        self._owner = ""
        # Hands over what happened there, in order, with one wake-up for a burst.
        self._told: deque[Callable[[], object]] = deque()
        # GLib's objects, of which no types are known.
        self._glib: Any = None
        self._gio: Any = None
        self._context: Any = None
        self._leaving: Any = None
        self._bus: Any = None
        self._main: Any = None
        self._thread = threading.Thread(target=self._in_thread, name="pydbus", daemon=True)

    def start(self) -> None:
        """Begin to connect."""
        self._thread.start()

    async def end(self) -> None:
        """Nothing is told any more."""
        self._hear, self._tell_lost = lambda signal: None, lambda error: None
        self._fail(bus_errors.lost(self._where))
        if self._context is not None:
            self._run_there(self._in_end)
        await asyncio.to_thread(self._thread.join, _CLOSES_S)

    async def call(self, call: Call) -> Sequence[object]:
        """Send it, and wait for the body of its answer."""
        if self._error is not None:
            raise self._error
        future: asyncio.Future[Sequence[object]] = self._loop.create_future()
        stop = self._gio.Cancellable()
        self._waiting.add(future)
        self._run_there(lambda: self._in_send(call, stop, lambda answer: _answer(future, answer)))
        try:
            return await future
        finally:
            self._waiting.discard(future)
            stop.cancel()

    # ------------------------------------------------------------ from there to here

    def _hand_over(self, step: Callable[[], object]) -> None:
        self._told.append(step)
        if len(self._told) == 1:
            with suppress(RuntimeError):  # our loop is closed: nobody waits
                self._loop.call_soon_threadsafe(self._take)

    def _take(self) -> None:
        for _ in range(min(len(self._told), _AT_ONCE)):
            try:
                self._told[0]()
            finally:
                # Taken away afterwards: until then nobody has to wake us.
                self._told.popleft()
        if self._told:
            self._loop.call_soon(self._take)

    def _fail(self, error: BusError) -> None:
        if self._error is not None:
            return
        self._error = error
        for future in self._waiting:
            if not future.done():
                future.set_exception(error)
        if not self.opened.done():
            self.opened.set_exception(error)
        else:
            self._tell_lost(error)

    def _open(self) -> None:
        if not self.opened.done():
            self.opened.set_result(None)

    def _run_there(self, step: Callable[[], object]) -> None:
        def once(*unused: object) -> bool:
            step()
            return False

        source = self._glib.idle_source_new()
        source.set_priority(self._glib.PRIORITY_DEFAULT)
        source.set_callback(once)
        source.attach(self._context)

    # ------------------------------------------------------------ there

    def _in_thread(self) -> None:
        try:
            self._in_connect()
        except Exception as error:  # noqa: BLE001 - of another's library: ImportError, GLib.Error
            reason = bus_errors.connecting(self._where, error)
            self._hand_over(lambda: self._fail(reason))
        else:
            self._hand_over(self._open)
            self._main.run()
        finally:
            if self._bus is not None:
                with suppress(self._glib.Error):
                    self._bus.con.close_sync(None)
            if self._context is not None:
                self._context.pop_thread_default()

    def _in_connect(self) -> None:
        import pydbus
        from gi.repository import Gio, GLib

        self._glib, self._gio = GLib, Gio
        context = GLib.MainContext.new()
        context.push_thread_default()
        self._main = GLib.MainLoop.new(context, False)
        self._context = context
        bus = self._bus = pydbus.connect(self._where)
        # Else the end of the bus is the end of this process.
        bus.con.set_exit_on_close(False)
        bus.con.connect("closed", self._in_closed)
        bus.subscribe(
            sender=BUS_NAME, iface=BUS_NAME, signal="NameOwnerChanged", object=BUS_PATH, arg0=NAME,
            signal_fired=self._in_owner,
        )  # fmt: skip
        asked = GLib.Variant("(s)", (NAME,))
        answer = bus.con.call_sync(
            BUS_NAME, BUS_PATH, BUS_NAME, "GetNameOwner", asked, None,
            Gio.DBusCallFlags.NONE, _OPENS_MS, None,
        )  # fmt: skip
        self._owner = answer.unpack()[0]
        bus.subscribe(sender=NAME, iface=MANAGER, object=PATH, signal_fired=self._in_signal)
        bus.subscribe(
            sender=NAME, iface=PROPERTIES, signal="PropertiesChanged", signal_fired=self._in_signal
        )

    def _in_end(self) -> None:
        self._main.quit()

    def _in_closed(self, con: object, vanished: bool, error: object) -> None:
        why = bus_errors.lost(self._where, str(getattr(error, "message", "") or ""))
        self._hand_over(lambda: self._fail(why))

    def _in_owner(self, *signal: Any) -> None:
        """systemd left the bus, or came back to it and knows nothing of who listened before."""
        before, self._owner = self._owner, signal[-1][2]
        if before:
            self._hand_over(lambda: self._hear(LEAVES))
        if not self._owner:
            self._leaving = self._glib.timeout_source_new(int(COMES_BACK_S * 1000))
            self._leaving.set_callback(self._in_gone_for_good)
            self._leaving.attach(self._context)
            return
        if self._leaving is not None:
            self._leaving.destroy()
            self._leaving = None
        self._in_send(of_manager("Subscribe"), None, lambda answer: self._hear(CAME_BACK))

    def _in_gone_for_good(self, *unused: object) -> bool:
        self._hand_over(lambda: self._fail(bus_errors.lost(NAME)))
        return False

    def _in_signal(self, sender: str, path: str, interface: str, member: str, body: Any) -> None:
        signal = Signal(path, interface, member, body)
        self._hand_over(lambda: self._hear(signal))

    def _in_send(self, call: Call, stop: Any, take: Callable[[_Answer], object]) -> None:
        """`take` is run in our loop."""
        gio, glib = self._gio, self._glib

        def done(con: Any, result: Any) -> None:
            answer: _Answer
            try:
                answer = con.call_finish(result).unpack()
            except glib.Error as error:
                answer = self._in_error(call, error)
            self._hand_over(lambda: take(answer))

        try:
            # What is no path is not refused by GLib, but never answered.
            if not glib.Variant.is_object_path(call.path):
                raise TypeError(f"no path: {call.path}")
            if not gio.dbus_is_interface_name(call.interface):
                raise TypeError(f"no interface: {call.interface}")
            asked = glib.Variant(f"({call.signature})", call.body)
        except (TypeError, ValueError, glib.Error) as error:
            reason = bus_errors.unsendable(self._where, call.said, str(error))
            self._hand_over(lambda: take(reason))
            return
        self._bus.con.call(
            NAME, call.path, call.interface, call.member, asked, None,
            gio.DBusCallFlags.NONE, glib.MAXINT, stop, done,
        )  # fmt: skip

    def _in_error(self, call: Call, error: Any) -> BusError:
        gio = self._gio
        name = gio.DBusError.get_remote_error(error) or ""
        if not name and error.matches(gio.io_error_quark(), gio.IOErrorEnum.CLOSED):
            return bus_errors.lost(self._where, error.message)
        # GLib writes the name before the words.
        why = error.message.partition(f"{name}: ")[2] if name else error.message
        return bus_errors.refused(self._where, call.said, name, why)


def _answer(future: asyncio.Future[Sequence[object]], given: _Answer) -> None:
    """To who waits, if anybody still does."""
    if future.done():
        return
    if isinstance(given, Exception):
        future.set_exception(given)
    else:
        future.set_result(given)
