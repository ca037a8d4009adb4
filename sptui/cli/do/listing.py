"""What can be done: all actions, and one of them with its parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sptui.actions.registry import all_actions, default_of
from sptui.cli.do.data import dumped, list_data
from sptui.cli.do.deed import why_not
from sptui.model.msg import msg
from sptui.paint.words import say, word
from sptui.services.targets import NAMED, TIMER, of_any_kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sptui.actions.action import Action, Param, State, Targets
    from sptui.model.msg import Msg
    from sptui.services.handle import Services

_LEFT = 16


async def listed(services: Services, words: Sequence[str], *, json: bool) -> str:
    """All actions; with targets those that are for them, each with why it can't be used now."""
    targets: Targets | None = None
    actions: Sequence[Action] = all_actions()
    if words:
        await services.learn_rights()
        targets = await of_any_kind(words, services)
        actions = [action for action in actions if _is_for(action, targets)]
    state = services.state()
    if json:
        return dumped(list_data(actions, state, targets))
    return table([_row(action, state, targets) for action in actions])


def _is_for(action: Action, targets: Targets) -> bool:
    kinds = {each.kind for each in targets}
    if action.about == TIMER:
        return all(each.id.endswith(f".{TIMER}") for each in targets)
    return action.about in kinds


def _row(action: Action, state: State, targets: Targets | None) -> tuple[str, ...]:
    about = word(f"do.about.{action.about or 'screen'}")
    first = (action.id, action.key, action.risk, about)
    if targets is None:
        params = ", ".join([each.name for each in action.params])
        title = msg("do.titled", title=action.title, params=params) if params else action.title
        return (*first, say(title))
    reason = why_not(action, state, targets)
    says = say(action.title) if reason is None else say(msg("do.refused", why=reason))
    return (*first, says)


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows of words in columns, two spaces apart."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join([f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)]).rstrip()
        for row in rows
    ]
    return "".join([f"{line}\n" for line in lines])


def help_of(action: Action, state: State) -> str:
    """One action: what it does, what it takes, what takes it back."""
    about = action.about if action.about in NAMED else ""
    many = "many" if action.many else "one"
    usage = msg(
        "do.usage",
        id=action.id,
        targets=msg(f"do.usage.{many}") if about else "",
        set=msg("do.usage.set") if action.params else "",
    )
    facts: list[tuple[str, Msg | str]] = [("do.help.risk", msg(f"do.risk.{action.risk}"))]
    if about:
        facts.insert(0, ("do.help.target", msg(f"target.{about}")))
    if action.opposite:
        facts.append(("do.help.undo", f"sptui do {action.opposite}"))
    if action.right:
        facts.append(("do.help.right", action.right))
    lines = [say(usage), "", say(action.title), f"  {say(action.tooltip)}", ""]
    lines += [
        _fact(word(label), text if isinstance(text, str) else say(text)) for label, text in facts
    ]
    for param in action.params:
        lines += ["", *_param(param, state)]
    return "\n".join(lines) + "\n"


def _fact(label: str, text: str) -> str:
    return f"  {label:<{_LEFT}}{text}"


def _param(param: Param, state: State) -> list[str]:
    """Its name, what it is, and each value with why it can't be had now."""
    default = default_of(param, state, ())
    lines = [_fact(f"--set {param.name}=", say(param.title))]
    for value in param.choices:
        why = param.refused(state, (), value)
        shown = msg("do.default", value=value) if value == default else value
        text = say(shown) if not isinstance(shown, str) else shown
        if why is not None:
            text += f"  {say(msg('do.refused', why=why))}"
        lines.append(_fact("", text))
    if not param.choices:
        lines.append(_fact("", word("do.text") if default is not None else word("do.wanted")))
    return lines
