"""The desk of the tests of Cruzar una lista: that of families."""

from tests.gui.families.conftest import desk

__all__ = ["desk"]
