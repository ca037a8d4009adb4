"""systemd by its command: what the manager asks, and what it makes of a systemctl that is missing,
old, late, killed, or lies. The real one: tests/contract/test_managers.py, in the rig."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from sptui.model.errors import BusError
from sptui.model.unit import Unit, UnitFacts
from sptui.paint.words import say
from sptui.system.manager_systemctl import SystemctlManager

FIXTURES = Path(__file__).parent.parent / "fixtures" / "systemctl-257"

# A systemctl of which each test says what it does: it notes its arguments, a line each time.
HEAD = """
here=$1; fixtures=$2; shift 2
printf '%s\\n' "$*" >>"$here/asked"
shift 3  # what is the same each time
"""
WORKS = """
case "$*" in
*Version*) echo Version=257 ;;
list-units*) cat "$fixtures/list-units.json" ;;
*) echo "Failed to do $*." >&2; exit 1 ;;
esac
"""


class Fake:
    """A systemctl that does what `script` says, and the manager that asks it."""

    def __init__(self, folder: Path, script: str, deadline_s: float = 20.0) -> None:
        self._asked = folder / "asked"
        program = folder / "systemctl"
        program.write_text(HEAD + script, "utf-8")
        argv = ["/bin/sh", str(program), str(folder), str(FIXTURES)]
        self.manager = SystemctlManager(argv, deadline_s=deadline_s, root=str(folder))

    @property
    def asked(self) -> list[str]:
        """The arguments of each time that it ran."""
        return self._asked.read_text("utf-8").splitlines() if self._asked.exists() else []


async def opened(folder: Path, script: str = WORKS, deadline_s: float = 20.0) -> Fake:
    fake = Fake(folder, script, deadline_s)
    await fake.manager.open(lambda event: None)
    return fake


async def failing(manager: SystemctlManager) -> BusError:
    with pytest.raises(BusError) as caught:
        await manager.open(lambda event: None)
    assert say(caught.value.what) and say(caught.value.next)
    return caught.value


def there(pid: str) -> bool:
    return Path(f"/proc/{pid}").exists()


def fails_with(fixture: str, status: int = 1) -> str:
    return f'cat "$fixtures/{fixture}" >&2; exit {status}'


# ------------------------------------------------------------------ what can be wrong


async def test_there_is_no_systemctl() -> None:
    assert (await failing(SystemctlManager(["/nonexistent/systemctl"]))).kind == "absent"


async def test_it_may_not_be_run(tmp_path: Path) -> None:
    (tmp_path / "systemctl").write_text("#!/bin/sh\n")
    assert (await failing(SystemctlManager([str(tmp_path / "systemctl")]))).kind == "denied"


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        (fails_with("error-not-booted.txt"), "absent"),
        (fails_with("error-no-bus.txt"), "absent"),
        ("echo 'Running in chroot, ignoring command show' >&2", "absent"),
        ("echo 'Failed to connect to bus: Operation not permitted' >&2; exit 1", "denied"),
        (fails_with("error-denied.txt"), "denied"),
        ("echo 'Failed to get properties: Connection reset by peer' >&2; exit 1", "lost"),
        ("echo 'Failed to get properties: Connection timed out' >&2; exit 1", "late"),
        ("kill -9 $$", "lost"),
        ("kill -SEGV $$", "lost"),
        ("echo rubbish", "lies"),
        ("printf '\\377\\376\\000'", "lies"),
        ("exit 0", "lies"),
        ("exit 7", "refused"),
        ("printf '\\033[2J\\377' >&2; exit 1", "refused"),
        ("while :; do echo ------------------------------------------; done", "lies"),
    ],
)
async def test_it_does_not_do_what_it_is_for(
    tmp_path: Path, script: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sptui.system.exec.MOST_BYTES", 1000)
    assert (await failing(Fake(tmp_path, script).manager)).kind == kind


async def test_it_does_not_answer_in_time(tmp_path: Path) -> None:
    error = await failing(Fake(tmp_path, "exec sleep 60", deadline_s=0.2).manager)
    assert error.kind == "late"


@pytest.mark.parametrize("answer", ["rubbish", "", "{}", "[7]", '[{"unit":""}]', "Id=a.service"])
async def test_a_list_that_makes_no_sense(tmp_path: Path, answer: str) -> None:
    script = f"case $* in *Version*) echo Version=1;; *) printf '%s' '{answer}';; esac"
    fake = await opened(tmp_path, script)
    with pytest.raises(BusError) as caught:
        await fake.manager.units()
    assert caught.value.kind == "lies"


@pytest.mark.parametrize(
    "answer", ["rubbish", "", "Result=success", "Id=a\n\nId=b\n\nId=c", "=", "\\377"]
)
async def test_properties_that_make_no_sense(tmp_path: Path, answer: str) -> None:
    script = f"case $* in *Version*) echo Version=1;; *) printf '{answer}';; esac"
    manager = (await opened(tmp_path, script)).manager
    for question in (manager.facts("a.service"), manager.details("a.service")):
        with pytest.raises(BusError) as caught:
            await question
        assert caught.value.kind == "lies"


async def test_it_fails_in_between(tmp_path: Path) -> None:
    script = f"case $* in *Version*) echo Version=1;; *) {fails_with('error-no-bus.txt')};; esac"
    manager = (await opened(tmp_path, script)).manager
    questions = (
        manager.units(), manager.units(["a.service"]), manager.facts("a.service"),
        manager.timer("a.timer"), manager.file_state("a.service"), manager.details("a.service"),
    )  # fmt: skip
    for question in questions:
        with pytest.raises(BusError) as caught:
            await question
        assert caught.value.kind == "absent"


# ------------------------------------------------------------------ what it asks


async def test_all_units_are_one_command(tmp_path: Path) -> None:
    fake = await opened(tmp_path)
    units = await fake.manager.units()
    assert [unit.name for unit in units][:2] == ["-.mount", "console-getty.service"]
    assert units[4].job == "stop"
    assert len(fake.asked) == 2
    assert fake.asked[1].startswith("--no-pager --no-ask-password --full list-units")


async def test_an_older_systemctl_is_asked_as_it_can_answer(tmp_path: Path) -> None:
    script = """
    case "$*" in
    *--timestamp*) sed s/bogus/timestamp/ "$fixtures/error-option.txt" >&2; exit 1 ;;
    *Version*) echo Version=239 ;;
    list-units*) cat "$fixtures/list-units-table.txt" ;;
    show*) cat "$fixtures/show-facts-old.txt" ;;
    esac
    """
    fake = await opened(tmp_path, script)
    assert len(await fake.manager.units()) == 6
    facts = await fake.manager.facts("hostile.service")
    assert facts.since == 1_795_611_724.0
    assert "--timestamp" not in fake.asked[-1]


NAMES = (
    "hostile.service", "rig-fails.service", "rig-slow.service", "two.socket", "-.mount",
    "nope.service", "dbus-org.freedesktop.login1.service",
)  # fmt: skip
FACTS = WORKS.replace(
    "list-units*)", 'show*Result*) cat "$fixtures/show-facts.txt" ;;\nlist-units*)'
)


async def facts_of_all(manager: SystemctlManager, names: Sequence[str] = NAMES) -> list[UnitFacts]:
    return await asyncio.gather(*map(manager.facts, names))


async def test_facts_of_many_are_one_command(tmp_path: Path) -> None:
    fake = await opened(tmp_path, FACTS)
    facts = await facts_of_all(fake.manager, (*NAMES, "hostile.service"))
    assert facts[0].main_pid == 29752 and facts[0] == facts[-1]
    assert facts[1].exit_status == 3
    assert len(fake.asked) == 2
    assert fake.asked[1].endswith("-- " + " ".join(NAMES))


async def test_one_that_is_too_odd_does_not_take_the_others_with_it(tmp_path: Path) -> None:
    script = """
    case "$*" in
    *Version*) echo Version=257 ;;
    *odd*) echo "Failed to get properties: Unit name odd is neither a valid" >&2; exit 1 ;;
    *is-enabled*" "*-.mount*) echo 'Failed to get unit file state for -.mount' >&2; exit 1 ;;
    *is-enabled*) echo enabled ;;
    *) printf 'Id=good.service\\nNRestarts=7\\n' ;;
    esac
    """
    manager = (await opened(tmp_path, script)).manager
    good, odd = await asyncio.gather(
        manager.facts("good.service"), manager.facts("odd.service"), return_exceptions=True
    )
    assert isinstance(good, UnitFacts) and good.restarts == 7
    assert isinstance(odd, BusError) and odd.kind == "refused"
    states = await asyncio.gather(
        manager.file_state("good.service"), manager.file_state("-.mount"), return_exceptions=True
    )
    assert states[0] == "enabled" and isinstance(states[1], BusError)


async def test_who_is_cancelled_does_not_take_the_others_with_it(tmp_path: Path) -> None:
    fake = await opened(tmp_path, FACTS.replace("show*Result*)", "show*Result*) sleep 0.3;"))
    first = asyncio.create_task(fake.manager.facts(NAMES[0]))
    rest = asyncio.create_task(facts_of_all(fake.manager, NAMES[1:]))
    await asyncio.sleep(0.05)
    first.cancel()
    assert (await rest)[0].exit_status == 3
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_when_nobody_waits_nothing_runs(tmp_path: Path) -> None:
    slow = 'show*Result*) echo $$ >"$here/pid"; exec sleep 60;'
    fake = await opened(tmp_path, FACTS.replace("show*Result*)", slow))
    question = asyncio.create_task(facts_of_all(fake.manager))
    note = tmp_path / "pid"
    while not note.exists() or not note.read_text():  # noqa: ASYNC110 - of another process
        await asyncio.sleep(0.01)
    question.cancel()
    with pytest.raises(asyncio.CancelledError):
        await question
    async with asyncio.timeout(10):
        while there(note.read_text().strip()):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    # Who asks afterwards is answered anew.
    again = asyncio.create_task(fake.manager.facts(NAMES[0]))
    await asyncio.sleep(0.1)
    assert not again.done()
    again.cancel()


async def test_names_that_no_unit_has_never_reach_it(tmp_path: Path) -> None:
    fake = await opened(tmp_path)
    manager = fake.manager
    for name in (
        "",
        "a b.service",
        "*.service",
        "--help",
        "ssh",
        "/etc.mount/..",
        "\udcff.service",
    ):
        for question in (manager.facts(name), manager.file_state(name), manager.details(name)):
            with pytest.raises(BusError) as caught:
                await question
            assert (caught.value.kind, caught.value.name) == (
                "refused",
                "org.freedesktop.DBus.Error.InvalidArgs",
            )
    for name in ("a.service", "x*.timer"):
        with pytest.raises(BusError):
            await manager.timer(name)
    rows = await manager.units(["a b", "a b", "x@.service"])
    gone = ("not-found", "inactive", "dead")
    assert rows == [Unit("a b", "a b", *gone), Unit("x@.service", "x@.service", *gone)]
    assert len(fake.asked) == 1


async def test_a_template_has_no_facts_but_a_state(tmp_path: Path) -> None:
    fake = await opened(
        tmp_path, WORKS.replace("list-units*)", "is-enabled*) echo indirect ;;\nl*)")
    )
    assert await fake.manager.facts("getty@.service") == UnitFacts()
    assert await fake.manager.file_state("getty@.service") == "indirect"
    with pytest.raises(BusError) as caught:
        await fake.manager.details("getty@.service")
    assert caught.value.name == "org.freedesktop.systemd1.NoSuchUnit"


async def test_units_by_name_are_looked_up_and_the_rest_loaded(tmp_path: Path) -> None:
    row = "Id=real.service\\nDescription=R\\nLoadState=loaded\\nActiveState=active\\nSubState=dead"
    script = WORKS.replace("list-units*)", f"show*alias*) printf '{row}' ;;\nlist-units*)")
    fake = await opened(tmp_path, script)
    rows = await fake.manager.units(["rig-slow.service", "alias.service"])
    assert (rows[0].sub, rows[0].job) == ("stop", "stop")
    assert rows[1] == Unit("real.service", "R", "loaded", "active", "dead")
    assert len(fake.asked) == 3


async def test_states_of_unit_files_are_one_command(tmp_path: Path) -> None:
    script = WORKS.replace(
        "list-units*)", 'is-enabled*) cat "$fixtures/is-enabled.txt"; exit 1 ;;\nlist-units*)'
    )
    fake = await opened(tmp_path, script)
    names = [f"{letter}.service" for letter in "abcdefg"]
    states = await asyncio.gather(*map(fake.manager.file_state, names))
    assert list(states) == ["disabled", "", "enabled", "", "static", "enabled-runtime", "disabled"]
    assert len(fake.asked) == 2


async def test_one_unit_in_full(tmp_path: Path) -> None:
    group = tmp_path / "sys/fs/cgroup/system.slice/hostile.service"
    (group / "below").mkdir(parents=True)
    (group / "cgroup.procs").write_text("41\n0\n")
    (group / "below" / "cgroup.procs").write_text("42\n43\n")
    for pid, argv in ((41, "sleep\0--password=hunter2\0"), (42, "")):
        (tmp_path / f"proc/{pid}").mkdir(parents=True)
        (tmp_path / f"proc/{pid}/cmdline").write_text(argv)
        (tmp_path / f"proc/{pid}/comm").write_text("worker\n")
    script = WORKS.replace(
        "list-units*)",
        'show*-pExecCondition*) cat "$fixtures/show-exec-hostile.txt" ;;\n'
        'show*FragmentPath*) cat "$fixtures/show-details-hostile.txt" ;;\nlist-units*)',
    )
    details = await (await opened(tmp_path, script)).manager.details("hostile.service")
    assert details.unit.active == "active" and details.user == "nobody"
    assert details.commands[0].argv[-1] == "--password=***"
    assert details.conditions is None, "not told"
    assert [(p.pid, p.below, p.command) for p in details.processes] == [
        (41, "", "sleep --password=***"),
        (42, "below", "[worker]"),
        (43, "below", ""),
    ]


async def test_after_its_end_it_asks_nothing(tmp_path: Path) -> None:
    fake = await opened(tmp_path)
    assert fake.manager.way == "systemctl"
    assert fake.manager.abilities == (False, True)
    await fake.manager.close()
    with pytest.raises(BusError) as caught:
        await fake.manager.units()
    assert caught.value.kind == "lost"
    assert len(fake.asked) == 1
