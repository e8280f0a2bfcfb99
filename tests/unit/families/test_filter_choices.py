"""What the filters of the list of families offer, on both engines."""

from __future__ import annotations

from gsi_desktop.bootstrap import Services
from gsi_desktop.services.families import queries
from gsi_desktop.services.families.data import FamilyFilter
from tests.support.factories import NewFamily, NewMember, add_families

NEIVA, PITALITO, MEDELLIN = "41001", "41551", "05001"


def test_only_microregions_with_families_are_offered_and_they_filter(services: Services) -> None:
    assert services.read(queries.microregions_in_use) == ()
    heads = [
        NewFamily(members=(NewMember(first_name="Ana", first_surname=name),), municipality_id=code)
        for name, code in (("Uno", NEIVA), ("Dos", PITALITO), ("Tres", PITALITO), ("Cuatro", MEDELLIN))
    ]
    add_families(services, *heads)

    offered = services.read(queries.microregions_in_use)

    assert [(code, name) for _id, code, name in offered] == [("49", "Neiva"), ("48", "Sur")]
    counts = [services.read(queries.family_count, FamilyFilter(microregion_id=id_)) for id_, _code, _name in offered]
    assert counts == [1, 2]
