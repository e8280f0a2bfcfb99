"""What a sketch changes, told line by line for "Qué cambia": the same lines are kept with the event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gsi_desktop.models.accompaniment import Cogestor, CogestorAssignment, Commitment, Visit
from gsi_desktop.models.achievements import AchievementMark, Assessment
from gsi_desktop.models.enums import (
    AssessmentKind,
    CommitmentState,
    EventKind,
    Kinship,
    NoDocument,
    VisitState,
)
from gsi_desktop.models.families import Person
from gsi_desktop.services.achievements import parameters
from gsi_desktop.services.achievements import queries as boards
from gsi_desktop.services.achievements.data import Board, Subject
from gsi_desktop.services.achievements.households import prospective
from gsi_desktop.services.achievements.rules import denominator
from gsi_desktop.services.core import messages
from gsi_desktop.services.core.dates import show_date
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.families.commands import current_person
from gsi_desktop.services.families.data import NewPerson, age_on, full_name
from gsi_desktop.services.life.data import Effect, Group, Home, Seat
from gsi_desktop.services.life.sketch import Arrival, Place, Sketch, counts, names
from gsi_desktop.services.territory import catalogues

_ADULT = 18


def effects(session: Session, made: Sketch) -> tuple[Effect, ...]:
    """Return everything a sketch changes, in the order of `Group`."""
    found = [
        *_people(made),
        *_programme(session, made),
        *_marks(session, made),
        *_plan(session, made),
        *_visits(session, made),
        *_counts(made),
        *_attention(session, made),
    ]
    return tuple(found)


def sentence(effect: Effect) -> str:
    """Return an effect in Spanish."""
    return messages.text(effect.code, **dict(effect.params))


def _told(group: Group, code: str, **params: object) -> Effect:
    return Effect(group, code, tuple((name, str(value)) for name, value in params.items()))


def _arrival_name(one: Arrival) -> str:
    if one.seat is not None:
        return one.seat.name
    assert one.person is not None  # noqa: S101 - an arrival is known or new
    told = one.person.fields
    return full_name(told.first_name, told.second_name, told.first_surname, told.second_surname)


# --- people


def _people(made: Sketch) -> Iterator[Effect]:
    arriving = {one.seat.person_id for one in made.arriving if one.seat is not None}
    for place, seat in made.leaving:
        if seat.person_id not in arriving:
            code = "effect_dies" if made.kind is EventKind.DEATH else "effect_leaves"
            yield _told(Group.PEOPLE, code, name=seat.name, folio=made.home(place).folio)
    moving = [one for one in made.arriving if one.seat is not None and one.place is Place.NEW]
    if moving:
        yield _told(Group.PEOPLE, "effect_new_family", names=names([one.seat for one in moving if one.seat]))
    for one in made.arriving:
        kinship = _kin(one.kinship, _sex(one))
        if one.place is Place.NEW:
            yield _told(Group.PEOPLE, "effect_becomes", name=_arrival_name(one), kinship=kinship)
        else:
            code = "effect_comes_from" if one.seat is not None and made.other is not None else "effect_comes"
            folio = made.other.folio if made.other is not None else ""
            yield _told(Group.PEOPLE, code, name=_arrival_name(one), kinship=kinship, folio=folio)
    for place in (Place.HERE, Place.OTHER):
        yield from _relabelled(made, place)


def _sex(one: Arrival) -> str | None:
    return one.seat.sex if one.seat is not None else one.person.fields.sex if one.person is not None else None


def _kin(kinship: Kinship, sex: str | None) -> str:
    """Return what somebody is to the head as it stands inside a sentence."""
    label = catalogues.label("kinship", kinship, sex)
    return label[:1].lower() + label[1:]


def _relabelled(made: Sketch, place: Place) -> Iterator[Effect]:
    if place is Place.OTHER and made.other is None:
        return
    for seat in made.staying(place):
        kinship = made.kinships.get(seat.person_id)
        if kinship is Kinship.HEAD:
            yield _told(Group.PEOPLE, "effect_head", name=seat.name)
        elif kinship is not None:
            yield _told(Group.PEOPLE, "effect_becomes", name=seat.name, kinship=_kin(kinship, seat.sex))


# --- programme


def _programme(session: Session, made: Sketch) -> Iterator[Effect]:
    for one in made.endings:
        home = made.home(one.place)
        day = show_date(made.act.on)
        if one.exits:
            reason = catalogues.label("exit_reason", one.reason)
            yield _told(Group.PROGRAMME, "effect_episode_ends", folio=home.folio, day=day, reason=reason)
        else:
            yield _told(Group.PROGRAMME, "effect_episode_closes", municipality=home.municipality, day=day)
        held = _cogestor(session, home)
        if held:
            yield _told(Group.PROGRAMME, "effect_cogestor_ends", name=held)
    if made.begins_in is None:
        return
    if made.kind is EventKind.SPLIT:
        yield _told(Group.PROGRAMME, "effect_new_episode", municipality=made.here.municipality)
    else:
        known = catalogues.municipality(made.begins_in)
        place = known.name if known is not None else made.begins_in
        yield _told(Group.PROGRAMME, "effect_episode_begins", municipality=place, day=show_date(made.act.on))
    if made.kind is EventKind.MOVE:
        yield _told(Group.PROGRAMME, "effect_address_cleared")


def _cogestor(session: Session, home: Home) -> str:
    found = session.execute(
        select(Cogestor.name)
        .join(CogestorAssignment, CogestorAssignment.cogestor_id == Cogestor.id)
        .where(CogestorAssignment.family_id == home.family_id, CogestorAssignment.valid_to_on.is_(None))
    ).scalar()
    return found or ""


# --- logros


def _marks(session: Session, made: Sketch) -> Iterator[Effect]:
    for place in (Place.HERE, Place.OTHER):
        home = made.home(place)
        if (place is Place.OTHER and made.other is None) or not _assessed(session, home):
            continue
        if any(one.place is place for one in made.endings):
            yield _told(Group.MARKS, "effect_marks_kept", folio=home.folio)
        else:
            yield from _marks_of(session, made, place)
    if made.begins_in is not None:
        yield _told(Group.MARKS, "effect_no_baseline")


def _assessed(session: Session, home: Home) -> bool:
    if home.episode_id is None:
        return False
    base = select(Assessment.id).where(
        Assessment.enrolment_id == home.episode_id, Assessment.kind == AssessmentKind.BASELINE
    )
    return session.execute(base).first() is not None


def _marks_of(session: Session, made: Sketch, place: Place) -> Iterator[Effect]:
    home, day = made.home(place), made.today
    left = [seat for where, seat in made.leaving if where is place]
    came = [_subject(session, one, made.act.on) for one in made.arriving if one.place is place]
    if not left and not came:
        return
    for seat in left:
        if kept := _kept_marks(session, home, seat):
            yield _told(Group.MARKS, "effect_marks_leave", name=seat.name, count=kept)
    gone = {seat.person_id for seat in left}

    def people(members: tuple[Subject, ...]) -> tuple[Subject, ...]:
        return tuple(one for one in members if one.person_id not in gone) + tuple(came)

    before = boards.board(session, home.family_id, day)
    after = boards.board(session, home.family_id, day, people)
    for subject in came:
        asked = sum(1 for key, cell in after.cells.items() if key[1] == subject.person_id and cell.applies)
        yield _told(Group.MARKS, "effect_marks_apply", name=subject.name, count=asked)
    unmanageable = parameters.load(session).unmanageable_leaves
    yield _told(Group.MARKS, "effect_progress", **_share(before, "was", leaves=unmanageable),
                **_share(after, "now", leaves=unmanageable))  # fmt: skip


def _share(board: Board, name: str, *, leaves: bool) -> dict[str, int]:
    total = board.progress.total
    return {name: total.now, f"{name}_of": denominator(total, unmanageable_leaves=leaves)}


def _kept_marks(session: Session, home: Home, seat: Seat) -> int:
    mark = AchievementMark
    marked = select(func.count()).where(
        mark.enrolment_id == home.episode_id, mark.person_id == seat.person_id, mark.state.is_not(None)
    )
    return session.execute(marked).scalar_one()


def _subject(session: Session, one: Arrival, day: date) -> Subject:
    rules = parameters.load(session)
    if one.seat is None:
        assert one.person is not None  # noqa: S101 - an arrival is known or new
        return prospective(new_id(), replace(one.person, kinship=one.kinship), rules, day)
    return prospective(one.seat.person_id, as_new(session, one.seat.person_id, one.kinship), rules, day)


def as_new(session: Session, person_id: UUID, kinship: Kinship) -> NewPerson:
    """Return somebody known as if they were written down now."""
    person, _document, fields = current_person(session, person_id)
    row: Person = person
    return NewPerson(
        fields=fields,
        kinship=kinship,
        no_document=None if fields.document else row.no_document or NoDocument.IN_PROCESS,
        disability=row.disability,
        pregnant=row.pregnant,
    )


# --- plan and visits


def _plan(session: Session, made: Sketch) -> Iterator[Effect]:
    for one in made.endings:
        home = made.home(one.place)
        count = session.execute(
            select(func.count()).where(
                Commitment.enrolment_id == home.episode_id, Commitment.state == CommitmentState.OPEN
            )
        ).scalar_one()
        if count:
            yield _told(Group.PLAN, "effect_commitments_close", count=count, folio=home.folio)
    told = {one.commitment_id: one for one in made.act.settled}
    people = {seat.person_id: seat.name for seat in (*made.here.seats, *(made.other.seats if made.other else ()))}
    for _place, promise in made.promises:
        said = told.get(promise.commitment_id)
        if said is not None and said.to_person_id is not None:
            name = people.get(said.to_person_id, "")
            yield _told(Group.PLAN, "effect_commitment_passes", action=promise.action, name=name)
        elif said is not None:
            yield _told(
                Group.PLAN, "effect_commitment_closes", action=promise.action, reason=said.reason.strip().rstrip(".")
            )


def _visits(session: Session, made: Sketch) -> Iterator[Effect]:
    for one in made.endings:
        planned = session.execute(
            select(Visit.planned_on).where(
                Visit.enrolment_id == made.home(one.place).episode_id, Visit.state == VisitState.PLANNED
            )
        ).scalar()
        if planned is not None:
            yield _told(Group.VISITS, "effect_visit_cancelled", day=show_date(planned))


# --- counts


def _counts(made: Sketch) -> Iterator[Effect]:
    places = [Place.HERE] + ([Place.OTHER] if made.other is not None else [])
    for place in places:
        before, after = counts(made, place)
        if before != after:
            yield _told(Group.COUNTS, "effect_members", folio=made.home(place).folio, before=before, after=after)
    if made.kind is EventKind.SPLIT:
        after = counts(made, Place.NEW)[1]
        yield _told(Group.COUNTS, "effect_family_more", municipality=made.here.municipality, count=after)
    for one in made.endings:
        home = made.home(one.place)
        yield _told(Group.COUNTS, "effect_family_less", municipality=home.municipality, count=len(home.seats))
    if made.begins_in is not None and made.kind is not EventKind.SPLIT:
        known = catalogues.municipality(made.begins_in)
        place_name = known.name if known is not None else made.begins_in
        yield _told(Group.COUNTS, "effect_family_more", municipality=place_name, count=len(made.here.seats))


def _attention(session: Session, made: Sketch) -> Iterator[Effect]:
    """Tell what is unusual and may be right."""
    heads: Sequence[Seat] = [
        seat
        for place in ((Place.HERE, Place.OTHER) if made.other is not None else (Place.HERE,))
        for seat in made.staying(place)
        if made.kinships.get(seat.person_id) is Kinship.HEAD
    ]
    heads = [*heads, *(one.seat for one in made.arriving if one.seat is not None and one.kinship is Kinship.HEAD)]
    for seat in heads:
        if seat.birth_date is not None and age_on(seat.birth_date, made.act.on) < _ADULT:
            yield _told(Group.ATTENTION, "effect_minor_head", name=seat.name)
    if made.reason == "achieved" and not _finished(session, made.here):
        yield _told(Group.ATTENTION, "effect_no_final")


def _finished(session: Session, home: Home) -> bool:
    final = select(Assessment.id).where(
        Assessment.enrolment_id == home.episode_id,
        Assessment.kind == AssessmentKind.FINAL,
        Assessment.closed_on.is_not(None),
    )
    return session.execute(final).first() is not None
