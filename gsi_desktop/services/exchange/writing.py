"""From a plan to rows: new families in bulk, known ones field by field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Table, select, update

from gsi_desktop.models.base import Base
from gsi_desktop.models.enums import (
    Answer,
    DatePrecision,
    EventKind,
    FamilyStatus,
    Kinship,
    NoticeStatus,
    ReviewState,
    RowOutcome,
    SettlementKind,
    Sex,
    Zone,
)
from gsi_desktop.models.families import (
    Enrolment,
    EnrolmentTargeting,
    Family,
    FamilyEvent,
    Membership,
    Person,
    PersonDocument,
)
from gsi_desktop.models.imports import ImportReview, ImportRow
from gsi_desktop.models.territory import Settlement
from gsi_desktop.services.core import fulltext
from gsi_desktop.services.core.bulk import bulk_insert
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.search import fold, search_text, sort_key
from gsi_desktop.services.core.work import UnitOfWork
from gsi_desktop.services.exchange.planning import (
    Difference,
    HouseholdPlan,
    Plan,
    RowPlan,
    document_text,
    household_values,
    person_values,
)
from gsi_desktop.services.exchange.rules import Draft
from gsi_desktop.services.exchange.staging import StagedRoster
from gsi_desktop.services.families import commands as family_commands
from gsi_desktop.services.families import folios, household_rules
from gsi_desktop.services.families.former_places import forget_rosters
from gsi_desktop.services.families.phonetics import person_sound

_TARGETING = frozenset({"level", "score"})


@dataclass(slots=True)
class _Placed:
    """A household with the ids its rows are written under."""

    plan: HouseholdPlan
    family_id: UUID
    event_id: UUID
    people: list[UUID]


def _draft(row: RowPlan) -> Draft:
    assert row.draft is not None  # noqa: S101 - accepted rows have drafts
    return row.draft


def _settlements(work: UnitOfWork, plan: Plan) -> dict[tuple[str, str], UUID]:
    """Return municipality and folded name → settlement of every new household's, made where new."""
    names: dict[tuple[str, str], str] = {}
    for household in plan.households:
        draft = _draft(household.rows[0])
        if key := fold(draft.household.settlement):
            names.setdefault((draft.municipality, key), draft.household.settlement)
    known = {
        (municipality, key): settlement
        for municipality, key, settlement in work.session.execute(
            select(Settlement.municipality_id, Settlement.name_key, Settlement.id).where(
                Settlement.municipality_id.in_({municipality for municipality, _key in names})
            )
        )
    }
    made = {where: new_id() for where in names if where not in known}
    rows = ((made[where], where[0], names[where], where[1], SettlementKind.OTHER) for where in made)
    bulk_insert(work.connection, Settlement, ("id", "municipality_id", "name", "name_key", "kind"), rows)
    return known | made


class _Writer:
    """Writes one plan. Every bulk insert streams its rows; only ids are held."""

    def __init__(self, work: UnitOfWork, staged: StagedRoster, plan: Plan, batch_id: UUID) -> None:
        self.work = work
        self.plan = plan
        self.batch_id = batch_id
        self.as_of: date = staged.options.as_of
        self.settlements = _settlements(work, plan)
        self.done, self.total = 0, 1
        self.placed = [
            _Placed(
                household,
                household.known.family_id if household.known else new_id(),
                new_id(),
                [row.known.person_id if row.known else new_id() for row in household.rows],
            )
            for household in plan.households
        ]
        self.new = [one for one in self.placed if one.plan.known is None]

    def _insert(self, model: type[Base], columns: tuple[str, ...], rows: Iterator[tuple[Any, ...]]) -> None:
        self.work.progress.report("writing_rows", self.done, self.total)
        self.done += bulk_insert(self.work.connection, model, columns, rows)

    def write(self) -> None:
        """Write everything, parents before children."""
        people = sum(len(one.people) for one in self.placed)
        self.done, self.total = 0, 4 * people + 4 * len(self.new)
        self._families()
        self._people()
        self._memberships()
        for one in self.placed:
            if one.plan.known is not None:
                self._update(one)
        self._reviews()
        self._rows()
        self.work.changes.families.update(
            one.family_id
            for one in self.placed
            if one.plan.known is None or any(row.outcome is not RowOutcome.UNCHANGED for row in one.plan.rows)
        )

    def _families(self) -> None:
        wanted = Counter(one.plan.key[0] for one in self.new)
        numbers = {code: folios.reserve(self.work, code, count) for code, count in sorted(wanted.items())}
        self._insert(
            Family,
            ("id", "municipality_id", "folio", "settlement_id", "zone", "address", "phone", "other_phone", "status"),
            (
                (
                    one.family_id,
                    one.plan.key[0],
                    next(numbers[one.plan.key[0]]),
                    self.settlements.get((one.plan.key[0], fold(told.settlement))),
                    told.zone,
                    told.address,
                    told.phone,
                    told.other_phone,
                    FamilyStatus.ACTIVE,
                )
                for one in self.new
                for told in (_draft(one.plan.rows[0]).household,)
            ),
        )
        episodes = [(new_id(), one) for one in self.new]
        self._insert(
            Enrolment,
            ("id", "family_id", "municipality_id", "entry_on"),
            ((episode, one.family_id, one.plan.key[0], self.as_of) for episode, one in episodes),
        )
        self._insert(
            EnrolmentTargeting,
            ("id", "enrolment_id", "municipality_id", "source", "is_main", "household_key", "level", "score",
             "listed_on", "displaced_on", "displaced_from"),
            (
                (new_id(), episode, one.plan.key[0], told.source, True, one.plan.key[2], told.level, told.score,
                 told.listed_on, told.displaced_on, told.displaced_from)
                for episode, one in episodes
                for told in (_draft(one.plan.rows[0]).household,)
            ),
        )  # fmt: skip

    def _newcomers(self) -> Iterator[tuple[_Placed, RowPlan, UUID]]:
        """Yield the people who are created, with their household."""
        for one in self.placed:
            for row, person_id in zip(one.plan.rows, one.people, strict=True):
                if row.known is None:
                    yield one, row, person_id

    def _people(self) -> None:
        with fulltext.adding_rows(self.work.connection, cast("Table", Person.__table__)):
            self._insert(
                Person,
                ("id", "municipality_id", "first_surname", "second_surname", "first_name", "second_name", "sex",
                 "birth_date", "birth_precision", "ethnicity", "disability", "pregnant", "pregnant_as_of_on", "victim",
                 "notice", "name_key", "search_text", "sound"),
                (_person_row(_draft(row), person_id, self.as_of) for _one, row, person_id in self._newcomers()),
            )  # fmt: skip
        self._insert(
            PersonDocument,
            ("id", "person_id", "municipality_id", "type", "number", "recorded_on"),
            (
                (new_id(), person_id, draft.municipality, draft.person.document_type, draft.person.document, self.as_of)
                for _one, row, person_id in self._newcomers()
                for draft in (_draft(row),)
                if draft.person.document
            ),
        )

    def _memberships(self) -> None:
        joined = {person: new_id() for one, _row, person in self._newcomers() if one.plan.known is not None}
        entries = (
            (one.event_id, one.family_id, one.plan.key[0], EventKind.ENTRY, self.as_of, None) for one in self.new
        )
        joins = (
            (joined[person], one.family_id, one.plan.key[0], EventKind.JOIN, self.as_of, person)
            for one, _row, person in self._newcomers()
            if person in joined
        )
        columns = ("id", "family_id", "municipality_id", "kind", "occurred_on", "person_id")
        self._insert(FamilyEvent, columns, entries)
        self._insert(FamilyEvent, columns, joins)
        self._insert(
            Membership,
            ("id", "family_id", "person_id", "municipality_id", "kinship", "is_head", "valid_from_on", "opened_by"),
            (
                (new_id(), one.family_id, person, one.plan.key[0], row.kinship, row.kinship is Kinship.HEAD,
                 self.as_of, joined.get(person, one.event_id))
                for one, row, person in self._newcomers()
            ),
        )  # fmt: skip

    def _update(self, one: _Placed) -> None:
        for row, person_id in zip(one.plan.rows, one.people, strict=True):
            for difference in row.differences:
                if not difference.review:
                    take_value(self.work, one.family_id, person_id, difference, as_of=self.as_of)
            for difference in row.household_differences:
                if not difference.review:
                    take_value(self.work, one.family_id, None, difference, as_of=self.as_of)

    def _reviews(self) -> None:
        columns = ("id", "municipality_id", "batch_id", "row_number", "family_id", "person_id", "field",
                   "current_value", "new_value", "state")  # fmt: skip
        rows = (
            (new_id(), one.plan.key[0], self.batch_id, row.row_number, one.family_id, person, difference.field,
             difference.current, difference.new, ReviewState.OPEN)
            for one in self.placed
            for row, person_id in zip(one.plan.rows, one.people, strict=True)
            for person, differences in ((person_id, row.differences), (None, row.household_differences))
            for difference in differences
            if difference.review
        )  # fmt: skip
        self._insert(ImportReview, columns, rows)

    def _rows(self) -> None:
        places: dict[int, tuple[UUID, UUID, bool]] = {}
        for one in self.placed:
            for position, (row, person) in enumerate(zip(one.plan.rows, one.people, strict=True)):
                places[row.row_number] = (person, one.family_id, position == 0)
        self._insert(
            ImportRow,
            ("batch_id", "row_number", "outcome", "codes", "person_id", "family_id", "imported_values"),
            (_import_row(self.batch_id, row, places.get(row.row_number)) for row in self.plan.rows),
        )
        hidden = [one.family_id for one in self.placed if one.plan.known and one.plan.known.location_protected]
        forget_rosters(self.work.session, hidden)


def _person_row(draft: Draft, person_id: UUID, as_of: date) -> tuple[Any, ...]:
    person = draft.person
    names = (person.first_surname, person.second_surname, person.first_name, person.second_name)
    victim = household_rules.victim_by_list(draft.household.source, draft.household.displaced_on)
    return (
        person_id,
        draft.municipality,
        *names,
        person.sex,
        person.birth_date,
        DatePrecision.DAY,
        draft.ethnicity,
        draft.disability,
        draft.pregnant,
        as_of if draft.pregnant else None,
        victim,
        NoticeStatus.PENDING,
        sort_key(*names),
        search_text(names, (person.document,) if person.document else ()),
        person_sound(person.first_surname, person.first_name),
    )


def _import_row(batch_id: UUID, row: RowPlan, place: tuple[UUID, UUID, bool] | None) -> tuple[Any, ...]:
    told = msgspec.json.encode({"codes": row.codes, "params": row.params}).decode() if row.codes else "{}"
    if place is None or row.draft is None:
        return (batch_id, row.row_number, row.outcome, told, None, None, None)
    person_id, family_id, speaks = place
    values: dict[str, Any] = {"person": person_values(row.draft)}
    if speaks:
        values["household"] = household_values(row.draft)
    brought = msgspec.json.encode(values).decode()
    return (batch_id, row.row_number, row.outcome, told, person_id, family_id, brought)


def write(work: UnitOfWork, staged: StagedRoster, plan: Plan, batch_id: UUID) -> None:
    """Write ``plan`` under the batch ``batch_id``."""
    _Writer(work, staged, plan, batch_id).write()


# --- one value


def take_value(
    work: UnitOfWork, family_id: UUID, person_id: UUID | None, difference: Difference, *, as_of: date | None = None
) -> None:
    """Write one value of a roster over the registry: of the person, or of the household when ``person_id`` is None.

    Raises `ExpectedError` ``changed_meanwhile`` when the value is no longer the one the difference was judged on.
    """
    as_of = as_of or work.clock.today()
    if person_id is None:
        _take_household_value(work, family_id, difference)
    elif difference.field == "document":
        _take_document(work, person_id, difference)
    elif difference.field == "kinship":
        here = (Membership.person_id == person_id) & Membership.valid_to_on.is_(None)
        _replace(work, Membership, here, difference)
    else:
        also: dict[str, dict[str, object]] = {
            "pregnant": {"pregnant_as_of_on": as_of},
            "birth_date": {"birth_precision": DatePrecision.DAY},
        }
        _replace(work, Person, Person.id == person_id, difference, **also.get(difference.field, {}))
        _refresh_search(work, person_id)


_KINDS: dict[str, Callable[[str], object]] = {
    "sex": Sex,
    "birth_date": date.fromisoformat,
    "pregnant": Answer,
    "zone": Zone,
    "kinship": Kinship,
}
_NULLABLE = frozenset({"zone", "pregnant", "ethnicity", "disability", "birth_date"})


def _typed(field: str, value: str) -> object:
    if not value:
        return None if field in _NULLABLE else Sex.UNKNOWN if field == "sex" else ""
    return _KINDS[field](value) if field in _KINDS else value


def _replace(work: UnitOfWork, model: Any, where: ColumnElement[bool], difference: Difference, **also: object) -> None:
    """Write a field whose value is still the one that was judged."""
    column = getattr(model, difference.field)
    former = _typed(difference.field, difference.current)
    written = work.session.execute(
        update(model)
        .where(where, column.is_(None) if former is None else column == former)
        .values(**{difference.field: _typed(difference.field, difference.new)}, **also, version=model.version + 1)
    )
    if cast("Any", written).rowcount != 1:
        raise ExpectedError("changed_meanwhile")


def _take_document(work: UnitOfWork, person_id: UUID, difference: Difference) -> None:
    person, former, fields = family_commands.current_person(work.session, person_id)
    if document_text(fields.document_type, fields.document) != difference.current:
        raise ExpectedError("changed_meanwhile")
    document_type, _blank, number = difference.new.partition(" ")
    family_commands.replace_document(work, person, former, document_type, number)
    _refresh_search(work, person_id)


def _refresh_search(work: UnitOfWork, person_id: UUID) -> None:
    """Write the sort key and search words of a person anew from what is stored."""
    person, document, fields = family_commands.current_person(work.session, person_id)
    derived = family_commands.derived_names(fields, (document.number,) if document else ())
    if any(getattr(person, name) != value for name, value in derived.items()):
        work.session.execute(update(Person).where(Person.id == person_id).values(**derived, version=Person.version + 1))


def _take_household_value(work: UnitOfWork, family_id: UUID, difference: Difference) -> None:
    if difference.field in _TARGETING:
        open_episode = select(Enrolment.id).where(Enrolment.family_id == family_id, Enrolment.exit_on.is_(None))
        here = EnrolmentTargeting.enrolment_id.in_(open_episode) & EnrolmentTargeting.is_main
        _replace(work, EnrolmentTargeting, here, difference)
    elif difference.field == "settlement":
        family, contact = family_commands.current_contact(work.session, family_id)
        if contact.settlement != difference.current:
            raise ExpectedError("changed_meanwhile")
        settlement = family_commands.settlement_id(work, family.municipality_id, difference.new)
        family_commands.guarded_update(work, family, {"settlement_id": settlement})
    else:
        _replace(work, Family, Family.id == family_id, difference)
