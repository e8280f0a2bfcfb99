"""Reads of the paperwork area: who is in a batch, the batches made, the papers of one, the paper of a code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Select, func, literal, select, tuple_
from sqlalchemy.orm import Session

from gsi_desktop.models.accompaniment import Cogestor, FamilyPlan, Visit
from gsi_desktop.models.achievements import Assessment
from gsi_desktop.models.enums import AssessmentKind, FamilyStatus, PaperKind, PaperOrder, PaperState, VisitState
from gsi_desktop.models.families import Enrolment, FamilyCard
from gsi_desktop.models.operations import Setting
from gsi_desktop.models.paperwork import PaperBatch, PaperBatchItem
from gsi_desktop.models.territory import Municipality
from gsi_desktop.services.accompaniment import queries as accompaniment
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.paging import Page
from gsi_desktop.services.core.search import fold
from gsi_desktop.services.families import queries as families
from gsi_desktop.services.families.data import FamilyFilter
from gsi_desktop.services.paperwork import rules
from gsi_desktop.services.paperwork.data import (
    BatchRow,
    ChosenFamily,
    PaperRow,
    PlannedBatch,
    PlannedPaper,
    Selection,
    WantedBatch,
)

_CHUNK: Final = 500
_PAGE: Final = 1000
_FEW: Final = 40


def series(session: Session) -> str:
    """Return the letters of this installation, which begin its codes."""
    return session.execute(select(Setting.value).where(Setting.name == "folio_series")).scalar_one()


# --- for whom


def chosen_count(session: Session, selection: Selection, today: Any) -> int:
    """Return how many families a selection holds."""
    if selection.families:
        return len(set(selection.families))
    if selection.visits is not None:
        return accompaniment.visit_count(session, selection.visits, selection.scope, today)
    return families.family_count(session, selection.chosen or FamilyFilter())


def few(session: Session, selection: Selection, today: Any) -> Selection:
    """Return the first families of a selection, enough for a look at what will be printed."""
    if selection.families:
        ids: tuple[UUID, ...] = selection.families[:_FEW]
    elif selection.visits is not None:
        page = accompaniment.visit_list(session, selection.visits, selection.scope, today, size=_FEW)
        ids = tuple(row.family_id for row in page.rows)
    else:
        rows = families.family_page(session, selection.chosen or FamilyFilter(), size=_FEW).rows
        ids = tuple(row.family_id for row in rows)
    if not ids:
        raise ExpectedError("papers_none")
    return Selection(families=ids)


def chosen(session: Session, wanted: WantedBatch, today: Any) -> tuple[ChosenFamily, ...]:
    """Return the families of a batch in its order, each once."""
    selection = wanted.selection
    visits: dict[UUID, UUID] = {}
    if selection.families:
        ids: Sequence[UUID] = tuple(dict.fromkeys(selection.families))
    elif selection.visits is not None:
        visits = dict(_visited(session, selection, today))
        ids = tuple(visits)
    else:
        ids = tuple(_filtered(session, selection.chosen or FamilyFilter()))
    found = [one for start in range(0, len(ids), _CHUNK) for one in _cards(session, ids[start : start + _CHUNK])]
    agreed = visits if visits else _agreed(session, ids) if PaperKind.VISIT in wanted.kinds else {}
    rows = [
        ChosenFamily(
            family_id=row.family_id,
            folio=row.folio,
            head=row.head_name,
            municipality_id=row.municipality_id,
            municipality=row.municipality,
            settlement=row.settlement,
            cogestor=row.cogestor or "",
            active=row.status is FamilyStatus.ACTIVE,
            visit_id=agreed.get(row.family_id),
        )
        for row in sorted(found, key=lambda row: _place(row, wanted.sort))
    ]
    return tuple(rows)


def _filtered(session: Session, wanted: FamilyFilter) -> Iterator[UUID]:
    cursor = None
    while True:
        page = families.family_page(session, wanted, cursor=cursor, size=_PAGE)
        yield from (row.family_id for row in page.rows)
        cursor = page.next
        if cursor is None:
            return


def _visited(session: Session, selection: Selection, today: Any) -> Iterator[tuple[UUID, UUID]]:
    cursor = None
    assert selection.visits is not None  # noqa: S101 - asked by `chosen`
    while True:
        page = accompaniment.visit_list(session, selection.visits, selection.scope, today, cursor=cursor, size=_PAGE)
        yield from ((row.family_id, row.visit_id) for row in page.rows)
        cursor = page.next
        if cursor is None:
            return


def _cards(session: Session, ids: Sequence[UUID]) -> Sequence[Any]:
    card = FamilyCard
    return session.execute(
        select(
            card.family_id,
            card.folio,
            card.head_name,
            card.name_key,
            card.municipality_id,
            Municipality.name.label("municipality"),
            card.settlement,
            card.settlement_key,
            card.status,
            Cogestor.name.label("cogestor"),
        )
        .join(Municipality, Municipality.code == card.municipality_id)
        .outerjoin(Cogestor, Cogestor.id == card.cogestor_id)
        .where(card.family_id.in_(ids))
    ).all()


def _place(row: Any, sort: PaperOrder) -> tuple[Any, ...]:
    """Return where a family lies in the pile; what has no vereda or nobody in charge comes last."""
    there = (row.municipality_id, not row.settlement, row.settlement_key)
    name = (row.name_key, row.folio)
    if sort is PaperOrder.COGESTOR:
        return (not row.cogestor, fold(row.cogestor or ""), *there, *name)
    return (row.folio,) if sort is PaperOrder.FOLIO else (*there, *name)


def _by_family(session: Session, query: Any, ids: Sequence[UUID]) -> Iterator[Any]:
    for start in range(0, len(ids), _CHUNK):
        yield from session.execute(query.where(Enrolment.family_id.in_(ids[start : start + _CHUNK])))


def _agreed(session: Session, ids: Sequence[UUID]) -> dict[UUID, UUID]:
    query = (
        select(Enrolment.family_id, Visit.id)
        .join(Enrolment, Enrolment.id == Visit.enrolment_id)
        .where(Visit.state == VisitState.PLANNED)
    )
    return {row[0]: row[1] for row in _by_family(session, query, ids)}


def _with_plan(session: Session, ids: Sequence[UUID]) -> set[UUID]:
    query = select(Enrolment.family_id).join(FamilyPlan, FamilyPlan.enrolment_id == Enrolment.id)
    return {row[0] for row in _by_family(session, query.distinct(), ids)}


def _with_baseline(session: Session, ids: Sequence[UUID]) -> set[UUID]:
    query = (
        select(Enrolment.family_id)
        .join(Assessment, Assessment.enrolment_id == Enrolment.id)
        .where(Assessment.kind == AssessmentKind.BASELINE, Assessment.closed_on.is_not(None))
        .where(Enrolment.exit_on.is_(None))
    )
    return {row[0] for row in _by_family(session, query, ids)}


def planned(session: Session, wanted: WantedBatch, number: int, today: Any) -> PlannedBatch:
    """Return the papers of a batch with their places and codes; those that cannot be made come last.

    Raises `ExpectedError` ``papers_none`` without any family, ``papers_too_many`` beyond `rules.MOST_PAPERS`.
    """
    found = chosen(session, wanted, today)
    if not found or not wanted.kinds:
        raise ExpectedError("papers_none")
    if len(found) * len(wanted.kinds) > rules.MOST_PAPERS:
        raise ExpectedError("papers_too_many", most=rules.MOST_PAPERS)
    ids = [one.family_id for one in found]
    plans = _with_plan(session, ids) if PaperKind.FAMILY_PLAN in wanted.kinds else set()
    closed = _with_baseline(session, ids) if PaperKind.BASELINE in wanted.kinds else set()

    def problem(family: ChosenFamily, kind: PaperKind) -> str:
        if kind is PaperKind.FAMILY_PLAN and family.family_id not in plans:
            return "plan_none"
        left = kind in rules.KEYED_KINDS and not family.active
        return "family_exited" if left and family.family_id not in closed else ""

    pairs = [(family, kind, problem(family, kind)) for family in found for kind in wanted.kinds]
    letters = series(session)
    papers = tuple(
        PlannedPaper(
            position=place,
            kind=kind,
            code=rules.paper_code(letters, number, place),
            family=family,
            form=kind in rules.KEYED_KINDS and not (kind is PaperKind.BASELINE and family.family_id in closed),
            problem=why,
        )
        for place, (family, kind, why) in enumerate(sorted(pairs, key=lambda one: bool(one[2])), 1)
    )
    return PlannedBatch(series=letters, number=number, wanted=wanted, papers=papers)


def reprinted(session: Session, batch_id: UUID, *, only_pending: bool = False) -> PlannedBatch:
    """Return the papers of a batch that was made, with the codes they have; raises ``paper_batch_gone``."""
    one = session.get(PaperBatch, batch_id)
    if one is None:
        raise ExpectedError("paper_batch_gone")
    wanted = msgspec.json.decode(one.options, type=WantedBatch)
    states = [PaperState.PENDING] if only_pending else [state for state in PaperState if state is not PaperState.FAILED]
    rows = session.execute(
        select(PaperBatchItem)
        .where(PaperBatchItem.batch_id == batch_id, PaperBatchItem.state.in_(states))
        .order_by(PaperBatchItem.position)
    ).scalars()
    items = list(rows)
    ids = list(dict.fromkeys(item.family_id for item in items))
    known = {row.family_id: row for at in range(0, len(ids), _CHUNK) for row in _cards(session, ids[at : at + _CHUNK])}
    papers = tuple(_again(item, known[item.family_id]) for item in items if item.family_id in known)
    if not papers:
        raise ExpectedError("papers_none")
    return PlannedBatch(series=one.series, number=one.number, wanted=wanted, papers=papers)


def _again(item: PaperBatchItem, row: Any) -> PlannedPaper:
    family = ChosenFamily(
        family_id=item.family_id,
        folio=row.folio,
        head=row.head_name,
        municipality_id=row.municipality_id,
        municipality=row.municipality,
        settlement=row.settlement,
        cogestor=row.cogestor or "",
        active=row.status is FamilyStatus.ACTIVE,
        visit_id=item.visit_id,
    )
    form = item.state is not PaperState.PRINTED
    return PlannedPaper(position=item.position, kind=item.kind, code=item.code, family=family, form=form)


# --- batches


def batch_list(
    session: Session, *, only_forms: bool = False, cursor: tuple[object, ...] | None = None, size: int = 50
) -> Page[BatchRow]:
    """Return batches, newest first; ``only_forms`` those with forms that wait to be keyed."""
    query = select(PaperBatch).order_by(PaperBatch.made_at.desc(), PaperBatch.id.desc()).limit(size + 1)
    if only_forms:
        waiting = select(PaperBatchItem.id).where(
            PaperBatchItem.batch_id == PaperBatch.id, PaperBatchItem.state == PaperState.PENDING
        )
        query = query.where(waiting.exists())
    if cursor is not None:
        query = query.where(tuple_(PaperBatch.made_at, PaperBatch.id) < tuple_(*_literals(cursor)))
    found = session.execute(query).scalars().all()
    rows = tuple(_batch_rows(session, found[:size]))
    last = found[size - 1] if len(found) > size else None
    return Page(rows, None if last is None else (last.made_at, last.id))


def _literals(cursor: tuple[object, ...]) -> Iterator[Any]:
    for value, column in zip(cursor, (PaperBatch.made_at, PaperBatch.id), strict=True):
        yield literal(value, column.type)


def batch(session: Session, batch_id: UUID) -> BatchRow:
    """Return a batch as it stands; raises ``paper_batch_gone``."""
    one = session.get(PaperBatch, batch_id)
    if one is None:
        raise ExpectedError("paper_batch_gone")
    return next(iter(_batch_rows(session, [one])))


def _batch_rows(session: Session, found: Iterable[PaperBatch]) -> Iterator[BatchRow]:
    batches = list(found)
    counts: dict[UUID, dict[PaperState, int]] = {}
    rows = session.execute(
        select(PaperBatchItem.batch_id, PaperBatchItem.state, func.count())
        .where(PaperBatchItem.batch_id.in_([one.id for one in batches]))
        .group_by(PaperBatchItem.batch_id, PaperBatchItem.state)
    )
    for batch_id, state, count in rows:
        counts.setdefault(batch_id, {})[state] = count
    for one in batches:
        yield BatchRow(
            batch_id=one.id,
            series=one.series,
            number=one.number,
            code=rules.batch_code(one.series, one.number),
            title=one.title,
            kinds=tuple(PaperKind(kind) for kind in one.kinds.split(",")),
            sort=one.sort,
            made_at=one.made_at,
            made_by=one.made_by,
            papers=one.papers,
            pages=one.pages,
            problems=one.problems,
            states=counts.get(one.id, {}),
        )


# --- papers of a batch


def _paper_select() -> Select[*tuple[Any, ...]]:
    return select(PaperBatchItem, FamilyCard.folio, FamilyCard.head_name, FamilyCard.settlement).join(
        FamilyCard, FamilyCard.family_id == PaperBatchItem.family_id
    )


def _paper_row(row: Any) -> PaperRow:
    item: PaperBatchItem = row[0]
    return PaperRow(
        item_id=item.id,
        version=item.version,
        batch_id=item.batch_id,
        position=item.position,
        kind=item.kind,
        code=item.code,
        family_id=item.family_id,
        folio=row[1],
        head=row[2],
        settlement=row[3],
        visit_id=item.visit_id,
        page=item.page,
        state=item.state,
        skip=item.skip,
        problem=item.problem,
        keyed_visit_id=item.keyed_visit_id,
        settled_at=item.settled_at,
        settled_by=item.settled_by,
    )


def paper_list(
    session: Session,
    batch_id: UUID,
    *,
    states: tuple[PaperState, ...] = (),
    cursor: tuple[object, ...] | None = None,
    size: int = 100,
) -> Page[PaperRow]:
    """Return the papers of a batch in the printed order, those of ``states`` when some are said."""
    query = _paper_select().where(PaperBatchItem.batch_id == batch_id)
    if states:
        query = query.where(PaperBatchItem.state.in_(states))
    if cursor is not None:
        query = query.where(PaperBatchItem.position > int(str(cursor[0])))
    found = session.execute(query.order_by(PaperBatchItem.position).limit(size + 1)).all()
    rows = tuple(_paper_row(row) for row in found[:size])
    return Page(rows, (rows[-1].position,) if len(found) > size else None)


def paper(session: Session, item_id: UUID) -> PaperRow:
    """Return a paper as it stands; raises ``paper_code_unknown``."""
    row = session.execute(_paper_select().where(PaperBatchItem.id == item_id)).one_or_none()
    if row is None:
        raise ExpectedError("paper_code_unknown", typed="")
    return _paper_row(row)


def next_paper(session: Session, batch_id: UUID, after: int = 0) -> PaperRow | None:
    """Return the first form after a place that waits to be keyed, else the first passed over; None at the end."""
    waiting = _paper_select().where(PaperBatchItem.batch_id == batch_id, PaperBatchItem.state == PaperState.PENDING)
    ordered = waiting.order_by(PaperBatchItem.position).limit(1)
    row = session.execute(ordered.where(PaperBatchItem.position > after)).first() or session.execute(ordered).first()
    return None if row is None else _paper_row(row)


def paper_by_code(session: Session, typed: str, batch_id: UUID | None = None) -> PaperRow:
    """Return the paper of a code that was typed or read, where what is left out is that of ``batch_id``.

    Raises `ExpectedError` ``paper_code_shape``, ``paper_code_check`` for one that was mistyped, ``paper_code_series``
    for one of another office, ``paper_family_gone`` where the import or enrolment that brought its family was
    undone, and ``paper_code_unknown``.
    """
    own = series(session)
    opened = session.get(PaperBatch, batch_id) if batch_id is not None else None
    code = rules.read_code(typed, series=opened.series if opened else own, batch=opened.number if opened else None)
    row = session.execute(_paper_select().where(PaperBatchItem.code == str(code))).one_or_none()
    if row is None:
        raise ExpectedError(_why_unknown(session, code, own), typed=str(code), own=own)
    return _paper_row(row)


def _why_unknown(session: Session, code: rules.PaperCode, own: str) -> str:
    """Return the code of what is wrong with one that was printed nowhere, or of whose family nothing is left."""
    of_series = select(PaperBatch.papers + PaperBatch.problems).where(PaperBatch.series == code.series)
    printed = session.execute(of_series.where(PaperBatch.number == code.batch)).scalar()
    if printed is not None and code.position <= printed:
        return "paper_family_gone"
    foreign = code.series != own and session.execute(of_series.limit(1)).first() is None
    return "paper_code_series" if foreign else "paper_code_unknown"
