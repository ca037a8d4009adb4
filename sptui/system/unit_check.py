"""What systemd would have against a drop-in, found out before it lies where systemd reads it: by
`systemd-analyze verify`."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from sptui.model.msg import Msg, msg
from sptui.system.exec import run
from sptui.system.safe_folder import temporary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sptui.system.exec import Done

_LIMIT_S = 30.0
_MOST_LINES = 20


class Checked(NamedTuple):
    """Whether nothing is against it; what is, in systemd's words; `failed`: why that could not be
    found out."""

    ok: bool
    lines: tuple[str, ...] = ()
    failed: Msg | None = None


async def check(
    unit: str, path: str, text: str, program: Sequence[str] = ("systemd-analyze",)
) -> Checked:
    """Whether systemd would take `text` as the drop-in of `unit` at `path`: what it complains of
    with it, and not as things are now. (Of settings that it does not know it says so, and is
    content.) `program` is the command before its arguments. Raises OSError: no temporary folder."""
    if ":" in unit:  # which begins another name there
        return Checked(False, failed=msg("check.colon", unit=unit))
    with private_folder() as folder:
        now, then = f"{folder}/now", f"{folder}/then"
        draft = f"{then}/{unit}.d/{os.path.basename(path)}"
        await asyncio.to_thread(_lay_out, now, draft, text)
        try:
            before, after = await asyncio.gather(
                *[_verify(program, place, unit) for place in (now, then)]
            )
        except FileNotFoundError:
            return Checked(False, failed=msg("check.absent", program=program[0]))
        except TimeoutError:
            return Checked(False, failed=msg("check.late", limit_s=_LIMIT_S))
        except (OSError, ValueError) as error:
            return Checked(False, failed=msg("check.error", said=str(error)))
    known = Counter(_lines(before))
    new = []
    for line in [line.replace(draft, path) for line in _lines(after)]:
        if known[line] > 0:
            known[line] -= 1
        else:
            new.append(line)
    ok = not new and after.status in (0, before.status) and not after.cut
    return Checked(ok, tuple(new[:_MOST_LINES]))


def _lay_out(now: str, draft: str, text: str) -> None:
    os.mkdir(now)
    os.makedirs(os.path.dirname(draft))
    with open(draft, "w", encoding="utf-8", newline="") as file:
        file.write(text)


async def _verify(program: Sequence[str], place: str, unit: str) -> Done:
    """Of the unit as it is with what lies in `place`. Its name is said as that of a file there, or
    else it is sought in the folder that we happen to be in; that there is none does not matter."""
    env = {"SYSTEMD_UNIT_PATH": f"{place}:", "SYSTEMD_LOG_TARGET": "console"}
    argv = [*program, "verify", "--man=no", f"{place}/{unit}"]
    return await run(argv, _LIMIT_S, env=env)


def _lines(done: Done) -> list[str]:
    said = (done.out + b"\n" + done.err).decode("utf-8", "replace")
    return [line for line in said.splitlines() if line.strip()]


@contextmanager
def private_folder() -> Iterator[str]:
    """A folder for nobody but us, gone afterwards. Raises OSError."""
    with tempfile.TemporaryDirectory(
        prefix="sptui-", dir=temporary(), ignore_cleanup_errors=True
    ) as made:
        yield made
