"""What systemctl is told to do, and what is made of its words when it does not: of a made-up one.
The real one: tests/contract/test_managers_doing.py, in the rig."""

from pathlib import Path

import pytest

from sptui.actions.unit import job
from sptui.model.bus_step import Bus
from sptui.model.errors import BusError
from sptui.paint.words import say
from sptui.system.exec import Done
from sptui.system.manager_systemctl import SystemctlManager
from sptui.system.systemctl_errors import error_of, tells_of_a_job

UNIT = "a-b@1.service"
START = job("StartUnit", "start", UNIT)
CHANGED = f"Warning: The unit file, or drop-ins, of {UNIT} changed on disk. Run 'systemctl'.\n"


def failed(words: str) -> Done:
    return Done(1, b"", words.encode())


@pytest.mark.parametrize(
    ("words", "name", "said"),
    [
        (f"Failed to start {UNIT}: Unit {UNIT} not found.", "NoSuchUnit", f"there is no {UNIT}"),
        (f"Failed to stop {UNIT}: Unit {UNIT} not loaded.", "NoSuchUnit", f"there is no {UNIT}"),
        (f"Failed to enable unit: Unit {UNIT} does not exist", "NoSuchUnit", f"there is no {UNIT}"),
        (f"{CHANGED}Failed to start a: Unit b.service is masked.", "UnitMasked",
         "b.service is masked; unmask it first"),
        ("Failed to reload a: Job type reload is not applicable for unit c.service.",
         "JobTypeNotApplicable", "c.service can't do that"),
        ("Failed to start a: Operation refused, unit d.service may be requested by dependency only"
         " (it is configured to refuse manual start/stop).", "OnlyByDependency",
         "the file of d.service says that only other units may do that"),
        ("Failed to start a: Transaction contains conflicting jobs 'stop' and 'start' for a.",
         "TransactionJobsConflicting", "what it needs contradicts itself"),
        ("Failed to start a: Transaction order is cyclic. See system logs for details.",
         "TransactionOrderIsCyclic", "what it needs waits for each other in a circle"),
        ("Failed to start a: Transaction for a/start is destructive (b.target has 'stop' job"
         " queued, but 'start' is included in transaction).", "TransactionIsDestructive",
         "a job that is not done would have to go for it"),
        ("Failed to start a: Unit e.service has a bad unit file setting.", "BadUnitSetting",
         "the unit file of e.service is no good"),
        ("Failed to kill unit a: No main process to kill", "NoSuchProcess",
         "it has no such process"),
        ("Failed to mask unit: File '/etc/systemd/system/x.service' already exists", "UnitExists",
         "/etc/systemd/system/x.service is in the way"),
        ("Failed to mask unit: Read-only file system", "EROFS",
         "the folder of its file is read-only"),
        ("Failed to start a: Access denied\nSee system logs and 'systemctl status' for details.",
         "AccessDenied", "you may not"),
        ("Failed to start a: Interactive authentication required.",
         "InteractiveAuthorizationRequired",
         "you would have to say who you are, and nobody can ask you here"),
        ("Failed to do a: Something that nobody knew of.", "Failed",
         "Something that nobody knew of"),
        ("Failed to", "Failed", "Failed to"),
        ("", "Failed", "1"),
        ("\x1b[31m\udcff".encode("utf-8", "surrogateescape").decode("utf-8", "replace"), "Failed",
         "\ufffd[31m\ufffd"),
    ],
    ids=range(19),
)  # fmt: skip
def test_words_become_what_d_bus_would_have_said(words: str, name: str, said: str) -> None:
    error = error_of(failed(words), f"start {UNIT}")
    assert error.name.rpartition(".")[2] == name
    assert say(error.what) == f"systemd refuses start {UNIT}: {said}"
    assert not tells_of_a_job(failed(words))


ENDS = (
    f'Job for {UNIT} failed because the control process exited with error code.\nSee "x".',
    f"Job for {UNIT} canceled.",
    f"Job for {UNIT} timed out.",
    f"{CHANGED}Job for {UNIT} failed.",
    f"A dependency job for {UNIT} failed. See 'journalctl -xe' for details.",
    f"Assertion failed on job for {UNIT}.",
    f"Operation on or unit type of {UNIT} not supported on this system.",
    f"Unit {UNIT} was started already once and can't be started again.",
    f"{UNIT} is not active, cannot reload.",
)


def manager(folder: Path, script: str) -> SystemctlManager:
    """One with a systemctl that notes its arguments, and does what `script` says."""
    program = folder / "systemctl"
    program.write_text(f'printf "%s\\n" "$@" >>{folder}/asked\n{script}\n', "utf-8")
    return SystemctlManager(["/bin/sh", str(program)])


@pytest.mark.parametrize("words", ENDS, ids=range(len(ENDS)))
async def test_how_a_job_ended_is_no_error(tmp_path: Path, words: str) -> None:
    (tmp_path / "words").write_text(words, "utf-8")
    made = manager(tmp_path, f"cat {tmp_path}/words >&2; exit 1")
    assert await made.change(START) is None
    with pytest.raises(BusError):  # of what is no job it is one
        await made.change(Bus("ResetFailedUnit", "s", (UNIT,), START.argv, UNIT))


async def test_the_command_is_the_one_that_was_shown(tmp_path: Path) -> None:
    made = manager(tmp_path, "exit 0")
    step = Bus(
        "KillUnit", "ssi", (UNIT, "all", 15),
        ("systemctl", "kill", "--kill-whom=all", "--signal=SIGTERM", "--", UNIT), UNIT,
    )  # fmt: skip
    assert await made.change(step) is None
    asked = (tmp_path / "asked").read_text().splitlines()
    assert asked[-len(step.argv) + 1 :] == list(step.argv[1:])


@pytest.mark.parametrize(
    "name", ["*", "a*.service", "[ab].service", "", "a", "--all", "a b.service", "../a.service"]
)
async def test_what_is_no_name_is_not_said_to_it(tmp_path: Path, name: str) -> None:
    made = manager(tmp_path, "exit 0")
    for step in (
        job("StopUnit", "stop", name),
        Bus("MaskUnitFiles", "asbb", (("ok.service", name), True, False), ("systemctl", "mask")),
    ):
        if step.unit or step.member == "MaskUnitFiles":
            with pytest.raises(BusError) as caught:
                await made.change(step)
            assert caught.value.kind == "refused"
    assert not (tmp_path / "asked").exists()


async def test_a_template_has_a_file_and_runs_never(tmp_path: Path) -> None:
    made = manager(tmp_path, "exit 0")
    files = Bus("MaskUnitFiles", "asbb", (("a@.service",), True, False), ("systemctl", "mask"))
    assert await made.change(files) is None
    with pytest.raises(BusError):
        await made.change(job("StartUnit", "start", "a@.service"))


LISTS = f"""
case "$*" in
*list-jobs*) printf ' 12 b.service start running\\n 345 {UNIT} stop running\\n' ;;
*cancel*) FAILS ;;
esac
"""


async def test_cancelling_takes_the_job_of_this_unit(tmp_path: Path) -> None:
    made = manager(tmp_path, LISTS.replace("FAILS", "exit 0"))
    await made.cancel(UNIT)
    assert (tmp_path / "asked").read_text().splitlines()[-2:] == ["cancel", "345"]
    (tmp_path / "asked").unlink()
    await made.cancel("c.service")
    assert "cancel" not in (tmp_path / "asked").read_text().splitlines()


async def test_a_job_that_ended_meanwhile_is_cancelled_enough(tmp_path: Path) -> None:
    fails = "echo 'Failed to cancel job 345: Job 345 does not exist.' >&2; exit 1"
    await manager(tmp_path, LISTS.replace("FAILS", fails)).cancel(UNIT)
    made = manager(tmp_path, LISTS.replace("FAILS", "echo Access denied >&2; exit 4"))
    with pytest.raises(BusError) as caught:
        await made.cancel(UNIT)
    assert caught.value.kind == "denied"
