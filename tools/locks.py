"""Exports uv.lock for plain pip, with hashes.

requirements.lock is what runs sptui, requirements-dev.lock what works on it. uv.lock is the truth;
`--check` says whether it still fits pyproject.toml and whether both exports are its own. It asks no
network: uv reads the lock alone when nothing has to be resolved.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
HEAD = "# Exported from uv.lock by `just lock`. Each file has its hash: pip takes no other.\n"
# The build group goes into both, so that `pip install --no-build-isolation .` fetches nothing more.
EXPORTS = {
    "requirements.lock": ("--no-dev", "--group", "build"),
    "requirements-dev.lock": ("--all-groups",),
}


def uv(*args: str) -> subprocess.CompletedProcess[str]:
    """uv on this project, offline, with the interpreter that runs this."""
    program = str(Path(sys.executable).with_name("uv"))
    argv = [program, "--offline", "--no-progress", *args, "--python", sys.executable]
    return subprocess.run(argv, cwd=HOUSE, text=True, capture_output=True, check=False)


def export(groups: tuple[str, ...]) -> str:
    """The text of one export. Raises SystemExit with uv's own words when it can't be made."""
    done = uv("export", "--frozen", "--no-emit-project", "--no-header", "--no-annotate", *groups)
    if done.returncode:
        raise SystemExit(done.stderr.strip())
    return HEAD + done.stdout


def main() -> int:
    check = "--check" in sys.argv[1:]
    if check and (fits := uv("lock", "--check")).returncode:
        print(f"uv.lock does not fit pyproject.toml: run just lock\n{fits.stderr.strip()}")
        return 1
    stale = 0
    for name, groups in EXPORTS.items():
        if not same(HOUSE / name, export(groups), check):
            print(f"{name} is not what uv.lock says: run just lock" if check else f"wrote {name}")
            stale += check
    return min(stale, 1)


def same(path: Path, text: str, check: bool) -> bool:
    """Whether the file holds `text`; where it does not and may be written, writes it."""
    if path.exists() and path.read_text("utf-8") == text:
        return True
    if not check:
        path.write_text(text, "utf-8")
    return False


if __name__ == "__main__":
    sys.exit(main())
