"""The units of the made-up server: those that the drawings show, as every part of sptui sees
them."""

from collections import Counter

from sptui.model.process import Want
from sptui.model.unit import Units, kind_of, state_word
from sptui.model.units_view import How, counted, listed
from sptui.services.unit_sources import Manager, UnitFileSource, UnitUseSource
from sptui.system import demo_unit_details as details
from sptui.system.demo import now
from sptui.system.demo_processes import DemoProcesses
from sptui.system.demo_units import DemoManager, DemoUnitFiles, DemoUnitUse


async def seen() -> Units:
    manager: Manager = DemoManager()
    files: UnitFileSource = DemoUnitFiles()
    assert files.stamp() == files.stamp()
    rows = {unit.name: unit for unit in await manager.units()}
    facts = {name: await manager.facts(name) for name in rows}
    timers = {name: await manager.timer(name) for name in rows if kind_of(name) == "timer"}
    return Units(rows, facts, files.scan(), timers, manager.way, now())


async def test_as_drawn_213_of_214_are_well() -> None:
    units = await seen()
    found = listed(units, How(), now())
    assert (len(found.keys), found.total, found.loaded, found.failed) == (214, 214, 214, 1)
    assert found.keys[:2] == ("hyperkitty.service", "acme-kiwi.example.service")
    assert all(counted(unit) for unit in units.rows.values())
    states = Counter(state_word(unit) for unit in units.rows.values())
    assert states["failed"] == 1 and not states["unknown"]
    failed = units.facts["hyperkitty.service"]
    assert failed.since and round(now() - failed.since) == 40 * 60 + 48
    assert (failed.restarts, failed.exit_code, failed.exit_status) == (5, 1, 1)


async def test_what_runs_there_runs_as_a_unit() -> None:
    """The lists of processes and of units tell of the same server."""
    units = await seen()
    use: UnitUseSource = DemoUnitUse()
    services = {row.unit for row in DemoProcesses().read(Want(services=True)).services}
    assert services <= units.rows.keys()
    assert all(state_word(units.rows[name]) in ("running", "starting") for name in services)
    groups = {name: facts.group for name, facts in units.facts.items() if facts.group}
    running = use.read(groups)
    assert running.keys() == services
    assert use.read({}) == {}


async def test_its_timers_and_their_services_are_units() -> None:
    units = await seen()
    assert {each.unit for each in details.timers(now())} == units.timers.keys()
    for timer in units.timers.values():
        assert timer.activates in units.rows
        assert timer.next and timer.next > now()


async def test_what_it_does_not_have_is_not_there() -> None:
    manager = DemoManager()
    (unit,) = await manager.units(["nowhere.service"])
    assert unit.load == "not-found" and not counted(unit)
    assert await manager.file_state("nowhere.service") == ""
    assert (await manager.timer("nginx.service")).next is None
    assert (await manager.details("nginx.service")).processes
    await manager.open(lambda event: None)
    await manager.close()
