"""Wording of why a figure of this machine could not be read."""

from __future__ import annotations

MACHINE: dict[str, str] = {
    "missing.absent": "{path} is not there",
    "missing.denied": "{path} may not be read here",
    "missing.empty": "{path} is empty",
    "missing.rubbish": "{path} can't be understood ({detail})",
    "missing.unsupported": "this kernel does not offer {path}",
    "missing.error": "{path}: {error}",
    "missing.no_answer": "no answer, asked {seconds:age} ago",
    "volume.no_answer": "no answer, asked {seconds:age} ago",
    "volume.error": "{error}",
    "volume.no_size": "it tells no size",
}
