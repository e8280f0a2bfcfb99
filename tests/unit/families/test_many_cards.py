"""Cards of many families written at once: the planner is told what the transaction wrote."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, text

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.families import Membership
from gsi_desktop.services.core.work import UnitOfWork
from gsi_desktop.services.exchange.commands import AppliedBatch
from gsi_desktop.services.families import cards
from gsi_desktop.services.upkeep import demo


def test_a_transaction_that_wrote_many_families_plans_with_their_number(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = demo.load_sample
    believed: list[tuple[float, int]] = []

    def bring(work: UnitOfWork, sample: demo.Sample) -> AppliedBatch:
        applied = original(work, sample)
        cards.refresh(work)
        if not services.database.is_sqlite:
            told = work.session.execute(text("SELECT reltuples FROM pg_class WHERE relname = 'membership'"))
            there = work.session.execute(select(func.count()).select_from(Membership))
            believed.append((told.scalar_one(), there.scalar_one()))
        return applied

    monkeypatch.setattr(cards, "_CHUNK", 5)
    monkeypatch.setattr(demo, "load_sample", bring)
    demo.load(services, 12, 1)
    assert services.read(cards.differences) == 0
    assert all(told == there > 12 for told, there in believed)
    assert len(believed) == (not services.database.is_sqlite)
