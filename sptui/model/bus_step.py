"""A step of a plan that systemd's manager is asked for."""

from typing import NamedTuple, Union

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
