"""Households as they are typed by hand, for tests of enrolment."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from gsi_desktop.models.enums import Answer, ConsentChannel, Kinship, MinorOpinion, Sex, TargetingSource, Zone
from gsi_desktop.services.families.consent_data import ConsentFields, PersonConsent
from gsi_desktop.services.families.data import ContactFields, NewPerson, PersonFields, age_on
from gsi_desktop.services.families.enrol_data import EnrolFamily, NewTargeting
from tests.support.factories import PITALITO

TODAY = date(2026, 11, 21)
_KINSHIPS = (Kinship.HEAD, Kinship.SPOUSE, Kinship.CHILD, Kinship.CHILD, Kinship.CHILD, Kinship.PARENT)
_BIRTHS = (
    date(1985, 7, 2),
    date(1982, 1, 30),
    date(2014, 12, 5),
    date(2012, 3, 8),
    date(2009, 6, 21),
    date(1955, 2, 3),
)
_FIELDS = frozenset(PersonFields.__dataclass_fields__)


def person(row: int, **said: Any) -> NewPerson:
    """Return an invented person; ``said`` are fields of `PersonFields` or of `NewPerson`."""
    place = row % len(_KINSHIPS)
    fields: dict[str, Any] = {
        "first_name": ("Rosalba", "Wilson", "Leidy", "Yeison", "Íngrid", "Ana")[place],
        "second_name": ("", "Andrés", "Tatiana", "", "Ñusta", "Delia")[place],
        "first_surname": "Muñoz",
        "second_surname": "Ordóñez",
        "sex": Sex.MALE if place in {1, 3} else Sex.FEMALE,
        "birth_date": _BIRTHS[place],
        "document_type": "TI" if _BIRTHS[place].year > 2008 else "CC",
        "document": str(1075234500 + row),
    }
    fields |= {name: value for name, value in said.items() if name in _FIELDS}
    rest = {
        "known_as": UUID(int=row + 1),
        "kinship": _KINSHIPS[place],
        "ethnicity": "none",
        "disability": "none",
        "pregnant": Answer.NO,
    }
    rest |= {name: value for name, value in said.items() if name not in _FIELDS}
    return NewPerson(fields=PersonFields(**fields), **rest)


def household(size: int, **said: Any) -> EnrolFamily:
    """Return an invented household of up to six people; ``said`` are fields of `EnrolFamily`."""
    told: dict[str, Any] = {
        "municipality_id": PITALITO,
        "entry_on": TODAY,
        "contact": ContactFields(
            settlement="El Cabuyal", zone=Zone.RURAL, address="Finca La Esperanza", phone="3215795346", other_phone=""
        ),
        "targeting": (
            NewTargeting(source=TargetingSource.SISBEN_IV, level="A3", household_key="4155100012-1"),
            NewTargeting(source=TargetingSource.OTHER),
        ),
        "members": tuple(person(row) for row in range(size)),
    }
    told |= said
    return EnrolFamily(**({"consents": consents(told["members"])} | told))


def consents(members: tuple[NewPerson, ...]) -> tuple[PersonConsent, ...]:
    """Return what people say who authorise everything; the first represents those under 18."""
    found = []
    for member in members:
        assert member.known_as is not None
        born = member.fields.birth_date
        minor = born is not None and born <= TODAY and age_on(born, TODAY) < 18
        fields = ConsentFields(
            purposes=("care",),
            sensitive=True,
            channel=ConsentChannel.WRITTEN,
            occurred_on=TODAY,
            taken_by="Yenny Paola Muñoz",
            representative_id=members[0].known_as if minor else None,
            relation="Hijo" if minor else "",
            minor_opinion=MinorOpinion.AGREES if minor else None,
        )
        found.append(PersonConsent(person_id=member.known_as, fields=fields))
    return tuple(found)
