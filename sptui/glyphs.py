"""The signs that sptui draws with, in four sets. The only package file that is not ASCII.

Source of CONSOLE: a real tty1 (kernel 6.12), asked with GIO_UNIMAP; what it lacks it shows as
one and the same block.
"""

from typing import NamedTuple


class Glyphs(NamedTuple):
    """One set. Every sign is one cell wide, except `arrow`, which is two in `ascii`.

    The last four fields draw graphs: a cell holds `across` samples side by side, each 0..`levels`;
    one that goes on in the row above counts as `over`. `cells` has the character of each cell: its
    levels, read as a number of base `levels` + 1, are the index. A gap in a history is level 0.
    """

    name: str
    ok: str
    warning: str
    bad: str
    running: str
    waiting: str
    off: str
    unknown: str
    cursor: str
    mark: str
    caret: str
    rule: str
    tree_mid: str
    tree_end: str
    opened: str
    shut: str
    cut: str
    arrow: str
    sort_down: str
    sort_up: str
    up: str
    down: str
    bar_full: str
    bar_rest: str
    day_full: str
    day_rest: str
    degree: str
    about: str
    across: int
    levels: int
    over: int
    cells: str

    @property
    def pending(self) -> str:
        """A figure on its way."""
        return self.waiting


_LEFT = (0, 0x40, 0x44, 0x46, 0x47)
_RIGHT = (0, 0x80, 0xA0, 0xB0, 0xB8)
# A blank braille cell is a space: terminals draw it faster, and it copies as nothing.
_BRAILLE = " " + "".join([chr(0x2800 + a + b) for a in _LEFT for b in _RIGHT])[1:]

_braille = Glyphs(
    name="braille",
    ok="✓",
    warning="!",
    bad="✗",
    running="▸",
    waiting="·",
    off="○",
    unknown="?",
    cursor="▌",
    mark="◆",
    caret="▏",
    rule="─",
    tree_mid="├",
    tree_end="└",
    opened="▾",
    shut="▸",
    cut="…",
    arrow="→",
    sort_down="↓",
    sort_up="↑",
    up="↑",
    down="↓",
    bar_full="━",
    bar_rest="─",
    day_full="▪",
    day_rest="·",
    degree="°",
    about="≈",
    across=2,
    levels=4,
    over=4,
    cells=_BRAILLE,
)
_block = _braille._replace(
    name="block",
    bar_full="█",
    bar_rest="░",
    day_full="■",
    across=1,
    levels=8,
    over=8,
    cells=" ▁▂▃▄▅▆▇█",
)
_tty = Glyphs(
    name="tty",
    ok="√",
    warning="!",
    bad="×",
    running="►",
    waiting="∙",
    off="○",
    unknown="?",
    cursor="▌",
    mark="◆",
    caret="▌",
    rule="─",
    tree_mid="├",
    tree_end="└",
    opened="▼",
    shut="►",
    cut="»",
    arrow="→",
    sort_down="↓",
    sort_up="↑",
    up="↑",
    down="↓",
    bar_full="■",
    bar_rest="∙",
    day_full="■",
    day_rest="∙",
    degree="°",
    about="≈",
    across=1,
    levels=2,
    over=3,
    cells=" ▄█▒",
)
_ascii = Glyphs(
    name="ascii",
    ok="+",
    warning="!",
    bad="x",
    running="~",
    waiting=".",
    off="o",
    unknown="?",
    cursor=">",
    mark="*",
    caret="_",
    rule="-",
    tree_mid="|",
    tree_end="`",
    opened="v",
    shut=">",
    cut="~",
    arrow="->",
    sort_down="v",
    sort_up="^",
    up="^",
    down="v",
    bar_full="#",
    bar_rest=".",
    day_full="#",
    day_rest=".",
    degree="",
    about="~",
    across=1,
    levels=2,
    over=2,
    cells=" .:",
)

SETS: dict[str, Glyphs] = {g.name: g for g in (_braille, _block, _tty, _ascii)}

# Where lines are read aloud, or by a script: signs are words, and wider than one cell. The second
# one is for terminals that have ASCII only.
WORDS = _ascii._replace(
    name="words",
    ok="ok",
    warning="warning",
    bad="bad",
    running="changing",
    waiting="asked",
    off="off",
    unknown="unknown",
    about="about ",
)
ASCII_WORDS = WORDS._replace(name="ascii")

# One cell wide, as every terminal draws them: paint/line.py need not ask rich.cells about these.
SINGLE: frozenset[str] = frozenset(
    "".join([sign for g in SETS.values() for sign in g[1:] if isinstance(sign, str)]) + "\ufffd"
)

CONSOLE: frozenset[str] = frozenset(
    "".join([chr(code) for code in range(0x20, 0x7F)])
    + "\u00a0¡¢£¤¥¦§¨©ª«¬®°±²´µ¶·¸º»¼½¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝßàáâãäåæçè"
    "éêëìíîïðñòóôõö÷øùúûüýÿƒΓΘΣΦΩαβδεμπστφ•‼ⁿ₧\u2126\u212a\u212b←↑→↓↔↕↨∈∙√∞∟∩"
    "≈≡≤≥⌂⌐⌠⌡⎽─│┌┐└┘├┤┬┴┼═║╒╓╔╕╖╗╘╙╚╛╜╝╞╟╠╡╢╣╤╥╦╧╨╩╪╫╬▀▄█▌▐░▒▓■▬▲▶►▼◀◄◆○◘◙☺☻☼"
    "♀♂♠♣♥♦♪♫"
)


def choose(term: str, utf8: bool, console_glyphs: bool | None = None) -> str:
    """The set for a terminal. `console_glyphs`: has a kernel console them (None: not asked)?"""
    if not utf8:
        return "ascii"
    if term == "linux":
        return "ascii" if console_glyphs is False else "tty"
    return "braille"
