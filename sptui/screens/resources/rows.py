"""What the rows of Resources are to actions and to the clipboard. Pure."""

from __future__ import annotations

from sptui.actions.action import Target
from sptui.actions.process import target_of
from sptui.model.process import Processes
from sptui.model.processes_view import Identity
from sptui.model.resources import Resources


def target(view: Resources, identity: Identity) -> Target | None:
    """What actions get of the row `identity`; its text is what `c` copies."""
    seen = view.processes
    if isinstance(identity, str):
        return Target("device" if " " in identity else "unit", identity, identity)
    if seen is None or not isinstance(identity, tuple):
        return None
    return _process(seen, identity) if len(identity) == 2 else _socket(seen, identity)


def _process(seen: Processes, identity: tuple[object, ...]) -> Target | None:
    for row in seen.rows:
        process = row.process
        if (process.pid, process.start) == identity:
            command = " ".join(process.argv) or f"[{process.name}]"
            return target_of(process, f"{process.pid} {process.user} {command}")
    return None


def _socket(seen: Processes, identity: tuple[object, ...]) -> Target | None:
    for socket in seen.sockets:
        if (socket.protocol, socket.address, socket.port) == identity:
            where = f"{socket.protocol} {socket.address}:{socket.port}"
            owner = "" if socket.pid is None else f" {socket.process} {socket.pid}"
            return Target("socket", where, where + owner)
    return None
