"""Account files, os-release, adjtimex: who may get in, what this is, whether the clock is right."""

import struct
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sptui.model.accounts import (
    Account,
    Group,
    admins,
    has_key,
    key_files,
    known_ways,
    parse_group,
    parse_passwd,
    parse_shadow,
)
from sptui.model.clock import parse_timex
from sptui.model.machine import Clock
from sptui.model.osrelease import os_name, parse_os_release, server_kind
from tests.rubbish import HOSTILE, rubbish, text_of

PASSWD = b"""root:x:0:0:root:/root:/bin/bash
toor:x:0:0::/root:
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
anna:x:1000:1000:Anna:/home/anna:/bin/zsh
ben:x:1001:10:Ben:/home/ben:/bin/bash
carl:x:1002:1002:Carl:/home/carl:/bin/bash
dora:x:1003:1003:Dora:/home/dora:/usr/bin/false
+::::::
broken line
"""
GROUP = b"""root:x:0:
wheel:x:10:
sudo:x:27:anna,dora
users:x:100:carl
"""
HASH = b"$y$j9T$abc$0123456789abcdef"
SHADOW = (
    b"root:"
    + HASH
    + b""":19000:0:99999:7:::
toor:!:19000::::::
anna::19000::::::
ben:!"""
    + HASH
    + b""":19000::::::
carl:*:19000::::::
dora:"""
    + HASH
    + b""":19000:0:99999:7::100:
old:ab0123456789.:19000::::::
"""
)
KEY = b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMt5Zo0000000000000000000000000000000000 anna@desk"
OS_RELEASE = b"""# what this is
NAME="NixOS"
ID=nixos
VERSION_ID='26.05'
BUILD_ID="26.05.4821.abcdef0"
PRETTY_NAME="Ni\\"x\\$OS \\\\ 26"
EMPTY=
=nothing
"""


def test_admins_are_root_and_the_members_of_admin_groups_with_a_shell() -> None:
    found = admins(parse_passwd(PASSWD), parse_group(GROUP))
    assert [account.name for account in found] == ["root", "toor", "anna", "ben"]


def test_passwd_and_group_skip_what_is_no_line() -> None:
    assert len(parse_passwd(PASSWD)) == 7
    assert parse_group(GROUP + b"rubbish\n")[2] == Group("sudo", 27, ("anna", "dora"))
    with pytest.raises(ValueError, match="no account"):
        parse_passwd(b"rubbish\n")


def test_usable_passwords() -> None:
    assert parse_shadow(SHADOW, today=99) == {"root", "anna", "dora", "old"}
    assert parse_shadow(SHADOW, today=100) == {"root", "anna", "old"}, "dora has expired"
    with pytest.raises(ValueError, match="no account"):
        parse_shadow(b"", today=1)


@pytest.mark.parametrize("field", [b"!", b"*", b"!!", b"*LK*", b"x", b"NP", b"$", b"no:hash"])
def test_what_is_no_hash_lets_nobody_in(field: bytes) -> None:
    assert parse_shadow(b"root:" + field + b":19000::::::\n", today=1) == frozenset()


def test_keys() -> None:
    assert has_key(b"# mine\n\n" + KEY + b"\n")
    assert has_key(b'from="10.0.0.0/8, 192.0.2.1",command="a b" ' + KEY)
    assert not has_key(b"# " + KEY)
    assert not has_key(b"ssh-ed25519\nssh-ed25519 short\n")
    assert not has_key(b"")


def test_where_keys_lie() -> None:
    assert key_files(Account("anna", 1000, 1000, "/home/anna/", "")) == (
        "/home/anna/.ssh/authorized_keys",
        "/home/anna/.ssh/authorized_keys2",
        "/etc/ssh/authorized_keys.d/anna",
    )
    assert key_files(Account("../x", 0, 0, "relative", "")) == ()


def test_ways_are_unknown_only_when_none_was_found() -> None:
    assert known_ways({"root": False, "anna": True}) == ("anna",)
    assert known_ways({"root": None, "anna": True}) == ("anna",)
    assert known_ways({"root": None, "anna": False}) is None
    assert known_ways({"root": False}) == ()


def test_os_release() -> None:
    fields = parse_os_release(OS_RELEASE)
    assert fields["PRETTY_NAME"] == 'Ni"x$OS \\ 26'
    assert fields["EMPTY"] == ""
    assert "" not in fields
    assert os_name(fields) == ("NixOS 26.05", "26.05.4821")


def test_os_names_of_others() -> None:
    debian = {"NAME": "Debian GNU/Linux", "ID": "debian", "VERSION_ID": "12"}
    assert os_name(debian) == ("Debian GNU/Linux 12", "12")
    assert os_name({"NAME": "Arch Linux"}) == ("Arch Linux", "")
    assert os_name({}) == ("", "")


def test_kinds_of_server() -> None:
    assert server_kind({"ID": "nixos"}, selfprivacy=True) == "selfprivacy"
    assert server_kind({"ID": "nixos"}, selfprivacy=False) == "nixos"
    assert server_kind({"ID": "debian"}, selfprivacy=True) == "linux"


def timex(status: int, max_error_us: int = 500_000) -> bytes:
    return struct.pack("@I4li", 0, 0, 0, max_error_us, 0, status) + b"\0" * 160


def test_clock() -> None:
    assert parse_timex(0, timex(0x2001)) == Clock(True, 0.5)
    assert parse_timex(5, timex(0x40, 16_000_000)) == Clock(False, 16.0)
    with pytest.raises(ValueError, match="adjtimex"):
        parse_timex(-1, timex(0))


@given(st.integers(-9, 9), rubbish(timex(0)))
def test_rubbish_of_a_clock(state: int, data: bytes) -> None:
    try:
        clock = parse_timex(state, data)
    except ValueError:
        return
    assert clock.max_error_s is not None
    assert clock.max_error_s >= 0


@pytest.mark.parametrize("name", HOSTILE)
def test_texts_are_kept_as_they_are(name: bytes) -> None:
    if b":" not in name:
        assert parse_passwd(name + b":x:0:0::/root:/bin/sh")[0].name == text_of(name)
    assert parse_os_release(b"NAME=" + name)["NAME"] == text_of(name)


PARSERS: list[tuple[Callable[[bytes], object], bytes]] = [
    (parse_passwd, PASSWD),
    (parse_group, GROUP),
    (lambda data: parse_shadow(data, 19000), SHADOW),
    (has_key, KEY),
    (parse_os_release, OS_RELEASE),
    (lambda data: os_name(parse_os_release(data)), OS_RELEASE),
]


@pytest.mark.parametrize(("parse", "valid"), PARSERS)
@given(data=st.data())
def test_rubbish_raises_nothing_but_valueerror(
    parse: Callable[[bytes], object], valid: bytes, data: st.DataObject
) -> None:
    try:
        parse(data.draw(rubbish(valid)))
    except ValueError:
        return
