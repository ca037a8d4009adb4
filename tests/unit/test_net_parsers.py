"""Routes, neighbours, addresses, resolvers: what the network part of the facts is made of."""

import ipaddress
import struct
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sptui.model.address import ipv4_text, ipv6_text
from sptui.model.machine import Route
from sptui.model.netlink import (
    GET_ADDRESSES,
    is_last,
    parse_addresses,
    parse_neighbours,
    request,
)
from sptui.model.resolver import is_answer, parse_resolv_conf, root_question
from sptui.model.routes import (
    Inet6,
    parse_arp,
    parse_if_inet6,
    parse_routes,
    parse_routes6,
    with_neighbours,
)
from tests.rubbish import HOSTILE, rubbish, text_of


def host_order(address: str) -> bytes:
    """As /proc/net/route prints an address: a number of this machine."""
    return b"%08X" % struct.unpack("=I", ipaddress.IPv4Address(address).packed)


ROUTES = b"\n".join(
    (
        b"Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT   ",
        b"wlan0\t00000000\t" + host_order("10.0.0.1") + b"\t0003\t0\t0\t600\t00000000\t0\t0\t0",
        b"eth0\t00000000\t" + host_order("192.0.2.1") + b"\t0003\t0\t0\t100\t00000000\t0\t0\t0",
        b"eth0\t"
        + host_order("192.0.2.0")
        + b"\t00000000\t0001\t0\t0\t100\t"
        + host_order("255.255.255.0")
        + b"\t0\t0\t0",
        b"*\t00000000\t00000000\t0200\t0\t0\t9999\t00000000\t0\t0\t0",
        b"ppp0\t00000000\t00000000\t0001\t0\t0\t700\t00000000\t0\t0\t0",
        b"",
    )
)
ZERO = b"0" * 32
ROUTES6 = b"\n".join(
    (
        b"fd"
        + b"0" * 30
        + b" 40 "
        + ZERO
        + b" 00 "
        + ZERO
        + b" 00000100 00000001 00000000 00000001     eth0",
        ZERO
        + b" 00 "
        + ZERO
        + b" 00 fe80"
        + b"0" * 27
        + b"1 00000400 00000002 00000000 00000003     eth0",
        ZERO + b" 00 " + ZERO + b" 00 " + ZERO + b" ffffffff 00000001 00000000 00200200       lo",
        b"",
    )
)
ARP = b"""IP address       HW type     Flags       HW address            Mask     Device
192.0.2.1        0x1         0x2         02:fc:00:00:00:05     *        eth0
192.0.2.9        0x1         0x0         00:00:00:00:00:00     *        eth0
"""
INET6 = b"""fd000000000000000000000000000002 02 40 00 80     eth0
fe8000000000000000fc00fffe000001 02 40 20 80     eth0
00000000000000000000000000000001 01 80 10 80       lo
20010db8000000000000000000000009 02 40 00 c0     eth0
"""
RESOLV = b"""# made by hand
search example.org
nameserver 192.0.2.53
 nameserver fe80::1%eth0
nameserver $(reboot)
nameserver
options edns0
nameserver 2001:db8::53
nameserver 192.0.2.54
"""


def test_default_routes_the_preferred_first() -> None:
    assert parse_routes(ROUTES) == (
        Route("eth0", "192.0.2.1", None),
        Route("wlan0", "10.0.0.1", None),
        Route("ppp0", "", None),
    )


def test_default_routes6_without_the_kernels_unreachable_one() -> None:
    assert parse_routes6(ROUTES6) == (Route("eth0", "fe80::1", None),)
    assert parse_routes6(b"") == ()


def test_arp_and_what_it_says_of_a_gateway() -> None:
    known = parse_arp(ARP)
    assert known == {("eth0", "192.0.2.1"): True, ("eth0", "192.0.2.9"): False}
    routes = with_neighbours(parse_routes(ROUTES), known)
    assert [route.reachable for route in routes] == [True, None, None]
    (lost,) = with_neighbours([Route("eth0", "192.0.2.9", None)], known)
    assert lost.reachable is False


def test_inet6_addresses_by_scope_and_state() -> None:
    assert parse_if_inet6(INET6) == (
        Inet6(2, "eth0", "fd00::2", True),
        Inet6(2, "eth0", "fe80::fc:ff:fe00:1", False),
        Inet6(1, "lo", "::1", False),
        Inet6(2, "eth0", "2001:db8::9", False),  # still being tried
    )


def test_resolv_conf() -> None:
    assert parse_resolv_conf(RESOLV) == ("192.0.2.53", "fe80::1%eth0", "2001:db8::53")
    assert parse_resolv_conf(b"") == ()


def test_the_question_and_its_answer() -> None:
    question = root_question(0x1234)
    assert question.hex() == "1234010000010000000000000000020001"
    assert not is_answer(question, 0x1234)
    answer = bytearray(question)
    answer[2] |= 0x80
    assert is_answer(bytes(answer), 0x1234)
    assert not is_answer(bytes(answer), 0x1235)
    answer[3] = 5  # refused, but it is there
    assert is_answer(bytes(answer), 0x1234)
    answer[3] = 2  # server failure
    assert not is_answer(bytes(answer), 0x1234)


@given(st.binary(max_size=64), st.integers(0, 65535))
def test_any_datagram_is_judged(data: bytes, number: int) -> None:
    assert is_answer(data, number) in (True, False)


@given(st.binary(min_size=4, max_size=4))
def test_ipv4_text(packed: bytes) -> None:
    assert ipv4_text(packed) == str(ipaddress.IPv4Address(packed))


@given(
    st.binary(min_size=16, max_size=16)
    | st.lists(st.sampled_from([b"\0\0", b"\0\1"]), min_size=8, max_size=8).map(b"".join)
)
def test_ipv6_text(packed: bytes) -> None:
    if packed[:12] == b"\0" * 10 + b"\xff\xff":
        return  # Python 3.13 writes mapped addresses in another way
    assert ipv6_text(packed) == str(ipaddress.IPv6Address(packed))


def attribute(kind: int, data: bytes) -> bytes:
    return struct.pack("=HH", 4 + len(data), kind) + data + b"\0" * (-len(data) % 4)


def message(kind: int, body: bytes) -> bytes:
    return struct.pack("=IHHII", 16 + len(body), kind, 2, 1, 0) + body + b"\0" * (-len(body) % 4)


def address(label: bytes, text: str, scope: int = 0) -> bytes:
    packed = ipaddress.IPv4Address(text).packed
    return message(
        20,
        struct.pack("=BBBBI", 2, 24, 0, scope, 2)
        + attribute(2, packed)
        + attribute(3, label + b"\0"),
    )


def neighbour(text: str, state: int) -> bytes:
    return message(
        28,
        struct.pack("=BBHiHBB", 10, 0, 0, 2, state, 0, 0)
        + attribute(1, ipaddress.IPv6Address(text).packed),
    )


DONE = message(3, b"\0\0\0\0")
ADDRESSES = (
    address(b"lo", "127.0.0.1", 254)
    + address(b"eth0", "192.0.2.2")
    + address(b"eth0:1", "10.0.0.9", 200)
    + DONE
)
NEIGHBOURS = (
    neighbour("fd00::1", 0x04) + neighbour("fd00::2", 0x20) + neighbour("fd00::3", 0x00) + DONE
)


def test_addresses_of_global_and_site_scope() -> None:
    assert parse_addresses(ADDRESSES) == (("eth0", "192.0.2.2"), ("eth0", "10.0.0.9"))


def test_neighbours() -> None:
    assert parse_neighbours(NEIGHBOURS) == {(2, "fd00::1"): True, (2, "fd00::2"): False}


def test_a_dump_ends_with_its_last_message() -> None:
    assert is_last(ADDRESSES)
    assert not is_last(address(b"eth0", "192.0.2.2"))


def test_an_error_of_the_kernel_is_told() -> None:
    with pytest.raises(ValueError, match="error -1"):
        parse_addresses(message(2, struct.pack("=i", -1) + b"\0" * 16))


def test_a_request_is_as_long_as_it_says() -> None:
    question = request(GET_ADDRESSES, 2)
    assert struct.unpack_from("=IH", question) == (len(question), GET_ADDRESSES)


@pytest.mark.parametrize("name", HOSTILE)
def test_names_are_kept_as_they_are(name: bytes) -> None:
    row = b"Iface\n" + name + b"\t00000000\t00000000\t0001\t0\t0\t0\t00000000\n"
    assert parse_routes(row) == (Route(text_of(name), "", None),)
    assert parse_arp(b"IP address\n192.0.2.1 0x1 0x2 0 * " + name) == {
        (text_of(name), "192.0.2.1"): True
    }
    assert parse_if_inet6(b"0" * 32 + b" 02 40 00 80 " + name) == (
        Inet6(2, text_of(name), "::", True),
    )


PARSERS: list[tuple[Callable[[bytes], object], bytes]] = [
    (parse_routes, ROUTES),
    (parse_routes6, ROUTES6),
    (parse_arp, ARP),
    (parse_if_inet6, INET6),
    (parse_resolv_conf, RESOLV),
    (parse_addresses, ADDRESSES),
    (parse_neighbours, NEIGHBOURS),
    (is_last, ADDRESSES),
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
