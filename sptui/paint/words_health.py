"""Wording of findings, their reasons and next steps."""

from __future__ import annotations

HEALTH: dict[str, str] = {}
