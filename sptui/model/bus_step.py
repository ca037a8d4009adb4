"""A step of a plan that systemd's manager is asked for."""

from typing import NamedTuple, Union

_MOST_NAMES = 3
BusValue = Union[str, bool, int, tuple[str, ...]]


class Bus(NamedTuple):
    """A step that systemd's manager is asked for: the method `member`, its plain values in `body`
    as `signature` says, and the command that does the same, which is what people read. `job`: it is
    answered with a job, which ends later. `unit` is the unit that it is about, "" for none."""

    member: str
    signature: str
    body: tuple[BusValue, ...]
    argv: tuple[str, ...]
    unit: str = ""
    job: bool = False

    @property
    def units(self) -> tuple[str, ...]:
        """All units that it is about."""
        lists = [value for value in self.body if isinstance(value, tuple)]
        return (self.unit,) if self.unit else lists[0] if lists else ()

    @property
    def said(self) -> str:
        """What it does, for people: "restart nginx.service"."""
        more = ("...",) if len(self.units) > _MOST_NAMES else ()
        return " ".join((*self.argv[1:2], *self.units[:_MOST_NAMES], *more))
