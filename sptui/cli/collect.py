"""`sptui collect`: records this machine without a screen, once or as a service."""

from __future__ import annotations

import gc
import signal
import time
from typing import TYPE_CHECKING

from sptui.cli.out import complain
from sptui.cli.printed import settings
from sptui.model.errors import UsageError
from sptui.model.msg import msg
from sptui.paint.words import say
from sptui.services.recorder import Minutes
from sptui.wire import keeper, sampler

if TYPE_CHECKING:
    from sptui.cli.args import Options
    from sptui.model.msg import Msg
    from sptui.services.recorder import Keeper
    from sptui.services.sampler import Sampler
    from sptui.system.surroundings import Surroundings

# Often enough that six pressures of ten seconds cover a minute; rates are exact at any interval.
EVERY_S = 10.0
# Between the two readings that rates need.
_APART_S = 1.0
# A name server that is far away is waited for: nobody sits in front of this.
_PATIENCE_S = 2.5
_ENDS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_FAILED = 1


def run(options: Options, around: Surroundings) -> int:
    """Record one minute's row and the facts, or go on with it until a signal ends it. 1: nothing
    was kept, and it is said why."""
    if options.loop and options.once:
        raise UsageError(msg("error.one_of", one="--once", other="--loop"), msg("next.help"))
    if options.demo:
        raise UsageError(msg("error.one_of", one="--demo", other="collect"), msg("next.help"))
    config = settings(options)
    source = sampler(
        config,
        root=options.root or "/",
        one_look=not options.loop,
        service=True,
        bus=options.bus,
    )
    made = keeper(root=options.root or "/", state=options.state)
    teller = _Teller(around)
    try:
        return _loop(source, made, teller) if options.loop else _once(source, made, teller)
    finally:
        made.close()


def _once(source: Sampler, made: Keeper, teller: _Teller) -> int:
    minutes = Minutes()
    minutes.add(source.look())
    time.sleep(_APART_S)
    source.tell(made.growth(time.time()), ())
    view = source.look(wait_s=_PATIENCE_S, far=True)
    rows = [row for row in (minutes.add(view), minutes.close()) if row is not None]
    made.keep(rows[-1:], view)
    teller.tell(made)
    return 0 if made.error is None or made.error.kind == "taken" else _FAILED


def _loop(source: Sampler, made: Keeper, teller: _Teller) -> int:
    """Look every ten seconds of the wall clock, keep a row a minute, end with what there is."""
    minutes = Minutes()
    gc.enable()
    signal.pthread_sigmask(signal.SIG_BLOCK, _ENDS)  # they are waited for, not handled
    view = source.look()
    minutes.add(view)
    made.keep((), view)
    while signal.sigtimedwait(_ENDS, _pause(time.time())) is None:
        try:
            view = source.look()
        except (OSError, ValueError) as error:
            teller.say(msg("collect.not_read", why=f"{type(error).__name__}: {error}"))
            continue
        row = minutes.add(view)
        if row is not None:
            state = made.keep([row], view)
            source.tell(state.growth, state.findings)
            teller.tell(made)
    row = minutes.close()
    made.keep([row] if row is not None else [], view)
    return 0


def _pause(now: float) -> float:
    """Until the next multiple of the interval that is at least half of it away."""
    return ((now / EVERY_S + 0.5) // 1 + 1) * EVERY_S - now


class _Teller:
    """Says on standard error (the journal, for a service) what changed, and once."""

    def __init__(self, around: Surroundings) -> None:
        self._utf8 = around.utf8
        self._said: object = None

    def tell(self, made: Keeper) -> None:
        """Why the history is not kept, when that changes, and that it is kept again."""
        error = made.error
        what = None if error is None else error.what
        if what == self._said:
            return
        self._said = what
        if error is None:
            complain(say(msg("collect.kept")), utf8=self._utf8)
        else:
            self.say(msg("collect.not_kept", why=error.what, next=error.next))

    def say(self, what: Msg) -> None:
        complain(say(what), utf8=self._utf8)
