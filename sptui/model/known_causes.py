"""What programs say when something common is wrong, and what to do about it."""

from collections.abc import Sequence
from typing import NamedTuple

from sptui.model.msg import Msg, msg

# In the order of how much they explain: the first that is found counts. Each has what stands in a
# line, what that means, and what to do.
_CAUSES = (
    (r"no space left on device|disk quota exceeded",
     msg("cause.no_space"), msg("cause.no_space.next")),
    (r"address already in use", msg("cause.port_taken"), msg("cause.port_taken.next")),
    (r"database is locked|could not obtain lock|resource temporarily unavailable.*lock",
     msg("cause.locked"), msg("cause.locked.next")),
    (r"cannot allocate memory|out of memory|std::bad_alloc|memoryerror",
     msg("cause.no_memory"), msg("cause.no_memory.next")),
    (r"certificate (has )?expired|certificate_verify_failed|certificate verify failed",
     msg("cause.certificate"), msg("cause.certificate.next")),
    (r"syntax error|parse error|unexpected token|invalid (option|directive|configuration)"
     r"|unknown directive|configuration file .* test failed|bad configuration",
     msg("cause.syntax"), msg("cause.syntax.next")),
    (r"name or service not known|temporary failure in name resolution|no such host"
     r"|could not resolve", msg("cause.no_name"), msg("cause.no_name.next")),
    (r"connection refused", msg("cause.refused"), msg("cause.refused.next")),
    (r"network is unreachable|no route to host", msg("cause.no_route"), msg("cause.no_route.next")),
    (r"too many open files", msg("cause.files"), msg("cause.files.next")),
    (r"read-only file system", msg("cause.read_only"), msg("cause.read_only.next")),
    (r"authentication failed|password authentication|access denied for user",
     msg("cause.login"), msg("cause.login.next")),
    (r"permission denied|operation not permitted|eacces",
     msg("cause.denied"), msg("cause.denied.next")),
    (r"modulenotfounderror|cannot open shared object file|module not found|error while loading",
     msg("cause.module"), msg("cause.module.next")),
    (r"no such file or directory|enoent", msg("cause.no_file"), msg("cause.no_file.next")),
)  # fmt: skip
_MOST = 2000


class Cause(NamedTuple):
    """What it means, what to do, and the line that says so."""

    means: Msg
    next: Msg
    line: str


def known_cause(lines: Sequence[str]) -> Cause | None:
    """The first of the causes that any of these lines tells, and the last line that tells it. None:
    no line is understood."""
    if not lines:
        return None
    import re  # nothing that is shown at once needs it

    for pattern, means, next_ in _CAUSES:
        for line in reversed(lines):
            if re.search(pattern, line[:_MOST], re.IGNORECASE):
                return Cause(means, next_, line)
    return None
