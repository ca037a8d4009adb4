"""Where this machine is on the net, out of plain files: default routes, gateways, resolvers, IPv6
addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sptui.model.machine import Missing, Network
from sptui.model.resolver import parse_resolv_conf
from sptui.model.routes import (
    parse_arp,
    parse_if_inet6,
    parse_routes,
    parse_routes6,
    with_neighbours,
)
from sptui.system.source import Source

if TYPE_CHECKING:
    from collections.abc import Mapping

# No IPv6 in the kernel, or no list of resolvers: nothing that could not be read.
_MAY_LACK = ("routes6", "addresses6", "resolver")


class NetFiles:
    """Reads them under `root`, in line: some 50 microseconds for all."""

    def __init__(self, root: str) -> None:
        base = root.rstrip("/")
        net, keep = f"{base}/proc/net", not base
        self._routes = Source("routes", f"{net}/route", parse_routes, keep=keep)
        self._routes6 = Source(
            "routes6", f"{net}/ipv6_route", parse_routes6, keep=keep, may_be_empty=True
        )
        self._arp = Source("neighbours", f"{net}/arp", parse_arp, keep=keep)
        self._inet6 = Source(
            "addresses6", f"{net}/if_inet6", parse_if_inet6, keep=keep, may_be_empty=True
        )
        # Programs put a new file in its place, so it is opened each time.
        self._resolvers = Source(
            "resolver", f"{base}/etc/resolv.conf", parse_resolv_conf, keep=False, may_be_empty=True
        )
        self._sources = (self._routes, self._routes6, self._arp, self._inet6, self._resolvers)

    def read(self) -> None:
        """Read all of them again."""
        for source in self._sources:
            source.read()

    @property
    def resolvers(self) -> tuple[str, ...]:
        """As resolv.conf has them; none also where it can't be read."""
        return self._resolvers.value or ()

    @property
    def asked_resolvers(self) -> tuple[str, ...]:
        """Whom programs ask: without a file, or a name server in it, one on this machine. None
        where that is not known."""
        missing = self._resolvers.missing
        if missing is not None and missing.why.id != "missing.absent":
            return ()
        return self.resolvers or ("127.0.0.1",)

    @property
    def has_gateway6(self) -> bool:
        """Whether it is worth asking for the IPv6 neighbours."""
        return any(route.gateway for route in self._routes6.value or ())

    def missing(self) -> list[Missing]:
        """What could not be read."""
        found = [source.missing for source in self._sources if source.missing is not None]
        return [
            missing
            for missing in found
            if missing.what not in _MAY_LACK or missing.why.id != "missing.absent"
        ]

    def network(
        self,
        addresses: tuple[tuple[str, str], ...],
        neighbours6: Mapping[tuple[int, str], bool],
        resolver_answers: bool | None,
    ) -> Network:
        """All together with what the kernel was asked for: IPv4 `addresses`, and IPv6 neighbours by
        number of the interface."""
        inet6 = self._inet6.value or ()
        names = {entry.number: entry.interface for entry in inet6}
        known = dict(self._arp.value or {})
        known.update(
            {(names.get(number, ""), text): has for (number, text), has in neighbours6.items()}
        )
        routes = (self._routes.value or ()) + (self._routes6.value or ())
        own6 = tuple([(entry.interface, entry.address) for entry in inet6 if entry.usable])
        return Network(
            addresses + own6, with_neighbours(routes, known), self.resolvers, resolver_answers
        )

    def close(self) -> None:
        """Close all descriptors."""
        for source in self._sources:
            source.close()
