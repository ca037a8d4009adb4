"""What a saved entry looks like, whatever it says."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sptui.model.journal import Entry
from sptui.paint.log_saved import plain
from sptui.wire.saving import as_json
from tests.fakes.schema import errors

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/log.schema.json").read_text("utf-8"))
AT = 1_790_000_000_123_456


@pytest.fixture(autouse=True)
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "IST-5:30")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_it_says_when_how_gravely_and_who() -> None:
    entry = Entry("it broke", 3, at=AT, source="nginx", pid=42, unit="nginx.service")
    assert plain(entry) == "2026-09-21T19:43:20.123+05:30 err nginx[42]: it broke\n"


def test_what_is_not_known_is_a_dash() -> None:
    assert plain(Entry("so")) == "- - -: so\n"


def test_further_lines_are_set_in_and_what_lacks_is_counted() -> None:
    entry = Entry("one\ntwo\n\nfour", 6, source="a", left_out=1_500_000)
    assert plain(entry) == "- info a: one\n    two\n    \n    four (1.5 MB left out)\n"


def test_colours_go_and_what_would_harm_a_terminal_is_replaced() -> None:
    entry = Entry("\x1b[31mred\x1b[0m \x1b]0;title\x07 \udcff", source="e\x1b[2Jvil")
    assert plain(entry) == "- - e\ufffd[2Jvil: red \ufffd]0;title\ufffd \ufffd\n"


@given(st.text(), st.text())
def test_none_has_a_line_that_looks_like_another_entry(message: str, source: str) -> None:
    first, *more = plain(Entry(message, source=source))[:-1].split("\n")
    assert first.startswith("- - ")
    assert all(line.startswith("    ") and line.isprintable() for line in more)
    assert first.isprintable()


@given(st.text(st.characters(exclude_categories=())))
def test_as_json_nothing_is_lost(message: str) -> None:
    entry = Entry(message, 4, "i" * 32, AT, "s=1;i=2", 2, "s", "b", 17, "a.service", "a", 42, 0)
    line = as_json(entry)
    assert line.isascii() and line.count("\n") == 1
    assert Entry(**json.loads(line)) == entry


@pytest.mark.parametrize("entry", [Entry("so"), Entry("x", 0, "i", AT, "c", 1, "s", "b", 2)])
def test_as_json_it_is_as_the_schema_says(entry: Entry) -> None:
    data = json.loads(as_json(entry))
    assert list(errors(data, SCHEMA, SCHEMA)) == []
    assert set(SCHEMA["properties"]) == set(Entry._fields)
