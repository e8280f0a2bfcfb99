"""The visit form: of a visit that was held, of the next one with what is known, or blank."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from gsi_desktop.models.accompaniment import Commitment, CommitmentReview
from gsi_desktop.models.achievements import AchievementEvent, Assessment
from gsi_desktop.models.enums import (
    AchievedHow,
    EducationTopic,
    ReviewResult,
    Signature,
    VisitKind,
    VisitMedium,
    VisitOutcome,
    VisitState,
)
from gsi_desktop.services.accompaniment import queries as accompaniment
from gsi_desktop.services.accompaniment import wording
from gsi_desktop.services.accompaniment.data import CommitmentRow, VisitContent, VisitInfo
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.formats import date as show
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.reports import family, office
from gsi_desktop.services.reports.data import (
    Choice,
    FamilyIdentity,
    MovementLine,
    PaperHead,
    QuestionLine,
    ReviewLine,
    SignatureBox,
    VisitPaper,
    printed,
)
from gsi_desktop.services.reports.family import Facts

_REVIEWS, _MOVEMENTS, _MOVEMENTS_LEAST, _PEOPLE = 3, 4, 2, 8
"""Lines of a blank form, which is one sheet; a prefilled one has a blank line more than it needs."""
_FULL = 10
"""Open commitments beyond which no line is left for another: the form has two sheets."""
_Line = TypeVar("_Line")
_BLANK = VisitContent(medium=None)


def visit_paper(
    session: Session, family_id: UUID, visit_id: UUID | None = None, *, user: str, at: datetime
) -> VisitPaper:
    """Return the form of a visit; without one, of the visit that comes next, with the open commitments to review.

    Raises `ExpectedError` ``visit_gone`` (also for a visit of another family) and ``family_gone``.
    """
    facts = family.read(session, family_id, family.local(at).date())
    info = _visit(session, family_id, visit_id)
    content = info.content if info is not None and info.state is not VisitState.PLANNED else None
    on = (content.occurred_on if content else None) or (info.planned_on if info else None)
    kind = info.content.kind if info is not None else accompaniment.next_kind(session, family_id)
    code = f"VI-{facts.dossier.folio}-{on:%Y%m%d}" if on else f"VI-{facts.dossier.folio}"
    title = wording.visit_title(kind, info.number) if info is not None else wording.visit_kind(kind)
    held = content is not None and info is not None and info.state is VisitState.DONE
    reviews = _reviews(session, family_id, visit_id if held else None)
    room = max(_MOVEMENTS_LEAST, _MOVEMENTS - max(0, len(reviews) - _REVIEWS))
    paper = _paper(
        family.head(facts, _("Visita"), code, subtitle=title),
        family.identity(facts),
        content or _BLANK,
        kind=kind,
        date=show(on),
        started=content.started_time if content else info.planned_time if info else "",
        present=_present(facts, content),
        commitments=reviews,
        movements=_movements(session, facts, visit_id) if content else _blanks(MovementLine(), room),
        signatures=family.signatures(facts, how=_how(content)),
    )
    return printed(paper, at=family.moment(at), user=user, logo=facts.office.logo)


def blank_visit_paper(session: Session, *, user: str, at: datetime) -> VisitPaper:
    """Return the form of any family's visit, with nothing on it but the letterhead of the office."""
    kept = office.load(session)
    head = PaperHead(
        country_line=_("República de Colombia"),
        entity=kept.entity or _("Municipio: ______________________"),
        office_line=office.office_line(kept),
        title=_("Visita"),
        foot=_("Visita · formato en blanco"),
    )
    paper = _paper(
        head,
        FamilyIdentity(head_caption=_("Jefe(a) de hogar")),
        _BLANK,
        kind=None,
        present=_blanks(Choice("_" * 20), _PEOPLE),
        commitments=tuple(ReviewLine(number=str(number)) for number in range(1, _REVIEWS + 1)),
        movements=_blanks(MovementLine(), _MOVEMENTS),
        signatures=(SignatureBox(role=_("Jefe(a) de hogar · CC")), SignatureBox(role=_("Cogestor(a) social · CC"))),
    )
    return printed(paper, at=family.moment(at), user=user, logo=kept.logo)


def _visit(session: Session, family_id: UUID, visit_id: UUID | None) -> VisitInfo | None:
    """Return the visit asked for, else the one that was agreed, else None."""
    if visit_id is None:
        rows = accompaniment.family_visits(session, family_id)
        agreed = next((one.visit_id for one in rows if one.state is VisitState.PLANNED), None)
        return accompaniment.visit(session, agreed) if agreed else None
    info = accompaniment.visit(session, visit_id)
    if info.family_id != family_id:
        raise ExpectedError("visit_gone")
    return info


def _paper(
    head: PaperHead, identity: FamilyIdentity, content: VisitContent, *, kind: VisitKind | None, **filled: Any
) -> VisitPaper:
    questions = zip(wording.coresponsibility(), content.coresponsibility, strict=True)
    told = {"S": True, "N": False}
    outcome_note = f"{_('Resultado')}: {content.outcome_note}" if content.outcome_note else ""
    return VisitPaper(
        head=head,
        identity=identity,
        ended=content.ended_time,
        place=content.place,
        kinds=_sessions(VisitKind, kind),
        media=_choices(VisitMedium, wording.medium, content.medium),
        outcomes=_choices(VisitOutcome, wording.outcome, content.outcome),
        ways=tuple(f"{number} {words}" for number, words in enumerate(ways().values(), 1)),
        opportunities=content.opportunities,
        topics=_choices(EducationTopic, wording.topic, content.topic),
        topic_note=content.topic_note,
        history=content.history,
        notes="\n".join(part for part in (outcome_note, content.notes) if part),
        coresponsibility=tuple(QuestionLine(text, told.get(letter)) for text, letter in questions),
        evaluation=content.evaluation,
        next_date=show(content.next_on),
        next_time=content.next_time,
        next_kinds=_sessions((one for one in VisitKind if one is not VisitKind.WINDOW), content.next_kind),
        **filled,
    )


def _sessions(kinds: Iterable[VisitKind], chosen: VisitKind | None) -> tuple[Choice, ...]:
    """Return the kinds of visit without numbers to key: their names have one."""
    return tuple(Choice(wording.visit_kind(kind), kind is chosen) for kind in kinds)


def _choices(codes: Iterable[Any], words: Any, chosen: StrEnum | None) -> tuple[Choice, ...]:
    return tuple(Choice(words(code), code is chosen, str(number)) for number, code in enumerate(codes, 1))


def _blanks(line: _Line, count: int) -> tuple[_Line, ...]:
    return (line,) * count


def ways() -> dict[AchievedHow, str]:
    """Return how a logro may have been reached, in the order of the keys 1 to 4 that type it from the form."""
    return {
        AchievedHow.OFFER: _("oferta del catálogo"),
        AchievedHow.OUTSIDE_OFFER: _("otra oferta"),
        AchievedHow.OWN_MEANS: _("medios propios"),
        AchievedHow.VERIFICATION: _("verificación"),
    }


def _way(how: AchievedHow | None) -> str:
    """Return the number of ``how`` on the form, "" for what is not written there."""
    return next((str(number) for number, code in enumerate(ways(), 1) if code is how), "")


def _present(facts: Facts, content: VisitContent | None) -> tuple[Choice, ...]:
    there = set(content.present) if content else set()
    return tuple(
        Choice(_named(family.given_name(member), member.age(facts.day)), member.person_id in there, str(number))
        for number, member in enumerate(family.ordered(facts), 1)
    )


def _named(name: str, age: int | None) -> str:
    return name if age is None else f"{name}, {age}"


def _how(content: VisitContent | None) -> str:
    """Return how the family signed, where it was not by hand on this paper."""
    given = content.signature if content else None
    return wording.signature(given) if given in (Signature.FINGERPRINT, Signature.ON_REQUEST) else ""


# --- commitments


def _reviews(session: Session, family_id: UUID, visit_id: UUID | None) -> tuple[ReviewLine, ...]:
    """Return what a visit reviewed; before it, the open commitments and, while there is room, a blank line."""
    known = {one.commitment_id: one for one in accompaniment.family_commitments(session, family_id)}
    if visit_id is not None:
        rows = session.execute(
            select(CommitmentReview)
            .join(Commitment, Commitment.id == CommitmentReview.commitment_id)
            .where(CommitmentReview.visit_id == visit_id)
            .order_by(Commitment.due_on, CommitmentReview.id)
        ).scalars()
        found = [(known[one.commitment_id], one) for one in rows if one.commitment_id in known]
        lines = [_reviewed(place, row, review) for place, (row, review) in enumerate(found, start=1)]
        return tuple(lines) or (ReviewLine(number="1"),)
    rows_open = accompaniment.family_commitments(session, family_id, only_open=True)
    lines = [_open(place, row) for place, row in enumerate(rows_open, start=1)]
    missing = max(int(len(lines) <= _FULL), _REVIEWS - len(lines))
    return (*lines, *(ReviewLine(number=str(len(lines) + place)) for place in range(1, missing + 1)))


def _open(place: int, row: CommitmentRow) -> ReviewLine:
    about = f" ({row.about})" if row.about else ""
    return ReviewLine(
        number=str(place), action=f"{row.action}{about}", responsible=row.responsible, due=show(row.due_on)
    )


def _reviewed(place: int, row: CommitmentRow, review: CommitmentReview) -> ReviewLine:
    line = _open(place, row)
    result = review.result if review.result is not ReviewResult.CANCELLED else None
    said = " ".join(part for part in (review.reason, review.note) if part)
    return ReviewLine(
        number=line.number,
        action=line.action,
        responsible=line.responsible,
        due=line.due,
        result=result,
        reason=said,
        new_due=show(review.new_due_on),
    )


# --- logros


def _movements(session: Session, facts: Facts, visit_id: UUID | None) -> tuple[MovementLine, ...]:
    """Return the logros that moved in a visit; what was taken back is left out."""
    event, undo = AchievementEvent, aliased(AchievementEvent)
    rows: Sequence[AchievementEvent] = (
        session.execute(
            select(event)
            .join(Assessment, Assessment.id == event.assessment_id)
            .where(
                Assessment.visit_id == visit_id,
                event.reverts_id.is_(None),
                ~select(undo.id).where(undo.reverts_id == event.id).exists(),
            )
            .order_by(event.achievement, event.id)
        )
        .scalars()
        .all()
    )
    people = {row.person_id for row in rows if row.person_id is not None}
    known = family.short_names(session, facts, people)
    lines = [_movement(facts, row, known) for row in rows]
    return tuple(lines) or _blanks(MovementLine(), 1)


def _movement(facts: Facts, row: AchievementEvent, known: dict[UUID, str]) -> MovementLine:
    logro = facts.board.catalogue.by_number.get(row.achievement)
    return MovementLine(
        achievement=str(row.achievement),
        text=logro.short if logro is not None else "",
        member=known.get(row.person_id, "") if row.person_id is not None else "",
        before=row.from_state,
        state=row.to_state,
        how=_way(row.how),
        note=" · ".join(part for part in (row.provider, row.reason, row.note, row.evidence) if part),
    )
