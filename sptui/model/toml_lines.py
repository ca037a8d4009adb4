"""Where a key stands in a TOML text: `tomllib` gives values without lines, and an error must name
its line."""

from __future__ import annotations

Path = tuple[str, ...]

_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\"}


def lines_of(text: str) -> dict[Path, int]:
    """Line (1..) of each key and each table header of a TOML text that `tomllib` accepts.

    The first place counts where a table is named more than once. Keys inside an inline table or an
    array have the line of the key that holds them (ask with `line_of`). Source: toml.io, v1.0.0."""
    found: dict[Path, int] = {}
    table: Path = ()
    at, line = 0, 1
    while at < len(text):
        start = line
        char = text[at]
        if char == "[":
            at += 2 if text[at : at + 2] == "[[" else 1
            table, at = _dotted(text, at)
            _note(found, table, 0, start)
            at = _end_of_line(text, at)
        elif char not in " \t\r\n#":
            path, at = _dotted(text, at)
            _note(found, table + path, len(table), start)
            end = _end_of_value(text, at + 1)
            line += text.count("\n", at, end)
            at = _end_of_line(text, end)
        elif char == "#":
            at = _end_of_line(text, at)
        if at < len(text):
            line += text[at] == "\n"
            at += 1
    return found


def line_of(lines: dict[Path, int], path: Path) -> int | None:
    """The line of `path`, or of the nearest key around it that has one."""
    while path:
        if path in lines:
            return lines[path]
        path = path[:-1]
    return None


def _note(found: dict[Path, int], path: Path, known: int, line: int) -> None:
    for end in range(known + 1, len(path) + 1):
        found.setdefault(path[:end], line)


def _dotted(text: str, at: int) -> tuple[Path, int]:
    """A dotted key from `at` on, and where the sign after it (`=` or `]`) stands."""
    parts: list[str] = []
    while at < len(text) and text[at] not in "=]":
        if text[at] in "\"'":
            part, at = _quoted(text, at)
            parts.append(part)
        elif text[at] in " \t.":
            at += 1
        else:
            end = at
            while end < len(text) and text[end] not in " \t.=]":
                end += 1
            parts.append(text[at:end])
            at = end
    return tuple(parts), at


def _quoted(text: str, at: int) -> tuple[str, int]:
    quote = text[at]
    at += 1
    out: list[str] = []
    while at < len(text) and text[at] != quote:
        if text[at] == "\\" and quote == '"':
            mark = text[at + 1 : at + 2]
            if mark in ("u", "U"):
                size = 4 if mark == "u" else 8
                out.append(chr(int(text[at + 2 : at + 2 + size], 16)))
                at += 2 + size
                continue
            out.append(_ESCAPES.get(mark, mark))
            at += 2
            continue
        out.append(text[at])
        at += 1
    return "".join(out), at + 1


def _end_of_line(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _end_of_value(text: str, at: int) -> int:
    """Just after the value that begins at `at`; brackets may hold line breaks, comments and
    strings."""
    depth = 0
    while at < len(text):
        char = text[at]
        if char in "\"'":
            at = _end_of_string(text, at)
            continue
        if char == "#":
            at = _end_of_line(text, at)
            continue
        if char == "\n" and depth == 0:
            return at
        depth += (char in "[{") - (char in "]}")
        at += 1
    return at


def _end_of_string(text: str, at: int) -> int:
    quote = text[at]
    if text[at : at + 3] == quote * 3:
        at += 3
        while at < len(text) and text[at : at + 3] != quote * 3:
            at += 2 if text[at] == "\\" and quote == '"' else 1
        at += 3
        while at < len(text) and text[at] == quote:  # up to two more belong to the text
            at += 1
        return at
    return _quoted(text, at)[1]
