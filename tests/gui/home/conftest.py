"""The desk of the tests of Inicio: that of families, whose pages open where its figures lead."""

from tests.gui.families.conftest import desk

__all__ = ["desk"]
