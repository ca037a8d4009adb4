"""An entry with all its fields, in pieces of any size."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sptui.model import journal_export
from sptui.model.journal_export import MOST_BYTES, Export
from sptui.model.journal_rows import Field
from tests.contract.journals import exported

NAMES = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789", min_size=1, max_size=64).filter(
    lambda name: not name.startswith("__")  # those of journald itself are not written
)
VALUES = st.binary(max_size=300) | st.text(max_size=50).map(str.encode)


def taken(data: bytes, size: int) -> Export:
    export = Export()
    for at in range(0, len(data), size):
        export.take(data[at : at + size])
    return export


@given(st.lists(st.tuples(NAMES, VALUES), min_size=1, max_size=20), st.integers(1, 400))
def test_any_fields_in_any_pieces(fields: list[tuple[str, bytes]], size: int) -> None:
    data = b"".join([exported({name: value})[:-1] for name, value in fields]) + b"\n"
    export = taken(data + b"NEXT=entry\n\n", size)
    assert export.whole
    assert export.fields == [
        Field(name, value.decode("utf-8", "surrogateescape")) for name, value in fields
    ]


@given(st.binary(max_size=2_000), st.integers(1, 500))
def test_rubbish_is_no_error(data: bytes, size: int) -> None:
    export = taken(data, size)
    assert all(field.left_out >= 0 for field in export.fields)


def test_of_a_long_field_the_beginning_is_kept_and_the_rest_counted() -> None:
    data = exported({"A": b"\0" * 1_000_000, "B": "y" * 1_000_000, "C": "end"})
    a, b, c = taken(data, 65_536).fields
    assert (a.name, a.value, a.left_out) == ("A", "\0" * MOST_BYTES, 1_000_000 - MOST_BYTES)
    assert b.value == "y" * (MOST_BYTES - 2) and len(b.value) + b.left_out == 1_000_000
    assert c == Field("C", "end")


def test_a_length_that_lies_waits_for_more() -> None:
    export = taken(b"A\n" + b"\xff" * 8 + b"abc\n\n", 5)
    assert (export.fields, export.whole) == ([], False)


def test_no_more_fields_than_may_be() -> None:
    data = exported({f"F{n}": "x" for n in range(journal_export.MOST_FIELDS + 10)})
    assert len(taken(data, 4_096).fields) == journal_export.MOST_FIELDS
