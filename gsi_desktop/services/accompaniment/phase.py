"""Phase of a family, CVP over JUNTOS (facts.md §3.1, §3.4): computed from facts, with its reasons. Pure.

A stage is the furthest fact a family has in its episode; `families.cards` computes the same in SQL for lists. A phase
asks for every gate on the way: acuerdo and línea base open the accompaniment, the final verification with the share of
logros opens the exit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from gsi_desktop.models.enums import Phase, Stage
from gsi_desktop.services.core.dates import show_date


@dataclass(frozen=True, slots=True)
class PhaseFact:
    """A fact behind the phase: a code of messages with its values."""

    code: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PhaseInfo:
    """Phase and stage of a family, the facts that give it and what is missing for the next phase."""

    phase: Phase
    stage: Stage
    reasons: tuple[PhaseFact, ...]
    missing: tuple[PhaseFact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseFacts:
    """What the phase is computed from: the newest episode of the family.

    ``achieved`` of ``applicable`` logros, today or as the closed final verification froze them; ``final_share`` is what
    opens the exit, ``minimum`` the priorities a plan needs.
    """

    active: bool
    contacted_on: date | None = None
    agreement_on: date | None = None
    baseline_on: date | None = None
    plan_on: date | None = None
    plan_number: int = 0
    priorities: int = 0
    final_on: date | None = None
    exit_on: date | None = None
    achieved: int = 0
    applicable: int = 0
    final_share: Fraction = Fraction(7, 10)
    minimum: int = 5

    @property
    def share_met(self) -> bool:
        """Whether the share of logros for the exit is reached, exactly."""
        return self.applicable > 0 and Fraction(self.achieved, self.applicable) >= self.final_share


def percent(share: Fraction) -> str:
    """Return a share as a percentage with one decimal, never rounded up over what it is.

    >>> percent(Fraction(1, 2)), percent(Fraction(6996, 10000))
    ('50,0', '69,9')
    """
    tenths = math.floor(share * 1000)
    return f"{tenths // 10},{tenths % 10}"


def stage(facts: PhaseFacts) -> Stage:
    """Return how far the family came: the furthest stage a fact proves."""
    proofs = (
        (Stage.EXITED, not facts.active),
        (Stage.FINAL, facts.final_on is not None),
        (Stage.PLAN, facts.plan_on is not None),
        (Stage.BASELINE, facts.baseline_on is not None),
        (Stage.LINKED, facts.agreement_on is not None),
        (Stage.CONTACTED, facts.contacted_on is not None),
    )
    return next((one for one, proved in proofs if proved), Stage.TARGETED)


def phase(facts: PhaseFacts) -> PhaseInfo:
    """Return phase and stage of a family, why, and what is missing for the next phase."""
    return PhaseInfo(_phase(facts), stage(facts), tuple(_reasons(facts)), tuple(_missing(facts)))


def _phase(facts: PhaseFacts) -> Phase:
    if not facts.active:
        return Phase.EXIT
    if facts.agreement_on is None or facts.baseline_on is None:
        return Phase.LINKING
    return Phase.EXIT if facts.final_on is not None and facts.share_met else Phase.ACCOMPANIMENT


def _share_values(facts: PhaseFacts) -> dict[str, str]:
    needed = math.ceil(facts.final_share * facts.applicable)
    today = Fraction(facts.achieved, facts.applicable) if facts.applicable else Fraction(0)
    goal = percent(facts.final_share).removesuffix(",0")
    return {"goal": goal, "percent": percent(today), "left": str(max(0, needed - facts.achieved))}


def _fact(code: str, **values: str) -> PhaseFact:
    return PhaseFact(code, tuple(values.items()))


def _reasons(facts: PhaseFacts) -> list[PhaseFact]:
    """Return the facts that hold, in the order of the route."""
    found = []
    if facts.agreement_on is not None:
        found.append(_fact("phase_agreement", day=show_date(facts.agreement_on)))
    elif facts.contacted_on is not None:
        found.append(_fact("phase_contacted", day=show_date(facts.contacted_on)))
    if facts.baseline_on is not None:
        found.append(_fact("phase_baseline", day=show_date(facts.baseline_on)))
    if facts.plan_on is not None:
        code = "phase_plan_one" if facts.priorities == 1 else "phase_plan"
        values = {"number": str(facts.plan_number), "day": show_date(facts.plan_on)}
        found.append(_fact(code, **values, priorities=str(facts.priorities)))
    if facts.final_on is not None:
        found.append(_fact("phase_final", day=show_date(facts.final_on)))
    if facts.final_on is not None and facts.share_met:
        share = _share_values(facts)
        found.append(_fact("phase_share", goal=share["goal"], percent=share["percent"]))
    if not facts.active:
        day = facts.exit_on
        found.append(_fact("phase_exit") if day is None else _fact("phase_exit_on", day=show_date(day)))
    return found or [_fact("phase_targeted")]


def _missing(facts: PhaseFacts) -> list[PhaseFact]:
    """Return what is missing for the next phase, in the order to do it; nothing after the last one."""
    if _phase(facts) is Phase.EXIT:
        return []
    if _phase(facts) is Phase.LINKING:
        wanted = (("phase_needs_agreement", facts.agreement_on), ("phase_needs_baseline", facts.baseline_on))
        return [_fact(code) for code, day in wanted if day is None]
    found = []
    if facts.plan_on is None:
        found.append(_fact("phase_needs_plan", minimum=str(facts.minimum)))
    share = _share_values(facts)
    if not facts.share_met:
        code = "phase_needs_share_one" if share["left"] == "1" else "phase_needs_share"
        found.append(_fact(code, **share))
    if facts.final_on is None or not facts.share_met:
        found.append(_fact("phase_needs_final"))
    return found
