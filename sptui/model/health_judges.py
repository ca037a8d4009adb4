"""The health rules themselves: each looks at one thing, and gives a finding or none."""

from __future__ import annotations

from collections.abc import Iterator

from sptui.model.health import Finding, Level
from sptui.model.health_view import View, above, below, failed, finding, free_pct, low_memory
from sptui.model.machine import Facts, Space, Stall, Volume
from sptui.model.msg import Msg, msg

# Full by nature: nothing can be written to them, and nothing is wrong with that.
READ_ONLY_MEDIA = frozenset(("iso9660", "udf", "squashfs", "erofs", "cramfs", "romfs"))

# One enters these through their manager, on the host; other containers (lxc, nspawn, openvz) are
# rented as servers.
APP_CONTAINERS = frozenset(("docker", "podman", "oci", "containerd", "kubernetes", "wsl", "proot"))


def writable(view: View) -> Iterator[tuple[Volume, Space]]:
    """Volumes whose space is known and that can be written: what is read-only is full by nature."""
    for volume in view.facts.volumes if view.facts else ():
        mount = volume.mount
        if volume.space is not None and not mount.read_only and mount.fstype not in READ_ONLY_MEDIA:
            yield volume, volume.space


def disk_space(view: View) -> Iterator[Finding]:
    """Bytes that anyone may still write, of those written and still free together."""
    for volume, space in writable(view):
        share = free_pct(space.free_bytes, space.used_bytes)
        level = below(share, view.limits.disk_warning_pct, view.limits.disk_bad_pct)
        full = space.free_bytes <= 0 < space.used_bytes
        if full or level != "ok":
            name = "disk_full" if full else "disk_space"
            yield finding(
                "disk.full" if full else "disk.space",
                volume.mount.point,
                "bad" if full else level,
                name,
                mount=volume.mount.point,
                free_bytes=space.free_bytes,
                total_bytes=space.total_bytes,
                free_pct=share,
            )


def disk_growth(view: View) -> Iterator[Finding]:
    """When a file system will be full if it goes on filling as it did. A guess is never bad."""
    grown = {growth.mount: growth for growth in view.trend.growth}
    for volume, space in writable(view):
        growth = grown.get(volume.mount.point)
        days = growth.days_to_full(space.free_bytes) if growth else None
        if growth is None or days is None or space.free_bytes <= 0:
            continue
        left_s = days * 86_400
        level = below(left_s, view.limits.growth_warning_s, view.limits.growth_bad_s)
        if level == "bad" and growth.sureness == "guess":
            level = "warning"
        if level != "ok":
            yield finding(
                "disk.growth",
                volume.mount.point,
                level,
                "disk_growth",
                mount=volume.mount.point,
                disk=_disk(volume),
                will=msg(f"growth.{growth.sureness}"),
                left_s=left_s,
                free_bytes=space.free_bytes,
                per_day_bytes=growth.bytes_per_day,
                days=growth.days,
            )


def _disk(volume: Volume) -> Msg | str:
    """What people call it: a device by its name, what is none by where it is."""
    source = volume.mount.source
    if source.startswith("/dev/"):
        return msg("growth.disk", name=source.rpartition("/")[2])
    return volume.mount.point


def disk_inodes(view: View) -> Iterator[Finding]:
    """Inodes left; file systems without a fixed number of them have none to run out of."""
    for volume, space in writable(view):
        if space.inodes <= 0:
            continue
        share = 100.0 * space.inodes_free / space.inodes
        level = below(share, view.limits.inodes_warning_pct, view.limits.inodes_bad_pct)
        if level != "ok":
            yield finding(
                "disk.inodes",
                volume.mount.point,
                level,
                "disk_inodes",
                mount=volume.mount.point,
                free=space.inodes_free,
                total=space.inodes,
                free_pct=share,
            )


def disk_readonly(view: View) -> Iterator[Finding]:
    """A root that can't be written, and what turned read-only while somebody looked."""
    for volume in view.facts.volumes if view.facts else ():
        mount = volume.mount
        if not mount.read_only or mount.fstype in READ_ONLY_MEDIA:
            continue
        if mount.point == "/" or mount.point in view.trend.turned_read_only:
            level: Level = "bad" if mount.point == "/" else "warning"
            yield finding(
                "disk.readonly",
                mount.point,
                level,
                "disk_readonly",
                mount=mount.point,
                fstype=mount.fstype,
                source=mount.source,
            )


def disk_silent(view: View) -> Iterator[Finding]:
    """A file system that does not answer is a probe that could not be made: unknown, never ok."""
    for volume in view.facts.volumes if view.facts else ():
        if volume.space is None and volume.why is not None:
            yield finding(
                "disk.silent",
                volume.mount.point,
                "unknown",
                "disk_silent",
                mount=volume.mount.point,
                source=volume.mount.source,
                why=volume.why,
            )


def memory_low(view: View) -> Iterator[Finding]:
    """Memory available for new work, once it has been little for `memory_for_s`."""
    reading = view.reading
    if reading is None or reading.memory is None:
        return
    level = low_memory(reading, view.limits)
    lasted = view.trend.memory_low_s
    if level != "ok" and (lasted is None or lasted >= view.limits.memory_for_s):
        memory = reading.memory
        yield finding(
            "memory.low",
            "memory",
            level,
            "memory_low",
            available_bytes=memory.available_bytes,
            total_bytes=memory.total_bytes,
        )


def pressure(view: View, name: str, stall: Stall | None) -> Iterator[Finding]:
    """Time that some task waited for the resource `name` in the last minute (PSI some, 60 s)."""
    if stall is not None:
        level = above(stall.some60, view.limits.pressure_warning_pct, view.limits.pressure_bad_pct)
        if level != "ok":
            yield finding(f"pressure.{name}", name, level, f"pressure_{name}", pct=stall.some60)


def pressure_memory(view: View) -> Iterator[Finding]:
    """PSI of memory."""
    return pressure(view, "memory", view.reading.pressure.memory if view.reading else None)


def pressure_io(view: View) -> Iterator[Finding]:
    """PSI of I/O."""
    return pressure(view, "io", view.reading.pressure.io if view.reading else None)


def memory_oom(view: View) -> Iterator[Finding]:
    """The kernel keeps one number since boot: not watched, it tells of the last day only when up
    for less."""
    reading, kills = view.reading, view.trend.oom_kills
    if reading is None:
        return
    if kills is None and reading.boot < view.limits.oom_for_s:
        kills = reading.oom_kills
    if kills:
        yield finding(
            "memory.oom",
            "memory",
            "warning",
            "memory_oom",
            count=kills,
            window_s=view.limits.oom_for_s,
        )


def clock(view: View) -> Iterator[Finding]:
    """For ten minutes: after a boot the time service needs a while, so that being up for less is no
    finding."""
    if view.facts is None or view.facts.clock.synchronised is not False or view.reading is None:
        return
    lasted = view.trend.unsynchronised_s
    if (view.reading.boot if lasted is None else lasted) >= view.limits.clock_for_s:
        yield finding("clock.unsynchronised", "clock", "warning", "clock")


def no_route(view: View) -> Iterator[Finding]:
    """No address, no default route, or no gateway that the link knows."""
    if view.facts is None or failed(view, "routes"):
        return
    network = view.facts.network
    if not network.routes:
        alone = not network.addresses and _kernel_told(view.facts)
        name = "no_address" if alone else "no_route"
        yield finding("network.no_route", "network", "bad" if alone else "warning", name)
    elif all(route.reachable is False for route in network.routes):
        route = network.routes[0]
        yield finding(
            "network.no_route",
            "network",
            "bad",
            "gateway",
            gateway=route.gateway,
            interface=route.interface,
        )


def _kernel_told(facts: Facts) -> bool:
    """Whether the kernel was asked for addresses: the first look does not wait for them."""
    told = facts.clock.synchronised is not None or bool(facts.network.addresses)
    return told or any(item.what in ("clock", "addresses") for item in facts.missing)


def resolver(view: View) -> Iterator[Finding]:
    """Name servers that don't answer, or none at all, while there is a way out."""
    if view.facts is None or not view.facts.network.routes:
        return  # without a way out it cannot answer, and the way out is the finding
    network, unread = view.facts.network, failed(view, "resolvers")
    none = not network.resolvers and (unread is None or unread.why.id == "missing.absent")
    if none or network.resolver_answers is False:
        yield finding(
            "network.resolver",
            "network",
            "warning",
            "no_resolver" if none else "resolver",
            resolvers=", ".join(network.resolvers),
        )


def no_way_in(view: View) -> Iterator[Finding]:
    """Neither a usable password nor an SSH key on any account that is an administrator's."""
    if view.facts is None or (view.facts.host.container or "") in APP_CONTAINERS:
        return
    ways = view.facts.ways_in
    if ways.passwords == () and ways.keys == ():
        yield finding("access.no_way_in", "access", "bad", "no_way_in")
