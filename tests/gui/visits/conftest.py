"""The desk of the tests of visits, and a family that has been visited."""

from __future__ import annotations

from datetime import date

import pytest

from gsi_desktop.models.enums import CommitmentSide, VisitKind
from tests.gui.families.conftest import desk
from tests.gui.families.support import Desk
from tests.support import accompaniment as steps
from tests.support.factories import Added, add_family

__all__ = ["desk"]


@pytest.fixture
def family(desk: Desk) -> Added:
    """A family of three, in somebody's charge, with línea base, three commitments and a visit agreed for today."""
    services = desk.services
    made = add_family(services)
    steps.assign(services, steps.cogestor(services), made)
    signed = date(2026, 3, 20)
    steps.record(services, made, kind=VisitKind.SESSION_1, occurred_on=signed, agreement_on=signed)
    steps.baseline(services, made)
    steps.record(services, made, next_on=date(2026, 11, 21), next_time="9:00")
    steps.commit(services, made, date(2026, 11, 12), action="Sacar la tarjeta de Leidy", person_id=made.people[2])
    steps.commit(services, made, date(2026, 11, 20), action="Certificado del SENA", achievement=8)
    steps.commit(services, made, date(2027, 1, 30), action="Instalar el filtro", side=CommitmentSide.ENTITY)
    return made
