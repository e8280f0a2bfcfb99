"""Rules of visits, plans and bands: pure, one place for forms, papers, commands and counts."""

from __future__ import annotations

import calendar
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from gsi_desktop.models.enums import CommitmentSide, MarkState, VisitKind, VisitMedium, VisitOutcome
from gsi_desktop.services.accompaniment.data import (
    STEPS,
    PlanCommitment,
    PlanContent,
    PlanGap,
    PriorityItem,
    VisitContent,
)
from gsi_desktop.services.accompaniment.workload_data import Band
from gsi_desktop.services.achievements.data import Achievement, Board, BoardMember
from gsi_desktop.services.core.dates import show_date
from gsi_desktop.services.core.errors import ExpectedError

FEW_REASON_LEAST: Final = 10
"""Letters a reason for fewer priorities has at least."""

_SESSIONS: Final = (
    VisitKind.SESSION_1,
    VisitKind.SESSION_2,
    VisitKind.SESSION_2A,
    VisitKind.SESSION_3,
    VisitKind.SESSION_4,
    VisitKind.FOLLOW_UP,
)
_CLOCK: Final = re.compile(r"(\d{1,2})(?:[:.h ]?(\d{2}))?(?: ?([ap])\.? ?m\.?)?")
_VISIT_LENGTHS: Final = {"place": 200, "outcome_note": 400, "topic_note": 400, "evaluation": 400}
_PLAN_LENGTHS: Final = {"goal": 600, "observations": 600, "few_reason": 400}
_COMMITMENT_LENGTHS: Final = {"action": 400, "responsible": 160}


# --- months


def months_before(day: date, months: int) -> date:
    """Return the last day on which something is ``months`` calendar months old or more on ``day``.

    A visit of 21/10 is one month old from 21/11 on and not before; where the month has no such day, its last one.

    >>> months_before(date(2026, 11, 20), 1), months_before(date(2026, 3, 31), 1)
    (datetime.date(2026, 10, 20), datetime.date(2026, 2, 28))
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def months_since(earlier: date, day: date) -> int:
    """Return the whole calendar months from ``earlier`` to ``day``."""
    return (day.year - earlier.year) * 12 + day.month - earlier.month - (day.day < earlier.day)


def band(last_visit_on: date | None, day: date) -> Band:
    """Return how long ago a family was visited, as of ``day``."""
    if last_visit_on is None:
        return Band.NEVER
    months = months_since(last_visit_on, day)
    return Band.UNDER_ONE_MONTH if months < 1 else Band.ONE_TO_THREE if months < 3 else Band.OVER_THREE


# --- visits


def next_kind(held: Iterable[VisitKind]) -> VisitKind:
    """Return the session that comes after those held: 1, 2, 3, 4, then follow-ups; 2A is for who chooses it."""
    furthest = max((_SESSIONS.index(kind) for kind in held if kind in _SESSIONS), default=-1)
    following = _SESSIONS[min(furthest + 1, len(_SESSIONS) - 1)]
    return VisitKind.SESSION_3 if following is VisitKind.SESSION_2A else following


def wall_time(text: str) -> str:
    """Return a time as people type it ("904", "9:04", "2:30 pm", "14") as "HH:MM", "" for nothing.

    Raises `ExpectedError` ``time_invalid``.
    """
    typed = " ".join(text.split()).lower()
    if not typed:
        return ""
    found = _CLOCK.fullmatch(typed)
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
    if found and found[3]:
        hour = hour % 12 + (12 if found[3] == "p" else 0) if 1 <= hour <= 12 else 24
    if hour > 23 or minute > 59:
        raise ExpectedError("time_invalid", text=text.strip())
    return f"{hour:02}:{minute:02}"


def too_long(data: Any, lengths: dict[str, int]) -> Iterator[ExpectedError]:
    """Yield an error for every text of ``data`` that has no room where it is kept."""
    for field, limit in lengths.items():
        if len(getattr(data, field)) > limit:
            yield ExpectedError("text_too_long", field=field, limit=limit)


def draft_errors(content: VisitContent) -> list[ExpectedError]:
    """Return what keeps an unfinished visit from being kept: only what the database has no room for."""
    errors = list(too_long(content, _VISIT_LENGTHS))
    if len(content.coresponsibility) > 5 or set(content.coresponsibility) - set("SN-"):
        errors.append(ExpectedError("choice_invalid", field="coresponsibility"))
    for field in ("started_time", "ended_time", "next_time"):
        try:
            wall_time(getattr(content, field))
        except ExpectedError as error:
            errors.append(ExpectedError("time_invalid", field=field, **error.params))
    return errors


def visit_errors(content: VisitContent, *, steps_done: int, entry_on: date, today: date) -> list[ExpectedError]:
    """Return everything that keeps a visit from being closed, in the order of the paper.

    A typed visit passes ``STEPS`` for ``steps_done``. Attention at the office asks only for its day and what it was.
    """
    errors = [*_day_errors(content, entry_on, today), *draft_errors(content), *_time_errors(content)]
    if content.kind is VisitKind.WINDOW:
        if not content.notes.strip():
            errors.append(ExpectedError("window_notes_missing", field="notes"))
    else:
        errors.extend(_outcome_errors(content, steps_done))
    if content.next_on is not None and content.occurred_on is not None and content.next_on <= content.occurred_on:
        errors.append(ExpectedError("next_visit_before", field="next_on"))
    return errors


def _day_errors(content: VisitContent, entry_on: date, today: date) -> Iterator[ExpectedError]:
    day = content.occurred_on
    if day is None:
        yield ExpectedError("visit_date_missing", field="occurred_on")
    elif day > today:
        yield ExpectedError("visit_in_future", field="occurred_on")
    elif day < entry_on:
        yield ExpectedError("visit_before_entry", field="occurred_on", day=show_date(entry_on))
    if content.agreement_on is not None and content.agreement_on > today:
        yield ExpectedError("agreement_in_future", field="agreement_on")


def _time_errors(content: VisitContent) -> Iterator[ExpectedError]:
    try:
        started, ended = wall_time(content.started_time), wall_time(content.ended_time)
    except ExpectedError:
        return  # told by `draft_errors`
    if started and ended and ended < started:
        yield ExpectedError("visit_times_order", field="ended_time")


def _outcome_errors(content: VisitContent, steps_done: int) -> Iterator[ExpectedError]:
    if content.outcome is None:
        yield ExpectedError("outcome_missing", field="outcome")
    elif content.outcome is VisitOutcome.HELD:
        if steps_done < STEPS:
            yield ExpectedError("visit_steps_left", field="outcome", step=steps_done)
        if content.medium is None:
            yield ExpectedError("medium_missing", field="medium")
        if content.signature is None:
            yield ExpectedError("signature_missing", field="signature")
    elif content.outcome is VisitOutcome.UNFINISHED and not content.outcome_note.strip():
        yield ExpectedError("outcome_note_missing", field="outcome_note")


def window_content(content: VisitContent) -> VisitContent:
    """Return the content of an attention at the office: held there, nothing of a visit's steps."""
    return VisitContent(
        kind=VisitKind.WINDOW,
        occurred_on=content.occurred_on,
        started_time=content.started_time,
        ended_time=content.ended_time,
        medium=VisitMedium.OFFICE,
        cogestor_id=content.cogestor_id,
        present=content.present,
        agreement_on=content.agreement_on,
        notes=content.notes,
        outcome=VisitOutcome.HELD,
        next_on=content.next_on,
        next_time=content.next_time,
        next_kind=content.next_kind,
    )


# --- commitments


def commitment_errors(data: Any) -> list[ExpectedError]:
    """Return what keeps a commitment from counting: it says what, who and when."""
    errors = list(too_long(data, _COMMITMENT_LENGTHS))
    if not data.action.strip():
        errors.append(ExpectedError("action_missing", field="action"))
    if not has_responsible(data):
        errors.append(ExpectedError("responsible_missing", field="responsible"))
    return errors


def has_responsible(commitment: Any) -> bool:
    """Whether somebody answers for it; the cogestor's own side names itself."""
    named = commitment.responsible_id is not None or bool(commitment.responsible.strip())
    return named or commitment.side is CommitmentSide.COGESTOR


# --- plan familiar


def plan_errors(content: PlanContent) -> list[ExpectedError]:
    """Return what keeps a draft from being kept: only what the database has no room for."""
    errors = list(too_long(content, _PLAN_LENGTHS))
    for priority in content.priorities:
        errors.extend(too_long(priority, {"note": 400}))
        for commitment in priority.commitments:
            errors.extend(too_long(commitment, _COMMITMENT_LENGTHS))
    return errors


def plan_gaps(content: PlanContent, minimum: int, on: date, board: Board | None = None) -> tuple[PlanGap, ...]:
    """Return what a draft lacks to be approved on ``on``, the plan first, then each priority in its order.

    ``board`` names the logros and tells which are already reached; without it they are named by number.
    """
    gaps = []
    count = len(content.priorities)
    if count == 0:
        gaps.append(PlanGap("plan_empty"))
    elif count < minimum and len(content.few_reason.strip()) < FEW_REASON_LEAST:
        gaps.append(PlanGap("plan_few_priorities", None, (("count", str(count)), ("minimum", str(minimum)))))
    times = Counter((one.achievement, one.person_id) for one in content.priorities)
    for priority in content.priorities:
        name = (("logro", logro_name(priority, board)),)
        if times[priority.achievement, priority.person_id] > 1:
            gaps.append(PlanGap("priority_repeated", priority.priority_id, name))
        if (settled := _settled(priority, board)) is not None:
            gaps.append(PlanGap(SETTLED[settled], priority.priority_id, name))
        gaps.extend(PlanGap(code, priority.priority_id, name) for code in _priority_gaps(priority.commitments, on))
    return tuple(gaps)


SETTLED: Final = {MarkState.ACHIEVED: "priority_reached", MarkState.NOT_APPLICABLE: "priority_not_applicable"}
"""States of a logro nobody has to work on any more, with what to say of a priority that came to one."""


def logro_name(priority: PriorityItem, board: Board | None) -> str:
    """Return "8 Capacidades para el trabajo · Leidy" for messages about a priority."""
    known = board.catalogue.by_number.get(priority.achievement) if board is not None else None
    members = board.members if board is not None else ()
    who = next((one.given_name for one in members if one.person_id == priority.person_id), "")
    name = f"{priority.achievement} {known.short}" if known else str(priority.achievement)
    return f"{name} · {who}" if who else name


def _settled(priority: PriorityItem, board: Board | None) -> MarkState | None:
    cell = board.cells.get((priority.achievement, priority.person_id)) if board is not None else None
    return cell.state if cell is not None and cell.state in SETTLED else None


def _priority_gaps(commitments: Sequence[PlanCommitment], on: date) -> Iterator[str]:
    if not any(one.side is not CommitmentSide.ENTITY for one in commitments):
        yield "priority_no_commitment"
    wrong = {
        "priority_action_missing": any(not one.action.strip() for one in commitments),
        "priority_responsible_missing": not all(has_responsible(one) for one in commitments),
        "priority_date_missing": any(one.due_on is None for one in commitments),
        "priority_date_past": any(one.due_on is not None and one.due_on < on for one in commitments),
    }
    yield from (code for code, found in wrong.items() if found)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A pending logro worth prioritising; ``reason`` is a code of messages."""

    achievement: int
    person_id: UUID | None
    logro: str
    about: str
    reason: str


def suggested_priorities(board: Board, chosen: PlanContent | None = None) -> tuple[Suggestion, ...]:
    """Return the pending logros that are not in ``chosen``, in the order to propose them.

    Identification first, because without a document nothing else is granted; then by weight, by dimension, number and
    member.
    """
    taken = {(one.achievement, one.person_id) for one in chosen.priorities} if chosen else set()
    members = {one.person_id: (place, one) for place, one in enumerate(board.members)}
    found = []
    for key, cell in board.cells.items():
        achievement = board.catalogue.by_number.get(key[0])
        if achievement is None or key in taken or cell.rolled_up or cell.state is not MarkState.PENDING:
            continue
        place, member = members.get(key[1], (-1, None)) if key[1] else (-1, None)
        rank = (achievement.dimension != 1, -achievement.weight, achievement.dimension, achievement.number, place)
        found.append((rank, _suggestion(achievement, member)))
    return tuple(suggestion for _rank, suggestion in sorted(found, key=lambda pair: pair[0]))


def _suggestion(achievement: Achievement, member: BoardMember | None) -> Suggestion:
    reason = "suggest_pending"
    if achievement.dimension == 1:
        reason = "suggest_identity"
    elif achievement.ipm_indicator is not None:
        reason = "suggest_ipm"
    name = f"{achievement.number} {achievement.short}"
    return Suggestion(achievement.number, member.person_id if member else None, name, _name_of(member), reason)


def _name_of(member: BoardMember | None) -> str:
    return member.name if member is not None else ""
