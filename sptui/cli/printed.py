"""The commands that print and end: status, check, and one frame."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from sptui.cli.look import wish
from sptui.cli.out import put
from sptui.config import FOLDER, load, state_file
from sptui.glyphs import SETS
from sptui.model.health_rules import overall
from sptui.model.msg import msg
from sptui.paint.words import say, word
from sptui.wire import known_growth, sampler

if TYPE_CHECKING:
    from sptui.cli.args import Options
    from sptui.config import Config
    from sptui.model.look import Wish
    from sptui.model.overview import Overview
    from sptui.services.sampler import Sampler
    from sptui.system.surroundings import Surroundings

# What answers at all answers long before; what does not is shown as not known yet.
_PATIENCE_S = 0.03
# A monitor would rather wait than hear "ok" of a name server that never answers.
_MONITOR_PATIENCE_S = 2.5

_EXIT = {"ok": 0, "warning": 1, "bad": 2, "unknown": 3}


def settings(options: Options) -> Config:
    """The configuration: of the demo none, so that it is the same everywhere."""
    if options.demo and options.config is None:
        return load(None)
    folder = options.config or (options.root or "").rstrip("/") + FOLDER
    return load(folder, None if options.root else state_file(os.environ))


def made(options: Options, config: Config) -> Sampler:
    """The sampler that the options ask for."""
    root = options.root or "/"
    growth = () if options.demo else known_growth(root=root, state=options.state)
    return sampler(
        config,
        root=root,
        demo=options.demo,
        tick_s=options.tick,
        one_look=True,
        growth=growth,
        bus=options.bus,
    )


def looked(options: Options, config: Config, *, patient: bool = False) -> Overview:
    """One look; with `--sample` a second one after that time, which has rates. `patient`: name
    servers are waited for too."""
    source = made(options, config)
    if options.sample is not None and not options.demo:
        source.look()
        time.sleep(options.sample)
    return source.look(wait_s=_MONITOR_PATIENCE_S if patient else _PATIENCE_S, far=patient)


def status(options: Options, around: Surroundings) -> int:
    """`sptui status [--json]`: one screen of text, or everything as data."""
    view = looked(options, settings(options))
    if options.json:
        from json import dumps

        from sptui.paint.status_json import status_data

        # NaN is no JSON: nothing here is one, and if it were, better an error than a broken file.
        text = dumps(status_data(view), indent=1, allow_nan=False) + "\n"
        put(text, utf8=around.utf8)
        return 0
    from sptui.paint.status import status_text

    text = status_text(view, min(80, around.width) if around.out_is_terminal else 80)
    if options.command is None and around.out_is_terminal:  # somebody wanted the screen
        text += word("status.plain") + "\n"
    put(text, utf8=around.utf8)
    return 0


def check(options: Options, around: Surroundings) -> int:
    """`sptui check`: one line and an exit status for monitors."""
    view = looked(options, settings(options), patient=True)
    level = overall(view.findings, have_data=view.sample is not None)
    worst = [finding for finding in view.findings if finding.level == level]
    if worst:
        text = say(
            msg(
                "check.line",
                level=msg(f"level.{level}"),
                first=worst[0].title,
                detail=worst[0].detail,
            )
        )
        if len(view.findings) > 1:
            text += say(msg("check.more", n=len(view.findings) - 1))
    else:
        text = word(f"level.{level}")
    put(text + "\n", utf8=around.utf8)
    return _EXIT[level]


def once(options: Options, around: Surroundings) -> int:
    """`sptui --once`: the frame as the screen shows it; in colour only for a terminal."""
    config = settings(options)
    view = looked(options, config)
    put_frame(view, wish(options, config, around), around)
    return 0


def put_frame(view: Overview, wished: Wish, around: Surroundings) -> None:
    """Print the Overview as it is drawn: in colour for a terminal, else bare."""
    from sptui.paint import ansi, overview

    look = wished.look
    lines = overview.frame(view, around.width, around.height, SETS[look.glyphs])
    depth = look.depth if around.out_is_terminal else None
    # Signs that somebody asked for are sent as they are, whatever the locale says.
    put(ansi.paint(lines, look.theme, depth) + "\n", utf8=around.utf8 or look.glyphs != "ascii")
