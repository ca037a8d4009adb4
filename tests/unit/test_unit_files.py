"""Names of units, what [Install] says, and what changes a unit: pure rules."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sptui.model import unit_install
from sptui.model.unit_drop_ins import names_of
from sptui.model.unit_install import (
    BAD,
    PLAIN,
    Content,
    Install,
    expand,
    install_of,
    parse_file,
)
from sptui.model.unit_name import (
    instance_of,
    is_template,
    is_unit_name,
    may_be,
    may_stand_for,
    template_of,
    with_instance,
)
from tests.rubbish import rubbish

UNIT = b"""# SPDX-License-Identifier: LGPL-2.1-or-later
[Unit]
Description=A unit

[Service]
ExecStart=/bin/true \\
  --more
[Install]
WantedBy=multi-user.target
Alias=other.service 'third.service'
Also=a.socket b.socket
"""

# ---------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("name", "sort"),
    [
        ("a.service", "plain"),
        ("a@.service", "template"),
        ("a@b.service", "instance"),
        ("a@b@c.service", "instance"),
        ("a.b.mount", "plain"),
        ("-.mount", "plain"),
        ("\\x2d:_.timer", "plain"),
        ("A" * 247 + ".service", "plain"),
        ("A" * 248 + ".service", ""),
        *[(name, "") for name in ("", ".service", "@a.service", "a.services", "a b.service", "a")],
        *[(name, "") for name in ("\u00e4.service", "a/b.service", "a\n.service", "a.service.d")],
    ],
)
def test_names(name: str, sort: str) -> None:
    assert is_unit_name(name) is bool(sort)
    if sort:
        assert is_template(name) is (sort == "template")
        assert bool(instance_of(name)) is bool(template_of(name)) is (sort == "instance")


@given(st.from_regex(r"\A[a-z-]{1,5}@[a-z@]{1,5}\.service\Z"))
def test_an_instance_is_its_template_and_what_is_behind_the_at(name: str) -> None:
    assert with_instance(template_of(name), instance_of(name)) == name


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_name_is_too_odd(name: str, other: str) -> None:
    for each in (name, f"{name}@{other}.service"):
        is_unit_name(each), is_template(each), instance_of(each), template_of(each), may_be(each)
        may_stand_for(each, f"{other}.service")


@pytest.mark.parametrize(
    ("name", "other", "may"),
    [
        ("a.service", "b.service", True),
        ("a.service", "b.socket", False),
        ("a.mount", "b.mount", False),
        ("a@.service", "b@.service", True),
        ("a@.service", "b.service", False),
        ("a.service", "b@.service", False),
        ("a@x.service", "b@.service", True),
        ("a@x.service", "b@x.service", True),
        ("a@x.service", "b@y.service", False),
        ("a@x.service", "b.service", False),
        ("a@.device", "b@.device", False),
        ("a.service", "b", False),
    ],
)
def test_what_may_be_another_name(name: str, other: str, may: bool) -> None:
    assert may_stand_for(name, other) is may


# ---------------------------------------------------------------- [Install]


def of(text: str, name: str = "a.service") -> Install | None:
    content = parse_file(text.encode())
    return install_of(name, content.settings) if content.kind == "text" else None


def test_what_it_says() -> None:
    content = parse_file(UNIT)
    assert install_of("a.service", content.settings) == Install(
        rules=True, also=True, aliases=("other.service", "third.service")
    )


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("[Install]\nWantedBy=a\n", True),
        ("[Install]\nRequiredBy=a", True),
        ("[Install]\nUpheldBy=a", True),
        ("  [Install]  \n  WantedBy  =  a", True),
        ("[Install]\r\nWantedBy=a\r\n", True),
        ("[Install]\0WantedBy=a", True),
        ("[Install]\n# \\\nWantedBy=a", True),
        ("[Install]\nWantedBy=\\\n# no\n a", True),
        ("[Install]\nWantedBy=a\n[Install]\nAlso=b.service", True),
        ("\ufeff[Install]\nWantedBy=a", True),
        ("[Install]\nWantedBy=''", True),
        ("[Install]\nWantedBy=a\nWantedBy=", False),
        ("[Install]\nWantedBy=", False),
        ("[Install]\nWantedBy='a", False),
        ("[Install]\nWantedBy=a 'b", False),
        ("[Install]\nwantedby=a", False),
        ("[install]\nWantedBy=a", False),
        ("[Install]\n;WantedBy=a", False),
        ("[Install]\nWantedBy", False),
        ("[Unit]\nWantedBy=a", False),
        ("WantedBy=a\n[Install]", False),
        ("[Unit]\nA=b \\\n[Install]\nWantedBy=a", False),
        ("[Install]\nDefaultInstance=x", False),
    ],
)
def test_whether_something_starts_it(text: str, rules: bool) -> None:
    install = of(text)
    assert install is not None
    assert install.rules is rules


@pytest.mark.parametrize(
    "text",
    [
        "[Unit",
        "[Unit]x",
        '[a"b]',
        "[a\x01b]",
        "[",
        "[Install]\nAlso=nothing",
        "[Install]\nAlso=a.service b",
        "\ufffe",
        "[Unit]\nA=\ufdd0",
    ],
)
def test_what_systemd_refuses(text: str) -> None:
    assert of(text) is None


@pytest.mark.parametrize("data", [b"\xff", b"[Unit]\nA=\xc3", b"[Unit]\nA=" + b"x" * (1 << 20)])
def test_bytes_that_systemd_refuses(data: bytes) -> None:
    assert parse_file(data) is BAD


def test_bytes_in_comments_are_anybody_s() -> None:
    assert parse_file(b"# \xff\n; \xfe\n") is PLAIN


def test_other_names_are_for_kinds_that_may_have_some() -> None:
    text = "[Install]\nAlias=b.mount\n"
    assert of(text, "a.mount") == Install()
    assert of(text) == Install(rules=True, aliases=("b.mount",))


def test_the_instance_that_a_template_starts_as() -> None:
    text = "[Install]\nDefaultInstance=%p-1\n"
    assert of(text, "a@.service") == Install(default_instance="a-1")
    assert of(text, "a@x.service") == of(text, "a.service") == Install()
    assert of("[Install]\nDefaultInstance=a/b\n", "a@.service") is None
    assert of("[Install]\nDefaultInstance=a/b\n", "a@x.service") == Install()


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("%n", "a-b@c.service"),
        ("%N.%p.%i.%j", "a-b@c.a-b.c.b"),
        ("%%n%", "%n%"),
        ("%H", "%H"),
        ("none", "none"),
    ],
)
def test_signs_that_systemd_fills_in(text: str, filled: str) -> None:
    assert expand("a-b@c.service", text) == filled


@given(rubbish(UNIT))
def test_a_damaged_file_is_read_to_some_end(data: bytes) -> None:
    content = parse_file(data)
    assert isinstance(content, Content)
    install_of("a@.service", content.settings)


@given(
    st.lists(
        st.sampled_from(
            [
                *(
                    b"[Unit]",
                    b"[Service]",
                    b"[Install]",
                    b"[X",
                    b"X]",
                    b"a]",
                    b"[",
                    b"]",
                    b"=",
                    b"[]",
                ),
                *(
                    b"\n",
                    b"\n",
                    b"\n",
                    b"\\",
                    b"\r",
                    b"\0",
                    b" ",
                    b"#",
                    b"WantedBy=a",
                    b"\xff",
                    b"a",
                ),
            ]
        ),
        max_size=12,
    )
)
@example([b"[Unit]", b"\n", b"[Install]"])
@example([b" ", b"[Unit]"])
def test_the_short_way_says_what_the_long_one_does(parts: list[bytes]) -> None:
    data = b"".join(parts)
    short = parse_file(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unit_install, "_is_simple", lambda data: False)
        assert parse_file(data) == short


def test_most_files_go_the_short_way() -> None:
    text = b"# c\n[Unit]\nDescription=A\n\n[Service]\nExecStart=/bin/a --b\n"
    assert unit_install._is_simple(text)


# ---------------------------------------------------------------- drop-ins


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("a.service", ["a.service"]),
        ("a-b-c.service", ["a-b-c.service", "a-b-.service", "a-.service"]),
        ("a-b-.service", ["a-b-.service", "a-.service"]),
        ("-.mount", ["-.mount"]),
        ("-a.mount", ["-a.mount"]),
        ("a--b.service", ["a--b.service", "a--.service", "a-.service"]),
        ("a@.service", ["a@.service"]),
        ("a@x.service", ["a@x.service", "a@.service"]),
        (
            "a-b@x.service",
            ["a-b@x.service", "a-b@.service", "a-.service", "a-@x.service", "a-@.service"],
        ),
    ],
)
def test_names_whose_folders_change_a_unit(name: str, names: list[str]) -> None:
    assert names_of(name) == names


@given(st.from_regex(r"\A[a-]{1,8}(@[a-]{0,3})?\.service\Z"))
def test_there_is_an_end_of_them(name: str) -> None:
    found = names_of(name)
    assert found[0] == name and len(found) < 40
