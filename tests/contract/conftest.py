"""A recorded folder to spoil, and readers of facts that are closed again."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sptui.system import draft
from sptui.system.facts import FactReader
from tests.contract.drop_ins import Place
from tests.folders import RECORDED, Make, answer


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(RECORDED, tmp_path / "root", symlinks=True))


@pytest.fixture
def readers() -> Iterator[Make]:
    made: list[FactReader] = []

    def make(root: Path | str, **options: object) -> FactReader:
        options.setdefault("statvfs", lambda path: answer())
        made.append(FactReader(str(root), **options))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for reader in made:
        reader.close()


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    # As for who is not root: drafts of a test don't belong into this machine's /var/lib.
    real = draft.places
    monkeypatch.setattr(draft, "places", lambda environ: real(environ=environ, user=1000))
    return Place(tmp_path)
