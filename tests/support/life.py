"""Life events for tests, each through the command people use."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from gsi_desktop.models.enums import Kinship, NoDocument, Sex
from gsi_desktop.services.families.data import NewPerson, PersonFields
from gsi_desktop.services.life import amend, commands, undo
from gsi_desktop.services.life.data import (
    Act,
    AmendEvent,
    AnnulEvent,
    Birth,
    Death,
    HeadChange,
    JoinHouseholds,
    Move,
    PersonEntry,
    PersonExit,
    Preview,
    ProgrammeExit,
    Reentry,
    Split,
)

if TYPE_CHECKING:
    from gsi_desktop.bootstrap import Services

DAY = date(2026, 11, 10)
NEIVA = "41001"


def newborn(first_name: str = "Samuel", kinship: Kinship = Kinship.CHILD, **fields: Any) -> NewPerson:
    """Return somebody new without a document."""
    told: dict[str, Any] = {
        "second_name": "",
        "first_surname": "Cabrera",
        "second_surname": "Muñoz",
        "sex": Sex.MALE,
        "birth_date": DAY,
        "document_type": "",
        "document": "",
    }
    reason = None if fields.get("document") else NoDocument.IN_PROCESS
    return NewPerson(
        fields=PersonFields(first_name=first_name, **{**told, **fields}), kinship=kinship, no_document=reason
    )


def preview(services: Services, act: Act) -> Preview:
    """Return what an act would change."""
    return services.read(commands.preview, act, services.clock.today())


def register(services: Services, act: Act) -> UUID:
    """Record an act and return its event."""
    return services.run(commands.COMMANDS[type(act)], act).result


def birth(services: Services, family_id: UUID, on: date = DAY, **fields: Any) -> UUID:
    """Record a birth."""
    return register(services, Birth(family_id=family_id, on=on, person=newborn(**fields)))


def death(services: Services, family_id: UUID, person_id: UUID, on: date = DAY, **more: Any) -> UUID:
    """Record a death."""
    return register(services, Death(family_id=family_id, on=on, person_id=person_id, **more))


def leave(services: Services, family_id: UUID, person_id: UUID, on: date = DAY, **more: Any) -> UUID:
    """Record that a member left."""
    return register(services, PersonExit(family_id=family_id, on=on, person_id=person_id, **more))


def enter(services: Services, family_id: UUID, on: date = DAY, **more: Any) -> UUID:
    """Record that somebody came."""
    told: dict[str, Any] = {"kinship": Kinship.OTHER_RELATIVE, **more}
    return register(services, PersonEntry(family_id=family_id, on=on, **told))


def split(services: Services, family_id: UUID, *people: UUID, on: date = DAY, **more: Any) -> UUID:
    """Record that people formed a family; the first one is its head."""
    return register(services, Split(family_id=family_id, on=on, person_ids=people, new_head_id=people[0], **more))


def join(services: Services, family_id: UUID, other: UUID, on: date = DAY, **more: Any) -> UUID:
    """Record that two households became one."""
    return register(services, JoinHouseholds(family_id=family_id, on=on, other_family_id=other, **more))


def head(services: Services, family_id: UUID, person_id: UUID, on: date = DAY, **more: Any) -> UUID:
    """Record another head."""
    return register(services, HeadChange(family_id=family_id, on=on, head_id=person_id, **more))


def move(services: Services, family_id: UUID, to: str = NEIVA, on: date = DAY) -> UUID:
    """Record a move to another municipality."""
    return register(services, Move(family_id=family_id, on=on, municipality_id=to))


def leave_programme(services: Services, family_id: UUID, reason: str = "voluntary", on: date = DAY) -> UUID:
    """Record that a family left the programme."""
    return register(services, ProgrammeExit(family_id=family_id, on=on, reason=reason))


def come_back(services: Services, family_id: UUID, on: date = DAY) -> UUID:
    """Record that a family came back."""
    return register(services, Reentry(family_id=family_id, on=on))


def annul(services: Services, event_id: UUID, reason: str = "Se registró por error") -> UUID:
    """Take an event back."""
    return services.run(undo.annul_event, AnnulEvent(event_id=event_id, reason=reason)).result


def amended(services: Services, event_id: UUID, on: date, note: str = "") -> UUID:
    """Correct the day or note of an event."""
    return services.run(amend.amend_event, AmendEvent(event_id=event_id, on=on, note=note)).result
