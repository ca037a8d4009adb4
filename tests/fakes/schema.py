"""As much of JSON Schema 2020-12 as the schemas in docs use; else it is an error."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}
_NOTES = {"$schema", "$defs", "title", "description"}


def errors(
    value: Any, schema: dict[str, Any], root: dict[str, Any], at: str = "$"
) -> Iterator[str]:
    """What in `value` is not as the schema says, each with its place."""
    for word, rule in schema.items():
        if word in _NOTES:
            continue
        yield from _WORDS[word](value, rule, schema, root, at)


def _ref(value: Any, rule: str, schema: Any, root: Any, at: str) -> Iterator[str]:
    assert rule.startswith("#/$defs/")
    yield from errors(value, root["$defs"][rule.removeprefix("#/$defs/")], root, at)


def _type(value: Any, rule: Any, schema: Any, root: Any, at: str) -> Iterator[str]:
    names = [rule] if isinstance(rule, str) else rule
    if not any(
        isinstance(value, _TYPES[name])
        and not (isinstance(value, bool) and name in ("integer", "number"))
        for name in names
    ):
        yield f"{at}: {value!r} is no {' or '.join(names)}"


def _required(value: Any, rule: Any, schema: Any, root: Any, at: str) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (f"{at}: lacks {key}" for key in rule if key not in value)


def _properties(value: Any, rule: Any, schema: Any, root: Any, at: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in rule.items():
            if key in value:
                yield from errors(value[key], inner, root, f"{at}.{key}")


def _additional(value: Any, rule: Any, schema: Any, root: Any, at: str) -> Iterator[str]:
    if not isinstance(value, dict):
        return
    for key in value.keys() - schema.get("properties", {}).keys():
        if rule is False:
            yield f"{at}: has {key}"
        else:
            yield from errors(value[key], rule, root, f"{at}.{key}")


def _one_of(value: Any, rule: Any, schema: Any, root: Any, at: str) -> Iterator[str]:
    found = [list(errors(value, each, root, at)) for each in rule]
    if sum(not each for each in found) != 1:
        least = min(found, key=len)
        yield from least or [f"{at}: {value!r} is more than one of those it may be"]


def _items(value: Any, rule: Any, schema: Any, root: Any, at: str) -> Iterator[str]:
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from errors(item, rule, root, f"{at}[{number}]")


def _one(ok: Any) -> Any:
    def check(value: Any, rule: Any, schema: Any, root: Any, at: str) -> Iterator[str]:
        if value is not None and not ok(value, rule):
            yield f"{at}: {value!r} is not as {rule!r} says"

    return check


_WORDS: dict[str, Any] = {
    "$ref": _ref,
    "type": _type,
    "required": _required,
    "properties": _properties,
    "additionalProperties": _additional,
    "items": _items,
    "oneOf": _one_of,
    "const": _one(lambda value, rule: value == rule),
    "enum": _one(lambda value, rule: value in rule),
    "minimum": _one(lambda value, rule: value >= rule),
    "maximum": _one(lambda value, rule: value <= rule),
    "pattern": _one(lambda value, rule: re.search(rule, value) is not None),
}
