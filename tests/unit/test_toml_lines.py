"""Where a key stands: for any document that tomllib reads, the line that begins with it."""

import tomllib

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from sptui.model.duration import seconds, written
from sptui.model.toml_lines import line_of, lines_of

TEXT = '''# tick = 9
tick = 2 # x
"a b".'c' = """
x = 1
""" "" # the end
arr = [ # c ]
  1, "]", \'\'\'
y = 2\'\'\',
  2 ]

[screen]   # [other]
theme = "dark"
inl = { x = 1, y = "}" }
[[q.w]]
z = 1
[[q.w]]
z = 2
[ q . e ]
z."\\u0041\\n" = 2
d = 2026-01-01
'''.replace('""" ""', '"""')


def test_each_key_has_its_line() -> None:
    tomllib.loads(TEXT)
    lines = lines_of(TEXT)
    places = {
        ("tick",): 2,
        ("a b", "c"): 3,
        ("arr",): 6,
        ("screen",): 11,
        ("screen", "theme"): 12,
        ("screen", "inl"): 13,
        ("q", "w"): 14,
        ("q", "w", "z"): 15,
        ("q", "e"): 18,
        ("q", "e", "z", "A\n"): 19,
        ("q", "e", "d"): 20,
    }
    assert {path: lines.get(path) for path in places} == places


def test_what_has_no_line_of_its_own_has_that_of_what_holds_it() -> None:
    lines = lines_of(TEXT)
    assert line_of(lines, ("screen", "inl", "y")) == 13
    assert line_of(lines, ("never", "said")) is None


keys = st.text(st.characters(codec="utf-8", exclude_characters="\r"), min_size=1, max_size=8)
texts = st.text(st.characters(codec="utf-8"), max_size=20)
values = st.recursive(
    st.one_of(st.booleans(), st.integers(-5, 5), texts),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(keys, inner, max_size=3)),
    max_leaves=12,
)


@given(st.dictionaries(keys, values, max_size=5), st.booleans())
def test_any_document_written_is_found_again(document: dict, multiline: bool) -> None:
    text = tomli_w.dumps(document, multiline_strings=multiline)
    rows = text.split("\n")
    lines = lines_of(text)
    for path, line in lines.items():
        row = rows[line - 1]
        last = tomli_w.dumps({path[-1]: 1}).partition(" = ")[0]
        assert row.startswith(f"{last} = ") or (row.startswith("[") and last in row), (path, row)
    for key, value in document.items():
        assert line_of(lines, (key,)) is not None or value == {}


@given(st.text(max_size=80))
def test_no_text_makes_it_spin_or_fail_that_tomllib_accepts(text: str) -> None:
    try:
        tomllib.loads(text)
    except ValueError:
        return
    lines_of(text)


@pytest.mark.parametrize(
    ("text", "length"),
    [("90s", 90), ("10min", 600), ("26h", 93_600), ("14d", 1_209_600), ("2 h", 7200), ("0s", 0)],
)
def test_lengths_as_people_write_them(text: str, length: float) -> None:
    assert seconds(text) == length


@pytest.mark.parametrize(
    "text", ["", "5", "min", "1.5h", "-1s", "1m", "1h30min", "\u0665s", "99999999999d", "40000d"]
)
def test_other_lengths_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^.*$"):
        seconds(text)


@given(st.integers(0, 10**9))
def test_a_length_written_is_read_again(length: int) -> None:
    assert seconds(written(length)) == length
