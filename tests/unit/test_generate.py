"""Documents that are made from tables: what is in the tables is there, what is stale is said."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sptui.actions.registry import ROWS, all_actions, by_id
from tools import actions, generate


def test_each_action_has_its_part_with_a_plan_that_can_be_had() -> None:
    parts = actions.page().split("\n## ")[1:]
    assert [part.split("`")[1] for part in parts] == [each.id for each in all_actions()]
    for part, action in zip(parts, all_actions(), strict=True):
        assert "\n- plans" in part
        assert f"- {action.risk}; key: " in part
        assert all(f"\n- `{param.name}`: " in part for param in action.params)
        assert (f"taken back by `{action.opposite}`" in part) == bool(action.opposite)
        assert (f"polkit: `{action.right}`" in part) == bool(action.right)


def test_a_step_of_systemd_names_command_and_method() -> None:
    text = actions.page()
    assert "`systemctl kill --kill-whom=all --signal=SIGTERM nginx.service`" in text
    assert '(`KillUnit("nginx.service", "all", 15)`)' in text
    assert "**TERM**, HUP" in text, "the default stands out"


def test_what_actions_are_about_is_said_in_words() -> None:
    assert {each.about for each in all_actions()} <= set(actions.WHERE)
    assert set(ROWS) <= set(actions.WHERE)


def test_keys_of_actions_are_in_the_page_of_keys() -> None:
    text = generate.keys()
    for action in all_actions():
        assert (f"| `{action.id}` |" in text) == bool(action.key)
    assert "| `N` | timers of Services | Run it now | `timer.run` | disturbing |" in text


def test_what_is_stale_is_said_and_nothing_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(generate, "DOCS", tmp_path)
    monkeypatch.setattr(sys, "argv", ["generate", "--check"])
    assert generate.main() == 1
    assert capsys.readouterr().out.count("is stale") == 4 and not list(tmp_path.iterdir())
    monkeypatch.setattr(sys, "argv", ["generate"])
    assert generate.main() == 0 and len(list(tmp_path.iterdir())) == 4
    monkeypatch.setattr(sys, "argv", ["generate", "--check"])
    capsys.readouterr()
    assert (generate.main(), capsys.readouterr().out) == (0, "")
    restart = by_id("unit.restart")
    assert restart is not None
    changed = tuple(each._replace(key="X") if each is restart else each for each in all_actions())
    for module in (generate, actions):
        monkeypatch.setattr(module, "all_actions", lambda: changed)
    assert generate.main() == 1
    said = capsys.readouterr().out
    assert "keys.md is stale" in said and "actions.md is stale" in said


def test_those_in_this_folder_are_fresh(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["generate", "--check"])
    assert (generate.main(), capsys.readouterr().out) == (0, "")
