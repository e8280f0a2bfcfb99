"""Who accompanies whom: one cogestor a family, by day, and nobody left without noticing; on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.accompaniment import CogestorAssignment
from gsi_desktop.services.accompaniment import commands, team
from gsi_desktop.services.accompaniment.data import CogestorFields, SaveCogestor
from gsi_desktop.services.core.errors import ConflictError, ExpectedError
from tests.support import accompaniment as steps
from tests.support.factories import PITALITO, NewMember, add_family


def _save(
    services: Services, cogestor_id: UUID | None = None, base: CogestorFields | None = None, **fields: Any
) -> Any:
    if cogestor_id is not None and base is None:
        base = _fields(services, cogestor_id)
    told = {"municipality_id": PITALITO, "name": "Ana Gil", "document": "", "phone": "", **fields}
    mine = replace(base, **fields) if base is not None else CogestorFields(**told)
    return services.run(commands.save_cogestor, SaveCogestor(cogestor_id=cogestor_id, base=base, mine=mine)).result


def _fields(services: Services, cogestor_id: UUID) -> CogestorFields:
    one = next(one for one in services.read(team.cogestores) if one.cogestor_id == cogestor_id)
    return CogestorFields(**{name: getattr(one, name) for name in CogestorFields.__slots__})


def test_cogestores_come_by_name_with_their_families(services: Services) -> None:
    zaida, angela = steps.cogestor(services, "Zaida Díaz"), steps.cogestor(services, "Ángela Peña", phone="3115550101")
    families = add_family(services), add_family(services, NewMember(first_name="Luz", first_surname="Peña"))
    assert steps.assign(services, angela, *families) == 2
    found = services.read(team.cogestores)
    assert [(one.cogestor_id, one.name, one.families) for one in found] == [
        (angela, "Ángela Peña", 2),
        (zaida, "Zaida Díaz", 0),
    ]
    assert found[0].municipality == "Pitalito"
    of_family = services.read(team.cogestor_of, families[0].family_id)
    assert of_family is not None
    assert of_family == found[0], "with all their families, whichever family asks"
    assert of_family.phone == "3115550101"


def test_a_family_changes_hands_on_a_day_and_keeps_its_history(services: Services) -> None:
    first, second = steps.cogestor(services, "Ana Gil"), steps.cogestor(services, "Luz Rojas")
    family = add_family(services)
    steps.assign(services, first, family, on=date(2026, 3, 20))
    assert steps.assign(services, second, family, on=date(2026, 8, 1)) == 1
    assert steps.assign(services, second, family, on=date(2026, 9, 1)) == 0, "it was hers already"
    with services.database.reading() as session:
        rows = session.execute(select(CogestorAssignment).order_by(CogestorAssignment.valid_from_on)).scalars().all()
    assert [(one.cogestor_id, one.valid_from_on, one.valid_to_on) for one in rows] == [
        (first, date(2026, 3, 20), date(2026, 8, 1)),
        (second, date(2026, 8, 1), None),
    ]
    assert steps.assign(services, None, family, on=date(2026, 10, 1)) == 1
    assert services.read(team.cogestor_of, family.family_id) is None


def test_an_assignment_neither_overtakes_the_one_before_nor_comes_from_the_future(services: Services) -> None:
    ana, luz = steps.cogestor(services, "Ana Gil"), steps.cogestor(services, "Luz Rojas")
    family = add_family(services)
    steps.assign(services, ana, family, on=date(2026, 6, 1))
    with pytest.raises(ExpectedError, match="assignment_before"):
        steps.assign(services, luz, family, on=date(2026, 5, 31))
    with pytest.raises(ExpectedError, match="assignment_in_future"):
        steps.assign(services, luz, family, on=date(2026, 11, 22))


def test_who_has_families_in_charge_cannot_stop(services: Services) -> None:
    ana = steps.cogestor(services, "Ana Gil")
    family = add_family(services)
    steps.assign(services, ana, family)
    with pytest.raises(ExpectedError) as refused:
        _save(services, cogestor_id=ana, active=False)
    assert (refused.value.code, refused.value.params["count"]) == ("cogestor_has_families", 1)
    steps.assign(services, None, family, on=date(2026, 7, 1))
    _save(services, cogestor_id=ana, active=False)
    assert services.read(team.cogestores, only_active=True) == ()
    with pytest.raises(ExpectedError, match="cogestor_inactive"):
        steps.assign(services, ana, family, on=date(2026, 8, 1))


def test_a_document_names_one_person_and_a_name_is_asked(services: Services) -> None:
    steps.cogestor(services, "Ana Gil", document="36.284.517")
    with pytest.raises(ExpectedError) as taken:
        _save(services, name="Otra", document="36284517")
    assert (taken.value.code, taken.value.params["name"]) == ("cogestor_taken", "Ana Gil")
    with pytest.raises(ExpectedError) as nameless:
        _save(services, name=" ")
    assert (nameless.value.code, nameless.value.field) == ("field_missing", "name")


@pytest.mark.check("A13")
@pytest.mark.check("A14")
def test_an_edit_of_a_cogestor_does_not_overwrite_another(services: Services) -> None:
    ana = steps.cogestor(services, "Ana Gil")
    base = _fields(services, ana)
    _save(services, cogestor_id=ana, phone="3115550101")
    _save(services, cogestor_id=ana, base=base, document="36284517")
    assert (_fields(services, ana).phone, _fields(services, ana).document) == ("3115550101", "36284517")
    with pytest.raises(ConflictError) as conflict:
        _save(services, cogestor_id=ana, base=base, phone="3200000000")
    assert conflict.value.fields == {"phone": ("", "3200000000", "3115550101")}
    assert conflict.value.written["phone"].actor == services.actor
