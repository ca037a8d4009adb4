"""Parser of /etc/os-release, and what kind of server it makes this."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def parse_os_release(data: bytes) -> dict[str, str]:
    """Its assignments, quotes and backslashes undone. Lines that are none are skipped. Source:
    os-release(5).

    Never raises; bytes that are no UTF-8 come as surrogates.
    """
    found: dict[str, str] = {}
    for line in data.decode("utf-8", "surrogateescape").split("\n"):
        key, equals, value = line.strip().partition("=")
        if equals and key and not key.startswith("#"):
            found[key] = _unquoted(value.strip())
    return found


def _unquoted(value: str) -> str:
    quote = value[:1]
    if quote in ('"', "'") and len(value) >= 2 and value.endswith(quote):
        value = value[1:-1]
    if quote == "'" or "\\" not in value:
        return value
    out: list[str] = []
    escaped = False
    for character in value:
        if escaped or character != "\\":
            out.append(character)
        escaped = character == "\\" and not escaped
    return "".join(out)


def os_name(fields: Mapping[str, str]) -> tuple[str, str]:
    """What people call it (`NixOS 26.05`), and its version as exactly as it tells (`26.05.4821`,
    else `12`).

    Both "" where nothing is told. A NixOS build id is cut before the commit.
    """
    name, version = fields.get("NAME", ""), fields.get("VERSION_ID", "")
    exact = version
    if fields.get("ID") == "nixos" and version and fields.get("BUILD_ID", "").startswith(version):
        exact = ".".join(fields["BUILD_ID"].split(".")[:3])
    return f"{name} {version}".strip(), exact


def server_kind(fields: Mapping[str, str], *, selfprivacy: bool) -> str:
    """`selfprivacy`, `nixos` or `linux`. `selfprivacy`: its configuration was found."""
    if fields.get("ID") != "nixos":
        return "linux"
    return "selfprivacy" if selfprivacy else "nixos"
