"""What screens get to work with: the services of one console, joined in `wire`."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from sptui.model.msg import Msg
from sptui.services.sampler import Sampler


class Services(NamedTuple):
    """`save_look` keeps the user's own choice of colours and signs, and returns what went wrong, if
    anything; `save_copy` keeps a copied text in a file for terminals without a clipboard, and
    returns its path, or None; `first_start` says, once, that this person never started sptui."""

    sampler: Sampler
    save_look: Callable[[Mapping[str, str]], Msg | None]
    save_copy: Callable[[str], str | None]
    first_start: Callable[[], bool] = lambda: False
