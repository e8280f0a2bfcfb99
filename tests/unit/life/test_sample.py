"""Sample families live too: what splits off from them goes with them, and nobody real goes."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import func, select

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.families import Family, Membership
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.families import queries
from gsi_desktop.services.life.data import Settled, Split
from gsi_desktop.services.upkeep import checking, demo
from tests.support import life
from tests.support.factories import add_family


def _large(services: Services) -> UUID:
    with services.database.reading() as session:
        large = select(Membership.family_id).where(Membership.valid_to_on.is_(None)).group_by(Membership.family_id)
        return session.execute(large.having(func.count() > 3).order_by(Membership.family_id)).scalars().all()[0]


def test_what_split_off_from_a_sample_goes_with_it(services: Services) -> None:
    demo.load(services, families=8)
    family = _large(services)
    who = services.read(queries.dossier, family).members[-1].person_id
    asked = life.preview(services, Split(family_id=family, on=life.DAY, person_ids=(who,), new_head_id=who))
    settled = tuple(Settled(commitment_id=one.commitment_id, reason="Se fue") for one in asked.promises)
    life.split(services, family, who, settled=settled)
    assert demo.remove(services) == 9
    with services.database.reading() as session:
        assert session.execute(select(func.count()).select_from(Family)).scalar_one() == 0
    assert checking.problems(services.database) == []


def test_a_sample_tied_to_a_real_family_stays_until_that_is_annulled(services: Services) -> None:
    demo.load(services, families=8)
    real = add_family(services)
    sample = services.read(queries.dossier, _large(services))
    joined = life.enter(services, sample.family_id, person_id=real.people[2])
    with pytest.raises(ExpectedError, match="sample_mixed") as refused:
        demo.remove(services)
    assert refused.value.params["folio"] == real.folio
    life.annul(services, joined)
    demo.remove(services)
    assert len(services.read(queries.dossier, real.family_id).members) == 3
    assert checking.problems(services.database) == []
