"""Which editor opens."""

from __future__ import annotations

from pathlib import Path

import pytest

from sptui.system.editor import editor_argv


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A folder of programs."""
    for name in ("nano", "vi", "emacs", "my editor"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    (tmp_path / "vim").write_text("not a program")
    return tmp_path


@pytest.mark.parametrize(
    ("variables", "argv"),
    [
        ({}, ("nano",)),
        ({"EDITOR": "vi"}, ("vi",)),
        ({"EDITOR": "vi", "VISUAL": "emacs -nw"}, ("emacs", "-nw")),
        ({"EDITOR": "vi", "VISUAL": "emacs", "SYSTEMD_EDITOR": "nano -w"}, ("nano", "-w")),
        ({"EDITOR": "'my editor' --a 'b c'"}, ("my editor", "--a", "b c")),
        ({"VISUAL": "gone -x", "EDITOR": "vi"}, ("vi",)),
        ({"VISUAL": "vim", "EDITOR": "vi"}, ("vi",)),
        ({"VISUAL": "vi 'without end", "EDITOR": "emacs"}, ("emacs",)),
        ({"VISUAL": "", "EDITOR": "  "}, ("nano",)),
        ({"VISUAL": "''"}, ("nano",)),
        ({"EDITOR": "vi; rm -rf /"}, ("nano",)),
        ({"EDITOR": "\0"}, ("nano",)),
        ({"EDITOR": "\udcff"}, ("nano",)),
    ],
)
def test_the_first_that_there_is(path: Path, variables: dict[str, str], argv: tuple[str, ...]):
    found = editor_argv({"PATH": str(path), **variables})
    assert found == (f"{path}/{argv[0]}", *argv[1:])


def test_a_program_by_its_path(path: Path):
    editor = str(path / "emacs")
    assert editor_argv({"PATH": "/nonexistent", "EDITOR": f"{editor} -q"}) == (editor, "-q")


def test_debians_own_comes_before_those_that_are_common(path: Path):
    (path / "editor").symlink_to("emacs")
    assert editor_argv({"PATH": str(path)}) == (f"{path}/editor",)


def test_there_is_none():
    assert editor_argv({"PATH": "/nonexistent"}) is None
    assert editor_argv({"PATH": "/nonexistent", "EDITOR": "vi"}) is None
