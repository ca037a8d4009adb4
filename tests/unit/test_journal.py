"""What journalctl writes, and what it is read as."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sptui.model.journal import Entry, entry_of, field, of_invocation
from sptui.system.last_lines import entries
from tests.rubbish import rubbish

LINES = [
    b'{"MESSAGE":"plain","PRIORITY":"6"}',
    b'{"MESSAGE":[114,101,100,27,91,48,109,255],"PRIORITY":"3"}',
    b'{"MESSAGE":null,"PRIORITY":"6"}',
    b'{"MESSAGE":[[97,98],"cd",[255]],"PRIORITY":["4","5"]}',
    b'{"MESSAGE":["one","two"]}',
    b'{"PRIORITY":"1"}',
    b'{"MESSAGE":"two\\nlines","PRIORITY":"x"}',
]
TEXT = b"\n".join(LINES) + b"\n"


def test_each_form_of_a_message():
    assert entries(TEXT) == [
        Entry("plain", 6),
        Entry("red\x1b[0m\udcff", 3),
        Entry("ab\ncd\n\udcff", None),
        Entry("one\ntwo", None),
        Entry("two\nlines", None),
    ]


def test_what_was_cut_off_or_is_no_entry_is_left_out():
    assert entries(b'x\n[]\n1\n"a"\n\n{"MESSAGE":"a"}\n{"MESSAGE":"b') == [Entry("a")]
    assert entries(b"") == []
    assert entries(b"[" * 100_000) == []


@pytest.mark.parametrize(
    "value", [None, True, 3, {}, [], [300], [-1, 2], [None], [[]], [[[]]], ["", ""], [True], [1.5]]
)
def test_what_is_no_text(value: object):
    assert field(value) is None
    assert entries(json.dumps({"MESSAGE": value}).encode()) == []


@given(st.binary(max_size=50))
def test_bytes_come_back_as_they_were(data: bytes):
    found = field(list(data))
    assert (found or "").encode("utf-8", "surrogateescape") == data


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON, JSON)
def test_any_value_is_a_text_or_nothing(message: object, priority: object):
    line = json.dumps({"MESSAGE": message, "PRIORITY": priority}).encode()
    for entry in entries(line):
        assert entry.message
        assert entry.priority is None or 0 <= entry.priority <= 7


@given(rubbish(TEXT))
def test_rubbish_never_raises(text: bytes):
    assert all(isinstance(entry, Entry) and entry.message for entry in entries(text))


@given(st.lists(st.text(min_size=1), max_size=5))
def test_what_was_written_is_read(messages: list[str]):
    text = b"".join([json.dumps({"MESSAGE": each}).encode() + b"\n" for each in messages])
    assert [entry.message for entry in entries(text)] == messages


@given(st.lists(st.tuples(st.sampled_from(["", "a", "b"]), st.integers(0, 9))))
def test_an_entry_belongs_to_one_invocation_at_most(said: list[tuple[str, int]]):
    told = [Entry(str(n), None, id, at) for n, (id, at) in enumerate(said)]
    of_a, of_b = of_invocation(told, "a"), of_invocation(told, "b")
    assert not {*of_a} & {*of_b}
    for id, own in (("a", of_a), ("b", of_b)):
        assert own == [entry for entry in told if entry in own], "in their order"
        assert [each for each in told if each.invocation == id] == [
            entry for entry in own if entry.invocation
        ]
    begins = min((each.at for each in told if each.invocation), default=10)
    assert len(of_a) + len(of_b) == len(
        [each for each in told if each.invocation or each.at >= begins]
    )


def test_when_it_was_said_is_what_its_sender_says():
    [entry] = entries(
        b'{"MESSAGE":"a","_SOURCE_REALTIME_TIMESTAMP":"12","__REALTIME_TIMESTAMP":"15"}'
    )
    assert entry.at == 12
    [entry] = entries(b'{"MESSAGE":"a","__REALTIME_TIMESTAMP":"15"}')
    assert entry.at == 15
    for odd in (b"null", b'"-1"', b'"x"', b'"99999999999999999999"', b"7", b'"\\u0663"'):
        [entry] = entries(b'{"MESSAGE":"a","__REALTIME_TIMESTAMP":' + odd + b"}")
        assert entry.at == 0


WHOLE = {
    "MESSAGE": "hello", "PRIORITY": "3", "_SYSTEMD_UNIT": "a.service", "_PID": "42",
    "SYSLOG_IDENTIFIER": "prog", "_COMM": "python3", "_BOOT_ID": "b" * 32,
    "_SYSTEMD_INVOCATION_ID": "c" * 32, "__SEQNUM": "7", "__SEQNUM_ID": "d" * 32,
    "__MONOTONIC_TIMESTAMP": "99", "__REALTIME_TIMESTAMP": "15", "__CURSOR": "s=e;i=1f;b=x",
}  # fmt: skip


def test_all_that_is_told_of_an_entry():
    assert entry_of(WHOLE) == Entry(
        "hello", 3, "c" * 32, 15, "s=e;i=1f;b=x", 7, "d" * 32, "b" * 32, 99, "a.service", "prog", 42
    )


@pytest.mark.parametrize(
    ("also", "told"),
    [
        ({"__SEQNUM": None, "__SEQNUM_ID": None}, {"seq": 31, "seq_of": "e"}),
        ({"__SEQNUM": None, "__CURSOR": "rubbish;;="}, {"seq": 0, "seq_of": ""}),
        ({"SYSLOG_IDENTIFIER": None}, {"source": "python3"}),
        ({"SYSLOG_IDENTIFIER": ["a", "b"]}, {"source": "a\nb"}),
        ({"_PID": None, "SYSLOG_PID": "9"}, {"pid": 9}),
        # who speaks may say what it likes of itself, but not of whom systemd speaks
        ({"UNIT": "b.service", "INVOCATION_ID": "f" * 32}, {"unit": "a.service"}),
        (
            {"UNIT": "b.service", "INVOCATION_ID": "f" * 32, "_PID": "1"},
            {"unit": "b.service", "invocation": "f" * 32},
        ),
        ({"PRIORITY": "8"}, {"priority": None}),
        ({"PRIORITY": None}, {"priority": None}),
        ({"MESSAGE": None}, {"message": "", "left_out": 4096}),
        ({"__MONOTONIC_TIMESTAMP": "-1"}, {"mono": 0}),
    ],
)
def test_what_differs(also: dict[str, object], told: dict[str, object]):
    found = entry_of({**WHOLE, **also})
    assert found is not None
    assert {name: getattr(found, name) for name in told} == told


def test_of_a_field_that_is_there_twice_the_last_counts():
    assert entries(b'{"MESSAGE":"a","PRIORITY":"3","MESSAGE":"b"}') == [Entry("b", 3)]
    assert entry_of({"_BOOT_ID": "b" * 32}) is None
