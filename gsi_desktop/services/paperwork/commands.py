"""Writes of the paperwork area: number a batch, keep it, key a form, leave one out. None commits."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from gsi_desktop.models.enums import PaperKind, PaperState
from gsi_desktop.models.operations import Setting
from gsi_desktop.models.paperwork import PaperBatch, PaperBatchItem
from gsi_desktop.services.accompaniment import visits
from gsi_desktop.services.core import formats
from gsi_desktop.services.core.bulk import bulk_insert
from gsi_desktop.services.core.clock import BOGOTA
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.work import UnitOfWork
from gsi_desktop.services.families.commands import guarded_update
from gsi_desktop.services.paperwork.data import KeyVisit, RecordBatch, SettlePaper, WantedBatch

_NUMBER: Final = "paper_batch_number"
_TITLE: Final = 200


def reserve_number(work: UnitOfWork, data: WantedBatch) -> int:
    """Return a number no batch of this installation had; one that is then not used is never given again."""
    del data
    insert = postgresql.insert if work.connection.dialect.name == "postgresql" else sqlite.insert
    work.session.execute(insert(Setting).values(name=_NUMBER, value="0").on_conflict_do_nothing())
    query = select(Setting.value).where(Setting.name == _NUMBER).with_for_update()
    number = int(work.session.execute(query).scalar_one()) + 1
    work.session.execute(update(Setting).where(Setting.name == _NUMBER).values(value=str(number)))
    return number


def record_batch(work: UnitOfWork, data: RecordBatch) -> UUID:
    """Keep a batch that was made, with its papers in the printed order, and return its id."""
    made = sum(one.state is not PaperState.FAILED for one in data.papers)
    one = PaperBatch(
        id=new_id(),
        series=data.series,
        number=data.number,
        title=data.wanted.title[:_TITLE],
        kinds=",".join(data.wanted.kinds),
        sort=data.wanted.sort,
        options=msgspec.json.encode(data.wanted).decode(),
        made_at=work.clock.now(),
        made_by=work.actor,
        operation_id=work.operation_id,
        papers=made,
        pages=data.pages,
        problems=len(data.papers) - made,
    )
    work.session.add(one)
    work.session.flush()
    columns = (
        "id",
        "batch_id",
        "municipality_id",
        "position",
        "kind",
        "code",
        "family_id",
        "visit_id",
        "page",
        "state",
    )
    rows = (
        (new_id(), one.id, *(getattr(paper, name) for name in columns[2:]), paper.problem, 1) for paper in data.papers
    )
    bulk_insert(work.connection, PaperBatchItem, (*columns, "problem", "version"), rows)
    work.changes.kinds.add("paper")
    return one.id


def _item(work: UnitOfWork, item_id: UUID) -> PaperBatchItem:
    """Return a form, locked; raises ``paper_code_unknown`` and ``paper_not_form`` for a paper nobody keys."""
    query = select(PaperBatchItem).where(PaperBatchItem.id == item_id).with_for_update()
    item = work.session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()
    if item is None:
        raise ExpectedError("paper_code_unknown", typed="")
    if item.state in (PaperState.PRINTED, PaperState.FAILED):
        raise ExpectedError("paper_not_form", typed=item.code)
    return item


def _require_not_keyed(item: PaperBatchItem) -> None:
    if item.state is PaperState.KEYED:
        day = formats.date(item.settled_at.astimezone(BOGOTA).date()) if item.settled_at else ""
        raise ExpectedError("paper_keyed", typed=item.code, day=day, who=item.settled_by)


def key_visit(work: UnitOfWork, data: KeyVisit) -> UUID:
    """Write a visit from its form and note that the form was keyed; both or nothing. Return the id of the visit.

    Raises ``paper_keyed`` for a form that was keyed before, ``paper_not_form``, ``paper_other_family``, and what
    `visits.record_visit` raises.
    """
    item = _item(work, data.item_id)
    _require_not_keyed(item)
    if item.kind is not PaperKind.VISIT:
        raise ExpectedError("paper_not_form", typed=item.code)
    if item.family_id != data.record.family_id:
        raise ExpectedError("paper_other_family", typed=item.code)
    visit_id = visits.record_visit(work, data.record)
    _settle(work, item, PaperState.KEYED, {"keyed_visit_id": visit_id})
    return visit_id


def settle_paper(work: UnitOfWork, data: SettlePaper) -> int:
    """Note what became of a form and return its new version; raises ``paper_keyed``, ``paper_not_form``.

    A form that is left out needs its reason (``reason_missing``); PENDING takes it up again, also a ficha that was
    noted as keyed: what is on the board stays there.
    """
    item = _item(work, data.item_id)
    if item.keyed_visit_id is not None or data.state is not PaperState.PENDING:
        _require_not_keyed(item)
    if data.state is PaperState.SKIPPED and data.skip is None:
        raise ExpectedError("reason_missing", field="skip")
    skip = data.skip if data.state is PaperState.SKIPPED else None
    return _settle(work, item, data.state, {"skip": skip})


def _settle(work: UnitOfWork, item: PaperBatchItem, state: PaperState, values: dict[str, object]) -> int:
    waiting = state is PaperState.PENDING
    told = {
        "state": state,
        "skip": None,
        "settled_at": None if waiting else work.clock.now(),
        "settled_by": "" if waiting else work.actor,
    }
    version = item.version
    guarded_update(work, item, told | values)
    work.changes.kinds.add("paper")
    return version + 1
