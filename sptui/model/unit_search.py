"""Which unit people mean by a word. Names in, names out. Source: systemd.unit(5),
systemd-escape(1)."""

from __future__ import annotations

from collections.abc import Collection

from sptui.model.unit_name import KINDS

# Of these systemd makes units by itself: nobody means one without saying its kind.
_MADE = frozenset({"slice", "scope", "device"})
_PLAIN = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ:_.")
_MOST_NEAR = 3


def named(word: str, kind: str = "service") -> str:
    """The unit's name that `word` stands for before anybody has looked what there is: itself where
    it has a kind, the mount or device of a path, else the one of that kind."""
    if word.startswith("/"):
        return of_path(word)
    return word if _has_kind(word) else f"{word}.{kind}"


def of_path(path: str) -> str:
    """The mount of a folder, the device of what lies below /dev. A path that goes up has none: then
    it is no name of a unit."""
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if ".." in parts:
        return path
    kind = "device" if parts[:1] == ["dev"] else "mount"
    return f"{_escaped('/'.join(parts)) or '-'}.{kind}"


def _escaped(path: str) -> str:
    out = []
    for n, byte in enumerate(path.encode("utf-8", "surrogateescape")):
        sign = chr(byte)
        if sign == "/":
            out.append("-")
        elif sign in _PLAIN and not (sign == "." and n == 0):
            out.append(sign)
        else:
            out.append(f"\\x{byte:02x}")
    return "".join(out)


def others(word: str, kind: str, known: Collection[str]) -> tuple[str, ...]:
    """Units of another kind that have this name, where the word says no kind."""
    if "/" in word or _has_kind(word):
        return ()
    names = [f"{word}.{other}" for other in sorted(KINDS - _MADE - {kind})]
    return tuple([name for name in names if name in known])


def nearest(name: str, known: Collection[str]) -> tuple[str, ...]:
    """Up to three names of units that are written nearly so, the nearest first."""
    from difflib import get_close_matches

    near = get_close_matches(name, known, _MOST_NEAR, 0.75)
    stem, _, kind = name.rpartition(".")
    within = [each for each in sorted(known) if len(stem) > 2 and stem in each]
    within.sort(key=lambda each: (each.rpartition(".")[2] != kind, len(each)))
    return tuple(dict.fromkeys((*near, *within)))[:_MOST_NEAR]


def _has_kind(word: str) -> bool:
    stem, _, kind = word.rpartition(".")
    return bool(stem) and kind in KINDS
