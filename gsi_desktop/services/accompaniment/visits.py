"""Writes of visits: agree, open, save while going on, close, type from paper, cancel. None commits.

A family has at most one agreed and one open visit. The agreed one becomes the visit that is opened, and the visit typed
from paper when its day had come. The next date agreed in a visit is the new agreed one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, func, select

from gsi_desktop.models.accompaniment import CogestorAssignment, Visit, VisitPresence
from gsi_desktop.models.enums import AchievedHow, MarkState, VisitKind, VisitOutcome, VisitState
from gsi_desktop.models.families import Enrolment
from gsi_desktop.services.accompaniment import episodes, rules
from gsi_desktop.services.accompaniment.commands import require, require_version, review_commitment
from gsi_desktop.services.accompaniment.data import (
    STEPS,
    CancelVisit,
    CloseVisit,
    PlanVisit,
    RecordVisit,
    SaveVisit,
    StartVisit,
    VisitContent,
    VisitMark,
)
from gsi_desktop.services.accompaniment.joining import join_visit
from gsi_desktop.services.accompaniment.queries import held_kinds
from gsi_desktop.services.accompaniment.scope import held
from gsi_desktop.services.achievements import commands as achievements
from gsi_desktop.services.achievements import queries as boards
from gsi_desktop.services.achievements.data import Mark, MarkCells
from gsi_desktop.services.core.clock import BOGOTA
from gsi_desktop.services.core.dates import show_date
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.work import UnitOfWork
from gsi_desktop.services.families.commands import guarded_update
from gsi_desktop.services.families.consent_queries import untold
from gsi_desktop.services.families.queries import members

_KEPT_ELSEWHERE = {"present", "agreement_on"}


# --- shared


def _visit_in(work: UnitOfWork, enrolment_id: UUID, state: VisitState) -> Visit | None:
    """Return the agreed or open visit of an episode, the earliest if there were more."""
    rows = select(Visit).where(Visit.enrolment_id == enrolment_id, Visit.state == state)
    ordered = rows.order_by(Visit.planned_on, Visit.id).limit(1).execution_options(populate_existing=True)
    return work.session.execute(ordered).scalar_one_or_none()


def _live(work: UnitOfWork, visit_id: UUID, version: int | None) -> tuple[Visit, Enrolment]:
    """Return an agreed or open visit, in the version that was loaded unless that is None, with its episode locked."""
    where = select(Visit).where(Visit.id == visit_id)
    found = work.session.execute(where).scalar_one_or_none()
    if found is None:
        raise ExpectedError("visit_gone")
    episode = episodes.episode_of(work, found.enrolment_id)
    found = work.session.execute(where.execution_options(populate_existing=True)).scalar_one()
    if found.state in (VisitState.DONE, VisitState.CANCELLED):
        raise ExpectedError("visit_closed")
    if version is not None:
        require_version(found, version)
    work.changes.kinds.add("visit")
    return found, episode


def _open(work: UnitOfWork, data: SaveVisit | CloseVisit) -> tuple[Visit, Enrolment]:
    found, episode = _live(work, data.visit_id, None if data.base is not None else data.version)
    if found.state is not VisitState.OPEN:
        raise ExpectedError("visit_not_open")
    return found, episode


def _assigned(work: UnitOfWork, family_id: UUID) -> UUID | None:
    return work.session.execute(
        select(CogestorAssignment.cogestor_id).where(
            CogestorAssignment.family_id == family_id, CogestorAssignment.valid_to_on.is_(None)
        )
    ).scalar()


def _columns(content: VisitContent) -> dict[str, Any]:
    """Return the columns of a visit that hold its content; times as "HH:MM"."""
    columns = {name: getattr(content, name) for name in content.__slots__ if name not in _KEPT_ELSEWHERE}
    for name in ("started_time", "ended_time", "next_time"):
        columns[name] = rules.wall_time(columns[name])
    return columns


def _write_presence(work: UnitOfWork, one: Visit, present: tuple[UUID, ...]) -> None:
    rows = select(VisitPresence.person_id).where(VisitPresence.visit_id == one.id)
    known = set(work.session.execute(rows).scalars())
    gone = known - set(present)
    if gone:
        work.session.execute(
            delete(VisitPresence)
            .where(VisitPresence.visit_id == one.id, VisitPresence.person_id.in_(sorted(gone)))
            .execution_options(synchronize_session=False)
        )
    told = {"municipality_id": one.municipality_id, "visit_id": one.id}
    new = [person for person in dict.fromkeys(present) if person not in known]
    work.session.add_all([VisitPresence(id=new_id(), person_id=person, **told) for person in new])
    work.session.flush()


def _require_told(work: UnitOfWork, episode: Enrolment, content: VisitContent) -> None:
    """Refuse to end a visit while somebody who was there or signed was told nothing of their data.

    The first visit asks of everybody, later ones of who came to live in the family since: a newborn, a new spouse. An
    authorisation, a refusal or another legal basis will do (Ley 1581 de 2012, art. 9, 10 and 12).
    """
    if content.outcome is not VisitOutcome.HELD or content.kind is VisitKind.WINDOW:
        return
    there = {*content.present, *((content.signer_id,) if content.signer_id is not None else ())}
    missing = untold(work.session, there)
    if not missing:
        return
    rows = select(func.min(Visit.occurred_on)).where(Visit.enrolment_id == episode.id, held())
    first = work.session.execute(rows).scalar()
    people = [one for one in members(work.session, episode.family_id) if one.person_id in missing]
    asked = [one.full_name for one in people if first is None or one.since_on > first]
    if asked or first is None:
        names = ", ".join(asked) or str(len(missing))
        raise ExpectedError("consent_missing", field="present", names=names)


def _write_agreement(work: UnitOfWork, episode: Enrolment, content: VisitContent, *, clears: bool) -> None:
    """Write the day the acuerdo was signed. An open visit may take back what it wrote: its own day, left empty."""
    mistaken = clears and episode.agreement_on is not None and episode.agreement_on == content.occurred_on
    if content.agreement_on is None and not mistaken:
        return
    if content.agreement_on != episode.agreement_on:
        guarded_update(work, episode, {"agreement_on": content.agreement_on})


def _now(work: UnitOfWork) -> str:
    return work.clock.now().astimezone(BOGOTA).strftime("%H:%M")


# --- agree


def plan_visit(work: UnitOfWork, data: PlanVisit) -> UUID:
    """Agree a next visit, in place of the one agreed before, and return its id; raises ``planned_in_past``."""
    if data.on < work.clock.today():
        raise ExpectedError("planned_in_past", field="on")
    episode = episodes.open_episode(work, data.family_id)
    work.changes.kinds.add("visit")
    return _agree(work, episode, data)


def _agree(work: UnitOfWork, episode: Enrolment, data: PlanVisit) -> UUID:
    values = {
        "planned_on": data.on,
        "planned_time": rules.wall_time(data.time),
        "kind": data.kind,
        "cogestor_id": data.cogestor_id,
    }
    former = _visit_in(work, episode.id, VisitState.PLANNED)
    if former is not None:
        guarded_update(work, former, values)
        return former.id
    made = Visit(
        id=new_id(),
        enrolment_id=episode.id,
        municipality_id=episode.municipality_id,
        state=VisitState.PLANNED,
        **values,
    )
    work.session.add(made)
    work.session.flush()
    return made.id


def _agree_next(work: UnitOfWork, episode: Enrolment, content: VisitContent) -> None:
    """Agree the next date of a visit, unless a later visit was held already (an old paper typed late)."""
    if content.next_on is None or content.occurred_on is None:
        return
    later = exists().where(Visit.enrolment_id == episode.id, held(), Visit.occurred_on > content.occurred_on)
    if work.session.execute(select(later)).scalar_one():
        return
    kind = content.next_kind or rules.next_kind(held_kinds(work.session, episode.family_id))
    _agree(work, episode, PlanVisit(family_id=episode.family_id, on=content.next_on, time=content.next_time, kind=kind))


# --- go on


def start_visit(work: UnitOfWork, data: StartVisit) -> UUID:
    """Open a visit now and return its id; the agreed one becomes it.

    Raises ``visit_already_open`` with its day, ``family_exited``, ``choice_invalid`` for attention at the office.
    """
    if data.kind is VisitKind.WINDOW:
        raise ExpectedError("choice_invalid", field="kind")
    episode = episodes.open_episode(work, data.family_id)
    going_on = _visit_in(work, episode.id, VisitState.OPEN)
    if going_on is not None and going_on.opened_at is not None:
        raise ExpectedError("visit_already_open", day=show_date(going_on.opened_at.astimezone(BOGOTA).date()))
    agreed = _visit_in(work, episode.id, VisitState.PLANNED)
    cogestor_id = data.cogestor_id or (agreed.cogestor_id if agreed else None) or _assigned(work, data.family_id)
    values = {
        "state": VisitState.OPEN,
        "kind": data.kind,
        "medium": data.medium,
        "cogestor_id": cogestor_id,
        "occurred_on": work.clock.today(),
        "opened_at": work.clock.now(),
        "started_time": _now(work),
        "coresponsibility": "-----",
    }
    work.changes.kinds.add("visit")
    if agreed is not None:
        guarded_update(work, agreed, values)
        return agreed.id
    made = Visit(id=new_id(), enrolment_id=episode.id, municipality_id=episode.municipality_id, **values)
    work.session.add(made)
    work.session.flush()
    return made.id


def save_visit(work: UnitOfWork, data: SaveVisit) -> int:
    """Keep what was written in an open visit so far and return its new version.

    Raises ``visit_gone``, ``visit_closed``, ``visit_not_open``, ``changed_meanwhile``, ``text_too_long`` and
    ``time_invalid``, a `ConflictError` for fields somebody else changed too; nothing that is merely missing.
    """
    require(rules.draft_errors(data.content))
    one, episode = _open(work, data)
    version = one.version
    content = join_visit(work, one, data.base, data.content)
    content = replace(content, occurred_on=content.occurred_on or one.occurred_on)
    _write_presence(work, one, content.present)
    _write_agreement(work, episode, content, clears=True)
    told = {"steps_done": data.steps_done, "elapsed_seconds": data.elapsed_seconds}
    guarded_update(work, one, _columns(content) | told)
    return version + 1


def close_visit(work: UnitOfWork, data: CloseVisit) -> int:
    """End an open visit and return its new version: finished, or without finishing with the outcome that says why.

    The next date becomes the agreed visit. Raises the first of `rules.visit_errors`, ``consent_missing`` for who
    was there and was told nothing of their data, and what `save_visit` raises.
    """
    one, episode = _open(work, data)
    version = one.version
    content = _closing(work, one, join_visit(work, one, data.base, data.content))
    today = work.clock.today()
    require(rules.visit_errors(content, steps_done=data.steps_done, entry_on=episode.entry_on, today=today))
    _require_told(work, episode, content)
    _write_presence(work, one, content.present)
    _write_agreement(work, episode, content, clears=True)
    told = {"steps_done": data.steps_done, "elapsed_seconds": data.elapsed_seconds}
    closing = {"state": VisitState.DONE, "closed_at": work.clock.now()}
    guarded_update(work, one, _columns(content) | told | closing)
    _agree_next(work, episode, content)
    return version + 1


def _closing(work: UnitOfWork, one: Visit, content: VisitContent) -> VisitContent:
    """Return what is closed: the day it was opened on, and now as its end when it is closed that very day."""
    day = content.occurred_on or one.occurred_on
    ends_now = not content.ended_time.strip() and day == work.clock.today()
    return replace(content, occurred_on=day, ended_time=_now(work) if ends_now else content.ended_time)


def cancel_visit(work: UnitOfWork, data: CancelVisit) -> int:
    """Take back an agreed or open visit and return its new version; the reason stays with it."""
    if not data.reason.strip():
        raise ExpectedError("reason_missing", field="reason")
    require(list(rules.too_long(data, {"reason": 400})))
    one, _episode = _live(work, data.visit_id, data.version)
    values = {"state": VisitState.CANCELLED, "closed_at": work.clock.now(), "outcome_note": data.reason.strip()}
    guarded_update(work, one, values)
    return data.version + 1


# --- type from paper


def record_visit(work: UnitOfWork, data: RecordVisit) -> UUID:
    """Write a whole visit from its paper, with its reviews and marks, and return its id. All of it or nothing.

    Kind ``WINDOW`` is attention at the office: its day and what it was about are enough, and the agreed visit stays.
    Raises the first of `rules.visit_errors`, ``consent_missing``, ``visit_repeated``, and what `review_commitment` and
    the marks raise.
    """
    episode = episodes.open_episode(work, data.family_id)
    window = data.content.kind is VisitKind.WINDOW
    content = rules.window_content(data.content) if window else data.content
    steps = 0 if window or content.outcome is not VisitOutcome.HELD else STEPS
    today = work.clock.today()
    require(rules.visit_errors(content, steps_done=steps, entry_on=episode.entry_on, today=today))
    _require_told(work, episode, content)
    day = content.occurred_on
    assert day is not None  # noqa: S101 - `visit_errors` asked for it
    _require_new(work, episode, content)
    if content.cogestor_id is None:
        content = replace(content, cogestor_id=_assigned(work, data.family_id))
    one = _typed_row(work, episode, content, steps)
    _write_presence(work, one, content.present)
    _write_agreement(work, episode, content, clears=False)
    for review in data.reviews:
        review_commitment(work, replace(review, on=day, visit_id=one.id))
    if data.marks:
        _mark(work, data.family_id, data.marks, day, one.id)
    _agree_next(work, episode, content)
    work.changes.kinds.add("visit")
    return one.id


def _require_new(work: UnitOfWork, episode: Enrolment, content: VisitContent) -> None:
    """Refuse a paper that was typed already: the same kind, day and hour."""
    started = rules.wall_time(content.started_time)
    if not started:
        return
    same = exists().where(
        Visit.enrolment_id == episode.id,
        Visit.state == VisitState.DONE,
        Visit.kind == content.kind,
        Visit.occurred_on == content.occurred_on,
        Visit.started_time == started,
    )
    if work.session.execute(select(same)).scalar_one():
        raise ExpectedError("visit_repeated", field="occurred_on")


def _typed_row(work: UnitOfWork, episode: Enrolment, content: VisitContent, steps: int) -> Visit:
    """Write the row of a typed visit: over the agreed one when its day had come and no visit was held since."""
    values = _columns(content) | {
        "state": VisitState.DONE,
        "typed_in": True,
        "steps_done": steps,
        "closed_at": work.clock.now(),
    }
    agreed = _visit_in(work, episode.id, VisitState.PLANNED) if content.kind is not VisitKind.WINDOW else None
    later = exists().where(Visit.enrolment_id == episode.id, held(), Visit.occurred_on > content.occurred_on)
    had_come = agreed is not None and agreed.planned_on is not None and agreed.planned_on <= work.clock.today()
    if agreed is not None and had_come and not work.session.execute(select(later)).scalar_one():
        guarded_update(work, agreed, values)
        return agreed
    made = Visit(id=new_id(), enrolment_id=episode.id, municipality_id=episode.municipality_id, **values)
    work.session.add(made)
    work.session.flush()
    return made


def _mark(work: UnitOfWork, family_id: UUID, marks: tuple[VisitMark, ...], on: date, visit_id: UUID) -> None:
    """Move logros as the paper says; what it did not know of is no conflict: the paper was there."""
    cells = boards.board(work.session, family_id, on).cells
    said = []
    for one in marks:
        cell = cells.get((one.achievement, one.person_id))
        said.append(
            Mark(
                achievement=one.achievement,
                person_id=one.person_id,
                state=one.state,
                seen=cell.stored if cell is not None else MarkState.UNKNOWN,
                how=_how(one.how),
                reason=one.reason,
                provider=one.provider,
                note=one.note,
            )
        )
    told = MarkCells(family_id=family_id, marks=tuple(said), on=on, visit_id=visit_id)
    achievements.mark(work, told)


def _how(code: str) -> AchievedHow | None:
    try:
        return AchievedHow(code) if code else None
    except ValueError:
        raise ExpectedError("choice_invalid", field="how") from None
