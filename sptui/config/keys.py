"""The keys that a configuration may have: what each takes, and what it is when nobody says."""

from collections.abc import Callable
from typing import NamedTuple, Union

from sptui.glyphs import SETS
from sptui.model import duration
from sptui.model.health_view import DEFAULTS, Thresholds
from sptui.model.msg import Msg, msg
from sptui.themes import DEPTHS, NAMES

Value = Union[str, int, float]


class Wrong(ValueError):
    """A value that a key does not take; `why` says what is wrong with it, and what is allowed."""

    def __init__(self, why: Msg) -> None:
        super().__init__(why)
        self.why = why


class Key(NamedTuple):
    """One key: its value when nobody says, and the check, which gives the value or raises Wrong."""

    default: Value
    check: Callable[[object], Value]


def one_of(*allowed: Value) -> Callable[[object], Value]:
    words = ", ".join([str(one) for one in allowed])

    def check(value: object) -> Value:
        for one in allowed:
            if type(value) is type(one) and value == one:
                return one
        raise Wrong(msg("config.not_allowed", value=shown(value), allowed=words))

    return check


def yes_no(value: object) -> Value:
    if not isinstance(value, bool):
        raise Wrong(msg("config.not_allowed", value=shown(value), allowed="true, false"))
    return value


def percent(value: object) -> Value:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 100:
        raise Wrong(msg("config.no_percent", value=shown(value)))
    return float(value)


def length(value: object) -> Value:
    try:
        return duration.seconds(value if isinstance(value, str) else "")
    except ValueError:
        raise Wrong(msg("config.no_length", value=shown(value))) from None


def shown(value: object) -> str:
    """A value as it stands in a TOML file, cut: it is quoted in an error."""
    text = (
        f'"{value}"'
        if isinstance(value, str)
        else str(value).lower()
        if isinstance(value, bool)
        else str(value)
    )
    return text if len(text) <= 60 else text[:57] + "..."


def as_written(key: str, value: float) -> str | float:
    """A number as it is written under that key: a length with its unit."""
    return duration.written(value) if KEYS[key].check is length else value


def health_key(field: str) -> tuple[str, Key]:
    default = getattr(DEFAULTS, field)
    if field.endswith("_pct"):
        return f"health.{field}", Key(default, percent)
    return f"health.{field.removesuffix('_s')}", Key(default, length)


THEMES = ("auto", *NAMES, "16", "mono")
COLORS = ("auto", *DEPTHS)
GLYPHS = ("auto", *SETS)
TICKS = (1, 2, 5)

KEYS: dict[str, Key] = {
    "tick": Key(2, one_of(*TICKS)),
    "start_locked": Key(False, yes_no),
    "screen.theme": Key("auto", one_of(*THEMES)),
    "screen.colors": Key("auto", one_of(*COLORS)),
    "screen.glyphs": Key("auto", one_of(*GLYPHS)),
    **dict([health_key(field) for field in Thresholds._fields]),
}
TABLES = frozenset([key.partition(".")[0] for key in KEYS if "." in key])

# (warning, bad, which way is worse): a warning must come before what is bad.
PAIRS = tuple(
    [
        (f"health.{name}_warning_pct", f"health.{name}_bad_pct", -1)
        for name in ("disk", "inodes", "memory")
    ]
    + [("health.pressure_warning_pct", "health.pressure_bad_pct", 1)]
    + [("health.growth_warning", "health.growth_bad", -1)]
)
