"""A draft of a plan in parts that can be compared: its texts, each priority and each commitment by its id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from gsi_desktop.services.accompaniment.data import PlanCommitment, PlanContent, PriorityItem

TEXTS = ("goal", "observations", "few_reason")


@dataclass(frozen=True, slots=True)
class CommitmentPart:
    """A commitment and the priority it belongs to."""

    priority_id: UUID
    commitment: PlanCommitment


def parts(content: PlanContent) -> dict[str, object]:
    """Return the parts of a plan by name: its texts, ``priority <id>`` without commitments, ``commitment <id>``."""
    found: dict[str, object] = {name: getattr(content, name) for name in TEXTS}
    for item in content.priorities:
        found[f"priority {item.priority_id}"] = replace(item, commitments=())
        for one in item.commitments:
            found[f"commitment {one.commitment_id}"] = CommitmentPart(item.priority_id, one)
    return found


def aligned(*contents: PlanContent) -> list[dict[str, object]]:
    """Return the parts of each with those of all, None where one does not have it."""
    told = [parts(content) for content in contents]
    names = {name: None for one in told for name in one}
    return [names | one for one in told]


def assembled(told: Mapping[str, object], *sources: PlanContent) -> PlanContent:
    """Return the plan that has these parts, its priorities in the order of ``sources``, the first before the others.

    A commitment keeps its priority although somebody took that out.
    """
    known = {item.priority_id: item for source in reversed(sources) for item in source.priorities}
    kept = {item.priority_id: item for item in told.values() if isinstance(item, PriorityItem)}
    hanging: dict[UUID, list[PlanCommitment]] = {}
    for part in told.values():
        if isinstance(part, CommitmentPart):
            hanging.setdefault(part.priority_id, []).append(part.commitment)
    order = dict.fromkeys(one for source in sources for one in _ids(source) if one in kept or one in hanging)
    items = [replace((known | kept)[one], commitments=tuple(hanging.get(one, ()))) for one in order]
    texts = {name: str(told[name]) for name in TEXTS}
    return PlanContent(**texts, priorities=tuple(items))


def in_order(base: PlanContent, mine: PlanContent, stored: PlanContent) -> tuple[PlanContent, ...]:
    """Return whose order counts before whose: one's own where one moved priorities or nobody else did, else theirs."""
    moved = _shared(mine, base) != _shared(base, mine)
    alone = list(_ids(stored)) == list(_ids(base))
    return (mine, stored, base) if moved or alone else (stored, mine, base)


def _shared(one: PlanContent, other: PlanContent) -> list[UUID]:
    here = set(_ids(other))
    return [item for item in _ids(one) if item in here]


def _ids(content: PlanContent) -> Iterable[UUID]:
    return (item.priority_id for item in content.priorities)


def settled(
    fields: Mapping[str, tuple[object, object, object]], own: Mapping[str, bool], base: PlanContent, mine: PlanContent
) -> tuple[PlanContent, PlanContent]:
    """Return the base and the plan to save after what was chosen of ``fields`` (base, mine, theirs by part).

    A priority one took out that stays after all has the commitments it had.
    """
    theirs = {name: values[2] for name, values in fields.items()}
    chosen = {name: values[1] if own[name] else values[2] for name, values in fields.items()}
    stays = {name for name, values in fields.items() if values[1] is None and not own[name]}
    again = {
        name: part
        for name, part in parts(base).items()
        if isinstance(part, CommitmentPart) and f"priority {part.priority_id}" in stays
    }
    return assembled(_with(base, theirs), base, mine), assembled(_with(mine, {**again, **chosen}), mine, base)


def _with(content: PlanContent, values: Mapping[str, object]) -> dict[str, object]:
    """Return the parts of a plan with ``values``; a priority that is none of them takes its commitments along."""
    gone = {name.partition(" ")[2] for name, value in values.items() if name.startswith("priority") and value is None}
    told = {
        name: part
        for name, part in parts(content).items()
        if not (isinstance(part, CommitmentPart) and str(part.priority_id) in gone)
    }
    return {**told, **values}
