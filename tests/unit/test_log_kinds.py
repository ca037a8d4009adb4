"""What is the same message, and what is another."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sptui.model.journal import Entry
from sptui.model.log_kinds import HOLE, Kinds, shape, text_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("retrying (1 of 3)", "retrying (27 of 3)"),
        ("timeout talking to 203.0.113.80", "timeout talking to 198.51.100.7:25"),
        ("from 2001:db8::1 port 22", "from [fe80::1:2] port 4022"),
        ("EXT4-fs (sda2): took 2.1 s", "EXT4-fs (sda3): took 14 s"),
        ('user "anna" is unknown', 'user "b e n" is unknown'),
        ("can't open '/etc/x'", "can't open '/var/lib/y z'"),
        ("no such file: /etc/nginx/a.conf", "no such file: /srv/b-2.conf"),
        ("mail for anna@kiwi.example", "mail for ben.b+x@example.org"),
        ("build abc1234f failed", "build 0badc0de99 failed"),
        (
            "/nix/store/0c1k3y9x8d7f6g5h4j3k2l1m0n9b8v7c-hello-2.12 is gone",
            "/nix/store/zzzz3y9x8d7f6g5h4j3k2l1m0n9b8v7c-hello-2.13 is gone",
        ),
        ("job 6f1e0c3b-7d9f-4e2a-8b6c-0d1e2f3a4b5c", "job 00000000-7d9f-4e2a-8b6c-0d1e2f3a4b5c"),
        ("disk sda1 is full", "disk nvme0n1p2 is full"),
        ("\n  first line\nat 1", "first line\nat 2, and more"),
    ],
)
def test_the_same_kind(one: str, other: str) -> None:
    assert shape(one) == shape(other)
    assert re.search(r"[a-z]", shape(one).replace(HOLE, "")), "something is left"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("database is locked", "database is gone"),
        ("started", "stopped"),
        ("decade faced", "facade based"),  # letters alone are words, also a to f
        ("don't stop", "don't start"),
    ],
)
def test_another_kind(one: str, other: str) -> None:
    assert shape(one) != shape(other)


def test_counts_and_times() -> None:
    kinds = Kinds()
    for at, number, grave in ((5, 1, 4), (9, 2, 3), (7, 3, None)):
        kinds.add(Entry(f"lost {number}", grave, at=at, source="a", unit=f"{number}.service"))
    kinds.add(Entry("lost 4", 4, at=20, source="b"))
    kinds.add(Entry("gone", 4, at=1, source="a"))
    first, *rest = kinds.worst()
    assert first == (f"lost {HOLE}", "a", "2.service", "lost 2", 3, 3, 5, 9)
    assert [(kind.source, kind.times, kind.last) for kind in rest] == [("b", 1, 20), ("a", 1, 1)]


def test_what_comes_often_is_kept_when_there_are_too_many() -> None:
    kinds = Kinds(most=10)
    letters = "abcdefghijklmnopqrstuvwxyz"
    for at in range(300):
        kinds.add(Entry("again and again", 4, at=at))
        kinds.add(Entry(f"{letters[at % 26]}{letters[at // 26]} happened", 4, at=at))
    found = kinds.worst()
    assert len(found) == 10
    assert max(found, key=lambda kind: kind.times).times == 300


@given(st.text(max_size=120))
def test_the_text_of_a_kind_is_in_its_messages(message: str) -> None:
    kinds = Kinds()
    kinds.add(Entry(message, 3))
    (kind,) = kinds.worst()
    text = text_of(kind)
    if text is not None:
        line = next((each for each in message.splitlines() if each.strip()), "").replace(HOLE, " ")
        assert re.search(text.text, line) is not None


@given(st.text())
def test_a_shape_is_its_own(message: str) -> None:
    assert "\n" not in shape(message)
    assert shape(shape(message).replace(HOLE, "7")) == shape(shape(message).replace(HOLE, "8"))
