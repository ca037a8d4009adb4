"""Wording of what is asked of the journal."""

from __future__ import annotations

QUERY: dict[str, str] = {
    "query.kernel_has_no_unit": "The kernel's lines belong to no unit",
    "query.kernel_has_no_unit.next": "Leave out unit: or is:kernel.",
    "query.no_value": "{key}: wants something after it",
    "query.bad": "{key}:{value} is nothing that {key}: knows",
    "query.next.unit": "As in unit:nginx, or unit:mail* for all whose names begin so.",
    "query.next.by": "As in by:sudo: what those who speak call themselves.",
    "query.next.prio": "emerg, alert, crit, err, warning, notice, info or debug: that and worse.",
    "query.next.boot": "boot:0 is this boot, boot:-1 the one before; or its id.",
    "query.next.is": "Only is:kernel is known.",
    "query.next.since": "As in since:2h, since:10:30, since:2026-11-22, since:yesterday.",
    "query.next.until": "As in until:10min, until:10:30, until:2026-11-22, until:today.",
}
