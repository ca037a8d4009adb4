"""Secrets in command lines: struck out here, before anything leaves this room.

What is a secret can't be known, so the rule is to strike out rather too much: the value of whatever
has a name like one, and the places where well-known programs take one. A command line is anybody's:
nothing here may raise, or take long.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sptui.system.secret_names import (
    ATTACHED,
    BARE,
    COMMANDS,
    CURL_ARGUMENTS,
    CURL_LONG,
    CURL_SECRETS,
    ECHOES,
    KNOWN,
    LOGINS,
    PLACES,
    PROGRAMS,
    SHORT,
    TAKES_ECHO,
    is_secret,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

MARK = "***"
# Behind so many characters every argument is struck out unread.
BOUND = 16 * 1024
_MOST_PASSES = 4
# Commands within arguments of commands: so deep they are looked into, deeper ones are struck out.
_DEEPEST = 4

_OPEN = "\\\"'`$({["
_NAME = re.compile(r"[\w.-]+\Z")
_FLAG = re.compile(r"-{1,2}([A-Za-z][\w.-]*)\Z")
_NAMED = re.compile(
    r"""([\\"'`$({\[]*(?:-{1,2}|/)?)([A-Za-z_][\w.-]*)(\\*["']?\s*(?:=|:(?!//))\s*)(?=\S)""",
)
_PAIR = re.compile(r"""(?<![\w.-])-{0,2}([A-Za-z_][\w.-]*)(\\*["'])?\s*(=|:|%3[dD])\s*""")
_NEXT_PAIR = re.compile(r"[,;&|]\s*[\w.-]+=")
_HEADER = re.compile(r"""([A-Za-z_][\w-]*)\\*["']?:\Z""")
_SCHEMES = frozenset({"bearer", "basic", "token", "digest", "negotiate", "apikey", "ntlm"})
_USERINFO = re.compile(r"([\w.+-]+):([^\s@/]+)@(?!sha\d+:)")
_LONG_USER = 16
_TOKEN = re.compile(
    r"""(?:\\.|"(?:\\.|[^"\\])*(?:"|\Z)|'[^']*(?:'|\Z)|[^\s"'\\]|\\\Z)+|\s+""", re.DOTALL
)
_BLANKS = re.compile(r"(\s+)")
_STRUCK = re.compile(r"""[\\"']*\*\*\*[\\"',;)}\]]*\Z""")
_STOPS = frozenset({"|", "||", "&", "&&", ";"})


def redact(argv: Sequence[str]) -> tuple[str, ...]:
    """`argv` with `***` in the place of each secret: as many arguments as before. An argument with
    blanks is looked into as a command of its own, as titles are that processes give themselves.

    Doing it twice changes nothing: what is struck out may make the next word look like one more
    secret, so it is done until nothing changes; what takes too many passes goes whole. Never
    raises."""
    once = _once(argv)
    for _ in range(_MOST_PASSES):
        if (again := _once(once)) == once:
            return once
        once = again
    return (MARK,) * len(argv)


def _once(argv: Sequence[str]) -> tuple[str, ...]:
    """One pass: it only ever strikes out more, so that passes come to an end."""
    room, most = BOUND, len(argv)
    for index, word in enumerate(argv):
        room -= len(word) + 1
        if room < 0:
            most = index
            break
    return (*_words(argv[:most], 0), *[MARK] * (len(argv) - most))


def redact_name(name: str) -> str:
    """The short name of a process, which it may have from the beginning of its title."""
    if name.isalnum():
        return name
    return redact((name,))[0]


class _Walk:
    """Goes through the arguments of one command, and knows what those before mean for the next.

    A program counts from where its name stands to the end: that `sudo` or `timeout` comes before
    it, or another one after, changes nothing. `piped` has what is echoed struck out, `greedy` all
    behind the first secret."""

    def __init__(self, depth: int, *, piped: bool = False, greedy: bool = False) -> None:
        self._depth = depth
        self._piped = piped
        self._greedy = greedy
        self._programs: set[str] = set()
        self._short = ""
        self._attached: tuple[str, ...] = ()
        self._login = self._bare = False
        self._place: int | None = None
        self._hide = self._header = False

    def step(self, word: str) -> str:
        """The argument as it may be shown."""
        bare = _unquoted(word)
        hidden, header = self._hide, self._header
        hidden = self._by_place(bare) or hidden
        self._hide = self._header = False
        self._learn(bare)
        if header and bare.lower() in _SCHEMES:
            self._hide = True
            return word
        if hidden:
            self._hide = self._hide or self._greedy or word.endswith(";")
            return word if _STRUCK.match(word) else MARK
        return self._shown(word, bare)

    def _learn(self, bare: str) -> None:
        """What this argument says of the next one."""
        flag = _FLAG.match(bare)
        if flag:
            self._hide = is_secret(flag[1]) or self._takes(bare)
            return
        named = _HEADER.search(bare)
        if named and is_secret(named[1]):
            self._hide = self._header = True
        elif bare.lower() == "bearer" or (self._bare and _is_name(bare)):
            self._hide = True
        # Also of `sftp.command=sshpass`, and of `$(curl`.
        program = bare.rpartition("/")[2].rpartition("=")[2].lstrip("$(`{;&|!\"'")
        if program in PROGRAMS:
            self._meet(program)
        elif bare == "login":
            self._login = bool(self._programs & LOGINS)

    def _meet(self, program: str) -> None:
        self._programs.add(program)
        self._short += SHORT.get(program, "")
        self._attached += ATTACHED.get(program, ())
        self._bare = self._bare or program in BARE
        behind, skip = PLACES.get(program, ("", 0))
        if behind is None:
            self._place = skip
        elif program in ECHOES and self._piped:
            self._place = 0

    def _by_place(self, bare: str) -> bool:
        """Whether this argument stands where the program takes a secret."""
        if bare in _STOPS:
            self._place = None
            return False
        if bare.startswith("-") and len(bare) > 1:
            return False
        if self._place is None:
            for program in self._programs:
                behind, skip = PLACES.get(program, (None, 0))
                if behind == bare:
                    self._place = skip
            return False
        self._place -= 1
        return self._place < 0

    def _takes(self, bare: str) -> bool:
        """Whether this option takes a secret as the next argument."""
        if "curl" in self._programs and (bare in CURL_LONG or _curl(bare) == len(bare)):
            return True
        return len(bare) == 2 and (bare[1] in self._short or (self._login and bare == "-p"))

    def _shown(self, word: str, bare: str) -> str:
        """An argument that holds at most a part that is secret."""
        if len(word) > 2 and word[0] == "-":
            if "curl" in self._programs:
                name, equals, _ = word.partition("=")
                if equals and name in CURL_LONG:
                    return name + equals + MARK
                if 0 < (at := _curl(word)) < len(word):
                    return word[:at] + MARK
            if word[1] in self._short or (self._login and word[1] == "p"):
                return word[:2] + MARK
        for start in self._attached:
            if word.startswith(start) and len(word) > len(start):
                return start + MARK
        return _argument(word, bare, self._depth)


def _words(words: Iterable[str], depth: int, **state: bool) -> list[str]:
    walk = _Walk(depth, **state)
    return [walk.step(word) for word in words]


def _argument(word: str, bare: str, depth: int) -> str:
    """One argument, by itself."""
    named = _NAMED.match(word)
    if named and (is_secret(named[2]) or named[2].lower() in COMMANDS):
        return word[: named.end()] + MARK
    if not any(c.isspace() for c in bare):
        return _inline(word)
    if depth >= _DEEPEST:
        return MARK
    if bare is not word and len(bare) == len(word) - 2:
        return word[0] + _argument(bare, bare, depth + 1) + word[-1]
    return _command(_quoted_pairs(word), depth + 1)


def _command(text: str, depth: int) -> str:
    """A command line that is one text."""
    piped = "|" in text and TAKES_ECHO.search(text) is not None
    odd = text.count('"') % 2 == 1 or text.count("'") % 2 == 1
    parts = _BLANKS.split(text) if odd else _TOKEN.findall(text)
    if len(parts) == 1:
        parts = _BLANKS.split(text)  # one word, of pieces in quotes
    words = [part for part in parts if not part.isspace()]
    # Where nobody knows what belongs together, all behind the first secret goes.
    shown = iter(_words(words, _DEEPEST if odd else depth, piped=piped, greedy=odd))
    return "".join([part if part.isspace() else next(shown) for part in parts])


def _inline(text: str) -> str:
    """A word with secrets somewhere within: in addresses, lists of settings, JSON."""
    if "//" in text:
        text = _addresses(text)
    elif ":" in text and "@" in text:
        text = _USERINFO.sub(rf"\1:{MARK}@", text, count=1)
    if "=" in text or ":" in text or "%3" in text:
        text = _pairs(text, lambda sep, value: sep != ":" or not value.startswith("/"))
    return KNOWN.sub(MARK, text)


def _quoted_pairs(text: str) -> str:
    """A text with blanks: what stands in quotes behind a secret's name goes, as in JSON."""
    return KNOWN.sub(MARK, _pairs(text, lambda sep, value: value.lstrip("\\")[:1] in {'"', "'"}))


def _pairs(text: str, counts: Callable[[str, str], bool]) -> str:
    """`text` without the values of secret names: `name=value`, `"name": "value"`. `counts` says
    whether a separator and what follows make a pair."""
    out: list[str] = []
    done = at = 0
    while match := _PAIR.search(text, at):
        at = match.end()
        value = text[at : at + 8]
        if not value or not is_secret(match[1]) or not counts(match[3], value):
            continue
        start, end = _value(text, at)
        if end > start:
            out += [text[done:start], MARK]
            done = at = end
    return "".join([*out, text[done:]]) if out else text


def _value(text: str, at: int) -> tuple[int, int]:
    """Where the value that begins at `at` begins and ends, without its quotes."""
    slashes = len(text) - at - len(text[at:].lstrip("\\")) if text[at] == "\\" else 0
    quote = text[at + slashes : at + slashes + 1]
    if quote and quote in "\"'":
        mark = text[at : at + slashes + 1]
        start = at + slashes + 1
        end = text.find(mark, start)
        while end > 0 and text[end - 1] == "\\":
            end = text.find(mark, end + 1)
        return start, end if end >= 0 else len(text)
    if text.startswith(MARK, at) and text[at + len(MARK) : at + len(MARK) + 1] in {"@", ""}:
        return at, at
    if quote and quote in "[{":
        return at, len(text)
    following = _NEXT_PAIR.search(text, at)
    return at, following.start() if following else len(text)


def _addresses(text: str) -> str:
    """`https://user:secret@host`, wherever it stands."""
    out: list[str] = []
    done = at = 0
    while (at := text.find("//", at)) >= 0:
        at += 2
        rest = text[at:]
        authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
        if "@" in authority:
            info = authority.rpartition("@")[0]
        elif ":" in authority and not authority.rpartition(":")[2].isdigit() and "@" in rest:
            info = rest.rpartition("@")[0]
        else:
            continue
        user, colon, _ = info.partition(":")
        if colon:
            out += [text[done:at], user, ":", MARK]
        elif len(user) >= _LONG_USER:
            out += [text[done:at], MARK]
        else:
            continue
        at += len(info)
        done = at
    return "".join([*out, text[done:]]) if out else text


def _is_name(bare: str) -> bool:
    """Whether a word without dashes is the name of a secret, and no path or pair."""
    return _NAME.match(bare) is not None and is_secret(bare)


def _curl(word: str) -> int:
    """Where in joined short options (`-su`) a secret begins: the length of it all where it is the
    next argument. 0: there is none."""
    if len(word) < 2 or word[0] != "-" or word[1] == "-":
        return 0
    for index, letter in enumerate(word[1:], 2):
        if letter in CURL_ARGUMENTS:
            return index if letter in CURL_SECRETS else 0
    return 0


def _unquoted(word: str) -> str:
    if len(word) >= 2 and word[0] == word[-1] and word[0] in "\"'":
        return word[1:-1]
    return word
