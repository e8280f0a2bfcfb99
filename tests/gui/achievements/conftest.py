"""The desk of the tests of logros, dressed as in the program."""

from __future__ import annotations

from tests.gui.families.conftest import desk

__all__ = ["desk"]
