"""Goldens: what a picture was when somebody last looked at it. GOLDENS=update writes them anew."""

import os
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "goldens"


def check(name: str, text: str) -> None:
    """`text` is what `goldens/NAME.txt` holds; a file that is not there is a failure too."""
    path = FOLDER / f"{name}.txt"
    text = text.rstrip("\n") + "\n"
    if os.environ.get("GOLDENS") == "update":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    assert path.exists(), (
        f"no golden {path.name}: look at it, then GOLDENS=update pytest {__file__}"
    )
    wanted = path.read_text("utf-8")
    assert text.split("\n") == wanted.split("\n"), f"{path.name} differs (GOLDENS=update renews it)"
