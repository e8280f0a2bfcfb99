"""The desk of the tests of plans, and a family whose línea base is complete."""

from __future__ import annotations

from datetime import date

import pytest

from gsi_desktop.ui.plans.page import PlanPage
from tests.gui.families.conftest import desk
from tests.gui.families.support import Desk
from tests.support import accompaniment as steps
from tests.support.factories import Added, add_family

__all__ = ["desk"]


@pytest.fixture
def family(desk: Desk) -> Added:
    """A family of three with its línea base and a cogestora."""
    made = add_family(desk.services)
    steps.assign(desk.services, steps.cogestor(desk.services), made, on=date(2026, 3, 20))
    steps.baseline(desk.services, made)
    return made


@pytest.fixture
def page(desk: Desk, family: Added) -> PlanPage:
    """The editor on the empty draft of `family`."""
    return desk.show(PlanPage, family_id=family.family_id, start=True)
