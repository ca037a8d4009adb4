"""What people type to find entries: what it means, and what journalctl is asked."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sptui.model.log_query import Query, QueryError, Text, arguments, parse, spans, typed
from sptui.paint.words import say

NOW = time.mktime((2026, 11, 22, 19, 46, 0, 0, 0, -1))


def micro(*moment: int) -> int:
    return int(time.mktime((*moment, 0, 0, -1))) * 1_000_000


@pytest.mark.parametrize(
    ("line", "query"),
    [
        ("", Query()),
        ("  \t", Query()),
        ("unit:nginx", Query(units=("nginx",))),
        ("unit:a unit:b* unit:a", Query(units=("a", "b*"))),
        ("by:sudo", Query(sources=("sudo",))),
        ("is:kernel", Query(kernel=True)),
        ("prio:warning", Query(priority=4)),
        ("prio:3", Query(priority=3)),
        ("priority:Error", Query(priority=3)),
        ("boot:0", Query(boot="0")),
        ("boot:-12", Query(boot="-12")),
        (f"boot:{'0f' * 16}", Query(boot="0f" * 16)),
        ("timeout talking", Query(texts=(Text("words", "timeout talking"),))),
        ('"just  this"', Query(texts=(Text("exact", "just  this"),))),
        (r'"a \"b\" \\ \n"', Query(texts=(Text("exact", r'a "b" \ \n'),))),
        ('"open yet', Query(texts=(Text("exact", "open yet"),))),
        ("/a b+/", Query(texts=(Text("regex", "a b+"),))),
        (r"/a\/b\d/", Query(texts=(Text("regex", r"a/b\d"),))),
        ("~hprktty", Query(texts=(Text("fuzzy", "hprktty"),))),
        ("/var/log/syslog", Query(texts=(Text("words", "/var/log/syslog"),))),
        ("// ~ /", Query(texts=(Text("words", "// ~ /"),))),
        ("http://x error:", Query(texts=(Text("words", "http://x error:"),))),
        (
            'unit:x late "as is"',
            Query(units=("x",), texts=(Text("exact", "as is"), Text("words", "late"))),
        ),
    ],
)
def test_what_is_typed_means(line: str, query: Query) -> None:
    assert parse(line, NOW) == query


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2h", micro(2026, 11, 22, 17, 46, 0)),
        ("14d", micro(2026, 11, 8, 19, 46, 0)),
        ("10:30", micro(2026, 11, 22, 10, 30, 0)),
        ("19:46:01", micro(2026, 11, 21, 19, 46, 1)),  # it is not yet so late
        ("2026-11-20", micro(2026, 11, 20, 0, 0, 0)),
        ('"2026-11-20 08:05"', micro(2026, 11, 20, 8, 5, 0)),
        ("2026-11-20T08:05:09.25", micro(2026, 11, 20, 8, 5, 9) + 250_000),
        ("today", micro(2026, 11, 22, 0, 0, 0)),
        ("yesterday", micro(2026, 11, 21, 0, 0, 0)),
        ("now", int(NOW) * 1_000_000),
        ("@5.5", 5_500_000),
    ],
)
def test_moments(value: str, moment: int) -> None:
    assert parse(f"since:{value}", NOW).since == moment
    assert parse(f"until:{value}", NOW).until == moment


@pytest.mark.parametrize(
    "line",
    [
        "unit:", "by:", "prio:", "prio:8", "prio:loud", "boot:first", "boot:--1", "boot:0f",
        "is:", "is:mail", "since:", "since:soon", "since:2026-13-01", "since:25:00", "until:-2h",
        "since:@-1", "since:@1.1234567", "since:9999999999d", 'since:""', "unit:nginx is:kernel",
        "since:0001-01-01", "unit:a\0b",
    ],
)  # fmt: skip
def test_what_is_no_query_says_which_word_and_what_would_be(line: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(line, NOW)
    assert line.split(":")[0] in say(caught.value.what) or "kernel" in line
    assert len(say(caught.value.next)) > 10


PIECES = st.sampled_from(
    ["unit:a", "by:b", "prio:err", "boot:-1", "since:2h", "until:@7.000001", '"', "/", "~", "\\",
     " ", " ", "x", "É", "é", "is:kernel", "since:", "\u00a0"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=12).map("".join)))
def test_it_is_written_as_it_is_read(line: str) -> None:
    try:
        query = parse(line, NOW)
    except QueryError:
        return
    assert parse(typed(query), NOW) == query


@given(st.integers(0, 4_000_000_000_000_000))
def test_every_moment_is_written_as_it_is_read(moment: int) -> None:
    query = Query(since=moment)
    assert parse(typed(query), NOW) == query


@given(st.text(max_size=60))
def test_nothing_typed_becomes_an_option(line: str) -> None:
    try:
        found = arguments(parse(line, NOW))
    except QueryError:
        return
    known = ("--unit=", "--identifier=", "--priority=", "--boot=", "--since=@", "--until=@",
             "--grep=", "--case-sensitive=true", "_TRANSPORT=kernel")  # fmt: skip
    assert all(each.startswith(known) for each in found)
    assert not any("\0" in each for each in found if not each.startswith("--grep"))


def test_arguments() -> None:
    query = Query(("a", "b"), 4, "-1", 1_000_001, 2_000_000, texts=(Text("exact", "x"),))
    assert arguments(query) == (
        "--unit=a", "--unit=b", "--priority=4", "--boot=-1", "--since=@1.000001",
        "--until=@2.000000", "--grep=[xX]", "--case-sensitive=true",
    )  # fmt: skip
    assert arguments(Query(kernel=True)) == ("_TRANSPORT=kernel",)


@pytest.mark.parametrize(
    ("line", "marked"),
    [
        ("", []),
        ("lock", ["lock"]),
        ("LOCK", []),
        ("Database", []),
        ("data OFF", ["data"]),
        ("locked database", ["database", "locked"]),
        ('"is locked"', ["is locked"]),
        ("/lo?c./", ["lock"]),
        ("/[/", []),
        ("/L/", []),
        (r"/\Sabase/", ["tabase"]),
        ("~dlk", ["d", "l", "k"]),
        ("~xyz", []),
    ],
)
def test_what_is_marked(line: str, marked: list[str]) -> None:
    message = "the database is locked"
    found = spans(parse(line, NOW), message)
    assert [message[begin:end] for begin, end in found] == marked


@given(st.text(max_size=20), st.text(max_size=60))
def test_marks_are_in_order_and_in_the_message(line: str, message: str) -> None:
    try:
        query = parse(line, NOW)
    except QueryError:
        return
    found = spans(query, message)
    flat = [place for span in found for place in span]
    assert flat == sorted(set(flat))
    assert all(0 <= place <= len(message) for place in flat)


@pytest.mark.parametrize("pattern", ["(a+)+b", "(.*)*x.*y", "(a|aa)+$", "(?:a?){40}a{40}"])
def test_no_regular_expression_holds_up_the_screen(pattern: str) -> None:
    """It ends, at all: without a bound these take longer than there is time."""
    assert spans(Query(texts=(Text("regex", pattern),)), "a" * 2000 + "!") in ((), ((0, 2000),))
