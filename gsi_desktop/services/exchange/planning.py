"""What importing a staged roster would do: rows matched with the registry, differences judged, nothing written.

The dry run shows a plan; applying makes it again inside its own transaction, so what is written is judged against what
is there at that moment.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar, cast
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from gsi_desktop.models.enums import BatchState, Kinship, RowOutcome, TargetingSource
from gsi_desktop.models.families import (
    Enrolment,
    EnrolmentTargeting,
    Family,
    Membership,
    Person,
    PersonDocument,
)
from gsi_desktop.models.imports import ImportBatch, ImportRow
from gsi_desktop.models.territory import Settlement
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.services.core.search import fold
from gsi_desktop.services.exchange import doubles
from gsi_desktop.services.exchange.data import ImportCounts
from gsi_desktop.services.exchange.rules import Draft, settle_heads
from gsi_desktop.services.exchange.staging import StagedRoster
from gsi_desktop.services.families.data import age_on

T = TypeVar("T")
_CHUNK = 900
_EXACT = frozenset({"birth_date", "document", "phone", "other_phone", "score", "level", "sex", "kinship", "zone"})
HOUSEHOLD_FIELDS = ("zone", "settlement", "address", "phone", "other_phone", "level", "score")
PERSON_FIELDS = (
    "first_name",
    "second_name",
    "first_surname",
    "second_surname",
    "sex",
    "birth_date",
    "document",
    "kinship",
    "ethnicity",
    "disability",
    "pregnant",
)

HouseholdKey = tuple[str, bool, str]
"""Municipality, whether the list is one of victims (RUPD, RUV), and the list's own household number."""


@dataclass(slots=True)
class Known:
    """A present member of a family of the registry, in comparable text, with what the last import brought."""

    person_id: UUID
    family_id: UUID
    version: int
    document_id: UUID | None
    values: dict[str, str]
    imported: dict[str, str] | None = None


@dataclass(slots=True)
class KnownFamily:
    """A family of the registry that a roster names again."""

    family_id: UUID
    folio: str
    version: int
    targeting_id: UUID
    targeting_version: int
    values: dict[str, str]
    members: list[Known] = field(default_factory=list)
    imported: dict[str, str] | None = None
    location_protected: bool = False


@dataclass(slots=True)
class Difference:
    """A field to write (``review`` False) or to ask about, with what is there and what the roster brings."""

    field: str
    current: str
    new: str
    review: bool


@dataclass(slots=True)
class RowPlan:
    """What happens to one row. ``params`` fill the texts of its codes."""

    row_number: int
    outcome: RowOutcome
    codes: list[str]
    params: dict[str, str]
    draft: Draft | None = None
    kinship: Kinship = Kinship.OTHER_RELATIVE
    known: Known | None = None
    differences: list[Difference] = field(default_factory=list)
    household_differences: list[Difference] = field(default_factory=list)


@dataclass(slots=True)
class HouseholdPlan:
    """The accepted rows of one household; ``known`` is its family when the registry has it."""

    key: HouseholdKey
    rows: list[RowPlan]
    known: KnownFamily | None


@dataclass(slots=True)
class Plan:
    """Every row of the file in its order, and the households they form."""

    rows: list[RowPlan]
    households: list[HouseholdPlan]


def document_text(document_type: str, number: str) -> str:
    """Return a document as one comparable value, "" when there is none."""
    return f"{document_type} {number}" if number else ""


def person_values(draft: Draft) -> dict[str, str]:
    """Return what a row says of the person, as text; empty means it says nothing."""
    person = draft.person
    return {
        "first_name": person.first_name,
        "second_name": person.second_name,
        "first_surname": person.first_surname,
        "second_surname": person.second_surname,
        "sex": "" if person.sex == "unknown" else person.sex.value,
        "birth_date": person.birth_date.isoformat() if person.birth_date else "",
        "document": document_text(person.document_type, person.document),
        "kinship": draft.kinship.value,
        "ethnicity": draft.ethnicity or "",
        "disability": draft.disability or "",
        "pregnant": draft.pregnant.value if draft.pregnant else "",
    }


def household_values(draft: Draft) -> dict[str, str]:
    """Return what a row says of the household, as text; empty means it says nothing."""
    household = draft.household
    return {
        "zone": household.zone.value if household.zone else "",
        "settlement": household.settlement,
        "address": household.address,
        "phone": household.phone,
        "other_phone": household.other_phone,
        "level": household.level,
        "score": household.score,
    }


def household_key(draft: Draft) -> HouseholdKey:
    """Return what a household is known by: one list's number in one municipality."""
    victims = draft.household.source in {TargetingSource.RUPD, TargetingSource.RUV}
    return draft.municipality, victims, draft.household_key


def _same(name: str, one: str, other: str) -> bool:
    return one == other if name in _EXACT else fold(one) == fold(other)


def differences(current: dict[str, str], imported: dict[str, str] | None, new: dict[str, str]) -> list[Difference]:
    """Return what a newer cut changes: written where nobody changed the last imported value, else asked about.

    An empty cell never overwrites; a value the last cut already brought is no news, whatever was done to it since.
    The head of a household is never changed by a roster, only asked about: that is a life event.
    """
    found = []
    for name, value in new.items():
        if not value or _same(name, value, current[name]):
            continue
        last = None if imported is None else imported.get(name, "")
        if last is not None and _same(name, value, last):
            continue
        untouched = not current[name] or (last is not None and _same(name, current[name], last))
        head = name == "kinship" and Kinship.HEAD in (value, current[name])
        found.append(Difference(name, current[name], value, review=head or not untouched))
    return found


def _chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), _CHUNK):
        yield items[start : start + _CHUNK]


# --- what the registry knows


def _families_by_key(session: Session, keys: Sequence[HouseholdKey]) -> dict[HouseholdKey, UUID]:
    found: dict[HouseholdKey, UUID] = {}
    wanted = set(keys)
    for chunk in _chunks(sorted({key[2] for key in keys})):
        rows = session.execute(
            select(
                EnrolmentTargeting.municipality_id,
                EnrolmentTargeting.source,
                EnrolmentTargeting.household_key,
                Enrolment.family_id,
            )
            .join(Enrolment, Enrolment.id == EnrolmentTargeting.enrolment_id)
            .join(Family, (Family.id == Enrolment.family_id) & Family.merged_into.is_(None))
            .where(
                EnrolmentTargeting.household_key.in_(chunk),
                EnrolmentTargeting.municipality_id.in_({key[0] for key in keys}),
            )
        )
        for municipality, source, number, family_id in rows:
            key = (municipality, source in {TargetingSource.RUPD, TargetingSource.RUV}, number)
            if key in wanted:
                found[key] = family_id
    return found


def _owners(session: Session, numbers: Sequence[str]) -> dict[tuple[str, str], tuple[UUID, UUID | None, str]]:
    """Return (type, number) → person, their present family and its folio, for live documents."""
    found: dict[tuple[str, str], tuple[UUID, UUID | None, str]] = {}
    for chunk in _chunks(numbers):
        rows = session.execute(
            select(PersonDocument.type, PersonDocument.number, PersonDocument.person_id, Family.id, Family.folio)
            .outerjoin(
                Membership,
                (Membership.person_id == PersonDocument.person_id) & Membership.valid_to_on.is_(None),
            )
            .outerjoin(Family, Family.id == Membership.family_id)
            .where(PersonDocument.number.in_(chunk), PersonDocument.retired_on.is_(None))
        )
        for document_type, number, person_id, family_id, folio in rows:
            found[document_type, number] = (person_id, family_id, folio or "")
    return found


def _known_families(session: Session, ids: Sequence[UUID]) -> dict[UUID, KnownFamily]:
    found: dict[UUID, KnownFamily] = {}
    for chunk in _chunks(ids):
        rows = session.execute(
            select(Family, Settlement.name, EnrolmentTargeting)
            .outerjoin(Settlement, Settlement.id == Family.settlement_id)
            .join(Enrolment, Enrolment.family_id == Family.id)
            .join(EnrolmentTargeting, (EnrolmentTargeting.enrolment_id == Enrolment.id) & EnrolmentTargeting.is_main)
            .where(Family.id.in_(chunk))
            .order_by(Enrolment.entry_on, Enrolment.id)
        )
        for family, settlement, targeting in rows:
            found[family.id] = KnownFamily(
                family.id,
                family.folio,
                family.version,
                targeting.id,
                targeting.version,
                {
                    "zone": family.zone.value if family.zone else "",
                    "settlement": settlement or "",
                    "address": family.address,
                    "phone": family.phone,
                    "other_phone": family.other_phone,
                    "level": targeting.level,
                    "score": targeting.score,
                },
                location_protected=family.location_protected,
            )
        session.expunge_all()
        _load_members(session, found, chunk)
    return found


def _load_members(session: Session, families: dict[UUID, KnownFamily], ids: Sequence[UUID]) -> None:
    rows = session.execute(
        select(Membership.family_id, Membership.kinship, Person, PersonDocument)
        .join(Person, Person.id == Membership.person_id)
        .outerjoin(PersonDocument, (PersonDocument.person_id == Person.id) & PersonDocument.retired_on.is_(None))
        .where(Membership.family_id.in_(ids), Membership.valid_to_on.is_(None))
        .order_by(Person.id, PersonDocument.recorded_on.desc())
    )
    members: dict[UUID, Known] = {}
    for family_id, kinship, person, document in rows:
        if person.id in members:
            continue
        known = Known(
            person.id,
            family_id,
            person.version,
            document.id if document else None,
            {
                "first_name": person.first_name,
                "second_name": person.second_name,
                "first_surname": person.first_surname,
                "second_surname": person.second_surname,
                "sex": "" if person.sex == "unknown" else person.sex.value,
                "birth_date": person.birth_date.isoformat() if person.birth_date else "",
                "document": document_text(document.type, document.number) if document else "",
                "kinship": kinship.value,
                "ethnicity": person.ethnicity or "",
                "disability": person.disability or "",
                "pregnant": person.pregnant.value if person.pregnant else "",
            },
        )
        members[person.id] = known
        families[family_id].members.append(known)
    session.expunge_all()
    _load_imported(session, families, members)


def _load_imported(session: Session, families: dict[UUID, KnownFamily], members: dict[UUID, Known]) -> None:
    for chunk in _chunks(list(members)):
        rows = session.execute(
            select(ImportRow.person_id, ImportRow.imported_values)
            .join(ImportBatch, (ImportBatch.id == ImportRow.batch_id) & (ImportBatch.state == BatchState.APPLIED))
            .where(ImportRow.person_id.in_(chunk), ImportRow.imported_values.is_not(None))
            .order_by(ImportRow.batch_id, ImportRow.row_number)
        )
        for person_id, stored in rows:
            values: dict[str, dict[str, str]] = msgspec.json.decode(stored or "{}")
            known = members[cast("UUID", person_id)]
            known.imported = values["person"]
            if "household" in values:
                families[known.family_id].imported = values["household"]


# --- the plan


class _Planner:
    """Judges the drafts of one roster against what the registry knows, in the order of the file."""

    def __init__(self, session: Session, staged: StagedRoster, progress: Progress) -> None:
        self.staged = staged
        self.progress = progress
        accepted = [draft for draft in staged.drafts if not draft.rejected]
        keys = list(dict.fromkeys(map(household_key, accepted)))
        numbers = sorted({draft.person.document for draft in accepted if draft.person.document})
        populated = session.execute(select(Person.id).limit(1)).first() is not None
        self.owners = _owners(session, numbers) if populated else {}
        self.former = doubles.former_owners(session, numbers) if populated else {}
        self.owners = self.former | self.owners
        self.look_alikes = doubles.look_alikes(session, accepted) if populated else {}
        self.family_ids = _families_by_key(session, keys) if populated else {}
        progress.check()
        self.families = _known_families(session, sorted(set(self.family_ids.values())))
        self.people = {known.person_id: known for family in self.families.values() for known in family.members}
        self.claimed: dict[tuple[str, str], int] = {}
        self.matched: set[UUID] = set()
        documents = {(draft.person.document_type, draft.person.document) for draft in accepted}
        named = {owner[0] for document, owner in self.owners.items() if document in documents}
        self.by_name: dict[tuple[UUID, str, str], list[Known]] = {}
        for family in self.families.values():
            for known in family.members:
                if known.person_id not in named:
                    self.by_name.setdefault((family.family_id, *_identity(known.values)), []).append(known)

    def row(self, draft: Draft) -> RowPlan:
        """Return the plan of one draft, its household not yet judged."""
        params = _params(draft, self.staged)
        plan = RowPlan(draft.row_number, RowOutcome.CREATED, list(draft.codes), params, draft, draft.kinship)
        if draft.rejected:
            plan.outcome = RowOutcome.REJECTED
            return plan
        family_id = self.family_ids.get(household_key(draft))
        document = (draft.person.document_type, draft.person.document)
        if draft.person.document:
            if document in self.claimed:
                return _duplicate(plan, row=self.claimed[document])
            owner = self.owners.get(document)
            if owner is not None:
                if family_id is None or owner[1] != family_id or owner[0] in self.matched:
                    return _duplicate(plan, folio=owner[2])
                plan.known = self.people[owner[0]]
            self.claimed[document] = draft.row_number
        if plan.known is None and family_id is not None:
            namesakes = self.by_name.get((family_id, *_identity(person_values(draft))))
            plan.known = namesakes.pop(0) if namesakes else None
        if plan.known is not None:
            self.matched.add(plan.known.person_id)
        elif (key := doubles.sound_and_birth(draft)) in self.look_alikes:
            plan.codes.append("possible_duplicate")
            plan.params |= _params(draft, self.staged, always=True) | {"double": self.look_alikes[key]}
        return plan

    def household(self, key: HouseholdKey, rows: list[RowPlan]) -> HouseholdPlan:
        """Return the plan of a household: heads settled, differences of known members and of the household."""
        family_id = self.family_ids.get(key)
        known = self.families.get(family_id) if family_id else None
        if known is None:
            births = [row.draft.person.birth_date if row.draft else None for row in rows]
            settled = settle_heads([row.kinship for row in rows], births, self.staged.options.as_of)
            for row, (kinship, warning) in zip(rows, settled, strict=True):
                row.kinship = kinship
                row.codes.extend([warning] if warning else [])
            return HouseholdPlan(key, rows, None)
        for row in rows:
            self._compare(row)
        first = rows[0]
        assert first.draft is not None  # noqa: S101 - accepted rows have drafts
        told = household_values(first.draft)
        if known.location_protected:  # a list does not bring back what is reserved
            told |= {name: known.values[name] for name in ("settlement", "address")}
        first.household_differences = differences(known.values, known.imported, told)
        if any(not difference.review for difference in first.household_differences):
            first.outcome = RowOutcome.UPDATED if first.outcome is RowOutcome.UNCHANGED else first.outcome
        for row in rows:
            if any(d.review for d in (*row.differences, *row.household_differences)):
                row.codes.append("needs_review")
        return HouseholdPlan(key, rows, known)

    def _compare(self, row: RowPlan) -> None:
        assert row.draft is not None  # noqa: S101 - accepted rows have drafts
        if row.known is None:
            if row.kinship is Kinship.HEAD:
                row.kinship = Kinship.OTHER_RELATIVE
                row.codes.append("second_head")
            return
        said = person_values(row.draft)
        if (row.draft.person.document_type, row.draft.person.document) in self.former:
            said["document"] = ""  # theirs until they were merged: no news
        row.differences = differences(row.known.values, row.known.imported, said)
        changed = any(not difference.review for difference in row.differences)
        row.outcome = RowOutcome.UPDATED if changed else RowOutcome.UNCHANGED


def _identity(values: dict[str, str]) -> tuple[str, str]:
    names = (values["first_surname"], values["second_surname"], values["first_name"], values["second_name"])
    return fold(" ".join(names)), values["birth_date"]


def _params(draft: Draft, staged: StagedRoster, *, always: bool = False) -> dict[str, str]:
    if not draft.codes and not always:
        return {}
    born = draft.person.birth_date
    age = age_on(born, staged.options.as_of) if born else ""
    return {"birth": draft.birth_text, "type": draft.person.document_type, "age": str(age)}


def _duplicate(plan: RowPlan, *, row: int = 0, folio: str = "") -> RowPlan:
    plan.outcome = RowOutcome.REJECTED
    plan.codes = ["duplicate_document"]
    plan.params["other_row" if row else "other_folio"] = str(row) if row else folio
    plan.known = None
    return plan


def make(session: Session, staged: StagedRoster, progress: Progress) -> Plan:
    """Return what importing ``staged`` into this registry would do."""
    planner = _Planner(session, staged, progress)
    rows: list[RowPlan] = [RowPlan(number, RowOutcome.SKIPPED, [code], {}) for number, code in staged.skipped.items()]
    grouped: dict[HouseholdKey, list[RowPlan]] = {}
    for count, draft in enumerate(staged.drafts):
        if count % 2000 == 0:
            progress.report("checking_rows", count, len(staged.drafts))
        row = planner.row(draft)
        rows.append(row)
        if row.outcome is not RowOutcome.REJECTED:
            grouped.setdefault(household_key(draft), []).append(row)
    households = [planner.household(key, members) for key, members in grouped.items()]
    rows.sort(key=lambda row: row.row_number)
    return Plan(rows, households)


def counts(plan: Plan) -> ImportCounts:
    """Return the totals of a plan."""
    outcomes = Counter(row.outcome for row in plan.rows)
    left_out = (RowOutcome.REJECTED, RowOutcome.SKIPPED)
    rejected = Counter(row.codes[0] for row in plan.rows if row.outcome is RowOutcome.REJECTED)
    skipped = Counter(row.codes[0] for row in plan.rows if row.outcome is RowOutcome.SKIPPED)
    warnings = Counter(code for row in plan.rows if row.outcome not in left_out for code in row.codes)
    return ImportCounts(
        rows=len(plan.rows),
        families_created=sum(household.known is None for household in plan.households),
        persons_created=outcomes[RowOutcome.CREATED],
        persons_updated=outcomes[RowOutcome.UPDATED],
        persons_unchanged=outcomes[RowOutcome.UNCHANGED],
        rejected=dict(rejected),
        skipped=dict(skipped),
        warnings=dict(warnings),
    )
