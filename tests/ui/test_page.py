"""Pages as a person uses them: keys, filter, menus, questions, looks, sizes."""

from __future__ import annotations

import ast
import inspect
import textwrap
import time

import pytest
from textual.app import App
from textual.events import Paste
from textual.screen import Screen
from textual.widget import Widget

from sptui.actions.action import Action, Argv, Plan, always
from sptui.app import SptuiApp
from sptui.messages import Looked
from sptui.model.msg import msg
from sptui.paint.overview import frame
from sptui.screens import acting
from sptui.screens.overview.rows import next_of
from sptui.screens.page import Page
from sptui.widgets.lines import Lines
from tests.ui.driver import console


def action(risk: str) -> Action:
    return Action(
        id="unit.restart",
        key="R",
        title=msg("action.freeze.bar"),
        tooltip=msg("x"),
        risk=risk,  # type: ignore[arg-type]
        plan=lambda state, targets, params: Plan(
            (Argv(("systemctl", "restart", "nginx.service")),)
        ),
        disabled_reason=always,
        confirm=lambda state, targets, params: msg("status.not_now", reason="Restart? yes"),
    )


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 20), (400, 120)])
async def test_the_live_screen_is_the_same_lines_as_the_plain_frame(size):
    async with console(size) as d:
        view, g = d.page.view, d.app.looks.g
        keys = ([], [])
        expected = [
            "".join(text for text, _ in line).rstrip()
            for line in frame(view, *size, g, keys, step=next_of(view.findings[0]))
        ]
        assert d.lines[:-1] == expected[:-1]
        assert d.keys.startswith("Enter show why")
        assert len(d.lines) == size[1]


async def test_cursor_moves_and_stays_on_its_finding():
    async with console() as d:
        assert d.lines[2].startswith("▌✗ bad      Archive of the mailing lists")
        await d.press("j", "j")
        assert d.lines[4].startswith("▌! warning  Disk sdb")
        view = d.page.view
        d.page.post_message(Looked(view._replace(findings=view.findings[::-1])))
        await d.pilot.pause()
        assert d.lines[2].startswith("▌! warning  Disk sdb")
        await d.press("up", "up", "home")
        assert d.lines[2].startswith("▌")
        await d.press("end")
        assert d.lines[4].startswith("▌")


async def test_until_somebody_moves_the_cursor_is_on_the_worst():
    async with console() as d:
        view = d.page.view
        d.page.post_message(Looked(view._replace(findings=view.findings[1:])))
        await d.pilot.pause()
        assert d.lines[2].startswith("▌! warning  Clock")
        d.page.post_message(Looked(view))
        await d.pilot.pause()
        assert d.lines[2].startswith("▌✗ bad")


async def test_enter_says_why_and_escape_comes_back_but_never_leaves():
    async with console() as d:
        await d.press("j", "enter")
        assert any(line.startswith(" Because") for line in d.lines)
        assert any(line.startswith(" Next") for line in d.lines)
        await d.press("escape")
        assert not any(line.startswith(" Because") for line in d.lines)
        await d.press("escape", "escape")
        assert d.app.is_running


async def test_filter_narrows_while_typed_and_escape_clears():
    async with console() as d:
        await d.press("/")
        await d.type("clcksyn")
        assert d.status == "/ clcksyn▏  1 of 3   Esc clears"
        assert "Disk sdb will be" not in "\n".join(d.lines)
        await d.press("enter", "p")
        assert d.page.frozen is not None
        await d.press("escape", "escape", "escape")
        assert "Disk sdb will be" in "\n".join(d.lines)
        await d.press("/")
        await d.type("qqqq")
        assert "0 of 3" in d.status
        assert d.app.is_running
        await d.press("backspace", "backspace", "escape")
        assert d.page.filter == ""


async def test_pasted_text_is_text_and_never_keys():
    async with console() as d:
        d.page.post_message(Paste("q\x1b[A"))
        await d.pilot.pause()
        assert d.app.is_running
        await d.press("/")
        d.page.post_message(Paste("clo\x1bck"))
        await d.pilot.pause()
        assert d.page.filter == "clo\ufffdck"


async def test_copy_keeps_the_whole_text_of_the_row():
    async with console() as d:
        await d.press("c")
        assert d.copied
        assert d.copied[0].startswith("Archive of the mailing lists failed: ")
        assert "/tmp/copied.txt" in d.status


async def test_an_action_that_cannot_be_used_says_why_and_its_key_is_dim():
    async with console((100, 30)) as d:
        view = d.page.view
        d.page.post_message(Looked(view._replace(findings=())))
        await d.pilot.pause()
        assert "(c) copy" in d.keys
        await d.press("c")
        assert d.status == "Not now: nothing is selected."
        assert not d.copied
        await d.press("enter")
        assert "nothing is selected" in d.status


async def test_an_unknown_key_and_ctrl_c_say_what_to_press():
    async with console() as d:
        await d.press("X")
        assert d.status == "X does nothing here. ? shows the keys."
        await d.press("ctrl+c")
        assert d.status == "q leaves."
        await d.press("8")
        assert "does nothing here" in d.status


async def test_menu_lists_actions_and_their_keys_work_in_it():
    async with console() as d:
        await d.press("j", "a")
        assert d.lines[1].startswith(" Clock is not synchronised  6 actions")
        assert any("Freeze the picture" in line for line in d.lines)
        await d.press("p")
        assert d.page.overlay is None
        assert d.page.frozen is not None


async def test_colours_are_chosen_from_a_menu_and_kept():
    async with console() as d:
        await d.press("j", "a", "down", "down", "enter")
        assert d.lines[1].startswith(" Colours")
        await d.press("down", "down", "enter")
        assert d.app.looks.theme == "light"
        assert d.kept == [{"theme": "light"}]
        assert d.status == "✓ Done, and kept for the next time."


async def test_signs_are_chosen_from_a_menu_and_used_at_once():
    async with console() as d:
        await d.press("a", "/")
        await d.type("signs")
        await d.press("enter", "enter", "end", "enter")
        assert d.app.looks.g.name == "ascii"
        assert all(line.isascii() for line in d.lines)


async def test_a_light_terminal_gets_the_light_theme_unless_another_was_chosen():
    async with console(theme="auto") as d:
        assert d.app.looks.theme == "dark"
        d.app.background_known((1.0, 1.0, 0.98))
        assert d.app.looks.theme == "light"
    async with console(theme="dark") as d:
        d.app.background_known((1.0, 1.0, 1.0))
        assert d.app.looks.theme == "dark"


async def test_a_question_stands_in_two_lines_and_only_its_answers_live(monkeypatch):
    async with console() as d:
        body = d.lines[:-2]
        seen = []
        monkeypatch.setattr(d.app, "when_seen", seen.append)
        monkeypatch.setattr(acting, "perform", lambda page, asked: pytest.fail("done unasked"))
        d.page.start_action(action("disturbing"), {})
        await d.pilot.pause()
        assert d.status.startswith("! Not now: Restart?")
        assert "$ systemctl restart nginx.service" in d.keys
        assert d.lines[:-2] == body
        await d.press("y", "q", "enter", "v")
        assert d.page.asking is not None, "keys typed before it was seen are thrown away"
        assert d.page.overlay is None
        seen[0]()
        d.page.asking._free_at = time.monotonic()
        await d.press("q", "enter", "x")
        assert d.page.asking is not None
        await d.press("n")
        assert d.page.asking is None
        assert d.app.is_running


async def test_a_destructive_question_wants_the_name(monkeypatch):
    async with console() as d:
        done = []
        monkeypatch.setattr(d.app, "when_seen", lambda call: None)
        real = acting.perform
        monkeypatch.setattr(
            acting, "perform", lambda page, asked: done.append(asked) or real(page, asked)
        )
        d.page.start_action(action("destructive"), {})
        await d.pilot.pause()
        asked = d.page.asking
        asked._free_at = 0.0
        name = asked.question.type_name
        await d.press("y", "enter")
        assert d.page.asking is asked
        assert not done
        await d.press("backspace")
        for char in name:
            d.page.press("space" if char == " " else char)
        await d.pilot.pause()
        assert f"Type {name}" in d.status or name in d.status
        assert d.keys.startswith("Enter freeze  Esc keep  Tab whole plan")
        await d.press("enter")
        assert len(done) == 1
        await d.until(lambda: "This server does not exist" in "\n".join(d.lines))


async def test_a_small_window_says_what_it_needs_and_draws_again_when_it_grows():
    async with console((40, 10)) as d:
        assert d.lines[0] == "sptui needs 60x20; this is 40x10."
        await d.pilot.resize_terminal(80, 24)
        await d.pilot.pause()
        assert d.lines[0].startswith(" kiwi  SelfPrivacy  Overview")
        await d.pilot.resize_terminal(59, 19)
        await d.pilot.pause()
        assert d.lines[0].startswith("sptui needs")


async def test_only_lines_that_changed_are_repainted():
    async with console((120, 40)) as d:
        body = d.page.query_one("#body", Lines)
        assert body.show(body.lines) == 0
        changed = [*body.lines]
        changed[7] = ((" " * 120, "text"),)
        assert body.show(changed) == 1


async def test_quit_leaves_with_0():
    async with console() as d:
        await d.press("q")
        assert d.app.return_code == 0


@pytest.mark.parametrize(("ours", "theirs"), [(Page, Screen), (SptuiApp, App), (Lines, Widget)])
async def test_no_name_of_ours_hides_one_of_textuals(ours, theirs):
    """`Screen.focused`, hidden once, ended every key press."""
    meant = {
        "CSS", "DEFAULT_CSS", "MODES", "DEFAULT_MODE", "ENABLE_COMMAND_PALETTE", "compose",
        "render_line", "render_lines", "_display", "get_css_variables", "_fatal_error",
    }  # fmt: skip
    made = {
        "can_focus",
        "can_focus_children",
        "_computes",
        "_reactives",
        "_decorated_handlers",
        "_merged_bindings",
    }
    names = {name for cls in ours.__mro__ if cls not in theirs.__mro__ for name in vars(cls)}
    names -= meant | made
    hidden = {
        n for n in names if hasattr(theirs, n) and not n.startswith(("__", "_css_", "_inherit_"))
    }
    assert not hidden
    base = theirs()
    set_here = {
        node.attr
        for cls in ours.__mro__
        if cls not in theirs.__mro__
        for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(cls))))
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
    }
    assert not (
        set_here - {"animation_level", "_disable_tooltips", "_disable_notifications"}
    ) & set(vars(base))
