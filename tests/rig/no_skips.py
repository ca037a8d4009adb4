"""A plugin for pytest: what is skipped has failed. In the rig there is everything that a test could
want, so that a skip means that a way to systemd was not tried."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _failed((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _failed((yield))


def _failed(report: Any) -> Any:
    if report.skipped and not hasattr(report, "wasxfail"):
        said = report.longrepr
        reason = said[2] if isinstance(said, tuple) else str(said)
        report.outcome, report.longrepr = "failed", f"skipped, which nothing may be here: {reason}"
    return report
