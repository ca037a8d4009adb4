"""What systemd is told to do, as it comes in at the other end of the wire, and what is made of each
answer. By both connections of ours; pydbus's takes a bus: tests/contract/test_managers_doing.py."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sptui.actions.unit import job
from sptui.model.bus_step import Bus, BusValue
from sptui.paint.words import say
from sptui.system import bus_manager
from sptui.system.bus_manager import BusManager
from tests.contract.bus_client import SHORT_S, UNIT, Client, error_of
from tests.fakes.dbus_peer import BUS, SYSTEMD, Peer

START = job("StartUnit", "start", UNIT)
DONE = ("o", ["/org/freedesktop/systemd1/job/4294967295"])


@pytest.fixture(params=["bus", "private"])
async def peer(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Peer]:
    made = Peer(tmp_path / "socket", bus=request.param == "bus")
    made.load(UNIT)
    await made.listen()
    yield made
    await made.close()


@pytest.fixture
async def manager(peer: Peer) -> AsyncIterator[BusManager]:
    client = Client(peer)
    yield await client.open()
    await client.manager.close()


@pytest.mark.parametrize(
    ("signature", "body"),
    [
        ("", ()),
        ("s", (UNIT,)),
        ("ss", (UNIT, "replace")),
        ("ssi", (UNIT, "all", 15)),
        ("ssi", (UNIT, "main", -1)),
        ("asb", ((UNIT, "b.service"), True)),
        ("asb", ((), False)),
        ("asbb", (("a" * 5000,), True, False)),
        ("asbb", (tuple(f"{n}.service" for n in range(2000)), False, True)),
    ],
    ids=range(9),
)
async def test_values_come_in_as_they_were_sent(
    peer: Peer, manager: BusManager, signature: str, body: tuple[BusValue, ...]
):
    peer.lies["Anything"] = ("", [])
    assert await manager.change(Bus("Anything", signature, body, ("systemctl", "x"))) is None
    sent = [list(value) if isinstance(value, tuple) else value for value in body]
    assert peer.asked[-1] == ("Anything", sent)
    assert [type(value) for value in peer.asked[-1][1]] == [type(value) for value in sent]


async def test_the_number_of_the_job_is_that_of_its_object(peer: Peer, manager: BusManager):
    peer.lies["StartUnit"] = DONE
    assert await manager.change(START) == 4294967295
    assert peer.asked[-1] == ("StartUnit", [UNIT, "replace"])


@pytest.mark.parametrize(
    "answer",
    [("", []), ("s", ["x"]), ("o", ["/"]), ("u", [7]), ("o", ["/org/freedesktop/systemd1/job/x"]),
     ("o", ["/org/freedesktop/systemd1/job/"]), ("o", ["/org/freedesktop/systemd1/unit/_7"])],
    ids=range(7),
)  # fmt: skip
async def test_an_answer_that_is_no_job_is_a_lie(
    peer: Peer, manager: BusManager, answer: tuple[str, list[object]]
):
    peer.lies["StartUnit"] = answer
    assert (await error_of(manager.change(START))).kind == "lies"


@pytest.mark.parametrize(
    ("name", "words", "kind", "said"),
    [
        ("NoSuchUnit", f"Unit {UNIT} not found.", "refused", f"there is no {UNIT}"),
        ("NoSuchUnit", "\x1b[31mno", "refused", "\ufffd[31mno"),
        ("UnitMasked", "Unit /etc/systemd/system/b.service is masked", "refused",
         "b.service is masked; unmask it first"),
        ("LoadFailed", "Unit c.socket failed to load", "refused",
         "the unit file of c.socket is no good"),
        ("TransactionIsDestructive", "Transaction for a is destructive", "refused",
         "a job that is not done would have to go for it"),
        ("ShuttingDown", "Refusing", "refused", "the machine is shutting down"),
        ("UnitExists", "File '/etc/systemd/system/x.service' already exists", "refused",
         "/etc/systemd/system/x.service is in the way"),
        ("SomethingNew", "Never heard of.", "refused", "Never heard of"),
        ("SomethingNew", "", "refused", f"{SYSTEMD}.SomethingNew"),
        (f"{BUS}.Error.FileExists", "File exists", "refused", "File exists"),
        (f"{BUS}.Error.AccessDenied", "Permission denied", "denied", "you may not"),
        (f"{BUS}.Error.InteractiveAuthorizationRequired", "Interactive ...", "denied",
         "you would have to say who you are, and nobody can ask you here"),
        ("System.Error.EROFS", "Read-only file system", "refused",
         "the folder of its file is read-only"),
    ],
    ids=range(13),
)  # fmt: skip
async def test_what_is_refused_is_said_in_words(
    peer: Peer, manager: BusManager, name: str, words: str, kind: str, said: str
):
    full = name if "." in name else f"{SYSTEMD}.{name}"
    peer.refuses["StartUnit"] = (full, words)
    error = await error_of(manager.change(START))
    assert (error.kind, error.name) == (kind, full)
    assert say(error.what) == f"systemd refuses start {UNIT}: {said}"
    assert say(error.next)


async def test_many_units_are_not_all_named(peer: Peer, manager: BusManager):
    names = tuple(f"{n}.service" for n in range(50))
    peer.refuses["MaskUnitFiles"] = (f"{SYSTEMD}.ShuttingDown", "")
    step = Bus("MaskUnitFiles", "asbb", (names, False, True), ("systemctl", "mask", *names))
    said = say((await error_of(manager.change(step))).what)
    assert said == (
        "systemd refuses mask 0.service 1.service 2.service ...: the machine is shutting down"
    )


async def test_what_can_not_be_sent_is_refused(peer: Peer, manager: BusManager):
    """The answer to what comes after shows that the connection is whole."""
    bad = [
        job("StartUnit", "start", "\udcff.service"),
        Bus("Some thing", "", (), ("systemctl", "x")),
        Bus("StartUnit", "ss", (UNIT,), ("systemctl", "x")),
        Bus("KillUnit", "ssi", (UNIT, "all", 1 << 40), ("systemctl", "x")),
    ]
    for step in bad:
        assert (await error_of(manager.change(step))).kind == "refused"
    peer.lies["StartUnit"] = DONE
    assert await manager.change(START)


async def test_no_answer_is_late(peer: Peer, manager: BusManager, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bus_manager, "_CHANGES_S", SHORT_S)
    manager._deadline_s = SHORT_S
    peer.silent.add("StartUnit")
    error = await error_of(manager.change(START))
    assert error.kind == "late"
    assert f"start {UNIT}" in say(error.what)


async def test_a_connection_that_ends_in_the_midst_is_lost(peer: Peer, manager: BusManager):
    peer.closes.add("StartUnit")
    assert (await error_of(manager.change(START))).kind == "lost"


async def test_cancelling_asks_for_the_number_of_that_moment(peer: Peer, manager: BusManager):
    from dbus_fast import Variant

    peer.lies["CancelJob"] = ("", [])
    await manager.cancel(UNIT)
    assert ("CancelJob", [7]) not in peer.asked
    peer.units[UNIT]["Job"] = Variant("(uo)", (7, "/org/freedesktop/systemd1/job/7"))
    await manager.cancel(UNIT)
    assert peer.asked[-1] == ("CancelJob", [7])


async def test_a_job_that_is_over_when_it_is_cancelled(peer: Peer, manager: BusManager):
    from dbus_fast import Variant

    peer.units[UNIT]["Job"] = Variant("(uo)", (7, "/org/freedesktop/systemd1/job/7"))
    peer.refuses["CancelJob"] = (f"{SYSTEMD}.NoSuchJob", "Job 7 does not exist.")
    await manager.cancel(UNIT)


async def test_related_units(peer: Peer, manager: BusManager):
    from dbus_fast import Variant

    peer.units[UNIT]["RequiredBy"] = Variant("as", ["b.service", "c.socket"])
    peer.units[UNIT]["Conflicts"] = Variant("as", [])
    peer.units[UNIT]["Wants"] = Variant("s", "no list")
    asked = ("RequiredBy", "Conflicts", "Wants", "NoSuchThing")
    found = await manager.related(UNIT, asked)
    assert {name: found.get(name, ()) for name in asked} == {
        "RequiredBy": ("b.service", "c.socket"), "Conflicts": (), "Wants": (), "NoSuchThing": (),
    }  # fmt: skip
