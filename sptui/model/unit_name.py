"""Names of units: plain (`a.service`), template (`a@.service`), instance (`a@b.service`), and which
of them may bear another one's name. Source: systemd.unit(5), src/basic/unit-name.c."""

from __future__ import annotations

KINDS = frozenset(
    {
        *("service", "socket", "device", "mount", "automount", "swap"),
        *("target", "path", "timer", "slice", "scope"),
    }
)
# Kinds of which there may be links that give one unit another name, and templates.
_MAY_ALIAS = frozenset({"service", "socket", "target", "device", "timer", "path"})
_MAY_TEMPLATE = frozenset({"service", "socket", "target", "timer", "path"})
_SIGNS = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ:-_.\\@")
_LONGEST = 255


def is_unit_name(name: str) -> bool:
    """Whether a unit can have this name."""
    stem, _, kind = name.rpartition(".")
    return (
        kind in KINDS
        and bool(stem)
        and stem[0] != "@"
        and len(name) <= _LONGEST
        and _SIGNS.issuperset(stem)
    )


def instance_of(name: str) -> str:
    """`tty1` of `getty@tty1.service`; "" of what is no instance."""
    return name.rpartition(".")[0].partition("@")[2]


def is_template(name: str) -> bool:
    """Whether a name is wanted behind its @."""
    stem = name.rpartition(".")[0]
    return stem.find("@") == len(stem) - 1


def template_of(name: str) -> str:
    """`getty@.service` of `getty@tty1.service`; "" of what is no instance."""
    stem, _, kind = name.rpartition(".")
    prefix, _, instance = stem.partition("@")
    return f"{prefix}@.{kind}" if instance else ""


def with_instance(template: str, instance: str) -> str:
    """`getty@tty1.service` of `getty@.service` and "tty1"."""
    stem, _, kind = template.rpartition(".")
    return f"{stem}{instance}.{kind}"


def is_instance(text: str) -> bool:
    """Whether this can stand behind the @ of a template."""
    return bool(text) and len(text) < _LONGEST and _SIGNS.issuperset(text)


def may_alias(name: str) -> bool:
    """Whether units of this kind can have other names."""
    return name.rpartition(".")[2] in _MAY_ALIAS


def may_be(name: str) -> bool:
    """Whether there can be a template, or an instance, of this kind; of a plain name always."""
    return "@" not in name or name.rpartition(".")[2] in _MAY_TEMPLATE


def may_stand_for(name: str, other: str) -> bool:
    """Whether a link of this name to a unit of the other is one that systemd follows: of the same
    sort and kind, an instance to the same instance or to a template."""
    if not (is_unit_name(name) and is_unit_name(other)):
        return False
    kind = name.rpartition(".")[2]
    if kind not in _MAY_ALIAS or kind != other.rpartition(".")[2] or not may_be(name):
        return False
    instance = instance_of(name)
    if not instance:
        return is_template(name) == is_template(other) and not instance_of(other)
    return is_template(other) or instance_of(other) == instance
