"""What a command acts with: the services over a sampler, as the options ask for them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sptui.wire import services

if TYPE_CHECKING:
    from sptui.cli.args import Options
    from sptui.services.handle import Services
    from sptui.services.sampler import Sampler


def joined(
    options: Options, source: Sampler, *, read_only: bool = False, locked: bool = False
) -> Services:
    """`read_only`: nothing may be changed, whatever the options say; `locked`: not until somebody
    unlocks it."""
    return services(
        source,
        os.environ,
        root=options.root or "/",
        demo=options.demo,
        state=options.state,
        bus=options.bus,
        read_only=options.read_only or read_only,
        locked=locked,
    )
