"""The scan of the unit folders, over made-up ones. What systemd itself says of the like is held
against it in tests/rig/test_unit_files.py."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from sptui.model.unit import UnitFile
from sptui.system import unit_folder
from sptui.system.unit_files import UnitFiles
from sptui.system.unit_folder import MOST_ASKED
from tests.rubbish import HOSTILE, text_of

ETC, RUN, LIB = "etc/systemd/system", "run/systemd/system", "usr/lib/systemd/system"
LOCAL = "usr/local/lib/systemd/system"
PLAIN = "[Unit]\nDescription=x\n"
WANTED = PLAIN + "[Install]\nWantedBy=multi-user.target\n"
WANTS = f"{ETC}/multi-user.target.wants"


def lay(root: Path, spec: Mapping[str, str | bytes]) -> None:
    """Files by path; what begins with -> is a link. All as old as if it had long been there."""
    for name, what in spec.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(what, str) and what.startswith("->"):
            path.unlink(missing_ok=True)
            path.symlink_to(what[2:])
        else:
            path.write_bytes(what.encode() if isinstance(what, str) else what)


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits until a time stamp is old."""
    monkeypatch.setattr(unit_folder, "_SETTLED_NS", -(10**9))


def states(root: Path) -> dict[str, str]:
    return {name: file.state for name, file in UnitFiles(str(root)).scan().items()}


def drop_ins(root: Path, name: str) -> list[str]:
    found = UnitFiles(str(root)).scan()[name].drop_ins
    return [path.removeprefix("/") for path in found]


# ---------------------------------------------------------------- states


def test_every_state(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {
            f"{LIB}/enabled.service": WANTED,
            f"{WANTS}/enabled.service": "->/usr/lib/systemd/system/enabled.service",
            f"{LIB}/enabled-run.service": WANTED,
            f"{RUN}/a.target.wants/enabled-run.service": "->/usr/lib/systemd/system/no-matter",
            "opt/linked.service": PLAIN,
            f"{ETC}/linked.service": "->/opt/linked.service",
            f"{RUN}/linked-run.service": "->/opt/linked-run.service",
            "opt/linked-run.service": PLAIN,
            f"{LIB}/real.service": PLAIN,
            f"{LIB}/alias.service": "->real.service",
            f"{ETC}/masked.service": "->/dev/null",
            f"{LIB}/masked.service": PLAIN,
            f"{RUN}/masked-run.service": "->/dev/null",
            f"{ETC}/empty.service": "",
            f"{LIB}/static.service": PLAIN,
            f"{LIB}/disabled.service": WANTED,
            f"{LIB}/also.service": "[Install]\nAlso=static.service\n",
            f"{LIB}/other-name.service": PLAIN,
            f"{ETC}/its-name.service": "->/usr/lib/systemd/system/other-name.service",
            "run/systemd/generator/generated.service": PLAIN,
            "run/systemd/generator.late/late.mount": PLAIN,
            "run/systemd/transient/transient.service": PLAIN,
            f"{LIB}/bad.service": "[Unit\n",
            f"{ETC}/away.service": "->/opt/away.service",
        },
    )
    assert states(tmp_path) == {
        "enabled.service": "enabled",
        "enabled-run.service": "enabled-runtime",
        "linked.service": "linked",
        "linked-run.service": "linked-runtime",
        "real.service": "static",  # a name that comes with the package makes it no other state
        "alias.service": "alias",
        "masked.service": "masked",
        "masked-run.service": "masked-runtime",
        "empty.service": "masked",
        "static.service": "static",
        "disabled.service": "disabled",
        "also.service": "indirect",
        "other-name.service": "indirect",
        "its-name.service": "alias",
        "generated.service": "generated",
        "late.mount": "generated",
        "transient.service": "transient",
        "bad.service": "bad",
        "away.service": "bad",
    }


def test_templates_and_instances(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {
            f"{LIB}/a@.service": WANTED + "DefaultInstance=x\n",
            f"{WANTS}/a@x.service": "->/usr/lib/systemd/system/a@.service",
            f"{LIB}/b@.service": WANTED,
            f"{WANTS}/b@y.service": "->/usr/lib/systemd/system/b@.service",
            f"{LIB}/c@.service": WANTED,
            f"{LIB}/c@z.service": WANTED,
            f"{LIB}/g.target.wants/d@v.service": "->../d@.service",
            f"{LIB}/d@.service": PLAIN,
            f"{WANTS}/nobody@n.service": "->/usr/lib/systemd/system/nobody@.service",
        },
    )
    found = UnitFiles(str(tmp_path)).scan()
    assert {name: file.state for name, file in found.items()} == {
        "a@.service": "enabled",
        "a@x.service": "enabled",
        "b@.service": "indirect",  # started as something, but not as what it says itself
        "b@y.service": "enabled",
        "c@.service": "disabled",
        "c@z.service": "disabled",
        "d@.service": "static",
        "d@v.service": "static",
    }
    assert found["b@y.service"].path == f"/{LIB}/b@.service"


def test_the_first_folder_counts(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {
            f"{LIB}/a.service": PLAIN,
            f"{LOCAL}/a.service": WANTED,
            f"{LIB}/b.service": WANTED,
            f"{RUN}/b.service": PLAIN,
            f"{ETC}/c.service": WANTED,
            f"{RUN}/c.service": "->/dev/null",
            "run/systemd/transient/d.service": PLAIN,
            f"{ETC}/d.service": WANTED,
            "run/systemd/generator.late/e.service": PLAIN,
            f"{LIB}/e.service": PLAIN,
        },
    )
    found = UnitFiles(str(tmp_path)).scan()
    assert {name: (file.path[1:], file.state) for name, file in found.items()} == {
        "a.service": (f"{LOCAL}/a.service", "disabled"),
        "b.service": (f"{RUN}/b.service", "static"),
        "c.service": (f"{ETC}/c.service", "disabled"),
        "d.service": ("run/systemd/transient/d.service", "transient"),
        "e.service": (f"{LIB}/e.service", "static"),
    }


def test_the_file_that_counts_is_the_one_that_systemd_loads(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {
            f"{LIB}/a.service": PLAIN,
            f"{LIB}/b.service": "->a.service",
            f"{ETC}/c.service": "->/usr/lib/systemd/system/b.service",
            f"{ETC}/linked.service": "->/opt/deep/linked.service",
            "opt/deep/linked.service": PLAIN,
            f"{ETC}/masked.service": "->/dev/null",
            f"{LIB}/masked.service.d/a.conf": PLAIN,
        },
    )
    found = UnitFiles(str(tmp_path)).scan()
    assert {name: file.path[1:] for name, file in found.items()} == {
        "a.service": f"{LIB}/a.service",
        "b.service": f"{LIB}/a.service",
        "c.service": f"{LIB}/a.service",
        "linked.service": f"{ETC}/linked.service",
        "masked.service": f"{ETC}/masked.service",
    }
    assert found["masked.service"].drop_ins == ()


def test_a_folder_that_is_there_twice_counts_once(tmp_path: Path) -> None:
    lay(
        tmp_path, {f"{LIB}/a.service": PLAIN, f"{LIB}/b.service": "->/lib/systemd/system/a.service"}
    )
    (tmp_path / "lib").symlink_to("usr/lib")
    found = UnitFiles(str(tmp_path)).scan()
    assert [file.path for file in found.values()] == [f"/{LIB}/a.service"] * 2


def test_links_into_the_store_of_nixos(tmp_path: Path) -> None:
    units = "nix/store/9-system-units"
    lay(
        tmp_path,
        {
            "nix/store/1-unit-a.service/a.service": WANTED,
            "nix/store/2-unit-b.service/b.service": PLAIN,
            "nix/store/3-unit-m.service/m.service": "->/dev/null",
            f"{units}/a.service": "->/nix/store/1-unit-a.service/a.service",
            f"{units}/b.service": "->/nix/store/2-unit-b.service/b.service",
            f"{units}/m.service": "->/nix/store/3-unit-m.service/m.service",
            f"{units}/other.service": "->b.service",
            f"{units}/multi-user.target.wants/a.service": "->../a.service",
            f"{units}/b.service.d/overrides.conf": PLAIN,
        },
    )
    (tmp_path / "etc/systemd").mkdir(parents=True)
    (tmp_path / ETC).symlink_to(f"../../{units}")
    found = UnitFiles(str(tmp_path)).scan()
    assert {name: file.state for name, file in found.items()} == {
        "a.service": "enabled",
        "b.service": "linked",
        "m.service": "masked",
        "other.service": "alias",
    }
    for name in ("b.service", "other.service"):
        assert found[name].drop_ins == (f"/{units}/b.service.d/overrides.conf",)


# ---------------------------------------------------------------- drop-ins


def test_drop_ins_of_every_level_by_their_names(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {
            f"{LIB}/a-b.service": PLAIN,
            f"{LIB}/z.service": PLAIN,
            f"{LIB}/service.d/50-type.conf": PLAIN,
            f"{LIB}/a-.service.d/40-prefix.conf": PLAIN,
            f"{LIB}/a-b.service.d/60-own.conf": PLAIN,
            f"{ETC}/a-b.service.d/10-own.conf": PLAIN,
            f"{ETC}/a-b.service.d/readme": PLAIN,
            f"{ETC}/a-b.service.d/.70-hidden.conf": PLAIN,
        },
    )
    assert drop_ins(tmp_path, "a-b.service") == [
        f"{ETC}/a-b.service.d/10-own.conf",
        f"{LIB}/a-.service.d/40-prefix.conf",
        f"{LIB}/service.d/50-type.conf",
        f"{LIB}/a-b.service.d/60-own.conf",
    ]
    assert drop_ins(tmp_path, "z.service") == [f"{LIB}/service.d/50-type.conf"]


def test_of_drop_ins_with_the_same_name_the_first_folder_s_counts_then_the_most_special(
    tmp_path: Path,
) -> None:
    lay(
        tmp_path,
        {
            f"{LIB}/a-b.service": PLAIN,
            f"{LIB}/a-b.service.d/x.conf": PLAIN,
            f"{ETC}/a-.service.d/x.conf": PLAIN,
            f"{RUN}/a-b.service.d/y.conf": PLAIN,
            f"{RUN}/a-.service.d/y.conf": PLAIN,
            f"{ETC}/service.d/y.conf": PLAIN,
        },
    )
    assert drop_ins(tmp_path, "a-b.service") == [
        f"{ETC}/a-.service.d/x.conf",
        f"{RUN}/a-b.service.d/y.conf",
    ]


def test_drop_ins_of_templates_and_other_names(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {
            f"{LIB}/t@.service": PLAIN,
            f"{WANTS}/t@x.service": "->/usr/lib/systemd/system/t@.service",
            f"{LIB}/t@.service.d/a.conf": PLAIN,
            f"{LIB}/t@x.service.d/b.conf": PLAIN,
            f"{LIB}/real.service": PLAIN,
            f"{LIB}/alias.service": "->real.service",
            f"{LIB}/alias.service.d/c.conf": PLAIN,
        },
    )
    both = [f"{LIB}/t@.service.d/a.conf", f"{LIB}/t@x.service.d/b.conf"]
    assert drop_ins(tmp_path, "t@x.service") == both
    assert drop_ins(tmp_path, "t@.service") == both[:1]
    assert drop_ins(tmp_path, "real.service") == [f"{LIB}/alias.service.d/c.conf"]
    assert drop_ins(tmp_path, "alias.service") == [f"{LIB}/alias.service.d/c.conf"]


def test_drop_ins_change_what_comes_at_boot(tmp_path: Path) -> None:
    install = "[Install]\nWantedBy=a.target\n"
    lay(
        tmp_path,
        {
            f"{LIB}/a.service": PLAIN,
            f"{ETC}/a.service.d/x.conf": install,
            f"{LIB}/b.service": WANTED,
            f"{ETC}/b.service.d/x.conf": "[Install]\nWantedBy=\n",
            f"{LIB}/c.service": PLAIN,
            f"{ETC}/c.service.d/x.conf": "->/dev/null",
            f"{LIB}/c.service.d/x.conf": install,
            f"{LIB}/d.service": PLAIN,
            f"{ETC}/d.service.d/x.conf": "[Unit\n",
            f"{LIB}/e-f.service": PLAIN,
            f"{ETC}/e-.service.d/x.conf": install,
        },
    )
    assert states(tmp_path) == {
        "a.service": "disabled",
        "b.service": "static",
        "c.service": "static",
        "d.service": "bad",
        "e-f.service": "static",  # those of a prefix have no say in it
    }


def test_five_hundred_drop_ins(tmp_path: Path) -> None:
    lay(tmp_path, {f"{LIB}/a.service": PLAIN})
    lay(tmp_path, {f"{ETC}/a.service.d/{n:04}.conf": PLAIN for n in range(500)})
    assert drop_ins(tmp_path, "a.service") == [f"{ETC}/a.service.d/{n:04}.conf" for n in range(500)]


# ---------------------------------------------------------------- what may be there too


def test_hostile_names(tmp_path: Path) -> None:
    folder = tmp_path / LIB
    folder.mkdir(parents=True)
    for name in HOSTILE:
        if len(name) < 200 and b"/" not in name:
            (folder / (text_of(name) + ".service")).write_text(PLAIN)
    good = [
        "\\x1b\\x5b.service",
        "a:b-c_d.service",
        "-.mount",
        "a@b@c.service",
        "A" * 247 + ".service",
    ]
    bad = [
        "@a.service",
        ".service",
        "a b.service",
        "a.servicex",
        "a",
        ".h.service",
        "\u00e4.service",
    ]
    for name in [*good, *bad]:
        (folder / name).write_text(PLAIN)
    (folder / "folder.service").mkdir()
    os.mkfifo(folder / "fifo.service")
    assert states(tmp_path) == dict.fromkeys(good, "static")


def test_hostile_text(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {
            f"{LIB}/bytes.service": b"[Unit]\nDescription=\xff\n",
            f"{LIB}/nulls.service": b"[Unit]\0[Install]\0WantedBy=a\0",
            f"{LIB}/long.service": b"[Unit]\nA=" + b"x" * (1 << 20) + b"\n",
            f"{LIB}/rubbish.service": b"\x1b]0;\x07[" * 1000,
            f"{LIB}/names.service": "[Install]\nAlso=\x1b[31m\n",
            f"{LIB}/huge.service": b"[Unit]\n" * 900_000,
        },
    )
    assert states(tmp_path) == {
        "bytes.service": "bad",
        "nulls.service": "disabled",
        "long.service": "bad",
        "rubbish.service": "static",
        "names.service": "bad",
        "huge.service": "static",
    }


def test_loops_of_links(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {
            f"{ETC}/self.service": "->self.service",
            f"{ETC}/a.service": "->b.service",
            f"{ETC}/b.service": "->a.service",
            f"{ETC}/out.service": "->/opt/out.service",
            "opt/out.service": f"->/{ETC}/out.service",
            "opt/x.service": "->y.service",
            "opt/y.service": "->x.service",
            f"{ETC}/x.service": "->/opt/x.service",
            f"{ETC}/loop.service.d": "->loop.service.d",
            f"{ETC}/d.service.d/a.conf": "->a.conf",
            f"{ETC}/d.service": PLAIN,
            f"{ETC}/w.target.wants": "->w.target.wants",
        },
    )
    assert states(tmp_path) == {
        **dict.fromkeys(("self.service", "a.service", "b.service", "out.service"), "bad"),
        **dict.fromkeys(("x.service", "d.service"), "bad"),
    }


def test_links_to_what_is_no_file(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {
            f"{ETC}/folder.service": "->/opt",
            f"{ETC}/fifo.service": "->/opt/fifo.service",
            f"{ETC}/device.service": "->/dev/zero",
            f"{ETC}/way.service": "->/opt/file/way.service",
            f"{ETC}/kind.service": f"->/{LIB}/a.socket",
            f"{LIB}/a.socket": PLAIN,
            "opt/file": PLAIN,
            "opt/fifo.service": "",
        },
    )
    (tmp_path / "opt/fifo.service").unlink()
    os.mkfifo(tmp_path / "opt/fifo.service")
    (tmp_path / "dev").mkdir()
    (tmp_path / "dev/zero").symlink_to("/dev/null")
    found = states(tmp_path)
    assert found.pop("a.socket") == "indirect"
    assert found.pop("device.service") == "masked"
    assert set(found.values()) == {"bad"} and len(found) == 4


@pytest.mark.parametrize("call", ["lstat", "open", "readlink", "stat", "scandir"])
def test_files_that_vanish_while_they_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    spec = {
        f"{LIB}/stays.service": PLAIN,
        f"{LIB}/goes.service": PLAIN,
        f"{LIB}/link-goes.service": "->stays.service",
        f"{LIB}/goes.target.wants/stays.service": "->../stays.service",
        f"{LIB}/stays.service.d/goes.conf": PLAIN,
        f"{LIB}/goes.service.d/a.conf": PLAIN,
    }
    lay(tmp_path, spec)
    real: Callable[..., object] = getattr(os, call)

    def late(path: object, *more: object, **named: object) -> object:
        if isinstance(path, str) and "goes" in path:
            os.system(f"rm -rf '{path}'")
        return real(path, *more, **named)

    files = UnitFiles(str(tmp_path))
    with monkeypatch.context() as patch:
        patch.setattr(os, call, late)
        assert files.scan()["stays.service"].state == "static"
    left = files.scan()
    assert left == UnitFiles(str(tmp_path)).scan()
    lay(tmp_path, spec)
    assert {name: file.state for name, file in files.scan().items()} == {
        "stays.service": "static", "goes.service": "static", "link-goes.service": "alias",
    }  # fmt: skip


def test_no_folder_at_all(tmp_path: Path) -> None:
    files = UnitFiles(str(tmp_path))
    assert files.scan() == {}
    assert files.stamp() == ()
    lay(tmp_path, {f"{LIB}/a.service": PLAIN})
    assert set(files.scan()) == {"a.service"}


@pytest.fixture
def open_root() -> Iterator[Path]:
    """A folder that anybody may look into, where we are nobody if we were root."""
    with tempfile.TemporaryDirectory() as made:
        os.chmod(made, 0o755)
        yield Path(made)
        if os.geteuid() != os.getuid():
            os.seteuid(os.getuid())


def be_nobody() -> None:
    if os.geteuid() == 0:
        os.seteuid(65534)


def test_what_only_root_may_read_has_no_state(open_root: Path) -> None:
    lay(
        open_root,
        {
            f"{LIB}/mine.service": PLAIN,
            f"{LIB}/roots.service": WANTED,
            f"{ETC}/link.service": "->/opt/shut/link.service",
            "opt/shut/link.service": PLAIN,
            f"{ETC}/mine.service.d/a.conf": PLAIN,
            f"{RUN}/x.service": PLAIN,
        },
    )
    for shut in (f"{LIB}/roots.service", "opt/shut", f"{ETC}/mine.service.d", RUN):
        os.chmod(open_root / shut, 0)
    be_nobody()
    files = UnitFiles(str(open_root))
    for _ in range(2):
        found = files.scan()
        assert {name: file.state for name, file in found.items()} == {
            "mine.service": "static", "roots.service": "", "link.service": "",
        }  # fmt: skip


def test_folders_that_nobody_may_read_are_an_error(open_root: Path) -> None:
    (open_root / LIB).mkdir(parents=True)
    os.chmod(open_root / LIB, 0)
    be_nobody()
    with pytest.raises(PermissionError):
        UnitFiles(str(open_root)).scan()


# ---------------------------------------------------------------- the next scan


def test_what_did_not_change_is_the_same_object(tmp_path: Path) -> None:
    lay(tmp_path, {f"{LIB}/{name}.service": WANTED for name in "abc"})
    lay(tmp_path, {f"{LIB}/d.service": "->a.service", f"{LIB}/c.service.d/x.conf": PLAIN})
    files = UnitFiles(str(tmp_path))
    first = files.scan()
    assert files.scan() is first
    lay(tmp_path, {f"{WANTS}/a.service": "->/usr/lib/systemd/system/a.service"})
    second = files.scan()
    assert second["a.service"].state == "enabled"
    changed = {name for name in first if second[name] is not first[name]}
    assert changed == {"a.service"}


CHANGES: Mapping[str, tuple[Mapping[str, str], str]] = {
    "enabled": ({f"{WANTS}/a.service": "->/usr/lib/systemd/system/a.service"}, "enabled"),
    "masked": ({f"{ETC}/a.service": "->/dev/null"}, "masked"),
    "another file before it": ({f"{ETC}/a.service": PLAIN}, "static"),
    "written where it lies": ({f"{LIB}/a.service": PLAIN}, "static"),
    "written with the same size": ({f"{LIB}/a.service": WANTED.replace("W", "V")}, "static"),
    "a drop-in": ({f"{ETC}/a.service.d/x.conf": "[Install]\nWantedBy=\n"}, "static"),
    "a drop-in written": ({f"{LIB}/a.service.d/x.conf": "[Install]\nWantedBy=\n"}, "static"),
    "a link elsewhere": ({f"{ETC}/a.service": "->/opt/a.service"}, "linked"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_seen(tmp_path: Path, change: str) -> None:
    lay(
        tmp_path,
        {
            f"{LIB}/a.service": WANTED,
            f"{LIB}/a.service.d/x.conf": PLAIN,
            f"{LIB}/b.service": PLAIN,
            f"{WANTS}/b.service": "->/usr/lib/systemd/system/b.service",
            "opt/a.service": PLAIN,
        },
    )
    files = UnitFiles(str(tmp_path))
    spec, state = CHANGES[change]
    assert files.scan()["a.service"].state == "disabled"
    lay(tmp_path, spec)
    assert files.scan()["a.service"].state == state
    assert files.scan() == UnitFiles(str(tmp_path)).scan()


def test_a_file_that_a_link_leads_to_is_looked_at_again(tmp_path: Path) -> None:
    lay(tmp_path, {f"{ETC}/a.service": "->/opt/a.service", "opt/a.service": PLAIN})
    files = UnitFiles(str(tmp_path))
    assert files.scan()["a.service"].state == "linked"
    lay(tmp_path, {"opt/a.service": ""})
    assert files.scan()["a.service"].state == "masked"
    (tmp_path / "opt/a.service").unlink()
    assert files.scan()["a.service"].state == "bad"


def test_what_changed_a_moment_ago_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unit_folder, "_SETTLED_NS", 10**18)
    lay(tmp_path, {f"{LIB}/a.service": WANTED})
    files = UnitFiles(str(tmp_path))
    assert files.scan()["a.service"].state == "disabled"
    told = os.stat(tmp_path / LIB)
    lay(tmp_path, {f"{LIB}/b.service": PLAIN})
    os.utime(tmp_path / LIB, ns=(told.st_atime_ns, told.st_mtime_ns))
    assert set(files.scan()) == {"a.service", "b.service"}


def test_the_stamp_is_another_one_when_something_came_or_went(tmp_path: Path) -> None:
    lay(tmp_path, {f"{LIB}/a.service": WANTED, f"{LIB}/a.service.d/x.conf": PLAIN})
    files = UnitFiles(str(tmp_path))
    stamps = [files.stamp()]
    files.scan()
    assert files.stamp() == stamps[0]
    for spec in (
        {f"{LIB}/b.service": PLAIN},
        {f"{WANTS}/a.service": "->/usr/lib/systemd/system/a.service"},
        {f"{WANTS}/b.service": "->/usr/lib/systemd/system/b.service"},
        {f"{LIB}/a.service.d/y.conf": PLAIN},
    ):
        lay(tmp_path, spec)
        stamps.append(files.stamp())
    (tmp_path / LIB / "b.service").unlink()
    stamps.append(files.stamp())
    assert len(set(stamps)) == len(stamps) == 6


# ---------------------------------------------------------------- thousands


@pytest.fixture(scope="module")
def thousands(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("many")
    lay(root, {f"{RUN}/many-{n:05}.service": PLAIN for n in range(5000)})
    lay(root, {f"{LIB}/pkg-{n}.service": WANTED for n in range(245)})
    return root


def test_five_thousand_files(thousands: Path) -> None:
    files = UnitFiles(str(thousands))
    found = files.scan()
    assert len(found) == 5245
    assert sum(file.state == "static" for file in found.values()) == 5000


def test_a_later_scan_reads_nothing_and_asks_little(
    thousands: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = UnitFiles(str(thousands))
    found = files.scan()
    asked: list[object] = []

    def counted(name: str) -> None:
        real: Callable[..., object] = getattr(os, name)

        def call(path: object, *more: object, **named: object) -> object:
            asked.append(path)
            return real(path, *more, **named)

        monkeypatch.setattr(os, name, call)

    for name in ("stat", "lstat", "open", "scandir", "readlink", "listdir"):
        counted(name)
    assert files.scan() is found
    assert len(asked) < MOST_ASKED + 245 + 50


def test_of_thousands_each_is_asked_in_its_turn(thousands: Path) -> None:
    files = UnitFiles(str(thousands))
    files.scan()
    changed = thousands / RUN / "many-04999.service"
    changed.write_text(WANTED)
    try:
        scans = 1
        while files.scan()["many-04999.service"].state != "disabled":
            scans += 1
            assert scans <= 5000 / MOST_ASKED
    finally:
        changed.write_text(PLAIN)


def test_what_is_kept_of_files_long_gone_is_let_go(tmp_path: Path) -> None:
    (tmp_path / RUN).mkdir(parents=True)
    files = UnitFiles(str(tmp_path))
    for n in range(3000):
        path = tmp_path / RUN / f"run-{n}.service"
        path.write_text(PLAIN)
        if n % 10 == 0:
            files.scan()
        path.unlink()
    assert len(files._files._contents) <= 1100


def test_no_descriptor_stays_open(thousands: Path) -> None:
    before = len(os.listdir("/proc/self/fd"))
    files = UnitFiles(str(thousands))
    files.scan()
    files.scan()
    assert len(os.listdir("/proc/self/fd")) == before


def found_of(root: Path) -> Mapping[str, UnitFile]:
    return UnitFiles(str(root)).scan()


def test_this_machine_s_own_folders_are_no_trouble() -> None:
    began = time.monotonic()
    found_of(Path("/"))
    assert time.monotonic() - began < 30
