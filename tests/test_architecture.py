"""The house as rules over its source: what each room may hold. Imports are in test_imports.py.

Each rule is a function from parsed files to complaints, so that `test_a_rule_can_fail` can show it
a file that breaks it.
"""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

HOUSE = Path(__file__).resolve().parent.parent
MAX_LINES = 400
# The standard library that pure rooms may use: nothing that opens, asks, waits or runs.
PURE = frozenset(
    """__future__ bisect codecs collections contextlib datetime difflib functools importlib
    ipaddress itertools math operator pkgutil re string struct textwrap time types typing
    unicodedata
    """.split()  # noqa: SIM905 - a list of names to read, not to parse
)
WIDTHS = "rich.cells"
# The registry lists its own folder; pkgutil, which would do it, costs 10 ms. Zones by name are read
# by the library as the machine's own is by time.localtime(): the same answer for the same name.
MAY_ALSO = {
    "sptui/actions/registry.py": {"os"},
    "sptui/model/calendar_next.py": {"zoneinfo"},
    "sptui/model/journal.py": {"sys"},  # intern
    "sptui/model/journal_long.py": {"json"},
    "sptui/model/log_text.py": {"regex"},
}


class File(NamedTuple):
    """A Python file: its path from the top of the house ("sptui/model/msg.py"), text and tree."""

    path: str
    text: str
    tree: ast.Module

    @property
    def room(self) -> str:
        """The part of `sptui/` that it lies in: "model", or "glyphs" for sptui/glyphs.py."""
        return self.path.split("/")[1].removesuffix(".py") if self.path.startswith("sptui/") else ""


def file(path: str, text: str) -> File:
    return File(path, text, ast.parse(text))


def files() -> list[File]:
    found = []
    for top in ("sptui", "tests", "tools", "benchmarks"):
        for path in sorted((HOUSE / top).rglob("*.py")):
            found += [file(str(path.relative_to(HOUSE)), path.read_text("utf-8"))]
    return found


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def dotted(node: ast.AST) -> str:
    """`a.b.c` as text; what is no such chain is "?"."""
    if isinstance(node, ast.Name):
        return node.id
    return f"{dotted(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else "?"


def imports(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """(module, name) of everything imported; name is "" for a whole module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)


# The rules


def too_long(f: File) -> Iterator[str]:
    lines = f.text.count("\n")
    if lines >= MAX_LINES:
        yield f"{lines} lines: part it (a file stays under {MAX_LINES}, better 300)"


def other_than_ascii(f: File) -> Iterator[str]:
    if f.room and f.path != "sptui/glyphs.py":
        for number, line in enumerate(f.text.splitlines(), 1):
            if not line.isascii():
                yield f"line {number}: a character for glyphs.py, or an escape: {line!a}"


def impure(f: File) -> Iterator[str]:
    """Model, actions and tables are values and arithmetic; paint adds widths, and nothing else."""
    if f.room not in {"model", "actions", "glyphs", "themes", "keys", "paint"}:
        return
    for module, _ in imports(f.tree):
        top = module.split(".", maxsplit=1)[0]
        known = PURE | {"sptui"} | MAY_ALSO.get(f.path, set())
        if top not in known and not (f.room == "paint" and module == WIDTHS):
            yield f"imports {module}"
    for call in calls(f.tree):
        name = dotted(call.func)
        if name in {"open", "input", "print", "exec", "eval"}:
            yield f"line {call.lineno}: {name}()"


def asks_the_clock(f: File) -> Iterator[str]:
    """The hour comes in as a value: else nothing that is drawn could be tested against a golden."""
    if f.room in {"model", "actions", "paint", "widgets", "glyphs", "themes", "keys"}:
        for call in calls(f.tree):
            name = dotted(call.func)
            if name in {"time.localtime", "time.gmtime", "time.strftime"} and not call.args[-1:]:
                yield f"line {call.lineno}: {name}() of now"
            if re.search(r"(^|\.)(now|utcnow|today|time|monotonic|time_ns|perf_counter)$", name):
                yield f"line {call.lineno}: {name}()"


def reveals(f: File) -> Iterator[str]:
    if f.room and f.room != "system":
        for call in calls(f.tree):
            if isinstance(call.func, ast.Attribute) and call.func.attr == "reveal":
                yield f"line {call.lineno}: a secret is revealed outside system/"


def shell(f: File) -> Iterator[str]:
    for call in calls(f.tree):
        name = dotted(call.func)
        if name in {"os.system", "os.popen"} or name.endswith("create_subprocess_shell"):
            yield f"line {call.lineno}: {name}()"
        for word in call.keywords:
            if word.arg == "shell" and not (
                isinstance(word.value, ast.Constant) and word.value.value is False
            ):
                yield f"line {call.lineno}: shell="


# What is private to a library may move any day: one file of ours knows it.
KNOWS_PRIVATE = {"textual": "sptui/driver.py", "dbus_fast": "sptui/system/bus_wire.py"}


def private_to_a_library(f: File) -> Iterator[str]:
    """Textual's has a switch beside it, dbus-fast's a contract test."""
    if not f.room:
        return
    for module, name in imports(f.tree):
        parts = [*module.split("."), name]
        private = any(part.startswith("_") for part in parts)
        if private and KNOWS_PRIVATE.get(parts[0], f.path) != f.path:
            yield f"imports {module} {name}"
    if f.path != KNOWS_PRIVATE["dbus_fast"]:
        for call in calls(f.tree):
            if dotted(call.func).endswith("._marshall"):
                yield f"line {call.lineno}: {dotted(call.func)}()"


# What stands above the services has nothing done but by `Doer.perform`, which asks the registry. Of
# the machine it sees its own terminal, its own files, and where it was started.
ABOVE = frozenset({"screens", "widgets", "messages", "driver", "app", "live", "cli"})
SEES = frozenset({"terminal", "line_input", "surroundings", "own_files", "state"})
DOES = {"sptui/services/doing.py", "sptui/wire/doing.py"}
_BY_ITSELF = re.compile(
    r"(^|\.)(manager|pidfd_send_signal|send_signal|setpriority|killpg|kill|posix_spawnp?|exec[lv]p?e?"
    r"|create_subprocess_(exec|shell)|Popen|check_call|check_output)$"
)


def acts_around_the_registry(f: File) -> Iterator[str]:
    """One place does things: what is forbidden is forbidden there, and nothing is done unasked."""
    if f.room in ABOVE:
        for module, name in imports(f.tree):
            parts = [*module.split("."), name]
            if parts[:2] == ["sptui", "system"] and parts[2] not in SEES:
                yield f"imports {module} {name}"
            if parts[0] in {"subprocess", "multiprocessing", "pty"}:
                yield f"imports {module}"
        for call in calls(f.tree):
            to_itself = call.args and ast.unparse(call.args[0]) == "os.getpid()"
            if _BY_ITSELF.search(dotted(call.func)) and not to_itself:
                yield f"line {call.lineno}: {dotted(call.func)}()"
    if f.room and f.room != "system" and f.path not in DOES:
        for call in calls(f.tree):
            acts = isinstance(call.func, ast.Attribute) and call.func.attr == "change"
            if acts or dotted(call.func).endswith("manager.cancel"):
                yield f"line {call.lineno}: {dotted(call.func)}()"


def swallows(f: File) -> Iterator[str]:
    for node in ast.walk(f.tree):
        if isinstance(node, ast.ExceptHandler):
            broad = node.type is None or dotted(node.type) in {"Exception", "BaseException"}
            if broad and all(isinstance(step, ast.Pass | ast.Continue) for step in node.body):
                yield f"line {node.lineno}: swallows every error"


def skips_unexplained(f: File) -> Iterator[str]:
    """A test that does not run says why."""
    if not f.path.startswith("tests/"):
        return
    for node in ast.walk(f.tree):
        if isinstance(node, ast.Attribute) and dotted(node) in {
            "pytest.mark.skip",
            "pytest.mark.skipif",
            "pytest.mark.xfail",
            "pytest.skip",
        }:
            call = next((c for c in calls(f.tree) if c.func is node), None)
            named = call is not None and any(word.arg == "reason" for word in call.keywords)
            if not named and not (call and node.attr == "skip" and call.args):
                yield f"line {node.lineno}: {dotted(node)} without a reason"


RULES = [
    too_long,
    other_than_ascii,
    impure,
    asks_the_clock,
    reveals,
    shell,
    private_to_a_library,
    acts_around_the_registry,
    swallows,
    skips_unexplained,
]
Rule = Callable[[File], Iterator[str]]


@pytest.mark.parametrize("rule", RULES)
def test_the_house_keeps(rule: Rule) -> None:
    broken = [f"{f.path}: {complaint}" for f in files() for complaint in rule(f)]
    assert not broken, "\n".join([rule.__name__, *broken])


@pytest.mark.parametrize(
    ("rule", "path", "text"),
    [
        (too_long, "tests/x.py", "x = 1\n" * MAX_LINES),
        (other_than_ascii, "sptui/paint/x.py", "# \u2026\n"),
        (impure, "sptui/model/x.py", "import os\n"),
        (impure, "sptui/model/x.py", "f = open('/proc/stat')\n"),
        (impure, "sptui/paint/x.py", "from rich.text import Text\n"),
        (asks_the_clock, "sptui/model/x.py", "at = datetime.now(UTC)\n"),
        (asks_the_clock, "sptui/widgets/x.py", "at = time.monotonic()\n"),
        (reveals, "sptui/services/x.py", "key.reveal()\n"),
        (shell, "tools/x.py", "subprocess.run(line, shell=True)\n"),
        (shell, "sptui/system/x.py", "os.system('true')\n"),
        (shell, "sptui/system/x.py", "asyncio.create_subprocess_shell('true')\n"),
        (
            private_to_a_library,
            "sptui/widgets/x.py",
            "from textual._compositor import Compositor\n",
        ),
        (private_to_a_library, "sptui/app.py", "from textual import _context\n"),
        (private_to_a_library, "sptui/system/x.py", "import dbus_fast._private.address\n"),
        (private_to_a_library, "sptui/system/x.py", "data = message._marshall(False)\n"),
        (
            acts_around_the_registry,
            "sptui/screens/x.py",
            "from sptui.system.signalling import send_signal\n",
        ),
        (acts_around_the_registry, "sptui/cli/do/x.py", "from sptui.system import drop_in\n"),
        (acts_around_the_registry, "sptui/app.py", "os.kill(pid, 9)\n"),
        (acts_around_the_registry, "sptui/cli/x.py", "import subprocess\n"),
        (acts_around_the_registry, "sptui/screens/x.py", "units.manager().cancel(name)\n"),
        (acts_around_the_registry, "sptui/screens/x.py", "await manager.change(step)\n"),
        (acts_around_the_registry, "sptui/cli/plain/x.py", "m = page.services.units.manager()\n"),
        (acts_around_the_registry, "sptui/services/x.py", "await manager.change(step)\n"),
        (acts_around_the_registry, "sptui/live.py", "os.setpriority(0, pid, 5)\n"),
        (swallows, "tools/x.py", "try:\n    f()\nexcept Exception:\n    pass\n"),
        (skips_unexplained, "tests/x.py", "@pytest.mark.skip\ndef test_x(): ...\n"),
        (skips_unexplained, "tests/x.py", "pytest.skip()\n"),
    ],
)
def test_a_rule_can_fail(rule: Rule, path: str, text: str) -> None:
    assert list(rule(file(path, text)))


def test_a_program_may_signal_itself() -> None:
    text = "os.kill(os.getpid(), signal.SIGTSTP)\n"
    assert not list(acts_around_the_registry(file("sptui/driver.py", text)))


def test_a_skip_with_its_reason_is_fine() -> None:
    text = "pytest.skip('no journal here')\n@pytest.mark.skipif(X, reason='why')\ndef test(): ...\n"
    assert not list(skips_unexplained(file("tests/x.py", text)))
