"""Temperatures, out of /sys/class/hwmon, else out of /sys/class/thermal."""

from __future__ import annotations

import os

from sptui.model.machine import Temperature
from sptui.system.files import read_file

_MOST_SENSORS = 64
# What an unconnected or mistaken sensor says lies outside.
_COLDEST, _HOTTEST = -60.0, 200.0


def read_temperatures(root: str) -> tuple[Temperature, ...]:
    """All sensors that answer, by chip and then by number; none on most virtual machines.

    May block for as long as a sensor does (one on a slow bus, a disk that sleeps), so it runs in a
    thread of its own. Raises OSError: the folder of the sensors is there, but can't be listed.
    """
    base = root.rstrip("/")
    found: list[Temperature] = []
    for chip in _listed(f"{base}/sys/class/hwmon"):
        found += _of_chip(f"{base}/sys/class/hwmon/{chip}")
    if not found:
        zones = f"{base}/sys/class/thermal"
        for zone in _listed(zones):
            if zone.startswith("thermal_zone"):
                found += _one(_text(f"{zones}/{zone}/type") or zone, f"{zones}/{zone}/temp", "")
    return tuple(found[:_MOST_SENSORS])


def _of_chip(folder: str) -> list[Temperature]:
    found: list[Temperature] = []
    name = _text(f"{folder}/name") or "?"
    for file in _listed(folder):
        sensor = file.removesuffix("_input")
        if sensor == file or not sensor.startswith("temp"):
            continue
        label = _text(f"{folder}/{sensor}_label")
        found += _one(f"{name} {label}".rstrip(), f"{folder}/{file}", f"{folder}/{sensor}_crit")
    return found


def _one(label: str, path: str, critical_path: str) -> list[Temperature]:
    celsius = _celsius(path)
    return (
        []
        if celsius is None
        else [Temperature(label, celsius, _celsius(critical_path) if critical_path else None)]
    )


def _celsius(path: str) -> float | None:
    try:
        celsius = int(read_file(path)) / 1000
    except (OSError, ValueError):
        return None
    return celsius if _COLDEST < celsius < _HOTTEST else None


def _text(path: str) -> str:
    try:
        return read_file(path).strip().decode("utf-8", "surrogateescape")
    except OSError:
        return ""


def _listed(folder: str) -> list[str]:
    """Its entries, those with numbers in the order of the numbers; none where there is no such
    folder."""
    try:
        names = os.listdir(folder)
    except FileNotFoundError:
        return []
    return sorted(names, key=lambda name: (len(name), name))
