"""The one place where services meet what they read from: this machine, a recorded folder, or the
demo's made-up server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from sptui.config import Config, findings, state_file
from sptui.services.sampler import Sampler, Setup

if TYPE_CHECKING:
    from sptui.model.msg import Msg
    from sptui.services.handle import Services


def sampler(
    config: Config,
    *,
    root: str = "/",
    demo: bool = False,
    tick_s: int | None = None,
    one_look: bool = False,
    log: Callable[[BaseException], object] = lambda error: None,
) -> Sampler:
    """A sampler over the machine under `root`, or over the demo. `tick_s` goes before the
    configuration's; `one_look`: nobody will look a second time."""
    tick = float(tick_s or config.tick_s)
    problems = findings(config.problems)
    if demo:
        from sptui.system.demo import HOST, DemoCounters, DemoFacts

        counters = DemoCounters(tick)
        return Sampler(
            Setup(
                counters,
                DemoFacts(),
                HOST,
                tick,
                config.health,
                history=counters.history(),
                before=counters.read(),
                problems=problems,
                demo=True,
                one_look=one_look,
                log=log,
            )
        )
    from sptui.system.counters import Counters
    from sptui.system.facts import FactReader
    from sptui.system.host import read_host

    return Sampler(
        Setup(
            Counters(root),
            FactReader(root, one_look=one_look),
            read_host(root),
            tick,
            config.health,
            problems=problems,
            one_look=one_look,
            log=log,
        )
    )


def services(sampler: Sampler, environ: Mapping[str, str]) -> Services:
    """What screens get to work with."""
    from sptui.services.handle import Services

    own = state_file(environ)

    def save_look(choices: Mapping[str, str]) -> Msg | None:
        from sptui.config.save import save_screen
        from sptui.model.errors import SaveError

        try:
            save_screen(own, **choices)
        except SaveError as error:
            return error.what
        return None

    def save_copy(text: str) -> str | None:
        from sptui.system.own_files import write_atomic

        if own is None:
            return None
        path = own.rpartition("/")[0] + "/copied.txt"
        try:
            write_atomic(path, text)
        except OSError:
            return None
        return path

    def first_start() -> bool:
        """Who has no place to remember it is taken for an old hand."""
        from sptui.system.own_files import exists, write_atomic

        mark = own and own.rpartition("/")[0] + "/started"
        if not mark or exists(mark):
            return False
        try:
            write_atomic(mark, "")
        except OSError:
            return False
        return True

    return Services(sampler, save_look, save_copy, first_start)
