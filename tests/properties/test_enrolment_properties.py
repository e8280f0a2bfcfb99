"""Whatever household is enrolled by hand, and however many are taken back, the database stays sound."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.enums import Answer, DatePrecision, Kinship, NoDocument, Sex, TargetingSource, Zone
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.families import enrolling, household_rules, queries
from gsi_desktop.services.families.data import Accepted, ContactFields, NewPerson, PersonFields, Severity
from gsi_desktop.services.families.enrol_data import EnrolFamily, NewTargeting, UndoEnrolment
from gsi_desktop.services.upkeep import checking
from tests.support.contents import business
from tests.support.counts import count
from tests.support.enrolment import TODAY, consents
from tests.support.factories import PITALITO

NAMES = st.text("abcñÑáéíóúüÁ -'", min_size=0, max_size=12) | st.sampled_from(["Muñoz", "DE LA CRUZ", "  Ana "])
DOCUMENTS = ["", "NN", "1.075.234.567", "36284517", "1083865401", "999", "AB12345"]


@st.composite
def _people(draw: st.DrawFn, place: int) -> NewPerson:
    born = draw(st.dates(date(1900, 1, 1), date(2026, 12, 31)) | st.none())
    document = draw(st.sampled_from(DOCUMENTS) | st.integers(10_000, 99_999).map(str))
    return NewPerson(
        fields=PersonFields(
            first_name=draw(NAMES),
            second_name=draw(NAMES),
            first_surname=draw(NAMES),
            second_surname=draw(NAMES),
            sex=draw(st.sampled_from(Sex)),
            birth_date=born,
            document_type=draw(st.sampled_from(["CC", "TI", "RC", "PA", ""])),
            document=document,
        ),
        kinship=Kinship.HEAD if place == 0 else draw(st.sampled_from(Kinship)),
        birth_precision=draw(st.sampled_from(DatePrecision)),
        no_document=draw(st.sampled_from(NoDocument) | st.none()),
        ethnicity=draw(st.sampled_from(["none", "indigenous", "declined", None])),
        disability=draw(st.sampled_from(["none", "visual", "declined", None])),
        pregnant=draw(st.sampled_from(Answer) | st.none()),
        victim=draw(st.sampled_from(Answer) | st.none()),
        known_as=new_id(),
    )


@st.composite
def _households(draw: st.DrawFn) -> EnrolFamily:
    members = tuple(draw(_people(place)) for place in range(draw(st.integers(0, 4))))
    sources = draw(st.lists(st.sampled_from(TargetingSource), max_size=2))
    return EnrolFamily(
        municipality_id=draw(st.sampled_from([PITALITO, "41001", "99999"])),
        entry_on=draw(st.dates(date(2020, 1, 1), date(2026, 12, 1))),
        contact=ContactFields(
            settlement=draw(NAMES), zone=draw(st.sampled_from(Zone) | st.none()), address="", phone="", other_phone=""
        ),
        targeting=tuple(
            NewTargeting(
                source=source, level=draw(st.sampled_from(["", "A1", "1", "Z9"])),
                household_key=draw(st.sampled_from(["", "77", "1000.0"])),
            )
            for source in sources
        ),
        members=members,
        consents=consents(members) if members else (),
    )  # fmt: skip


def _passed(data: EnrolFamily) -> EnrolFamily:
    """Return ``data`` with every warning passed, as a person does who looks at each."""
    found = [one for one in household_rules.check_household(data, TODAY) if one.finding.severity is Severity.WARNING]
    reasons = [(one.row, Accepted(one.finding.field, one.finding.code, "Lo vi")) for one in found]
    members = tuple(
        replace(member, accepted=tuple(reason for at, reason in reasons if at == row))
        for row, member in enumerate(data.members)
    )
    return replace(data, members=members, accepted=tuple(reason for at, reason in reasons if at is None))


@contextmanager
def _unchanged_if_refused(services: Services) -> Iterator[None]:
    before = business(services.database)
    try:
        yield
    except ExpectedError:
        assert business(services.database) == before


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@settings(
    max_examples=count(25, 400),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.lists(_households(), min_size=1, max_size=3), back=st.booleans())
def test_whatever_is_enrolled_passes_the_check(services: Services, data: list[EnrolFamily], back: bool) -> None:
    for household in data:
        operation = new_id()
        made = None
        with _unchanged_if_refused(services):
            made = services.run(enrolling.enrol_family, _passed(household), operation_id=operation).result
        if made is None:
            continue
        dossier = services.read(queries.dossier, made.family_id)
        assert sum(member.is_head for member in dossier.members) == 1
        assert len(dossier.members) == len(household.members)
        if back:
            services.run(enrolling.undo_enrolment, UndoEnrolment(made.family_id, operation))
            with pytest.raises(ExpectedError, match="family_gone"):
                services.read(queries.dossier, made.family_id)
    assert checking.problems(services.database) == []
