"""Keeps the list of people who may be one: as people are typed, after an import, and by sweep.

The list is recomputed, not piled up: a pair that no longer looks alike goes, one that somebody dismissed comes back
only when what was compared changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import delete, or_, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from gsi_desktop.models.duplicates import DuplicateCandidate
from gsi_desktop.models.enums import CandidateOrigin, CandidateState
from gsi_desktop.models.families import PersonDocument
from gsi_desktop.models.operations import AuditEntry
from gsi_desktop.services.core.bulk import bulk_insert
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.services.core.work import UnitOfWork
from gsi_desktop.services.families import duplicates, sweep
from gsi_desktop.services.families.duplicates import Known
from gsi_desktop.services.families.matching import CANDIDATE, Likeness, compare
from gsi_desktop.services.families.sweep import Found, Swept

MOST_AT_ENTRY = 60
"""People one command may write and still be compared at once; an import compares its people afterwards."""

MOST_BY_LOOKS = 2000
"""People compared one by one with those the indexes bring; more are compared by a sweep."""

_CHUNK = 400
_COLUMNS = ("id", "municipality_id", "one_id", "other_id", "score", "reasons", "facts", "origin", "state", "found_on")


@dataclass(frozen=True, slots=True)
class KeepFound:
    """What a sweep found, to be kept. ``whole`` when everybody was compared, so that other open pairs are stale."""

    swept: Swept
    origin: CandidateOrigin
    whole: bool

    @property
    def fingerprint(self) -> dict[str, Any]:
        """Return what tells this use of an operation id from another."""
        pairs = [(str(one.one.person_id), str(one.other.person_id), one.likeness.score) for one in self.swept.found]
        return {"pairs": pairs, "whole": self.whole}


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of the pairs found: ``open`` is how many wait for somebody now."""

    people: int
    pairs: int
    new: int
    gone: int
    dismissed: int
    open: int


@dataclass(frozen=True, slots=True)
class Dismiss:
    """Say that two people are not one, and why."""

    candidate_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class Reopen:
    """Take that back."""

    candidate_id: UUID


def _facts(one: Known, other: Known) -> str:
    """Return the hash of what identifies two people; household and telephone may change without asking again."""
    told = [
        (known.profile.given, known.profile.surnames, known.profile.sex, known.profile.birth_date,
         sorted(known.profile.documents))
        for known in (one, other)
    ]  # fmt: skip
    return hashlib.sha256(repr(told).encode()).hexdigest()[:32]


def _reasons(likeness: Likeness) -> str:
    return msgspec.json.encode([(reason.field, reason.verdict) for reason in likeness.reasons]).decode()


def keep(work: UnitOfWork, data: KeepFound) -> Kept:
    """Write the pairs a sweep found over those kept, and return what became of them."""
    found = {(one.one.person_id, one.other.person_id): one for one in data.swept.found}
    work.progress.report("keeping_pairs", 0, len(found))
    kept = _kept(work.session, None if data.whole else {person for pair in found for person in pair})
    new = _write(work, found, kept, data.origin)
    gone = _drop(work, [row for pair, row in kept.items() if data.whole and pair not in found])
    dismissed = sum(
        row.state is CandidateState.DISMISSED
        and pair in found
        and row.facts == _facts(found[pair].one, found[pair].other)
        for pair, row in kept.items()
    )
    work.changes.kinds.add("duplicate")
    return Kept(data.swept.people, len(found), new, gone, dismissed, len(found) - dismissed)


def _kept(session: Session, people: set[UUID] | None) -> dict[tuple[UUID, UUID], Any]:
    """Return the rows kept of these people's pairs (None: all), by pair."""
    row = DuplicateCandidate
    query = select(row.id, row.one_id, row.other_id, row.score, row.reasons, row.facts, row.state)
    if people is None:
        return {(found.one_id, found.other_id): found for found in session.execute(query)}
    ids = sorted(people)
    chunks = (ids[start : start + _CHUNK] for start in range(0, len(ids), _CHUNK))
    return {
        (found.one_id, found.other_id): found
        for chunk in chunks
        for found in session.execute(query.where(or_(row.one_id.in_(chunk), row.other_id.in_(chunk))))
    }


def _write(
    work: UnitOfWork,
    found: dict[tuple[UUID, UUID], Found],
    kept: dict[tuple[UUID, UUID], Any],
    origin: CandidateOrigin,
) -> int:
    """Insert new pairs, renew what changed and open again those whose people changed; return how many are new."""
    today = work.clock.today()
    fresh: list[tuple[Any, ...]] = []
    for pair, one in found.items():
        facts, reasons, score = _facts(one.one, one.other), _reasons(one.likeness), one.likeness.score
        row = kept.get(pair)
        if row is None:
            place = one.one.profile.municipality_id
            fresh.append(
                (new_id(), place, *pair, score, reasons, facts, origin, CandidateState.OPEN, today)
            )  # fmt: skip
        elif row.facts != facts or (row.state is CandidateState.OPEN and (row.score, row.reasons) != (score, reasons)):
            values: dict[str, Any] = {"score": score, "reasons": reasons, "facts": facts, "state": CandidateState.OPEN}
            if row.state is CandidateState.DISMISSED:
                values |= {"origin": origin, "found_on": today, "decided_on": None, "decided_by": "", "decision": ""}
            _set(work, row.id, **values)
    return _insert(work, sorted(fresh, key=lambda values: values[2:4]))


def _insert(work: UnitOfWork, fresh: Sequence[tuple[Any, ...]]) -> int:
    """Insert pairs in one order; one that somebody else is writing at this moment is waited for and left to them."""
    if work.connection.dialect.name != "postgresql" or len(fresh) > MOST_BY_LOOKS:
        return bulk_insert(work.connection, DuplicateCandidate, _COLUMNS, fresh)
    for start in range(0, len(fresh), _CHUNK):
        rows = [dict(zip(_COLUMNS, values, strict=True)) for values in fresh[start : start + _CHUNK]]
        work.session.execute(postgresql.insert(DuplicateCandidate).values(rows).on_conflict_do_nothing())
    return len(fresh)


def _drop(work: UnitOfWork, rows: Iterable[Any]) -> int:
    """Delete open pairs that no longer look alike; what somebody decided stays."""
    stale = [row.id for row in rows if row.state is CandidateState.OPEN]
    for start in range(0, len(stale), _CHUNK):
        work.session.execute(delete(DuplicateCandidate).where(DuplicateCandidate.id.in_(stale[start : start + _CHUNK])))
    return len(stale)


def _set(work: UnitOfWork, candidate_id: UUID, **values: Any) -> None:
    row = DuplicateCandidate
    work.session.execute(update(row).where(row.id == candidate_id).values(**values, version=row.version + 1))


def search(session: Session, progress: Progress, people: Collection[UUID]) -> Swept:
    """Return the pairs that may be one person with at least one of these people: few look into indexes, many sweep."""
    if len(people) > MOST_BY_LOOKS:
        return sweep.search(session, progress, people)
    found: dict[tuple[UUID, UUID], Found] = {}
    for done, known in enumerate(duplicates.people(session, people)):
        if done % 50 == 0:
            progress.report("comparing_people", done, len(people))
        found |= _pairs(session, known)
    return Swept(len(people), len(people), tuple(found.values()))


# --- at entry


def notice(work: UnitOfWork) -> None:
    """Compare the people this unit of work wrote with the registry and keep their pairs; run before commit."""
    written = _written(work)
    if not written or len(written) > MOST_AT_ENTRY:
        return
    found: dict[tuple[UUID, UUID], Found] = {}
    for known in duplicates.people(work.session, written):
        found |= _pairs(work.session, known)
    kept = _kept(work.session, written)
    new = _write(work, found, kept, CandidateOrigin.ENTRY)
    gone = _drop(work, [row for pair, row in kept.items() if pair not in found])
    if new or gone:
        work.changes.kinds.add("duplicate")


def _pairs(session: Session, known: Known) -> dict[tuple[UUID, UUID], Found]:
    """Return the pairs of somebody with the people of the registry who may be them."""
    pairs: dict[tuple[UUID, UUID], Found] = {}
    for other in duplicates.neighbours(session, known):
        likeness = compare(known.profile, other.profile)
        if likeness.score >= CANDIDATE:
            one, two = sorted((known, other), key=lambda person: person.person_id)
            pairs[one.person_id, two.person_id] = Found(one, two, likeness)
    return pairs


def _written(work: UnitOfWork) -> set[UUID]:
    """Return the people whose row or document this operation wrote, as the audit tells."""
    here = AuditEntry.operation_id == work.operation_id
    entries: Sequence[Any] = work.session.execute(
        select(AuditEntry.row_id, AuditEntry.table_name)
        .where(here, AuditEntry.table_name.in_(("person", "person_document")), AuditEntry.action != "delete")
        .distinct()
        .limit(4 * MOST_AT_ENTRY)
    ).all()
    people = {row.row_id for row in entries if row.table_name == "person"}
    documents = [row.row_id for row in entries if row.table_name == "person_document"]
    if documents:
        owners = select(PersonDocument.person_id).where(PersonDocument.id.in_(documents))
        people.update(work.session.execute(owners).scalars())
    return people


# --- what people decide


def dismiss(work: UnitOfWork, data: Dismiss) -> None:
    """Remember that the two people of a pair are not one; raises ``pair_gone``."""
    _require(work, data.candidate_id, CandidateState.OPEN)
    told = {"decided_on": work.clock.today(), "decided_by": work.actor, "decision": data.reason.strip()[:400]}
    _set(work, data.candidate_id, state=CandidateState.DISMISSED, **told)
    work.changes.kinds.add("duplicate")


def reopen(work: UnitOfWork, data: Reopen) -> None:
    """Ask about a dismissed pair again; raises ``pair_gone``."""
    _require(work, data.candidate_id, CandidateState.DISMISSED)
    _set(work, data.candidate_id, state=CandidateState.OPEN, decided_on=None, decided_by="", decision="")
    work.changes.kinds.add("duplicate")


def _require(work: UnitOfWork, candidate_id: UUID, state: CandidateState) -> None:
    row = DuplicateCandidate
    held = select(row.id).where(row.id == candidate_id, row.state == state).with_for_update()
    if work.session.execute(held).first() is None:
        raise ExpectedError("pair_gone")
