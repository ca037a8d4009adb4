"""Parsers of passwd, group, shadow and authorized_keys: who could get in as an administrator."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_ADMIN_GROUPS = ("wheel", "sudo", "admin")
_NO_SHELLS = ("nologin", "false", "sync", "shutdown", "halt")
_KEY_TYPES = (b"ssh-", b"ecdsa-sha2-", b"sk-ssh-", b"sk-ecdsa-")
_DES_BYTES = b"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


class Account(NamedTuple):
    """One line of passwd. `shell` "" means /bin/sh. Source: passwd(5)."""

    name: str
    uid: int
    gid: int
    home: str
    shell: str


class Group(NamedTuple):
    """One line of group. Source: group(5)."""

    name: str
    gid: int
    members: tuple[str, ...]


def parse_passwd(data: bytes) -> tuple[Account, ...]:
    """Its accounts. Lines that are none (NIS marks, comments) are skipped, as the C library does.

    Raises ValueError: not one account.
    """
    found: list[Account] = []
    for line in _lines(data):
        fields = line.split(":")
        if len(fields) >= 7 and fields[0] and _is_number(fields[2]) and _is_number(fields[3]):
            found.append(Account(fields[0], int(fields[2]), int(fields[3]), fields[5], fields[6]))
    if not found:
        raise ValueError("no account")
    return tuple(found)


def parse_group(data: bytes) -> tuple[Group, ...]:
    """Its groups; lines that are none are skipped. Never raises."""
    found: list[Group] = []
    for line in _lines(data):
        fields = line.split(":")
        if len(fields) >= 4 and fields[0] and _is_number(fields[2]):
            found.append(
                Group(
                    fields[0], int(fields[2]), tuple(name for name in fields[3].split(",") if name)
                )
            )
    return tuple(found)


def parse_shadow(data: bytes, today: int) -> frozenset[str]:
    """Names with a password that lets them in on `today` (days since 1970). Source: shadow(5).

    An empty password counts: it lets in whoever asks. `!`, `*` and other texts that are no hash do
    not, nor does an account that has expired. Lines that are none are skipped.

    Raises ValueError: not one account.
    """
    usable: set[str] = set()
    seen = False
    for line in _lines(data):
        fields = line.split(":")
        if len(fields) < 2 or not fields[0]:
            continue
        seen = True
        expires = fields[7] if len(fields) > 7 else ""
        if _is_hash(fields[1]) and not (_is_number(expires) and int(expires) <= today):
            usable.add(fields[0])
    if not seen:
        raise ValueError("no account")
    return frozenset(usable)


def admins(accounts: Collection[Account], groups: Collection[Group]) -> tuple[Account, ...]:
    """Root, whoever else has its number, and the members of wheel, sudo and admin, with a shell to
    work in."""
    admin_groups = [group for group in groups if group.name in _ADMIN_GROUPS]
    gids = {group.gid for group in admin_groups}
    members = {name for group in admin_groups for name in group.members}
    return tuple(
        account
        for account in accounts
        if (account.uid == 0 or account.gid in gids or account.name in members)
        and account.shell.rpartition("/")[2] not in _NO_SHELLS
    )


def has_key(data: bytes) -> bool:
    """Whether an authorized_keys file has a line with a key, behind its options if it has any.
    Source: sshd(8).

    Never raises.
    """
    for line in data.split(b"\n"):
        if line.lstrip().startswith(b"#"):
            continue
        words = line.split()
        # Options may hold quoted blanks, so any word may be the key's type; a key follows it.
        if any(word.startswith(_KEY_TYPES) and len(key) >= 40 for word, key in pairwise(words)):
            return True
    return False


def key_files(account: Account) -> tuple[str, ...]:
    """Where sshd looks for the account's keys: its own folder, and the system's (NixOS). Absolute
    paths."""
    own = (
        f"{account.home.rstrip('/')}/.ssh/authorized_keys",
        f"{account.home.rstrip('/')}/.ssh/authorized_keys2",
    )
    system = () if "/" in account.name else (f"/etc/ssh/authorized_keys.d/{account.name}",)
    return (*(own if account.home.startswith("/") else ()), *system)


def known_ways(found: Mapping[str, bool | None]) -> tuple[str, ...] | None:
    """Names of those for whom True was found. None where none was, and one could not be looked
    at."""
    names = tuple(name for name, has in found.items() if has)
    return None if not names and None in found.values() else names


def _is_hash(field: str) -> bool:
    if field == "":
        return True
    if field[0] in "$_":
        return len(field) >= 13
    return len(field) == 13 and not field.encode("utf-8", "surrogateescape").strip(_DES_BYTES)


def _is_number(field: str) -> bool:
    return field.isascii() and field.isdigit() and len(field) <= 10


def _lines(data: bytes) -> list[str]:
    return data.decode("utf-8", "surrogateescape").split("\n")
