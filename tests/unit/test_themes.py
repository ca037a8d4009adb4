"""Colours: every look has some, they can be read, and few colours follow their own rules."""

import pytest

from sptui.themes import BOLD, DEPTHS, GROUNDS, NAMES, ROLES, choose_depth, sgr

TEXT_ROLES = ("text", "heading", "dim", "accent", "key", "ok", "warning", "bad")
CUBE = (0, 95, 135, 175, 215, 255)


def rgb(code: str) -> tuple[int, int, int]:
    """The colour of "2;R;G;B" or "5;N"."""
    parts = [int(part) for part in code.split(";")]
    if parts[0] == 2:
        return parts[1], parts[2], parts[3]
    n = parts[1]
    if n >= 232:
        return (8 + 10 * (n - 232),) * 3
    n -= 16
    return CUBE[n // 36], CUBE[n // 6 % 6], CUBE[n % 6]


def luminance(colour: tuple[int, int, int]) -> float:
    parts = [c / 255 for c in colour]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(look: str, theme: str, depth: str) -> float:
    """WCAG contrast of a look's own two colours."""
    codes = sgr(theme, depth, look).split(";")
    each = 5 if depth == "truecolor" else 3
    assert (codes[0], codes[each]) == ("38", "48")
    a, b = [luminance(rgb(";".join(part))) for part in (codes[1:each], codes[each + 1 : 2 * each])]
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)


@pytest.mark.parametrize("depth", ["truecolor", "256"])
@pytest.mark.parametrize("theme", NAMES)
@pytest.mark.parametrize("role", TEXT_ROLES)
def test_every_text_can_be_read(role: str, theme: str, depth: str) -> None:
    assert contrast(role, theme, depth) >= 5.0
    for ground in ("surface", "select", "ask"):
        assert contrast(f"{role}@{ground}", theme, depth) >= 4.5, ground


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("theme", NAMES)
def test_every_look_has_parameters(theme: str, depth: str) -> None:
    for role in ROLES:
        for ground in GROUNDS:
            text = sgr(theme, depth, f"{role}@{ground}")
            assert all(part.isdecimal() for part in text.split(";") if text), (role, ground, text)
        assert sgr(theme, depth, role) == sgr(theme, depth, f"{role}@bg")


def test_a_look_has_its_own_colours() -> None:
    assert sgr("dark", "truecolor", "bad@select") == "38;2;240;113;113;48;2;27;44;56;1"
    assert sgr("light", "256", "warning") == "38;5;94;48;5;231"


def test_the_ground_is_drawn() -> None:
    # A theme that is not the terminal's own must not stand on the terminal's ground.
    assert "48;2;20;23;27" in sgr("dark", "truecolor", "text")
    assert "48;2;252;252;250" in sgr("light", "truecolor", "text")


@pytest.mark.parametrize("theme", NAMES)
def test_few_colours_use_no_grounds_but_select(theme: str) -> None:
    for role in ROLES:
        for depth in ("16", "mono"):
            assert sgr(theme, depth, f"{role}@surface") == sgr(theme, depth, role)
            assert sgr(theme, depth, f"{role}@ask") == sgr(theme, depth, role)


def test_the_row_under_the_cursor_drops_its_colours_on_16() -> None:
    assert {sgr("dark", "16", f"{role}@select") for role in ROLES} == {"97;44", "1;97;44"}
    assert {sgr("light", "16", f"{role}@select") for role in ROLES} == {"7", "1;7"}


def test_without_colour_bad_is_reverse_and_warning_bold() -> None:
    assert sgr("dark", "mono", "bad") == "7"
    assert [sgr("dark", "mono", role) for role in ("warning", "heading", "key")] == ["1"] * 3
    assert sgr("dark", "mono", "bad@select") == "1;7"
    plain = ("text", "dim", "rule", "accent", "ok", "graph_top", "graph2")
    assert {sgr(theme, "mono", role) for role in plain for theme in NAMES} == {""}


def test_dim_is_plain_on_16() -> None:
    # "Bright black" is invisible in Solarized, and 2.8:1 on the console.
    assert [sgr(theme, "16", "dim") for theme in NAMES] == ["", ""]
    assert sgr("light", "16", "warning") == "30;43"
    assert sgr("dark", "16", "key") == "1;97"


def test_bold_roles_are_bold_wherever_there_is_colour() -> None:
    for depth in ("truecolor", "256"):
        for role in ROLES:
            assert sgr("dark", depth, role).endswith(";1") == (role in BOLD)


def test_no_such_role() -> None:
    with pytest.raises(KeyError):
        sgr("dark", "truecolor", "purple")


@pytest.mark.parametrize(
    ("term", "colorterm", "no_color", "depth"),
    [
        ("xterm-256color", "", False, "256"),
        ("xterm-256color", "truecolor", False, "truecolor"),
        ("xterm-256color", "24bit", False, "truecolor"),
        ("xterm-256color", "truecolor", True, "mono"),
        ("xterm", "", False, "16"),
        ("xterm-kitty", "", False, "truecolor"),
        ("linux", "truecolor", False, "16"),
        ("linux", "", True, "mono"),
        ("screen-256color", "truecolor", False, "256"),
        ("tmux-256color", "truecolor", False, "truecolor"),
        ("screen", "", False, "16"),
        ("dumb", "", False, "mono"),
        ("vt220", "", False, "mono"),
        ("xterm-mono", "", False, "mono"),
        ("", "", False, "mono"),
    ],
)
def test_choice_of_depth(term: str, colorterm: str, no_color: bool, depth: str) -> None:
    assert choose_depth(term, colorterm, no_color) == depth
