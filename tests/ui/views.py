"""Overviews of any content, for hypothesis: hostile texts, figures that are none, missing parts."""

from hypothesis import strategies as st

from sptui.model.machine import Host
from sptui.model.msg import Msg
from sptui.model.overview import Overview
from sptui.model.series import Series
from sptui.paint.words import WORDS

NASTY = st.text(max_size=12) | st.sampled_from(
    (
        "\x1b]0;x\x07",
        "\x9b31m",
        "a\u202eb",
        "[red]",
        "x" * 10_000,
        "\u6f22" * 300,
        "e\u0301" * 40,
        "\U0001f680\ufe0f",
        "\udcff",
        "a\tb\nc",
        "",
        "/volumes/sdb",
        "eth0",
    )
)
FIGURE = st.floats(allow_nan=True, allow_infinity=True) | st.floats(0, 1e12)
COUNT = st.integers(0, 10**13)
FIELD = st.none() | st.booleans() | COUNT | FIGURE | NASTY
# The command line's help is a page of its own, and never on a screen.
ONE_LINE = sorted([id for id, template in WORDS.items() if template.isprintable()])
SAID = st.builds(
    Msg,
    st.sampled_from(ONE_LINE) | NASTY,
    st.dictionaries(
        st.sampled_from(("mount", "free_bytes", "total_bytes", "why", "n", "pct")),
        FIELD,
        max_size=6,
    ).map(lambda fields: tuple(fields.items())),
)

SERIES = st.builds(
    Series, st.lists(st.none() | FIGURE, max_size=300).map(tuple), st.integers(0, 1 << 40)
)
KINDS = st.sampled_from(("selfprivacy", "nixos", "linux"))

st.register_type_strategy(str, NASTY)
st.register_type_strategy(float, FIGURE)
st.register_type_strategy(int, COUNT)
st.register_type_strategy(Msg, SAID)
st.register_type_strategy(Series, SERIES)
st.register_type_strategy(Host, st.builds(Host, NASTY, KINDS, NASTY, NASTY, NASTY))

VIEWS = st.from_type(Overview)
