"""`status --json`: the Overview as data. docs/status.schema.json describes it; others rely on it.

Numbers are in base units, times RFC 3339 with zone, unknown is null. Texts from outside are raw:
the writer escapes what is not ASCII. What people read (`text`, `next`, `why`) is worded and
cleaned.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Union

from sptui.model.health import growth_of
from sptui.model.health_rules import overall
from sptui.model.health_view import missing
from sptui.paint.words import say, word

if TYPE_CHECKING:
    from sptui.model.machine import Facts, Network, Reading, Sample, Stall, Volume
    from sptui.model.overview import Overview
    from sptui.model.unit import UnitTally

Json = Union[None, bool, int, float, str, list["Json"], dict[str, "Json"]]

SCHEMA = 1

# Parts of the contract that this version can't tell yet: null, with the reason in `unavailable`.
LATER = ("backups", "jobs")


def status_data(view: Overview) -> dict[str, Json]:
    """Everything that is known of the machine, as `json.dumps` takes it."""
    sample, facts = view.sample, view.facts
    reading = sample.reading if sample else None
    level = overall(view.findings, have_data=sample is not None)
    return {
        "schema": SCHEMA,
        "host": view.host.name,
        "kind": view.host.kind,
        "at": rfc3339(view.now),
        "demo": view.demo,
        "health": {
            "level": level,
            "findings": [
                {
                    "rule": finding.rule,
                    "level": finding.level,
                    "subject": finding.subject,
                    "text": f"{say(finding.title)}: {say(finding.detail)}",
                    "title": say(finding.title),
                    "why": say(finding.why),
                    "next": say(finding.next) or None,
                    "since": None if finding.since is None else rfc3339(finding.since),
                }
                for finding in view.findings
            ],
        },
        "cpu": _cpu(sample) if sample else None,
        "memory": _memory(reading) if reading else None,
        "pressure": _pressure(reading) if reading else None,
        "io": _io(sample) if sample else None,
        "disks": [_disk(volume, view) for volume in facts.volumes] if facts else None,
        "network": _network(sample, facts),
        "system": _system(view, reading),
        "units": _units(view.units) if view.units and view.units.way else None,
        **dict.fromkeys(LATER),
        "unavailable": _unavailable(view),
    }


def rfc3339(at: float) -> str | None:
    """Seconds since 1970 as RFC 3339 in the machine's zone; null where no calendar holds them."""
    try:
        then = time.localtime(at)
    except (OverflowError, ValueError, OSError):
        return None
    zone = then.tm_gmtoff // 60
    sign = "-" if zone < 0 else "+"
    hours, minutes = divmod(abs(zone), 60)
    return (
        f"{then.tm_year:04}-{then.tm_mon:02}-{then.tm_mday:02}"
        f"T{then.tm_hour:02}:{then.tm_min:02}:{then.tm_sec:02}{sign}{hours:02}:{minutes:02}"
    )


def _cpu(sample: Sample) -> Json:
    share, reading = sample.cpu, sample.reading
    return {
        "cores": len(reading.cores) or None,
        "busy_pct": share and _short(share.busy_pct),
        "user_pct": share and _short(share.user_pct),
        "system_pct": share and _short(share.system_pct),
        "iowait_pct": share and _short(share.iowait_pct),
        "steal_pct": share and _short(share.steal_pct),
        "core_busy_pct": [core and _short(core.busy_pct) for core in sample.cores],
        "load": None if reading.load is None else list(reading.load),
    }


def _memory(reading: Reading) -> Json:
    memory = reading.memory
    if memory is None:
        return None
    return {
        "total_bytes": memory.total_bytes,
        "available_bytes": memory.available_bytes,
        "used_bytes": memory.used_bytes,
        "swap_total_bytes": memory.swap_total_bytes,
        "swap_used_bytes": memory.swap_used_bytes,
        "oom_kills": reading.oom_kills,
    }


def _pressure(reading: Reading) -> Json:
    pressure = reading.pressure
    return {name: _stall(getattr(pressure, name)) for name in pressure._fields}


def _stall(stall: Stall | None) -> Json:
    if stall is None:
        return None
    return {name: getattr(stall, name) for name in stall._fields}


def _io(sample: Sample) -> Json:
    counters = sample.reading.disks
    rates = {rate.name: rate for rate in sample.disks or ()}
    devices: Json = None
    if counters is not None:
        devices = [
            {
                "device": disk.name,
                "physical": disk.physical,
                "read_bytes": disk.read_bytes,
                "write_bytes": disk.write_bytes,
                "read_bytes_per_s": rate and _short(rate.read_bps),
                "write_bytes_per_s": rate and _short(rate.write_bps),
                "busy_pct": rate and _short(rate.busy_pct),
            }
            for disk in counters
            for rate in (rates.get(disk.name),)
        ]
    return {
        "read_bytes_per_s": _short(sample.read_bps),
        "write_bytes_per_s": _short(sample.write_bps),
        "devices": devices,
    }


def _disk(volume: Volume, view: Overview) -> Json:
    mount, space = volume.mount, volume.space
    mono = view.sample.reading.mono if view.sample else None
    asked = volume.asked_mono
    return {
        "mount": mount.point,
        "source": mount.source,
        "fstype": mount.fstype,
        "read_only": mount.read_only,
        "total_bytes": space and space.total_bytes,
        "used_bytes": space and space.used_bytes,
        "free_bytes": space and space.free_bytes,
        "inodes": space and (space.inodes or None),
        "inodes_free": space and (space.inodes_free if space.inodes else None),
        "age_s": None if asked is None or mono is None else _short(max(0.0, mono - asked)),
        "growth": _growth(volume, view),
        "why": None if volume.why is None else say(volume.why),
    }


def _growth(volume: Volume, view: Overview) -> Json:
    growth = growth_of(view.growth, volume.mount.point)
    if growth is None:
        return None
    left = growth.days_to_full(volume.space.free_bytes) if volume.space else None
    return {
        "bytes_per_day": round(growth.bytes_per_day),
        "full_in_s": None if left is None else round(left * 86_400),
        "days_seen": round(growth.days, 1),
        "sureness": growth.sureness,
    }


def _network(sample: Sample | None, facts: Facts | None) -> Json:
    counters = sample.reading.links if sample else None
    if counters is None:
        return None
    rates = {rate.name: rate for rate in (sample.links if sample else None) or ()}
    network = facts.network if facts else None
    out: list[Json] = []
    for link in counters:
        rate = rates.get(link.name)
        out.append(
            {
                "interface": link.name,
                "physical": link.physical,
                "up": link.up,
                "rx_bytes": link.rx_bytes,
                "tx_bytes": link.tx_bytes,
                "rx_bytes_per_s": rate and _short(rate.rx_bps),
                "tx_bytes_per_s": rate and _short(rate.tx_bps),
                "addresses": _addresses(network, link.name),
                "gateways": _gateways(network, link.name),
            }
        )
    return out


def _addresses(network: Network | None, name: str) -> Json:
    if network is None:
        return None
    return [address for interface, address in network.addresses if interface == name]


def _gateways(network: Network | None, name: str) -> Json:
    if network is None:
        return None
    return [
        {"address": route.gateway, "reachable": route.reachable}
        for route in network.routes
        if route.interface == name
    ]


def _system(view: Overview, reading: Reading | None) -> Json:
    host, facts = view.host, view.facts
    return {
        "os": host.os or None,
        "os_version": host.os_version or None,
        "kernel": host.kernel or None,
        "container": host.container,
        "uptime_s": round(reading.boot) if reading else None,
        "clock_synchronised": facts and facts.clock.synchronised,
        "clock_max_error_s": facts and facts.clock.max_error_s,
        "resolvers": list(facts.network.resolvers) if facts else None,
        "resolver_answers": facts and facts.network.resolver_answers,
        "temperatures": [
            {
                "label": each.label,
                "celsius": each.celsius,
                "critical_celsius": each.critical_celsius,
            }
            for each in facts.temperatures
        ]
        if facts
        else None,
    }


def _units(tally: UnitTally) -> dict[str, Json]:
    """How many are loaded, and those that failed. `why` is null unless they are old."""
    return {
        "total": tally.total,
        "way": tally.way,
        "at": rfc3339(tally.at),
        "why": say(tally.why) if tally.why else None,
        "failed": [
            {
                "unit": unit.name,
                "description": unit.description,
                "since": None if unit.since is None else rfc3339(unit.since),
                "result": unit.facts.result or None,
                "exit_code": unit.facts.exit_code,
                "exit_status": unit.facts.exit_status,
            }
            for unit in tally.failed
        ],
    }


def _unavailable(view: Overview) -> Json:
    reading = view.sample.reading if view.sample else None
    here: list[Json] = [
        {"what": item.what, "why": say(item.why)} for item in missing(reading, view.facts)
    ]
    if view.units is None or not view.units.way:
        why = view.units.why if view.units else None
        here.append({"what": "units", "why": say(why) if why else word("units.asked")})
    return here + [{"what": name, "why": word("status.later")} for name in LATER]


def _short(value: float | None) -> float | None:
    """Two decimals: more would be noise."""
    return None if value is None else round(value, 2)
