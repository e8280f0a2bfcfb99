"""Approving: what the paper says that day is what is frozen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from gsi_desktop.models.enums import Signature
from gsi_desktop.services.accompaniment import plans
from gsi_desktop.services.accompaniment.data import ApprovePlan, PlanInfo

if TYPE_CHECKING:
    from gsi_desktop.bootstrap import Services


def approve(services: Services, plan: PlanInfo, version: Callable[[], int], on: date, signature: Signature) -> int:
    """Approve ``plan`` in the version it has by then, in the writing lane, and return its new version."""
    from gsi_desktop.services.reports import queries

    seen = version()
    frozen = services.read(queries.canonical_plan, plan.family_id, plan.plan_id, on)
    data = ApprovePlan(plan_id=plan.plan_id, version=seen, on=on, signature=signature, frozen=frozen)
    return services.run(plans.approve_plan, data).result
