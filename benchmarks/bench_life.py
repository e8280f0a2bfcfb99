"""Life events: what one changes told before it is saved, recording and annulling it, the history, the movement."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks import sample
from benchmarks.harness import Pair, bench
from gsi_desktop.bootstrap import Services
from gsi_desktop.models.enums import FamilyStatus, Kinship, NoDocument, Sex
from gsi_desktop.models.families import Enrolment, FamilyCard, Membership
from gsi_desktop.services.families.data import NewPerson, PersonFields
from gsi_desktop.services.life import commands, undo
from gsi_desktop.services.life.data import AnnulEvent, Birth, HeadChange
from gsi_desktop.services.life.movement import movement
from gsi_desktop.services.life.timeline import timeline


def _families(services: Services, limit: int) -> list[UUID]:
    """Return families of the programme with several members, spread over the office."""

    def chosen(session: Session) -> list[UUID]:
        rows = select(FamilyCard.family_id).where(
            FamilyCard.status == FamilyStatus.ACTIVE, FamilyCard.members > 3, FamilyCard.entry_on.is_not(None)
        )
        return list(session.execute(rows.order_by(FamilyCard.family_id).limit(limit)).scalars())

    return services.read(chosen)


def _birth(family: UUID, day: date) -> Birth:
    fields = PersonFields(
        first_name="Samuel",
        second_name="",
        first_surname="Banco",
        second_surname="",
        sex=Sex.MALE,
        birth_date=day,
        document_type="",
        document="",
    )
    person = NewPerson(fields=fields, kinship=Kinship.CHILD, no_document=NoDocument.IN_PROCESS)
    return Birth(family_id=family, on=day, person=person)


@bench("what a birth changes, before it is saved, 57,191 families", p95_ms=100, rounds=60)
def told() -> Iterator[Pair]:
    services = sample.at(sample.database(sample.HUILA))
    today = services.clock.today()
    families = iter(_families(services, 400))
    yield Pair(ours=lambda: services.read(commands.preview, _birth(next(families), today), today) and None)
    services.close()


@bench("record another head of household, 57,191 families", p95_ms=250, rounds=40)
def recorded() -> Iterator[Pair]:
    services = sample.at(sample.copied(sample.HUILA, "novedades.gsi"))
    today = services.clock.today()
    families = iter(_families(services, 400))

    def change() -> None:
        family = next(families)
        with services.database.reading() as session:
            other = select(Membership.person_id).where(
                Membership.family_id == family, Membership.valid_to_on.is_(None), ~Membership.is_head
            )
            person = session.execute(other.order_by(Membership.id).limit(1)).scalar_one()
        services.run(commands.change_head, HeadChange(family_id=family, on=today, head_id=person))

    yield Pair(ours=change)
    services.close()


@bench("record a birth and annul it, 57,191 families", p95_ms=500, rounds=30)
def annulled() -> Iterator[Pair]:
    services = sample.at(sample.copied(sample.HUILA, "anuladas.gsi"))
    today = services.clock.today()
    families = iter(_families(services, 400))

    def there_and_back() -> None:
        event = services.run(commands.register_birth, _birth(next(families), today)).result
        services.run(undo.annul_event, AnnulEvent(event_id=event, reason="Se registró por error"))

    yield Pair(ours=there_and_back)
    services.close()


@bench("history of a family, 57,191 families", p95_ms=100, rounds=60)
def history() -> Iterator[Pair]:
    services = sample.at(sample.database(sample.HUILA))
    families = iter(_families(services, 400))
    yield Pair(ours=lambda: services.read(timeline, next(families)) and None)
    services.close()


@bench(
    "movement of a month in a whole department, 57,191 families",
    against="the join of members and episodes, counted",
    ratio=15,
    rounds=5,
)
def month() -> Iterator[Pair]:
    """The floor counts every membership with its episode once; the movement asks for stock and flow of both kinds."""
    services = sample.at(sample.database(sample.HUILA))
    today = services.clock.today()

    def floor(session: Session) -> None:
        rows = select(func.count()).select_from(Membership).join(Enrolment, Enrolment.family_id == Membership.family_id)
        session.execute(rows).scalar_one()

    def ours() -> None:
        services.read(movement, None, today.replace(day=1), today)

    yield Pair(ours, floor=partial(services.read, floor))
    services.close()
