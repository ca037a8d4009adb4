"""`sptui do` over a systemd of ours: from what is typed to its exit status."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from sptui.actions.action import Call, Outcome
from sptui.cli.args import parse
from sptui.cli.do import command
from sptui.model.errors import TakenError
from sptui.model.msg import msg
from sptui.services.doing import Doer
from sptui.services.guard import Guard
from sptui.services.handle import Services
from sptui.services.processes import ProcessWatcher
from sptui.system.demo_processes import DemoProcesses
from sptui.system.surroundings import Surroundings
from tests.fakes.schema import errors
from tests.fakes.virtual_time import run as in_virtual_time
from tests.fakes.watched import Watched, clock, watching

HOUSE = Path(__file__).parents[2]
SCHEMA = json.loads((HOUSE / "docs/do.schema.json").read_text("utf-8"))
AROUND = Surroundings("dumb", "", False, True, False, False, 80, 24)
LINES = ("it could not \x1b[31mbind", "giving up")


class Claims:
    """Somebody else has `taken`."""

    def __init__(self, taken: str = "") -> None:
        self.taken = taken

    @contextmanager
    def hold(self, things: object, what: str) -> Iterator[None]:
        if self.taken and self.taken in str(things):
            raise TakenError(msg("taken.unknown"), msg("taken.next"))
        yield


class Tried(Watched):
    """A systemd, and what one run of `sptui do` said and did about it."""

    read_only = False
    denied: frozenset[str] = frozenset()
    taken = ""

    def services(self) -> Services:
        async def no_text(path: str, drop_ins: object) -> None:
            return None

        async def lines(unit: str, invocation: str) -> tuple[str, ...]:
            return LINES

        async def rights() -> frozenset[str]:
            return self.denied

        async def edit(call: Call, front: Any) -> Outcome:
            status = await front.edit(call.arg("path"))
            return Outcome(status == 0, msg("outcome.done"))

        calls = {"drop_in.write": edit}
        return Services(
            self.sampler,
            lambda: None,  # type: ignore[arg-type, return-value]
            lambda: ProcessWatcher(DemoProcesses(), self.sampler),
            lambda: self.watcher,
            lambda units: Doer(units, calls, Claims(self.taken).hold, lines, clock),  # type: ignore[arg-type]
            guard=Guard(read_only=self.read_only),
            make_logs=lambda: None,  # type: ignore[arg-type, return-value]
            make_explainer=lambda units: None,  # type: ignore[arg-type, return-value]
            unit_text=no_text,  # type: ignore[arg-type]
            save_look=lambda look: None,
            save_copy=lambda text: None,
            rights=rights,
        )


class Done:
    """The exit status and what was said."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def data(self) -> dict[str, Any]:
        assert self.out.isascii()
        found = json.loads(self.out)
        assert list(errors(found, SCHEMA, SCHEMA)) == []
        return dict(found)


class Given:
    """Runs `sptui do` in this process; `before` has the systemd before anything is asked."""

    def __init__(self, capfd: pytest.CaptureFixture[str]) -> None:
        self._capfd = capfd

    def __call__(self, *words: str, before: Any = None, **how: Any) -> Done:
        code: list[int] = []

        async def act() -> None:
            async with watching() as it:
                tried = Tried(it.systemd, it.watcher, it.sampler)
                for name, value in how.items():
                    setattr(tried, name, value)
                if before is not None:
                    before(tried)
                    await asyncio.sleep(1)
                options = parse(["do", *words])
                with patch.object(command, "_joined", lambda options: tried.services()):
                    if options.list:
                        code.append(await command._list(options, AROUND))
                        return
                    action = command._action(options.words[0])
                    given = command._settings(options.set)
                    code.append(await command._do(action, given, options, AROUND))

        self._capfd.readouterr()
        in_virtual_time(act())
        said = self._capfd.readouterr()
        return Done(code[0], said.out, said.err)


def running(tried: Tried) -> None:
    for name in ("a.service", "b.service"):
        tried.systemd.change(name, "running")
