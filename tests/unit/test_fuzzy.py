"""Fuzzy matching: finds what has the letters in order, and better what has them together."""

from hypothesis import given
from hypothesis import strategies as st

from sptui.model.fuzzy import match, match_words

TEXT = st.text(alphabet="abcdeABC .-_/\u0130\u00e9", max_size=25)


def is_there(query: str, text: str) -> bool:
    """Whether the letters are there in order: what `match` must agree with."""
    letters = iter(text.lower() if len(text.lower()) == len(text) else text)
    return all(c in letters for c in query.lower().replace(" ", ""))


@given(st.text(alphabet="abcABC ", max_size=6), st.text(alphabet="abcdeABC .-_/", max_size=25))
def test_finds_exactly_what_has_the_letters(query: str, text: str) -> None:
    assert (match(query, text) is not None) == is_there(query, text)


@given(TEXT, TEXT)
def test_places_are_the_letters(query: str, text: str) -> None:
    found = match(query, text)
    if found is not None:
        _, places = found
        assert list(places) == sorted(set(places))
        letters = query.replace(" ", "")
        if query.lower().replace(" ", "").isascii() and text.isascii():
            assert "".join([text[at] for at in places]).lower() == letters.lower()


@given(TEXT)
def test_everything_finds_itself(text: str) -> None:
    assert match(text, text) is not None


def test_an_empty_query_is_everywhere() -> None:
    assert match("", "anything") == match("  ", "anything") == (0, ())


def score(query: str, text: str) -> int:
    found = match(query, text)
    assert found is not None
    return found[0]


def test_together_is_better_than_apart() -> None:
    assert score("back", "Back up everything") > score("back", "big attack")
    assert score("back", "Back up Forgejo") > score("back", "Roll back to 41")
    assert score("rs", "restart sshd") > score("rs", "worse")


def test_starts_of_words_are_better() -> None:
    assert match("bf", "Back up Forgejo") == match("BF", "back up forgejo")
    found = match("bf", "Back up Forgejo")
    assert found is not None and found[1] == (0, 8)


def test_words_in_any_order() -> None:
    found = match_words("disk full", "full: disk sdb")
    assert found is not None and found[1] == (0, 1, 2, 3, 6, 7, 8, 9)
    assert match_words("disk zz", "full: disk sdb") is None
    assert match_words("", "x") == (0, ())


def test_long_texts_end() -> None:
    assert match("a" * 50, "a" * 5000) is not None
    assert match("b", "a" * 5000) is None
