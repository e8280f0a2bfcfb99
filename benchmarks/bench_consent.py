"""Answers about personal data in a whole department: the tab Documentos, recording a household, who wrote a field."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import cycle
from uuid import UUID

from sqlalchemy import select

from benchmarks import sample
from benchmarks.harness import Pair, bench
from gsi_desktop.bootstrap import Services
from gsi_desktop.models.enums import ConsentChannel, MinorOpinion
from gsi_desktop.models.families import FamilyCard
from gsi_desktop.services.core.authorship import writers
from gsi_desktop.services.families import consent, consent_queries
from gsi_desktop.services.families.consent_data import ConsentFields, PersonConsent, RecordConsents

_DRAWN = 200


def _families(services: Services) -> list[UUID]:
    with services.database.reading() as session:
        found = session.execute(select(FamilyCard.family_id).order_by(FamilyCard.family_id)).scalars().all()
    return random.Random(7).sample(list(found), min(_DRAWN, len(found)))


@bench("answers of a family read (57,191 families)", p95_ms=20, rounds=100)
def answers() -> Iterator[Pair]:
    with sample.opened() as services:
        drawn, day = cycle(_families(services)), services.clock.today()
        yield Pair(ours=lambda: services.read(consent_queries.family_consents, next(drawn), day) and None)


@bench("who wrote a field, from the audit (57,191 families)", p95_ms=20, rounds=100)
def author() -> Iterator[Pair]:
    with sample.opened() as services:
        drawn = cycle(_families(services))
        yield Pair(ours=lambda: services.read(writers, "family", next(drawn), ["address", "phone"]) and None)


@bench("answers of a household recorded (57,191 families)", p95_ms=400, rounds=40)
def record() -> Iterator[Pair]:
    copy = sample.copied(sample.HUILA, "autorizaciones.gsi")
    services = sample.at(copy)
    drawn, day = cycle(_families(services)), services.clock.today()

    def household() -> None:
        people = services.read(consent_queries.family_consents, next(drawn), day)
        fields = ConsentFields(
            purposes=("care", "offers"),
            sensitive=True,
            channel=ConsentChannel.WRITTEN,
            occurred_on=day,
            taken_by="Yenny Paola Muñoz",
            representative="Rosalba Muñoz Ordóñez",
            relation="Madre",
            minor_opinion=MinorOpinion.AGREES,
        )
        told = tuple(PersonConsent(person_id=one.person_id, fields=fields) for one in people)
        services.run(consent.record_consents, RecordConsents(consents=told))

    yield Pair(ours=household)
    services.close()
    copy.unlink()
