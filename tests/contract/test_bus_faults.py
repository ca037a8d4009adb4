"""What a hostile, slow or dying systemd, or bus, does to who asks it: the same over the bus and
over systemd's own socket."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from dbus_fast import Variant

from sptui.model.errors import BusError
from sptui.model.unit import Unit, UnitFacts, state_word
from sptui.model.unit_bus import PROPERTIES, path_of
from sptui.model.unit_event import Appeared, Changed, FilesChanged, Gone, Lost, Reloading
from sptui.system import bus_fast, bus_private
from tests.contract.bus_client import SHORT_S, UNIT, Client, error_of, until
from tests.fakes.dbus_peer import SYSTEMD, Peer


@pytest.fixture(autouse=True)
def not_booted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is waited for to come back, wherever this runs."""
    monkeypatch.setattr(bus_fast, "booted", lambda: False)
    monkeypatch.setattr(bus_private, "booted", lambda: False)


@pytest.fixture(params=["over_bus", "over_private"])
async def peer(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Peer]:
    made = Peer(tmp_path / "socket", bus=request.param == "over_bus")
    made.load(UNIT, "active", "running", MainPID=Variant("u", 7))
    await made.listen()
    yield made
    await made.close()


Connect = Callable[..., Awaitable[Client]]


@pytest.fixture
async def connect(peer: Peer) -> AsyncIterator[Connect]:
    made: list[Client] = []

    async def connected(deadline_s: float = 10.0) -> Client:
        made.append(Client(peer, deadline_s))
        await made[-1].open()
        return made[-1]

    yield connected
    for client in made:
        await client.manager.close()


# ---------------------------------------------------------------- connecting


async def test_nobody_there_is_absent(peer: Peer):
    await peer.close()
    assert (await error_of(Client(peer).open())).kind == "absent"


@pytest.mark.parametrize(
    ("greeting", "kinds"),
    [
        (b"REJECTED EXTERNAL\r\n", {"denied", "absent"}),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", {"lies", "absent"}),
        (b"x" * 100_000, {"lies", "absent"}),
        (b"\xff\xfe\r\n", {"lies", "absent"}),
    ],
)
async def test_who_speaks_no_dbus_is_left(peer: Peer, greeting: bytes, kinds: set[str]):
    peer.greeting = greeting
    assert (await error_of(Client(peer).open())).kind in kinds


async def test_a_greeting_that_never_comes_is_late(peer: Peer):
    peer.greeting = None
    assert (await error_of(Client(peer, SHORT_S).open())).kind == "late"


async def test_an_opening_that_is_given_up_leaves_nothing(peer: Peer):
    peer.greeting = None
    task = asyncio.create_task(Client(peer).open())
    await asyncio.sleep(SHORT_S)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    # A socket left open is a ResourceWarning, and so an error.


async def test_who_is_not_let_subscribe_does_not_stay(peer: Peer):
    peer.refuses["Subscribe"] = ("org.freedesktop.DBus.Error.AccessDenied", "no")
    assert (await error_of(Client(peer).open())).kind == "denied"


async def test_somebody_else_subscribed_us_already(peer: Peer, connect: Connect):
    peer.refuses["Subscribe"] = (f"{SYSTEMD}.AlreadySubscribed", "twice")
    assert len(await (await connect()).manager.units()) == 1


# ---------------------------------------------------------------- answers


async def test_an_answer_that_is_late_is_nobodys(peer: Peer, connect: Connect):
    manager = (await connect(SHORT_S)).manager
    peer.late.add("ListUnits")
    assert (await error_of(manager.units())).kind == "late"
    peer.late.clear()
    peer.release()
    assert [unit.name for unit in await manager.units()] == [UNIT]


@pytest.mark.parametrize("ask", ["units", "facts", "file_state", "timer", "details"])
async def test_every_question_has_a_deadline(peer: Peer, connect: Connect, ask: str):
    manager = (await connect(SHORT_S)).manager
    peer.silent |= {"ListUnits", "Get", "GetAll", "GetUnitFileState", "GetUnitProcesses"}
    asked = manager.units() if ask == "units" else getattr(manager, ask)(UNIT)
    assert (await error_of(asked)).kind == "late"


async def test_a_question_that_is_given_up_disturbs_no_other(peer: Peer, connect: Connect):
    manager = (await connect()).manager
    peer.late.add("ListUnits")
    first = asyncio.create_task(manager.units())
    await until(lambda: ("ListUnits", []) in peer.asked)
    first.cancel()
    peer.late.clear()
    peer.release()
    given = await asyncio.gather(manager.units(), manager.facts(UNIT), manager.units([UNIT]))
    assert [given[0], given[2]] == [[peer_row(peer)]] * 2
    assert given[1].main_pid == 7
    with pytest.raises(asyncio.CancelledError):
        await first


def peer_row(peer: Peer) -> Unit:
    found = peer.units[UNIT]
    return Unit(UNIT, found["Description"].value, "loaded", "active", "running")


async def test_a_bus_that_closes_in_mid_call_ends_all_that_waits(peer: Peer, connect: Connect):
    client = await connect()
    peer.closes.add("ListUnits")
    peer.silent.add("Get")
    given = await asyncio.gather(
        client.manager.facts(UNIT), client.manager.units(), return_exceptions=True
    )
    assert [error.kind for error in given if isinstance(error, BusError)] == ["lost", "lost"]
    await until(lambda: bool(client.told))
    assert [type(event) for event in client.told] == [Lost]
    assert (await error_of(client.manager.units())).kind == "lost"


async def asked_while_it_ends(peer: Peer) -> list[str]:
    """What came of each question: one that waited, one asked before anybody noticed that the other
    end is gone, and those of who asks again at once."""
    client = Client(peer)
    manager = await client.open()
    peer.silent |= {"ListUnits", "Get"}

    async def kinds(ask: Callable[[], Awaitable[object]], times: int) -> list[str]:
        return [(await error_of(ask())).kind for _ in range(times)]

    waits = asyncio.create_task(kinds(lambda: manager.facts(UNIT), 5))
    await until(lambda: peer.asked[-1][0] == "Get")
    peer.cut()
    await asyncio.sleep(0)  # its socket is closed, in the same turn
    found = [*await kinds(manager.units, 1), *await waits]
    await manager.close()
    return found


async def asked_when_it_ended(peer: Peer) -> list[str]:
    client = Client(peer)
    manager = await client.open()
    peer.silent.add("ListUnits")

    async def stubborn() -> list[str]:
        return [(await error_of(manager.units())).kind for _ in range(5)]

    waits = asyncio.create_task(stubborn())
    await until(lambda: peer.asked[-1][0] == "ListUnits")
    peer.cut()
    found = await waits
    await manager.close()
    return found


@pytest.mark.parametrize("ask", [asked_while_it_ends, asked_when_it_ended])
async def test_what_a_bus_that_ends_leaves_behind_is_looked_at(
    peer: Peer, ask: Callable[[Peer], Awaitable[list[str]]]
):
    """Of each failure that nobody looks at asyncio writes across the screen."""
    written: list[str] = []
    asyncio.get_running_loop().set_exception_handler(
        lambda loop, context: written.append(str(context))
    )
    assert set(await ask(peer)) == {"lost"}
    gc.collect()
    await asyncio.sleep(0)
    assert written == []


async def test_after_it_was_closed_nothing_is_told(peer: Peer, connect: Connect):
    client = await connect()
    await client.manager.close()
    peer.signal("UnitFilesChanged")
    peer.cut()
    assert (await error_of(client.manager.units())).kind == "lost"
    await client.manager.close()
    assert client.told == []


async def test_no_more_is_asked_at_once_than_a_bus_lets_wait(peer: Peer, connect: Connect):
    """It refuses more than 128."""
    manager = (await connect()).manager
    names = [f"n{n}.service" for n in range(100)]
    peer.late.add("Get")
    asked = asyncio.gather(*[manager.facts(name) for name in names])
    most = 0
    while not asked.done():
        before = len(peer.asked)
        await asyncio.sleep(0.01)
        most = max(most, len(peer.asked) - before)
        peer.release()
    assert 1 < most <= 64
    assert len(await asked) == 100


@pytest.mark.parametrize(
    ("answer", "units"),
    [
        (("s", ["no list"]), None),
        (("", []), None),
        (("as", [["no", "rows"]]), []),
        (("a(s)", [[("short",)]]), []),
        (("a(ssssssouso)", [[("", "", "", "", "", "", "/", 0, "", "/")]]), []),
        (
            ("a(uuuuuuouso)", [[(1, 2, 3, 4, 5, 6, "/", 0, "", "/")]]),
            [],
        ),
        (
            ("a(ssssssouso)", [[("x", "", "new", "odd", "sub", "", "/", 3, "later", "/")]]),
            [Unit("x", "", "new", "odd", "sub", "later")],
        ),
    ],
)
async def test_a_list_of_another_kind(
    peer: Peer, connect: Connect, answer: tuple[str, list[object]], units: list[Unit] | None
):
    manager = (await connect()).manager
    peer.lies["ListUnits"] = answer
    if units is None:
        assert (await error_of(manager.units())).kind == "lies"
    else:
        assert await manager.units() == units
        assert all(state_word(unit) == "unknown" for unit in units)


async def test_properties_of_another_type_are_not_told(peer: Peer, connect: Connect):
    odd = Variant("a{sv}", {"x": Variant("(ii)", (1, 2))})
    names = ["StateChangeTimestamp", "NRestarts", "Result", "MainPID", "ControlGroup"]
    names += ["Requires", "ExecStart", "Conditions", "InvocationID", "LoadError", "Job", "Listen"]
    peer.units[UNIT] |= dict.fromkeys(names, odd)
    manager = (await connect()).manager
    assert await manager.facts(UNIT) == UnitFacts()
    details = await manager.details(UNIT)
    assert (details.unit.name, details.facts) == (UNIT, UnitFacts())
    assert (details.dependencies, details.commands, details.conditions) == ((), (), None)


async def test_secrets_of_commands_stay_here(peer: Peer, connect: Connect):
    argv = ["/bin/mysqldump", "--password=hunter2"]
    start = (argv[0], argv, False, 0, 0, 0, 0, 0, 0, 0)
    peer.units[UNIT]["ExecStart"] = Variant("a(sasbttttuii)", [start])
    peer.processes[UNIT] = [("/x", 7, " ".join(argv))]
    details = await (await connect()).manager.details(UNIT)
    assert details.commands[0].argv[0] == "/bin/mysqldump"
    assert details.processes[0].command.startswith("/bin/mysqldump")
    assert "hunter2" not in repr(details)


@pytest.mark.parametrize(
    "name", ["", "no-kind", "a b.service", "\x1b[31m.service", "x" * 300 + ".service", "\udcff.a"]
)
async def test_a_name_that_can_be_none_is_not_sent(peer: Peer, connect: Connect, name: str):
    manager = (await connect()).manager
    before = len(peer.asked)
    for ask in (manager.facts, manager.file_state, manager.timer, manager.details):
        assert (await error_of(ask(name))).kind == "refused"
    assert [unit.load for unit in await manager.units([name])] == ["not-found"]
    assert [asked for asked in peer.asked[before:] if name in repr(asked)] == []


async def test_rubbish_ends_the_connection(peer: Peer, connect: Connect):
    client = await connect()
    waiting = asyncio.create_task(error_of(client.manager.details(UNIT)))
    peer.silent.add("Get")
    peer.send(b"\0" * 64)
    assert (await waiting).kind in ("lies", "lost")
    await until(lambda: bool(client.told))
    assert [type(event) for event in client.told] == [Lost]


async def test_a_message_that_comes_byte_by_byte(peer: Peer, connect: Connect):
    client = await connect()
    for byte in peer.packed("UnitRemoved", "so", "x.service", path_of("x.service")):
        peer.send(bytes([byte]))
        await asyncio.sleep(0)
    await until(lambda: client.told == [Gone("x.service")])


# ---------------------------------------------------------------- signals


async def test_signals_come_in_order_and_before_the_answer(peer: Peer, connect: Connect):
    client = await connect()
    peer.late.add("ListUnits")
    asked = asyncio.create_task(client.manager.units())
    await until(lambda: ("ListUnits", []) in peer.asked)
    for n in range(50):
        peer.change(UNIT, NRestarts=Variant("u", n))
    peer.signal("UnitFilesChanged")
    peer.release()
    await asked
    counts = [event.restarts for event in client.told if isinstance(event, Changed)]
    assert counts == list(range(50))
    assert client.told[-1] == FilesChanged()


async def test_signals_of_another_type_are_not_told(peer: Peer, connect: Connect):
    client = await connect()
    path = path_of(UNIT)
    for signature, body in [
        ("", []),
        ("s", ["x"]),
        ("sas", ["x", ["y"]]),
        ("ua{us}", [1, {2: "z"}]),
    ]:
        peer.signal("PropertiesChanged", signature, *body, path=path, interface=PROPERTIES)
        for member in ("UnitNew", "UnitRemoved", "JobNew", "JobRemoved", "Reloading", "Odd"):
            peer.signal(member, signature, *body)
    peer.change(UNIT, "Service", ActiveState=Variant("u", 1), NRestarts=Variant("s", "x"))
    peer.change(UNIT, "Service", ActiveState=Variant("s", "singing"), SubState=Variant("s", "la"))
    await until(lambda: Changed(UNIT, active="singing", sub="la") in client.told)
    others = [event for event in client.told if not isinstance(event, Changed)]
    assert {type(event) for event in others} <= {Appeared, Gone, Reloading}
    assert [event for event in client.told if isinstance(event, Changed)] == [client.told[-1]]


async def test_ten_thousand_signals_let_others_have_their_turn(peer: Peer, connect: Connect):
    """As a daemon-reload of 5,000 units makes them."""
    client = await connect()
    turns = 0
    over = False

    def turn() -> None:
        nonlocal turns
        turns += 1
        if not over:
            asyncio.get_running_loop().call_soon(turn)

    turn()
    names = [f"many-{n}.service" for n in range(5000)]
    peer.send(
        b"".join(
            peer.packed(member, "so", name, path_of(name))
            for name in names
            for member in ("UnitRemoved", "UnitNew")
        )
    )
    before = turns
    await until(lambda: len(client.told) == 10_000)
    over = True
    # dbus-fast reads 8 KiB at a time, a socket of ours 256: of 1.5 MB both are many turns.
    assert turns - before > 5
    assert [event.unit for event in client.told[::2]] == names  # type: ignore[union-attr]


async def test_units_that_went_meanwhile_are_not_loaded_again(peer: Peer, connect: Connect):
    manager = (await connect()).manager
    peer.late.add("ListUnitsByPatterns")
    asked = asyncio.create_task(manager.units(["went.service"]))
    await until(lambda: peer.asked[-1][0] == "ListUnitsByPatterns")
    peer.signal("UnitRemoved", "so", "went.service", path_of("went.service"))
    peer.release()
    assert [(unit.name, unit.load) for unit in await asked] == [("went.service", "not-found")]
    assert "ListUnitsByNames" not in [member for member, _ in peer.asked]


async def test_many_names_are_one_list(peer: Peer, connect: Connect):
    manager = (await connect()).manager
    names = [f"n{n}.service" for n in range(100)]
    for name in names:
        peer.load(name)
    assert [unit.name for unit in await manager.units(names)] == names
    assert [member for member, _ in peer.asked][-1] == "ListUnits"
