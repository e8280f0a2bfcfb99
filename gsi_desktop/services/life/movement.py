"""Movement of families and people in the programme: opening, entries and exits by kind, closing.

A family is in the programme from the day its episode opens until the day it closes; a person while they live in a
family that is. Stock and flow are counted apart, so that opening + entries - exits = closing is a check and no
tautology: the stock of a day counts who is there, the flow counts who came and went by the event that says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, func, literal, or_, select, type_coerce
from sqlalchemy.orm import Session, aliased

from gsi_desktop.models.enums import EventKind
from gsi_desktop.models.families import Enrolment, Family, FamilyEvent, Membership
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.families.event_wording import event_kind
from gsi_desktop.services.territory import catalogues

TRANSFER = "transfer"
"""A person who went from one registered family to another; of both the entry and the exit are counted."""


@dataclass(frozen=True, slots=True)
class Line:
    """How many came or went by one kind of event; ``reason`` is the code of why a family left, "" for others."""

    kind: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class Flow:
    """Movement of families or of people; ``opening`` is before the first day, ``closing`` after the last."""

    opening: int
    entries: tuple[Line, ...]
    exits: tuple[Line, ...]
    closing: int

    @property
    def entered(self) -> int:
        """Return how many came."""
        return sum(line.count for line in self.entries)

    @property
    def left(self) -> int:
        """Return how many went."""
        return sum(line.count for line in self.exits)

    @property
    def balances(self) -> bool:
        """Whether opening + entries - exits = closing."""
        return self.opening + self.entered - self.left == self.closing


@dataclass(frozen=True, slots=True)
class Movement:
    """Movement of a municipality (None: of all) between two days, both included."""

    municipality_id: str | None
    from_on: date
    to_on: date
    families: Flow
    persons: Flow


def movement(session: Session, municipality_id: str | None, from_on: date, to_on: date) -> Movement:
    """Return the movement between two days, both included; raises ``period_backwards``."""
    if to_on < from_on:
        raise ExpectedError("period_backwards", field="to")
    return Movement(
        municipality_id,
        from_on,
        to_on,
        _flow(session, _episodes(municipality_id), from_on, to_on),
        _flow(session, _stays(municipality_id), from_on, to_on),
    )


def line_name(line: Line, *, entry: bool) -> str:
    """Return what a line of the movement is called."""
    if line.reason and line.reason in dict(catalogues.labels("exit_reason")):
        return catalogues.label("exit_reason", line.reason)
    if line.kind == TRANSFER:
        return _("Vino de otra familia") if entry else _("Pasó a otra familia")
    return event_kind(EventKind(line.kind))


# --- intervals: from, to, kind of the event at each end


def _kind(event: Any, without: EventKind) -> ColumnElement[Any]:
    """Return SQL for the kind of an event, `TRANSFER` for an entry from another family."""
    moved = and_(event.kind == EventKind.JOIN, event.other_family_id.is_not(None))
    return case((moved, literal(TRANSFER)), (event.id.is_(None), literal(without.value)), else_=_text(event.kind))


def _text(column: Any) -> ColumnElement[Any]:
    """Return an enumerated column as the text it is stored as."""
    return type_coerce(column, String)


def _here(municipality_id: str | None) -> list[ColumnElement[bool]]:
    return [] if municipality_id is None else [Enrolment.municipality_id == municipality_id]


def _episodes(municipality_id: str | None) -> Select[*tuple[Any, ...]]:
    """Return the stays of families in the programme."""
    opened, closed = aliased(FamilyEvent), aliased(FamilyEvent)
    return (
        select(
            Enrolment.entry_on.label("since"),
            Enrolment.exit_on.label("until"),
            _kind(opened, EventKind.ENTRY).label("came"),
            _kind(closed, EventKind.PROGRAMME_EXIT).label("went"),
            func.coalesce(Enrolment.exit_reason, "").label("reason"),
        )
        .join(Family, Family.id == Enrolment.family_id)
        .outerjoin(opened, opened.id == Enrolment.opened_by)
        .outerjoin(closed, closed.id == Enrolment.closed_by)
        .where(*_here(municipality_id))
    )


def _stays(municipality_id: str | None) -> Select[*tuple[Any, ...]]:
    """Return the stays of people in the programme: of each membership the part within each episode of its family."""
    member, episode = Membership, Enrolment
    opened, closed, began, ended = (aliased(FamilyEvent) for _place in range(4))
    by_seat = member.valid_from_on > episode.entry_on
    out_by_seat = and_(
        member.valid_to_on.is_not(None), or_(episode.exit_on.is_(None), member.valid_to_on <= episode.exit_on)
    )
    since = case((by_seat, member.valid_from_on), else_=episode.entry_on)
    until = case((out_by_seat, member.valid_to_on), else_=episode.exit_on)
    came = case((by_seat, _kind(opened, EventKind.ENTRY)), else_=_kind(began, EventKind.ENTRY))
    went = case((out_by_seat, _kind(closed, EventKind.EXIT)), else_=_kind(ended, EventKind.PROGRAMME_EXIT))
    moment = and_(member.valid_from_on == member.valid_to_on, member.valid_from_on >= episode.entry_on)
    return (
        select(
            since.label("since"),
            until.label("until"),
            came.label("came"),
            went.label("went"),
            case((out_by_seat, ""), else_=func.coalesce(episode.exit_reason, "")).label("reason"),
        )
        .join(episode, episode.family_id == member.family_id)
        .outerjoin(opened, opened.id == member.opened_by)
        .outerjoin(closed, closed.id == member.closed_by)
        .outerjoin(began, began.id == episode.opened_by)
        .outerjoin(ended, ended.id == episode.closed_by)
        .where(
            or_(
                until.is_(None),
                since < until,
                and_(moment, or_(episode.exit_on.is_(None), member.valid_from_on < episode.exit_on)),
            ),
            *_here(municipality_id),
        )
    )


# --- stock and flow


def _flow(session: Session, stays: Select[*tuple[Any, ...]], from_on: date, to_on: date) -> Flow:
    """Return stock and flow, each counted by its own condition, in one reading of the stays."""
    c = stays.subquery().c
    counted = {
        "opening": and_(c.since < from_on, or_(c.until.is_(None), c.until >= from_on)),
        "closing": and_(c.since <= to_on, or_(c.until.is_(None), c.until > to_on)),
        "entered": c.since.between(from_on, to_on),
        "left": c.until.between(from_on, to_on),
    }
    sums = (func.sum(case((condition, 1), else_=0)).label(name) for name, condition in counted.items())
    rows = session.execute(select(c.came, c.went, c.reason, *sums).group_by(c.came, c.went, c.reason)).all()
    return Flow(
        sum(row.opening for row in rows),
        _lines((row.came, "", row.entered) for row in rows),
        _lines((row.went, row.reason, row.left) for row in rows),
        sum(row.closing for row in rows),
    )


def _lines(counts: Iterable[tuple[str, str, int]]) -> tuple[Line, ...]:
    """Return the lines that count somebody, the most frequent first."""
    found: Counter[tuple[str, str]] = Counter()
    for kind, reason, count in counts:
        found[str(kind), reason] += count
    lines = (Line(kind, reason, count) for (kind, reason), count in found.items() if count)
    return tuple(sorted(lines, key=lambda line: (-line.count, line.kind, line.reason)))
