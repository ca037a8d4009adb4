"""Whether unit files can be written so that they last."""

from __future__ import annotations

import os
import posixpath
import stat

from sptui.model.mountinfo import parse_mountinfo
from sptui.model.msg import Msg, msg
from sptui.system.files import read_file

_ETC, _FOLDERS = "/etc", ("systemd", "system")
# Nothing there is ever written but by a new configuration of the whole system.
_STORES = ("/nix/store", "/gnu/store")
_MOST_LINKS = 40


def why_not_for_good(root: str = "") -> Msg | None:
    """Why what is written to /etc/systemd/system below `root` would not last, or can't be written
    at all; None: nothing is known against it.

    Only /etc is looked at: a link that leads out of it is judged by its name, so that a network
    file system that hangs there can't hold up the caller."""
    root = root.rstrip("/")
    try:
        place = _followed(root)
        if place.startswith(tuple(f"{store}/" for store in _STORES)):
            return msg("not_now.store", path="/etc/systemd/system", store=place)
        inside = place == _ETC or place.startswith(f"{_ETC}/")
        if inside and _read_only(root, place):
            return msg("not_now.read_only_folder", path=place)
    except (OSError, ValueError):
        pass  # who tries will hear what systemd says
    return None


def _read_only(root: str, place: str) -> bool:
    """Whether what is mounted there can only be read, as the kernel lists its mounts: asking the
    file system itself may take for ever. Raises OSError, ValueError."""
    mounts = parse_mountinfo(read_file(f"{root}/proc/self/mountinfo"))
    over = [each for each in mounts if f"{place}/".startswith(f"{each.point.rstrip('/')}/")]
    # of mounts on one another the last counts
    return (
        bool(over) and max(enumerate(over), key=lambda at: (len(at[1].point), at[0]))[1].read_only
    )


def _followed(root: str) -> str:
    """Where /etc/systemd/system leads to, as it is called below `root`: as far as it is there, and
    as far as that is in /etc. Raises OSError."""
    place, left, links = _ETC, list(reversed(_FOLDERS)), 0
    while left:
        here = posixpath.normpath(f"{place}/{left.pop()}")
        if not here.startswith(f"{_ETC}/"):
            return here
        try:
            mode = os.lstat(root + here).st_mode
        except FileNotFoundError:
            return place
        if not stat.S_ISLNK(mode):
            place = here
            continue
        links += 1
        if links > _MOST_LINKS:
            return place
        target = posixpath.normpath(posixpath.join(place, os.readlink(root + here)))
        if not target.startswith(f"{_ETC}/"):
            return f"{target}/{'/'.join(reversed(left))}"
        left += reversed(target.removeprefix(f"{_ETC}/").split("/"))
        place = _ETC
    return place
