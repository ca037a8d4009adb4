"""One door for words: every id in the package has wording, every wording is used, no field lacks.

Ids are found as text in the source: `msg("disk.full", mount=...)`, `word("health.ok")`, and, where
an id is put together, the text before its first place (`msg(f"kind.{kind}")`: all of `kind.`).
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sptui.paint.words import WORDS

PACKAGE = Path(__file__).resolve().parent.parent / "sptui"
DOORS = {"msg", "Msg", "word"}


class Use(NamedTuple):
    """`id` is a whole id, or, when `prefix`, its beginning; `fields` None means: not known here."""

    where: str
    id: str
    prefix: bool
    fields: frozenset[str] | None


def sources() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield str(path.relative_to(PACKAGE)), ast.parse(path.read_text("utf-8"))


def uses(where: str, tree: ast.Module) -> Iterator[Use]:
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and node.args and named(node.func) in DOORS):
            continue
        fields: frozenset[str] | None = frozenset(word.arg or "**" for word in node.keywords)
        if named(node.func) == "Msg" or "**" in (fields or ()):
            fields = None
        for id, prefix in ids(node.args[0]):
            yield Use(f"{where}:{node.lineno}", id, prefix, fields)


def named(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


def ids(node: ast.expr) -> Iterator[tuple[str, bool]]:
    """The ids that an expression may be, with whether each is only a beginning."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value, False
    elif isinstance(node, ast.JoinedStr):
        head = node.values[0]
        yield (str(head.value) if isinstance(head, ast.Constant) else ""), True
    elif isinstance(node, ast.IfExp):
        yield from ids(node.body)
        yield from ids(node.orelse)
    elif isinstance(node, ast.BinOp):
        yield from ((id, True) for id, _ in ids(node.left))


def all_uses() -> list[Use]:
    return [use for where, tree in sources() for use in uses(where, tree)]


def places(template: str) -> set[str]:
    """The fields that a wording speaks of."""
    return set(re.findall(r"\{(\w+)", template))


def test_every_id_has_wording() -> None:
    lacking = [f"{use.where}: {use.id}" for use in all_uses() if not wordings(use)]
    assert not lacking, "\n".join(lacking)


def test_every_field_of_a_wording_is_given() -> None:
    lacking = [
        f"{use.where}: {use.id} lacks {', '.join(sorted(missing))}"
        for use in all_uses()
        if use.fields is not None and not use.prefix
        for id in wordings(use)
        if (missing := places(WORDS[id]) - use.fields)
    ]
    assert not lacking, "\n".join(lacking)


def test_every_wording_is_used() -> None:
    # An id may also stand in a table and reach `msg` by name: any text of the package counts.
    whole, heads = set(), {use.id for use in all_uses() if use.prefix and use.id}
    for where, tree in sources():
        if not where.startswith("paint/words"):
            whole |= {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)}
    idle = [id for id in WORDS if id not in whole and not id.startswith(tuple(heads))]
    assert not idle, "\n".join(idle)


def wordings(use: Use) -> list[str]:
    if not use.prefix:
        return [use.id] if use.id in WORDS else []
    return [id for id in WORDS if id.startswith(use.id)]


def test_the_search_finds_what_it_should() -> None:
    text = """msg("a.b", mount=1); word("c"); Msg("d", fields)
msg(f"e.{x}"); msg("f" if y else "g"); say(msg("h." + z, **more))"""
    found = {(u.id, u.prefix, u.fields) for u in uses("x", ast.parse(text))}
    assert found == {
        ("a.b", False, frozenset({"mount"})),
        ("c", False, frozenset()),
        ("d", False, None),
        ("e.", True, frozenset()),
        ("f", False, frozenset()),
        ("g", False, frozenset()),
        ("h.", True, None),
    }
