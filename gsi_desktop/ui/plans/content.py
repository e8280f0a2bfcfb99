"""What the editor does to the content of a draft: pure, one step at a time, so that it can be taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from gsi_desktop.models.enums import CommitmentSide, MarkState
from gsi_desktop.services.accompaniment.data import PlanCommitment, PlanContent, PlanGap, PriorityItem
from gsi_desktop.services.achievements.data import Board, BoardMember, CellKey
from gsi_desktop.services.core.ids import new_id

ADULT = 18


def key_of(item: PriorityItem) -> CellKey:
    """Return the cell of the board a priority is about."""
    return item.achievement, item.person_id


def place_of(content: PlanContent, priority_id: UUID | None) -> int | None:
    """Return the place of a priority, from 0."""
    found = (place for place, one in enumerate(content.priorities) if one.priority_id == priority_id)
    return next(found, None)


def added(content: PlanContent, keys: Iterable[CellKey]) -> tuple[PlanContent, tuple[UUID, ...]]:
    """Return ``content`` with a priority for each of ``keys`` at its end, and their ids; what is there stays once."""
    taken = {key_of(one) for one in content.priorities}
    new = tuple(
        PriorityItem(priority_id=new_id(), achievement=key[0], person_id=key[1])
        for key in dict.fromkeys(keys)
        if key not in taken
    )
    changed = replace(content, priorities=(*content.priorities, *new))
    return changed, tuple(one.priority_id for one in new)


def without(content: PlanContent, priority_id: UUID) -> PlanContent:
    """Return ``content`` without a priority."""
    return replace(content, priorities=tuple(one for one in content.priorities if one.priority_id != priority_id))


def put_back(content: PlanContent, item: PriorityItem, place: int) -> PlanContent:
    """Return ``content`` with ``item`` at ``place`` again."""
    rest = list(without(content, item.priority_id).priorities)
    rest.insert(place, item)
    return replace(content, priorities=tuple(rest))


def moved(content: PlanContent, start: int, end: int) -> PlanContent:
    """Return ``content`` with the priority of place ``start`` at place ``end``, within the list."""
    rest = list(content.priorities)
    item = rest.pop(start)
    rest.insert(min(max(end, 0), len(rest)), item)
    return replace(content, priorities=tuple(rest))


def changed(content: PlanContent, item: PriorityItem) -> PlanContent:
    """Return ``content`` with ``item`` in the place of the priority of its id."""
    known = (item if one.priority_id == item.priority_id else one for one in content.priorities)
    return replace(content, priorities=tuple(known))


def usual_responsible(board: Board, person_id: UUID | None) -> UUID | None:
    """Return who of the family usually answers: the member when grown up, else the head."""
    found = next((one for one in board.members if one.person_id == person_id), None)
    if found is not None and found.age is not None and found.age >= ADULT:
        return found.person_id
    return next((one.person_id for one in board.members if one.is_head), None)


@dataclass(frozen=True, slots=True)
class PriorityRow:
    """A priority as the list shows it. ``responsible`` and ``due_on`` are those of the first commitment."""

    place: int
    item: PriorityItem
    number: int
    logro: str
    member: str
    initial: MarkState | None
    current: MarkState
    responsible: str
    due_on: date | None
    gaps: tuple[PlanGap, ...]

    @property
    def name(self) -> str:
        """Return "Capacidades para el trabajo · Leidy"."""
        return f"{self.logro} · {self.member}" if self.member else self.logro


def rows(content: PlanContent, board: Board, gaps: Iterable[PlanGap]) -> tuple[PriorityRow, ...]:
    """Return the priorities as the list shows them."""
    known = tuple(gaps)
    return tuple(_row(place, item, board, known) for place, item in enumerate(content.priorities))


def _row(place: int, item: PriorityItem, board: Board, gaps: tuple[PlanGap, ...]) -> PriorityRow:
    logro = board.catalogue.by_number.get(item.achievement)
    cell = board.cells.get(key_of(item))
    first = _foremost(item.commitments)
    return PriorityRow(
        place=place,
        item=item,
        number=item.achievement,
        logro=logro.short if logro is not None else "",
        member=given_name(board.members, item.person_id),
        initial=cell.initial if cell is not None else None,
        current=cell.state if cell is not None else MarkState.NOT_APPLICABLE,
        responsible=responsible_name(board.members, first) if first is not None else "",
        due_on=first.due_on if first is not None else None,
        gaps=tuple(gap for gap in gaps if gap.priority_id == item.priority_id),
    )


def _foremost(commitments: tuple[PlanCommitment, ...]) -> PlanCommitment | None:
    """Return the family's part, else the first there is."""
    own = (one for one in commitments if one.side is CommitmentSide.FAMILY)
    return next(own, next(iter(commitments), None))


def given_name(members: Iterable[BoardMember], person_id: UUID | None) -> str:
    """Return the names of a member, "" for the family."""
    return next((one.given_name for one in members if one.person_id == person_id), "")


def responsible_name(members: Iterable[BoardMember], commitment: PlanCommitment) -> str:
    """Return who answers for a commitment as lists show it; "" is nobody, or the cogestor."""
    return given_name(members, commitment.responsible_id) if commitment.responsible_id else commitment.responsible
