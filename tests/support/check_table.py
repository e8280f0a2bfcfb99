"""Collects which tests prove which acceptance check (``@pytest.mark.check("A48")``) and how they ended.

Written as ``{check: {test: outcome}}`` to the file ``GSI_CHECK_TABLE`` names; `dev.py checks` prints it.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from pathlib import Path

import pytest

PROPERTY = "check"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Write each test's checks where its report carries them, also from a worker to the controller."""
    for item in items:
        codes = {code for mark in item.iter_markers("check") for code in mark.args}
        item.user_properties.extend((PROPERTY, code) for code in sorted(codes))


class CheckTable:
    """Gathers outcomes and writes the table at the end."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.outcomes: dict[str, dict[str, str]] = defaultdict(dict)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the worst of a test's setup, call and teardown."""
        for name, code in report.user_properties:
            if name == PROPERTY and (report.outcome != "passed" or report.when == "call"):
                self.outcomes[str(code)].setdefault(report.nodeid, report.outcome)
                if report.failed:
                    self.outcomes[str(code)][report.nodeid] = "failed"

    def pytest_sessionfinish(self) -> None:
        """Write the table."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps(self.outcomes, indent=1, ensure_ascii=False, sort_keys=True), encoding="utf-8")


def pytest_configure(config: pytest.Config) -> None:
    """Gather where all reports arrive: never in a worker."""
    target = os.environ.get("GSI_CHECK_TABLE")
    if target and not hasattr(config, "workerinput"):
        config.pluginmanager.register(CheckTable(Path(target)))
