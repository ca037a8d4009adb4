"""So much of D-Bus as a look at systemd takes, held against a whole library."""

from __future__ import annotations

import io

import pytest
from dbus_fast import Message, MessageType, Variant
from dbus_fast._private.unmarshaller import Unmarshaller
from hypothesis import given
from hypothesis import strategies as st

from sptui.model import dbus_bytes as wire

TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=30)
ROW = st.tuples(
    *[TEXT] * 6, st.just("/a/b"), st.integers(0, 2**32 - 1), TEXT, st.sampled_from(("/", "/j/1"))
)
PLAIN = st.one_of(
    st.tuples(st.just("s"), TEXT),
    st.tuples(st.just("b"), st.booleans()),
    st.tuples(st.just("y"), st.integers(0, 255)),
    st.tuples(st.just("n"), st.integers(-(2**15), 2**15 - 1)),
    st.tuples(st.just("i"), st.integers(-(2**31), 2**31 - 1)),
    st.tuples(st.just("u"), st.integers(0, 2**32 - 1)),
    st.tuples(st.just("x"), st.integers(-(2**63), 2**63 - 1)),
    st.tuples(st.just("t"), st.integers(0, 2**64 - 1)),
)


def answered(signature: str, *body: object, **more: object) -> bytes:
    message = Message(
        message_type=MessageType.METHOD_RETURN,
        reply_serial=7,
        signature=signature,
        body=list(body),
        serial=9,
        sender=":1.5",
        destination=":1.77",
        **more,
    )
    return bytes(message._marshall(False))


@given(strings=st.lists(TEXT, max_size=4), serial=st.integers(1, 2**32 - 1), bus=st.booleans())
def test_a_call_is_what_the_library_reads(strings: list[str], serial: int, bus: bool) -> None:
    sent = wire.call(serial, "/org/x", "org.x.Y", "Do", strings, "org.x" if bus else "")
    assert wire.size_of(sent[:16]) == len(sent)
    read = Unmarshaller(io.BytesIO(sent), None, False).unmarshall()
    assert (read.serial, read.path, read.interface, read.member) == (
        serial, "/org/x", "org.x.Y", "Do",
    )  # fmt: skip
    assert read.destination == ("org.x" if bus else None)
    assert read.body == strings
    assert read.message_type is MessageType.METHOD_CALL


@given(rows=st.lists(ROW, max_size=6))
def test_a_list_of_units_is_what_the_library_wrote(rows: list[tuple[object, ...]]) -> None:
    sent = answered("a(ssssssouso)", [list(row) for row in rows])
    told = wire.answer(sent)
    assert told is not None
    assert (told.serial, told.kind, told.error) == (7, wire.ANSWER, "")
    assert wire.rows(told) == rows


@given(PLAIN)
def test_a_property_is_what_the_library_wrote(plain: tuple[str, object]) -> None:
    told = wire.answer(answered("v", Variant(*plain)))
    assert told is not None
    found = wire.value(told)
    assert found == plain[1]
    assert type(found) is type(plain[1])


@pytest.mark.parametrize(("type_", "held"), [("as", ["a"]), ("(ii)", [1, 2]), ("d", 1.5)])
def test_a_property_of_another_type_is_not_told(type_: str, held: object) -> None:
    told = wire.answer(answered("v", Variant(type_, held)))
    assert told is not None
    assert wire.value(told) is None


def test_an_error_bears_its_name_and_a_signal_is_no_answer() -> None:
    failed = Message(
        message_type=MessageType.ERROR,
        error_name="org.x.Oh",
        reply_serial=3,
        signature="s",
        body=["no"],
        serial=1,
    )
    told = wire.answer(bytes(failed._marshall(False)))
    assert told is not None
    assert (told.kind, told.error, told.serial) == (wire.FAILED, "org.x.Oh", 3)
    signal = Message.new_signal("/a", "org.x.Y", "Z")
    signal.serial = 1
    assert wire.answer(bytes(signal._marshall(False))) is None


def test_big_endian_answers_are_read() -> None:
    # a method return to 7 with a variant u 258, as a big-endian peer writes it
    fields = b"\x05\x01u\0\0\0\0\x07" + b"\x08\x01g\0\x01v\0"
    body = b"\x01u\0\0\0\0\x01\x02"
    head = b"B\x02\0\x01" + len(body).to_bytes(4, "big") + b"\0\0\0\x05"
    told = wire.answer(head + len(fields).to_bytes(4, "big") + fields + b"\0" + body)
    assert told is not None
    assert told.serial == 7
    assert wire.value(told) == 258


@given(st.binary(max_size=200))
def test_rubbish_is_refused(data: bytes) -> None:
    refused(data)


@given(st.data())
def test_a_spoilt_answer_is_refused_or_read(data: st.DataObject) -> None:
    sent = bytearray(answered("a(ssssssouso)", [["a"] * 6 + ["/a", 1, "b", "/"]] * 2))
    for _ in range(data.draw(st.integers(1, 4))):
        sent[data.draw(st.integers(0, len(sent) - 1))] = data.draw(st.integers(0, 255))
    refused(bytes(sent[: data.draw(st.integers(0, len(sent)))]))


def refused(message: bytes) -> None:
    """Nothing but ValueError."""
    try:
        wire.size_of(message[:16])
        told = wire.answer(message)
        if told is not None:
            (wire.rows if told.signature.startswith("a") else wire.value)(told)
    except ValueError:
        return
