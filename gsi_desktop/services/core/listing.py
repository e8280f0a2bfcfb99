"""What long lists share: filters of headings, order by any column with its blanks last, pages and the places between.

A list is read by key, never by OFFSET. So that a scroll bar may jump anywhere, `index` gives the key before every page
in one walk of the index, and a page is then one read wherever it is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ClauseElement,
    Column,
    ColumnElement,
    Date,
    Executable,
    Integer,
    Select,
    and_,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.visitors import InternalTraversal, replacement_traverse

from gsi_desktop.models.base import Guid
from gsi_desktop.services.core.estimates import Estimate
from gsi_desktop.services.core.paging import beyond
from gsi_desktop.services.core.search import fold

BLANK: Final = ""
"""The value of cells that hold nothing, as a filter names it."""
PAGE: Final = 100
MANY: Final = 300_000
"""Rows that PostgreSQL counts soon enough by an index; a department fits."""
_FEW: Final = 1500
"""Rows that are soon read and sorted."""
Cursor = tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnFilter:
    """What the heading of a column lets through: values picked by code, a part of the text, or a range.

    ``low`` and ``high`` are included; days as 2026-11-21. All are texts, so that a view can be kept.
    """

    column: str
    values: tuple[str, ...] | None = None
    text: str = ""
    low: str = ""
    high: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether it lets every row through."""
        return self.values is None and not (self.text or self.low or self.high)


@dataclass(frozen=True, slots=True)
class Listed:
    """How a column is filtered: what it is in the table; ``key`` is its text folded by `sort_key`, or plain."""

    column: Any
    key: Any = None
    digits: bool = False
    """Whether its text is a number that people write with points."""
    indexed: bool = False
    """Whether an index begins with it: see `planned`."""
    leading: bool = False
    """Whether every order has an index that begins with it, so that of one value it costs nothing."""


@dataclass(frozen=True, slots=True)
class Order:
    """By which columns rows are ordered, the last one unique. Rows whose first is empty come last, both ways.

    With ``ranks`` the first is a code whose values stand in that order (of their names, of the stages) and not in their
    own; each is a range of the index, and a row with another value is in no page.
    """

    keys: tuple[Any, ...]
    descending: bool = False
    blanks: bool = False
    """Whether the first may be empty."""
    ranks: tuple[Any, ...] | None = None

    def parts(self) -> list[tuple[Any, Order]]:
        """Return the ranges one after the other: the value the first key has there, and their order by the rest."""
        rest = Order(self.keys[1:], self.descending)
        values = list(self.ranks or ())
        return [(value, rest) for value in (values[::-1] if self.descending else values)] + (
            [(None, rest)] if self.blanks else []
        )


@dataclass(frozen=True, slots=True)
class Index:
    """How many rows a list has, and the cursor of every page but the first."""

    total: int
    cursors: tuple[Cursor, ...]


# --- filters


class Unindexed(ColumnElement[Any]):
    """A column SQLite reads from the row, never from an index; PostgreSQL has statistics and decides by itself."""

    inherit_cache = True
    _traverse_internals: Any = (("column", InternalTraversal.dp_clauseelement),)

    def __init__(self, column: Any) -> None:
        self.column = column
        self.type = column.type
        self.table = column.table


@compiles(Unindexed)
def _as_it_is(element: Unindexed, compiler: Any, **options: Any) -> str:
    return str(compiler.process(element.column, **options))


@compiles(Unindexed, "sqlite")
def _without_index(element: Unindexed, compiler: Any, **options: Any) -> str:
    return f"+{compiler.process(element.column, **options)}"


def unindexed(condition: ColumnElement[bool], table: Any, but: Any) -> ColumnElement[bool]:
    """Return ``condition`` as SQLite checks it row by row: of ``table`` only the column ``but`` keeps its index."""

    def plain(element: Any, **_options: Any) -> Any:
        here = isinstance(element, Column) and getattr(element.table, "name", "") == table.__tablename__
        return Unindexed(element) if here and element.key != getattr(but, "key", "") else None

    return replacement_traverse(condition, {}, plain)


def planned(
    session: Session,
    filters: Sequence[ColumnFilter],
    columns: Mapping[str, Listed],
    order: Order,
    cursor: Cursor | None = None,
) -> tuple[frozenset[ColumnFilter], Order]:
    """Return the filters that let many rows through, and ``order`` as the page after ``cursor`` is read soonest.

    SQLite does not know how many rows a filter leaves: of many it would read and sort all for every page, of few it
    would walk the whole order. So filters that leave many are read from the rows while the order is walked; where one
    leaves few, these are read by its index and sorted.
    """
    if session.get_bind().dialect.name != "sqlite":
        return frozenset(), order
    known = [one for one in filters if one.column in columns and columns[one.column].indexed and not one.is_empty]
    asked = [
        one
        for one in known
        if columns[one.column].column is not order.keys[0]
        and not (columns[one.column].leading and len(one.values or ()) == 1)
    ]
    if not asked:
        return frozenset(), order
    some = (select(literal(1)).where(_condition(one, columns[one.column])).limit(_FEW).subquery() for one in asked)
    row = session.execute(select(*(select(func.count()).select_from(one).scalar_subquery() for one in some))).one()
    wide = frozenset(one for one, count in zip(asked, row, strict=True) if count == _FEW)
    if len(wide) == len(asked):
        return wide, order
    if order.ranks is not None:
        few = (_condition(one, columns[one.column]) for one in asked if one not in wide)
        present = {*session.execute(select(order.keys[0]).where(*few).distinct()).scalars(), *(cursor or ())[:1]}
        order = replace(order, ranks=tuple(value for value in order.ranks if value in present))
    return wide, replace(order, keys=tuple(Unindexed(key) for key in order.keys))


def from_cursor(
    filters: Sequence[ColumnFilter], columns: Mapping[str, Listed], order: Order, cursor: Cursor | None
) -> tuple[ColumnFilter, ...]:
    """Return ``filters`` without the bound that ``cursor`` implies, at which PostgreSQL would begin instead of it."""
    if cursor is None or cursor[0] is None:
        return tuple(filters)
    first = order.keys[0]

    def begun(one: ColumnFilter) -> ColumnFilter:
        if one.column not in columns or columns[one.column].column is not first:
            return one
        return replace(one, high="") if order.descending else replace(one, low="")

    return tuple(map(begun, filters))


def conditions(
    filters: Sequence[ColumnFilter], columns: Mapping[str, Listed], wide: Collection[ColumnFilter] = ()
) -> list[ColumnElement[bool]]:
    """Return what rows meet; a column this list does not know filters nothing. ``wide`` are those `planned` told."""
    known = [one for one in filters if one.column in columns and not one.is_empty]
    return [
        _condition(one, replace(columns[one.column], column=Unindexed(columns[one.column].column)))
        if one in wide
        else _condition(one, columns[one.column])
        for one in known
    ]


def _condition(asked: ColumnFilter, listed: Listed) -> ColumnElement[bool]:
    parts: list[ColumnElement[bool]] = []
    if asked.values is not None:
        parts.append(_among(asked.values, listed.column))
    if asked.text:
        parts.append(_holding(asked.text, listed))
    low, high = (_typed(value, listed.column) if value else None for value in (asked.low, asked.high))
    if low is not None:
        parts.append(listed.column >= low)
    if high is not None:
        parts.append(listed.column <= high)
    return and_(*parts) if parts else false()


def _among(values: Sequence[str], column: Any) -> ColumnElement[bool]:
    known = [value for value in (_typed(value, column) for value in values if value != BLANK) if value is not None]
    inside: ColumnElement[bool] = column.in_(known) if known else false()
    if BLANK not in values:
        return inside
    blank = column.is_(None) if _never_text(column) else or_(column.is_(None), column == "")
    return or_(inside, blank)


def _holding(text: str, listed: Listed) -> ColumnElement[bool]:
    text = text.replace("\x00", "")  # PostgreSQL knows no text with it
    if listed.digits:
        text = "".join(character for character in text if character.isalnum())
        return and_(listed.column.contains(text, autoescape=True), listed.column != "") if text else false()
    if listed.key is None:
        return or_(*(listed.column.contains(one, autoescape=True) for one in {text.strip(), text.strip().upper()}))
    plain, words = func.replace(listed.key, "~", ""), fold(text).split()  # ñ is "n~" in a key that sorts
    return and_(*(plain.contains(word, autoescape=True) for word in words)) if words else false()


def _never_text(column: Any) -> bool:
    return isinstance(column.type, Guid | Date | Integer)


def _typed(value: str, column: Any) -> Any:
    """Return a filter's text as the column's value; None for what cannot be one (a view of another day)."""
    try:
        if isinstance(column.type, Guid):
            return UUID(hex=value)
        if isinstance(column.type, Date):
            return date.fromisoformat(value)
        if isinstance(column.type, Integer):
            return int(value)
    except ValueError:
        return None
    return value


def value_counts(
    session: Session,
    column: Any,
    where: Sequence[ColumnElement[bool]],
    most: int = 2000,
    *,
    base: Select[*tuple[Any, ...]] | None = None,
) -> list[tuple[str, int]]:
    """Return the values a column has in the rows that meet ``where``, as filters name them, with how many rows each."""
    query = select(column, func.count())
    if base is not None:
        query = base.with_only_columns(column, func.count())
    rows = session.execute(query.where(*where).group_by(column).limit(most))
    found: dict[str, int] = {}
    for value, count in rows:
        told = BLANK if value is None else value.hex if isinstance(value, UUID) else str(value)
        found[told] = found.get(told, 0) + count
    return list(found.items())


# --- counts


class _Explained(Executable, ClauseElement):
    """What PostgreSQL says about a statement without running it."""

    inherit_cache = False

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self.statement = statement


@compiles(_Explained)
def _explained(element: _Explained, compiler: Any, **options: Any) -> str:
    return f"EXPLAIN (FORMAT JSON) {compiler.process(element.statement, **options)}"


def how_many(session: Session, rows: Select[*tuple[Any, ...]]) -> int:
    """Return how many ``rows`` there are: counted, or of many on PostgreSQL an `Estimate` in round numbers."""
    if session.get_bind().dialect.name == "postgresql":
        bare: Select[*tuple[Any, ...]] = rows.with_only_columns(literal_column("1"), maintain_column_froms=True)
        about = session.execute(_Explained(bare)).scalar_one()[0]["Plan"]["Plan Rows"]
        if about > MANY:
            return Estimate(round(about, 3 - len(str(about))))
    return session.execute(select(func.count()).select_from(rows.subquery())).scalar_one()


# --- pages


def page_rows(
    session: Session,
    query: Select[*tuple[Any, ...]],
    order: Order,
    cursor: Cursor | None,
    size: int,
    *,
    blank: Select[*tuple[Any, ...]] | None = None,
) -> list[Any]:
    """Return at most ``size`` rows of ``query`` after ``cursor`` in ``order``; ``blank`` gives those that come last.

    ``blank`` is needed where ``query`` joins the table of the first key in a way that leaves out rows without it.
    """
    first = order.keys[0]
    found: list[Any] = []
    parts = order.parts()
    if order.ranks is None and (cursor is None or cursor[0] is not None):
        filled = query.where(first.is_not(None)) if order.blanks else query
        found = list(session.execute(_after(filled, order.keys, order.descending, cursor).limit(size)))
    elif cursor is not None:
        values = [value for value, _rest in parts]
        parts = parts[values.index(cursor[0]) :] if cursor[0] in values else []
    for value, rest in parts:
        if len(found) >= size:
            break
        begun = cursor[1:] if cursor is not None and cursor[0] == value else None
        source = blank if value is None and blank is not None else query
        part = _after(source.where(_is(first, value)), rest.keys, rest.descending, begun)
        if value is None and source is query:  # for PostgreSQL rows without it are in no order unless it is named
            part = part.order_by(None).order_by(*_ordered(order))
        found += session.execute(part.limit(size - len(found))).all()
    return found


def _is(column: Any, value: Any) -> ColumnElement[bool]:
    told: ColumnElement[bool] = column.is_(None) if value is None else column == value
    return told


def _after(
    query: Select[*tuple[Any, ...]], keys: Sequence[Any], descending: bool, cursor: Cursor | None
) -> Select[*tuple[Any, ...]]:
    if cursor is not None:
        lead = [key for key in keys if key.table is keys[0].table]
        if len(lead) < len(keys):  # no index holds keys of two tables: the page begins at those of the first
            here, there = _tuples(lead, cursor[: len(lead)])
            query = query.where(here <= there if descending else here >= there)
        query = query.where(beyond(keys, cursor, descending=descending))
    return query.order_by(*_ordered(Order(tuple(keys), descending)))


def _ordered(order: Order) -> list[Any]:
    return [key.desc() if order.descending else key for key in order.keys]


def _tuples(keys: Sequence[Any], cursor: Cursor) -> tuple[Any, Any]:
    return tuple_(*keys), tuple_(*(literal(value, key.type) for value, key in zip(cursor, keys, strict=True)))


def index(
    session: Session,
    where: Sequence[ColumnElement[bool]],
    order: Order,
    step: int = PAGE,
    *,
    base: Select[*tuple[Any, ...]] | None = None,
    blank: Select[*tuple[Any, ...]] | None = None,
) -> Index:
    """Return how many rows meet ``where`` and the cursor of every ``step`` rows in ``order``.

    ``base`` is what joins the tables of rows of more than one; without it the table of the last key is read. ``blank``
    as for `page_rows`.
    """
    source = select(order.keys[-1]).select_from(order.keys[-1].table) if base is None else base
    first, total = order.keys[0], 0
    cursors: list[Cursor] = []
    if order.ranks is None:
        filled = source.where(*where, first.is_not(None)) if order.blanks else source.where(*where)
        total, cursors = _counted(session, filled), _ends(session, filled, order, step, 0)
    grouped = source.with_only_columns(first, func.count()).where(*where).group_by(first)
    counts = {} if order.ranks is None else {row[0]: row[1] for row in session.execute(grouped)}
    for value, rest in order.parts():
        part = (blank if value is None and blank is not None else source).where(*where, _is(first, value))
        count = _counted(session, part) if value is None else counts.get(value, 0)
        if (total + count) // step > total // step:  # a page ends here
            cursors += [(value, *cursor) for cursor in _ends(session, part, rest, step, total)]
        total += count
    return Index(total, tuple(cursors[: max(0, -(-total // step) - 1)]))


def _counted(session: Session, source: Select[*tuple[Any, ...]]) -> int:
    return session.execute(source.with_only_columns(func.count())).scalar_one()


def _ends(session: Session, source: Select[*tuple[Any, ...]], order: Order, step: int, before: int) -> list[Cursor]:
    """Return the keys of the rows of ``source`` that end a page, ``before`` rows having gone by."""
    number = func.row_number().over(order_by=_ordered(order)).label("row_place")
    numbered = source.with_only_columns(*order.keys, number).subquery()
    at = numbered.c.row_place
    rows = session.execute(select(numbered).where((at + before) % step == 0).order_by(at)).all()
    return [tuple(row[:-1]) for row in rows]
