"""Whether a resolver answers: one small question over UDP to each, the first answer wins."""

from __future__ import annotations

import os
import select
import time
from typing import TYPE_CHECKING

from sptui.model.resolver import is_answer, root_question

if TYPE_CHECKING:
    import socket
    from collections.abc import Sequence

DEADLINE_S = 2.0
_PORT = 53


def any_answers(
    resolvers: Sequence[str], *, seconds: float = DEADLINE_S, port: int = _PORT
) -> bool:
    """Ask all `resolvers` for the name servers of the root; True with the first answer, False when
    none came in time.

    Blocks for up to `seconds`, so it runs in a thread of its own. An address that can't be used
    counts as silent.
    """
    number = int.from_bytes(os.urandom(2), "big")
    asked: dict[int, socket.socket] = {}
    waiting = select.poll()
    end = time.monotonic() + seconds
    try:
        for address in resolvers:
            link = _asked(address, port, root_question(number))
            if link is not None:
                asked[link.fileno()] = link
                waiting.register(link.fileno(), select.POLLIN)
        while asked and (left := end - time.monotonic()) > 0:
            for handle, _ in waiting.poll(left * 1000):
                try:
                    data = asked[handle].recv(4096)
                except BlockingIOError:
                    continue
                except OSError:  # refused: nobody listens there
                    waiting.unregister(handle)
                    asked.pop(handle).close()
                    continue
                if is_answer(data, number):
                    return True
        return False
    finally:
        for link in asked.values():
            link.close()


def _asked(address: str, port: int, question: bytes) -> socket.socket | None:
    import socket

    host, _, zone = address.partition("%")
    link = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
    try:
        link.setblocking(False)
        # Connected: answers from elsewhere are dropped, and a refusal is told.
        if ":" in host:
            link.connect((host, port, 0, socket.if_nametoindex(zone) if zone else 0))
        else:
            link.connect((host, port))
        link.send(question)
    except OSError:
        link.close()
        return None
    return link
