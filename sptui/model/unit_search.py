"""Which unit people mean by a word. Names in, names out. Source: systemd.unit(5),
systemd-escape(1)."""

from __future__ import annotations

from collections.abc import Collection

from sptui.model.unit_name import KINDS

# Of these systemd makes units by itself: nobody means one without saying its kind.
_MADE = frozenset({"slice", "scope", "device"})
_PLAIN = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ:_.")
# Three names that share so much of their letters.
_MOST_NEAR, _ALIKE = 3, 0.65


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
    try:
        known = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # no file can have this name: what is left of it is no unit's either
        return path
    for n, byte in enumerate(known):
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
    """Up to three names of units that are written nearly so, the nearest first. Their kinds say
    nothing of that, and put those of one stem in order."""
    from difflib import get_close_matches

    stem, _, kind = name.rpartition(".")
    by_stem: dict[str, list[str]] = {}
    for each in sorted(known, key=lambda each: (not each.endswith(f".{kind}"), each)):
        by_stem.setdefault(each.rpartition(".")[0], []).append(each)
    near = get_close_matches(stem, by_stem, _MOST_NEAR, _ALIKE)
    within = sorted([each for each in by_stem if len(stem) > 2 and stem in each], key=len)
    found = [each for near_stem in (*near, *within) for each in by_stem[near_stem]]
    return tuple(dict.fromkeys(found))[:_MOST_NEAR]


def _has_kind(word: str) -> bool:
    stem, _, kind = word.rpartition(".")
    return bool(stem) and kind in KINDS
