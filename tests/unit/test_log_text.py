"""The pattern that journalctl gets finds what is marked, and nothing else."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sptui.model.log_query import Query, Text, spans
from sptui.model.log_text import grep

# The letters that make trouble: signs of expressions, what has two cases, what has none.
LETTERS = "aAbB.*+?()[]{}|^$\\/-#_ 0\u00e9\u00c9\u00df\u0130\u4e2d'\""
SOME = st.text(st.sampled_from(LETTERS), min_size=1, max_size=4)
LINES = st.lists(st.text(st.sampled_from(LETTERS), max_size=12), min_size=1, max_size=30)
TEXTS = st.one_of(
    st.builds(lambda text: Text("exact", text), SOME),
    st.lists(SOME.map(lambda t: t.replace(" ", "")).filter(bool), min_size=1, max_size=3).map(
        lambda words: Text("words", " ".join(words))
    ),
    SOME.map(lambda t: t.replace(" ", "")).filter(bool).map(lambda text: Text("fuzzy", text)),
)


@pytest.mark.skipif(shutil.which("pcre2grep") is None, reason="there is no pcre2grep here")
@settings(max_examples=150, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=2), LINES)
def test_a_library_of_bytes_finds_what_is_marked(texts: list[Text], lines: list[str]) -> None:
    """pcre2grep knows bytes, as journalctl does."""
    command = ["pcre2grep", "-a", "-n", "--", grep(texts)]
    done = subprocess.run(command, input="\n".join(lines).encode(), capture_output=True, timeout=20)
    assert done.returncode in (0, 1), done.stderr
    found = {int(line.split(b":")[0]) for line in done.stdout.splitlines()}
    for number, line in enumerate(lines, 1):
        all_there = all(_has(text, line) for text in texts)
        assert (number in found) is all_there, (line, grep(texts))


def _has(text: Text, line: str) -> bool:
    parts = text.text.split() if text.kind == "words" else [text.text]
    return all(spans(Query(texts=(Text(text.kind, part),)), line) for part in parts)


@pytest.mark.parametrize(
    ("text", "line", "there"),
    [
        (Text("exact", "a.b"), "a.b", True),
        (Text("exact", "a.b"), "axb", False),
        (Text("exact", "\u00e9"), "CAF\u00c9", True),
        (Text("exact", "\u00c9"), "caf\u00e9", False),
        (Text("words", "two one"), "one two", True),
        (Text("fuzzy", "ngx"), "n gi nx", True),
    ],
)
def test_what_is_there(text: Text, line: str, *, there: bool) -> None:
    assert _has(text, line) is there
