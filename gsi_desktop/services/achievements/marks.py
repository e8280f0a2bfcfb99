"""Keeps `AchievementMark`, the current state of every logro, equal to the facts: before every commit, and by rebuild.

A mark comes from the events of its episode (those taken back left out, the last by day wins), from the identity
document for logros 1 to 3 unless a person said otherwise, and from birth dates and dated conditions for its days.
Families without an assessment have no marks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Table, and_, delete, or_, select
from sqlalchemy.orm import Session

from gsi_desktop.models.achievements import NOBODY, AchievementEvent, AchievementMark, Assessment
from gsi_desktop.models.enums import AchievedHow, AssessmentKind, MarkState
from gsi_desktop.models.families import Enrolment
from gsi_desktop.services.achievements import catalogue, households, parameters, rules
from gsi_desktop.services.achievements.data import Catalogue, CellKey, Household, Period
from gsi_desktop.services.achievements.households import Episode
from gsi_desktop.services.core.bulk import bulk_insert
from gsi_desktop.services.core.work import UnitOfWork
from gsi_desktop.services.families import cards

_CHUNK = 400
_COLUMNS = [column.name for column in AchievementMark.__table__.columns]


@dataclass(slots=True)
class Said:
    """What the events of one cell add up to: the state said last with its how, and what the línea base said."""

    state: MarkState = MarkState.UNKNOWN
    how: AchievedHow | None = None
    initial: MarkState | None = None
    event_id: UUID | None = None


@dataclass(slots=True)
class History:
    """The cells of one episode as its events left them; ``closed`` once the línea base is.

    ``since`` is the day of its first assessment; ``version_id`` the version of the catalogue an unfinished línea base
    or final verification is bound to.
    """

    cells: dict[CellKey, Said] = field(default_factory=lambda: defaultdict(Said))
    closed: bool = False
    started: bool = False
    since: date = date.max
    version_id: UUID | None = None


def histories(session: Session, enrolment_ids: Sequence[UUID]) -> dict[UUID, History]:
    """Return what the events of each episode add up to; an episode without an assessment is left out."""
    found: dict[UUID, History] = {}
    one = Assessment
    for enrolment_id, kind, on, closed_on, version_id in session.execute(
        select(one.enrolment_id, one.kind, one.assessed_on, one.closed_on, one.catalogue_version_id)
        .where(one.enrolment_id.in_(enrolment_ids))
        .order_by(one.assessed_on, one.id)
    ):
        history = found.setdefault(enrolment_id, History(since=on))
        if kind is not AssessmentKind.FOLLOW_UP and closed_on is None:
            history.version_id = version_id
        if kind is AssessmentKind.BASELINE:
            history.started = True
            history.closed = closed_on is not None
    event = AchievementEvent
    rows = session.execute(
        select(
            event.id,
            event.enrolment_id,
            event.achievement,
            event.person_id,
            event.to_state,
            event.how,
            event.reverts_id,
            Assessment.kind,
        )
        .join(Assessment, Assessment.id == event.assessment_id)
        .where(event.enrolment_id.in_(list(found)))
        .order_by(event.occurred_on, event.id)
    ).all()
    undone = {row.reverts_id for row in rows if row.reverts_id is not None}
    for row in rows:
        if row.reverts_id is not None or row.id in undone:
            continue
        said = found[row.enrolment_id].cells[row.achievement, row.person_id]
        said.state, said.how, said.event_id = row.to_state, row.how, row.id
        if row.kind is AssessmentKind.BASELINE:
            said.initial = None if row.to_state is MarkState.UNKNOWN else row.to_state
    return found


def current(number: int, subject: Any, said: Said | None) -> tuple[MarkState, AchievedHow | None]:
    """Return the stored state of a cell and how: what a person said, else what the identity document tells."""
    by_hand = said is not None and said.state is not MarkState.UNKNOWN and said.how is not AchievedHow.DOCUMENT
    if by_hand and said is not None:
        return said.state, said.how
    derived = rules.document_state(number, subject) if subject is not None else None
    if derived is None:
        return (said.state, said.how) if said is not None else (MarkState.UNKNOWN, None)
    return derived, AchievedHow.DOCUMENT


def _rows(
    one: Episode, household: Household, history: History, book: Catalogue, day: date
) -> Iterator[tuple[Any, ...]]:
    """Yield the marks of one episode, values in the order of the table's columns."""
    for achievement in book.achievements:
        for subject in household.members if achievement.of_members else (None,):
            person = subject.person_id if subject is not None else None
            said = history.cells.get((achievement.number, person))
            state, how = current(achievement.number, subject, said)
            initial = said.initial if said is not None else None
            if initial is None and not history.closed and history.started and state is not MarkState.UNKNOWN:
                initial = state
            if state is MarkState.UNKNOWN and initial is None:
                continue
            verdict = (
                rules.member_verdict(achievement, subject, day)
                if subject is not None
                else rules.family_verdict(achievement, household, day)
            )
            if verdict.period is None or (said is None and _never_asked(verdict.period, history.since)):
                continue
            start = verdict.period.from_on if achievement.min_months else None
            if achievement.condition is not None or achievement.household_condition is not None:
                start = verdict.period.from_on
            yield (
                one.enrolment_id,
                achievement.number,
                person or NOBODY,
                one.municipality_id,
                None if state is MarkState.UNKNOWN else state,
                initial,
                how,
                start,
                verdict.period.to_on,
            )


def _never_asked(period: Period, since: date) -> bool:
    """Whether ``period`` ended before the family was first assessed: what a document tells of it nobody will ask."""
    return period.to_on is not None and period.to_on <= since


def derived(session: Session, family_ids: Sequence[UUID], day: date) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Return the marks the facts of these families give on ``day``, by key (episode, logro, person)."""
    found = households.episodes(session, family_ids)
    assessed = histories(session, [one.enrolment_id for one in found.values()])
    found = {family: one for family, one in found.items() if one.enrolment_id in assessed}
    if not found:
        return {}
    people = households.households(session, found, parameters.load(session))
    books = _books(session, assessed.values(), day)
    return {
        row[:3]: row
        for family, one in found.items()
        for row in _rows(
            one, people[family], assessed[one.enrolment_id], books[assessed[one.enrolment_id].version_id], day
        )
    }


def _books(session: Session, histories: Iterable[History], day: date) -> dict[UUID | None, Catalogue]:
    """Return the versions of the catalogue these episodes are judged by; None is the one in force on ``day``."""
    current = catalogue.in_force(session, day)
    bound = {history.version_id for history in histories} - {None, current.version_id}
    found: dict[UUID | None, Catalogue] = {None: current, current.version_id: current}
    found.update({version_id: catalogue.load(session, version_id) for version_id in bound if version_id is not None})
    return found


def stored(session: Session, family_ids: Sequence[UUID]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Return the marks kept of these families, by key."""
    table = AchievementMark.__table__
    rows = session.execute(
        select(*table.columns)
        .join(Enrolment, Enrolment.id == table.c.enrolment_id)
        .where(Enrolment.family_id.in_(family_ids))
    )
    return {tuple(row[:3]): tuple(row) for row in rows}


def _chunks(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    rest = iter(sorted(ids))
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk


def refresh_families(session: Session, family_ids: Iterable[UUID], day: date) -> None:
    """Write the marks of these families that differ from the facts."""
    table = AchievementMark.__table__
    assert isinstance(table, Table)  # noqa: S101 - narrows the type; our models are plain tables
    for ids in _chunks(family_ids):
        wanted, kept = derived(session, ids, day), stored(session, ids)
        stale = [key for key, row in kept.items() if wanted.get(key) != row]
        for start in range(0, len(stale), 100):
            session.execute(
                delete(AchievementMark).where(or_(*(_key(table, key) for key in stale[start : start + 100])))
            )
        fresh = [row for key, row in wanted.items() if kept.get(key) != row]
        if fresh:
            bulk_insert(session.connection(), AchievementMark, _COLUMNS, fresh)


def _key(table: Table, key: tuple[Any, ...]) -> Any:
    return and_(table.c.enrolment_id == key[0], table.c.achievement == key[1], table.c.person_id == key[2])


def refresh(work: UnitOfWork) -> None:
    """Bring the marks of the families the unit of work noted as changed up to date; run before commit."""
    if work.changes.families:
        work.session.flush()
        assessed = (
            select(Enrolment.family_id)
            .join(Assessment, Assessment.enrolment_id == Enrolment.id)
            .where(Assessment.kind == AssessmentKind.BASELINE)
        )
        marked = select(Enrolment.family_id).join(AchievementMark, AchievementMark.enrolment_id == Enrolment.id)
        for ids in _chunks(work.changes.families):
            work.progress.check()
            found = set(work.session.execute(assessed.where(Enrolment.family_id.in_(ids))).scalars())
            found.update(work.session.execute(marked.where(Enrolment.family_id.in_(ids)).distinct()).scalars())
            if found:
                refresh_families(work.session, found, work.clock.today())


def refresh_all(work: UnitOfWork) -> int:
    """Bring every family's marks up to date, after a new catalogue or a changed rule; return how many families."""
    families = _assessed_families(work.session)
    for done in range(0, len(families), _CHUNK):
        work.progress.report("refreshing_marks", done, len(families))
        chunk = families[done : done + _CHUNK]
        cards.lock(work.session, chunk)
        refresh_families(work.session, chunk, work.clock.today())
    return len(families)


def _assessed_families(session: Session) -> list[UUID]:
    assessed = select(Enrolment.family_id).join(Assessment, Assessment.enrolment_id == Enrolment.id)
    return sorted(session.execute(assessed.distinct()).scalars())


def differences(session: Session, day: date) -> int:
    """Return how many marks differ from the facts (0 in a sound database).

    A mark whose days are over by ``day`` may wait for the next write to its family: a household that meets a condition
    again after a gap starts another run of days.
    """
    count = 0
    for ids in _chunks(_assessed_families(session)):
        wanted, kept = derived(session, ids, day), stored(session, ids)
        count += sum(
            wanted.get(key) != kept.get(key) for key in wanted.keys() | kept.keys() if not _over(kept.get(key), day)
        )
    return count


def _over(row: tuple[Any, ...] | None, day: date) -> bool:
    ended = None if row is None else row[_COLUMNS.index("applies_to_on")]
    return ended is not None and ended <= day
