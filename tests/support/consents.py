"""Answers about personal data for tests, recorded by the command people use."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from gsi_desktop.models.enums import ConsentChannel, MinorOpinion, NoticeStatus
from gsi_desktop.services.families import consent
from gsi_desktop.services.families.consent_data import ConsentFields, PersonConsent, RecordConsents
from tests.support.factories import HOUSEHOLD, Added, add_family

if TYPE_CHECKING:
    from gsi_desktop.bootstrap import Services

GRANTED = ConsentFields(
    purposes=("care", "offers"),
    sensitive=True,
    channel=ConsentChannel.WRITTEN,
    occurred_on=date(2026, 11, 21),
    taken_by="Yenny Paola Muñoz",
)


def represented(head: UUID, fields: ConsentFields = GRANTED) -> ConsentFields:
    """Return what the head says for her child."""
    return replace(fields, representative_id=head, relation="Madre", minor_opinion=MinorOpinion.AGREES)


def record(services: Services, *said: tuple[UUID, ConsentFields]) -> int:
    """Record what people said."""
    told = tuple(PersonConsent(person_id=person, fields=fields) for person, fields in said)
    return services.run(consent.record_consents, RecordConsents(consents=told)).result


def record_household(services: Services, family: Added) -> None:
    """Record that everybody of `HOUSEHOLD` authorises; whoever else is in the family answered nothing."""
    head, spouse, child = family.people[:3]
    record(services, (head, GRANTED), (spouse, GRANTED), (child, represented(head)))


def untold_family(services: Services) -> Added:
    """Add `HOUSEHOLD` as a roster brings it: nobody was told anything yet."""
    return add_family(services, *(replace(one, notice=NoticeStatus.PENDING) for one in HOUSEHOLD))
