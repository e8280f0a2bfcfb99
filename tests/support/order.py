"""The longest first: what waits for a real window must not be what all workers wait for in the end."""

from __future__ import annotations

import pytest

FIRST = ("tests/journeys/", "tests/properties/", "tests/packaging/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the folders of `FIRST` first and leave the rest as it is."""
    items.sort(key=lambda item: next((place for place, name in enumerate(FIRST) if item.nodeid.startswith(name)), 9))
