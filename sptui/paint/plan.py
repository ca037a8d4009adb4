"""How the Overview shares out its lines: what gets a line first when there are few."""

from typing import NamedTuple

# Beyond these a graph says no more, and only costs the line.
_MOST_UPPER, _MOST_LOWER = 20, 16


class Plan(NamedTuple):
    """Lines of each part. `needs` counts the rows below the heading; `upper` and `lower` are rows
    of the two pairs of graphs; gaps are empty lines."""

    top_gap: int
    needs: int
    needs_gap: int
    upper: int
    graph_gap: int
    lower: int
    sections_gap: int
    sections: int
    end_gap: int


def plan(width: int, height: int, needs: int, sections: int) -> Plan:
    """Share out `height` lines among `needs` rows of findings, graphs, and `sections` lines below.

    Worst things first: findings, then a figure of everything, then room to see it well.
    """
    narrow = width < 80
    most = {"needs": needs, "sections": sections}
    have = {"needs": min(1, needs), "upper": 1, "lower": 1, "sections": min(3, sections)}
    left = height - 3 - sum(have.values())  # three headings: needs, upper and lower graphs
    wishes = (
        ("needs", 4),
        ("upper", 2),
        ("sections", 5),
        ("sections_gap", 1),
        ("needs_gap", 1),
        ("needs", 6),
        ("sections", 7),
        ("top_gap", 1 if width >= 100 else 0),
        *((("upper", 3), ("lower", 2)) if not narrow else ()),
        ("needs", 8),
        ("sections", 9 if not narrow else 12),
        ("graph_gap", 1 if height > 24 else 0),
        ("upper", 4),
        ("lower", 3),
        ("needs", max(8, height // 3)),
        ("sections", 16),
        ("end_gap", 1 if height > 24 else 0),
        ("upper", 5),
        ("lower", 4),
        ("sections", height // 2),
    )
    for part, wanted in wishes:
        now = have.get(part, 0)
        more = min(left, max(0, min(wanted, most.get(part, wanted)) - now))
        if more > 0:
            have[part] = now + more
            left -= more
    while left > 0 and (have["upper"] < _MOST_UPPER or have["lower"] < _MOST_LOWER):
        # Five rows above stand to four below, as drawn.
        lower = have["lower"] * 5 < have["upper"] * 4 and have["lower"] < _MOST_LOWER
        have["lower" if lower or have["upper"] >= _MOST_UPPER else "upper"] += 1
        left -= 1
    return Plan(**{name: have.get(name, 0) for name in Plan._fields})
