"""`sptui do` on a real systemd: what it plans is what happens, and what it says is how systemd says
it is."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.fakes.schema import errors
from tests.rig.deeds import DEEDS, DROP_IN, RAN, UNIT, Deed, is_so, stage
from tests.rig.machine import remove, run, settled, shown, state, systemctl, until, write
from tests.rig.units import RUNS, loaded

HOUSE = Path(__file__).parents[2]
SCHEMA = json.loads((HOUSE / "docs/do.schema.json").read_text("utf-8"))
LIMIT_S = 60
WAYS = ("bus", "private", "systemctl")
NOBODY = ("setpriv", "--reuid", "nobody", "--clear-groups")
# It stops when it is killed, and not before.
HANGS = (
    "[Service]\nExecStart=/bin/sleep infinity\nExecStop=/bin/sleep infinity\nTimeoutStopSec=300\n"
)
FAILS = "[Service]\nExecStart=/bin/sh -c 'echo it could not bind; exit 7'\n"


class Said(NamedTuple):
    """What a run of `sptui do` came to."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> dict[str, Any]:
        found = json.loads(self.out)
        assert list(errors(found, SCHEMA, SCHEMA)) == []
        return dict(found)


def start(*words: str, user: Sequence[str] = ()) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*user, "sptui", "do", *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="surrogateescape",
    )


def ended(process: subprocess.Popen[str]) -> Said:
    out, err = process.communicate(timeout=LIMIT_S)
    assert process.returncode is not None
    return Said(process.returncode, out, err)


def do(*words: str, user: Sequence[str] = ()) -> Said:
    return ended(start(*words, user=user))


def words_of(deed: Deed) -> list[str]:
    settings = [f"--set={name}={value}" for name, value in deed.settings.items()]
    return [deed.action, *([deed.target] if deed.target else []), *settings]


def commands(data: dict[str, Any]) -> list[str]:
    """The command of each step that systemd is asked for; "" of what sptui does itself."""
    return [" ".join(step["bus"]["argv"]) if "bus" in step else "" for step in data["steps"]]


# ------------------------------------------------------------------ what can be done


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.name)
def test_what_it_plans_happens_and_what_it_says_is_so(deed: Deed) -> None:
    with stage(deed):
        planned = do(*words_of(deed), "--dry-run", "--json")
        assert planned.code == 0, planned.err
        assert commands(planned.data) == list(deed.commands)
        assert not deed.after or not is_so(deed)() or deed.action in ALIKE, "nothing is done yet"
        before = shown(UNIT, "MainPID")["MainPID"]
        done = do(*words_of(deed), "--yes", "--json")
        assert (done.code, done.err) == (0, "")
        assert done.data["steps"] == planned.data["steps"]
        outcome = done.data["outcome"]
        assert outcome["ok"] and outcome["text"].startswith(deed.text)
        until(is_so(deed), f"{deed.judged} is {dict(deed.after)}")
        back = outcome["undo"]
        assert (back[2] if back else "") == deed.opposite
        if "restart" in deed.action:
            assert shown(UNIT, "MainPID")["MainPID"] != before
        if deed.action == "unit.reload":
            assert os.path.exists("/run/deed-reloaded")
            os.unlink("/run/deed-reloaded")
        if back:
            undone = do(*back[2:], "--yes", "--json")
            assert (undone.code, undone.err) == (0, "")
            assert not is_so(deed)()


# What is the same before and after.
ALIKE = {"unit.restart", "unit.try-restart", "unit.reload"}


@pytest.mark.parametrize("way", WAYS)
def test_by_each_way_to_systemd(way: str) -> None:
    deed = next(each for each in DEEDS if each.action == "unit.start")
    with stage(deed):
        done = do("unit.start", "deed", "--yes", "--json", "--bus", way)
        assert (done.code, done.err) == (0, "")
        assert done.data["outcome"]["text"].startswith(deed.text)
        stopped = do("unit.stop", "deed", "--yes", "--bus", way)
        assert (stopped.code, stopped.err) == (0, "")
        assert state(UNIT)[0] == "inactive"


def test_a_drop_in_that_is_wrong_does_not_count() -> None:
    deed = next(each for each in DEEDS if each.action == "unit.edit")
    with stage(deed):
        write({DROP_IN: "[Service]\nExecStart=\nType=oneshot\nRestart=nonsense\n[Servic\n"}, "/")
        done = do(*words_of(deed), "--yes", "--json")
        assert done.code == 1
        assert not os.path.exists(f"/run/systemd/system/{UNIT}.d/50-sptui.conf")
        assert not done.data["outcome"]["ok"] and done.data["outcome"]["undo"] is None


def test_a_process_is_ended_by_its_pid() -> None:
    sleeper = subprocess.Popen(["/bin/sleep", "infinity"])
    try:
        done = do("process.terminate", str(sleeper.pid), "--yes", "--json")
        assert (done.code, done.err) == (0, "")
        assert sleeper.wait(LIMIT_S) == -signal.SIGTERM
        gone = do("process.terminate", done.data["target"], "--yes")
        assert gone.code == 3 and f"{sleeper.pid} is gone" in gone.err
    finally:
        sleeper.kill()


# ------------------------------------------------------------------ targets


def test_what_is_not_there_may_be_several_or_can_be_none() -> None:
    files = {"rig-many.socket": "[Socket]\nListenStream=/run/rig-many\n"}
    files |= {"rig-many.service": RUNS, "rig-few.timer": "[Timer]\nOnCalendar=2099-01-01\n"}
    files |= {"rig-two.timer": "[Timer]\nOnCalendar=2099-01-01\n"}
    files |= {"rig-two.path": "[Path]\nPathExists=/nowhere\n", "rig-few.service": RUNS}
    with loaded(files):
        remove(["rig-two.service"])
        none = do("unit.start", "rig-manny", "--yes")
        assert none.code == 3 and "did you mean rig-many.service" in none.err
        many = do("unit.start", "rig-two", "--yes")
        assert many.code == 3
        assert (
            "rig-two may be several units. Next: say which: rig-two.path, rig-two.timer" in many.err
        )
        for odd in ("rig-many\nx", "rig-many.service\x1b[31m", "x" * 300, "", "*", "\udcff"):
            wrong = do("unit.start", "--yes", "--", odd)
            assert wrong.code == 64, odd
            assert wrong.err.count("\n") == 1 and wrong.err[:-1].isprintable()
        assert do("unit.start", "--yes", "rig-many").code == 0
        assert state("rig-many.service")[0] == "active"
        assert state("rig-many.socket")[0] == "inactive", "the service was meant"
        systemctl("stop", "rig-many.service")


@pytest.mark.parametrize(
    "name", ["--help.service", "-dash.service", "hostile-\\x1b\\x5b31m.service", "a@b@c.service"]
)
def test_odd_names_are_names(name: str) -> None:
    with loaded({name: RUNS}, stop=[name]):
        done = do("unit.start", "--yes", "--json", "--", name)
        assert (done.code, done.err) == (0, "")
        assert done.data["targets"] == [name]
        assert run("systemctl", "is-active", "--", name).strip() == "active"


def test_another_name_is_the_same_unit_and_a_template_wants_one() -> None:
    files = {"rig-real.service": RUNS, "rig-of@.service": RUNS}
    with loaded(files, stop=["rig-real.service", "rig-of@x.service"]):
        os.symlink("rig-real.service", "/run/systemd/system/rig-other.service")
        try:
            systemctl("daemon-reload")
            data = do("unit.start", "rig-other", "rig-real", "--dry-run", "--json").data
            assert data["targets"] == ["rig-real.service"]
        finally:
            remove(["rig-other.service"])
        template = do("unit.start", "rig-of@", "--yes")
        assert template.code == 3 and "a name is wanted behind its @" in template.err
        assert do("unit.start", "rig-of@x", "--yes").code == 0
        assert state("rig-of@x.service")[0] == "active"


def test_a_folder_is_its_mount() -> None:
    run("mkdir", "-p", "/srv/rig-mount")
    run("mount", "-t", "tmpfs", "none", "/srv/rig-mount")
    try:
        done = do("unit.stop", "/srv/rig-mount", "--yes", "--json")
        assert (done.code, done.err) == (0, "")
        assert done.data["targets"] == ["srv-rig\\x2dmount.mount"]
        assert not os.path.ismount("/srv/rig-mount")
    finally:
        run("umount", "/srv/rig-mount", check=False)


# ------------------------------------------------------------------ what goes wrong


def test_what_fails_to_start_says_why_with_its_last_lines() -> None:
    with loaded({"rig-fails.service": FAILS}):
        done = do("unit.start", "rig-fails", "--yes")
        assert done.code == 1
        first, *lines = done.err.splitlines()
        assert first.startswith("sptui: rig-fails.service: failed; ") and "7" in first
        assert any("it could not bind" in line for line in lines), done.err
        told = do("unit.start", "rig-fails", "--yes", "--json")
        assert told.code == 1 and told.data["exit"] == 1
        assert any("it could not bind" in line for line in told.data["outcome"]["lines"])


def test_what_hangs_can_be_left_and_its_job_goes_on() -> None:
    with loaded({"rig-hangs.service": HANGS}):
        systemctl("start", "rig-hangs.service")
        try:
            process = start("unit.stop", "rig-hangs", "--yes", "--json")
            until(lambda: state("rig-hangs.service")[0] == "deactivating", "it is being stopped")
            process.send_signal(signal.SIGINT)
            left = ended(process)
            assert left.code == 130
            assert left.err.startswith("Left; ")
            assert "sptui do unit.cancel rig-hangs.service" in left.err
            assert left.data["outcome"] is None and left.data["exit"] == 130
            assert "rig-hangs.service stop" in " ".join(systemctl("list-jobs").split())
            again = do("unit.stop", "rig-hangs", "--yes")
            assert again.code == 3 and "systemd's job (stop) for it is not done" in again.err
            cancelled = do("unit.cancel", "rig-hangs", "--yes")
            assert (cancelled.code, cancelled.err) == (0, "")
            assert "rig-hangs" not in systemctl("list-jobs")
        finally:
            systemctl("kill", "--signal=KILL", "rig-hangs.service", check=False)
            settled(["rig-hangs.service"], "failed")


def test_two_at_once_make_one_job_and_the_other_is_told_by_whom() -> None:
    slow = "[Service]\nExecStart=/bin/sleep infinity\nExecStop=/bin/sleep 3\n"
    with loaded({"rig-slow.service": slow}, stop=["rig-slow.service"]):
        systemctl("start", "rig-slow.service")
        since = run("journalctl", "--show-cursor", "-n0", "-q").strip().removeprefix("-- cursor: ")
        both = [start("unit.restart", "rig-slow", "--yes", "--json") for _ in range(2)]
        told = [ended(process) for process in both]
        assert sorted(each.code for each in told) == [0, 3]
        refused = next(each for each in told if each.code == 3)
        assert "root" in refused.err and "unit.restart" in refused.err, refused.err
        run("journalctl", "--sync")
        filters = ["UNIT=rig-slow.service", "JOB_TYPE=restart"]
        lines = run("journalctl", "-q", "-ojson", f"--after-cursor={since}", *filters)
        jobs = {json.loads(line)["JOB_ID"] for line in lines.splitlines()}
        assert len(jobs) == 1, lines


def test_who_may_not_is_told_in_words() -> None:
    with loaded({"rig-theirs.service": RUNS}, stop=["rig-theirs.service"]):
        systemctl("start", "rig-theirs.service")
        # whether a rule allows it for this very unit is not known before
        refused = do("unit.stop", "rig-theirs", "--yes", user=NOBODY)
        assert refused.code == 3
        assert refused.err.startswith("sptui: systemd refuses stop rig-theirs.service: ")
        assert refused.err.endswith(". Next: do it as root\n")
        assert refused.err.count("\n") == 1
        assert state("rig-theirs.service")[0] == "active"
        before = do("unit.mask", "rig-theirs", "--set", "runtime=yes", "--yes", user=NOBODY)
        assert before.code == 3
        assert "polkit refuses you org.freedesktop.systemd1.manage-unit-files" in before.err
        listed = do("--list", "rig-theirs", "--json", user=NOBODY)
        why = {each["id"]: each["disabled"] for each in listed.data["actions"]}
        assert "polkit" in why["unit.mask"] and why["unit.edit"] is not None


ETC, STORE = "/etc/systemd/system", "/nix/store/0000-system-units"


@contextmanager
def in_a_store() -> Iterator[None]:
    """The folder of an admin's unit files is one that nobody may write, as on NixOS."""
    shutil.copytree(ETC, STORE, symlinks=True)
    shutil.rmtree(ETC)
    os.symlink(STORE, ETC)
    try:
        yield
    finally:
        os.unlink(ETC)
        shutil.copytree(STORE, ETC, symlinks=True)
        shutil.rmtree(STORE)
        systemctl("daemon-reload")


def test_where_unit_files_lie_in_a_store_only_what_ends_with_the_boot_is_offered() -> None:
    deed = next(each for each in DEEDS if each.action == "unit.unmask")
    with stage(deed._replace(before=())), in_a_store():
        systemctl("daemon-reload")
        planned = do("unit.enable", UNIT, "--dry-run", "--json")
        assert planned.code == 0, planned.err
        assert planned.data["params"]["runtime"] == "yes"
        refused = do("unit.enable", UNIT, "--set", "runtime=no", "--yes")
        why = "the configuration of this system makes its unit files; change it there"
        assert refused.code == 3 and why in refused.err
        assert f"no  not now: {why}" in do("unit.mask", "--help").out
        before = sorted(os.listdir(STORE))
        for action in ("unit.enable", "unit.disable", "unit.mask", "unit.unmask"):
            done = do(action, UNIT, "--yes")
            assert (done.code, done.err) == (0, ""), action
        assert sorted(os.listdir(STORE)) == before


def test_what_lies_where_its_mask_would_be_can_t_be_masked() -> None:
    """systemd would refuse the one mask, and take the other for done while it means nothing."""
    with loaded({"rig-late.service": RUNS}):
        late = do("unit.mask", "rig-late", "--set", "runtime=yes", "--yes")
        assert late.code == 3 and "/run/systemd/system/rig-late.service" in late.err
    write({"rig-etc.service": RUNS}, ETC)
    try:
        systemctl("daemon-reload")
        for where in ("yes", "no"):
            refused = do("unit.mask", "rig-etc", "--set", f"runtime={where}", "--yes")
            assert refused.code == 3 and "/etc/systemd/system/rig-etc.service" in refused.err
    finally:
        remove(["rig-etc.service"], ETC)
        systemctl("daemon-reload")


def test_read_only_changes_nothing() -> None:
    deed = next(each for each in DEEDS if each.action == "unit.start")
    with stage(deed):
        for each in DEEDS:
            refused = do(*words_of(each), "--yes", "--read-only")
            assert refused.code == 3 and "read-only" in refused.err, each.name
        assert state(UNIT)[0] == "inactive" and state(RAN)[0] == "inactive"
