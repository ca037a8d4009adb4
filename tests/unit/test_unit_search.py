"""Which unit a word means, from the names that there are."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sptui.model.unit_name import is_unit_name
from sptui.model.unit_search import named, nearest, others

KNOWN = {
    "nginx.service", "nscd.service", "logrotate.service", "logrotate.timer", "web.socket",
    "web.timer", "dbus.socket", "system.slice", "boot.mount", "hyperkitty.service",
    "mailman-web-setup.service",
}  # fmt: skip


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("nginx", "nginx.service"),
        ("nginx.service", "nginx.service"),
        ("getty@tty1", "getty@tty1.service"),
        ("a.b", "a.b.service"),
        ("x.service.service", "x.service.service"),
        ("-.mount", "-.mount"),
        ("--help.service", "--help.service"),
        ("/", "-.mount"),
        ("/srv", "srv.mount"),
        ("//srv/./data/", "srv-data.mount"),
        ("/srv/my-data", "srv-my\\x2ddata.mount"),
        ("/.hidden", "\\x2ehidden.mount"),
        ("/srv/\u00e9", "srv-\\xc3\\xa9.mount"),
        ("/dev/sda1", "dev-sda1.device"),
        (".mount", ".mount.service"),
    ],
)
def test_a_word_stands_for_a_name(word: str, name: str) -> None:
    assert named(word) == name


def test_the_kind_that_is_meant_is_taken_where_none_is_said() -> None:
    assert named("logrotate", "timer") == "logrotate.timer"
    assert named("logrotate.service", "timer") == "logrotate.service"


@pytest.mark.parametrize(
    "word", ["", "/srv/../etc", "a b", "a\nb", "a\0", "x" * 250, "*", "\udcff", "/\ud800"]
)
def test_what_can_be_no_name_makes_none(word: str) -> None:
    assert not is_unit_name(named(word))


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60))
def test_a_path_makes_a_name_whatever_is_in_it(text: str) -> None:
    name = named("/" + text)
    assert is_unit_name(name) or ".." in text.split("/") or len(name) > 255


@pytest.mark.parametrize(
    ("word", "kind", "found"),
    [
        ("web", "service", ("web.socket", "web.timer")),
        ("dbus", "service", ("dbus.socket",)),
        ("web", "timer", ("web.socket",)),
        ("web.service", "service", ()),
        ("/boot", "service", ()),
        ("system", "service", ()),
        ("none", "service", ()),
    ],
)
def test_others_of_that_name(word: str, kind: str, found: tuple[str, ...]) -> None:
    """A slice holds half the machine: nobody means one who did not say so."""
    assert others(word, kind, KNOWN) == found


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("ngnix.service", "nginx.service"),
        ("hyperkity.service", "hyperkitty.service"),
        ("mailman.service", "mailman-web-setup.service"),
        ("logrotat.timer", "logrotate.timer"),
    ],
)
def test_the_nearest_comes_first(name: str, first: str) -> None:
    assert nearest(name, KNOWN)[0] == first
    assert len(nearest(name, KNOWN)) <= 3


def test_nothing_is_near_what_is_like_nothing() -> None:
    assert nearest("q.service", KNOWN) == ()


@pytest.mark.parametrize(
    "path", ["/srv", "/srv/my-data", "/", "/.x", "/a b/c", "//a//b/", "/\u00e9"]
)
def test_paths_are_named_as_systemd_names_them(path: str) -> None:
    try:
        done = subprocess.run(
            ["systemd-escape", "--path", "--suffix=mount", path],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
    except FileNotFoundError:
        pytest.skip("systemd-escape is not here")
    assert named(path) == done.stdout.strip()
