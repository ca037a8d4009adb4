"""What is joined: the options reach their parts, and a person's choices their files."""

import json
import time
import tomllib
from pathlib import Path

import pytest

from sptui.config import load
from sptui.model.resources import RANGES, Span
from sptui.paint.words import say
from sptui.wire import history, keeper, known_growth, sampler, services

RECORDED = Path(__file__).resolve().parents[1] / "fixtures" / "proc-vm"


def test_the_option_goes_before_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("tick = 5\n[health]\ngrowth_warning = '3d'\n")
    config = load(str(tmp_path))
    assert sampler(config, demo=True).look().history.tick_s == 5
    assert sampler(config, demo=True, tick_s=1).look().history.tick_s == 1
    found = sampler(config, demo=True).look().findings
    assert [finding.rule for finding in found] == ["unit.failed", "clock.unsynchronised"]


def test_problems_of_the_configuration_stay_among_the_findings(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("tick = 9\n")
    source = sampler(load(str(tmp_path)), demo=True)
    for _ in range(3):
        rules = [finding.rule for finding in source.look().findings]
        assert rules == [
            "unit.failed",
            "clock.unsynchronised",
            "config.wrong",
            "disk.growth",
        ]


def test_a_recorded_folder_is_read_like_a_machine(tmp_path: Path) -> None:
    view = sampler(load(str(tmp_path)), root=str(RECORDED), one_look=True).look(wait_s=5.0)
    assert not view.demo
    assert view.sample is not None
    assert view.sample.reading.memory is not None
    assert view.facts is not None
    assert view.host == view.facts.host


def test_choices_and_copies_are_kept_in_the_persons_own_folder(tmp_path: Path) -> None:
    made = services(sampler(load(None), demo=True), {"XDG_STATE_HOME": str(tmp_path)})
    assert made.save_look({"theme": "light", "glyphs": "ascii"}) is None
    kept = tomllib.loads((tmp_path / "sptui/screen.toml").read_text())
    assert kept == {"screen": {"theme": "light", "glyphs": "ascii"}}
    path = made.save_copy("du -xhd1 \udcff\n")
    assert path == str(tmp_path / "sptui/copied.txt")
    assert Path(path).read_bytes() == b"du -xhd1 \xff\n"
    assert made.first_start()
    assert not made.first_start()


@pytest.mark.parametrize("environ", [{}, {"XDG_STATE_HOME": "/dev/null"}])
def test_what_can_not_be_kept_is_said(environ: dict[str, str]) -> None:
    made = services(sampler(load(None), demo=True), environ)
    problem = made.save_look({"theme": "light"})
    assert problem is not None
    assert "can't be kept" in say(problem)
    assert made.save_copy("x") is None
    assert not made.first_start()


# ---------------------------------------------------------------- the history


@pytest.mark.parametrize("seconds", RANGES)
def test_the_demo_has_every_span_at_once(seconds: int) -> None:
    source = sampler(load(None), demo=True)
    view = source.look()
    made = history(source, demo=True)
    made.put(view)
    names = ["cpu", "memory", "disk.read", "net.rx", "pressure.io", "temp.CPU"]
    made.names()
    made.series(names, Span(seconds, None), view.now, 114)
    assert made._worker.ask(lambda: None).wait(30)  # however slow this machine is today
    assert made.names() >= set(names)
    for series in made.series(names, Span(seconds, None), view.now, 114).values():
        assert len(series.values) == 114
        assert None not in series.values
    assert made.problem is None


def test_what_one_keeps_the_other_finds(tmp_path: Path) -> None:
    config, state = load(str(tmp_path / "none")), str(tmp_path / "state")
    source = sampler(config)
    first = history(source, state=state)
    (tmp_path / "state").mkdir()
    (tmp_path / "state/facts.json.4711.new").write_text('{"half')
    first.put(source.look())
    first.close(wait_s=30)
    assert {path.name for path in (tmp_path / "state").iterdir()} == {
        "facts.json",
        "history.db",
        "history.db.lock",
    }
    second = history(source, state=state)
    view = source.look()
    second.series(["memory"], Span(6 * 3600, None), view.now + 60, 360)
    assert second._worker.ask(lambda: None).wait(30)
    made = second.series(["memory"], Span(6 * 3600, None), view.now + 60, 360)["memory"]
    assert made.values[-1] is not None or made.values[-2] is not None
    assert known_growth(state=state) == ()
    again = keeper(state=state)
    assert again.keep([], view).problem is None
    again.close()


def test_of_a_recorded_folder_nothing_is_kept_and_nothing_made(tmp_path: Path) -> None:
    source = sampler(load(str(tmp_path)), root=str(tmp_path / "rec"))
    made = history(source, root=str(tmp_path / "rec"))
    made.put(source.look())
    made.close(wait_s=30)
    assert list(tmp_path.iterdir()) == []
    assert known_growth(root=str(tmp_path / "rec")) == ()


def test_growth_that_the_facts_tell_is_known_to_who_looks_once(tmp_path: Path) -> None:
    from sptui.paint.status_json import status_data
    from sptui.system.demo import GROWTH

    view = sampler(load(None), demo=True).look()
    (tmp_path / "facts.json").write_text(json.dumps({**status_data(view), "at": now()}))
    assert known_growth(state=str(tmp_path)) == GROWTH
    (tmp_path / "facts.json").write_text("{")
    assert known_growth(state=str(tmp_path)) == ()


def now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())
