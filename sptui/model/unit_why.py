"""Why a unit failed, whole: what happened, what it said, what changed since it last worked, what
depends on it, and what to do next. One function, for the screen, outcomes, `status` and jobs."""

from collections.abc import Mapping
from typing import NamedTuple

from sptui.model.msg import Msg
from sptui.model.unit import Unit, UnitFacts
from sptui.model.unit_details import UnitDetails


class Change(NamedTuple):
    """Something that changed since the unit last worked: when (seconds since 1970), what kind
    (`unit-file`, `drop-in`, `configuration`, `program`, `packages`, `generation`, `boot`), which."""

    at: float
    kind: str
    what: str


class Next(NamedTuple):
    """What to do next, in words; `action` is the id of the action that does it, on `unit`; "":
    none does."""

    text: Msg
    action: str = ""
    unit: str = ""


class Evidence(NamedTuple):
    """What is known; each may lack. `lines` are the last that its invocation said, `worked` when it
    last worked (seconds since 1970), `dependents` what is up, or should be, and needs it."""

    details: UnitDetails | None = None
    others: Mapping[str, Unit] | None = None
    lines: tuple[str, ...] = ()
    worked: float | None = None
    changes: tuple[Change, ...] = ()
    dependents: tuple[str, ...] = ()


class Why(NamedTuple):
    """`reason` is a clause; `hint` what its own last lines say about it, where they are
    understood."""

    reason: Msg
    hint: Msg | None = None
    lines: tuple[str, ...] = ()
    worked: float | None = None
    changes: tuple[Change, ...] = ()
    dependents: tuple[str, ...] = ()
    next: Next | None = None


def why(unit: Unit, facts: UnitFacts, evidence: Evidence = Evidence()) -> Why | None:
    """Why it failed, restarts again and again, was not started, or can't be; None: there is nothing
    to say. With nothing but the unit and its facts it costs nothing (`status` asks for that)."""
    raise NotImplementedError
