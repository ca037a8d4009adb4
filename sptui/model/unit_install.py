"""The [Install] section of unit files and of what changes them. Source: systemd.unit(5),
systemd.syntax(7), src/shared/conf-parser.c, src/shared/install.c."""

from typing import Literal, NamedTuple

from sptui.model.unit_name import instance_of, is_instance, is_template, is_unit_name, may_alias

# A line has to be shorter than this.
_MOST_BYTES = 1 << 20
_BLANK = " \t\n\r"
_COMMENTS = (b"#", b";")
_WANTED = ("WantedBy", "RequiredBy", "UpheldBy")
_KEYS = frozenset({*_WANTED, "Alias", "Also", "DefaultInstance"})


class Content(NamedTuple):
    """What a file is worth: `text`, with the assignments of its [Install] in their order; `null`,
    empty or a device, which masks a unit; `bad`, what systemd refuses; `hidden`, only root may read
    it; `gone`, there is no such file."""

    kind: Literal["text", "null", "bad", "hidden", "gone"]
    settings: tuple[tuple[str, str], ...] = ()


PLAIN = Content("text")
NULL, BAD, HIDDEN, GONE = Content("null"), Content("bad"), Content("hidden"), Content("gone")


class Install(NamedTuple):
    """What the assignments come to for a unit. `rules`: something makes it start with others, or
    gives it other names; `also`: it only takes others along."""

    rules: bool = False
    also: bool = False
    aliases: tuple[str, ...] = ()
    default_instance: str = ""


_NOTHING = Install()


def parse_file(data: bytes) -> Content:
    """The bytes of a file that is not empty. Never raises."""
    if data.isascii() and _is_simple(data):
        return PLAIN
    inside, settings = False, list[tuple[str, str]]()
    for line in _lines(data):
        if line is None or (line.startswith("[") and not _is_header(line)):
            return BAD
        if line.startswith("["):
            inside = line == "[Install]"
            continue
        key, equals, value = line.partition("=")
        key = key.rstrip(_BLANK)
        if inside and equals and key in _KEYS:
            settings.append((key, value.lstrip(_BLANK)))
    return Content("text", tuple(settings)) if settings else PLAIN


def _is_simple(data: bytes) -> bool:
    """Whether it is plain to see that there is no [Install] and nothing that systemd refuses. So it
    is with most files, and this takes a fraction of the time."""
    if b"[Install]" in data or b"\\" in data or b"\r" in data or b"\0" in data:
        return False
    before, *sections = data.split(b"[")
    if len(data) >= _MOST_BYTES or (before and not before.endswith(b"\n")):
        return False
    for section in sections[:-1]:
        if not section.endswith(b"\n"):
            return False
    headers = [section.partition(b"]\n") for section in sections]
    return all(name.isalnum() and end for name, end, _ in headers)


def _is_header(line: str) -> bool:
    safe = all(sign >= " " and sign not in "\"'\\\x7f" for sign in line)
    return safe and line.endswith("]")


def _lines(data: bytes) -> list[str | None]:
    """The lines as systemd takes them: one that ends in a backslash goes on in the next that is no
    comment; comments, and blanks around a line, are gone. None for what it refuses."""
    lines: list[str | None] = []
    begun = b""
    for raw in _split(data.removeprefix(b"\xef\xbb\xbf")):
        if len(raw) + len(begun) >= _MOST_BYTES:
            return [None]
        if raw.lstrip(b" \t")[:1] in _COMMENTS:
            continue
        whole = begun + raw
        if (len(whole) - len(whole.rstrip(b"\\"))) % 2:
            begun = whole[:-1] + b" "
        else:
            begun = b""
            lines.append(_line(whole))
    return [*lines, _line(begun)]


def _split(data: bytes) -> list[bytes]:
    """A line ends with a newline, a carriage return, a null, or some of them together."""
    if b"\r" not in data and b"\0" not in data:
        return data.split(b"\n")
    import re
    from itertools import permutations

    ends = [b"".join(some) for n in (3, 2, 1) for some in permutations((b"\n", b"\r", b"\0"), n)]
    return re.split(b"|".join(ends), data)


def _line(raw: bytes) -> str | None:
    try:
        line = raw.decode().strip(_BLANK)
    except UnicodeDecodeError:
        return None
    if not line.isascii() and any(map(_is_no_sign, map(ord, line))):
        return None
    return line


def _is_no_sign(code: int) -> bool:
    """Whether Unicode keeps it for inner use: systemd takes it for no UTF-8."""
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


# ------------------------------------------------------------------ what it comes to


def install_of(name: str, settings: tuple[tuple[str, str], ...]) -> Install | None:
    """What these assignments come to for the unit of this name; None: systemd refuses them."""
    if not settings:
        return _NOTHING
    lists: dict[str, list[str]] = {key: [] for key in (*_WANTED, "Alias", "Also")}
    default = ""
    for key, value in settings:
        if key == "DefaultInstance":
            if not is_template(name):
                continue
            default = expand(name, value)
            if default and not is_instance(default):
                return None
        elif key == "Also":
            names = [expand(name, word) for word in value.split()]
            if not all(map(is_unit_name, names)):
                return None
            lists[key] += names
        elif key != "Alias" or may_alias(name):
            if value:
                lists[key] += _words(value)
            else:
                lists[key].clear()
    aliases = tuple(lists["Alias"])
    rules = bool(aliases) or any(lists[key] for key in _WANTED)
    return Install(rules, bool(lists["Also"]), aliases, default)


def _words(value: str) -> list[str]:
    """The words of a list; those in quotes may have blanks. A quote that does not end spoils all of
    them, and they count for nothing."""
    words: list[str] = []
    word, quote, begun = "", "", False
    for sign in value:
        if quote:
            quote, word = ("", word) if sign == quote else (quote, word + sign)
        elif sign in "\"'":
            quote, begun = sign, True
        elif sign in _BLANK:
            words += [word] if begun else []
            word, begun = "", False
        else:
            word, begun = word + sign, True
    if quote:
        return []
    return [*words, word] if begun else words


def expand(name: str, text: str) -> str:
    """`text` with %n, %N, %p, %j, %i and %% in it as systemd fills them in; others stay."""
    stem = name.rpartition(".")[0]
    prefix = stem.partition("@")[0]
    values = {"n": name, "N": stem, "p": prefix, "i": instance_of(name), "%": "%"}
    values["j"] = prefix.rpartition("-")[2]
    out, signs = "", iter(text)
    for sign in signs:
        if sign == "%":
            which = next(signs, "")
            out += values.get(which, "%" + which)
        else:
            out += sign
    return out
