"""Edits of what the whole office shares in one row of the settings: joined and never overwritten silently, as rows are.

Settings are not audited, so beside each edited one stands who wrote each of its fields last.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from typing import Any, TypeVar, cast

import msgspec
from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from gsi_desktop.models.operations import Setting
from gsi_desktop.services.core.authorship import Written
from gsi_desktop.services.core.merging import Sides, settle
from gsi_desktop.services.core.work import UnitOfWork

T = TypeVar("T")


def edit_setting(work: UnitOfWork, name: str, base: T, mine: T) -> T:
    """Write over the setting ``name`` what ``mine`` changed of ``base``, and return all of it as it is now.

    ``base`` is what was loaded, a frozen data class whose defaults stand for a setting nobody wrote yet. Raises
    `ConflictError` for fields somebody else changed since.
    """
    authors = _locked_authors(work, f"{name}.authors")
    stored = work.session.execute(select(Setting.value).where(Setting.name == name)).scalar()
    kind = cast("type[Any]", type(base))
    theirs = msgspec.json.decode(stored, type=kind) if stored else kind()

    def written(fields: Collection[str]) -> dict[str, Written]:
        return {one: authors[one] for one in fields if one in authors}

    changes = settle(work, Sides(_values(base), _values(mine), _values(theirs)), written)
    if not changes:
        return cast("T", theirs)
    now = dataclasses.replace(theirs, **cast("dict[str, Any]", changes))
    work.session.merge(Setting(name=name, value=msgspec.json.encode(now).decode()))
    wrote = Written(work.actor, work.clock.now())
    kept = msgspec.json.encode(authors | dict.fromkeys(changes, wrote)).decode()
    work.session.execute(update(Setting).where(Setting.name == f"{name}.authors").values(value=kept))
    return cast("T", now)


def _values(data: object) -> dict[str, object]:
    return {field.name: getattr(data, field.name) for field in dataclasses.fields(cast("Any", data))}


def _locked_authors(work: UnitOfWork, name: str) -> dict[str, Written]:
    """Return who wrote each field; two who edit at once wait for each other at this row."""
    insert = postgresql.insert if work.connection.dialect.name == "postgresql" else sqlite.insert
    work.session.execute(insert(Setting).values(name=name, value="{}").on_conflict_do_nothing())
    stored = work.session.execute(select(Setting.value).where(Setting.name == name).with_for_update()).scalar_one()
    return msgspec.json.decode(stored, type=dict[str, Written])
