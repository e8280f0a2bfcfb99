"""Writing a household down by hand: the save, the hint about who may be registered, and taking it back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import count
from uuid import UUID

from benchmarks import sample
from benchmarks.harness import Pair, bench
from gsi_desktop.bootstrap import Services
from gsi_desktop.models.enums import ConsentChannel, Kinship, MinorOpinion, Sex, TargetingSource, Zone
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.families import duplicates, enrolling
from gsi_desktop.services.families.consent_data import ConsentFields, PersonConsent
from gsi_desktop.services.families.data import ContactFields, NewPerson, PersonFields
from gsi_desktop.services.families.duplicates import HintQuery
from gsi_desktop.services.families.enrol_data import EnrolFamily, NewTargeting, UndoEnrolment

_NEIVA = "41001"
_NAMES = (("Rosalba", Sex.FEMALE), ("Wilson", Sex.MALE), ("Leidy", Sex.FEMALE), ("Juan", Sex.MALE), ("Ana", Sex.FEMALE))
_SURNAMES = ("Muñoz", "Cabrera", "Perdomo", "Trujillo", "Losada", "Ordóñez", "Rojas")
_BIRTHS = (
    date(1985, 7, 2),
    date(1982, 1, 30),
    date(2014, 12, 5),
    date(2012, 3, 8),
    date(2009, 6, 21),
    date(1955, 2, 3),
)
_KINSHIPS = (Kinship.HEAD, Kinship.SPOUSE, Kinship.CHILD, Kinship.CHILD, Kinship.CHILD, Kinship.PARENT)


def _person(number: int, place: int) -> NewPerson:
    name, sex = _NAMES[(number + place) % len(_NAMES)]
    born = _BIRTHS[place]
    return NewPerson(
        fields=PersonFields(
            first_name=name,
            second_name="",
            first_surname=_SURNAMES[number % len(_SURNAMES)],
            second_surname=_SURNAMES[(number + place) % len(_SURNAMES)],
            sex=sex,
            birth_date=born,
            document_type="TI" if born.year > 2008 else "CC",
            document=str(1_999_000_000 + 10 * number + place),
        ),
        kinship=_KINSHIPS[place],
        ethnicity="none",
        disability="none",
        known_as=UUID(int=place + 1),
    )


def _consent(member: NewPerson, head: UUID | None) -> PersonConsent:
    assert member.known_as is not None
    minor = member.fields.document_type == "TI"
    fields = ConsentFields(
        purposes=("care",),
        channel=ConsentChannel.WRITTEN,
        occurred_on=date(2026, 1, 15),
        taken_by="Banco",
        representative_id=head if minor else None,
        relation="Madre" if minor else "",
        minor_opinion=MinorOpinion.AGREES if minor else None,
    )
    return PersonConsent(person_id=member.known_as, fields=fields)


def household(number: int) -> EnrolFamily:
    """Return an invented household of six, another one for each number."""
    members = tuple(_person(number, place) for place in range(6))
    return EnrolFamily(
        municipality_id=_NEIVA,
        entry_on=date(2026, 1, 15),
        contact=ContactFields(
            settlement="El Cabuyal", zone=Zone.RURAL, address="Finca", phone="3215795346", other_phone=""
        ),
        targeting=(NewTargeting(source=TargetingSource.OTHER, household_key=f"BANCO-{number}"),),
        members=members,
        consents=tuple(_consent(one, members[0].known_as) for one in members),
    )


@contextmanager
def _office(name: str) -> Iterator[Services]:
    services = sample.at(sample.copied(sample.HUILA, name))
    try:
        yield services
    finally:
        services.close()


def _enrol(services: Services, number: int) -> UndoEnrolment:
    operation = new_id()
    made = services.run(enrolling.enrol_family, household(number), operation_id=operation).result
    return UndoEnrolment(made.family_id, operation)


@bench("enrol a household of six by hand, 57,191 families", p95_ms=400, rounds=60)
def enrol() -> Iterator[Pair]:
    with _office("inscripcion.gsi") as services:
        numbers = count(1)
        yield Pair(ours=lambda: _enrol(services, next(numbers)) and None)


@bench("take an enrolment back, 57,191 families", p95_ms=400, rounds=20)
def undo() -> Iterator[Pair]:
    with _office("inscripcion-deshecha.gsi") as services:
        waiting = [_enrol(services, number) for number in range(1, 31)]

        def take_back() -> None:
            services.run(enrolling.undo_enrolment, waiting.pop())

        yield Pair(ours=take_back)


@bench("hint about who may be registered, while typing", p95_ms=100, rounds=60)
def hint() -> Iterator[Pair]:
    with sample.opened() as services:
        numbers = count(1)

        def ask() -> None:
            fields = _person(next(numbers), 0).fields
            services.read(
                duplicates.hints,
                HintQuery(
                    document_type=fields.document_type,
                    document=fields.document,
                    first_name=fields.first_name,
                    first_surname=fields.first_surname,
                    second_surname=fields.second_surname,
                    sex=fields.sex,
                    birth_date=fields.birth_date,
                    municipality_id=_NEIVA,
                ),
            )

        yield Pair(ours=ask)
