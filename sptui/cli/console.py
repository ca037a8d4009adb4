"""The way to the live screen, and what remains when it can't be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sptui.cli.joined import joined
from sptui.cli.look import wish
from sptui.cli.printed import put_frame, settings
from sptui.cli.trace import complain_of, keep
from sptui.glyphs import SETS
from sptui.model.msg import msg
from sptui.paint.frame import Key
from sptui.paint.overview import frame
from sptui.paint.words import say
from sptui.screens.bottom import ENTER, bar
from sptui.screens.overview.rows import actions_of, key_actions, next_of, targets_of
from sptui.screens.pages import all_pages
from sptui.wire import sampler

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sptui.cli.args import Options
    from sptui.model.look import Wish
    from sptui.model.overview import Overview
    from sptui.paint.line import Line
    from sptui.services.handle import Services
    from sptui.system.surroundings import Surroundings

# File systems answer in less, and the first frame then shows them; one that hangs is not waited
# for.
_FIRST_S = 0.01

_FAILED = 1
# So that the frame does not scroll away above the reason and the shell's next line.
_REASON_LINES = 4


def run_screen(options: Options, around: Surroundings) -> int:
    """Show the console until it is left; returns the exit status. When it can't be shown, or ends
    with an error, the plain frame and the reason remain, and the status is 1."""
    config = settings(options)
    source = sampler(
        config, root=options.root or "/", demo=options.demo, tick_s=options.tick, log=keep
    )
    view = source.look(wait_s=_FIRST_S)
    wished = wish(options, config, around)
    glyphs = SETS[wished.look.glyphs]

    def first(width: int, height: int) -> Sequence[Line]:
        keys = _keys(view, wished, console)
        step = next_of(view.findings[0]) if view.findings else None
        return frame(view, width, height, glyphs, keys, console.guard.badge, step)

    from sptui.live import Start, run

    console = joined(options, source, locked=config.start_locked)
    start = Start(console, wished, around.term, first, options.textual_driver)
    try:
        return run(start)
    except Exception as error:  # noqa: BLE001 - it ends here, with its reason and a trace
        above = around._replace(height=max(20, around.height - _REASON_LINES))
        put_frame(source.overviews.value or view, wished, above)
        complain_of(error, around)
        return _FAILED


def _keys(view: Overview, wished: Wish, services: Services) -> tuple[list[Key], list[Key]]:
    """The key line as the live screen will have it: keys typed ahead are kept for it."""
    finding = view.findings[0] if view.findings else None
    look, actions = wished.look, key_actions(actions_of(finding))
    state = services.state()._replace(
        theme=look.theme, depth=look.depth, glyphs=look.glyphs, screen=True
    )
    own = [Key(ENTER, say(msg("key.open.bar")), finding is not None)]
    digits = [page.key for page in all_pages()]
    return bar(actions, state, lambda action: targets_of(action, finding), digits, own)
