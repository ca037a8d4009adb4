"""Where things lie: the machine's folder for root, a person's own for everybody else."""

import os
from pathlib import Path

import pytest

from sptui.system.own_files import write_atomic
from sptui.system.state import FACTS, Places, own_folder, places, read_facts

HOME = {"HOME": "/home/ann"}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"user": 0}, Places("/var/lib/sptui", None, "/var/lib/sptui")),
        (
            {"user": 1000},
            Places(
                "/var/lib/sptui", "/home/ann/.local/state/sptui", "/home/ann/.local/state/sptui"
            ),
        ),
        ({"user": 1000, "environ": {}}, Places("/var/lib/sptui", None, None)),
        (
            {"user": 1000, "environ": {"XDG_STATE_HOME": "/s"}},
            Places("/var/lib/sptui", "/s/sptui", "/s/sptui"),
        ),
        ({"user": 0, "root": "/rec/"}, Places("/rec/var/lib/sptui", None, None)),
        ({"user": 1000, "state": "/x"}, Places("/x", None, "/x")),
        ({"user": 0, "root": "/rec", "state": "/x"}, Places("/x", None, "/x")),
    ],
)
def test_who_reads_and_writes_where(options: dict, expected: Places) -> None:
    assert places(**{"environ": HOME, **options}) == expected


def test_what_is_the_machines_anyone_may_read_and_the_rest_nobody() -> None:
    assert places(user=0, environ=HOME).mode == 0o644
    assert places(user=1000, environ=HOME).mode == 0o600
    assert places(state="/x").mode == 0o644
    assert places(user=1000, environ=HOME).reading() == (
        "/var/lib/sptui",
        "/home/ann/.local/state/sptui",
    )


def test_a_folder_that_is_not_absolute_is_ignored_or_made_so() -> None:
    assert own_folder({"XDG_STATE_HOME": "state", "HOME": "/h"}) == "/h/.local/state/sptui"
    assert own_folder({"HOME": "h"}) is None
    assert places(state="x").write == os.path.abspath("x")


def test_facts_are_read_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / FACTS).write_text('{"a": 1}')
    assert read_facts(str(tmp_path)) == {"a": 1}
    for wrong in (b"", b"{", b"\xff", b"[" * 100_000, b'"' + b"x" * (5 << 20) + b'"'):
        (tmp_path / FACTS).write_bytes(wrong)
        with pytest.raises(ValueError, match=r"."):
            read_facts(str(tmp_path))
    with pytest.raises(OSError, match=r"No such"):
        read_facts(str(tmp_path / "none"))


def test_who_may_read_a_file_is_not_the_umasks_business(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        write_atomic(str(tmp_path / "all"), "x", 0o644)
        write_atomic(str(tmp_path / "own"), "x")
    finally:
        os.umask(before)
    assert (tmp_path / "all").stat().st_mode & 0o777 == 0o644
    assert (tmp_path / "own").stat().st_mode & 0o777 == 0o600
