"""What changes slowly: mounts and their space, the network, sensors, the clock, the ways in."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, TypeVar

from sptui.model.machine import Facts, Missing, WaysIn
from sptui.model.msg import msg
from sptui.system.asks import Asks
from sptui.system.host import read_host
from sptui.system.mounts import Mounts
from sptui.system.network import NetFiles
from sptui.system.probes import (
    NOTHING_SENSED,
    NOTHING_TOLD,
    ask_kernel,
    ask_resolvers,
    ask_sensors,
    ask_ways,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sptui.model.machine import Host
    from sptui.system.probes import Sensed, Told
    from sptui.system.ways_in import Ways

# A question leaves the machine, account files seldom change, and sensors seldom come.
RESOLVER_EVERY_S = WAYS_EVERY_S = SENSORS_AGAIN_S = 60.0
# What the first frame does not show is asked when it has been drawn: the imports would hold it up.
SLOW_AFTER_S = 1.0
# After so long without an answer a probe counts as not made.
DEADLINE_S = 3.0

T = TypeVar("T")
# Names of the probes, as they stand in `Facts.missing` when one does not answer.
_KERNEL, _SENSORS, _WAYS, _RESOLVER = "clock", "temperatures", "ways_in", "resolver"


class FactReader:
    """Gives the facts as they are known, and asks again for what is due: every `interval_s`, the
    resolver and the account files every minute, mounts when the kernel says that they changed.

    `poll()` never blocks. What could (file systems, sensors, home folders, the resolver) is asked
    in daemon threads, one each, so that what hangs keeps only its own figure back, and not the
    program from ending. The first second asks only for what the first frame shows, since the rest
    costs some 10 ms of imports; with `one_look` all is asked at once, and what has not answered
    when `wait()` ends is told as such, since nobody looks again. `mounts_of` is the process whose
    mounts are looked at: a service has some of its own. Where `root` is a recorded folder
    nothing of the running machine is asked but the space of its mounts, and that by `statvfs`.
    """

    def __init__(
        self,
        root: str = "/",
        statvfs: Callable[[bytes], os.statvfs_result] = os.statvfs,
        interval_s: float = 10.0,
        *,
        one_look: bool = False,
        mounts_of: str = "self",
        resolve: Callable[[Sequence[str]], bool] | None = None,
    ) -> None:
        self._root = root
        self._interval_s = interval_s
        self._one_look = one_look
        self._resolve = resolve or (None if root.rstrip("/") else ask_resolvers)
        self._asks = Asks()
        self._mounts = Mounts(root, self._asks, statvfs, interval_s, mounts_of)
        self._net = NetFiles(root)
        self._due: dict[str, float] = {}
        self._facts: Facts | None = None
        self._host: Host | None = None
        self._told = NOTHING_TOLD
        self._sensed = NOTHING_SENSED
        self._ways: Ways | None = None
        self._resolver_answers: bool | None = None
        self._resolvers_asked: tuple[str, ...] = ()
        self._patience_s = DEADLINE_S

    def poll(self, mono: float) -> Facts:
        """The facts at the monotonic second `mono`; the same object as before when nothing
        changed."""
        changed = self._asks.collect()
        changed |= self._mounts.poll(mono)
        if mono >= self._due.get("files", mono):
            self._due["files"] = mono + self._interval_s
            self._net.read()
            changed = True
        if mono >= self._due.setdefault("slow", mono if self._one_look else mono + SLOW_AFTER_S):
            self._ask_slow(mono)
        if self._facts is not None and not changed and not self._asks.any_open:
            return self._facts
        facts = self._known(mono)
        if self._facts is None or facts != self._facts:
            self._facts = facts
        return self._facts

    def wait(self, seconds: float, *, far: bool = False) -> None:
        """Give what was asked up to `seconds` of real time to answer; the resolver, which may be
        far away, only as long as the others take, unless `far`. Blocks: for the first look, and
        where there is only one. The next `poll()` has the answers."""
        self._asks.wait(seconds, but="" if far else _RESOLVER)
        if self._one_look:
            self._patience_s = 0.0

    def close(self) -> None:
        """Close all descriptors. Questions that are still open end with the program."""
        self._mounts.close()
        self._net.close()

    def _known(self, mono: float) -> Facts:
        if self._host is None:
            self._host = read_host(self._root)
        late = self._late(mono)
        silent = {missing.what for missing in late}
        ways = None if _WAYS in silent else self._ways
        sensed = NOTHING_SENSED if _SENSORS in silent else self._sensed
        told = NOTHING_TOLD if _KERNEL in silent else self._told
        return Facts(
            self._host,
            self._mounts.volumes(mono, self._patience_s),
            sensed.temperatures,
            told.clock,
            self._net.network(told.addresses, told.neighbours6, self._resolver_answers),
            WaysIn(None, None) if ways is None else ways.found,
            (
                *(() if self._mounts.missing is None else (self._mounts.missing,)),
                *self._net.missing(),
                *told.missing,
                *sensed.missing,
                *(() if ways is None else ways.missing),
                *late,
            ),
        )

    def _late(self, mono: float) -> tuple[Missing, ...]:
        """The probes that nobody waits for any longer."""
        return tuple(
            Missing(what, msg("missing.no_answer", seconds=int(mono - asked)))
            for what in (_KERNEL, _SENSORS, _WAYS)
            if (asked := self._asks.since(what)) is not None and mono - asked >= self._patience_s
        )

    def _ask_slow(self, mono: float) -> None:
        root, neighbours = self._root, self._net.has_gateway6
        if self._is_due(_KERNEL, mono):
            self._ask(_KERNEL, mono, lambda: ask_kernel(root, neighbours), self._settle_kernel)
        if self._is_due(_SENSORS, mono):
            self._ask(_SENSORS, mono, lambda: ask_sensors(root), self._settle_sensors)
        if self._is_due(_WAYS, mono):
            today = int(time.time() // 86400)
            self._ask(_WAYS, mono, lambda: ask_ways(root, today), self._settle_ways, WAYS_EVERY_S)
        self._ask_resolver(mono)

    def _ask_resolver(self, mono: float) -> None:
        resolvers, resolve = self._net.asked_resolvers, self._resolve
        if resolvers != self._resolvers_asked:
            self._resolver_answers = None
            self._due.pop(_RESOLVER, None)
            self._resolvers_asked = resolvers
        if not resolvers or resolve is None or not self._is_due(_RESOLVER, mono):
            return

        def settle(answer: bool, _: float) -> None:
            if resolvers == self._resolvers_asked:
                self._resolver_answers = answer

        self._ask(_RESOLVER, mono, lambda: resolve(resolvers), settle, RESOLVER_EVERY_S)

    def _is_due(self, what: str, mono: float) -> bool:
        return mono >= self._due.get(what, mono)

    def _ask(
        self,
        what: str,
        mono: float,
        question: Callable[[], T],
        settle: Callable[[T, float], None],
        every_s: float | None = None,
    ) -> None:
        if self._asks.ask(what, mono, question, settle):
            self._due[what] = mono + (every_s or self._interval_s)

    def _settle_kernel(self, told: Told, _: float) -> None:
        self._told = told

    def _settle_sensors(self, sensed: Sensed, asked: float) -> None:
        self._sensed = sensed
        if sensed == NOTHING_SENSED:  # a virtual machine: one may still be plugged in
            self._due[_SENSORS] = asked + SENSORS_AGAIN_S

    def _settle_ways(self, ways: Ways, _: float) -> None:
        self._ways = ways
