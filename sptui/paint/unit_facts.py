"""What one unit's details say in labels and values: state, reason, command, at boot, needs, use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sptui.model.msg import Msg, msg
from sptui.model.needed import needed_for
from sptui.model.unit import Unit, UnitFacts, state_word
from sptui.model.unit_because import because
from sptui.model.unit_needs import needed_by, needs
from sptui.paint import numbers
from sptui.paint.line import line_width, width_of
from sptui.paint.menu import wrapped
from sptui.paint.outside import narrowed, shown
from sptui.paint.span import crop, padded, spread
from sptui.paint.unit_why import told
from sptui.paint.words import say, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sptui.glyphs import Glyphs
    from sptui.model.process import ServiceRow
    from sptui.model.unit import StateWord, Units
    from sptui.model.unit_details import UnitDetails
    from sptui.model.unit_needs import Need
    from sptui.model.unit_why import Why
    from sptui.paint.line import Look, Span

    Spans = list[Span]

_LABEL = 11
_TEXT_WIDTH = 100  # text runs no wider, however wide the terminal
_MOST_LINES = 2  # and is no longer, where all has to fit the screen
_FRESH_S = 10.0  # so long what changed stands out
# What nearly every unit needs says nothing about one; it is in the list below all the same.
_EVERYWHERE = frozenset({"sysinit.target", "basic.target", "-.mount", "-.slice", "shutdown.target"})
_SHORT = (".service", ".target")


def sign(state: StateWord, g: Glyphs) -> Span:
    """The sign of a state: it stands before a name whose state a word tells."""
    if state == "failed":
        return g.bad, "bad"
    if state == "restarting":
        return g.warning, "warning"
    if state in ("starting", "stopping", "reloading"):
        return g.running, "accent"
    if state in ("stopped", "masked"):
        return g.off, "text"
    return (g.unknown, "text") if state == "unknown" else (g.ok, "ok")


def state_look(state: StateWord) -> Look:
    """The look of a state's word: healthy things have plain words."""
    return {"failed": "bad", "restarting": "warning"}.get(state, "text")


def title(
    name: str, description: str, units: Units, now: float, width: int, g: Glyphs
) -> list[Span]:
    """Sign, name and what it does; at the right how old this is, where it is not live."""
    unit = units.rows.get(name)
    state: StateWord = state_word(unit) if unit else "unknown"
    left: Spans = [sign(state, g), (f" {shown(name, g)}", "heading")]
    if description and description != name:
        left.append((f"  {shown(description, g)}", "dim"))
    need = needed_for(name)
    right: Spans = [(word(f"unit.needed.{need}"), "accent")] if need else []
    if units.why is not None:
        note = msg("unit.stale", why=units.why, age=max(0.0, now - units.at))
        right = crop([(narrowed(say(note), g), "warning")], (width - 2) // 2, g)
    return spread(left, right, width - 2, g)


def state_lines(name: str, units: Units, now: float, width: int, g: Glyphs) -> list[Spans]:
    """How it is, and why, as far as the list knows."""
    unit = units.rows.get(name)
    if unit is None:
        return []
    facts = units.facts.get(name, UnitFacts())
    lines = [_line("unit.state", _state(unit, facts, units, now), g)]
    why = because(unit, facts)
    return lines + (_text("unit.because", why, width, g) if why else [])


def facts(
    details: UnitDetails,
    units: Units,
    use: ServiceRow | None,
    now: float,
    width: int,
    g: Glyphs,
    cores: int = 1,
    most: int = _MOST_LINES,
    why: Why | None = None,
) -> list[Spans]:
    """All labels and values that there is something to say for. `use` is in percent of one of
    `cores`; a sentence takes `most` lines at most. `why`: what was found out about a failure."""
    name = details.unit.name
    unit = units.rows.get(name, details.unit)
    known = units.facts.get(name, details.facts)
    lines = [_line("unit.state", _state(unit, known, units, now), g)]
    if reason := because(unit, known, details, units.rows):
        lines += _text("unit.because", reason, width, g, most)
        for label, sentence in told(why, now) if why else ():
            lines += _text(label, sentence, width, g, most)
    if details.status_text:
        lines += _text("unit.says", msg("unit.said", text=details.status_text), width, g, most)
    if details.commands:
        lines.append(_line("unit.runs", _runs(details, g), g))
    lines += _when(name, units, now, g)
    if restarts := _restarts(details, known):
        lines.append(_line("unit.restarts", [(say(restarts), "text")], g))
    lines += _text("unit.at_boot", _at_boot(details, known, units), width, g, most)
    if details.stale_file:
        lines.append(_line("", [(word("unit.file_changed"), "warning")], g))
    lines += _dependencies(details, units, width, g)
    if used := _used(details, use, cores, g):
        lines += _text("unit.used", Msg("unit.said", (("text", used),)), width, g, most)
    return lines


# ---------------------------------------------------------------- one line each


def _state(unit: Unit, facts: UnitFacts, units: Units, now: float) -> Spans:
    state = state_word(unit)
    spans: Spans = [(state, state_look(state))]
    if facts.since is not None:
        age = max(0.0, now - facts.since)
        changed = units.changed.get(unit.name)
        fresh = changed is not None and now - changed < _FRESH_S
        since = msg("unit.since", at=numbers.moment(facts.since, now), age=age)
        spans.append((say(since), "accent" if fresh else "text"))
    if unit.job:
        spans.append((say(msg("unit.job", job=unit.job)), "accent"))
    if facts.main_pid:
        spans.append((say(msg("unit.main_process", pid=str(facts.main_pid))), "text"))
    return spans


def _runs(details: UnitDetails, g: Glyphs) -> Spans:
    """What it starts with, without the folder that it lies in, and as whom."""
    first = next((c for c in details.commands if c.step == "ExecStart"), details.commands[0])
    program, *arguments = first.argv or ("",)
    said = " ".join((program.rpartition("/")[2] or program, *arguments))[:512]
    spans: Spans = [(shown(said, g), "text")]
    if details.user:
        spans.append((narrowed(say(msg("unit.as_user", user=details.user)), g), "dim"))
    return spans


def _when(name: str, units: Units, now: float, g: Glyphs) -> list[Spans]:
    """Of a timer: when it runs next, and ran last, and whether it missed a run."""
    timer = units.timers.get(name)
    if timer is None:
        return []
    from sptui.model.timers_view import missed_run  # which reads calendars

    parts: list[str] = []
    if timer.next is not None:
        at = numbers.moment(timer.next, now)
        parts.append(say(msg("unit.next_run", at=at, left=max(0.0, timer.next - now))))
    if timer.last is not None:
        at = numbers.moment(timer.last, now)
        parts.append(say(msg("unit.last_run", at=at, age=max(0.0, now - timer.last))))
    text = ", ".join(parts) or word("unit.no_run")
    lines = [_line("unit.starts", [(timer.activates, "text")], g)]
    lines.append(_line("unit.when", [(text, "text")], g))
    if (missed := missed_run(timer, now)) is not None:
        said = say(msg("unit.missed_run", at=numbers.moment(missed, now)))
        lines.append(_line("", [(said, "warning")], g))
    if timer.calendar:
        calendar: Spans = [("; ".join(timer.calendar), "text")]
        if timer.persistent:
            calendar.append((word("unit.persistent"), "dim"))
        lines.append(_line("unit.calendar", calendar, g))
    return lines


def _restarts(details: UnitDetails, facts: UnitFacts) -> Msg | None:
    """When systemd starts it again by itself, and how often it did: what failed says it already."""
    often = facts.restarts or 0
    if details.restart in ("", "no"):
        return None
    if often and details.unit.active not in ("failed", "activating"):
        return msg("unit.restarted", n=often, how=details.restart)
    return msg("unit.restart_policy", how=details.restart)


def _at_boot(details: UnitDetails, facts: UnitFacts, units: Units) -> Msg:
    """Whether it comes at boot, from which file, and how much changes that."""
    from sptui.paint.services_rows import boot_word  # which has its signs from here

    name = details.unit.name
    file = units.files.get(name)
    state = boot_word(facts.file_state or (file.state if file else ""))
    path = details.path or (file.path if file else "")
    if details.transient:
        return msg("unit.transient")
    if not path:
        return msg("unit.no_boot_file")
    many = len(details.drop_ins)
    if many:
        return msg("unit.boot_changed", state=state or numbers.UNREAD, path=path, n=many)
    return msg("unit.boot", state=state or numbers.UNREAD, path=path)


def _dependencies(details: UnitDetails, units: Units, width: int, g: Glyphs) -> list[Spans]:
    lines: list[Spans] = []
    room = min(_TEXT_WIDTH, width - 2) - _LABEL
    # systemd's own words: that is what the unit file has
    for label, found, signs in (
        ("unit.wants", needs(details, units.rows), True),
        ("unit.wanted_by", needed_by(details, units.rows), False),
    ):
        if told := [one for one in found if _tells(one)]:
            lines.append(_line(label, _names(told, room, g, signs=signs), g))
    return lines


def _tells(one: Need) -> bool:
    """Whether to name it among the few: that something is a part of it binds neither."""
    parts = one.kinds[0] in ("part_of", "consists_of")
    return not parts and one.unit not in _EVERYWHERE and not one.unit.endswith(".slice")


def _names(found: Sequence[Need], room: int, g: Glyphs, *, signs: bool) -> Spans:
    """As many as there is room for, the worst first, and how many more there are."""
    out: Spans = []
    for n, one in enumerate(found):
        name = one.unit
        if signs:
            for ending in _SHORT:
                name = name.removesuffix(ending)
        each: Spans = [(shown(name, g), state_look(one.state))]
        if signs:
            mark: Span = (g.off, "dim") if one.absent else sign(one.state, g)
            each = [mark, (f" {each[0][0]}", "dim" if one.absent else state_look(one.state))]
        between: Span = ("  " if signs else ", ", "text")
        new: Spans = [between, *each] if out else each
        left = len(found) - n - 1
        more = say(msg("unit.and_more", n=left)) if left else ""
        if out and line_width([*out, *new]) + width_of(more) > room:
            return [*out, (say(msg("unit.and_more", n=left + 1)), "dim")]
        out += new
    return out


def _used(details: UnitDetails, use: ServiceRow | None, cores: int, g: Glyphs) -> str:
    """What it uses now, and what it used in all."""
    about = g.about if use and use.about else ""
    parts: list[Msg] = []
    if use and use.cpu_pct is not None:
        parts.append(msg("unit.cpu_now", pct=use.cpu_pct / max(1, cores), about=about))
    if details.cpu_s is not None:
        time = numbers.seconds(details.cpu_s)
        parts.append(msg("unit.cpu_too" if parts else "unit.cpu_all", time=time))
    memory = use.memory_bytes if use else details.memory_bytes
    if memory is not None:
        parts.append(msg("unit.memory", bytes=memory, about=about))
    if details.memory_peak_bytes is not None:
        parts.append(msg("unit.memory_peak", bytes=details.memory_peak_bytes))
    tasks = use.tasks if use else details.tasks
    if tasks:
        parts.append(msg("unit.tasks", n=tasks))
    if use and use.io_bps is not None:
        parts.append(msg("unit.io", bps=use.io_bps))
    if use and use.pressure_pct is not None:
        parts.append(msg("unit.pressure", pct=use.pressure_pct))
    return ", ".join([say(part) for part in parts])


# ---------------------------------------------------------------- a label and its value


def _line(label: str, value: Sequence[Span], g: Glyphs) -> Spans:
    name = padded([(word(label) if label else "", "dim")], _LABEL, g)
    return [*name, *[(shown(text, g), look) for text, look in value]]


def _text(label: str, value: Msg, width: int, g: Glyphs, most: int = _MOST_LINES) -> list[Spans]:
    """A sentence over at most so many lines."""
    room = min(_TEXT_WIDTH, width - 2) - _LABEL
    rows = wrapped([(narrowed(say(value), g), "text")], room)
    if len(rows) > most:
        last = crop([*rows[most - 1], (" ", "text"), *rows[most]], room, g)
        rows = [*rows[: most - 1], last]
    return [_line(label if n == 0 else "", row, g) for n, row in enumerate(rows)]
