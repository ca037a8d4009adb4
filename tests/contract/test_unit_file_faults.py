"""The scan of unit folders in which everything may lie: loops, hostile names, what vanishes."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sptui.system.unit_files import UnitFiles
from tests.contract.unit_tree import (
    ETC,
    LIB,
    PLAIN,
    RUN,
    WANTED,
    lay,
    settled,
    states,
)
from tests.rubbish import HOSTILE, text_of

__all__ = ["settled"]


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
            subprocess.run(["rm", "-rf", "--", path], check=False)
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
