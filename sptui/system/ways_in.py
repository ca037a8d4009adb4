"""How an administrator could get in, out of the local account files and authorized keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sptui.model.accounts import (
    admins,
    has_key,
    key_files,
    known_ways,
    parse_group,
    parse_passwd,
    parse_shadow,
)
from sptui.model.machine import Missing, WaysIn
from sptui.model.msg import Msg
from sptui.system.files import read_file, why_not

if TYPE_CHECKING:
    from sptui.model.accounts import Account, Group


class Ways(NamedTuple):
    """What was found, and what could not be read."""

    found: WaysIn
    missing: tuple[Missing, ...]


def read_ways_in(root: str, today: int) -> Ways:
    """Administrators with a usable password on `today` (days since 1970), and with an SSH key.

    Home folders may lie on a file system that does not answer, so it runs in a thread of its own.
    Never raises on what it reads.
    """
    base = root.rstrip("/")
    try:
        accounts = admins(parse_passwd(read_file(f"{base}/etc/passwd")), _groups(base))
    except (OSError, ValueError) as error:
        return Ways(WaysIn(None, None), (Missing("ways_in", why_not(f"{base}/etc/passwd", error)),))
    missing: list[Missing] = []
    passwords: tuple[str, ...] | None = None
    try:
        usable = parse_shadow(read_file(f"{base}/etc/shadow"), today)
        passwords = tuple(account.name for account in accounts if account.name in usable)
    except (OSError, ValueError) as error:
        missing.append(Missing("ways_in.passwords", why_not(f"{base}/etc/shadow", error)))
    found = {account.name: _has_key(base, account) for account in accounts}
    known = known_ways(
        {name: has if isinstance(has, bool) else None for name, has in found.items()}
    )
    if known is None:
        missing += [Missing("ways_in.keys", has) for has in found.values() if isinstance(has, Msg)][
            :1
        ]
    return Ways(WaysIn(passwords, known), tuple(missing))


def _groups(base: str) -> tuple[Group, ...]:
    try:
        return parse_group(read_file(f"{base}/etc/group"))
    except OSError:
        return ()  # then only root is known as an administrator


def _has_key(base: str, account: Account) -> bool | Msg:
    """Whether a key was found; else why one of the files could not be read, if it is there."""
    reason: Msg | None = None
    for path in key_files(account):
        try:
            if has_key(read_file(base + path)):
                return True
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            reason = reason or why_not(path, error)
    return reason or False
