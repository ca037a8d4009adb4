"""The formatter behind the one door for words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sptui.model.msg import Field, Msg, msg
from sptui.paint import words
from sptui.paint.words import say, spans, word


@pytest.fixture(autouse=True)
def table(monkeypatch: pytest.MonkeyPatch) -> None:
    for id, text in {
        "t.plain": "All is well.",
        "t.disk": "{free:size} of {mount} free, {pct:pct}",
        "t.units": "{n:count} {n:unit|units}",
        "t.keys": "Press `R` to restart {name}, or `Esc`.",
        "t.specs": "{m:mem} {r:rate} {a:age} {l:load} {x}",
        "t.inner": "not now: {why}",
        "t.none": "{n:none_or_count} bad",
    }.items():
        monkeypatch.setitem(words.WORDS, id, text)


def test_plain() -> None:
    assert word("t.plain") == "All is well."


def test_fields_with_units() -> None:
    assert (
        say(msg("t.disk", free=14_600_000_000, mount="/x", pct=62.0)) == "14.6 GB of /x free, 62 %"
    )
    m = msg("t.specs", m=2**30, r=84e3, a=2460, l=0.84, x=1204)
    assert say(m) == "1.0 GiB 84 kB/s 41 min 0.84 1,204"


def test_one_and_many() -> None:
    assert [say(msg("t.units", n=n)) for n in (0, 1, 2)] == ["0 units", "1 unit", "2 units"]
    assert [say(msg("t.none", n=n)) for n in (0, 1)] == ["none bad", "1 bad"]


def test_what_is_not_known_is_a_dash() -> None:
    assert say(msg("t.disk", free=None, mount="/x", pct=None)) == "- of /x free, -"
    assert say(msg("t.disk", mount="/x")) == "- of /x free, -"
    assert say(msg("t.disk")) == "- of - free, -"


def test_texts_from_outside_are_cleaned_and_never_templates() -> None:
    m = msg("t.disk", free=1, mount="\x1b]0;x\x07{pct}`R`[b]", pct=1)
    assert say(m) == "1 B of \ufffd]0;x\ufffd{pct}`R`[b] free, 1 %"
    assert ("R", "key") not in spans(m)


def test_keys_have_their_look() -> None:
    m = msg("t.keys", name="kiwi")
    assert say(m) == "Press R to restart kiwi, or Esc."
    assert spans(m, "dim") == [
        ("Press ", "dim"),
        ("R", "key"),
        (" to restart kiwi, or ", "dim"),
        ("Esc", "key"),
        (".", "dim"),
    ]


def test_a_message_in_a_message() -> None:
    assert say(msg("t.inner", why=Msg("t.plain"))) == "not now: All is well."


def test_nothing_is_lost_without_wording() -> None:
    assert say(msg("no.such", a=1, b="x\x1b")) == "no.such: a 1, b x\ufffd"
    assert say(Msg("no.such")) == "no.such"


FIELD = st.none() | st.booleans() | st.integers() | st.floats() | st.text()


@given(st.fixed_dictionaries(dict.fromkeys(("free", "mount", "pct", "n", "m", "why"), FIELD)))
def test_never_raises(fields: dict[str, Field]) -> None:
    for id in ("t.disk", "t.units", "t.specs", "t.inner", "t.none", "no.such"):
        assert say(Msg(id, tuple(fields.items()))).isprintable()


def test_every_spec_of_the_table_exists() -> None:
    for id, template in words.WORDS.items():
        for _, name, spec, _ in words._parts(template):
            assert not (name and spec) or "|" in spec or spec in words._SPECS, (id, spec)


def test_every_next_step_fits_80_columns() -> None:
    room = 78 - len(word("frame.next"))
    for id, template in words.WORDS.items():
        if id.startswith("next."):
            # A name of middle length in each place.
            shown = "".join([text or "x" * 10 for text, *_ in words._parts(template)])
            assert len(shown) <= room, (id, len(shown))
