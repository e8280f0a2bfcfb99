"""Lists people keep: views of a list (filters, columns, order) and foreign lists crossed with the registry."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from gsi_desktop.models.base import AUDITED, Base, GuidKey, Versioned, sort_text


class SavedView(Versioned, Base):
    """A list as somebody likes to see it. ``content`` is the area's own JSON; ``shared`` shows it to the office.

    ``is_default`` is what its owner's list opens with, one at most for each area.
    """

    __tablename__ = "saved_view"
    __table_args__ = (Index("ix_saved_view_area", "area", "name_key", "id"), AUDITED)

    id: Mapped[GuidKey]
    area: Mapped[str] = mapped_column(String(40))
    owner: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(60))
    name_key: Mapped[str] = mapped_column(sort_text(60))
    shared: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_default: Mapped[bool] = mapped_column(default=False, server_default=false())
    content: Mapped[str] = mapped_column(Text)


class CrossedList(Base):
    """A foreign list of documents that was crossed: its own cells, never the answers, which are read anew each time.

    ``content`` is compressed JSON in base 64. Not audited: a copy of people's data that was thrown away must not stay.
    """

    __tablename__ = "crossed_list"
    __table_args__ = (Index("ix_crossed_list_made", "made_at", "id"), {"sqlite_with_rowid": False})

    id: Mapped[GuidKey]
    owner: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime]
    rows: Mapped[int]
    content: Mapped[str] = mapped_column(Text)
