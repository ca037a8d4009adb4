"""The command line: one table of options, read by hand. (argparse takes 7 ms to import, which every
`sptui status` would pay, and words its errors itself.)"""

from collections.abc import Sequence
from typing import NamedTuple

from sptui.config.keys import COLORS, GLYPHS, THEMES, TICKS
from sptui.model.errors import UsageError
from sptui.model.msg import Msg, msg

# A longer wait between two samples is a slip of the keyboard.
_LONGEST_SAMPLE_S = 60.0

# The ways to systemd; `auto` tries them in order, pydbus is taken only by name.
BUSES = ("auto", "bus", "private", "systemctl", "pydbus")
COMMANDS: dict[str, tuple[str, ...]] = {
    "status": (),
    "check": (),
    "do": (),
    "plain": (),
    "motd": (),
    "collect": (),
    "config": ("show", "check"),
}
# What follows these is theirs.
_TAKE_WORDS = frozenset({"do"})


class Options(NamedTuple):
    """What was asked for. `command` is one of COMMANDS, `part` of its parts, `words` what follows
    it; None of both means the screen. What is None was not said: the configuration, then the
    terminal decides. `set` holds NAME=VALUE as it was typed."""

    command: str | None = None
    part: str | None = None
    words: tuple[str, ...] = ()
    help: bool = False
    version: bool = False
    once: bool = False
    demo: bool = False
    json: bool = False
    sample: float | None = None
    glyphs: str | None = None
    theme: str | None = None
    colors: str | None = None
    tick: int | None = None
    config: str | None = None
    root: str | None = None
    state: str | None = None
    loop: bool = False
    textual_driver: bool = False
    bus: str = "auto"
    read_only: bool = False
    list: bool = False
    set: tuple[str, ...] = ()
    dry_run: bool = False
    yes: bool = False
    confirm: str | None = None


class Option(NamedTuple):
    """One option: `--name`, and what its value is called (None: it takes none). `allowed` are its
    values; `only` the commands that take it (empty: all); `many`: it may be said again; hidden ones
    are for tests and tools."""

    name: str
    value: Msg | None = None
    allowed: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    hidden: bool = False
    short: str = ""
    many: bool = False

    @property
    def field(self) -> str:
        """Its name in `Options`."""
        return self.name.replace("-", "_")


OPTIONS: tuple[Option, ...] = (
    Option("once"),
    Option("demo"),
    Option("glyphs", msg("help.value.glyphs"), GLYPHS),
    Option("theme", msg("help.value.theme"), THEMES),
    Option("colors", msg("help.value.colors"), COLORS),
    Option("tick", msg("help.value.seconds"), tuple([str(tick) for tick in TICKS])),
    Option("json", only=("status", "do")),
    Option("sample", msg("help.value.seconds"), only=("status",)),
    Option("loop", only=("collect",)),
    Option("list", only=("do",)),
    Option("dry-run", only=("do",)),
    Option("set", msg("help.value.setting"), only=("do",), many=True),
    Option("yes", only=("do",)),
    Option("confirm", msg("help.value.name"), only=("do",)),
    Option("read-only"),
    Option("config", msg("help.value.folder")),
    Option("state", msg("help.value.folder")),
    Option("bus", msg("help.value.way"), BUSES),
    Option("textual-driver"),
    Option("root", msg("help.value.folder"), hidden=True),
    Option("version", short="-V"),
    Option("help", short="-h"),
)
_BY_FLAG = {f"--{option.name}": option for option in OPTIONS}
_BY_FLAG.update({option.short: option for option in OPTIONS if option.short})


Found = dict[str, "str | bool | tuple[str, ...]"]


def parse(argv: Sequence[str]) -> Options:
    """The options in `argv` (without the program's name).

    Raises UsageError: something there is not known, lacks its value, or has a wrong one."""
    found: Found = {}
    words: list[str] = []
    rest = list(argv)
    while rest:
        word = rest.pop(0)
        if word == "--":
            words += rest
            break
        if word.startswith("-") and word != "-":
            _take(word, rest, found)
        else:
            words.append(word)
    command, part, more = _command(words)
    for option in OPTIONS:
        if option.only and option.field in found and command not in option.only:
            raise UsageError(
                msg("error.only_with", option=f"--{option.name}", command=" or ".join(option.only)),
                msg("next.help"),
            )
    return _options(found)._replace(command=command, part=part, words=more)


def _take(word: str, rest: list[str], found: Found) -> None:
    flag, has_value, value = word.partition("=")
    option = _BY_FLAG.get(flag)
    if option is None:
        raise UsageError(msg("error.unknown_option", option=flag), _near(flag, _BY_FLAG))
    if option.value is None:
        if has_value:
            raise UsageError(msg("error.takes_no_value", option=flag), msg("next.help"))
        found[option.field] = True
        return
    if not has_value:
        if not rest:
            raise UsageError(msg("error.lacks_value", option=flag), _allowed(option))
        value = rest.pop(0)
    if option.allowed and value not in option.allowed:
        raise UsageError(msg("error.wrong_value", option=flag, value=value), _allowed(option))
    before = found.get(option.field, ())
    more = (*before, value) if isinstance(before, tuple) else (value,)
    found[option.field] = more if option.many else value


def _command(words: list[str]) -> tuple[str | None, str | None, tuple[str, ...]]:
    if not words:
        return None, None, ()
    command, *more = words
    if command not in COMMANDS:
        raise UsageError(msg("error.unknown_command", command=command), _near(command, COMMANDS))
    if command in _TAKE_WORDS:
        return command, None, tuple(more)
    parts = COMMANDS[command]
    if parts and (len(more) != 1 or more[0] not in parts):
        raise UsageError(
            msg("error.part", command=command, parts=", ".join(parts)), msg("next.help")
        )
    if not parts and more:
        raise UsageError(msg("error.too_much", command=command, word=more[0]), msg("next.help"))
    return command, more[0] if parts else None, ()


def _options(found: Found) -> Options:
    def text(name: str) -> str | None:
        value = found.get(name)
        return value if isinstance(value, str) else None

    given = found.get("set", ())
    tick, sample = text("tick"), text("sample")
    return Options(
        help="help" in found,
        version="version" in found,
        once="once" in found,
        demo="demo" in found,
        json="json" in found,
        sample=_seconds(sample) if sample is not None else None,
        glyphs=text("glyphs"),
        theme=text("theme"),
        colors=text("colors"),
        tick=int(tick) if tick is not None else None,
        config=text("config"),
        root=text("root"),
        state=text("state"),
        loop="loop" in found,
        textual_driver="textual_driver" in found,
        bus=text("bus") or "auto",
        read_only="read_only" in found,
        list="list" in found,
        set=given if isinstance(given, tuple) else (),
        dry_run="dry_run" in found,
        yes="yes" in found,
        confirm=text("confirm"),
    )


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0.1 <= value <= _LONGEST_SAMPLE_S:
        raise UsageError(
            msg("error.wrong_value", option="--sample", value=text), msg("next.sample")
        )
    return value


def _allowed(option: Option) -> Msg:
    if option.allowed:
        return msg("next.allowed", allowed=", ".join(option.allowed))
    return msg("next.help")


def _near(word: str, known: dict[str, Option] | dict[str, tuple[str, ...]]) -> Msg:
    from difflib import get_close_matches

    near = get_close_matches(word, list(known), 1)
    return msg("next.near", near=near[0]) if near else msg("next.help")
