# Every task of this project. `just` itself comes from PyPI (requirements-dev.lock), so a checkout, Python 3.11, venv
# and pip are all it needs: no git, no compiler, no network once the .venv is there.

export PATH := justfile_directory() / ".venv/bin" + ":" + env("PATH")
export HYPOTHESIS_STORAGE_DIRECTORY := ".cache/hypothesis"

# List the tasks
[private]
default:
    @just --list --unsorted

# All that has to hold before a change goes in: what CI runs
check: format-check lint types docs-check locks-check
    coverage run -m pytest
    coverage report

# Run tests; arguments go to pytest: just test tests/unit -k clean
test *ARGS:
    pytest {{ARGS}}

# Put every file into its one form
fmt:
    ruff format .
    ruff check --fix-only --exit-zero --quiet .

[private]
format-check:
    ruff format --check --output-format concise . || { echo "run just fmt"; exit 1; }

[private]
lint:
    ruff check .

[private]
types:
    mypy

# The layers of the house (check has them in tests/test_imports.py)
[private]
imports:
    lint-imports --no-logo --cache-dir .cache/import-linter

# Write what is made from tables: docs/actions.md, docs/keys.md, docs/configuration.md
docs:
    python -m tools.generate

[private]
docs-check:
    python -m tools.generate --check

# Resolve uv.lock again and export the two files for pip from it (needs the network)
lock *ARGS:
    uv lock {{ARGS}}
    python -m tools.locks

# Fresh means: uv.lock fits pyproject.toml, and both exports are exactly its own. Works offline.
[private]
locks-check:
    python -m tools.locks --check

# Draw docs/screens again, from --demo
shots:
    python -m tools.shots

# Measure start-up, CPU, bytes and memory side by side with btop, htop, glances and an empty Textual app
bench *ARGS:
    python -m benchmarks.run {{ARGS}}

# Run the tests that need a real systemd, inside one (root only, needs mmdebstrap and systemd-nspawn); tests go after --
rig *ARGS:
    tests/rig/run {{ARGS}}

# Try the two commands of the README in a clean Debian 12 root (root only, needs mmdebstrap)
clean-root *ARGS:
    python -m tools.clean_root {{ARGS}}
