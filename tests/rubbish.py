"""What no parser may stumble over: any bytes at all, and real text that was damaged somewhere."""

from hypothesis import strategies as st

# Names as a stranger may choose them: escape sequences, C1, bidi, markup, no UTF-8, very long.
HOSTILE = (
    b"\x1b[31mred\x1b[0m",
    b"\x1b]0;title\x07",
    b"\xc2\x9b31m",
    "\u202edesrever".encode(),
    b"[bold]markup[/bold]",
    b"\xff\xfe\x80",
    b"x" * 10_000,
)


def text_of(name: bytes) -> str:
    """How a name from outside is kept: bytes that are no UTF-8 as surrogates, nothing lost."""
    return name.decode("utf-8", "surrogateescape")


@st.composite
def _damaged(draw: st.DrawFn, valid: bytes) -> bytes:
    start = draw(st.integers(0, len(valid)))
    end = draw(st.integers(start, min(len(valid), start + 40)))
    instead = st.sampled_from(
        [b"", b" ", b"\n", b"-", b"-1", b"\xff", b"99999999999999999999", b"nan", b"0x"]
    )
    return valid[:start] + draw(instead | st.binary(max_size=8)) + valid[end:]


def rubbish(valid: bytes) -> st.SearchStrategy[bytes]:
    """Any bytes, or `valid` cut short or with a piece of it replaced."""
    cut = st.integers(0, len(valid)).map(lambda n: valid[:n])
    return st.binary(max_size=200) | cut | _damaged(valid)
