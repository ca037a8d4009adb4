"""What is asked of the journal: a query as people type it, and as journalctl takes it.

Sources: journalctl(1), systemd.time(7)."""

import time
from typing import Literal, NamedTuple

from sptui.model.duration import seconds
from sptui.model.errors import SptuiError
from sptui.model.msg import msg

# Names as in syslog(3), the gravest first; and what else people call them.
PRIORITIES = ("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug")
_ALSO = {"panic": 0, "error": 3, "warn": 4}
_HEX = frozenset("0123456789abcdef")
# Moments that can be written with a year of four digits.
_LAST = 253_402_300_799


class QueryError(SptuiError):
    """What was typed is no query; `what` says which word of it, `next` what would be one."""

    exit_code = 64


class Text(NamedTuple):
    """Text that a message has to have. `words`: each of them, in any order; `exact`: just as it
    is; `regex`: a regular expression; `fuzzy`: its letters in order, on one line. Case counts where
    the text has a capital letter."""

    kind: Literal["words", "exact", "regex", "fuzzy"]
    text: str


class Query(NamedTuple):
    """Which entries. `units` are names as typed ("nginx", "mail*"), `sources` what those who speak
    call themselves; `priority` the least grave that counts (4: warnings and worse), `boot` "" for
    any, else an offset ("0", "-1") or an id; `since` and `until` microseconds since 1970; `kernel`:
    only the kernel's."""

    units: tuple[str, ...] = ()
    priority: int | None = None
    boot: str = ""
    since: int | None = None
    until: int | None = None
    kernel: bool = False
    texts: tuple[Text, ...] = ()
    sources: tuple[str, ...] = ()


def parse(typed: str, now: float) -> Query:
    """The query in a line such as `unit:nginx by:sudo prio:warning boot:-1 since:2h is:kernel
    timeout "exactly this" /regular expression/ ~fuzzy`. `now` is seconds since 1970; times are
    local. A quote that is open yet ends with the line. Raises QueryError."""
    query, words = Query(), list[str]()
    for token in tokens(typed):
        key, colon, value = token.partition(":")
        if token[0] == '"':
            query = _and(query, Text("exact", unquoted(token)))
        elif token[0] == "/" and len(token) > 2 and token[-1] == "/":
            query = _and(query, Text("regex", token[1:-1].replace("\\/", "/")))
        elif token[0] == "~" and len(token) > 1:
            query = _and(query, Text("fuzzy", token[1:]))
        elif colon and key in _KEYS:
            query = _KEYS[key](query, _value(key, value), now)
        else:
            words.append(token)
    if query.kernel and query.units:
        raise QueryError(msg("query.kernel_has_no_unit"), msg("query.kernel_has_no_unit.next"))
    return _and(query, Text("words", " ".join(words))) if words else query


def typed(query: Query) -> str:
    """The line that `parse` makes this query of."""
    parts = [f"unit:{quoted(each)}" for each in query.units]
    parts += [f"by:{quoted(each)}" for each in query.sources]
    parts += ["is:kernel"] if query.kernel else []
    parts += [f"prio:{PRIORITIES[query.priority]}"] if query.priority is not None else []
    parts += [f"boot:{query.boot}"] if query.boot else []
    for key, moment in (("since", query.since), ("until", query.until)):
        parts += [f"{key}:{quoted(_written(moment))}"] if moment is not None else []
    return " ".join([*parts, *map(_typed_text, query.texts)])


def arguments(query: Query) -> tuple[str, ...]:
    """The arguments of journalctl that ask for it (never one that it could take for an option)."""
    from sptui.model.log_text import grep

    found = [f"--unit={each}" for each in query.units]
    found += [f"--identifier={each}" for each in query.sources]
    found += [f"--priority={query.priority}"] if query.priority is not None else []
    found += [f"--boot={query.boot}"] if query.boot else []
    for name, moment in (("since", query.since), ("until", query.until)):
        if moment is not None:
            found.append(f"--{name}=@{moment // 1_000_000}.{moment % 1_000_000:06}")
    if query.texts:
        found += [f"--grep={grep(query.texts)}", "--case-sensitive=true"]
    return (*found, "_TRANSPORT=kernel") if query.kernel else tuple(found)


def spans(query: Query, message: str) -> tuple[tuple[int, int], ...]:
    """Where in the message (one line, cleaned) the texts are, in order, not overlapping. Never
    takes long, whatever was typed."""
    if not query.texts:
        return ()
    from sptui.model.log_text import find

    return find(query.texts, message)


# ------------------------------------------------------------ words of the line


def tokens(line: str) -> list[str]:
    """Its words. What stands in quotes, or between slashes, is one of them."""
    found: list[str] = []
    at = 0
    while at < len(line):
        if line[at].isspace():
            at += 1
            continue
        end = _token_end(line, at)
        found.append(line[at:end])
        at = end
    return found


def _token_end(line: str, at: int) -> int:
    if line[at] == "/":
        closing = _closing(line, at + 1, "/", lone=True)
        if closing is not None:
            return closing + 1
    quoted = line[at] == '"'
    end = at + 1 if quoted else at
    while end < len(line):
        if quoted:
            closing = _closing(line, end, '"', lone=False)
            return len(line) if closing is None else closing + 1
        if line[end].isspace():
            break
        # a value in quotes, as in since:"2026-11-22 10:30"
        quoted = line[end] == '"' and line[end - 1] == ":" and end > at
        end += 1
    return end


def _closing(line: str, at: int, sign: str, *, lone: bool) -> int | None:
    """Where `sign` stands next with no backslash before it; `lone`: at the end of a word. A slash
    in a path is no end."""
    while at < len(line):
        if line[at] == "\\":
            at += 1
        elif line[at] == sign and (not lone or at + 1 == len(line) or line[at + 1].isspace()):
            return at
        at += 1
    return None


def unquoted(token: str) -> str:
    """What stands in the quotes that it begins with."""
    open_yet = len(token) < 2 or _closing(token, 1, '"', lone=False) is None
    inner, out = token[1:] if open_yet else token[1:-1], ""
    escaped = False
    for sign in inner:
        if sign == "\\" and not escaped:
            escaped = True
            continue
        out += sign if sign in '"\\' or not escaped else "\\" + sign
        escaped = False
    return out + ("\\" if escaped else "")


def quoted(value: str) -> str:
    """It, in quotes where it needs them to be one word."""
    plain = value and not any(sign.isspace() or sign in '"\\' for sign in value)
    return value if plain else '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _value(key: str, value: str) -> str:
    value = unquoted(value) if value[:1] == '"' else value
    if not value or "\0" in value:
        raise QueryError(msg("query.no_value", key=key), _NEXT[key])
    return value


def _and(query: Query, text: Text) -> Query:
    return query._replace(texts=(*query.texts, text)) if text.text else query


def _typed_text(text: Text) -> str:
    if text.kind == "exact":
        return '"' + text.text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if text.kind == "regex":
        return "/" + _slashes_escaped(text.text) + "/"
    return ("~" if text.kind == "fuzzy" else "") + text.text


def _slashes_escaped(pattern: str) -> str:
    out, escaped = "", False
    for sign in pattern:
        out += "\\/" if sign == "/" and not escaped else sign
        escaped = sign == "\\" and not escaped
    return out


# ------------------------------------------------------------ what a key takes


def _bad(key: str, value: str) -> QueryError:
    return QueryError(msg("query.bad", key=key, value=value), _NEXT[key])


def _unit(query: Query, value: str, now: float) -> Query:
    return query._replace(units=tuple(dict.fromkeys([*query.units, value])))


def _by(query: Query, value: str, now: float) -> Query:
    return query._replace(sources=tuple(dict.fromkeys([*query.sources, value])))


def _prio(query: Query, value: str, now: float) -> Query:
    names = {name: number for number, name in enumerate(PRIORITIES)} | _ALSO
    number = int(value) if value in tuple("01234567") else names.get(value.lower())
    if number is None:
        raise _bad("prio", value)
    return query._replace(priority=number)


def _boot(query: Query, value: str, now: float) -> Query:
    offset = value.removeprefix("-")
    is_offset = offset.isascii() and offset.isdigit() and len(offset) < 7
    if not is_offset and (len(value) != 32 or not _HEX.issuperset(value)):
        raise _bad("boot", value)
    return query._replace(boot=value)


def _is(query: Query, value: str, now: float) -> Query:
    if value != "kernel":
        raise _bad("is", value)
    return query._replace(kernel=True)


def _since(query: Query, value: str, now: float) -> Query:
    return query._replace(since=_moment("since", value, now))


def _until(query: Query, value: str, now: float) -> Query:
    return query._replace(until=_moment("until", value, now))


_KEYS = {
    "unit": _unit, "by": _by, "prio": _prio, "priority": _prio, "boot": _boot, "is": _is,
    "since": _since, "until": _until,
}  # fmt: skip
_NEXT = {
    "unit": msg("query.next.unit"),
    "by": msg("query.next.by"),
    "prio": msg("query.next.prio"),
    "priority": msg("query.next.prio"),
    "boot": msg("query.next.boot"),
    "is": msg("query.next.is"),
    "since": msg("query.next.since"),
    "until": msg("query.next.until"),
}


# ------------------------------------------------------------ moments

_FORMS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d")
_CLOCKS = ("%H:%M:%S", "%H:%M")


def _moment(key: str, value: str, now: float) -> int:
    """Microseconds since 1970 of a length ago ("2h"), a time of the day ("10:30": the last there
    was), a day, both, "today", "yesterday", "now", or "@" and seconds since 1970."""
    try:
        found = _read(value.replace("T", " "), now)
    except (ValueError, OverflowError):
        found = None
    if found is None or not 0 <= found <= _LAST * 1_000_000:
        raise _bad(key, value)
    return found


def _read(value: str, now: float) -> int:
    if value == "now":
        return int(now) * 1_000_000
    if value in ("today", "yesterday"):
        day = time.localtime(now)
        return _at(day, (0, 0, 0), days=-(value == "yesterday"))
    if value[0] == "@":
        return _parted(value[1:])
    whole, _, part = value.partition(".")
    for form in _FORMS:
        if (moment := _as(whole, form)) is not None:
            return _at(moment, moment[3:6]) + _micro(part)
    for form in _CLOCKS:
        if (moment := _as(whole, form)) is not None:
            today = _at(time.localtime(now), moment[3:6])
            if today > now * 1_000_000:
                today = _at(time.localtime(now), moment[3:6], days=-1)
            return today + _micro(part)
    return int((int(now) - seconds(value)) * 1_000_000)


def _as(text: str, form: str) -> time.struct_time | None:
    try:
        return time.strptime(text, form)
    except ValueError:
        return None


def _at(day: time.struct_time, clock: tuple[int, ...], days: int = 0) -> int:
    parts = (day.tm_year, day.tm_mon, day.tm_mday + days, *clock[:3], 0, 0, -1)
    return int(time.mktime(time.struct_time(parts))) * 1_000_000


def _micro(part: str) -> int:
    if part and not (part.isascii() and part.isdigit() and len(part) <= 6):
        raise ValueError(part)
    return int(part.ljust(6, "0")) if part else 0


def _parted(text: str) -> int:
    whole, _, part = text.partition(".")
    if not (whole.isascii() and whole.isdigit() and len(whole) < 12):
        raise ValueError(text)
    return int(whole) * 1_000_000 + _micro(part)


def _written(moment: int) -> str:
    """As people write it, where that is read as the same moment (it is not where the clock was put
    back an hour), else as seconds since 1970."""
    whole, part = divmod(moment, 1_000_000)
    text = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(whole)) + (
        f".{part:06}" if part else ""
    )
    try:
        same = _read(text, 0.0) == moment
    except (ValueError, OverflowError):
        same = False
    return text if same else f"@{whole}.{part:06}"
