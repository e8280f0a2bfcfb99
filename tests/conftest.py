"""What every test has: its own home, a quiet log, a closed network, databases of both engines."""

from __future__ import annotations

import os
from pathlib import Path

import hypothesis
import pytest

from tests.support.counts import count

pytest_plugins = [
    "tests.support.check_table",
    "tests.support.dialects",
    "tests.support.display",
    "tests.support.office",
    "tests.support.network",
    "tests.support.order",
    "tests.support.postgres",  # before databases, which imports it
    "tests.support.databases",
    "tests.support.quiet",
    "tests.support.tidy",
]

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Never a timed assert, never a failure that cannot be repeated: soak explores, the daily run is fixed.
hypothesis.settings.register_profile(
    "gsi", deadline=None, derandomize=count(1, 0) == 1, max_examples=count(50, 1000), database=None, print_blob=True
)
hypothesis.settings.load_profile("gsi")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own for every test, so that no test reads or writes a person's settings or databases."""
    for name in ("GSI_DATABASE", "GSI_LANGUAGE", "GSI_PASSWORD", "GSI_STARTUP_MARKS", "GSI_USER"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "home"
    monkeypatch.setenv("GSI_HOME", str(folder))
    return folder


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Let nobody read a green closing line over a failed check."""
    if os.environ.get("GSI_HOUSE_CHECK") == "failed":
        terminalreporter.section("CHECK FAILED", red=True)
        terminalreporter.line("lint, types or contracts failed before the tests; this run fails whatever they say")
