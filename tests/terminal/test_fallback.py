"""What remains when the live screen can't be shown: the plain frame, and why."""

from __future__ import annotations

from pathlib import Path

from tests.terminal.conftest import ROOT, Start

PATIENCE_S = 30.0


def broken(folder: Path, code: str) -> dict[str, str]:
    """An environment in which `import textual` runs `code`."""
    package = folder / "broken/textual"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(code)
    return {"PYTHONPATH": f"{package.parent}:{ROOT}"}


def test_without_textual_the_plain_frame_and_the_reason_remain(
    start: Start, tmp_path: Path
) -> None:
    env = broken(tmp_path, "raise ImportError('no such thing here')")
    terminal = start("--demo", cols=100, rows=40, env=env)
    assert terminal.wait(PATIENCE_S) == 1
    text = terminal.text()
    assert "kiwi" in text.splitlines()[0], "all of it is still to be seen"
    assert "Disk sdb will be full in 9 d" in text
    assert "The screen can't be shown: ImportError: no such thing here." in text.replace("\n", "")
    assert not terminal.vt.alternate
    assert terminal.troubles() == []


def test_a_crash_leaves_its_trace_in_the_log_and_not_on_the_screen(
    start: Start, tmp_path: Path
) -> None:
    env = broken(tmp_path, "secret = 'hunter2'; 1 / 0")
    terminal = start("--demo", cols=100, rows=40, env=env)
    assert terminal.wait(PATIENCE_S) == 1
    text = terminal.text()
    assert "sptui ended with an error of its own: ZeroDivisionError" in text
    assert "Traceback" not in text
    log = (tmp_path / "state/sptui/sptui.log").read_text()
    assert "Traceback" in log
    assert "ZeroDivisionError" in log
