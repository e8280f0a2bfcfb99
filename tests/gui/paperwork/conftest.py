"""The desk of the tests of batches."""

from __future__ import annotations

from tests.gui.families.conftest import desk

__all__ = ["desk"]
