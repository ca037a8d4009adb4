"""A machine to put drop-ins into, with a made-up systemd-analyze."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

from sptui.paint.words import say
from sptui.system import drop_in
from sptui.system.drop_in import Done

UNIT = "web@a\\x2db.service"
GOOD = "[Service]\nEnvironment=A=b\n"
TEMPLATE = "# A template\n"
# Says what stands in the file `complaints` below SYSTEMD_UNIT_PATH's folder, for what it finds.
ANALYZE = """
folder=${SYSTEMD_UNIT_PATH%:}
echo "$@" >>"$0.asked"
echo "old.service: It was so before."
grep -Hn Foo "$folder"/*.d/* | sed 's/\\([^:]*:[0-9]*\\):.*/\\1: Unknown key Foo, ignoring./' >&2
grep -q Broken "$folder"/*.d/* 2>/dev/null && exit 1
exit 0
"""


class Place:
    """A machine's /etc, a home for drafts, an editor and a systemd-analyze."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / f"etc/systemd/system/{UNIT}.d"
        self.path = self.folder / "50-sptui.conf"
        (root / "etc/systemd/system").mkdir(parents=True)
        self.analyze = root / "analyze"
        self.analyze.write_text(ANALYZE)
        self.program: tuple[str, ...] = ("/bin/sh", str(self.analyze))
        self.opened: list[str] = []
        self.draft = Path("/nonexistent")

    async def edit(self, writes: str | bytes | None = GOOD, status: int | None = 0) -> Done:
        """As somebody who writes that in their editor (None: leaves it as it is)."""

        async def edit(path: str) -> int | None:
            self.draft = Path(path)
            self.opened.append(self.draft.read_bytes().decode("utf-8", "replace"))
            assert stat.S_IMODE(self.draft.stat().st_mode) == 0o600
            if isinstance(writes, str):
                self.draft.write_text(writes)
            elif writes is not None:
                self.draft.write_bytes(writes)
            return status

        return await self.write("", edit)

    async def write(self, source: str, edit: Callable[[str], object] | None = None) -> Done:
        async def nobody(path: str) -> int | None:
            raise AssertionError("an editor opened")

        done = await drop_in.write(
            UNIT, str(self.path), source, edit or nobody, TEMPLATE,  # type: ignore[arg-type]
            environ={"HOME": str(self.root), "XDG_STATE_HOME": str(self.root / "state")},
            program=self.program,
        )  # fmt: skip
        assert say(done.text).isprintable()
        assert done.ok or not done.changed
        return done

    def there(self) -> dict[str, str]:
        """All that lies in the unit's folder."""
        if not self.folder.is_dir():
            return {}
        return {path.name: path.read_text() for path in sorted(self.folder.iterdir())}

    def kept(self) -> list[str]:
        """Texts of drafts that were kept."""
        return [path.read_text("utf-8", "replace") for path in self.root.rglob("drafts/*")]


def unchanged(done: Done, id: str, *, ok: bool = True) -> None:
    assert (done.ok, done.changed, done.text.id) == (ok, False, id)
