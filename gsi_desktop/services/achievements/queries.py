"""Reads of the achievements area: the board of a family, the history of a logro, its conditions with the IPM."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from gsi_desktop.models.accompaniment import Commitment
from gsi_desktop.models.achievements import (
    NOBODY,
    AchievementEvent,
    AchievementMark,
    Assessment,
    AssessmentAnswer,
    CatalogueVersion,
    LivingScore,
)
from gsi_desktop.models.enums import AchievedHow, AssessmentKind, CommitmentState, MarkState
from gsi_desktop.models.families import Person
from gsi_desktop.models.operations import Operation
from gsi_desktop.services.achievements import catalogue, ipm, parameters, rules
from gsi_desktop.services.achievements.conditions_data import AnswerKey, Conditions, LivingScoreInfo
from gsi_desktop.services.achievements.data import (
    Achievement,
    AssessmentInfo,
    Board,
    BoardMember,
    Catalogue,
    Cell,
    CellKey,
    HistoryLine,
    Household,
    OpenAction,
    Progress,
    Subject,
    Verdict,
)
from gsi_desktop.services.achievements.households import Episode, episode, households
from gsi_desktop.services.families.data import age_on, full_name

People = Callable[[tuple[Subject, ...]], tuple[Subject, ...]]
"""Turns the members of a household into others."""

_Stored = tuple[MarkState | None, MarkState | None, AchievedHow | None]


# --- the board


def board(session: Session, family_id: UUID, day: date, people: People | None = None) -> Board:
    """Return the logros of a family on ``day``, in a fixed number of statements; raises ``family_gone``.

    ``people`` turns the members into those of a household that may come to be: who would it be without one of them?
    """
    found = episode(session, family_id)
    rules_ = parameters.load(session)
    household = households(session, {family_id: found}, rules_)[family_id]
    known_before = {subject.person_id for subject in household.members}
    if people is not None:
        household = replace(household, members=people(household.members))
    newcomers = [subject for subject in household.members if subject.person_id not in known_before]
    known = assessments(session, found.enrolment_id)
    baseline = next((one for one in known if one.kind is AssessmentKind.BASELINE), None)
    book = _book(session, known, day)
    facts = _Facts(
        _marks(session, found.enrolment_id) | _by_document(newcomers),
        open_actions(session, found.enrolment_id),
        day,
        baseline.closed_on if baseline is not None else None,
    )
    cells: dict[CellKey, Cell] = {}
    for achievement in book.achievements:
        cells.update(_cells_of(achievement, household, facts))
    frozen = baseline.summary if baseline is not None else None
    return Board(
        family_id=family_id,
        enrolment_id=found.enrolment_id,
        day=day,
        catalogue=book,
        members=tuple(board_member(subject, day) for subject in household.members),
        cells=cells,
        progress=rules.progress(book, cells, frozen),
        baseline=baseline,
        assessments=known,
    )


def _by_document(newcomers: Sequence[Subject]) -> dict[CellKey, _Stored]:
    """Return the marks the identity documents of people who may come would give them."""
    told = {
        (number, one.person_id): rules.document_state(number, one) for one in newcomers for number in rules.IDENTITY
    }
    return {key: (state, None, AchievedHow.DOCUMENT) for key, state in told.items() if state is not None}


def _book(session: Session, known: Sequence[AssessmentInfo], day: date) -> Catalogue:
    """Return the version an unfinished línea base or final verification is bound to, else the one in force."""
    bound = (one for one in known if one.kind is not AssessmentKind.FOLLOW_UP and one.closed_on is None)
    unfinished = next(bound, None)
    if unfinished is None:
        return catalogue.in_force(session, day)
    return catalogue.by_number(session, unfinished.catalogue_number)


def board_member(subject: Subject, day: date) -> BoardMember:
    """Return the column of a member."""
    age = None if subject.birth_date is None else max(0, age_on(subject.birth_date, day))
    return BoardMember(
        subject.person_id, subject.name, subject.given_name, subject.kinship, subject.is_head, subject.sex, age
    )


class _Facts(NamedTuple):
    """What is known of the cells of a family on ``day``; ``base_on`` is when its línea base was closed."""

    marks: Mapping[CellKey, _Stored]
    actions: Mapping[CellKey, tuple[OpenAction, ...]]
    day: date
    base_on: date | None


def _cells_of(achievement: Achievement, household: Household, facts: _Facts) -> dict[CellKey, Cell]:
    number = achievement.number
    marks, actions, day, base_on = facts
    if not achievement.of_members:
        verdict = rules.family_verdict(achievement, household, day)
        return {(number, None): _cell(verdict, marks.get((number, None)), actions.get((number, None), ()))}
    cells: dict[CellKey, Cell] = {}
    bases: list[MarkState] = []
    together = actions.get((number, None), ())
    for subject in household.members:
        key = (number, subject.person_id)
        own = (*actions.get(key, ()), *together)
        cell = cells[key] = _cell(rules.member_verdict(achievement, subject, day), marks.get(key), own)
        if cell.applies and (base := _at_base(achievement, subject, cell, base_on)) is not None:
            bases.append(base)
    applying = [cell for cell in cells.values() if cell.applies]
    family = Cell(
        state=rules.rolled_up([cell.state for cell in applying]),
        stored=MarkState.UNKNOWN,
        initial=rules.rolled_up(bases) if bases else None,
        why=rules.applies_text(achievement),
        rolled_up=True,
        reached=sum(cell.state is MarkState.ACHIEVED for cell in applying),
        applicable=len(applying),
        actions=together,
    )
    return {(number, None): family} | cells


def _at_base(achievement: Achievement, subject: Subject, cell: Cell, base_on: date | None) -> MarkState | None:
    """Return what the línea base said: nothing of who came later or whom it did not concern then."""
    if cell.initial is not None or base_on is None:
        return cell.initial
    if subject.joined_on is not None and subject.joined_on > base_on:
        return None
    return MarkState.UNKNOWN if rules.member_verdict(achievement, subject, base_on).applies else None


def _cell(verdict: Verdict, mark: _Stored | None, actions: tuple[OpenAction, ...]) -> Cell:
    stored, initial, how = mark if mark is not None else (None, None, None)
    said = stored or MarkState.UNKNOWN
    forced = verdict.applies and said is MarkState.NOT_APPLICABLE
    state = said if verdict.applies else MarkState.NOT_APPLICABLE
    if actions and state in (MarkState.PENDING, MarkState.UNKNOWN):
        state = MarkState.IN_PROGRESS
    return Cell(
        state=state,
        stored=said,
        initial=initial,
        why=verdict.why,
        how=how,
        derived=how is AchievedHow.DOCUMENT,
        forced=forced,
        actions=actions,
    )


def _marks(session: Session, enrolment_id: UUID) -> dict[CellKey, _Stored]:
    mark = AchievementMark
    rows = session.execute(
        select(mark.achievement, mark.person_id, mark.state, mark.initial, mark.how).where(
            mark.enrolment_id == enrolment_id
        )
    )
    return {(row[0], None if row[1] == NOBODY else row[1]): (row[2], row[3], row[4]) for row in rows}


def open_actions(session: Session, enrolment_id: UUID) -> dict[CellKey, tuple[OpenAction, ...]]:
    """Return the open commitments of an episode by the logro and person they are about."""
    rows = session.execute(
        select(
            Commitment.id,
            Commitment.achievement,
            Commitment.person_id,
            Commitment.action,
            Commitment.responsible,
            Commitment.due_on,
            Person.first_name,
            Person.second_name,
            Person.first_surname,
            Person.second_surname,
        )
        .outerjoin(Person, Person.id == Commitment.responsible_id)
        .where(
            Commitment.enrolment_id == enrolment_id,
            Commitment.state == CommitmentState.OPEN,
            Commitment.achievement.is_not(None),
        )
        .order_by(Commitment.due_on, Commitment.id)
    )
    found: dict[CellKey, list[OpenAction]] = defaultdict(list)
    for row in rows:
        who = full_name(*row[6:10]) if row.first_name else row.responsible
        found[row.achievement, row.person_id].append(OpenAction(row.id, row.action, who, row.due_on))
    return {key: tuple(actions) for key, actions in found.items()}


def assessments(session: Session, enrolment_id: UUID) -> tuple[AssessmentInfo, ...]:
    """Return the assessments of an episode, newest first."""
    rows = session.execute(
        select(Assessment, CatalogueVersion.number)
        .join(CatalogueVersion, CatalogueVersion.id == Assessment.catalogue_version_id)
        .where(Assessment.enrolment_id == enrolment_id)
        .order_by(Assessment.assessed_on.desc(), Assessment.id.desc())
    )
    return tuple(
        AssessmentInfo(
            one.id,
            one.kind,
            one.assessed_on,
            one.closed_on,
            number,
            msgspec.json.decode(one.summary, type=Progress) if one.summary else None,
            one.correction,
        )
        for one, number in rows
    )


def history(session: Session, family_id: UUID, achievement: int, person_id: UUID | None) -> tuple[HistoryLine, ...]:
    """Return the changes of one logro of a family or member, newest first; taken back ones are marked."""
    event, undo = AchievementEvent, aliased(AchievementEvent)
    rows = session.execute(
        select(event, Operation.actor, Assessment.kind, undo.id)
        .join(Operation, Operation.id == event.operation_id)
        .join(Assessment, Assessment.id == event.assessment_id)
        .outerjoin(undo, undo.reverts_id == event.id)
        .where(
            event.enrolment_id == episode(session, family_id).enrolment_id,
            event.achievement == achievement,
            event.person_id == person_id if person_id is not None else event.person_id.is_(None),
            event.reverts_id.is_(None),
        )
        .order_by(event.occurred_on.desc(), event.id.desc())
    )
    return tuple(
        HistoryLine(
            event_id=one.id,
            occurred_on=one.occurred_on,
            from_state=one.from_state,
            to_state=one.to_state,
            how=one.how,
            reason=one.reason,
            provider=one.provider,
            evidence=one.evidence,
            note=one.note,
            actor=actor,
            kind=kind,
            reverted=taken_back is not None,
        )
        for one, actor, kind, taken_back in rows
    )


# --- conditions and IPM


def conditions(session: Session, family_id: UUID, day: date) -> Conditions:
    """Return the conditions of a household as last answered, its IPM before and now, and its recorded ICV."""
    found = episode(session, family_id)
    rules_ = parameters.load(session)
    household = households(session, {family_id: found}, rules_)[family_id]
    cutoff = parameters.share(rules_.ipm_cutoff)
    by_day = _answers_by_assessment(session, found)
    answers = _merged(by_day)
    before = next((one for one in by_day if one[1] is AssessmentKind.BASELINE), None)
    later = [one for one in by_day if one[1] is not AssessmentKind.BASELINE]
    return Conditions(
        family_id=family_id,
        day=day,
        zone=found.zone,
        members=tuple(board_member(subject, day) for subject in household.members),
        questions=ipm.questions(),
        answers=answers,
        pregnancy=_pregnancy(session, household),
        before=ipm.measure(_at(household, before), before[2], found.zone, before[0], cutoff) if before else None,
        before_on=before[0] if before else None,
        now=ipm.measure(household, answers, found.zone, day, cutoff) if answers else None,
        now_on=(later[-1][0] if later else before[0] if before else None),
        living_scores=_living_scores(session, found.enrolment_id),
    )


_Asked = tuple[date, AssessmentKind, dict[AnswerKey, str]]
"""Day and kind of an assessment and what was answered then."""


def _at(household: Household, asked: _Asked) -> Household:
    """Return the household without those who came later and were not asked then."""
    people = {person for _question, person in asked[2]}
    return replace(
        household,
        members=tuple(
            one
            for one in household.members
            if one.person_id in people or one.joined_on is None or one.joined_on <= asked[0]
        ),
    )


def _answers_by_assessment(session: Session, found: Episode) -> list[_Asked]:
    rows = session.execute(
        select(Assessment.id, Assessment.assessed_on, Assessment.kind, AssessmentAnswer)
        .join(AssessmentAnswer, AssessmentAnswer.assessment_id == Assessment.id)
        .where(Assessment.enrolment_id == found.enrolment_id)
        .order_by(Assessment.assessed_on, Assessment.id)
    )
    by_id: dict[UUID, _Asked] = {}
    for assessment_id, on, kind, answer in rows:
        by_id.setdefault(assessment_id, (on, kind, {}))[2][answer.question, answer.person_id] = answer.value
    return list(by_id.values())


def _merged(by_day: list[_Asked]) -> dict[AnswerKey, str]:
    merged: dict[AnswerKey, str] = {}
    for _on, _kind, answers in by_day:
        merged.update(answers)
    return merged


def _pregnancy(session: Session, household: Household) -> dict[UUID, tuple[Any, date | None]]:
    ids = [subject.person_id for subject in household.members]
    rows = session.execute(select(Person.id, Person.pregnant, Person.pregnant_as_of_on).where(Person.id.in_(ids)))
    return {row[0]: (row[1], row[2]) for row in rows}


def _living_scores(session: Session, enrolment_id: UUID) -> tuple[LivingScoreInfo, ...]:
    rows = session.execute(
        select(LivingScore.measured_on, LivingScore.hundredths, LivingScore.source)
        .where(LivingScore.enrolment_id == enrolment_id)
        .order_by(LivingScore.measured_on, LivingScore.id)
    )
    return tuple(LivingScoreInfo(on, Fraction(hundredths, 100), source) for on, hundredths, source in rows)
