"""Writes of the achievements area: marks, assessments, answers. Each command is one user action; none commits."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec
from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from gsi_desktop.models.accompaniment import FamilyPlan
from gsi_desktop.models.achievements import AchievementEvent, Assessment, AssessmentAnswer, LivingScore
from gsi_desktop.models.enums import AchievedHow, Answer, AssessmentKind, MarkState, PlanState
from gsi_desktop.models.families import Enrolment, Person
from gsi_desktop.services.achievements import catalogue, ipm, marks, parameters, queries
from gsi_desktop.services.achievements.conditions_data import RecordLivingScore, SaveAnswers, SavePregnancy, answer_name
from gsi_desktop.services.achievements.data import (
    Board,
    CloseAssessment,
    Mark,
    MarkCells,
    Marked,
    PublishCatalogue,
    ReopenBaseline,
    StartAssessment,
    UndoMarks,
)
from gsi_desktop.services.achievements.households import Episode, episode
from gsi_desktop.services.achievements.parameters import EditParameters, Parameters
from gsi_desktop.services.core.authorship import Written, writers
from gsi_desktop.services.core.dates import show_date
from gsi_desktop.services.core.errors import ConflictError, ExpectedError
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.work import UnitOfWork
from gsi_desktop.services.families.commands import guarded_update, lock_episode

_REASONED = {MarkState.OBJECTIVE, MarkState.DISINTEREST, MarkState.NOT_APPLICABLE}


# --- shared


def _locked(work: UnitOfWork, family_id: UUID) -> Episode:
    """Return the newest episode of a family as it is once nobody else writes on it; raises when it is over."""
    lock_episode(work, episode(work.session, family_id).enrolment_id)
    found = episode(work.session, family_id)
    if not found.is_open:
        raise ExpectedError("family_exited")
    return found


def _open_episode(work: UnitOfWork, family_id: UUID, on: date) -> Episode:
    """Return the newest episode of a family, locked; raises when ``on`` is outside it or it is over."""
    found = _locked(work, family_id)
    if on > work.clock.today():
        raise ExpectedError("date_future", field="on")
    if on < found.entry_on:
        raise ExpectedError("date_before_entry", field="on", entry=show_date(found.entry_on))
    return found


def _touch(work: UnitOfWork, family_id: UUID) -> None:
    work.changes.families.add(family_id)
    work.changes.kinds.add("achievement")


def _family_of(session: Session, assessment_id: UUID) -> UUID:
    found = session.execute(
        select(Enrolment.family_id)
        .join(Assessment, Assessment.enrolment_id == Enrolment.id)
        .where(Assessment.id == assessment_id)
    ).scalar_one_or_none()
    if found is None:
        raise ExpectedError("assessment_gone")
    return found


def _assessment(session: Session, assessment_id: UUID) -> Assessment:
    """Return an assessment as it is now; its episode is locked."""
    return session.get_one(Assessment, assessment_id, populate_existing=True)


def _new_assessment(
    work: UnitOfWork, found: Episode, kind: AssessmentKind, on: date, visit_id: UUID | None
) -> Assessment:
    made = Assessment(
        id=new_id(),
        enrolment_id=found.enrolment_id,
        municipality_id=found.municipality_id,
        catalogue_version_id=catalogue.in_force(work.session, on).version_id,
        kind=kind,
        visit_id=visit_id,
        assessed_on=on,
        version=1,
    )
    work.session.add(made)
    work.session.flush()
    return made


def reading(work: UnitOfWork, found: Episode, on: date, visit_id: UUID | None) -> Assessment:
    """Return the assessment that marks and answers of ``on`` belong to.

    The línea base or the final verification while it is open, else the follow-up of the visit or of the day, made
    when it is the first. Raises ``baseline_missing`` before any línea base.
    """
    known = (
        work.session.execute(
            select(Assessment)
            .where(Assessment.enrolment_id == found.enrolment_id)
            .order_by(Assessment.assessed_on.desc(), Assessment.id.desc())
            .execution_options(populate_existing=True)
        )
        .scalars()
        .all()
    )
    if not any(one.kind is AssessmentKind.BASELINE for one in known):
        raise ExpectedError("baseline_missing")
    unfinished = [one for one in known if one.kind is not AssessmentKind.FOLLOW_UP and one.closed_on is None]
    if unfinished:
        return unfinished[0]
    for one in known:
        same = one.visit_id == visit_id if visit_id is not None else one.visit_id is None and one.assessed_on == on
        if one.kind is AssessmentKind.FOLLOW_UP and same:
            return one
    return _new_assessment(work, found, AssessmentKind.FOLLOW_UP, on, visit_id)


# --- assessments


def start_assessment(work: UnitOfWork, data: StartAssessment) -> UUID:
    """Open a línea base or a final verification and return its id.

    Raises ``baseline_exists``; ``baseline_missing`` for a final verification before a closed línea base; ``final_open``
    for a second one.
    """
    found = _open_episode(work, data.family_id, data.on)
    known = queries.assessments(work.session, found.enrolment_id)
    baseline = next((one for one in known if one.kind is AssessmentKind.BASELINE), None)
    if data.kind is AssessmentKind.BASELINE and baseline is not None:
        raise ExpectedError("baseline_exists", day=show_date(baseline.assessed_on))
    if data.kind is not AssessmentKind.BASELINE and (baseline is None or baseline.closed_on is None):
        raise ExpectedError("baseline_missing")
    unfinished = next((one for one in known if one.kind is AssessmentKind.FINAL and one.closed_on is None), None)
    if data.kind is AssessmentKind.FINAL and unfinished is not None:
        raise ExpectedError("final_open", day=show_date(unfinished.assessed_on))
    made = _new_assessment(work, found, data.kind, data.on, data.visit_id)
    _touch(work, data.family_id)
    return made.id


def close_assessment(work: UnitOfWork, data: CloseAssessment) -> UUID:
    """Close a línea base or final verification: fix what derives from documents and freeze its figures."""
    family_id = _family_of(work.session, data.assessment_id)
    found = _open_episode(work, family_id, data.on)
    one = _assessment(work.session, data.assessment_id)
    if one.closed_on is not None:
        raise ExpectedError("assessment_closed", day=show_date(one.closed_on))
    if data.on < one.assessed_on:
        raise ExpectedError("date_before_start", field="on", day=show_date(one.assessed_on))
    board = queries.board(work.session, family_id, data.on)
    if one.kind is AssessmentKind.BASELINE:
        _fix_documents(work, found, board, one)
    summary = msgspec.json.encode(queries.board(work.session, family_id, data.on).progress).decode()
    guarded_update(work, one, {"closed_on": data.on, "summary": summary})
    _touch(work, family_id)
    return one.id


def _fix_documents(work: UnitOfWork, found: Episode, board: Board, one: Assessment) -> None:
    for (number, person), cell in board.cells.items():
        if cell.derived and cell.applies and not cell.rolled_up:
            mark = Mark(achievement=number, person_id=person, state=cell.stored, seen=MarkState.UNKNOWN)
            _append(work, found, one, mark, MarkState.UNKNOWN, how=AchievedHow.DOCUMENT, on=one.assessed_on)
    work.session.flush()


def reopen_baseline(work: UnitOfWork, data: ReopenBaseline) -> UUID:
    """Open a closed línea base again to correct it; raises ``baseline_in_use`` once a plan was approved or followed."""
    family_id = _family_of(work.session, data.assessment_id)
    _locked(work, family_id)
    one = _assessment(work.session, data.assessment_id)
    if len(data.reason.strip()) < 5:
        raise ExpectedError("reason_missing", field="reason")
    planned = exists().where(FamilyPlan.enrolment_id == one.enrolment_id, FamilyPlan.state != PlanState.DRAFT)
    followed = exists().where(Assessment.enrolment_id == one.enrolment_id, Assessment.id != one.id)
    if work.session.execute(select(planned | followed)).scalar_one():
        raise ExpectedError("baseline_in_use")
    guarded_update(work, one, {"closed_on": None, "summary": None, "correction": data.reason.strip()})
    _touch(work, family_id)
    return one.id


# --- marks


def _append(
    work: UnitOfWork,
    found: Episode,
    one: Assessment,
    mark: Mark,
    former: MarkState,
    *,
    on: date,
    how: AchievedHow | None = None,
    reverts_id: UUID | None = None,
) -> UUID:
    event = AchievementEvent(
        id=new_id(),
        enrolment_id=found.enrolment_id,
        municipality_id=found.municipality_id,
        assessment_id=one.id,
        achievement=mark.achievement,
        person_id=mark.person_id,
        from_state=former,
        to_state=mark.state,
        how=how or mark.how,
        reason=mark.reason.strip(),
        provider=mark.provider.strip(),
        evidence=mark.evidence.strip(),
        note=mark.note.strip(),
        occurred_on=on,
        operation_id=work.operation_id,
        reverts_id=reverts_id,
    )
    work.session.add(event)
    return event.id


def _how(mark: Mark, *, in_baseline: bool) -> AchievedHow | None:
    """Return how a mark came to *alcanzado*: a reading of the línea base is the cogestor's verification."""
    if mark.state is not MarkState.ACHIEVED:
        return None
    if mark.how is None and not in_baseline:
        raise ExpectedError("how_missing", field="how")
    if mark.how is AchievedHow.OUTSIDE_OFFER and not mark.provider.strip():
        raise ExpectedError("provider_missing", field="provider")
    return mark.how or AchievedHow.VERIFICATION


def _adds(session: Session, found: Episode, mark: Mark) -> bool:
    """Return whether a mark that repeats a state tells of it what its last event does not."""
    told = tuple(text.strip() for text in (mark.reason, mark.provider, mark.evidence, mark.note))
    if not any(told):
        return False
    event = AchievementEvent
    last = session.execute(
        select(event.reason, event.provider, event.evidence, event.note)
        .where(
            event.enrolment_id == found.enrolment_id,
            event.achievement == mark.achievement,
            event.person_id == mark.person_id if mark.person_id is not None else event.person_id.is_(None),
        )
        .order_by(event.occurred_on.desc(), event.id.desc())
        .limit(1)
    ).one_or_none()
    return last is None or tuple(last) != told


def check_mark(board: Board, mark: Mark) -> None:
    """Raise `ExpectedError` for what a mark may not do to ``board``."""
    cell = board.cells.get((mark.achievement, mark.person_id))
    number = mark.achievement
    if cell is None:
        raise ExpectedError("mark_unknown", number=number)
    if cell.rolled_up:
        raise ExpectedError("mark_rolled_up", number=number)
    if mark.state is MarkState.IN_PROGRESS:
        raise ExpectedError("mark_derived", number=number)
    if not cell.applies and not cell.forced:
        raise ExpectedError("mark_not_applicable", number=number, why=cell.why)
    if cell.stored is not mark.seen:
        raise ExpectedError("mark_changed", number=number, theirs=cell.stored.value, mine=mark.state.value)
    if mark.state in _REASONED and not mark.reason.strip():
        raise ExpectedError("reason_missing", field="reason")


def mark(work: UnitOfWork, data: MarkCells) -> Marked:
    """Write what was said of some logros of a family and return the events.

    After the línea base every move to *alcanzado* says how. A mark that says no more than what is stored writes
    nothing. Raises what `check_mark` finds, ``how_missing``, ``provider_missing``, ``baseline_missing`` and errors of
    the date.
    """
    found = _open_episode(work, data.family_id, data.on)
    one = reading(work, found, data.on, data.visit_id)
    in_baseline = one.kind is AssessmentKind.BASELINE
    board = queries.board(work.session, data.family_id, data.on)
    events: list[UUID] = []
    for said in data.marks:
        check_mark(board, said)
        how = _how(said, in_baseline=in_baseline)
        cell = board.cells[said.achievement, said.person_id]
        if cell.stored is said.state and cell.how is how and not _adds(work.session, found, said):
            continue
        events.append(_append(work, found, one, said, cell.stored, how=how, on=data.on))
    work.session.flush()
    _touch(work, data.family_id)
    return Marked(one.id, tuple(events))


def undo_marks(work: UnitOfWork, data: UndoMarks) -> int:
    """Take back events of a family, newest first, and return how many.

    Raises ``undo_stale`` when a cell was marked again since, ``undo_closed`` when their línea base was closed since.
    """
    found = _open_episode(work, data.family_id, work.clock.today())
    history = marks.histories(work.session, [found.enrolment_id]).get(found.enrolment_id, marks.History())
    rows = (
        work.session.execute(
            select(AchievementEvent)
            .where(AchievementEvent.id.in_(data.events), AchievementEvent.enrolment_id == found.enrolment_id)
            .order_by(AchievementEvent.id.desc())
        )
        .scalars()
        .all()
    )
    if len(rows) != len(set(data.events)):
        raise ExpectedError("undo_stale")
    for event in rows:
        said = history.cells.get((event.achievement, event.person_id))
        if said is None or said.event_id != event.id:
            raise ExpectedError("undo_stale")
        one = _assessment(work.session, event.assessment_id)
        if one.closed_on is not None:
            raise ExpectedError("undo_closed")
        back = Mark(
            achievement=event.achievement, person_id=event.person_id, state=event.from_state, seen=event.to_state
        )
        _append(work, found, one, back, event.to_state, on=event.occurred_on, reverts_id=event.id)
    work.session.flush()
    _touch(work, data.family_id)
    return len(rows)


# --- conditions


def save_answers(work: UnitOfWork, data: SaveAnswers) -> int:
    """Write answers to the questions of the conditions and return how many changed; an empty value takes one away.

    Raises `ConflictError` for answers somebody else gave since ``data.base``; then nothing is written.
    """
    found = _open_episode(work, data.family_id, data.on)
    one = reading(work, found, data.on, data.visit_id)
    here = {
        (row.question, row.person_id): row
        for row in work.session.execute(
            select(AssessmentAnswer).where(AssessmentAnswer.assessment_id == one.id)
        ).scalars()
    }
    _require_unanswered(work, data, here)
    changed = 0
    for code, person_id, typed in data.answers:
        row = here.get((code, person_id))
        if not typed.strip():
            if row is not None:
                work.session.execute(delete(AssessmentAnswer).where(AssessmentAnswer.id == row.id))
                changed += 1
            continue
        value = ipm.check_answer(code, typed)
        if row is None:
            work.session.add(
                AssessmentAnswer(
                    id=new_id(),
                    assessment_id=one.id,
                    municipality_id=found.municipality_id,
                    question=code,
                    person_id=person_id,
                    value=value,
                    version=1,
                )
            )
        elif row.value != value:
            guarded_update(work, row, {"value": value})
        else:
            continue
        changed += 1
    work.session.flush()
    _touch(work, data.family_id)
    return changed


def _require_unanswered(
    work: UnitOfWork, data: SaveAnswers, here: dict[tuple[str, UUID | None], AssessmentAnswer]
) -> None:
    """Raise `ConflictError` for answers that are neither what was seen nor what is given now."""
    clashes: dict[str, tuple[object, object, object]] = {}
    written: dict[str, Written] = {}
    for (code, person_id, typed), seen in zip(data.answers, data.base or (), strict=False):
        row = here.get((code, person_id))
        theirs = row.value if row is not None else ""
        if theirs not in (seen, typed.strip()):
            name = answer_name(code, person_id)
            clashes[name] = (seen, typed, theirs)
            who = writers(work.session, "assessment_answer", row.id, ["value"]) if row is not None else {}
            if "value" in who:
                written[name] = who["value"]
    if clashes:
        raise ConflictError(clashes, written=written)


def save_pregnancy(work: UnitOfWork, data: SavePregnancy) -> int:
    """Write what a member answers about pregnancy; the day it is told on starts the days it counts for.

    Raises `ConflictError` when somebody else answered since ``data.base``.
    """
    _open_episode(work, data.family_id, data.on)
    person = work.session.execute(
        select(Person).where(Person.id == data.person_id).with_for_update().execution_options(populate_existing=True)
    ).scalar_one()
    if data.base is not None and person.pregnant not in (data.base[0], data.answer):
        name = answer_name("pregnancy", data.person_id)
        who = writers(work.session, "person", person.id, ["pregnant"])
        found: dict[str, tuple[object, object, object]] = {name: (data.base[0], data.answer, person.pregnant)}
        raise ConflictError(found, written={name: who["pregnant"]} if "pregnant" in who else {})
    asked = data.answer is Answer.YES or data.answer is Answer.NO
    guarded_update(work, person, {"pregnant": data.answer, "pregnant_as_of_on": data.on if asked else None})
    _touch(work, data.family_id)
    work.changes.kinds.add("person")
    return person.version + 1


def record_living_score(work: UnitOfWork, data: RecordLivingScore) -> UUID:
    """Record an ICV measured elsewhere; raises ``score_invalid`` outside 0 to 100 and ``source_missing``."""
    found = _open_episode(work, data.family_id, data.on)
    typed = data.score.strip().replace(",", ".")
    whole, _point, decimals = typed.partition(".")
    good = typed.isascii() and whole.isdigit() and len(decimals) <= 2 and (not decimals or decimals.isdigit())
    hundredths = int(whole) * 100 + int(decimals.ljust(2, "0")) if good else -1
    if not 0 <= hundredths <= 10000:
        raise ExpectedError("score_invalid", field="score", text=data.score.strip())
    if not data.source.strip():
        raise ExpectedError("source_missing", field="source")
    one = LivingScore(
        id=new_id(),
        enrolment_id=found.enrolment_id,
        municipality_id=found.municipality_id,
        measured_on=data.on,
        hundredths=hundredths,
        source=data.source.strip(),
        version=1,
    )
    work.session.add(one)
    work.session.flush()
    _touch(work, data.family_id)
    return one.id


# --- rules of the programme


def publish_catalogue(work: UnitOfWork, data: PublishCatalogue) -> int:
    """Publish a new version of the catalogue, bring every mark up to date and return the version's number."""
    number = catalogue.publish(work, data)
    marks.refresh_all(work)
    return number


def save_parameters(work: UnitOfWork, data: EditParameters) -> Parameters:
    """Change the rules of the programme; marks whose days depend on them follow. Raises what `parameters.save` does."""
    former = parameters.load(work.session)
    saved = parameters.save(work, data)
    if saved.pregnancy_days != former.pregnancy_days:
        marks.refresh_all(work)
    return saved
