"""What is asked of the journal: a query as people type it, and as journalctl takes it."""

from typing import Literal, NamedTuple

from sptui.model.errors import SptuiError


class QueryError(SptuiError):
    """What was typed is no query; `what` says which word of it, `next` what would be one."""

    exit_code = 64


class Text(NamedTuple):
    """Text that a message has to have. `words`: each of them, in any order; `exact`: just as it
    is; `regex`: a regular expression; `fuzzy`: its letters in order. Case counts where the text
    has a capital letter."""

    kind: Literal["words", "exact", "regex", "fuzzy"]
    text: str


class Query(NamedTuple):
    """Which entries. `units` are names as typed ("nginx", "mail*"), `priority` the least grave
    that counts (4: warnings and worse), `boot` "" for any, else an offset ("0", "-1") or an id;
    `since` and `until` microseconds since 1970; `kernel`: only the kernel's."""

    units: tuple[str, ...] = ()
    priority: int | None = None
    boot: str = ""
    since: int | None = None
    until: int | None = None
    kernel: bool = False
    texts: tuple[Text, ...] = ()


def parse(typed: str, now: float) -> Query:
    """The query in a line such as `unit:nginx prio:warning since:2h timeout "exactly this"
    /regular expression/ ~fuzzy`. `now` is seconds since 1970. Raises QueryError."""
    raise NotImplementedError


def typed(query: Query) -> str:
    """The line that `parse` makes this query of."""
    raise NotImplementedError


def arguments(query: Query) -> tuple[str, ...]:
    """The arguments of journalctl that ask for it (never one that it could take for an option)."""
    raise NotImplementedError


def spans(query: Query, message: str) -> tuple[tuple[int, int], ...]:
    """Where in the message (one line, cleaned) the texts are, in order, not overlapping. Never
    takes long, whatever was typed."""
    raise NotImplementedError
