"""How the Resources screen shares out its lines. It depends on the window and the machine alone:
nothing moves because a list gets longer or a filter leaves less of it."""

from typing import NamedTuple

# Beyond these a graph says no more, and only costs the line.
_MOST_UPPER, _MOST_LOWER = 20, 16


class Plan(NamedTuple):
    """Lines of each part. `upper` and `lower` are rows of the two pairs of graphs, `devices` has
    its heading in it, `rows` are those of the list; gaps are empty lines."""

    top_gap: int
    upper: int
    graph_gap: int
    lower: int
    facts_gap: int
    facts: int
    devices_gap: int
    devices: int
    list_gap: int
    rows: int


def plan(width: int, height: int, facts: int, devices: int) -> Plan:
    """Share out `height` lines; `facts` are those that cores and pressure take, `devices` those
    that a section of devices would, which is there as a whole or not at all."""
    have = {"facts": min(1, facts), "upper": 1, "lower": 1, "rows": 3}
    # Two headings of graphs, and the list's heading and titles.
    left = height - 4 - sum(have.values())
    wide = width >= 100
    wishes: tuple[tuple[str, int], ...] = (
        ("facts", facts),
        ("rows", 5),
        ("upper", 2),
        ("rows", 8),
        ("lower", 2),
        ("upper", 3),
        ("facts_gap", 1),
        ("rows", 9),
        ("top_gap", 1 if wide else 0),
        ("list_gap", 1),
        ("graph_gap", 1),
        ("upper", 4),
        ("lower", 3),
        ("rows", 10),
        ("devices", devices if wide else 0),
        ("devices_gap", 1 if wide and devices else 0),
        ("upper", 6),
        ("lower", 4),
        ("rows", max(13, height * 2 // 5)),
        ("upper", max(6, height // 6)),
        ("lower", max(4, height // 8)),
    )
    for part, wanted in wishes:
        more = min(left, wanted - have.get(part, 0))
        if part == "devices" and more < wanted:
            continue  # all of it, or none
        if part == "devices_gap" and not have.get("devices"):
            continue
        if more > 0:
            have[part] = have.get(part, 0) + more
            left -= more
    have["upper"] = min(have["upper"], _MOST_UPPER)
    have["lower"] = min(have["lower"], _MOST_LOWER)
    rest = height - 4 - sum([lines for part, lines in have.items() if part != "rows"])
    have["rows"] = max(0, rest)
    return Plan(**{name: have.get(name, 0) for name in Plan._fields})
