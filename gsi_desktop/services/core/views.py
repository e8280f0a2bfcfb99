"""Views of lists: filters, columns and order under a name, one's own or shared with the office."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from gsi_desktop.models.lists import SavedView
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.search import sort_key
from gsi_desktop.services.core.work import UnitOfWork

KIND = "saved_view"
"""What a change set calls a change of views."""


@dataclass(frozen=True, slots=True)
class ViewInfo:
    """A view as a list offers it; ``content`` is the area's own JSON."""

    view_id: UUID
    area: str
    name: str
    owner: str
    shared: bool
    is_default: bool
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveView:
    """A new view (``view_id`` None or one that was deleted) or the changed one."""

    view_id: UUID | None
    area: str
    name: str
    content: str
    shared: bool = False
    is_default: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteView:
    """Throws a view away."""

    view_id: UUID


_COLUMNS = (
    SavedView.id,
    SavedView.area,
    SavedView.name,
    SavedView.owner,
    SavedView.shared,
    SavedView.is_default,
    SavedView.content,
)


def views(session: Session, actor: str, area: str | None = None) -> tuple[ViewInfo, ...]:
    """Return the views of ``actor`` and those the office shares, by name; of one area or of all.

    Another person's default is not yours.
    """
    query = select(*_COLUMNS).where(or_(SavedView.owner == actor, SavedView.shared))
    if area is not None:
        query = query.where(SavedView.area == area)
    rows = session.execute(query.order_by(SavedView.area, SavedView.name_key, SavedView.id))
    return tuple(ViewInfo(*row[:5], row.is_default and row.owner == actor, row.content) for row in rows)


def save_view(work: UnitOfWork, data: SaveView) -> UUID:
    """Write a view and return its id; a new default takes the place of the one before.

    Raises ``view_name_missing``, ``view_name_taken`` (of one's own in the same area), ``view_of_another``.
    """
    name = " ".join(data.name.split())[:60]
    if not name:
        raise ExpectedError("view_name_missing", field="name")
    known = _known(work.session, data.view_id) if data.view_id is not None else None
    if known is not None and known.owner != work.actor:
        raise ExpectedError("view_of_another", owner=known.owner)
    _require_free(work, data, name)
    if data.is_default:
        work.session.execute(
            update(SavedView)
            .where(SavedView.area == data.area, SavedView.owner == work.actor, SavedView.is_default)
            .values(is_default=False, version=SavedView.version + 1)
            .execution_options(synchronize_session=False)
        )
    told = {
        "name": name,
        "name_key": sort_key(name),
        "shared": data.shared,
        "is_default": data.is_default,
        "content": data.content,
    }
    work.changes.kinds.add(KIND)
    if known is not None:
        changed = update(SavedView).where(SavedView.id == known.id).values(version=SavedView.version + 1, **told)
        work.session.execute(changed.execution_options(synchronize_session=False))
        return known.id
    made = data.view_id or new_id()
    work.session.add(SavedView(id=made, area=data.area, owner=work.actor, **told))
    return made


def delete_view(work: UnitOfWork, data: DeleteView) -> None:
    """Throw a view away; raises ``view_gone`` and ``view_of_another``."""
    known = _known(work.session, data.view_id)
    if known is None:
        raise ExpectedError("view_gone")
    if known.owner != work.actor:
        raise ExpectedError("view_of_another", owner=known.owner)
    work.session.execute(delete(SavedView).where(SavedView.id == data.view_id))
    work.changes.kinds.add(KIND)


def _known(session: Session, view_id: UUID) -> SavedView | None:
    found = select(SavedView).where(SavedView.id == view_id).execution_options(populate_existing=True)
    return session.execute(found).scalar_one_or_none()


def _require_free(work: UnitOfWork, data: SaveView, name: str) -> None:
    taken = select(SavedView.id).where(
        SavedView.area == data.area, SavedView.owner == work.actor, SavedView.name_key == sort_key(name)
    )
    if any(one != data.view_id for one in work.session.execute(taken).scalars()):
        raise ExpectedError("view_name_taken", field="name", name=name)
